"""XML as REFI-QDA writes it, read without entities or network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.errors import DataError

if TYPE_CHECKING:
    from lxml.etree import _Element  # ty: ignore[import-not-found]

__all__ = ["CODEBOOK", "PROJECT", "children", "clean", "describe", "element", "parse", "text_of", "written"]

CODEBOOK = "urn:QDA-XML:codebook:1.0"
PROJECT = "urn:QDA-XML:project:1.0"


def element(parent: _Element | None, name: str, space: str, /, **attributes: str) -> _Element:
    """Make an element, under a parent where one is given."""
    from lxml import etree  # noqa: PLC0415  only exchange needs it  # ty: ignore[import-not-found]

    cleaned = {key: clean(value) for key, value in attributes.items()}
    if parent is None:
        return etree.Element(f"{{{space}}}{name}", nsmap={None: space}, attrib=cleaned)
    return etree.SubElement(parent, f"{{{space}}}{name}", attrib=cleaned)


def describe(parent: _Element, space: str, text: str) -> None:
    """Write a description below an element."""
    element(parent, "Description", space).text = clean(text)


def clean(text: str) -> str:
    """Drop the control characters that XML cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )


def written(root: _Element) -> bytes:
    """Write a tree as UTF-8 with its declaration."""
    from lxml import etree  # noqa: PLC0415  only exchange needs it  # ty: ignore[import-not-found]

    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def parse(content: bytes, *, name: str) -> _Element:
    """Read XML; raise `DataError` when it is none or holds a document type."""
    from lxml import etree  # noqa: PLC0415  only exchange needs it  # ty: ignore[import-not-found]

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise DataError(f"{name} is no XML: {error.msg} in line {error.lineno}") from error
    if root.getroottree().docinfo.doctype:
        raise DataError(f"{name} holds a document type, which REFI-QDA files do not have")
    return root


def children(parent: _Element | None, name: str) -> list[_Element]:
    """Elements of a name right below another, whatever the namespace of the file."""
    if parent is None:
        return []
    return [each for each in parent if isinstance(each.tag, str) and each.tag.rpartition("}")[2] == name]


def text_of(parent: _Element, name: str) -> str:
    """Text of the first element of a name, empty where there is none."""
    found = children(parent, name)
    return (found[0].text or "") if found else ""
