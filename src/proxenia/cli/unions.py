"""`proxenia unions`: which network to join, which union to form, and with whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proxenia.cli._language import spoken
from proxenia.cli._store import StoreOption, store_path

if TYPE_CHECKING:
    from proxenia.locale import Language
    from proxenia.unions.advice import Bench, FormAnswer, JoinAnswer, PartnerAnswer
    from proxenia.unions.checks import Checks
    from proxenia.unions.forming import Region

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Which network to join, which union to form, and with whom.")
LanguageOption = Annotated[str, typer.Option("--language", help="en or fa, for what is printed.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FiguresOption = Annotated[Path | None, typer.Option("--figures", help="Folder to write the figures to, as SVG.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of chance.")]
DrawsOption = Annotated[int, typer.Option("--draws", min=100, max=20_000, help="Draws for the intervals.")]
SEED, DRAWS = 20261121, 512


@app.callback()
def _group() -> None:
    """Which network to join, which union to form, and with whom."""


@app.command()
def join(
    city: Annotated[str, typer.Argument(help="The city, in any script.")],
    *,
    network: Annotated[list[str] | None, typer.Option(help="Id of a network to ask about alone; repeat it.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most networks to print as text.")] = 5,
    framework: Annotated[
        str, typer.Option(help="science-diplomacy, city-diplomacy, or a TOML file.")
    ] = "science-diplomacy",
    methodology: Annotated[str, typer.Option(help="A methodology's name or TOML file.")] = "baseline-1",
    draws: DrawsOption = DRAWS,
    seed: SeedOption = SEED,
    language: LanguageOption = "en",
    figures: FiguresOption = None,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """List every network a city could join, the one it would gain most from first, with reasons and evidence.

    Example: proxenia unions join Tehran --json
    """
    from proxenia.unions.advice import which_to_join  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.unions.plain import plain  # noqa: PLC0415  the same

    words = spoken(language)
    bench = _bench(store, framework=framework, methodology=methodology, draws=draws, seed=seed)
    answer = which_to_join(city, bench=bench, only=tuple(network or ()))
    if figures is not None:
        from proxenia.report.union_figures import join_figures, write_figures  # noqa: PLC0415  the same

        write_figures(join_figures(answer, ground=bench.ground), folder=figures)
    if as_json:
        typer.echo(json.dumps(plain(answer), ensure_ascii=False, indent=1))
        return
    _tell_networks(answer, words, limit=limit)


@app.command()
def form(
    *,
    region: Annotated[str, typer.Option(help="A region's id or a GeoJSON file; --list-regions names them.")] = "",
    bbox: Annotated[str, typer.Option(help="west,south,east,north in degrees, instead of a region.")] = "",
    city: Annotated[list[str] | None, typer.Option(help="A city of a list, instead of a region; repeat it.")] = None,
    size: Annotated[str, typer.Option(help="Fewest and most cities, as in 6-12.")] = "6-12",
    theme: Annotated[str, typer.Option(help="Theme the union should work on; --list-regions names them.")] = "",
    with_city: Annotated[list[str] | None, typer.Option("--with", help="A city that must be in; repeat it.")] = None,
    countries: Annotated[int | None, typer.Option(min=1, help="Fewest countries to cover.")] = None,
    list_regions: Annotated[bool, typer.Option("--list-regions", help="Name the regions and themes and stop.")] = False,
    seed: SeedOption = SEED,
    language: LanguageOption = "en",
    figures: FiguresOption = None,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Propose a union of a region's cities, with near alternatives, held against chance.

    Example: proxenia unions form --region persian-gulf --size 6-12
    """
    from proxenia.unions.advice import which_to_form  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.unions.plain import plain  # noqa: PLC0415  the same

    words = spoken(language)
    if list_regions:
        _tell_regions(words)
        return
    bench = _bench(store, seed=seed)
    asked = _region(region, bbox, tuple(city or ()), bench)
    answer = which_to_form(
        asked, _size(size), bench=bench, theme=theme, wanted=tuple(with_city or ()), least_countries=countries
    )
    if figures is not None:
        from proxenia.report.union_figures import form_figures, write_figures  # noqa: PLC0415  the same

        write_figures(form_figures(answer.proposal, region=asked), folder=figures)
    if as_json:
        typer.echo(json.dumps(plain(answer), ensure_ascii=False, indent=1))
        return
    _tell_proposal(answer, words)


