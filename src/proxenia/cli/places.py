"""`proxenia places`: names to cities."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from proxenia.places import Candidate
    from proxenia.places.affiliations import TableReport

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


@app.command()
def resolve(
    *,
    file: Annotated[Path, typer.Option("--input", help="CSV in UTF-8 with a header.")],
    column: Annotated[str, typer.Option(help="Column that holds the affiliations.")] = "affiliation",
    output: Annotated[Path, typer.Option(help="CSV to write: the same rows with places and institutions.")],
    ror: Annotated[
        Path | None, typer.Option(help="Dump of ROR in schema v2: JSON, JSON.gz or the zip that ROR publishes.")
    ] = None,
    least: Annotated[
        float, typer.Option("--least", min=0.0, max=1.0, help="Least probability of an institution.")
    ] = 0.5,
    prefix: Annotated[str, typer.Option(help="Written before the names of the new columns.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Find the cities and institutions of affiliations in any script.

    Example: proxenia places resolve --input works.csv --column affiliation --output located.csv --ror ror-data.zip
    """
    from proxenia.places.affiliations import Resolver, resolve_table  # noqa: PLC0415  kept out of the start of other commands

    resolver = Resolver(registry=ror, least=least)
    shows_progress = sys.stderr.isatty()
    report = resolve_table(
        file,
        column=column,
        output=output,
        resolver=resolver,
        prefix=prefix,
        progress=(lambda n: typer.echo(f"\r{n:,} rows", nl=False, err=True)) if shows_progress else None,
    )
    if as_json:
        typer.echo(json.dumps(_counts(report), ensure_ascii=False))
        return
    typer.echo(f"{report.n_located:,} of {report.n_rows:,} rows located in {output}")
    for method, n in report.methods.most_common():
        typer.echo(f"  {method:<10} {n:>9,}")
    for reason, n in report.reasons.most_common(8):
        typer.echo(f"  not located: {reason}: {n:,}")


@app.command()
def affiliation(
    text: Annotated[str, typer.Argument(help="An affiliation as written, in any script.")],
    *,
    ror: Annotated[Path | None, typer.Option(help="Dump of ROR in schema v2.")] = None,
    language: Annotated[Literal["en", "fa"], typer.Option(help="Language of the explanation.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show where one affiliation lies and whom it names.

    Example: proxenia places affiliation "دانشکده حقوق، دانشگاه تهران، تهران، ایران"
    """
    import msgspec  # noqa: PLC0415  kept out of the start of other commands

    from proxenia.places.affiliations import Resolver, say_method, say_reason  # noqa: PLC0415  the same

    found = Resolver(registry=ror).resolve(text)
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
        return
    for place in found.places:
        if place.geonames_id is None:
            typer.echo(f"{say_method('none', language=language)} {say_reason(place.reason, language=language)}")
        else:
            typer.echo(
                f"{place.city} ({place.country_iso2})  {place.geonames_id}  {place.latitude:.4f} {place.longitude:.4f}"
                f"  {place.confidence:.3f}  {say_method(place.method, language=language)}"
            )
        for ror_id, sure in zip(place.ror_ids, place.ror_confidences, strict=True):
            typer.echo(f"  {ror_id}  {sure:.3f}")


def _counts(report: TableReport) -> dict[str, object]:
    return {
        "rows": report.n_rows,
        "located": report.n_located,
        "with_institution": report.n_with_institution,
        "methods": dict(report.methods.most_common()),
        "reasons": dict(report.reasons.most_common()),
    }


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
