"""`proxenia index audit`: the document an auditor of an index would write, of any table or of the embedded evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proxenia.cli._index import (
    AggregateOption,
    DenominateOption,
    DrawsOption,
    ImputeOption,
    MethodologyOption,
    NormalizeOption,
    OutOption,
    OverwriteOption,
    ScreenOption,
    SeedOption,
    TreatOption,
    recipe_of,
)
from proxenia.cli._store import StoreOption, store_path

if TYPE_CHECKING:
    from proxenia.assessment.edition_index import AuditedIndex

__all__ = ["audit"]

AnyDataOption = Annotated[
    Path | None, typer.Option("--data", help="iData; without it the embedded evidence is audited.")
]
AnyMetaOption = Annotated[Path | None, typer.Option("--meta", help="iMeta of the same index.")]


def audit(
    *,
    out: OutOption,
    data: AnyDataOption = None,
    meta: AnyMetaOption = None,
    denominate: DenominateOption = False,
    screen: ScreenOption = None,
    impute: ImputeOption = "",
    treat: TreatOption = "",
    normalize: NormalizeOption = "",
    aggregate: AggregateOption = "",
    methodology: MethodologyOption = None,
    framework: Annotated[str, typer.Option(help="Framework of the embedded evidence.")] = "science-diplomacy",
    time: Annotated[float | None, typer.Option(help="The Time of a panel to audit.")] = None,
    title: Annotated[str, typer.Option(help="What the index is called.")] = "",
    checks: Annotated[Path | None, typer.Option(help="TOML file with other limits.")] = None,
    draws: DrawsOption = 2048,
    seed: SeedOption = 0,
    overwrite: OverwriteOption = False,
    store: StoreOption = "",
) -> None:
    """Audit an index: availability, coherence, weights and robustness, each with a mark, in English and Persian.

    Example: proxenia index audit --out out/audit
    Example: proxenia index audit --data iData.csv --meta iMeta.csv --impute mean --treat winsorize:5 --out out/audit
    """
    from proxenia.assessment.edition_index import audit_edition, audit_table  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.index.audit import Checks  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same

    if (data is None) is not (meta is None):
        raise typer.BadParameter("give --data and --meta together, or neither for the embedded evidence")
    limits = Checks.read(checks)
    if data is not None and meta is not None:
        recipe = recipe_of(
            methodology, denominate, screen, impute=impute, treat=treat, normalize=normalize, aggregate=aggregate
        )
        made = audit_table(data, meta, recipe=recipe, checks=limits, draws=draws, seed=seed, time=time, title=title)
    else:
        opened = Store.open(store_path(store))
        made = audit_edition(opened, framework=framework, checks=limits, draws=draws, seed=seed)
    _publish(made, checks=checks, out=out, overwrite=overwrite)


def _publish(made: AuditedIndex, *, checks: Path | None, out: Path, overwrite: bool) -> None:
    from proxenia.assessment.edition_index import CHECKS  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import now  # noqa: PLC0415  the same
    from proxenia.report.audit import publish_audit  # noqa: PLC0415  the same

    beside = {CHECKS: checks.read_text(encoding="utf-8")} if checks else {}
    publish_audit(
        made.audit,
        title=made.title,
        made_on=now().date(),
        folder=out,
        overwrite=overwrite,
        facts=made.facts,
        beside=beside,
    )
    marks = made.audit.totals()
    typer.echo(
        f"{sum(marks.values())} checks: {marks['pass']} pass, {marks['attention']} call for attention, "
        f"{marks['fail']} fail, {marks['not applicable']} could not be made; see {out / 'audit.en.html'}"
    )
