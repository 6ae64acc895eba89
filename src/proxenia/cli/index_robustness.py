"""`proxenia index sensitivity | attainable | acceptability | influence | diff`: how far an index leans on what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proxenia.cli._index import (
    AggregateOption,
    DataOption,
    DenominateOption,
    DrawsOption,
    ImputeOption,
    MetaOption,
    MethodologyOption,
    NormalizeOption,
    OutOption,
    OverwriteOption,
    ScreenOption,
    SeedOption,
    TreatOption,
    recipe_of,
)

if TYPE_CHECKING:
    from proxenia.index import Recipe

__all__ = ["acceptability", "attainable", "diff", "influence", "sensitivity"]


def sensitivity(
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
    top: Annotated[int, typer.Option(min=1, help="The decision: who is among the first so many.")] = 10,
    above: Annotated[
        list[str] | None, typer.Option(help="The decision: is A above B; written A,B; may be repeated.")
    ] = None,
    draws: DrawsOption = 1024,
    seed: SeedOption = 0,
    overwrite: OverwriteOption = False,
) -> None:
    """Split what every rank may be, and every decision, among the assumptions: first-order and total Sobol indices.

    Example: proxenia index sensitivity --data iData.csv --meta iMeta.csv --impute mean --above NLD,DNK --out out/sa
    """
    pairs = [tuple(each.split(",")) for each in above or []]
    if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004  one above another
        raise typer.BadParameter("write --above A,B with two units")
    recipe = recipe_of(
        methodology, denominate, screen, impute=impute, treat=treat, normalize=normalize, aggregate=aggregate
    )
    _run("sensitivity", data, meta, recipe, out, overwrite, draws=draws, seed=seed, k=top, pairs=pairs)


def attainable(
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
    weights: Annotated[
        str, typer.Option(help="Limits: any, order, change:SHARE or between:LEAST,MOST.")
    ] = "change:0.25",
    overwrite: OverwriteOption = False,
) -> None:
    """Find the best and worst place that weights within limits can give each unit, and weights that do.

    Example: proxenia index attainable --data iData.csv --meta iMeta.csv --impute mean --weights order --out out/reach
    """
    recipe = recipe_of(
        methodology, denominate, screen, impute=impute, treat=treat, normalize=normalize, aggregate=aggregate
    )
    _run("attainable", data, meta, recipe, out, overwrite, weights=weights)


def acceptability(
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
    weights: Annotated[str, typer.Option(help="any, or order for those that keep the given order.")] = "any",
    draws: DrawsOption = 16_384,
    seed: SeedOption = 0,
    overwrite: OverwriteOption = False,
) -> None:
    """Count for how much of all weights each unit holds each place, and the weights that put it first.

    Example: proxenia index acceptability --data iData.csv --meta iMeta.csv --impute mean --out out/smaa
    """
    recipe = recipe_of(
        methodology, denominate, screen, impute=impute, treat=treat, normalize=normalize, aggregate=aggregate
    )
    _run("acceptability", data, meta, recipe, out, overwrite, weights=weights, draws=draws, seed=seed)


def influence(
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
    """Leave out each indicator, aggregate and unit in turn, and hold importance against weight.

    Example: proxenia index influence --data iData.csv --meta iMeta.csv --impute mean --out out/influence
    """
    recipe = recipe_of(
        methodology, denominate, screen, impute=impute, treat=treat, normalize=normalize, aggregate=aggregate
    )
    _run("influence", data, meta, recipe, out, overwrite)


def diff(
    *,
    old_data: Annotated[Path, typer.Option(help="iData of the old version.")],
    old_meta: Annotated[Path, typer.Option(help="iMeta of the old version.")],
    new_data: Annotated[
        Path | None, typer.Option(help="iData of the new version; the old one where not given.")
    ] = None,
    new_meta: Annotated[
        Path | None, typer.Option(help="iMeta of the new version; the old one where not given.")
    ] = None,
    old_methodology: Annotated[Path | None, typer.Option(help="Methodology of the old version.")] = None,
    new_methodology: Annotated[
        Path | None, typer.Option(help="Methodology of the new; the old one where not given.")
    ] = None,
    out: OutOption,
    overwrite: OverwriteOption = False,
) -> None:
    """Say which ranks moved between two versions of an index, and because of which step.

    Example: proxenia index diff --old-data 2024.csv --old-meta iMeta.csv --new-data 2025.csv --out out/diff
    """
    from proxenia.index import Recipe, read_table  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.index.exchange.files import MADE_BY, write_files  # noqa: PLC0415  the same
    from proxenia.index.robustness import Version, compare_versions  # noqa: PLC0415  the same
    from proxenia.index.robustness.files import change_files  # noqa: PLC0415  the same

    before = Recipe.read(old_methodology) if old_methodology else Recipe(name="command-line")
    after = Recipe.read(new_methodology) if new_methodology else before
    first, second = read_table(old_data, old_meta), read_table(new_data or old_data, new_meta or old_meta)
    change = compare_versions(
        Version(table=first[0], framework=first[1], recipe=before),
        Version(table=second[0], framework=second[1], recipe=after),
    )
    write_files(change_files(change, made_by=MADE_BY), folder=out, overwrite=overwrite)
    steps = ", ".join(change.steps) or "nothing"
    typer.echo(f"{change.moved} of {len(change.units)} ranks moved; what differs: {steps}; see {out / 'moves.csv'}")


def _run(command: str, data: Path, meta: Path, recipe: Recipe, out: Path, overwrite: bool, **facts: Any) -> None:  # noqa: FBT001  typer's flag, handed on
    from proxenia.index import read_table  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.index.exchange.files import write_files  # noqa: PLC0415  the same
    from proxenia.index.exchange.remake import make_files  # noqa: PLC0415  the same
    from proxenia.index.uncertainty import with_assumptions  # noqa: PLC0415  the same

    table, framework = read_table(data, meta)
    whole = with_assumptions(recipe, framework) if command == "sensitivity" else recipe
    files = make_files(command, table, framework, whole, **facts)
    write_files(files, folder=out, overwrite=overwrite)
    listed = ", ".join(sorted(name for name in files if name.endswith(".csv")))
    typer.echo(f"{len(table.units)} units by {len(table.indicators)} indicators; see {listed} in {out}")
