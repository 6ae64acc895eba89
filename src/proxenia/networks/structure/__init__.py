"""The shape of a network: who is central, who bridges, which groups hold together, what twinning and capitals do."""

from proxenia.networks.structure.bridges import Bridge, bridge_shares, bridges
from proxenia.networks.structure.capitals import CapitalEffect, capital_effect
from proxenia.networks.structure.centrality import Centrality, centralities
from proxenia.networks.structure.communities import Communities, adjusted_rand, communities, resampled
from proxenia.networks.structure.graph import Graph, bipartite_graph, graph_of, projection_graph, twin_graph
from proxenia.networks.structure.twins import TwinPair, TwinStatistics, read_twins, twin_statistics, twins_graph

__all__ = [
    "Bridge",
    "CapitalEffect",
    "Centrality",
    "Communities",
    "Graph",
    "TwinPair",
    "TwinStatistics",
    "adjusted_rand",
    "bipartite_graph",
    "bridge_shares",
    "bridges",
    "capital_effect",
    "centralities",
    "communities",
    "graph_of",
    "projection_graph",
    "read_twins",
    "resampled",
    "twin_graph",
    "twin_statistics",
    "twins_graph",
]
