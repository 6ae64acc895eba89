"""Data and methods: what stands behind the figures, and all of it to take along."""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from proxenia.errors import Reason
from proxenia.output import csv_text
from proxenia.store import edition_package, tables
from proxenia.web.register.citation import bibtex, citation_file, sentence
from proxenia.web.routes.pages import fresh_of, language_of, page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxenia.web.observatory import Observatory

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
CSV, PLAIN, ZIP = "text/csv; charset=utf-8", "text/plain; charset=utf-8", "application/zip"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@router.get("/{language}/data")
def data(request: Request, language: str) -> Response:
    """Say what stands behind the figures, and give all of it away."""
    from proxenia.coding import Codebook  # noqa: PLC0415  only where it is asked for

    seen = fresh_of(request)
    book = Codebook.read()
    return page_of(
        request, "data.html.j2", language_of(language),
        entries=[(seen.catalog[i], seen.framework.dimension_of(i)) for i in seen.framework.indicator_ids],
        dimensions={each.code: each.name for each in seen.framework.dimension},
        shelves=[(each, len(seen.store.rows(each["name"]))) for each in edition_package()["resources"]],
        book=book, families=[(each, [code for code in book if code.family == each.code]) for each in book.families],
        licenses=seen.store.edition.table_licenses, citation=sentence(seen), bibtex=bibtex(seen),
    )  # fmt: skip


@router.get("/download/{name}")
def download(request: Request, name: str) -> Response:
    """Give a file: a whole table, the edition, a definition, or how to cite."""
    seen = fresh_of(request)
    table = name.removesuffix(".csv")
    if name in _FILES:
        make, kind = _FILES[name]
        content = make(seen)
    elif name.endswith(".csv") and table in tables():
        content, kind = _table(seen, table), CSV
    else:
        raise HTTPException(404, Reason("no file {name!r} to download; see the page of data and methods", name=name))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(content, media_type=kind, headers=headers)


def _table(seen: Observatory, table: str) -> str:
    """Every row of a table that counts, the user's after the edition's."""
    names = (*tables()[table].names, "provider", "fact_id")
    return csv_text(names, ([row[name] for name in names] for row in seen.store.rows(table)), guard=True)


def _edition(seen: Observatory) -> bytes:
    """The edition as it came, byte for byte, with how to cite it; the same bytes for the same edition."""
    edition, stream = seen.store.edition, io.BytesIO()
    content = {**edition.files, "CITATION.cff": citation_file(seen).encode()}
    with zipfile.ZipFile(stream, "w") as packed:
        for name in sorted(content):
            entry = zipfile.ZipInfo(f"{edition.name}-{edition.version}/{name}", date_time=_LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, content[name])
    return stream.getvalue()


def _codebook(seen: Observatory) -> str:  # noqa: ARG001  each maker is given what is shown
    from proxenia.coding import Codebook  # noqa: PLC0415  only where it is asked for

    head = ("code", "family", "name_en", "name_fa", "definition_en", "definition_fa", "include_en", "include_fa",
            "exclude_en", "exclude_fa", "indicator_item")  # fmt: skip
    rows = (
        (each.id, each.family, each.name.en, each.name.fa, each.definition.en, each.definition.fa, each.include.en,
         each.include.fa, each.exclude.en, each.exclude.fa, each.item)
        for each in Codebook.read()
    )  # fmt: skip
    return csv_text(head, rows)


def _definition(*path: str) -> Callable[[Observatory], bytes]:
    return lambda _seen: files("proxenia").joinpath("data", *path).read_bytes()


_FILES: dict[str, tuple[Callable[[Observatory], str | bytes], str]] = {
    "edition.zip": (_edition, ZIP),
    "codebook.csv": (_codebook, CSV),
    "catalog.toml": (_definition("indicators", "catalog.toml"), PLAIN),
    "framework.toml": (_definition("frameworks", "science-diplomacy.toml"), PLAIN),
    "methodology.toml": (_definition("methodologies", "baseline-1.toml"), PLAIN),
    "reading.toml": (_definition("methodologies", "reading-1.toml"), PLAIN),
    "models.toml": (_definition("models", "urban-science-diplomacy.toml"), PLAIN),
    "proxenia.bib": (bibtex, PLAIN),
    "CITATION.cff": (citation_file, PLAIN),
}
