"""The registry of research organizations (ROR): its dump read as a stream, and an index small enough to keep.

A dump is JSON in schema v2, as it is, compressed with gzip, or in the zip that ROR publishes. Withdrawn records are left
out. A compact index is written beside the dump where the folder allows it, and read instead as long as the dump is the
same (its size and time of change) and the index was made by the same code.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import msgspec

from proxenia.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

__all__ = ["Organization", "read_registry", "stream_registry"]

INDEX_FORM = 3
LARGEST_DUMP = 4_000_000_000
LARGEST_RECORD = 4_000_000
CHUNK = 1 << 20


class Organization(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One organization: its names, its seats and its relatives.

    `seats` are (GeoNames id, latitude, longitude, country code); `names` are (name as written, kind) with kind one of
    `display`, `label`, `alias`, `acronym`.
    """

    ror_id: str
    names: tuple[tuple[str, str], ...]
    seats: tuple[tuple[int, float, float, str], ...]
    types: tuple[str, ...]
    parents: tuple[str, ...]
    children: tuple[str, ...]
    related: tuple[str, ...]
    is_active: bool


def read_registry(path: Path, *, keep_index: bool = True) -> list[Organization]:
    """Read every organization of a dump, from the index beside it when that is of the same dump.

    Raises
    ------
    EvidenceError
        If the file cannot be read, is no ROR dump in schema v2, or is larger than a dump can be.
    """
    index = path.with_name(f".{path.name}.proxenia-index")
    stamp = _stamp(path)
    kept = _kept(index, stamp) if keep_index else None
    if kept is not None:
        return kept
    organizations = list(stream_registry(path))
    if not organizations:
        raise EvidenceError(f"{path.name} holds no organization; give a dump of ROR in schema v2")
    if keep_index:
        _keep(index, stamp, organizations)
    return organizations


def stream_registry(path: Path) -> Iterator[Organization]:
    """Give the organizations of a dump one by one, without holding the file in memory.

    Raises
    ------
    EvidenceError
        As `read_registry`.
    """
    with _opened(path) as file:
        for record in _records(file, path.name):
            organization = _organization(record, path.name)
            if organization is not None:
                yield organization


@contextmanager
def _opened(path: Path) -> Generator[IO[str]]:
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
            raw.seek(0)
            if magic[:2] == b"\x1f\x8b":
                with gzip.open(raw) as file:
                    yield io.TextIOWrapper(file, encoding="utf-8")
            elif magic == b"PK\x03\x04":
                with zipfile.ZipFile(raw) as archive, archive.open(_member(archive, path.name)) as file:
                    yield io.TextIOWrapper(file, encoding="utf-8")
            else:
                yield io.TextIOWrapper(raw, encoding="utf-8")
    except UnicodeDecodeError as error:
        raise EvidenceError(
            f"{path.name} is not UTF-8 text ({error.reason}); give the dump as ROR publishes it"
        ) from error
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise EvidenceError(f"{path.name} cannot be read: {error}; give a JSON, JSON.gz or zip dump of ROR") from error


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """Of a zip, the JSON of schema v2: since 2025 the only one, before that the one whose name says so."""
    found = [each for each in archive.infolist() if each.filename.endswith(".json")]
    chosen = sorted(found, key=lambda each: ("schema_v2" not in each.filename, each.filename))
    if not chosen:
        raise EvidenceError(f"{name} holds no JSON file; give the zip that ROR publishes")
    if chosen[0].file_size > LARGEST_DUMP:
        raise EvidenceError(f"{name} unpacks to {chosen[0].file_size:,} bytes; a dump has less than {LARGEST_DUMP:,}")
    return chosen[0]


def _records(file: IO[str], name: str) -> Iterator[dict]:
    """Objects of a JSON array, or one a line, decoded as the text comes in."""
    decode = json.JSONDecoder().raw_decode
    text, at, seen, ended = "", 0, 0, False
    while True:
        while at < len(text) and text[at] in " \t\r\n,[]":
            at += 1
        try:
            record, at = decode(text, at) if at < len(text) else (None, at)
        except json.JSONDecodeError as error:
            record = None
            if ended or len(text) - at > LARGEST_RECORD:
                raise EvidenceError(
                    f"{name} is not JSON after character {seen - len(text) + at:,}: {error.msg}"
                ) from error
        if record is not None:
            if not isinstance(record, dict):
                raise EvidenceError(f"{name} holds {record!r:.40} where an organization should be; give a ROR dump")
            yield record
            continue
        if ended:
            return
        more = file.read(CHUNK)
        ended = not more
        seen += len(more)
        if seen > LARGEST_DUMP:
            raise EvidenceError(f"{name} unpacks to more than {LARGEST_DUMP:,} characters; a dump has less")
        text, at = text[at:] + more, 0


def _organization(record: dict, name: str) -> Organization | None:
    try:
        if record["status"] == "withdrawn":
            return None
        related: dict[str, list[str]] = {"parent": [], "child": [], "related": []}
        for relation in record.get("relationships", ()):
            related.get(relation["type"], []).append(relation["id"])
        return Organization(
            ror_id=record["id"],
            names=tuple((each["value"], _kind(each["types"])) for each in record["names"]),
            seats=tuple(_seat(each) for each in record["locations"]),
            types=tuple(record.get("types", ())),
            parents=tuple(related["parent"]),
            children=tuple(related["child"]),
            related=tuple(related["related"]),
            is_active=record["status"] == "active",
        )
    except (KeyError, TypeError, AttributeError) as error:
        shown = str(record.get("id", "a record"))[:40]
        raise EvidenceError(f"{name}: {shown} lacks {error}; give a dump in ROR schema v2") from error


def _kind(types: list[str]) -> str:
    if "ror_display" in types:
        return "display"
    return next((kind for kind in ("label", "alias", "acronym") if kind in types), "alias")


def _seat(location: dict) -> tuple[int, float, float, str]:
    details = location["geonames_details"]
    return (
        int(location["geonames_id"]),
        float(details["lat"] or 0),
        float(details["lng"] or 0),
        details["country_code"] or "",
    )


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        facts = path.stat()
    except OSError as error:
        raise EvidenceError(f"no file {path.name}; give a JSON, JSON.gz or zip dump of ROR") from error
    return (INDEX_FORM, facts.st_size, facts.st_mtime_ns)


def _kept(index: Path, stamp: tuple[int, int, int]) -> list[Organization] | None:
    try:
        with gzip.open(index) as file:
            kept = msgspec.msgpack.decode(file.read(), type=tuple[tuple[int, int, int], list[Organization]])
    except (OSError, EOFError, msgspec.DecodeError):
        return None
    return kept[1] if kept[0] == stamp else None


def _keep(index: Path, stamp: tuple[int, int, int], organizations: list[Organization]) -> None:
    draft = index.with_name(f"{index.name}.draft")
    try:
        draft.write_bytes(gzip.compress(msgspec.msgpack.encode((stamp, organizations)), 1, mtime=0))
        draft.replace(index)
    except OSError:
        draft.unlink(missing_ok=True) if draft.exists() else None
