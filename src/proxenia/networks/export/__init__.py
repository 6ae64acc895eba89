"""Graphs out: one call writes what Gephi, VOSviewer, Pajek, web maps, spreadsheets and data frames read."""

from proxenia.networks.export.graph import Graph
from proxenia.networks.export.sphere import distance_km, equal_earth, great_circle
from proxenia.networks.export.write import FORMATS, write_graph

__all__ = ["FORMATS", "Graph", "distance_km", "equal_earth", "great_circle", "write_graph"]
