"""`proxenia compare` and `proxenia cases`: models, peers, a typology, a table of answers, and what others lived through."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proxenia.cli._language import spoken
from proxenia.cli._store import StoreOption, store_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proxenia.compare.profile import Profile
    from proxenia.compare.workbench import Workbench
    from proxenia.places import City

__all__ = ["app", "cases"]

app = typer.Typer(no_args_is_help=True, help="Models, peers, a typology, and a table of answers, each with its source.")
cases = typer.Typer(
    no_args_is_help=True, help="Experiences of countries, institutions and cities with science diplomacy."
)

CityArgument = Annotated[str, typer.Argument(help="A city's name in any script.")]
AgainstOption = Annotated[
    list[str] | None, typer.Option("--against", help="Cities to set beside it, one after the other.")
]
LanguageOption = Annotated[str, typer.Option("--lang", help="en or fa.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of chance.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SEED = 20261121


@app.command()
def models(
    city: CityArgument,
    *,
    against: AgainstOption = None,
    models_file: Annotated[
        Path | None, typer.Option("--models", help="Models by name, or a TOML file, instead of ours.")
    ] = None,
    seed: SeedOption = SEED,
    lang: LanguageOption = "en",
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Print a city's degree in each model, its nearest hybrid, and what would change its model.

    Example: proxenia compare models Tehran --against Barcelona Istanbul
    """
    from proxenia.compare.standing import standing  # noqa: PLC0415  the same
    from proxenia.compare.tell import city_names, plain, standing_lines  # noqa: PLC0415  the same
    from proxenia.compare.workbench import Workbench  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    bench = Workbench.open(store_path(store), models=models_file)
    rng = chance(seed)
    cities = bench.cities((city, *(against or ())))
    profile = bench.profile(cities, rng=rng)
    found = [standing(profile, row, types=bench.types, rng=rng) for row in range(len(profile.names))]
    if as_json:
        _json([plain(each) for each in found])
        return
    language = spoken(lang)
    names = city_names(cities, language)
    for each in found:
        _lines(standing_lines(each, types=bench.types, catalog=bench.catalog, names=names, language=language))


