"""`proxenia science`: from scholarly records to ties between cities, and what they say."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from proxenia.cli._language import spoken
from proxenia.cli._science import (
    EngineOption,
    HyperOption,
    InstitutionsOption,
    JsonOption,
    MemoryOption,
    OutOption,
    PlacesOption,
    RecordsArgument,
    RorOption,
    Source,
    UnitOption,
    YearsOption,
    plan_of,
    show,
    tell,
    write_all,
    write_table,
)

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Scholarly records to ties between cities, and what they say.")
SHOWN = 30


class CountingName(StrEnum):
    """Ways of counting a work of several cities."""

    fractional = "fractional"
    whole = "whole"
    full = "full"


CountingOption = Annotated[CountingName, typer.Option("--counting", help="Weight of a tie.")]


@app.command()
def collaborate(
    records: RecordsArgument,
    *,
    out: Annotated[
        list[Path] | None,
        typer.Option("--out", help="File to write: .graphml .gexf .json .net .geojson .csv .parquet .svg; repeatable."),
    ] = None,
    counting: CountingOption = CountingName.fractional,
    by_year: Annotated[bool, typer.Option("--by-year", help="Write a tie of each year apart.")] = False,
    at_least: Annotated[float, typer.Option("--at-least", min=0.0, help="Least weight of a tie.")] = 0.0,
    share_out: Annotated[
        bool, typer.Option("--share-out", help="Share a work's unlocated part out over its cities.")
    ] = False,
    places: PlacesOption = None,
    institutions: InstitutionsOption = None,
    ror: RorOption = None,
    unit: UnitOption = "place",
    hyper_authors: HyperOption = 100,
    years: YearsOption = "",
    engine: EngineOption = "duckdb",
    memory: MemoryOption = "1GB",
    language: Annotated[str, typer.Option("--language", help="Of the map and the summary.")] = "en",
    as_json: JsonOption = False,
) -> None:
    """Count the ties between cities and write them for other tools; a .svg is a map.

    Example: proxenia science collaborate works.duckdb --unit area --out ties.gexf --out ties.geojson --by-year
    """
    from proxenia.networks.collaboration import collaborate as count  # noqa: PLC0415  kept out of the start of other commands

    source = Source(records=records, places=places, institutions=institutions, ror=ror, engine=engine, memory=memory)
    plan = plan_of(unit, hyper_authors, years, is_shared_out=share_out)
    with source.opened() as corpus:
        found = count(corpus, plan=plan)
    choices: dict[str, Any] = {"counting": counting.value, "at_least": at_least, "language": spoken(language)}
    written = write_all(found, out or (), by_year=by_year, **choices)
    tell(found, written, as_json=as_json, **choices)


@app.command()
def partners(
    records: RecordsArgument,
    city: Annotated[str, typer.Argument(help="A city's name in any script.")],
    *,
    expected: Annotated[
        bool, typer.Option("--expected", help="Add what gravity would expect, with intervals.")
    ] = False,
    abroad: Annotated[bool, typer.Option("--abroad", help="Only cities of other countries.")] = False,
    counting: CountingOption = CountingName.fractional,
    places: PlacesOption = None,
    institutions: InstitutionsOption = None,
    ror: RorOption = None,
    unit: UnitOption = "place",
    hyper_authors: HyperOption = 100,
    years: YearsOption = "",
    engine: EngineOption = "duckdb",
    memory: MemoryOption = "1GB",
    output: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """List whom a city publishes with, how strongly, and how far above or below what size and distance would give.

    Example: proxenia science partners works.duckdb Tehran --abroad --expected
    """
    from proxenia.networks.collaboration import collaborate as count  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.networks.collaboration.ties import partners_of  # noqa: PLC0415  the same
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same

    source = Source(records=records, places=places, institutions=institutions, ror=ror, engine=engine, memory=memory)
    place = Gazetteer.embedded().one(city)
    with source.opened() as corpus:
        found = count(corpus, plan=plan_of(unit, hyper_authors, years))
    rows = partners_of(found, place.geonames_id, counting=counting.value, with_expected=expected, abroad=abroad)
    head = {"city": place.label, **found.about(counting.value)}
    show(rows, head=head, as_json=as_json, output=output, most=SHOWN)


@app.command()
def units(
    records: RecordsArgument,
    *,
    compare: Annotated[
        list[str] | None,
        typer.Option("--compare", help="Units to compare; place, area and cluster where none is named."),
    ] = None,
    most: Annotated[int, typer.Option("--most", min=2, help="Cities to compare.")] = 100,
    places: PlacesOption = None,
    institutions: InstitutionsOption = None,
    ror: RorOption = None,
    hyper_authors: HyperOption = 100,
    years: YearsOption = "",
    engine: EngineOption = "duckdb",
    memory: MemoryOption = "1GB",
    output: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how far results move with what counts as one city.

    Example: proxenia science units works.duckdb --compare place --compare area --compare my_areas.csv
    """
    from proxenia.networks.collaboration.units.compare import compare_units  # noqa: PLC0415  kept out of the start of other commands

    source = Source(records=records, places=places, institutions=institutions, ror=ror, engine=engine, memory=memory)
    kinds = tuple(compare or ("place", "area", "cluster"))
    with source.opened() as corpus:
        found = compare_units(corpus, plan=plan_of("place", hyper_authors, years), kinds=kinds, most=most)
    if as_json:
        typer.echo(json.dumps({"pairs": found.pairs, "cities": found.cities}, ensure_ascii=False))
        return
    show(found.pairs, head={}, as_json=False, output=None, most=SHOWN)
    rows: list[dict[str, Any]] = [
        {"city": row["city"]}
        | {f"{name} ({kind})": row[kind][name] for kind in found.kinds for name in ("output", "rank", "partners")}
        for row in found.cities
        if all(kind in row for kind in found.kinds)
    ]
    show(rows, head={}, as_json=False, output=output, most=SHOWN)


