"""Cities by networks: the two-sided table that every measure of networks begins with."""

from proxenia.networks.bipartite.generate import generate_memberships
from proxenia.networks.bipartite.read import ReadMemberships, read_memberships, read_values
from proxenia.networks.bipartite.sites import Sites, restrict, sites_of
from proxenia.networks.bipartite.table import Bipartite, from_pairs, from_store, membership_index

__all__ = [
    "Bipartite",
    "ReadMemberships",
    "Sites",
    "from_pairs",
    "from_store",
    "generate_memberships",
    "membership_index",
    "read_memberships",
    "read_values",
    "restrict",
    "sites_of",
]
