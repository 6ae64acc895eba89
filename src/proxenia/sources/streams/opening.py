"""A file opened for reading, whatever wraps it: gzip is undone, other wrappers are refused by name."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from proxenia.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from typing_extensions import Buffer

__all__ = ["HEAD", "open_stream"]

HEAD = 65_536
"""Bytes by which a format is recognized."""
_FREE, _RATIO = 256 * 1024 * 1024, 250
_REFUSED = {
    b"PK\x03\x04": "a ZIP archive (or a spreadsheet)",
    b"PK\x05\x06": "an empty ZIP archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"(\xb5/\xfd": "a Zstandard archive",
    b"7z\xbc\xaf'\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"%PDF-": "a PDF",
    b"SQLite format 3": "an SQLite database",
}
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip


class _Gunzip(io.RawIOBase):
    """Bytes of a gzip file; refuses one that grows out of proportion, and says where a damaged one breaks off."""

    def __init__(self, raw: BinaryIO, *, name: str) -> None:
        self._raw, self._name = raw, name
        self._inner = gzip.GzipFile(fileobj=raw)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        try:
            data = self._inner.read(len(memoryview(buffer)))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            reason = "it ends early" if isinstance(error, EOFError) else str(error)
            raise EvidenceError(
                f"{self._name} is damaged after {self._given:,} bytes of content: {reason}; get the file again"
            ) from error
        self._given += len(data)
        if self._given > max(_FREE, _RATIO * self._raw.tell()):
            raise EvidenceError(
                f"{self._name} grows more than {_RATIO}-fold when unpacked, which no file of records does;"
                " unpack it yourself if you trust it"
            )
        memoryview(buffer)[: len(data)] = data
        return len(data)


class _Recode(io.RawIOBase):
    """UTF-8 bytes of a file in UTF-16 or UTF-32."""

    def __init__(self, inner: BinaryIO, *, encoding: str) -> None:
        self._inner = inner
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        while not self._left:
            chunk = self._inner.read(HEAD)
            self._left = self._decoder.decode(chunk, final=not chunk).encode("utf-8", "replace")
            if not chunk:
                break
        count = min(len(view), len(self._left))
        view[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


@contextmanager
def open_stream(path: Path) -> Generator[io.BufferedReader[Any]]:
    """Open a file of records for reading as UTF-8 or ASCII-compatible bytes, its beginning open to `peek`.

    Raises
    ------
    EvidenceError
        If the file cannot be read, or is an archive other than gzip.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise EvidenceError(f"{path} cannot be read: {error.strerror}") from error
    with raw:
        head = raw.peek(16)
        for magic, what in _REFUSED.items():
            if head.startswith(magic):
                raise EvidenceError(
                    f"{path.name} is {what}; unpack it and name the files in it (gzip is read as it is)"
                )
        stream: io.BufferedReader[Any] = raw
        if head.startswith(b"\x1f\x8b"):
            stream = io.BufferedReader(_Gunzip(raw, name=path.name), HEAD)
        start = stream.peek(4)
        encoding = next((name for mark, name in _MARKS.items() if start.startswith(mark)), "")
        if encoding:
            stream = io.BufferedReader(_Recode(stream, encoding=encoding), HEAD)
        elif start.startswith(codecs.BOM_UTF8):
            stream.read(len(codecs.BOM_UTF8))
        yield stream
