"""`proxenia assess` and `proxenia verify`: the main job, and the proof that it can be repeated."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proxenia.cli._language import spoken
from proxenia.cli._store import EditionOption, StoreOption, store_path, use_edition

if TYPE_CHECKING:
    from proxenia.assessment import Assessment
    from proxenia.study import Study

__all__ = ["assess", "verify"]

FrameworkOption = Annotated[
    str, typer.Option(help="science-diplomacy, city-diplomacy, that of an extension, or a TOML file.")
]
LanguagesOption = Annotated[
    list[str] | None, typer.Option(help="Language of the report, in place of en and fa; repeatable.")
]


def assess(
    city: Annotated[str, typer.Argument(help="The city to assess, in any script.")] = "",
    *,
    against: Annotated[list[str] | None, typer.Option(help="Cities to compare with, one after the other.")] = None,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("out"),
    study: Annotated[Path | None, typer.Option(help="A study's TOML file, instead of naming cities.")] = None,
    framework: FrameworkOption = "",
    methodology: Annotated[str, typer.Option(help="A methodology's name or TOML file.")] = "",
    models: Annotated[str, typer.Option(help="Models by name, or a TOML file.")] = "",
    levers: Annotated[str, typer.Option(help="A lever library's name or TOML file.")] = "",
    lang: LanguagesOption = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of chance.")] = None,
    draws: Annotated[int | None, typer.Option(help="Draws for the intervals.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the folder if it exists.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print result.json too.")] = False,
    store: StoreOption = "",
    edition: EditionOption = None,
) -> None:
    """Assess a city beside others and write the report, tables, figures and evidence.

    Example: proxenia assess Tehran --against Barcelona Boston Beijing Istanbul --out out/tehran
    """
    from proxenia.assessment import assess as make  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import now, stamp  # noqa: PLC0415  the same
    from proxenia.report import publish  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same
    from proxenia.study import Study  # noqa: PLC0415  the same

    use_edition(edition)
    asked = Study.read(study) if study else Study(focal=city, benchmarks=tuple(against or ()))
    asked = asked.with_choices(
        framework=framework, methodology=methodology, models=models, levers=levers, seed=seed, draws=draws
    ).with_choices(languages=tuple(spoken(each) for each in lang or ()) or None)
    asked = _named(asked, edition)
    read = asked.pinned(near=study.parent if study else None)
    _tell(f"assessing {asked.focal} beside {', '.join(asked.benchmarks)}")
    result = make(asked, store=Store.open(store_path(store), edition=read), created_at=stamp(now()))
    _tell("writing the report")
    publish(result, study=asked, folder=out, overwrite=overwrite)
    if as_json:
        typer.echo((out / "result.json").read_text(encoding="utf-8"))
    else:
        typer.echo(f"{_told(result)}; see {out / f'report.{asked.languages[0]}.html'}")


def verify(
    folder: Annotated[Path, typer.Argument(help="Folder of an assessment, or of an index or audit.")],
    *,
    data: Annotated[Path | None, typer.Option(help="iData of an index of your own.")] = None,
    meta: Annotated[Path | None, typer.Option(help="iMeta of an index of your own.")] = None,
    store: StoreOption = "",
    edition: EditionOption = None,
) -> None:
    """Make an assessment, an index, its bands or its audit again and compare it figure by figure.

    Example: proxenia verify out/tehran
    Example: proxenia verify out/index --data iData.csv --meta iMeta.csv
    """
    use_edition(edition)
    if (folder / "index.json").is_file() and not (folder / "study.toml").is_file():
        from proxenia.cli.index import verify_folder  # noqa: PLC0415  kept out of the start of other commands

        verify_folder(folder, data=data, meta=meta, store=store)
        return
    from proxenia.assessment import verify as compare  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.assessment.verify import need_extensions  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same
    from proxenia.study import Study  # noqa: PLC0415  the same

    own = store_path(store)
    need_extensions(folder)
    read = Study.read(folder / "study.toml").pinned(near=folder) if (folder / "study.toml").is_file() else None
    compared, differences = compare(folder, store=Store.open(own, edition=read))
    for difference in differences[:20]:
        typer.echo(f"{difference.where}: written {difference.written!r}, made now {difference.made!r}", err=True)
    if differences:
        typer.echo(f"{len(differences)} of {compared} values differ", err=True)
        raise typer.Exit(1)
    typer.echo(f"all {compared} values are the same")


def _told(result: Assessment) -> str:
    focal = result.cities[0]
    low, high = focal.rank_interval or ("-", "-")
    return (
        f"{focal.city}: rank {focal.rank} of {len(result.panel)}, 90 % interval {low}-{high};"
        f" {len(result.gaps)} gaps, {len(result.actions)} actions"
    )


def _named(study: Study, edition: Path | None) -> Study:
    """The study with the edition it is answered from, where that is not ours; the place is kept as it was written."""
    from proxenia.store import edition_in_reach  # noqa: PLC0415  kept out of the start of other commands

    if edition is None and study.edition:
        return study
    read = edition_in_reach()
    if read.came_from == "package":
        return study
    return replace(study, edition=str(edition or os.environ["PROXENIA_EDITION"]), edition_digest=read.digest)


def _tell(message: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{message} ...\n")
