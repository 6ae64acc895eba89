"""REFI-QDA projects (QDPX), in and out: codes, coders, documents and coded passages in one file."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from proxenia.coding.coders.coding import STANCES, Coding, Stance
from proxenia.coding.documents import Page, Passage, PolicyDocument, language_of, passage_of
from proxenia.coding.exchange._xml import PROJECT, children, describe, element, parse, text_of, written
from proxenia.coding.exchange.guid import guid_of
from proxenia.coding.exchange.qdc import codes_below, codes_into
from proxenia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from lxml.etree import _Element  # ty: ignore[import-not-found]

    from proxenia.coding.codebook import Codebook

__all__ = ["Project", "read_qdpx", "write_qdpx"]

MOST_BYTES = 500_000_000
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A coded study as it travels: codebook, documents, passages and codings. `left_out` says what was not taken in."""

    name: str
    codebook: Codebook
    documents: tuple[PolicyDocument, ...]
    passages: tuple[Passage, ...]
    codings: tuple[Coding, ...]
    left_out: tuple[str, ...] = ()


def write_qdpx(project: Project) -> bytes:
    """Write a project as QDPX; the same project gives the same bytes.

    Documents go out as plain text, positions count code points. Every coding is a selection of its own, whose description
    holds stance, level and reason; every coder is a user.
    """
    root = element(None, "Project", PROJECT, name=project.name, origin="Proxenia")
    coders = sorted({coding.coder for coding in project.codings})
    if coders:
        users = element(root, "Users", PROJECT)
        for coder in coders:
            element(users, "User", PROJECT, guid=guid_of("user", coder), name=coder)
    codes_into(element(element(root, "CodeBook", PROJECT), "Codes", PROJECT), project.codebook, PROJECT)
    cited = {passage.passage_id: passage for passage in project.passages}
    sources = element(root, "Sources", PROJECT) if project.documents else None
    for document in project.documents:
        codings = [c for c in project.codings if _passage(c, cited).document_id == document.document_id]
        _source_into(sources, document, codings, cited)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(_info("project.qde"), written(root))
        for document in project.documents:
            file.writestr(_info(f"Sources/{_guid(document)}.txt"), document.text.encode(errors="replace"))
    return out.getvalue()


def read_qdpx(path: Path) -> Project:
    """Read a QDPX project: text sources, the text of PDF sources, codes, coders and coded selections of text.

    Pictures, sound, film and selections on them are left out, and named in `left_out`.

    Raises
    ------
    DataError
        If the file is no QDPX, a selection lies outside its text, or a coding names no known code.
    """
    try:
        with zipfile.ZipFile(path) as file:
            _check_size(file, path.name)
            names = {name.casefold(): name for name in file.namelist()}
            if "project.qde" not in names:
                raise DataError(f"{path.name} holds no project.qde; it is no REFI-QDA project")
            root = parse(file.read(names["project.qde"]), name="project.qde")
            texts = {
                name.rpartition("/")[2].casefold(): file.read(real)
                for name, real in names.items()
                if name.startswith("sources/")
            }
    except (OSError, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name} is no QDPX that can be opened") from error
    return _project(root, texts, path.stem)


def _project(root: _Element, texts: Mapping[str, bytes], stem: str) -> Project:
    books = children(root, "CodeBook")
    if not books:
        raise DataError(f"{stem} holds no codebook")
    book, ids = codes_below(books[0], name=root.get("name") or stem)
    users = {
        _plain(user.get("guid")): user.get("name") or _plain(user.get("guid"))
        for holder in children(root, "Users")
        for user in children(holder, "User")
    }
    documents, passages, codings, left_out = [], {}, [], []
    for source, wanted in _sources(root):
        if wanted is None:
            left_out.append(f"{source.tag.rpartition('}')[2]} {source.get('name') or source.get('guid')}")
            continue
        document = _document(wanted, texts, name=source.get("name") or "")
        documents.append(document)
        for selection in children(wanted, "PlainTextSelection"):
            passage = _selected(document, selection)
            passages[passage.passage_id] = passage
            codings += list(_codings(selection, passage, users, ids))
    return Project(
        name=root.get("name") or stem,
        codebook=book,
        documents=tuple(documents),
        passages=tuple(passages.values()),
        codings=tuple(codings),
        left_out=tuple(left_out),
    )


def _sources(root: _Element) -> Iterator[tuple[_Element, _Element | None]]:
    """Each source with the element that holds its text; None where it holds none."""
    for holder in children(root, "Sources"):
        for source in holder:
            kind = source.tag.rpartition("}")[2]
            if kind == "TextSource":
                yield source, source
            else:
                text = children(source, "Representation") if kind == "PDFSource" else []
                yield source, text[0] if text else None


