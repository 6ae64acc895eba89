"""What the commands of `proxenia science` share: the options that open records, and how a table is shown or written."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from proxenia.locale import Language
    from proxenia.networks.collaboration import Collaboration, Corpus, Counting, Plan

__all__ = [
    "EngineOption", "HyperOption", "InstitutionsOption", "JsonOption", "MemoryOption", "OutOption", "PlacesOption",
    "RecordsArgument", "RorOption", "Source", "UnitOption", "YearsOption", "plan_of", "show", "tell",
    "write_all", "write_table",
]  # fmt: skip

RecordsArgument = Annotated[
    Path, typer.Argument(help="Works store made by `proxenia ingest`, or OpenAlex works in Parquet (file or folder).")
]
PlacesOption = Annotated[
    Path | None, typer.Option("--places", help="CSV or Parquet: affiliation, geonames_id, confidence.")
]
InstitutionsOption = Annotated[
    Path | None, typer.Option("--institutions", help="OpenAlex institutions in Parquet, or CSV: id, geonames_id.")
]
RorOption = Annotated[Path | None, typer.Option("--ror", help="Dump of ROR, for affiliations that name no city.")]
UnitOption = Annotated[
    str, typer.Option("--unit", help="What is one city: place, area, cluster, country, or a CSV: geonames_id, unit_id.")
]
HyperOption = Annotated[
    int, typer.Option("--hyper-authors", min=2, help="Authors from which a work gives output but no ties.")
]
YearsOption = Annotated[str, typer.Option("--years", help="First and last year, such as 2015-2024; else all.")]
EngineOption = Annotated[str, typer.Option("--engine", help="duckdb, local[2] or spark://host:port.")]
MemoryOption = Annotated[str, typer.Option("--memory", help="Memory DuckDB may use before it goes to disk.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
MOST_TIES = 1000
"""Ties printed as JSON; files hold them all."""
OutOption = Annotated[Path | None, typer.Option("--output", help="CSV to write instead of printing.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Records and all that is needed to open them."""

    records: Path
    places: Path | None
    institutions: Path | None
    ror: Path | None
    engine: str
    memory: str

    @contextmanager
    def opened(self) -> Generator[Corpus]:
        """Open the records on their engine."""
        from proxenia.networks.collaboration import by_resolver, open_corpus, open_engine  # noqa: PLC0415  kept out of the start of other commands

        needs_resolver = self.places is None and self.institutions is None
        with open_engine(self.engine, memory=self.memory) as engine:
            yield open_corpus(
                self.records,
                engine=engine,
                places=self.places,
                institutions=self.institutions,
                resolve=by_resolver(self.ror) if needs_resolver or self.ror is not None else None,
            )


def plan_of(unit: str, hyper_authors: int, years: str, *, is_shared_out: bool = False) -> Plan:
    """Make a plan of the options.

    Raises
    ------
    typer.BadParameter
        If the years are no span.
    """
    from proxenia.networks.collaboration import Plan  # noqa: PLC0415  the same

    span = None
    if years:
        first, _, last = years.partition("-")
        if not (first.isascii() and first.isdigit() and (not last or (last.isascii() and last.isdigit()))):
            raise typer.BadParameter(f"years {years!r} are no span; write 2015-2024 or 2020")
        span = (int(first), int(last or first))
    return Plan(unit=unit, hyper_authors=hyper_authors, is_shared_out=is_shared_out, years=span)


def write_all(
    found: Collaboration, out: Sequence[Path], *, counting: Counting, at_least: float, by_year: bool, language: Language
) -> list[Path]:
    """Write a network to every file asked for."""
    from proxenia.report.collaboration import write_network  # noqa: PLC0415  the same

    choices: dict[str, Any] = {"counting": counting, "at_least": at_least, "by_year": by_year, "language": language}
    return [path for target in out for path in write_network(target, found, **choices)]


def tell(
    found: Collaboration,
    written: Sequence[Path],
    *,
    counting: Counting,
    at_least: float,
    language: Language,
    as_json: bool,
) -> None:
    """Print what was counted, in words or as JSON with the heaviest ties."""
    from proxenia.report.collaboration import summary  # noqa: PLC0415  the same

    if as_json:
        rows = found.ties(counting, at_least=at_least)
        typer.echo(json.dumps({**found.about(counting), "ties": rows[:MOST_TIES], "n_ties": len(rows)}))
        return
    for line in (*summary(found, counting=counting, language=language), *map(str, written)):
        typer.echo(line)


def show(
    rows: Sequence[dict[str, Any]], *, head: dict[str, Any], as_json: bool, output: Path | None, most: int
) -> None:
    """Print a table, or write it to a CSV, with what should be known about it before it."""
    if as_json:
        typer.echo(json.dumps({**head, "rows": list(rows)}, ensure_ascii=False))
        return
    for name, value in head.items():
        typer.echo(f"{name.replace('_', ' ')}: {_cell(value)}")
    if output is not None:
        write_table(output, rows)
        typer.echo(f"{len(rows)} rows written to {output}")
        return
    shown = [{name: _cell(value) for name, value in row.items()} for row in rows[:most]]
    names = list(shown[0]) if shown else []
    widths = {name: max(len(name), *(len(row[name]) for row in shown)) for name in names}
    if names:
        typer.echo("  ".join(name.ljust(widths[name]) for name in names).rstrip())
    for row in shown:
        typer.echo("  ".join(row[name].ljust(widths[name]) for name in names).rstrip())
    if len(rows) > most:
        typer.echo(f"... {len(rows) - most} more; write them all with --output FILE.csv")


def write_table(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows to a CSV, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    from proxenia.output import csv_text, write_whole  # noqa: PLC0415  the same

    write_whole(path, csv_text(tuple(rows[0]) if rows else (), (row.values() for row in rows)))


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"  # noqa: PLR2004  four digits are read at a glance
    return str(value)
