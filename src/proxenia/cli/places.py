"""`proxenia places`: names to cities."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from proxenia.places import Candidate

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Names to cities.")


@app.callback()
def _group() -> None:
    """Names to cities."""


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="A city's name in any script; 'León, MX' carries its country.")],
    *,
    country: Annotated[str, typer.Option(help="ISO code or name of the country.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Most cities to list.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the cities that answer to a name, the likeliest first.

    Example: proxenia places find "سن‌پترزبورگ"
    """
    from proxenia.errors import UnknownCity  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same

    gazetteer = Gazetteer.embedded()
    candidates = gazetteer.find(name, country=country or None, limit=limit)
    if not candidates:
        raise UnknownCity(name, suggestions=gazetteer.suggest(name))
    chosen = gazetteer.resolve(name, country=country or None)
    if as_json:
        rows = [{**_row(c), "is_chosen": chosen.city == c.city} for c in candidates]
        typer.echo(json.dumps({"name": name, "reason": chosen.reason, "candidates": rows}, ensure_ascii=False))
        return
    for candidate in candidates:
        city = candidate.city
        mark = "*" if chosen.city == city else " "
        typer.echo(
            f"{mark} {city.label:<32} {city.name_fa:<16} {city.geonames_id:>9}  {city.population:>11,}"
            f"  {city.latitude:>8.3f} {city.longitude:>9.3f}  {candidate.how}"
        )
    if chosen.city is None:
        typer.echo(f"{name!r} {chosen.reason}: add a country, as in '{name}, {candidates[0].city.country_iso2}'")


def _row(candidate: Candidate) -> dict[str, object]:
    city = candidate.city
    return {
        "geonames_id": city.geonames_id,
        "city": city.name,
        "name_fa": city.name_fa,
        "country_iso2": city.country_iso2,
        "latitude": city.latitude,
        "longitude": city.longitude,
        "population": city.population,
        "is_capital": city.is_capital,
        "how": candidate.how,
    }
