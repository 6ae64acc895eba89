"""What the pages of editors share: the form of a row, who saves it and why, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from proxenia.errors import EvidenceError, OutputError
from proxenia.locale import messages, tell
from proxenia.web.editing.wording import field_name
from proxenia.web.routes.pages import fresh_of, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proxenia.store import Table
    from proxenia.web.editing.bodies import Sent
    from proxenia.web.editing.register import Record
    from proxenia.web.editing.visitor import Visitor

__all__ = [
    "NEW",
    "Standing",
    "down",
    "form_page",
    "published",
    "record_of",
    "refused",
    "saved",
    "to_sign_in",
    "who",
    "why",
]

WHY = 500
"""Longest reason, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a form is about: a row of the register, a row from elsewhere by its id, or a new one.

    `conflict` holds what somebody else saved meanwhile: the last change, the cells that stand, the columns that differ.
    """

    record: Record | None = None
    fact: str = ""
    conflict: dict[str, Any] | None = None


NEW = Standing()


def refused(
    request: Request, visitor: Visitor, schema: Table, sent: Sent, *, standing: Standing = NEW
) -> Response | None:
    """The form as it was sent, where its sender may not save it or gives no reason."""
    wrong = visitor.why_not(sent, "editor")
    if wrong:
        status = 401 if visitor.account is None else 403
        return form_page(request, visitor, schema, cells=sent, faults={"": [wrong]}, status=status, standing=standing)
    reason = why(sent)
    if not reason or len(reason) > WHY:
        faults = {"why": [visitor.say("Say why in a few words: it stands in the history")]}
        return form_page(request, visitor, schema, cells=sent, faults=faults, status=422, standing=standing)
    return None


def form_page(
    request: Request,
    visitor: Visitor,
    schema: Table,
    *,
    cells: dict[str, str],
    faults: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
    standing: Standing = NEW,
) -> Response:
    """Show the form of a row, with what was sent and the reasons beside the fields."""
    store, record, conflict = fresh_of(request).store, standing.record, standing.conflict
    page = page_of(
        request, "edit_row.html.j2", visitor.language, status=status,
        account=visitor.account, token=visitor.token, schema=schema, cells=cells, record=record, fact=standing.fact,
        faults=faults or {},
        field=lambda name: field_name(name, visitor.language),
        version=record.version if record and (conflict or "version" not in cells) else cells.get("version", ""),
        conflict=conflict, why=cells.get("why", ""), known=messages() if visitor.language == "fa" else {},
        choices={
            "network_id": [
                (each["network_id"], each["name_fa"] if visitor.language == "fa" else each["name"])
                for each in store.rows("networks")
            ],
            "measure_id": [(each["measure_id"], each["unit"]) for each in store.rows("measures")],
        },
    )  # fmt: skip
    return visitor.keep(page)


def saved(visitor: Visitor, done: str) -> Response:
    """Bring the pages up to what was saved, and lead to the desk."""
    published(visitor)
    return visitor.keep(RedirectResponse(f"/{visitor.language}/edit?done={done}", status_code=303))


def published(visitor: Visitor) -> str:
    """Bring the pages up to the register; a reason where they cannot be."""
    try:
        visitor.desk.publish()
    except OutputError as error:
        return (
            visitor.say("The register has everything, and the pages are behind it")
            + f": {tell(error.reason, visitor.language)}"
        )
    return ""


def record_of(visitor: Visitor, number: int) -> Record:
    """A row of the register; raise `HTTPException` 404 where there is none, 503 where the register does not answer."""
    try:
        return visitor.desk.register.record(number)
    except EvidenceError as error:
        raise HTTPException(404, visitor.say("There is no such row")) from error
    except OutputError as error:
        raise HTTPException(503, down(visitor, error)) from error


def to_sign_in(visitor: Visitor, onward: str) -> Response:
    """Lead to the page where one signs in, and from there onward."""
    return visitor.keep(RedirectResponse(f"/{visitor.language}/account?onward={onward}", status_code=303))


def down(visitor: Visitor, error: OutputError) -> str:
    """Say that nothing could be saved, and that nothing is lost."""
    return (
        visitor.say("It could not be saved just now. Nothing you wrote is lost: save again in a while")
        + f" ({tell(error.reason, visitor.language)})"
    )


def who(visitor: Visitor) -> str:
    """Name of the one who is signed in."""
    return visitor.account.name if visitor.account else ""


def why(sent: Sent) -> str:
    """Give the reason of a form, without needless spaces."""
    return " ".join(sent.get("why", "").split())
