"""XML records, cut out of a stream one by one and parsed each for itself.

A record is found by its tags alone and parsed in isolation, so that a damaged one takes no other with it, memory stays
flat, and no declaration of the file (entities, external files) is ever acted on.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING, Any

from proxenia.errors import EvidenceError
from proxenia.sources.streams.raw import LIMIT, Raw, Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


__all__ = ["declared_encoding", "parse_xml", "xml_elements"]

_CLOSERS = {b"<!--": re.compile(rb"-->"), b"<![CDATA[": re.compile(rb"\]\]>")}
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(rb"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)")
_KEPT = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_NAMESPACE = re.compile(rb"""\sxmlns\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_WRAP = (
    b'<r xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"'
    b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ali="http://www.niso.org/schemas/ali/1.0/"'
    b' xmlns:tex="urn:tex" xmlns:oasis="urn:oasis">%b</r>'
)


def declared_encoding(head: bytes) -> str:
    """Encoding that an XML file declares, `utf-8` where it declares none or one that is unknown.

    Examples
    --------
    >>> declared_encoding(b'<?xml version="1.0" encoding="windows-1256"?>')
    'windows-1256'
    """
    found = _ENCODING.search(head)
    name = found.group(1).decode().lower() if found else "utf-8"
    return "utf-8" if name.startswith(("utf-16", "utf-32", "ucs")) else name


def xml_elements(stream: BinaryIO, *tags: str, limit: int = LIMIT) -> Iterator[Raw]:
    """Elements of the given names, in order, each as its own bytes; what comments and CDATA sections hold is left out.

    An element that does not close before the next opens, before the end of the stream or within `limit`
    bytes has a fault; the search goes on after it.
    """
    name = f"(?:{'|'.join(tags)})".encode()
    opening = re.compile(rb"<(?:!--|!\[CDATA\[|%b(?=[\s>/]))" % name)
    ending = re.compile(rb"<(?:!--|!\[CDATA\[|%b(?=[\s>/])|/%b\s*>)" % (name, name))
    window = Window(stream, limit=limit)
    while True:
        found = window.search(opening, 0)
        if found is None:
            if window.ended:
                return
            window.drop(max(0, len(window.data) - 64))
            continue
        if found.group() in _CLOSERS:
            window.drop(found.end())
            _skip(window, _CLOSERS[found.group()])
            continue
        window.drop(found.start())
        yield _element(window, opening=opening, ending=ending, limit=limit)


def parse_xml(raw: Raw, *, encoding: str) -> Any:
    """Parse one element by itself; named HTML characters and stray ampersands are understood.

    Raises
    ------
    EvidenceError
        If it is not well formed, not in its encoding, or uses an entity that is not a character of HTML.
    """
    from lxml import etree  # noqa: PLC0415  only XML needs it  # ty: ignore[import-not-found]

    data = raw.data
    if b"&" in data:
        data = _BARE.sub(b"&amp;", _ENTITY.sub(_reference, data))
    if b"xmlns" in data:
        data = _NAMESPACE.sub(b"", data)
    try:
        parser = etree.XMLParser(
            encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        return etree.fromstring(_WRAP % data, parser)[0]
    except etree.XMLSyntaxError as error:
        raise EvidenceError(f"is not well-formed XML: {str(error).partition(', line')[0]}") from error
    except LookupError as error:
        raise EvidenceError(f"is in an unknown encoding {encoding!r}") from error


def _element(window: Window, *, opening: re.Pattern[bytes], ending: re.Pattern[bytes], limit: int) -> Raw:
    locator = f"byte {window.offset}"
    position = 1
    while found := window.search(ending, position):
        opened = found.group()
        if opened in _CLOSERS:
            closed = window.search(_CLOSERS[opened], found.end())
            if closed is None:
                break
            position = closed.end()
            continue
        whole = opened.startswith(b"</")
        cut = found.end() if whole else found.start()
        data = window.data[:cut]
        window.drop(cut)
        return Raw(data=data, locator=locator, fault="" if whole else "does not close before the next one opens")
    fault = f"is longer than {limit:,} bytes" if window.is_full else "does not close before the file ends"
    data = window.data[:4096]
    window.drop(1)
    _next_opening(window, opening)
    return Raw(data=data, locator=locator, fault=fault)


def _next_opening(window: Window, opening: re.Pattern[bytes]) -> None:
    while (found := window.search(opening, 0)) is None and not window.ended:
        window.drop(max(0, len(window.data) - 64))
    window.drop(found.start() if found else len(window.data))


def _skip(window: Window, closer: re.Pattern[bytes]) -> None:
    while (found := window.search(closer, 0)) is None and not window.ended:
        window.drop(max(0, len(window.data) - 64))
    window.drop(found.end() if found else len(window.data))


def _reference(found: re.Match[bytes]) -> bytes:
    name = found.group(1)
    text = html5.get(f"{name.decode()};") if name not in _KEPT else None
    return b"".join(b"&#%d;" % ord(char) for char in text) if text else found.group()
