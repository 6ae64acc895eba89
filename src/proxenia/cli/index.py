"""`proxenia index`: an index of any table, in the form of COINr, and how sure its ranks are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from proxenia.index import Construction, Framework, Recipe, Table

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="An index of any table, in the form of COINr, and how sure it is.")

DataOption = Annotated[Path, typer.Option("--data", help="Units and their values: COINr's iData, CSV or XLSX.")]
MetaOption = Annotated[Path, typer.Option("--meta", help="Indicators and their tree: COINr's iMeta, CSV or XLSX.")]
OutOption = Annotated[Path, typer.Option("--out", help="Folder to write.")]
DenominateOption = Annotated[
    bool, typer.Option("--denominate", help="Divide by the column Denominator of the metadata.")
]
ScreenOption = Annotated[float | None, typer.Option("--screen", help="Least share of indicators a unit needs, 0-1.")]
ImputeOption = Annotated[
    str, typer.Option("--impute", help="group-mean:COLUMN, group-median:COLUMN, mean, median, panel, regression, none.")
]
TreatOption = Annotated[str, typer.Option("--treat", help="winsorize:LIMIT, log, log1p, boxcox:POWER, none.")]
NormalizeOption = Annotated[
    str, typer.Option("--normalize", help="minmax:0,100, zscore:50,10, percentile-rank, rank, borda, goalposts, ...")
]
AggregateOption = Annotated[
    str, typer.Option("--aggregate", help="arithmetic, geometric, harmonic, copeland, mazziotta-pareto, ...")
]
MethodologyOption = Annotated[
    Path | None, typer.Option("--methodology", help="TOML file with all choices; flags beside it override it.")
]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace files of the same name.")]


@app.command()
def build(
    *,
    data: DataOption,
    meta: MetaOption,
    out: OutOption,
    denominate: DenominateOption = False,
    screen: ScreenOption = None,
    impute: ImputeOption = "",
    treat: TreatOption = "",
    normalize: NormalizeOption = "",
    aggregate: AggregateOption = "",
    methodology: MethodologyOption = None,
    overwrite: OverwriteOption = False,
) -> None:
    """Build an index and write its scores, ranks, coverage and treated points.

    Example: proxenia index build --data iData.csv --meta iMeta.csv --impute mean --treat winsorize:5 --out out/index
    """
    from proxenia.index.files import construction_files, write_files  # noqa: PLC0415  kept out of other commands

    recipe = _recipe(
        methodology, denominate, screen, impute=impute, treat=treat, normalize=normalize, aggregate=aggregate
    )
    result = _construct(*_read(data, meta), recipe)
    write_files(construction_files(result), folder=out, overwrite=overwrite)
    best = [unit for unit, rank in zip(result.table.units, result.ranks[:, 0], strict=True) if rank == 1]
    typer.echo(
        f"{len(result.table.units)} units by {len(result.table.indicators)} indicators, first {', '.join(best)}; "
        f"methodology {recipe.name} {recipe.hash}; see {out / 'scores.csv'}"
    )


@app.command()
def uncertainty(
    *,
    data: DataOption,
    meta: MetaOption,
    out: OutOption,
    denominate: DenominateOption = False,
    screen: ScreenOption = None,
    impute: ImputeOption = "",
    treat: TreatOption = "",
    normalize: NormalizeOption = "",
    aggregate: AggregateOption = "",
    methodology: MethodologyOption = None,
    draws: Annotated[int, typer.Option("--draws", min=1, help="Draws of choices and weights.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of chance.")] = 0,
    overwrite: OverwriteOption = False,
) -> None:
    """Draw choices and weights, and write what ranks may be and how likely each unit is above each other.

    Example: proxenia index uncertainty --data iData.csv --meta iMeta.csv --impute mean --draws 10000 --out out/bands
    """
    from proxenia.index import carry  # noqa: PLC0415  the same
    from proxenia.index.files import bands_files, write_files  # noqa: PLC0415  the same
    from proxenia.index.uncertainty import with_assumptions  # noqa: PLC0415  the same
    from proxenia.provenance import chance  # noqa: PLC0415  kept out of the start of other commands

    recipe = _recipe(
        methodology, denominate, screen, impute=impute, treat=treat, normalize=normalize, aggregate=aggregate
    )
    table, framework = _read(data, meta)
    recipe = with_assumptions(recipe, framework)
    result = _construct(table, framework, recipe)
    bands = carry(table, framework, recipe, draws=draws, rng=chance(seed))
    write_files(bands_files(result, bands, seed=seed), folder=out, overwrite=overwrite)
    typer.echo(
        f"{draws} draws, seed {seed}; rank bands of the halves differ by at most {bands.convergence:g} places; "
        f"methodology {recipe.name} {recipe.hash}; see {out / 'ranks.csv'}"
    )


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="Folder that build or uncertainty wrote.")],
    *,
    data: DataOption,
    meta: MetaOption,
) -> None:
    """Make an index again from its own methodology, seed and the tables, and compare it line by line.

    Example: proxenia index verify out/index --data iData.csv --meta iMeta.csv
    """
    from proxenia.index import Recipe, carry  # noqa: PLC0415  the same
    from proxenia.index.files import bands_files, construction_files, differences, read_facts  # noqa: PLC0415  the same
    from proxenia.provenance import chance  # noqa: PLC0415  kept out of the start of other commands

    facts = read_facts(folder)
    recipe = Recipe.read(folder / "methodology.toml")
    table, framework = _read(data, meta)
    result = _construct(table, framework, recipe)
    files = construction_files(result)
    if facts["command"] == "uncertainty":
        seed = facts["seed"]
        bands = carry(table, framework, recipe, draws=facts["draws"], rng=chance(seed))
        files = bands_files(result, bands, seed=seed)
    compared, found = differences(files, folder=folder)
    for difference in found[:20]:
        typer.echo(difference, err=True)
    if found:
        typer.echo(f"{len(found)} of {compared} lines differ", err=True)
        raise typer.Exit(1)
    typer.echo(f"all {compared} lines are the same")


def _read(data: Path, meta: Path) -> tuple[Table, Framework]:
    from proxenia.index import read_table  # noqa: PLC0415  kept out of the start of other commands

    return read_table(data, meta)


def _construct(table: Table, framework: Framework, recipe: Recipe) -> Construction:
    from proxenia.index import construct  # noqa: PLC0415  kept out of the start of other commands

    result = construct(table, framework, recipe)
    failing = [each.indicator for each in result.treatments if each.how != "none" and not each.passes]
    if failing:
        sys.stderr.write(f"still far from symmetric after treatment: {', '.join(failing)}\n")
    return result


def _recipe(methodology: Path | None, denominate: bool, screen: float | None, **choices: str) -> Recipe:  # noqa: FBT001  typer's flag, handed on
    import msgspec  # noqa: PLC0415  kept out of the start of other commands

    from proxenia.index import Recipe  # noqa: PLC0415  the same

    recipe = Recipe.read(methodology) if methodology else Recipe(name="command-line")
    changes: dict[str, object] = {key: value for key, value in choices.items() if value}
    if "aggregate" in changes:
        changes["aggregate"] = (changes["aggregate"],)
    if denominate:
        changes["denominate"] = True
    if screen is not None:
        changes["screen"] = screen
    return msgspec.structs.replace(recipe, **changes) if changes else recipe
