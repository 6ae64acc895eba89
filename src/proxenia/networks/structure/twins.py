"""Statistics of twin-city networks, and tables of twins as people have them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import EvidenceError, MethodError
from proxenia.networks.structure.graph import Graph, twin_graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["TwinPair", "TwinStatistics", "read_twins", "twin_statistics", "twins_graph"]

LEAST_YEAR = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinPair:
    """Two twin cities as written, with their countries, and the year where it is known."""

    first: str
    first_country: str
    second: str
    second_country: str
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinStatistics:
    """The shape of a twin-city network.

    `assortativity` is the correlation of the degrees at the two ends of a tie; `clustering` the share of connected
    triples that close; `international` the share of ties between two countries, of those whose countries are known;
    `median_km` the median length of ties whose ends are placed. NaN where nothing is known.
    """

    cities: int
    ties: int
    mean_degree: float
    most_ties: int
    most_tied: tuple[str, ...]
    assortativity: float
    clustering: float
    components: int
    in_largest: float
    international: float
    median_km: float
    by_year: Mapping[int, int]
    undated: int


def twin_statistics(
    graph: Graph,
    *,
    countries: Sequence[str] | None = None,
    km: Sequence[float] | None = None,
    years: Sequence[int | None] = (),
) -> TwinStatistics:
    """Describe a twin-city network.

    Parameters
    ----------
    graph
        Cities and their twins, each pair once.
    countries
        Country of each node, empty where unknown.
    km
        Length of each edge, NaN where unknown.
    years
        Year of each agreement, None where unknown.

    Raises
    ------
    MethodError
        If there is no tie.
    """
    if not len(graph):
        raise MethodError("a network without a tie has no statistics")
    degree, parts = graph.degree, graph.components()
    most = int(degree.max())
    across = np.array([])
    if countries is not None:
        ends = [(countries[a], countries[b]) for a, b in zip(graph.first, graph.second, strict=True)]
        across = np.array([a != b for a, b in ends if a and b], dtype=float)
    dated = Counter(year for year in years if year is not None)
    return TwinStatistics(
        cities=len(graph.names),
        ties=len(graph),
        mean_degree=float(degree.mean()),
        most_ties=most,
        most_tied=tuple(str(graph.names[i]) for i in np.flatnonzero(degree == most)),
        assortativity=_assortativity(graph),
        clustering=_clustering(graph),
        components=int(parts.max()) + 1,
        in_largest=float((parts == 0).mean()),
        international=float(across.mean()) if len(across) else np.nan,
        median_km=float(np.nanmedian(km)) if km is not None and np.isfinite(km).any() else np.nan,
        by_year=dict(sorted(dated.items())),
        undated=sum(year is None for year in years),
    )


def read_twins(file: Path, *, columns: Mapping[str, str] | None = None) -> tuple[TwinPair, ...]:
    """Read a CSV of twin cities, comma or semicolon: one row a pair.

    Parameters
    ----------
    file
        With a header.
    columns
        Names of the columns for `city_a`, `country_a`, `city_b`, `country_b`, `year`; these where not given. A year of 0
        is unknown.

    Raises
    ------
    EvidenceError
        If the file cannot be read, lacks a column, or a year is no number; the first fault is named with its line.
    """
    names = {key: (columns or {}).get(key, key) for key in ("city_a", "country_a", "city_b", "country_b", "year")}
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{file} cannot be read as UTF-8: {error}") from error
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    for key in ("city_a", "country_a", "city_b", "country_b"):
        if names[key] not in (rows.fieldnames or ()):
            raise EvidenceError(
                f"{file.name}:1:{names[key]}  no such column; there are {', '.join(rows.fieldnames or ())}"
            )
    out = []
    for row in rows:
        year = (row.get(names["year"]) or "0").strip()
        if not year.isdecimal():
            raise EvidenceError(f"{file.name}:{rows.line_num}:{names['year']}  {year!r} is no year; write YYYY or 0")
        ends = [row[names[key]].strip() for key in ("city_a", "country_a", "city_b", "country_b")]
        out.append(
            TwinPair(
                first=ends[0],
                first_country=ends[1],
                second=ends[2],
                second_country=ends[3],
                year=int(year) if int(year) >= LEAST_YEAR else None,
            )
        )
    return tuple(out)


def twins_graph(pairs: Sequence[TwinPair]) -> tuple[Graph, tuple[str, ...], tuple[TwinPair, ...]]:
    """Make the graph of a table of twins, cities named with their countries.

    Returns
    -------
    graph, countries, left_out
        The country of each node, and the pairs whose two cities bear one name in one country: the table does not tell
        them apart, so they are no edge.
    """
    country: dict[str, str] = {}
    edges, left_out = [], []
    for pair in pairs:
        ends = f"{pair.first} ({pair.first_country})", f"{pair.second} ({pair.second_country})"
        if ends[0] == ends[1]:
            left_out.append(pair)
            continue
        country |= {ends[0]: pair.first_country, ends[1]: pair.second_country}
        edges.append(ends)
    graph = twin_graph(edges)
    return graph, tuple(country[str(name)] for name in graph.names), tuple(left_out)


def _assortativity(graph: Graph) -> float:
    degree = graph.degree.astype(float)
    left = np.concatenate([degree[graph.first], degree[graph.second]])
    right = np.concatenate([degree[graph.second], degree[graph.first]])
    return float(np.corrcoef(left, right)[0, 1]) if left.std() > 0 else float("nan")


def _clustering(graph: Graph) -> float:
    matrix = (graph.matrix > 0).astype(float)
    degree = graph.degree.astype(float)
    triples = (degree * (degree - 1)).sum()
    closed = (matrix @ matrix).multiply(matrix).sum()
    return float(closed / triples) if triples else float("nan")
