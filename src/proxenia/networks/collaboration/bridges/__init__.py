"""Science bridges: who publishes together across rival blocs, more or less than expected, and through which cities."""

from proxenia.networks.collaboration.bridges.blocs import Blocs, Rivalry
from proxenia.networks.collaboration.bridges.find import Bridge, Bridges, find_bridges
from proxenia.networks.collaboration.bridges.politics import Politics

__all__ = ["Blocs", "Bridge", "Bridges", "Politics", "Rivalry", "find_bridges"]
