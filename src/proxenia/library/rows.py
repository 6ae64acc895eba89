"""Rows: any part of a result as a table, for a notebook, for Arrow, pandas or Polars, or as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.errors import OutputError
from proxenia.library.arrow import arrow_stream
from proxenia.locale import Shown, Shows, digits, languages, translate, writing
from proxenia.locale import number as count
from proxenia.locale.shown import MOST_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxenia.locale import Language

__all__ = ["Rows", "rows"]

FRAMES = {"pandas": "DataFrame", "polars": "DataFrame", "pyarrow": "table"}
"""What a frame is called in each library."""
MAIN = {
    "Assessment": "cities",
    "JoinAnswer": "networks",
    "PartnerAnswer": "partners",
    "FormAnswer": "proposal.union.cities",
    "Plan": "levers",
    "EditionDiff": "cities",
}
"""The table that a result is asked for first."""
Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rows(Shows):
    """A table of records with the same columns; None where nothing is known.

    It shows itself in `language` in a notebook, and any library that reads Arrow takes it as it is.

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
    language: Language = "en"

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
        """Give the table as a frame of an installed library.

        Any library that reads the Arrow C stream takes the table itself too: `polars.DataFrame(table)`,
        `pyarrow.table(table)`, `pandas.DataFrame.from_arrow(table)`. Columns are boolean, integer, float or text; what is
        missing is null.

        Parameters
        ----------
        library
            `pandas` (a DataFrame), `polars` (a DataFrame) or `pyarrow` (a Table). None of them comes with Proxenia.

        Raises
        ------
        OutputError
            If the library is not one of the three, or is not installed.

        Examples
        --------
        >>> Rows(title="t", columns=("a",), records=((1,),)).to_frame("excel")
        Traceback (most recent call last):
        proxenia.errors.OutputError: 'excel' makes no frame here; write pandas, polars, pyarrow
        """
        if library not in FRAMES:
            raise OutputError(f"{library!r} makes no frame here; write {', '.join(FRAMES)}")
        try:
            module = import_module(library)
        except ModuleNotFoundError as error:
            raise OutputError(f"{library} is not installed; run: pip install {library}") from error
        if library == "pandas":
            return module.DataFrame({name: list(self.column(name)) for name in self.columns})
        return getattr(module, FRAMES[library])(self)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the table as an Arrow C stream, which is how libraries for frames read one another."""
        return arrow_stream(self.columns, self.records, requested_schema)

    def shown(self, language: Language = "") -> Shown:
        """Show the first rows: an interval beside its figure, numbers to four places as the language writes them."""
        spoken = language or self.language
        visible, ends = self._visible()
        records = [
            [_cell(record, at, ends.get(name), self.columns, spoken) for name, at in visible.items()]
            for record in self.records[:MOST_SHOWN]
        ]
        title = translate("{title}: {n} rows", spoken).format(title=self.title, n=count(len(self), spoken))
        return Shown(
            title=title,
            columns=tuple(visible),
            records=tuple(map(tuple, records)),
            more=max(0, len(self) - MOST_SHOWN),
            language=spoken,
        )

    def _visible(self) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
        """Columns that a screen shows, by their place, and the ends of those that have an interval."""
        place = {name: i for i, name in enumerate(self.columns)}
        ends = {
            name: (place[f"{name}_interval_low"], place[f"{name}_interval_high"])
            for name in place
            if f"{name}_interval_low" in place and f"{name}_interval_high" in place
        }
        hidden = {f"{name}_interval_{end}" for name in ends for end in ("low", "high")}
        return {name: at for name, at in place.items() if name not in hidden}, ends


def rows(result: Any, part: str = "", *, language: Language = "en") -> Rows:
    """Give a part of a result as a table: `rows(assessment, "gaps")`, `rows(answer)`.

    What lies within a record becomes columns of its own: the name in two languages `name_en` and `name_fa`, an
    interval `score_interval_low` and `score_interval_high`, a score of a dimension `dimensions_<code>_score`.
    Lists of words are joined by "; ".

    Parameters
    ----------
    result
        An assessment, an answer on unions, a plan, a difference of editions, or any other result.
    part
        Name of a part, as `result.json` has it; a dot leads further in, as in `proposal.alternatives`. Else the table that
        the result is mostly asked for: cities of an assessment, networks to join, partners, levers of a plan.
    language
        Language that the table shows itself in; its values stay the same.

    Raises
    ------
    OutputError
        If the result has no such part, the part is no table, or the language is unknown.

    Examples
    --------
    >>> from proxenia.study import Study
    >>> rows(Study(focal="Tehran", benchmarks=("Boston",)), "benchmarks")
    Traceback (most recent call last):
    proxenia.errors.OutputError: benchmarks of Study is no table; choose a part that holds records
    """
    kind = type(result).__name__
    if language not in languages():
        raise OutputError(f"language {language!r} is unknown; write {' or '.join(languages())}")
    if not part and kind not in MAIN:
        raise OutputError(f"which part of {kind}? it has {', '.join(_parts(result)) or 'none'}")
    asked, found = part or MAIN[kind], result
    for name in asked.split("."):
        if name not in _parts(found):
            has = ", ".join(_parts(found)) or "none"
            raise OutputError(f"{type(found).__name__} has no part {name!r}; it has {has}")
        found = getattr(found, name)
    found = msgspec.to_builtins(found)
    if not isinstance(found, list | tuple) or not all(isinstance(entry, dict) for entry in found):
        raise OutputError(f"{asked} of {kind} is no table; choose a part that holds records")
    flat = [_flat(entry) for entry in found]
    columns = dict.fromkeys(name for record in flat for name in record)
    empty = {name for name in columns if _is_empty(name, flat) and f"{name}_low" in columns}
    kept = tuple(name for name in columns if name not in empty)
    records = tuple(tuple(record.get(name) for name in kept) for record in flat)
    return Rows(title=asked.split(".")[-1], columns=kept, records=records, language=language)


def _parts(result: Any) -> list[str]:
    return [name for name in getattr(result, "__dataclass_fields__", {}) if not name.startswith("_")]


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


def _cell(
    record: tuple[Any, ...], at: int, ends: tuple[int, int] | None, columns: tuple[str, ...], language: Language
) -> str:
    told = _written(record[at], language, name=columns[at])
    if ends is None or record[ends[0]] is None:
        return told
    low, high = (_written(record[end], language, name="") for end in ends)
    return f"{told} ({writing(language).interval.format(low=low, high=high)})"


def _written(value: Any, language: Language, *, name: str) -> str:
    """A cell as the language writes it; codes, ids and years are names and stay as they are."""
    if value is None:
        return "-"
    if isinstance(value, bool | str) or name.endswith(("_id", "year", "seed")):
        return str(value)
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return digits(text.replace(".", writing(language).decimal), language)