def _source_into(
    parent: _Element | None, document: PolicyDocument, codings: Sequence[Coding], cited: Mapping[str, Passage]
) -> None:
    guid = _guid(document)
    source = element(
        parent, "TextSource", PROJECT, guid=guid, name=document.title, plainTextPath=f"internal://{guid}.txt"
    )
    describe(source, PROJECT, _told(document))
    for i, coding in enumerate(codings):
        passage = cited[coding.passage_id]
        label = " ".join(passage.text.split())[:60]
        user = guid_of("user", coding.coder)
        key = f"{coding.passage_id}\n{coding.code}\n{coding.coder}\n{i}"
        selection = element(
            source,
            "PlainTextSelection",
            PROJECT,
            guid=guid_of("selection", key),
            name=label,
            startPosition=str(passage.start),
            endPosition=str(passage.end),
            creatingUser=user,
        )
        describe(selection, PROJECT, _stated(coding))
        mark = element(selection, "Coding", PROJECT, guid=guid_of("coding", key), creatingUser=user)
        element(mark, "CodeRef", PROJECT, targetGUID=guid_of("code", coding.code))


def _document(source: _Element, texts: Mapping[str, bytes], *, name: str) -> PolicyDocument:
    guid = _plain(source.get("guid"))
    path = (source.get("plainTextPath") or "").rpartition("/")[2].casefold()
    inline = text_of(source, "PlainTextContent")
    if path and path not in texts:
        raise DataError(f"source {name!r} names the text {path!r}, which the project does not hold")
    if not path and not inline:
        raise DataError(f"source {name!r} has neither a text of its own nor a path to one")
    try:
        text = texts[path].decode("utf-8-sig") if path else inline
    except UnicodeDecodeError as error:
        raise DataError(f"the text of source {name!r} is not UTF-8") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    facts = dict(line.partition(": ")[::2] for line in text_of(source, "Description").splitlines() if ": " in line)
    return PolicyDocument(
        document_id=facts.get("document_id") or guid,
        title=name or guid,
        text=text,
        language=language_of(text),
        checksum=facts.get("checksum") or hashlib.sha256(text.encode()).hexdigest(),
        pages=tuple(_pages(facts.get("pages", ""))),
        source_url=facts.get("source_url", ""),
        as_of=facts.get("as_of", ""),
        media=facts.get("media", "text"),
    )


def _selected(document: PolicyDocument, selection: _Element) -> Passage:
    try:
        start, end = int(selection.get("startPosition") or ""), int(selection.get("endPosition") or "")
    except ValueError:
        raise DataError(f"a selection in {document.title!r} has no positions") from None
    if not 0 <= start < end <= len(document.text):
        raise DataError(f"a selection in {document.title!r} runs from {start} to {end}; it holds {len(document.text)}")
    return passage_of(document, start, end)


def _codings(
    selection: _Element, passage: Passage, users: Mapping[str, str], ids: Mapping[str, str]
) -> Iterator[Coding]:
    facts = dict(line.partition(": ")[::2] for line in text_of(selection, "Description").splitlines() if ": " in line)
    stance: Stance = next((each for each in STANCES if each == facts.get("stance")), "present")
    level = facts.get("level", "")
    for mark in children(selection, "Coding"):
        target = [_plain(each.get("targetGUID")) for each in children(mark, "CodeRef")]
        if not target or target[0] not in ids:
            raise DataError(f"a coding on {passage.passage_id} names no code of the project")
        user = _plain(mark.get("creatingUser") or selection.get("creatingUser"))
        coding = Coding(
            passage_id=passage.passage_id,
            code=ids[target[0]],
            coder=users.get(user, user or "unknown"),
            stance=stance,
            level=int(level) if level.isdigit() else None,
            because=facts.get("because", ""),
        )
        yield replace(coding, confidence=float(facts["confidence"])) if "confidence" in facts else coding


def _told(document: PolicyDocument) -> str:
    facts = {
        "document_id": document.document_id,
        "checksum": document.checksum,
        "source_url": document.source_url,
        "as_of": document.as_of,
        "media": document.media,
        "pages": "; ".join(f"{page.number}={page.start}-{page.end} {page.status}" for page in document.pages),
    }
    return "\n".join(f"{key}: {value}" for key, value in facts.items() if value)


def _pages(text: str) -> Iterator[Page]:
    for number, start, end, status in re.findall(r"(\d+)=(\d+)-(\d+) (read|scanned|garbled|blank)", text):
        yield Page(number=int(number), start=int(start), end=int(end), status=status)


def _stated(coding: Coding) -> str:
    lines = [f"stance: {coding.stance}"]
    lines += [f"level: {coding.level}"] if coding.level is not None else []
    lines += [f"because: {' '.join(coding.because.split())}"] if coding.because else []
    lines += [f"confidence: {coding.confidence!r}"] if coding.confidence is not None else []
    return "\n".join(lines)


def _passage(coding: Coding, cited: Mapping[str, Passage]) -> Passage:
    try:
        return cited[coding.passage_id]
    except KeyError:
        raise DataError(f"code {coding.code!r} cites passage {coding.passage_id!r}, which is not given") from None


def _guid(document: PolicyDocument) -> str:
    return guid_of("document", document.document_id)


def _plain(guid: str | None) -> str:
    return (guid or "").strip("{}").upper()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _check_size(file: zipfile.ZipFile, name: str) -> None:
    size = sum(info.file_size for info in file.infolist())
    if size > MOST_BYTES:
        raise DataError(f"{name} unpacks to {size:,} bytes; at most {MOST_BYTES:,} are read")
