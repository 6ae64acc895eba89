"""`proxenia networks`: ties of a city, missing members, links that stand against chance, connectivity, twins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from proxenia.cli._language import spoken
from proxenia.cli._networks import (
    AlphaOption,
    CityColumn,
    DrawsOption,
    FileOption,
    JsonOption,
    LanguageOption,
    LeastOption,
    MethodName,
    NetworkColumn,
    NullName,
    NullOption,
    OutputOption,
    PeersName,
    PictureName,
    SeedOption,
    SideName,
    SideOption,
    TableOption,
    given_table,
    name_of,
    number_of,
    print_links,
    table_of,
    write_links,
)
from proxenia.cli._store import StoreOption, store_path

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True, help="Ties of a city, networks and their members, and what chance explains of them."
)


@app.command()
def predict(
    *,
    memberships: FileOption,
    output: Annotated[Path, typer.Option("--output", help="CSV to write: network, city, score.")],
    network_column: NetworkColumn = "network_id",
    city_column: CityColumn = "geonames_id",
    best: Annotated[int, typer.Option("--best", min=1, help="Cities to list for each network.")] = 20,
    method: Annotated[
        MethodName | None, typer.Option("--method", help="Way to score; learned where it can be.")
    ] = None,
    seed: SeedOption = 0,
) -> None:
    """Rank the missing pairs of a city and a network, the likeliest members first.

    Example: proxenia networks predict --memberships members.csv --network-column network_id --city-column geonames_id --output missing.csv
    """
    from proxenia.networks.prediction import predict_missing, write_guesses  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    table, sites = given_table(memberships, network_column, city_column)
    guesses = predict_missing(table, sites, rng=chance(seed), best=best, method=method.value if method else None)
    write_guesses(output, guesses, columns=(network_column, city_column, "score"))
    typer.echo(f"{len(guesses)} missing pairs of {table.shape[1]} networks and {table.shape[0]:,} cities in {output}")


@app.command()
def backtest(
    *,
    memberships: FileOption,
    network_column: NetworkColumn = "network_id",
    city_column: CityColumn = "geonames_id",
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Times to hide members.")] = 5,
    share: Annotated[float, typer.Option("--share", help="Share of memberships to hide, 0-1.")] = 0.15,
    year: Annotated[
        int | None, typer.Option("--year", help="Hide those who joined in this year or later instead.")
    ] = None,
    best: Annotated[int, typer.Option("--best", min=1, help="Length of the list that is judged.")] = 20,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Hide members, look for them, and compare every method with plain baselines.

    Example: proxenia networks backtest --memberships members.csv --rounds 5
    """
    from proxenia.networks.prediction import backtest as run  # noqa: PLC0415  kept out of the start of other commands

    table, sites = given_table(memberships, network_column, city_column)
    report = run(table, sites, seed=seed, rounds=rounds, share=share, year=year, best=best).plain()
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, found in report["methods"].items():
        typer.echo(f"{name:9} found {found['hits']} of {found['findable']}")
        for measure, (mean, low, high) in found["measures"].items():
            typer.echo(f"  {measure:18} {mean:.3f}  [{low:.3f}, {high:.3f}]")
    typer.echo(f"to use: {report['chosen']}")


