"""Cities alike: peers of one city with the reasons, and a typology of the panel with its stability."""

from proxenia.compare.alike.peers import Peer, Reason, peers
from proxenia.compare.alike.typology import Choice, Feature, Kind, Typology, kind_name, typology

__all__ = ["Choice", "Feature", "Kind", "Peer", "Reason", "Typology", "kind_name", "peers", "typology"]
