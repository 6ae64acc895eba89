"""What lies on a reader's desk: a document's text, its passages, the rule coder's codes and the reader's own.

The desk travels in the page and comes back with every form, so that the server keeps nothing. What comes back is
checked like any other input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import msgspec

from proxenia.coding import Codebook, Coding, Passage, PolicyDocument, RuleCoder, passages_of, read_document
from proxenia.coding.coders import Stance
from proxenia.coding.documents import Page, passage_of
from proxenia.errors import EvidenceError

if TYPE_CHECKING:
    from pathlib import Path

    from proxenia.coding.agreement import AgreementReport

__all__ = ["MOST_CHARACTERS", "Decision", "Desk", "DeskCode", "decided"]

MOST_CHARACTERS = 400_000
"""Letters of a document that is read on a page: about 150 pages."""
LONGEST_NAME = 80
_BROKEN = re.compile("[\ud800-\udfff]")


class DeskCode(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A code with its stance, its level (0-3, where the code has a scale) and the words it rests on."""

    code: str
    stance: Stance = "present"
    level: int | None = None
    because: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader decided on a passage that he or she has read."""

    codes: tuple[DeskCode, ...] = ()


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """A document on the desk of a reader.

    `spans` are the passages as (start, end) in `text`; `rules` the rule coder's codes and `decisions` the reader's, both by
    the number of the passage. A passage without a decision was not read. `pages` are (number, start, end).
    """

    title: str
    document_id: str
    media: str
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2,8}$")]
    checksum: str
    text: str
    pages: tuple[tuple[int, int, int], ...] = ()
    unreadable: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    rule_coder: str = "rules"
    rules: dict[int, tuple[DeskCode, ...]] = msgspec.field(default_factory=dict)
    reader: str = ""
    is_blind: bool = False
    decisions: dict[int, Decision] = msgspec.field(default_factory=dict)

    @classmethod
    def of_file(cls, path: Path) -> Desk:
        """Read a file and code it by rule.

        Raises
        ------
        EvidenceError
            If it cannot be read, or is longer than a page can show.
        """
        document = read_document(path)
        if len(document.text) > MOST_CHARACTERS:
            raise EvidenceError(
                "{file} has {n:,} letters; up to {most:,} are read here, longer ones by the command line: proxenia coding code",
                file=path.name,
                n=len(document.text),
                most=MOST_CHARACTERS,
            )
        coder = RuleCoder(codebook=Codebook.read())
        passages = passages_of(document)
        place = {passage.passage_id: i for i, passage in enumerate(passages)}
        rules: dict[int, list[DeskCode]] = {}
        for each in coder.code(passages):
            code = DeskCode(code=each.code, stance=each.stance, level=each.level, because=each.because)
            rules.setdefault(place[each.passage_id], []).append(code)
        return cls(
            title=_BROKEN.sub("\ufffd", document.title),
            document_id=document.document_id,
            media=document.media,
            language=document.language,
            checksum=document.checksum,
            text=_BROKEN.sub("\ufffd", document.text),
            pages=tuple((page.number, page.start, page.end) for page in document.pages if page.status == "read"),
            unreadable=tuple(page.number for page in document.unreadable),
            spans=tuple((passage.start, passage.end) for passage in passages),
            rule_coder=coder.name,
            rules={i: tuple(codes) for i, codes in sorted(rules.items())},
        )

    @classmethod
    def returned(cls, written: str) -> Desk:
        """Read the desk that a form brings back.

        Raises
        ------
        EvidenceError
            If it is none, or does not hold together.
        """
        try:
            desk = msgspec.json.decode(written, type=cls)
        except msgspec.MsgspecError as error:
            raise EvidenceError(
                "the form does not bring its document back ({error}); give the file again", error=str(error)
            ) from error
        inside = all(0 <= low < high <= len(desk.text) for low, high in desk.spans)
        within = all(0 <= low <= high <= len(desk.text) for _, low, high in desk.pages)
        numbered = all(0 <= i < len(desk.spans) for i in (*desk.rules, *desk.decisions))
        if not (inside and within and numbered and len(desk.text) <= MOST_CHARACTERS):
            raise EvidenceError(
                "the form brings back a document whose passages do not fit its text; give the file again"
            )
        book = Codebook.read()
        for code in (c for codes in (*desk.rules.values(), *(d.codes for d in desk.decisions.values())) for c in codes):
            _check(code, book)
        return desk

    def written(self) -> str:
        """Write the desk for a form to carry."""
        return msgspec.json.encode(self).decode()

    @property
    def document(self) -> PolicyDocument:
        """The document as the library takes it."""
        return PolicyDocument(
            document_id=self.document_id,
            title=self.title,
            text=self.text,
            language=self.language,
            checksum=self.checksum,
            media=self.media,
            pages=tuple(Page(number=number, start=low, end=high) for number, low, high in self.pages),
        )

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages, in their order."""
        document = self.document
        return tuple(passage_of(document, low, high) for low, high in self.spans)

    def codings(self, passages: tuple[Passage, ...]) -> tuple[tuple[Coding, ...], tuple[Coding, ...]]:
        """Codes of the rule coder, and those of the reader."""
        mine = {i: each.codes for i, each in self.decisions.items()}
        return _codings(self.rules, self.rule_coder, passages), _codings(mine, self.reader, passages)

    def agreement(self, *, draws: int = 500, seed: int = 0) -> dict[str, AgreementReport]:
        """Agreement of the reader with the rule coder on each code that either gave, over the passages read.

        Raises
        ------
        EvidenceError
            If the reader has no name or has read no passage.
        """
        from proxenia.coding.agreement import agree  # noqa: PLC0415  only where it is asked for
        from proxenia.coding.scores.by_code import ratings_by_code  # noqa: PLC0415  the same
        from proxenia.provenance import chance  # noqa: PLC0415  the same

        if not self.reader or not self.decisions:
            raise EvidenceError("no passage is marked as read yet; agreement is over the passages read")
        passages = self.passages
        rules, mine = self.codings(passages)
        read = frozenset(passages[i].passage_id for i in self.decisions)
        seen = [each for each in (*rules, *mine) if each.passage_id in read]
        rng = chance(seed)
        found = ratings_by_code(seen, read={self.reader: read, self.rule_coder: read}, codebook=Codebook.read())
        return {code: agree(ratings, level="nominal", rng=rng, draws=draws) for code, ratings in found.items()}


