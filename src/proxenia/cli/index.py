"""`proxenia index`: an index of any table, in the form of COINr, and how sure its ranks are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
    built,
    recipe_of,
)
from proxenia.cli.index_audit import audit
from proxenia.cli.index_robustness import acceptability, attainable, diff, influence, sensitivity

__all__ = ["app", "verify_folder"]

app = typer.Typer(no_args_is_help=True, help="An index of any table, in the form of COINr, and how sure it is.")


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
    from proxenia.index import read_table  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.index.exchange.files import construction_files, write_files  # noqa: PLC0415  the same

    recipe = recipe_of(
        methodology, denominate, screen, impute=impute, treat=treat, normalize=normalize, aggregate=aggregate
    )
    result = built(*read_table(data, meta), recipe)
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
    draws: DrawsOption = 10_000,
    seed: SeedOption = 0,
    overwrite: OverwriteOption = False,
) -> None:
    """Draw choices, weights and uncertain values, and write what ranks may be and how likely each unit is above each other.

    Example: proxenia index uncertainty --data iData.csv --meta iMeta.csv --impute mean --draws 10000 --out out/bands
    """
    import json  # noqa: PLC0415  beside its use

    from proxenia.index import read_table  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.index.exchange.files import write_files  # noqa: PLC0415  the same
    from proxenia.index.exchange.remake import make_files  # noqa: PLC0415  the same
    from proxenia.index.uncertainty import with_assumptions  # noqa: PLC0415  the same

    recipe = recipe_of(
        methodology, denominate, screen, impute=impute, treat=treat, normalize=normalize, aggregate=aggregate
    )
    table, framework = read_table(data, meta)
    recipe = with_assumptions(recipe, framework)
    files = make_files("uncertainty", table, framework, recipe, draws=draws, seed=seed)
    write_files(files, folder=out, overwrite=overwrite)
    convergence = json.loads(files["index.json"])["convergence_places"]
    typer.echo(
        f"{draws} draws, seed {seed}; rank bands of the halves differ by at most {convergence:g} places; "
        f"methodology {recipe.name} {recipe.hash}; see {out / 'ranks.csv'}"
    )


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="Folder that a command of proxenia index wrote.")],
    *,
    data: Annotated[Path | None, typer.Option("--data", help="Its iData; not needed for the edition's index.")] = None,
    meta: Annotated[Path | None, typer.Option("--meta", help="Its iMeta; not needed for the edition's index.")] = None,
) -> None:
    """Make an index again from its own methodology, seed and the tables, and compare it line by line.

    Example: proxenia index verify out/index --data iData.csv --meta iMeta.csv
    """
    verify_folder(folder, data=data, meta=meta)


def verify_folder(folder: Path, *, data: Path | None, meta: Path | None, store: str = "") -> None:
    """Make the tables of an index folder again and print the lines that differ."""
    from proxenia.assessment.edition_index import remade  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.index.exchange.files import differences  # noqa: PLC0415  the same

    compared, found = differences(remade(folder, data=data, meta=meta, store=store), folder=folder)
    for difference in found[:20]:
        typer.echo(difference, err=True)
    if found:
        typer.echo(f"{len(found)} of {compared} lines differ", err=True)
        raise typer.Exit(1)
    typer.echo(f"all {compared} lines are the same")


for command in (audit, sensitivity, attainable, acceptability, influence, diff):
    app.command()(command)
