"""`proxenia assess` and `proxenia verify`: the main job, and the proof that it can be repeated."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from proxenia.cli._store import StoreOption, store_path

__all__ = ["assess", "verify"]


def assess(
    city: Annotated[str, typer.Argument(help="The city to assess, in any script.")] = "",
    *,
    against: Annotated[list[str] | None, typer.Option(help="Cities to compare with, one after the other.")] = None,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("out"),
    study: Annotated[Path | None, typer.Option(help="A study's TOML file, instead of naming cities.")] = None,
    framework: Annotated[str, typer.Option(help="science-diplomacy, city-diplomacy, or a TOML file.")] = "",
    methodology: Annotated[str, typer.Option(help="A methodology's name or TOML file.")] = "",
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of chance.")] = None,
    draws: Annotated[int | None, typer.Option(help="Draws for the intervals.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the folder if it exists.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print result.json too.")] = False,
    store: StoreOption = "",
) -> None:
    """Assess a city beside others and write the report, tables, figures and evidence.

    Example: proxenia assess Tehran --against Barcelona Boston Beijing Istanbul --out out/tehran
    """
    from proxenia.assessment import assess as make  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import now, stamp  # noqa: PLC0415  the same
    from proxenia.report import publish  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same
    from proxenia.study import Study  # noqa: PLC0415  the same

    asked = Study.read(study) if study else Study(focal=city, benchmarks=tuple(against or ()))
    asked = asked.with_choices(framework=framework, methodology=methodology, seed=seed, draws=draws)
    _tell(f"assessing {asked.focal} beside {', '.join(asked.benchmarks)}")
    result = make(asked, store=Store.open(store_path(store)), created_at=stamp(now()))
    _tell("writing the report")
    publish(result, study=asked, folder=out, overwrite=overwrite)
    if as_json:
        typer.echo((out / "result.json").read_text(encoding="utf-8"))
        return
    focal = result.cities[0]
    low, high = focal.rank_interval or ("-", "-")
    typer.echo(
        f"{focal.city}: rank {focal.rank} of {len(result.panel)}, 90 % interval {low}-{high}; "
        f"{len(result.gaps)} gaps, {len(result.actions)} actions; see {out / 'report.en.html'}"
    )


def verify(
    folder: Annotated[Path, typer.Argument(help="Folder of an assessment, or of an index or audit.")],
    *,
    data: Annotated[Path | None, typer.Option(help="iData of an index of your own.")] = None,
    meta: Annotated[Path | None, typer.Option(help="iMeta of an index of your own.")] = None,
    store: StoreOption = "",
) -> None:
    """Make an assessment, an index, its bands or its audit again and compare it figure by figure.

    Example: proxenia verify out/tehran
    Example: proxenia verify out/index --data iData.csv --meta iMeta.csv
    """
    if (folder / "index.json").is_file() and not (folder / "study.toml").is_file():
        from proxenia.cli.index import verify_folder  # noqa: PLC0415  kept out of the start of other commands

        verify_folder(folder, data=data, meta=meta, store=store)
        return
    from proxenia.assessment import verify as compare  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.store import Store  # noqa: PLC0415  the same

    compared, differences = compare(folder, store=Store.open(store_path(store)))
    for difference in differences[:20]:
        typer.echo(f"{difference.where}: written {difference.written!r}, made now {difference.made!r}", err=True)
    if differences:
        typer.echo(f"{len(differences)} of {compared} values differ", err=True)
        raise typer.Exit(1)
    typer.echo(f"all {compared} values are the same")


def _tell(message: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{message} ...\n")