def decided(desk: Desk, form: Mapping[str, list[str]], shown: range) -> tuple[Desk, dict[int, str]]:
    """Take the decisions of a form's passages onto the desk.

    Parameters
    ----------
    form
        Values by field: `read-I` where passage I was read, `keep-I` with each code kept, `stance-I-CODE` and
        `level-I-CODE`, and `add-I` with codes added, parted by spaces; a passage with a code added was read.
    shown
        Numbers of the passages that the form shows.

    Returns
    -------
    desk, wrong
        The desk, and what is wrong by passage; a passage with a fault is left as it was.
    """
    book = Codebook.read()
    decisions, wrong = dict(desk.decisions), {}
    for i in shown:
        if i >= len(desk.spans):
            break
        if not (form.get(f"read-{i}") or "".join(form.get(f"add-{i}", [])).strip()):
            decisions.pop(i, None)
            continue
        kept = [*form.get(f"keep-{i}", []), *re.split(r"[\s,;،؛]+", " ".join(form.get(f"add-{i}", [])))]
        known = {each.code: each.because for each in desk.rules.get(i, ())}
        try:
            codes = tuple(_code(i, code, form, known, book) for code in dict.fromkeys(filter(None, kept)))
        except EvidenceError as error:
            wrong[i] = error.reason
            continue
        decisions[i] = Decision(codes=codes)
    return msgspec.structs.replace(desk, decisions=dict(sorted(decisions.items()))), wrong


def _code(i: int, code: str, form: Mapping[str, list[str]], known: Mapping[str, str], book: Codebook) -> DeskCode:
    if code not in book:
        raise EvidenceError(
            "no code {code!r} in the codebook; choose one of the list, such as actor:university", code=code
        )
    stance = (form.get(f"stance-{i}-{code}") or ["present"])[0]
    level = (form.get(f"level-{i}-{code}") or [""])[0]
    try:
        found = msgspec.convert(
            (code, stance, int(level) if level and book[code].item else None, known.get(code, "")), DeskCode
        )
    except (msgspec.ValidationError, ValueError) as error:
        raise EvidenceError("code {code!r}: {error}", code=code, error=str(error)) from error
    _check(found, book)
    return found


def _check(code: DeskCode, book: Codebook) -> None:
    if code.code not in book:
        raise EvidenceError("no code {code!r} in the codebook; give the file again", code=code.code)
    if code.level is not None and not (book[code.code].item and 0 <= code.level <= 3):  # noqa: PLR2004  scale of the codebook
        raise EvidenceError("level {level} of code {code!r} is not on its scale", level=code.level, code=code.code)


def _codings(
    codes: Mapping[int, tuple[DeskCode, ...]], coder: str, passages: tuple[Passage, ...]
) -> tuple[Coding, ...]:
    return tuple(
        Coding(
            passage_id=passages[i].passage_id,
            code=each.code,
            coder=coder,
            stance=each.stance,
            level=each.level,
            because=each.because,
        )
        for i, given in codes.items()
        for each in given
    )