@app.command()
def bridges(
    records: RecordsArgument,
    *,
    politics: Annotated[
        Path | None,
        typer.Option(
            "--politics", help="CSV: country_a_iso2, country_b_iso2, distance or agreement, year_from, year_to."
        ),
    ] = None,
    blocs: Annotated[
        Path | None, typer.Option("--blocs", help="Your own blocs, in the form of the embedded ones.")
    ] = None,
    rivalries: Annotated[Path | None, typer.Option("--rivalries", help="Your own rivalries, likewise.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of chance.")] = 0,
    places: PlacesOption = None,
    institutions: InstitutionsOption = None,
    ror: RorOption = None,
    unit: UnitOption = "place",
    hyper_authors: HyperOption = 100,
    years: YearsOption = "",
    engine: EngineOption = "duckdb",
    memory: MemoryOption = "1GB",
    output: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find which rival countries publish together more or less than expected, and through which cities.

    Example: proxenia science bridges works.duckdb --politics votes.csv --output bridges.csv
    """
    from proxenia.networks.collaboration.bridges import Blocs, Politics, find_bridges  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    source = Source(records=records, places=places, institutions=institutions, ror=ror, engine=engine, memory=memory)
    table = Politics.read(politics) if politics is not None else None
    known = Blocs.read(blocs, rivalries)
    with source.opened() as corpus:
        plan = plan_of(unit, hyper_authors, years)
        found = find_bridges(corpus, plan=plan, blocs=known, rng=chance(seed), politics=table)
    show(found.rows(with_cities=as_json), head=found.head(), as_json=as_json, output=output, most=SHOWN)


@app.command()
def problems(
    records: RecordsArgument,
    *,
    ties: Annotated[bool, typer.Option("--ties", help="By tie instead of by city.")] = False,
    lexicon: Annotated[Path | None, typer.Option("--lexicon", help="Your own problems, in the embedded form.")] = None,
    places: PlacesOption = None,
    institutions: InstitutionsOption = None,
    ror: RorOption = None,
    unit: UnitOption = "place",
    hyper_authors: HyperOption = 100,
    years: YearsOption = "",
    engine: EngineOption = "duckdb",
    memory: MemoryOption = "1GB",
    output: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count which borderless problems cities, or ties, work on.

    Example: proxenia science problems works.duckdb --ties --output shared.csv
    """
    from proxenia.networks.collaboration.subjects import Lexicon, shared_problems  # noqa: PLC0415  kept out of the start of other commands

    source = Source(records=records, places=places, institutions=institutions, ror=ror, engine=engine, memory=memory)
    with source.opened() as corpus:
        found = shared_problems(corpus, plan=plan_of(unit, hyper_authors, years), lexicon=Lexicon.read(lexicon))
    rows = found.all.named(found.of_ties() if ties else found.of_cities())
    head = {"distinct_terms": found.terms, "terms_that_show_a_problem": found.telling, **found.all.about("fractional")}
    show(rows, head=head, as_json=as_json, output=output, most=SHOWN)


@app.command()
def authority(
    records: RecordsArgument,
    *,
    ties: Annotated[bool, typer.Option("--ties", help="By tie instead of by city.")] = False,
    places: PlacesOption = None,
    institutions: InstitutionsOption = None,
    ror: RorOption = None,
    unit: UnitOption = "place",
    hyper_authors: HyperOption = 100,
    years: YearsOption = "",
    engine: EngineOption = "duckdb",
    memory: MemoryOption = "1GB",
    output: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give the share of works among the most cited tenth of their field and year, by city, country or tie.

    Example: proxenia science authority works.duckdb --unit country
    """
    from proxenia.networks.collaboration.subjects import authority as rate  # noqa: PLC0415  kept out of the start of other commands

    source = Source(records=records, places=places, institutions=institutions, ror=ror, engine=engine, memory=memory)
    with source.opened() as corpus:
        found = rate(corpus, plan=plan_of(unit, hyper_authors, years))
    rows = found.all.named(found.of_ties() if ties else found.of_cities())
    head = {"tenth_of": found.basis, **found.all.about("fractional")}
    show(rows, head=head, as_json=as_json, output=output, most=SHOWN)


@app.command()
def indicators(
    records: RecordsArgument,
    *,
    source_url: Annotated[str, typer.Option("--source-url", help="Address the records are from.")],
    output: Annotated[Path, typer.Option("--output", help="CSV for `proxenia evidence add`.")],
    as_of: Annotated[str, typer.Option("--as-of", help="Date of the records: YYYY, YYYY-MM or YYYY-MM-DD.")] = "",
    grade: Annotated[str, typer.Option("--grade", help="A official, B secondary, C old or weak.")] = "B",
    city: Annotated[list[str] | None, typer.Option("--city", help="Only these cities; repeatable.")] = None,
    least_works: Annotated[float, typer.Option("--least-works", min=1, help="Works below which nothing is said.")] = 30,
    blocs: Annotated[Path | None, typer.Option("--blocs", help="Your own blocs.")] = None,
    rivalries: Annotated[Path | None, typer.Option("--rivalries", help="Your own rivalries.")] = None,
    places: PlacesOption = None,
    institutions: InstitutionsOption = None,
    ror: RorOption = None,
    unit: UnitOption = "place",
    hyper_authors: HyperOption = 100,
    years: YearsOption = "",
    engine: EngineOption = "duckdb",
    memory: MemoryOption = "1GB",
    as_json: JsonOption = False,
) -> None:
    """Write what the records say of cities as observations: international and cross-bloc co-publication.

    Example: proxenia science indicators works.duckdb --source-url https://openalex.org --as-of 2026-11 --output science.csv
    """
    from proxenia.networks.collaboration import collaborate as count  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.networks.collaboration.bridges import Blocs  # noqa: PLC0415  the same
    from proxenia.networks.collaboration.observations import is_centered, science_observations  # noqa: PLC0415  the same
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same
    from proxenia.provenance import Origin  # noqa: PLC0415  the same

    origin = Origin(source_url=source_url, as_of=as_of, grade=grade)  # ty: ignore[invalid-argument-type]  Origin refuses other grades
    wanted = [Gazetteer.embedded().one(name).geonames_id for name in city] if city else None
    source = Source(records=records, places=places, institutions=institutions, ror=ror, engine=engine, memory=memory)
    with source.opened() as corpus:
        found = count(corpus, plan=plan_of(unit, hyper_authors, years))
    rows = science_observations(
        found, blocs=Blocs.read(blocs, rivalries), origin=origin, cities=wanted, least_works=least_works
    )
    head: dict[str, Any] = {**found.about("full"), "observations": len(rows)}
    if is_centered(found):
        head["no_cross_bloc"] = "one city is in half of the works, so they say nothing of how the world's ties lie"
    write_table(output, rows)
    show(rows, head=head, as_json=as_json, output=None, most=0)
