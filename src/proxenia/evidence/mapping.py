"""Maps from other people's tables to ours: names of columns and values, what stands for all rows, which rows to keep.

A map is a TOML file, so that an import is written down, can be read by others, and can be run again.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError
from proxenia.evidence.lines import Line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["ColumnMap", "read_map"]

ANY = "*"
_PARTS = {"table", "delimiter", "rest", "columns", "constants", "values", "keep"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """How the columns of a file become columns of a table.

    `columns` gives our name for theirs, `constants` a cell for every row, `values` our value for theirs in one of our
    columns (`*` for all others), `keep` the values of one of their columns whose rows are kept. With `rest` "leave",
    columns nobody named are left out; with "refuse" they are a fault.
    """

    table: str = ""
    delimiter: str = ","
    rest: str = "refuse"
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def applied(self, lines: list[Line], *, known: tuple[str, ...]) -> tuple[list[Line], int]:
        """Turn a header and rows into ours; say how many rows were left out by `keep`.

        Parameters
        ----------
        lines
            Number and cells of every line, the header first.
        known
            Names of our columns.

        Raises
        ------
        DataError
            If the map names a column that the file does not have.
        """
        header = [name.strip() for name in lines[0][1]]
        for named in (*self.columns, *self.keep):
            if named not in header:
                raise DataError(f"the map names column {named!r}; the file has {', '.join(header)}")
        ours = [self.columns.get(name, name) for name in header]
        left = [i for i, name in enumerate(ours) if self.rest == "refuse" or name in known]
        body = [(number, cells) for number, cells in lines[1:] if any(cell.strip() for cell in cells)]
        kept = [(number, cells) for number, cells in body if self._is_kept(dict(zip(header, cells, strict=False)))]
        names = [ours[i] for i in left]
        added = [name for name in self.constants if name not in names]
        out = [(lines[0][0], [*names, *added])]
        out += [(number, self._row(cells, left, names, added, len(header))) for number, cells in kept]
        return out, len(body) - len(kept)

    def _is_kept(self, cells: Mapping[str, str]) -> bool:
        return all((cells.get(column) or "").strip() in values for column, values in self.keep.items())

    def _row(self, cells: list[str], left: list[int], names: list[str], added: list[str], width: int) -> list[str]:
        padded = [*cells, *[""] * (width - len(cells))]
        row = [self._cell(name, padded[i]) for i, name in zip(left, names, strict=True)]
        return [*row, *(self.constants[name] for name in added), *cells[width:]]

    def _cell(self, name: str, cell: str) -> str:
        values = self.values.get(name)
        if values is not None:
            written = cell.strip()
            cell = values.get(written, values.get(ANY, written))
        return cell or self.constants.get(name, "")


def read_map(file: Path) -> ColumnMap:
    """Read a map from a TOML file.

    Raises
    ------
    DataError
        If the file cannot be read, is no TOML, or has a part that no map has.
    """
    try:
        raw: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{file.name} is no TOML: {error}") from error
    unknown = sorted(raw.keys() - _PARTS)
    if unknown:
        raise DataError(f"{file.name}: a map has no {unknown[0]!r}; there are {', '.join(sorted(_PARTS))}")
    if raw.get("rest", "refuse") not in {"refuse", "leave"}:
        raise DataError(f"{file.name}: rest {raw['rest']!r} is neither 'refuse' nor 'leave'")
    if len(raw.get("delimiter", ",")) != 1:
        raise DataError(f"{file.name}: delimiter {raw['delimiter']!r} is not one character")
    return ColumnMap(
        table=raw.get("table", ""),
        delimiter=raw.get("delimiter", ","),
        rest=raw.get("rest", "refuse"),
        columns={theirs: str(ours) for theirs, ours in raw.get("columns", {}).items()},
        constants={ours: str(value) for ours, value in raw.get("constants", {}).items()},
        values={ours: {a: str(b) for a, b in pairs.items()} for ours, pairs in raw.get("values", {}).items()},
        keep={theirs: tuple(map(str, values)) for theirs, values in raw.get("keep", {}).items()},
    )
