"""`proxenia ingest`: files of scholarly records into a works store."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proxenia.cli._language import spoken
from proxenia.cli._store import StoreOption, store_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from proxenia.locale import Language
    from proxenia.sources import IngestReport, Progress

__all__ = ["ingest"]

_SHOWN = 100


def ingest(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files of records, gzip or not, or folders of them.", show_default=False)
    ] = None,
    *,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help="theirs=ours, for a column of a CSV file.", metavar="THEIRS=OURS")
    ] = None,
    store: StoreOption = "",
    refused: Annotated[bool, typer.Option("--refused", help="List the refused records of the store.")] = False,
    language: Annotated[str, typer.Option(help="en or fa, for the summary.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read scholarly records of any format into a works store, merging those that are one work.

    Reads PubMed XML, JATS, OpenAlex (JSON, Parquet), Crossref, CSL-JSON, RIS, BibTeX and CSV; the content tells which.
    Run it again after an interruption and it goes on; a file read before is passed over. What cannot be read is kept in
    the table `rejects` with the reason.

    Example: proxenia ingest pubmed.xml.gz refs.ris scopus.csv --store works.duckdb
    """
    from proxenia.errors import EvidenceError  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.sources import column_map  # noqa: PLC0415  the same
    from proxenia.sources import ingest as read_in  # noqa: PLC0415  the same

    path = store_path(store, to_write=True)
    words = spoken(language)
    if path is None or not (paths or refused):
        raise typer.BadParameter("name files to read, and a store with --store")
    report = read_in(paths or [], store=path, columns=column_map(columns or []), progress=_shown()) if paths else None
    if report is not None:
        told = json.dumps(_summary(report), ensure_ascii=False) if as_json else "\n".join(_text(report, path, words))
        typer.echo(told)
    if refused:
        typer.echo("\n".join(_refused(path, words)))
    named = {each.name for each in paths or () if each.is_file()}
    faults = [reason for name, reason in (report.refused if report else ()) if name.partition("#")[0] in named]
    if faults:
        raise EvidenceError("\n".join(faults))


def _shown() -> Callable[[Progress], None] | None:
    if not sys.stderr.isatty():
        return None

    def show(progress: Progress) -> None:
        at = f"file {progress.number} of {progress.files}: {progress.source_file}, {progress.records:,} records"
        sys.stderr.write(f"\r\033[K{at[:100]}\r")
        sys.stderr.flush()

    return show


def _summary(report: IngestReport) -> dict[str, object]:
    files = [{name: getattr(each, name) for name in each.__struct_fields__} for each in report.files]
    return asdict(report) | {"files": files}


def _text(report: IngestReport, store: Path, language: Language) -> Iterator[str]:
    from proxenia.locale import isolate, number, translate, writing  # noqa: PLC0415  kept out of the start of other commands

    def name(text: str) -> str:
        return isolate(text) if writing(language).is_mirrored else text

    line = translate("{file}: {format}, {read} records, {new} new, {merged} merged, {refused} refused", language)
    for each in report.files:
        counts = {
            "read": each.records_read,
            "new": each.works_added,
            "merged": each.works_merged,
            "refused": each.rejects,
        }
        shown = {key: number(count, language) for key, count in counts.items()}
        kind = name(each.format) if each.format else translate("not readable", language)
        yield line.format(file=name(each.source_file), format=kind, **shown)
    for known in report.known:
        yield translate("{file}: read before", language).format(file=name(known))
    yield translate("{works} works and {refused} refused records in {store}", language).format(
        works=number(report.works, language), refused=number(report.rejects, language), store=name(str(store))
    )


def _refused(store: Path, language: Language) -> Iterator[str]:
    from proxenia.locale import number, translate  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.sources import WorksStore  # noqa: PLC0415  the same

    with WorksStore.open(store, read_only=True) as works:
        rows = works.rows("rejects")
    for row in rows[:_SHOWN]:
        yield f"{row['source_file']}:{row['locator']}  {row['reason']}"
    if len(rows) > _SHOWN:
        yield translate("and {count} more in the table rejects", language).format(
            count=number(len(rows) - _SHOWN, language)
        )
    if not rows:
        yield translate("no record was refused", language)
