"""A graph as rows: nodes with an `id`, edges with `source` and `target`; checked before anything is written."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Edge", "Graph", "Kind", "Row", "Spell", "kinds"]

Row = dict[str, Any]
Kind = type[bool] | type[int] | type[float] | type[str]
Spell = tuple[int, int]
RESERVED = frozenset({"id", "source", "target", "weight", "year", "start", "end"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A tie with its slices put together: total `weight`, and the weight of every spell of years."""

    source: str
    target: str
    weight: float
    spells: tuple[tuple[Spell, float], ...] = ()
    attributes: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes and edges as plain rows.

    A node has an `id` that no other has, and may have `label`, `latitude`, `longitude` and anything else that is a
    number, a text or a truth. An edge names its nodes by `source` and `target` and may have `weight` (1 where it has
    none), and `year`, or `start` and `end` in years, for the slice it belongs to; several slices of a pair are several
    rows. A value that is None is missing and is not written.
    """

    nodes: tuple[Row, ...]
    edges: tuple[Row, ...]
    is_directed: bool = False
    about: dict[str, str] = field(default_factory=dict)
    """What a reader should know: method, unit, versions. Carried by every format that has room for it."""

    @classmethod
    def of(
        cls,
        nodes: Iterable[Mapping[str, Any]],
        edges: Iterable[Mapping[str, Any]],
        *,
        is_directed: bool = False,
        about: Mapping[str, str] | None = None,
    ) -> Graph:
        """Take rows and check them.

        Raises
        ------
        DataError
            If an id is missing or stands twice, an edge names no node, or a figure is not finite.
        """
        graph = cls(
            nodes=tuple(_plain(row) for row in nodes),
            edges=tuple(_plain(row) for row in edges),
            is_directed=is_directed,
            about=dict(about or {}),
        )
        graph.check()
        return graph

    def check(self) -> None:
        """Refuse rows that are no graph."""
        for number, row in enumerate(self.nodes, start=1):
            if row.get("id") in (None, ""):
                raise DataError(f"node {number} has no id; give each node an id of its own")
            _finite(row, f"node {number}")
        ids = Counter(str(row["id"]) for row in self.nodes)
        twice = [name for name, times in ids.items() if times > 1]
        if twice:
            raise DataError(f"node id {twice[0]!r} stands twice; ids must differ")
        for number, row in enumerate(self.edges, start=1):
            for end in ("source", "target"):
                if str(row.get(end)) not in ids:
                    raise DataError(f"edge {number}: {end} {row.get(end)!r} is no node; add it to the nodes")
            _finite(row, f"edge {number}")
            if ("start" in row) != ("end" in row) or row.get("start", 0) > row.get("end", 0):
                raise DataError(f"edge {number}: a spell needs start and end in order; write year, or both")

    def collapsed(self) -> tuple[Edge, ...]:
        """Edges with the slices of each pair put together, in the order pairs appear.

        Examples
        --------
        >>> slices = [{"source": 1, "target": 2, "weight": 2.0, "year": 2019},
        ...           {"source": 2, "target": 1, "weight": 1.0, "year": 2020}]
        >>> (edge,) = Graph.of([{"id": 1}, {"id": 2}], slices).collapsed()
        >>> edge.weight, edge.spells
        (3.0, (((2019, 2019), 2.0), ((2020, 2020), 1.0)))
        """
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in self.edges:
            ends = (str(row["source"]), str(row["target"]))
            key = ends if self.is_directed or ends in groups else ends[::-1] if ends[::-1] in groups else ends
            groups.setdefault(key, []).append(row)
        return tuple(_joined(ends, rows) for ends, rows in groups.items())


def kinds(rows: Iterable[Mapping[str, Any]], *, leave_out: Iterable[str] = ()) -> dict[str, Kind]:
    """Columns of rows with the narrowest kind that holds all their values, in the order they appear.

    Examples
    --------
    >>> kinds([{"a": 1, "b": True}, {"a": 2.5, "c": "x"}])
    {'a': <class 'float'>, 'b': <class 'bool'>, 'c': <class 'str'>}
    """
    found: dict[str, set[Kind]] = {}
    skipped = set(leave_out)
    for row in rows:
        for name, value in row.items():
            if name not in skipped and value is not None:
                found.setdefault(name, set()).add(type(value))
    return {name: _widest(types) for name, types in found.items()}


def _widest(types: set[Kind]) -> Kind:
    if len(types) == 1:
        return next(iter(types))
    return float if types <= {int, float} else str


def _joined(ends: tuple[str, str], rows: list[Row]) -> Edge:
    spells: dict[Spell, float] = {}
    for row in rows:
        spell = (row["start"], row["end"]) if "start" in row else (row["year"], row["year"]) if "year" in row else None
        if spell is not None:
            spells[spell] = spells.get(spell, 0.0) + row.get("weight", 1.0)
    same = {
        name: value
        for name, value in rows[0].items()
        if name not in RESERVED and all(row.get(name) == value for row in rows)
    }
    return Edge(
        source=ends[0],
        target=ends[1],
        weight=float(sum(row.get("weight", 1.0) for row in rows)),
        spells=tuple(sorted(spells.items())),
        attributes=same,
    )


def _plain(row: Mapping[str, Any]) -> Row:
    """Copy a row without its missing values, with numbers of other libraries as Python's own."""
    return {name: value.item() if hasattr(value, "item") else value for name, value in row.items() if value is not None}


def _finite(row: Row, where: str) -> None:
    for name, value in row.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise DataError(f"{where}: {name} {value!r} is not a finite number; leave it out where it is missing")
        if not isinstance(value, bool | int | float | str):
            raise DataError(f"{where}: {name} is a {type(value).__name__}; give a number, a text or a truth")
    for name in ("weight", "latitude", "longitude", "year", "start", "end"):
        if name in row and (isinstance(row[name], bool | str)):
            raise DataError(f"{where}: {name} {row[name]!r} is not a number")
    if abs(row.get("latitude", 0.0)) > 90 or abs(row.get("longitude", 0.0)) > 180:  # noqa: PLR2004  the ends of the globe
        raise DataError(
            f"{where}: ({row.get('latitude')}, {row.get('longitude')}) is no place; latitude first, degrees"
        )
