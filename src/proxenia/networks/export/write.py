"""Writing a graph: the format from the file's name, every file whole or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError
from proxenia.networks.export import geojson, gexf, graphml, pajek, tables, vosviewer
from proxenia.networks.export.graph import Graph
from proxenia.output import write_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["FORMATS", "write_graph"]

FORMATS: dict[str, Callable[[Graph], bytes]] = {
    "graphml": graphml.render,
    "gexf": gexf.render,
    "vosviewer": vosviewer.render,
    "pajek": pajek.render,
    "geojson": geojson.render,
}
"""Formats of one file; `csv` and `parquet` are two, edges under the name given and nodes beside it."""

SUFFIXES = {
    ".graphml": "graphml", ".gexf": "gexf", ".json": "vosviewer", ".net": "pajek", ".geojson": "geojson",
    ".csv": "csv", ".parquet": "parquet",
}  # fmt: skip


def write_graph(
    path: Path | str,
    nodes: Iterable[Mapping[str, Any]],
    edges: Iterable[Mapping[str, Any]],
    *,
    format: str | None = None,  # noqa: A002  the word people use
    is_directed: bool = False,
    about: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Write a graph for other tools.

    Parameters
    ----------
    path
        Where to. `ties.csv` and `ties.parquet` hold the edges; the nodes are `ties.nodes.csv` and so on.
    nodes
        Rows with `id`; `label`, `latitude`, `longitude` and any other figures, texts and truths.
    edges
        Rows with `source` and `target`; `weight`, `year` (or `start` and `end`) and others. Slices of a pair are
        several rows: GraphML, CSV and Parquet keep them apart, GEXF gives them as spells, the others add them up.
    format
        One of graphml, gexf, vosviewer, pajek, geojson, csv, parquet; from the file's suffix where None.
    is_directed
        Whether an edge runs from source to target only.
    about
        What a reader should know (method, unit, versions), by name.

    Returns
    -------
    written
        The files, edges first.

    Raises
    ------
    DataError
        If the rows are no graph, or the format is unknown.
    OutputError
        If a file cannot be written; nothing is then left behind.
    """
    path = Path(path)
    chosen = format or SUFFIXES.get(path.suffix.lower(), "")
    graph = Graph.of(nodes, edges, is_directed=is_directed, about=about)
    if chosen in FORMATS:
        return _keep({path: FORMATS[chosen](graph)})
    if chosen in {"csv", "parquet"}:
        beside = path.with_name(f"{path.stem}.nodes{path.suffix}")
        render = tables.csv_bytes if chosen == "csv" else tables.parquet_bytes
        about = {"is_directed": str(is_directed).lower(), **graph.about}
        return _keep({path: render(graph.edges, about=about), beside: render(graph.nodes, about=about)})
    known = ", ".join([*FORMATS, "csv", "parquet"])
    raise DataError(f"no graph format {format or path.suffix!r}; write one of {known}")


def _keep(contents: dict[Path, bytes]) -> tuple[Path, ...]:
    write_all(contents, overwrite=True)
    return tuple(contents)