@app.command()
def peers(
    city: CityArgument,
    *,
    count: Annotated[int, typer.Option("--count", min=1, help="How many to print.")] = 5,
    seed: SeedOption = SEED,
    lang: LanguageOption = "en",
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Print the cities of the panel whose evidence looks most alike, with the distance and its reasons.

    Example: proxenia compare peers Tehran --count 5
    """
    from proxenia.compare.alike import peers as nearest  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.compare.tell import city_names, peer_lines, plain  # noqa: PLC0415  the same
    from proxenia.compare.workbench import Workbench  # noqa: PLC0415  the same

    bench = Workbench.open(store_path(store))
    cities, profile = _panel_profile(bench, (city,), seed)
    place = bench.cities((city,))[0]
    found = nearest(profile, profile.observations.cities.index(place.geonames_id), count=count)
    if as_json:
        _json({"city": place.name, "peers": plain(found)})
        return
    language = spoken(lang)
    names = city_names(cities, language)
    _lines(peer_lines(place.name, found, catalog=bench.catalog, names=names, language=language))


@app.command()
def typology(
    *,
    kinds: Annotated[int, typer.Option("--kinds", min=0, help="Number of kinds; the most stable by default.")] = 0,
    seed: SeedOption = SEED,
    lang: LanguageOption = "en",
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Print the kinds of cities found in the panel, named by what sets them apart, with their stability.

    Example: proxenia compare typology --kinds 4
    """
    from proxenia.compare.alike import kind_name  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.compare.alike import typology as group  # noqa: PLC0415  the same
    from proxenia.compare.tell import city_names, plain, typology_lines  # noqa: PLC0415  the same
    from proxenia.compare.workbench import Workbench  # noqa: PLC0415  the same
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    bench = Workbench.open(store_path(store))
    cities, profile = _panel_profile(bench, (), seed)
    found = group(profile, kinds=kinds or None, rng=chance(seed))
    if as_json:
        names = [{lang: kind_name(kind, bench.catalog, lang) for lang in ("en", "fa")} for kind in found.kinds]
        _json({**plain(found), "is_real": found.is_real, "names": names})
        return
    language = spoken(lang)
    _lines(typology_lines(found, catalog=bench.catalog, names=city_names(cities, language), language=language))


@app.command()
def table(
    city: CityArgument,
    *,
    against: AgainstOption = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write.")] = Path("out"),
    documents: Annotated[
        list[str] | None, typer.Option("--document", help="CITY=FILE: a document whose passages answer, too.")
    ] = None,
    codings: Annotated[list[Path] | None, typer.Option("--codings", help="CSV of codings on the documents.")] = None,
    people: Annotated[list[str] | None, typer.Option("--people", help="Name of a coder who is a person.")] = None,
    questions: Annotated[
        Path | None, typer.Option("--questions", help="Questions by name, or a TOML file, instead of ours.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files of the same name.")] = False,
    store: StoreOption = "",
) -> None:
    """Put the same questions to every city and write the answers with their sources as DOCX and CSV, in both languages.

    Example: proxenia compare table Tehran --against Barcelona Boston Beijing Istanbul --out out/table
    """
    from proxenia.compare.table import Questions, compare_cities, read_coded, table_files  # noqa: PLC0415  the same
    from proxenia.compare.workbench import Workbench  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.index.exchange.files import write_files  # noqa: PLC0415  the same
    from proxenia.provenance import code_version  # noqa: PLC0415  the same

    bench = Workbench.open(store_path(store), also={"questions": questions})
    asked = Questions.read(questions)
    coded = read_coded(documents or (), codings=codings or (), people=people or ())
    found = compare_cities(bench.cities((city, *(against or ()))), bench=bench, questions=asked, documents=coded)
    made_of = f"Proxenia {code_version()} · {bench.store.edition.label} · {asked.name}-{asked.version}"
    write_files(table_files(found, languages=("en", "fa"), made_of=made_of), folder=out, overwrite=overwrite)
    names = ", ".join(each.name for each in found.cities)
    typer.echo(
        f"{len(asked.question)} questions to {names}: {found.answered:.0%} answered; see {out / 'comparison.en.docx'}"
    )


@cases.command()
def search(
    query: Annotated[str, typer.Argument(help="Words in English or Persian; none for all that fit.")] = "",
    *,
    level: Annotated[str, typer.Option("--level", help="country, institution, city or civil_society.")] = "",
    mode: Annotated[str, typer.Option("--mode", help="Code of a mode of science diplomacy.")] = "",
    of_field: Annotated[str, typer.Option("--field", help="Code of a field of science, such as water.")] = "",
    lever: Annotated[str, typer.Option("--lever", help="Code of a lever the case speaks to.")] = "",
    model: Annotated[str, typer.Option("--model", help="Code of the model it is nearest to.")] = "",
    bridged: Annotated[str, typer.Option("--bridged", help="yes, partly, no, or none (no rivals at stake).")] = "",
    lang: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Find experiences with science diplomacy: what was achieved, what failed, and what it took.

    Example: proxenia cases search "nuclear" --lang fa
    """
    from proxenia.compare.cases import CaseLibrary  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.compare.models import IdealTypes  # noqa: PLC0415  the same
    from proxenia.compare.tell import case_lines, plain  # noqa: PLC0415  the same
    from proxenia.strategy import Levers  # noqa: PLC0415  the same

    library = CaseLibrary.read()
    found = library.search(
        query, level=level, mode=mode, field_of_science=of_field, lever=lever, model=model, bridged=bridged
    )
    if as_json:
        _json([{**plain(match.case), "lacks": list(match.lacks)} for match in found])
        return
    language = spoken(lang)
    if not found:
        sys.stderr.write(f"none of {len(library.cases)} cases fits\n")
    elif found[0].lacks:
        sys.stderr.write(f"no case holds every word; the first lacks {', '.join(found[0].lacks)}\n")
    names = {each.code: each.title for each in Levers.read().lever}
    names |= {each.code: each.name for each in IdealTypes.read().model}
    blocks = ("\n".join(case_lines(match.case, library=library, names=names, language=language)) for match in found)
    _lines(["\n\n".join(blocks)] if found else [])


def _panel_profile(bench: Workbench, names: tuple[str, ...], seed: int) -> tuple[tuple[City, ...], Profile]:
    from proxenia.provenance import chance  # noqa: PLC0415  kept out of the start of other commands

    rng = chance(seed)
    panel = bench.panel(compared=bench.cities(names), rng=rng)
    return panel.cities, bench.profile(panel.cities, rng=rng)


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
