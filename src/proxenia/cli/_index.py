"""Options that the commands of `proxenia index` share, and the way from them to an index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from proxenia.index import Construction, Framework, Recipe, Table

__all__ = [
    "AggregateOption",
    "DataOption",
    "DenominateOption",
    "DrawsOption",
    "ImputeOption",
    "MetaOption",
    "MethodologyOption",
    "NormalizeOption",
    "OutOption",
    "OverwriteOption",
    "ScreenOption",
    "SeedOption",
    "TreatOption",
    "built",
    "recipe_of",
]

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
DrawsOption = Annotated[int, typer.Option("--draws", min=1, help="Draws of choices, weights and values.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of chance.")]


def built(table: Table, framework: Framework, recipe: Recipe) -> Construction:
    """Construct the index and say on stderr which indicators treatment did not mend."""
    from proxenia.index import construct  # noqa: PLC0415  kept out of the start of other commands

    result = construct(table, framework, recipe)
    failing = [each.indicator for each in result.treatments if each.how != "none" and not each.passes]
    if failing:
        sys.stderr.write(f"still far from symmetric after treatment: {', '.join(failing)}\n")
    return result


def recipe_of(methodology: Path | None, denominate: bool, screen: float | None, **choices: str) -> Recipe:  # noqa: FBT001  typer's flag, handed on
    """Read the methodology file, if any, and let flags override it."""
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
