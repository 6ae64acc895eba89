"""Rows added: one by a form, or many by a file, and the desk where it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from proxenia.errors import EvidenceError, OutputError, Reason
from proxenia.places.names import fold
from proxenia.store import tables
from proxenia.web.editing.bodies import SentForm
from proxenia.web.editing.judging import cells_of, judge, judge_file, own_table
from proxenia.web.editing.visitor import visitor_of
from proxenia.web.routes.editors.common import down, form_page, published, refused, saved, to_sign_in, who, why
from proxenia.web.routes.pages import fresh_of, page_of

if TYPE_CHECKING:
    from proxenia.errors import Fault

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Words = Annotated[str, Query(max_length=100)]
MOST = 200
"""Rows of the register, or faults of a file, that a page shows."""


@router.get("/{language}/edit")
def desk(request: Request, language: str, city: Words = "", q: Words = "", done: Words = "") -> Response:
    """Show the rows of the register, and what may be added."""
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return to_sign_in(visitor, "edit")
    behind = published(visitor)
    records = [each for each in visitor.desk.register.records() if not each.is_as_it_was]
    words = fold(q).split()
    found = [r for r in records if all(w in fold(" ".join(map(str, (r.row or {}).values()))) for w in words)]
    page = page_of(
        request, "edit.html.j2", visitor.language,
        account=visitor.account, token=visitor.token, tables=[t for t in tables().values() if t.own], city=city, q=q,
        records=found[-MOST:][::-1], total=len(found), done=done if done in DONE else "", behind=behind,
        wrong="", faults=[], said=_said,
    )  # fmt: skip
    return visitor.keep(page)


@router.get("/{language}/edit/new/{table}")
def blank(request: Request, language: str, table: str, city: Words = "") -> Response:
    """Show an empty form, with the city filled in where it is known."""
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return to_sign_in(visitor, f"edit/new/{table}")
    schema = own_table(table)
    cells = {name: city for name in ("city", "city_a") if name in schema.names}
    return form_page(request, visitor, schema, cells=cells)


@router.post("/{language}/edit/new/{table}")
def add(request: Request, language: str, table: str, sent: SentForm) -> Response:
    """Add the row of a form, or show the form again as it was sent, with the reasons."""
    visitor = visitor_of(request, language)
    schema = own_table(table)
    wrong = refused(request, visitor, schema, sent)
    if wrong is not None:
        return wrong
    seen = fresh_of(request)
    judged = judge(schema, sent, store=seen.store, gazetteer=seen.gazetteer)
    if judged.row is None:
        return form_page(request, visitor, schema, cells=sent, faults=judged.faults, status=422)
    try:
        visitor.desk.register.add([(table, judged.row)], who=who(visitor), why=why(sent))
    except EvidenceError as error:
        return form_page(request, visitor, schema, cells=sent, faults={"": [error.reason]}, status=409)
    except OutputError as error:
        return form_page(request, visitor, schema, cells=sent, faults={"": [down(visitor, error)]}, status=503)
    return saved(visitor, "added")


@router.post("/{language}/edit/file")
def add_file(request: Request, language: str, sent: SentForm) -> Response:
    """Add every row of a file that was sent, or none, with every fault of it."""
    visitor = visitor_of(request, language)
    seen, wrong = fresh_of(request), visitor.why_not(sent, "editor")
    status = 401 if visitor.account is None else 403 if wrong else 422
    if not wrong and not (sent.file and why(sent)):
        wrong = visitor.say("Choose a file and say why")
    faults: list[Reason] = []
    if not wrong:
        checked = judge_file(
            sent.file, sent.filename, table=sent.get("table") or None, store=seen.store, gazetteer=seen.gazetteer
        )
        faults = [_fault(each) for each in checked.faults[:MOST]]
        if not faults:
            rows = [(checked.table, row) for row in checked.rows]
            try:
                visitor.desk.register.add(rows, who=who(visitor), why=why(sent))
            except (EvidenceError, OutputError) as error:
                faults = [error.reason]
            else:
                return saved(visitor, "added")
        wrong = visitor.say("The file was refused whole; nothing was stored")
    page = page_of(
        request, "edit.html.j2", visitor.language, status=status,
        account=visitor.account, token=visitor.token, tables=[t for t in tables().values() if t.own], city="", q="",
        records=[], total=0, done="", behind="", wrong=wrong, faults=faults, said=_said,
    )  # fmt: skip
    return visitor.keep(page)


DONE = {
    "added": "Added. The register has it now; the figures follow shortly.",
    "corrected": "Corrected. The register has it now; the figures follow shortly.",
    "removed": "Removed. The history keeps it.",
    "undone": "Taken back. The history keeps both.",
}


def _fault(fault: Fault) -> Reason:
    """A fault of a file, with its place."""
    place: dict[str, object] = {"file": fault.file, "line": fault.line}
    form = "{file}:{line}  {message}"
    if fault.column:
        form, place = "{file}:{line}:{column}  {message}", place | {"column": fault.column}
    return Reason(form, **place, message=fault.message)


def _said(row: dict[str, Any]) -> str:
    """What a row says, without its numbers of places and its pages."""
    cells = cells_of({name: value for name, value in row.items() if name not in _UNSAID})
    return " · ".join(cell for cell in cells.values() if cell)


_UNSAID = {"source_url", "also_url", "geonames_id", "geonames_id_a", "geonames_id_b", "as_of", "grade"}
