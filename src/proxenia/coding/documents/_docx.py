"""DOCX to text: paragraphs and tables of the body in their order."""

from __future__ import annotations

import io
import zipfile

from proxenia.errors import EvidenceError

__all__ = ["read_docx"]


def read_docx(content: bytes, *, name: str) -> tuple[str, str]:
    """Title and text of a DOCX; paragraphs are divided by a blank line, cells of a row by a tab."""
    import docx  # noqa: PLC0415  slow to import
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415  the same
    from docx.table import Table  # noqa: PLC0415  the same

    try:
        file = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise EvidenceError("{name} is no DOCX that can be opened", name=name) from error
    parts = []
    for block in file.iter_inner_content():
        if isinstance(block, Table):
            rows = ["\t".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in block.rows]
            parts.append("\n\n".join(row for row in rows if row.strip()))
        else:
            parts.append(block.text)
    text = "\n\n".join(part for part in parts if part.strip())
    return (file.core_properties.title or "").strip(), text
