"""The editors' desk: rows added, corrected, removed and taken back, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from proxenia.errors import EvidenceError, OutputError
from proxenia.locale import messages
from proxenia.places.names import fold
from proxenia.store import tables
from proxenia.web.editing.bodies import SentForm
from proxenia.web.editing.judging import cells_of, judge, judge_file, own_table
from proxenia.web.editing.register import EditConflict, Record
from proxenia.web.editing.visitor import Visitor, visitor_of
from proxenia.web.editing.wording import field_name, reason_in
from proxenia.web.routes.pages import observatory_of, page_of

if TYPE_CHECKING:
    from proxenia.errors import Fault
    from proxenia.store import Table
    from proxenia.web.editing.bodies import Sent

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Words = Annotated[str, Query(max_length=100)]
MOST = 200
WHY = 500


@router.get("/{language}/edit")
def desk(request: Request, language: str, city: Words = "", q: Words = "", done: Words = "") -> Response:
    """Show the rows of the register, and what may be added."""
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return _to_sign_in(visitor, "edit")
    behind = _published(visitor)
    records = visitor.desk.register.records()
    words = fold(q).split()
    found = [r for r in records if all(w in fold(" ".join(map(str, (r.row or {}).values()))) for w in words)]
    page = page_of(
        request, "edit.html.j2", visitor.language,
        account=visitor.account, token=visitor.token, tables=[t for t in tables().values() if t.own], city=city, q=q,
        records=found[-MOST:][::-1], total=len(found), done=done if done in DONE else "", behind=behind,
        wrong="", faults=[],
    )  # fmt: skip
    return visitor.keep(page)


@router.get("/{language}/edit/new/{table}")
def blank(request: Request, language: str, table: str, city: Words = "") -> Response:
    """Show an empty form, with the city filled in where it is known."""
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return _to_sign_in(visitor, f"edit/new/{table}")
    schema = own_table(table)
    cells = {name: city for name in ("city", "city_a") if name in schema.names}
    return _form(request, visitor, schema, cells=cells)


@router.post("/{language}/edit/new/{table}")
def add(request: Request, language: str, table: str, sent: SentForm) -> Response:
    """Add the row of a form, or show the form again as it was sent, with the reasons."""
    visitor = visitor_of(request, language)
    schema = own_table(table)
    refused = _refused(request, visitor, schema, sent)
    if refused is not None:
        return refused
    seen = observatory_of(request)
    judged = judge(schema, sent, store=seen.store, gazetteer=seen.gazetteer)
    if judged.row is None:
        return _form(request, visitor, schema, cells=sent, faults=judged.faults, status=422)
    try:
        visitor.desk.register.add([(table, judged.row)], who=_who(visitor), why=_why(sent))
    except EvidenceError as error:
        return _form(request, visitor, schema, cells=sent, faults={"": [str(error)]}, status=409)
    except OutputError as error:
        return _form(request, visitor, schema, cells=sent, faults={"": [_down(visitor, error)]}, status=503)
    return _saved(visitor, "added")


@router.post("/{language}/edit/file")
def add_file(request: Request, language: str, sent: SentForm) -> Response:
    """Add every row of a file that was sent, or none, with every fault of it."""
    visitor = visitor_of(request, language)
    seen, wrong = observatory_of(request), visitor.why_not(sent, "editor")
    if not wrong and not (sent.file and _why(sent)):
        wrong = visitor.say("Choose a file and say why")
    faults: list[str] = []
    if not wrong:
        checked = judge_file(
            sent.file, sent.filename, table=sent.get("table") or None, store=seen.store, gazetteer=seen.gazetteer
        )
        faults = [_fault(each, visitor) for each in checked.faults[:MOST]]
        if not faults:
            rows = [(checked.table, row) for row in checked.rows]
            try:
                visitor.desk.register.add(rows, who=_who(visitor), why=_why(sent))
            except (EvidenceError, OutputError) as error:
                faults = [reason_in(str(error), visitor.language)]
            else:
                return _saved(visitor, "added")
        wrong = visitor.say("The file was refused whole; nothing was stored")
    page = page_of(
        request, "edit.html.j2", visitor.language, status=422 if visitor.account else 401,
        account=visitor.account, token=visitor.token, tables=[t for t in tables().values() if t.own], city="", q="",
        records=[], total=0, done="", behind="", wrong=wrong, faults=faults,
    )  # fmt: skip
    return visitor.keep(page)


@router.get("/{language}/edit/row/{number}")
def row(request: Request, language: str, number: int) -> Response:
    """Show a row of the register in a form."""
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return _to_sign_in(visitor, f"edit/row/{number}")
    record = _record(visitor, number)
    if record.row is None:
        return visitor.keep(RedirectResponse(visitor.onward(f"history/{number}"), status_code=303))
    return _form(request, visitor, own_table(record.table), cells=cells_of(record.row), record=record)


@router.post("/{language}/edit/row/{number}")
def correct(request: Request, language: str, number: int, sent: SentForm) -> Response:
    """Correct a row, or remove it; where somebody was quicker, show both."""
    visitor = visitor_of(request, language)
    try:
        record = _record(visitor, number)
    except OutputError as error:
        raise HTTPException(503, _down(visitor, error)) from error
    schema = own_table(record.table)
    refused = _refused(request, visitor, schema, sent, record=record)
    if refused is not None:
        return refused
    seen, is_removed = observatory_of(request), sent.get("act") == "remove"
    judged = None
    if not is_removed:
        judged = judge(schema, sent, store=seen.store, gazetteer=seen.gazetteer, before=record.row)
        if judged.row is None:
            return _form(request, visitor, schema, cells=sent, faults=judged.faults, status=422, record=record)
    try:
        visitor.desk.register.change(
            number, judged.row if judged else None, version=_version(sent), who=_who(visitor), why=_why(sent),
            action="remove" if is_removed else "correct",
        )  # fmt: skip
    except EditConflict as conflict:
        return _conflict(request, visitor, schema, sent, conflict.record)
    except EvidenceError as error:
        return _form(request, visitor, schema, cells=sent, faults={"": [str(error)]}, status=409, record=record)
    except OutputError as error:
        faults = {"": [_down(visitor, error)]}
        return _form(request, visitor, schema, cells=sent, faults=faults, status=503, record=record)
    return _saved(visitor, "removed" if is_removed else "corrected")


@router.get("/{language}/history")
def history(request: Request, language: str) -> Response:
    """Show the latest changes of the register."""
    return _history(request, language, None)


@router.get("/{language}/history/{number}")
def history_of(request: Request, language: str, number: int) -> Response:
    """Show every change of one row."""
    return _history(request, language, number)


@router.post("/{language}/edit/undo/{change}")
def undo(request: Request, language: str, change: int, sent: SentForm) -> Response:
    """Take back the latest change of a row: one's own, or anybody's where an owner asks."""
    visitor = visitor_of(request, language)
    wrong = visitor.why_not(sent, "editor")
    if wrong:
        raise HTTPException(403, wrong)
    register = visitor.desk.register
    record = int(sent.get("record", "0")) if sent.get("record", "").isdecimal() else 0
    found = next((each for each in register.changes(record=record) if each.id == change), None)
    if found is None:
        raise HTTPException(404, visitor.say("There is no such change"))
    if found.who != _who(visitor) and not visitor.may("owner"):
        raise HTTPException(403, visitor.say("You may take back your own changes; an owner may take back any"))
    why = _why(sent) or visitor.say("taken back")
    try:
        register.undo(change, who=_who(visitor), why=why)
    except EditConflict as conflict:
        raise HTTPException(
            409, visitor.say("The row was changed after this; take back the latest change")
        ) from conflict
    return _saved(visitor, "undone")


DONE = {
    "added": "Added. The pages have it now.",
    "corrected": "Corrected. The pages have it now.",
    "removed": "Removed. The history keeps it.",
    "undone": "Taken back. The history keeps both.",
}


def _history(request: Request, language: str, number: int | None) -> Response:
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return _to_sign_in(visitor, "history" if number is None else f"history/{number}")
    changes = visitor.desk.register.changes(record=number, most=MOST)
    latest = {each.record: each.id for each in reversed(changes)}
    page = page_of(
        request, "history.html.j2", visitor.language,
        account=visitor.account, token=visitor.token, changes=changes, latest=latest, number=number,
        field=lambda name: field_name(name, visitor.language),
    )  # fmt: skip
    return visitor.keep(page)


def _refused(
    request: Request, visitor: Visitor, schema: Table, sent: Sent, *, record: Record | None = None
) -> Response | None:
    """The form as it was sent, where its sender may not save it or gives no reason."""
    wrong = visitor.why_not(sent, "editor")
    if wrong:
        status = 401 if visitor.account is None else 403
        return _form(request, visitor, schema, cells=sent, faults={"": [wrong]}, status=status, record=record)
    why = _why(sent)
    if not why or len(why) > WHY:
        faults = {"why": [visitor.say("Say why in a few words: it stands in the history")]}
        return _form(request, visitor, schema, cells=sent, faults=faults, status=422, record=record)
    return None


def _form(
    request: Request,
    visitor: Visitor,
    schema: Table,
    *,
    cells: dict[str, str],
    faults: dict[str, list[str]] | None = None,
    status: int = 200,
    record: Record | None = None,
    conflict: dict[str, Any] | None = None,
) -> Response:
    store = observatory_of(request).store
    page = page_of(
        request, "edit_row.html.j2", visitor.language, status=status,
        account=visitor.account, token=visitor.token, schema=schema, cells=cells, record=record,
        faults={name: [reason_in(each, visitor.language) for each in some] for name, some in (faults or {}).items()},
        field=lambda name: field_name(name, visitor.language),
        version=record.version if record and (conflict or "version" not in cells) else cells.get("version", ""),
        conflict=conflict, why=cells.get("why", ""), known=messages() if visitor.language == "fa" else {},
        choices={
            "network_id": [(each["network_id"], each["name"]) for each in store.rows("networks")],
            "measure_id": [(each["measure_id"], each["unit"]) for each in store.rows("measures")],
        },
    )  # fmt: skip
    return visitor.keep(page)


def _conflict(request: Request, visitor: Visitor, schema: Table, sent: Sent, record: Record) -> Response:
    """Both rows side by side: the one that stands, and the one that was sent, which can be saved over it knowingly."""
    if record.row is None:
        wrong = visitor.say("Somebody removed this row since you opened it. Add it anew if it is right")
        return _form(request, visitor, schema, cells=sent, faults={"": [wrong]}, status=409)
    last = visitor.desk.register.changes(record=record.id, most=1)[0]
    standing = cells_of(record.row)
    differing = [name for name in schema.names if standing[name] != sent.get(name, "").strip()]
    both = {"last": last, "standing": standing, "differing": differing}
    return _form(request, visitor, schema, cells=sent, status=409, record=record, conflict=both)


def _saved(visitor: Visitor, done: str) -> Response:
    _published(visitor)
    return visitor.keep(RedirectResponse(f"/{visitor.language}/edit?done={done}", status_code=303))


def _published(visitor: Visitor) -> str:
    """Bring the pages up to the register; a reason where they cannot be."""
    try:
        visitor.desk.publish()
    except OutputError as error:
        return (
            visitor.say("The register has everything, and the pages are behind it")
            + f": {reason_in(str(error), visitor.language)}"
        )
    return ""


def _record(visitor: Visitor, number: int) -> Record:
    try:
        return visitor.desk.register.record(number)
    except EvidenceError as error:
        raise HTTPException(404, visitor.say("There is no such row")) from error


def _to_sign_in(visitor: Visitor, onward: str) -> Response:
    return visitor.keep(RedirectResponse(f"/{visitor.language}/account?onward={onward}", status_code=303))


def _down(visitor: Visitor, error: OutputError) -> str:
    return (
        visitor.say("It could not be saved just now. Nothing you wrote is lost: save again in a while")
        + f" ({reason_in(str(error), visitor.language)})"
    )


def _fault(fault: Fault, visitor: Visitor) -> str:
    return f"{fault.file}:{fault.line}:{fault.column}  {reason_in(fault.message, visitor.language)}"


def _who(visitor: Visitor) -> str:
    return visitor.account.name if visitor.account else ""


def _why(sent: Sent) -> str:
    return " ".join(sent.get("why", "").split())


def _version(sent: Sent) -> int:
    text = sent.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004  beyond any count
