"""Publishing: the whole folder of an assessment appears at once, or nothing does."""

from __future__ import annotations

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.assessment.verify import RESULT, STUDY, plain
from proxenia.errors import OutputError
from proxenia.report.draw import draw_all
from proxenia.report.page import page
from proxenia.report.paper import typeset
from proxenia.report.tables import evidence_csv, tables

if TYPE_CHECKING:
    from proxenia.assessment.result import Assessment
    from proxenia.study import Study

__all__ = ["publish", "render"]


def publish(assessment: Assessment, *, study: Study, folder: Path, overwrite: bool = False) -> None:
    """Write an assessment to a folder: report, tables, figures, evidence, result and study.

    Everything is made in a folder beside it and then put in its place, so that an interrupted run leaves what was there.

    Raises
    ------
    OutputError
        If the folder holds something and may not be overwritten, holds something that is no assessment, or cannot
        be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import proxenia as px
    >>> study = px.Study(focal="Tehran", benchmarks=("Istanbul",), draws=100, languages=("en",))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     publish(px.assess(study), study=study, folder=Path(folder) / "out")
    ...     (Path(folder) / "out" / "report.en.html").is_file()
    True
    """
    _check_free(folder, overwrite=overwrite)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as name:
            draft = Path(name) / "draft"
            draft.mkdir()
            (draft / RESULT).write_text(
                json.dumps(plain(assessment), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
            (draft / STUDY).write_text(study.toml(), encoding="utf-8")
            render(assessment, draft)
            if folder.exists():
                folder.replace(Path(name) / "before")
            draft.replace(folder)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}") from error


def render(assessment: Assessment, folder: Path) -> None:
    """Write the pages, papers, figures and tables of an assessment into an existing folder."""
    drawings = draw_all(assessment)
    (folder / "figures").mkdir()
    for (name, language, narrow), svg in drawings.items():
        if not narrow:
            (folder / "figures" / f"{name}.{language}.svg").write_text(svg, encoding="utf-8")
    (folder / "tables").mkdir()
    for name, text in tables(assessment).items():
        (folder / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "evidence.csv").write_text(evidence_csv(assessment), encoding="utf-8")
    with ThreadPoolExecutor(max_workers=2) as pool:
        papers = {
            language: pool.submit(typeset, assessment, language, drawings=drawings) for language in assessment.languages
        }
        for language, made in papers.items():
            text = page(assessment, language, drawings=drawings)
            (folder / f"report.{language}.html").write_text(text, encoding="utf-8")
            (folder / f"report.{language}.pdf").write_bytes(made.result())


def _check_free(folder: Path, *, overwrite: bool) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OutputError(f"{folder} exists and is no folder; name another with --out")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not overwrite:
        raise OutputError(f"{folder} exists; add --overwrite to replace it, or name another folder with --out")
    if not (folder / RESULT).is_file():
        raise OutputError(
            f"{folder} holds something that is no assessment and will not be replaced; name another with --out"
        )