@app.command()
def partners(
    city: Annotated[str, typer.Argument(help="The city, in any script.")],
    *,
    science: Annotated[Path | None, typer.Option(help="CSV of science ties, as science collaborate writes it.")] = None,
    science_column: Annotated[str, typer.Option(help="Column of the strengths in it.")] = "weight",
    limit: Annotated[int, typer.Option(min=1, max=50, help="Most cities to give.")] = 10,
    draws: DrawsOption = DRAWS,
    seed: SeedOption = SEED,
    language: LanguageOption = "en",
    figures: FiguresOption = None,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """List cities of other countries to make an agreement with, the best first, each with what speaks for it.

    Example: proxenia unions partners Tehran --limit 5
    """
    from proxenia.unions.advice import with_whom  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.unions.plain import plain, science_ties  # noqa: PLC0415  the same

    words = spoken(language)
    bench = _bench(store, draws=draws, seed=seed)
    ties = None if science is None else science_ties(science, bench.places.one(city).geonames_id, column=science_column)
    answer = with_whom(city, bench=bench, science=ties, limit=limit)
    if figures is not None:
        from proxenia.report.union_figures import partner_figures, write_figures  # noqa: PLC0415  the same

        write_figures(partner_figures(answer, ground=bench.ground), folder=figures)
    if as_json:
        typer.echo(json.dumps(plain(answer), ensure_ascii=False, indent=1))
        return
    _tell_partners(answer, words)


@app.command()
def check(
    *,
    seed: SeedOption = SEED,
    language: LanguageOption = "en",
    figures: FiguresOption = None,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Find hidden ties again and rebuild known unions: what the methods are worth, against plain baselines and chance.

    Example: proxenia unions check --figures out/check
    """
    from proxenia.unions.checks import check_all  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.unions.plain import plain  # noqa: PLC0415  the same

    words = spoken(language)
    checks = check_all(_bench(store, seed=seed).ground, seed=seed)
    if figures is not None:
        from proxenia.report.union_figures import backtest_figures, write_figures  # noqa: PLC0415  the same

        write_figures(backtest_figures(checks.found), folder=figures)
    if as_json:
        typer.echo(json.dumps(plain(checks), ensure_ascii=False, indent=1))
        return
    _tell_checks(checks, words)


def _bench(store: str, **choices: str | int) -> Bench:
    from proxenia.store import Store  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.unions.advice import Bench  # noqa: PLC0415  the same

    return Bench(Store.open(store_path(store)), **choices)  # ty: ignore[invalid-argument-type]  each choice has its type


def _size(text: str) -> tuple[int, int]:
    low, dash, high = text.replace("–", "-").partition("-")
    try:
        return int(low), int(high if dash else low)
    except ValueError:
        raise typer.BadParameter(f"size {text!r} is no number; write fewest-most, as in 6-12") from None


def _region(region: str, bbox: str, cities: tuple[str, ...], bench: Bench) -> Region:
    from proxenia.unions.forming import box, listed  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.unions.forming import region as named  # noqa: PLC0415  the same

    if sum(map(bool, (region, bbox, cities))) != 1:
        raise typer.BadParameter("name one of --region, --bbox or several --city")
    if region:
        return named(region)
    if cities:
        return listed([bench.places.one(name) for name in cities])
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError:
        raise typer.BadParameter(f"bbox {bbox!r} is no box; write west,south,east,north, as in 48,23,57,31") from None
    return box(west, south, east, north)


def _tell_networks(answer: JoinAnswer, words: Language, *, limit: int) -> None:
    from proxenia.locale import interval, number, percent, translate  # noqa: PLC0415  beside its use

    typer.echo(translate("{city} could join {n} networks", words).format(
        city=answer.name.into(words), n=number(len(answer.networks), words)
    ))  # fmt: skip
    for each in answer.networks[:limit]:
        head = translate("{rank}. {name}: gain {gain} ({ends}), a city like it is a member: {chance}", words)
        typer.echo("")
        typer.echo(
            head.format(
                rank=number(each.rank, words),
                name=each.name.into(words),
                gain=number(each.gain, words),
                ends=interval(each.gain_interval, words),
                chance=percent(each.probability, words),
            )
        )
        for reason in each.because:
            typer.echo(f"   - {reason.into(words)}")


def _tell_proposal(answer: FormAnswer, words: Language) -> None:
    from proxenia.locale import interval, number, translate  # noqa: PLC0415  beside its use

    proposal = answer.proposal
    head = translate("{region}: a union of {n} cities, capacity {capacity} of 100 ({ends})", words)
    typer.echo(
        head.format(
            region=proposal.region_name.into(words),
            n=number(len(proposal.union.cities), words),
            capacity=number(proposal.union.capacity, words),
            ends=interval(proposal.capacity_interval, words),
        )
    )
    for member in proposal.union.cities:
        mark = f" *{translate('host', words)}" if member.is_host else ""
        typer.echo(f"   {member.name.into(words)} ({member.country_iso2}){mark}")
    for reason in proposal.because:
        typer.echo(f" - {reason.into(words)}")
    for other in proposal.alternatives:
        names = [member.name.into(words) for member in other.cities]
        typer.echo(f"   {translate('or', words)}: {'، '.join(names) if words == 'fa' else ', '.join(names)}")


def _tell_partners(answer: PartnerAnswer, words: Language) -> None:
    from proxenia.locale import interval, number, translate  # noqa: PLC0415  beside its use

    head = translate("{rank}. {name}: {score} of 100 ({ends})", words)
    for each in answer.partners:
        typer.echo(
            head.format(
                rank=number(each.rank, words),
                name=f"{each.name.into(words)} ({each.country_iso2})",
                score=number(each.score, words),
                ends=interval(each.score_interval, words),
            )
        )
        for reason in each.because:
            typer.echo(f"   - {reason.into(words)}")


def _tell_checks(checks: Checks, words: Language) -> None:
    from proxenia.locale import interval, number, translate  # noqa: PLC0415  beside its use

    line = translate("   {method}: area under ROC {roc}, average precision {precision} ({ends})", words)
    for found in checks.found:
        typer.echo(
            translate("{check}: {n} hidden; best to use: {use}", words).format(
                check=translate(found.name, words), n=number(found.hidden, words), use=found.use
            )
        )
        for method, precision in found.precision.items():
            typer.echo(
                line.format(
                    method=method,
                    roc=number(found.roc[method].value, words, decimals=3),
                    precision=number(precision.value, words, decimals=3),
                    ends=interval(precision.interval, words, decimals=3),
                )
            )
    line = translate("{network}: {hits} of {n} members come back by {method}, {chance} by chance", words)
    for rebuilt in checks.rebuilt:
        for each in rebuilt.returns:
            typer.echo(
                line.format(
                    network=rebuilt.network,
                    hits=number(each.hits, words),
                    n=number(rebuilt.among_candidates, words),
                    method=each.method,
                    chance=number(rebuilt.by_chance, words, decimals=1),
                )
            )


def _tell_regions(words: Language) -> None:
    from proxenia.unions.forming import region, region_names  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.unions.settings import Themes  # noqa: PLC0415  the same

    for name in region_names():
        typer.echo(f"{name:<18} {region(name).name.into(words)}")
    for theme in Themes.read().theme:
        typer.echo(f"{theme.code:<18} {theme.name.into(words)}")