@app.command()
def matrix(
    city: Annotated[str, typer.Argument(help="A city's name in any script.")],
    *,
    ties: Annotated[Path | None, typer.Option("--ties", help="CSV with your own ties, such as projects.")] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Show a city's ties by form and scale, and how far each goes: declared, signed, active, leading.

    Example: proxenia networks matrix Tehran --json
    """
    from proxenia.networks.ties import derive_ties, read_ties, tie_matrix  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same

    gazetteer = Gazetteer.embedded()
    place, evidence = gazetteer.one(city), Store.open(store_path(store))
    networks = [row["network_id"] for row in evidence.rows("networks")]
    own = read_ties(ties, gazetteer=gazetteer, networks=networks) if ties else ()
    found = tie_matrix(place.geonames_id, [*derive_ties(evidence, gazetteer=gazetteer), *own])
    if as_json:
        report = {"city": place.name, "geonames_id": place.geonames_id, "matrix": found.plain()}
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    typer.echo(place.text.into(spoken(language)))
    for line in found.lines(spoken(language)):
        typer.echo(line)


@app.command()
def connectivity(
    *,
    memberships: TableOption = None,
    network_column: NetworkColumn = "network_id",
    city_column: CityColumn = "geonames_id",
    peers: Annotated[PeersName, typer.Option("--peers", help="Cities that are compared.")] = PeersName.all,
    best: Annotated[int, typer.Option("--best", min=1, help="Cities to list; JSON lists all.")] = 20,
    draws: Annotated[int, typer.Option("--draws", min=1, help="Draws of unsure service values.")] = 500,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Rank cities by interlocking connectivity, with intervals and a warning where degrees explain it.

    Example: proxenia networks connectivity --peers capitals
    """
    from proxenia.networks.reports import connectivity_report  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    table, sites = table_of(memberships, network_column, city_column, store)
    report = connectivity_report(table, sites, rng=chance(seed), kind=peers.value, draws=draws)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    for why in report["predetermined"]["why"]:
        typer.echo(f"warning: fixed in advance: {why}", err=True)
    for row in report["cities"][:best]:
        (low, high), (first, last) = row["relative_interval"], row["rank_interval"]
        typer.echo(
            f"{row['rank']:>4} [{first}-{last}]  {name_of(row['geonames_id']):<28} {row['relative']:.3f} "
            f"[{low:.3f}, {high:.3f}]  {row['networks']} networks, index {row['membership_index']:g}"
        )
    effect = report["capital_effect"]
    if effect:
        low, high = effect["interval"]
        typer.echo(
            f"a capital has {effect['ratio_at_equal_size']:.2f} [{low:.2f}, {high:.2f}] times the membership index of "
            "another city of its size"
        )


@app.command()
def links(
    *,
    memberships: TableOption = None,
    network_column: NetworkColumn = "network_id",
    city_column: CityColumn = "geonames_id",
    side: SideOption = SideName.cities,
    null: NullOption = NullName.bicm,
    alpha: AlphaOption = 0.05,
    city: Annotated[str, typer.Option("--city", help="City whose links alone are asked for.")] = "",
    least_degree: LeastOption = 1,
    draws: DrawsOption = 1000,
    output: OutputOption = None,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Find the links that stand against chance, the false ones held to a share.

    Example: proxenia networks links --side networks --output links.graphml
    """
    from proxenia.networks.reports import link_report  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    if city and side is SideName.networks:
        raise typer.BadParameter("a city has links to cities; leave --side out", param_hint="--city")
    table, _ = table_of(memberships, network_column, city_column, store)
    report = link_report(
        table,
        side=side.value,
        null=null.value,
        alpha=alpha,
        least_degree=least_degree,
        focal=number_of(city) if city else None,
        draws=draws,
        rng=chance(seed),
    )
    if output is not None:
        write_links(output, report)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    print_links(report)


@app.command()
def groups(
    *,
    memberships: TableOption = None,
    network_column: NetworkColumn = "network_id",
    city_column: CityColumn = "geonames_id",
    runs: Annotated[int, typer.Option("--runs", min=2, help="Runs with different seeds.")] = 20,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Find groups of cities and networks that hold together, and how firmly.

    Example: proxenia networks groups --runs 20
    """
    from proxenia.networks.reports import group_report  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    table, _ = table_of(memberships, network_column, city_column, store)
    report = group_report(table, seed=seed, rng=chance(seed), runs=runs)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    for group in report["groups"]:
        named = ", ".join(name_of(city) for city in group["cities"][:8])
        more = f" and {len(group['cities']) - 8} more" if len(group["cities"]) > 8 else ""  # noqa: PLR2004  as many as listed
        typer.echo(f"{group['group']}: {', '.join(group['networks'])}\n   {named}{more}")
    typer.echo(
        f"modularity {report['modularity']:.3f}; agreement over {report['runs']} seeds {report['stability_over_seeds']:.2f}, "
        f"over samples {report['stability_over_samples']:.2f}"
    )


@app.command()
def twins(*, as_json: JsonOption = False, store: StoreOption = "") -> None:
    """Describe the twin cities of the evidence, and who bridges continents.

    Example: proxenia networks twins --json
    """
    from proxenia.networks.reports import bridge_report, twin_report, twinning_of  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same

    twinning = twinning_of(Store.open(store_path(store)), gazetteer=Gazetteer.embedded())
    report = {**twin_report(twinning), "between_continents": bridge_report(twinning.graph, twinning.continents)}
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    typer.echo(f"{report['cities']} cities, {report['ties']} ties, {report['mean_degree']:.2f} a city")
    typer.echo(f"assortativity {report['assortativity']:.2f}, clustering {report['clustering']:.2f}")
    typer.echo(f"{report['international']:.0%} between countries, half longer than {report['median_km']:,.0f} km")
    for row in report["between_continents"]["bridges"][:10]:
        to = ", ".join(f"{group} {ties:g}" for group, ties in row["to"].items())
        typer.echo(f"  {name_of(row['name']):<24} {row['group']} to {to}")


@app.command()
def picture(
    kind: Annotated[PictureName, typer.Argument(help="What to draw.")],
    *,
    city: Annotated[str, typer.Option("--city", help="City in the middle, for the two-sided view.")] = "Tehran",
    language: LanguageOption = "en",
    narrow: Annotated[bool, typer.Option("--narrow", help="Draw for a phone.")] = False,
    output: Annotated[Path, typer.Option("--output", help="SVG to write.")],
    store: StoreOption = "",
) -> None:
    """Draw a city among its networks and their members, or who bridges continents.

    Example: proxenia networks picture members --city Tehran --language fa --output members.svg
    """
    from proxenia.places import Gazetteer  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.report.network_figures import draw_bridges, draw_members  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same

    gazetteer, evidence = Gazetteer.embedded(), Store.open(store_path(store))
    if kind is PictureName.members:
        draw_members(
            output, evidence, gazetteer.one(city), gazetteer=gazetteer, language=spoken(language), narrow=narrow
        )
    else:
        draw_bridges(output, evidence, gazetteer=gazetteer, language=spoken(language), narrow=narrow)
    typer.echo(str(output))
