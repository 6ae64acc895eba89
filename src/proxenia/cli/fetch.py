"""`proxenia fetch`: public records and registers, politely."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Public records and registers, fetched politely; resumes after a break.")
AddressOption = Annotated[str, typer.Option("--address", help="Address of a mirror.", show_default=False)]


@app.command()
def openalex(
    *,
    city: Annotated[str, typer.Option(help="A city's name in any script.")],
    years: Annotated[str, typer.Option(help="First and last year, as in 2020-2025.")],
    out: Annotated[str, typer.Option(help="Folder for the pages; else openalex-CITY-YEARS.", show_default=False)] = "",
    address: AddressOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fetch the works of a city's institutions from OpenAlex, with the key in OPENALEX_API_KEY.

    Example: proxenia fetch openalex --city Tehran --years 2020-2025
    """
    from proxenia.places import Gazetteer  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.sources.fetch import CityOfWorks, fetch_openalex  # noqa: PLC0415  the same
    from proxenia.sources.fetch.client import provider  # noqa: PLC0415  the same

    found = re.fullmatch(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?", years.strip())
    span = (int(found.group(1)), int(found.group(2) or found.group(1))) if found else (1, 0)
    if span[0] > span[1]:
        raise typer.BadParameter(f"years {years!r} are not of the form 2020-2025", param_hint="--years")
    place = Gazetteer.embedded().one(city)
    folder = Path(out or f"openalex-{place.name.lower().replace(' ', '-')}-{span[0]}-{span[1]}")
    report = fetch_openalex(
        CityOfWorks(geonames_id=place.geonames_id, country_iso2=place.country_iso2, names=(place.name,)),
        years=span,
        out=folder,
        key=os.environ.get(provider("openalex")["key_variable"], ""),
        address=address,
        progress=_shown("works"),
    )
    if as_json:
        typer.echo(json.dumps(asdict(report) | {"folder": str(folder)}, ensure_ascii=False))
        return
    typer.echo(
        f"{report.works:,} works of {report.institutions:,} institutions of {place.label} on {report.pages:,} pages in"
        f" {folder} (OpenAlex announced {report.announced:,}); read them with: proxenia ingest {folder}"
    )


@app.command()
def ror(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the dump.")] = Path(),
    address: AddressOption = "",
) -> None:
    """Download the newest dump of the Research Organization Registry and check it.

    Example: proxenia fetch ror --out registers
    """
    from proxenia.sources.fetch import fetch_ror  # noqa: PLC0415  kept out of the start of other commands

    typer.echo(fetch_ror(out, address=address, progress=_shown("bytes")))


def _shown(what: str) -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None

    def show(held: int, whole: int) -> None:
        sys.stderr.write(f"\r\033[K{held:,} of {whole:,} {what}{chr(10) if held >= whole else ''}")
        sys.stderr.flush()

    return show
