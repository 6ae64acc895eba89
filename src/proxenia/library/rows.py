"""Rows: any part of a result as a table, for a notebook, for Arrow, pandas or Polars, or as plain records."""

from __future__ import annotations

import html
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Rows", "rows"]

SHOWN = 20
"""Most rows that are shown on a screen; all of them are kept."""
Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rows:
    """A table of records with the same columns; None where nothing is known.

    Examples
    --------
    >>> table = Rows(title="networks", columns=("name", "members"), records=(("C40", 96), ("Eurocities", None)))
    >>> table
    networks: 2 rows
    name        members
    C40         96
    Eurocities  -
    >>> table.column("members")
    (96, None)
    """

    title: str
    columns: tuple[str, ...]
    records: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        return (dict(zip(self.columns, record, strict=True)) for record in self.records)

    def column(self, name: str) -> tuple[Any, ...]:
        """Give one column, in the order of the rows; raise `OutputError` where there is none of the name."""
        if name not in self.columns:
            raise OutputError(f"{self.title} has no column {name!r}; it has {', '.join(self.columns)}")
        at = self.columns.index(name)
        return tuple(record[at] for record in self.records)

    def to_frame(self, library: str = "pandas") -> Any:
        """Give the table as a frame of an installed library: pandas, polars, or pyarrow (a Table).

        Raises
        ------
        OutputError
            If the library is not one of the three, or is not installed.
        """
        data = {name: list(self.column(name)) for name in self.columns}
        makers = {"pandas": "DataFrame", "polars": "DataFrame", "pyarrow": "table"}
        if library not in makers:
            raise OutputError(f"{library!r} makes no frame here; write {', '.join(makers)}")
        try:
            module = import_module(library)
        except ModuleNotFoundError as error:
            raise OutputError(f"{library} is not installed; install it, or read the rows themselves") from error
        return getattr(module, makers[library])(data)

    def __repr__(self) -> str:
        head = [f"{self.title}: {len(self)} rows"]
        cells = [self.columns, *([_short(value) for value in record] for record in self.records[:SHOWN])]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in cells]
        rest = [f"and {len(self) - SHOWN} more"] if len(self) > SHOWN else []
        return "\n".join([*head, *lines, *rest])

    def _repr_html_(self) -> str:
        def line(cells: Any, tag: str) -> str:
            inside = "".join(f'<{tag} dir="auto">{html.escape(cell)}</{tag}>' for cell in cells)
            return f"<tr>{inside}</tr>"

        body = "".join(line(map(_short, record), "td") for record in self.records[:SHOWN])
        rest = f"<p>and {len(self) - SHOWN} more</p>" if len(self) > SHOWN else ""
        caption = f"<caption>{html.escape(self.title)}: {len(self)} rows</caption>"
        return f"<table>{caption}<thead>{line(self.columns, 'th')}</thead><tbody>{body}</tbody></table>{rest}"


def rows(result: Any, part: str) -> Rows:
    """Give a part of a result as a table: `rows(assessment, "gaps")`, `rows(answer, "networks")`.

    What lies within a record becomes columns of its own: the name in two languages `name_en` and `name_fa`, an
    interval `score_interval_low` and `score_interval_high`, a score of a dimension `dimensions_<code>_score`.
    Lists of words are joined by "; ".

    Raises
    ------
    OutputError
        If the result has no such part, or the part is no table.

    Examples
    --------
    >>> from proxenia.study import Study
    >>> rows(Study(focal="Tehran", benchmarks=("Boston",)), "benchmarks")
    Traceback (most recent call last):
    proxenia.errors.OutputError: benchmarks of Study is no table; choose a part that holds records
    """
    kind = type(result).__name__
    names = [name for name in getattr(result, "__dataclass_fields__", {}) if not name.startswith("_")]
    if part not in names:
        raise OutputError(f"{kind} has no part {part!r}; it has {', '.join(names) or 'none'}")
    found = msgspec.to_builtins(getattr(result, part))
    if not isinstance(found, list | tuple) or not all(isinstance(entry, dict) for entry in found):
        raise OutputError(f"{part} of {kind} is no table; choose a part that holds records")
    flat = [_flat(entry) for entry in found]
    columns = dict.fromkeys(name for record in flat for name in record)
    empty = {name for name in columns if _is_empty(name, flat) and f"{name}_low" in columns}
    kept = tuple(name for name in columns if name not in empty)
    return Rows(title=part, columns=kept, records=tuple(tuple(record.get(name) for name in kept) for record in flat))


def _is_empty(name: str, records: list[Record]) -> bool:
    return all(record.get(name) is None for record in records)


def _flat(entry: Record, prefix: str = "") -> Record:
    out: Record = {}
    for key, value in entry.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            out |= _flat(value, f"{name}_")
        elif isinstance(value, list | tuple):
            out |= _listed(name, list(value))
        else:
            out[name] = value
    return out


def _listed(name: str, values: list[Any]) -> Record:
    if name.endswith("interval") and len(values) == len(("low", "high")):
        return {f"{name}_low": values[0], f"{name}_high": values[1]}
    if all(isinstance(value, str) for value in values):
        return {name: "; ".join(values)}
    return {name: msgspec.json.encode(values).decode()}


def _short(value: Any) -> str:
    if value is None:
        return "-"
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 48 else text[:47] + "…"  # noqa: PLR2004  a column's room
