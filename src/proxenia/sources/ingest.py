"""Files of records into a works store: streamed in batches, merged with what is there, to be cut off and gone on with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from proxenia.errors import EvidenceError
from proxenia.sources.identity import STRONG, is_contradicted, is_same_work, keys_of, strong_keys
from proxenia.sources.merge import merge
from proxenia.sources.recognize import open_records
from proxenia.sources.record import Record, Reject, Work
from proxenia.sources.works_store import FileState, WorksStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["IngestReport", "Progress", "column_map", "ingest"]

_WORKS, _AUTHORSHIPS, _CHUNK = 5_000, 100_000, 1024 * 1024
_CROWD = 12
"""Works a weak key may lead to; one that leads to more, such as a yearly heading, tells none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an ingestion is: the file at hand, its place among all, and the records read of it."""

    source_file: str
    number: int
    files: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What an ingestion did, file by file, and what the store holds now."""

    files: tuple[FileState, ...]
    known: tuple[str, ...]
    """Files that had been read before, byte for byte."""
    refused: tuple[tuple[str, str], ...]
    """Files that hold no readable records, with the reason."""
    works: int
    rejects: int

    def total(self, name: str) -> int:
        """Sum a count of `FileState` over the files read now."""
        return sum(getattr(each, name) for each in self.files)


def column_map(pairs: Iterable[str]) -> dict[str, str]:
    """Read `theirs=ours` pairs.

    Raises
    ------
    EvidenceError
        If one is no pair.

    Examples
    --------
    >>> column_map(["Titel=title"])
    {'Titel': 'title'}
    """
    found = {}
    for pair in pairs:
        theirs, _, ours = pair.rpartition("=")
        if not theirs or not ours:
            raise EvidenceError(f"column map {pair!r} is not of the form theirs=ours")
        found[theirs] = ours
    return found


def ingest(
    paths: Iterable[Path],
    *,
    store: Path,
    columns: Mapping[str, str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    batch: int = _WORKS,
) -> IngestReport:
    """Read files, or all files of folders, into a works store.

    A file whose bytes have been read before is passed over; one that was cut off goes on where the store ends; one that
    was refused as a whole is tried again. Records
    that cannot be read go to the table `rejects`; so does a file that is no file of records, and the others are read.

    Parameters
    ----------
    paths
        Files in any of the formats of `recognize.FORMATS`, or folders.
    store
        The store file; made when it does not exist.
    columns
        For CSV files: names of their columns to ours.
    progress
        Called after each batch.
    batch
        Works written at a time.

    Raises
    ------
    EvidenceError
        If a path does not exist, or a column of the map is unknown.
    OutputError
        If the store cannot be written.
    """
    own = {store.resolve(), store.with_name(f"{store.name}.wal").resolve()}
    listed = [each for each in _listed(paths) if each[0].resolve() not in own]
    before: list[str] = []
    refused: list[tuple[str, str]] = []
    states: list[FileState] = []
    with WorksStore.open(store) as target:
        for number, (path, name) in enumerate(listed, 1):
            sha256 = _sha256(path)
            state = target.file_state(sha256)
            if state is not None and state.is_complete and not state.records_read:
                target.forget_refusal(state)
                state = None
            if state is not None and state.is_complete:
                before.append(name)
                continue
            if state is None:
                taken = target.is_taken(name, by_other_than=sha256)
                state = FileState(source_file=f"{name}#{sha256[:8]}" if taken else name, sha256=sha256, format="")

            def tell(records: int, name: str = name, number: int = number) -> None:
                if progress is not None:
                    progress(Progress(source_file=name, number=number, files=len(listed), records=records))

            done, reason = _ingest_file(path, store=target, state=state, columns=columns, tell=tell, batch=batch)
            states.append(done)
            refused += [(done.source_file, reason)] if reason else []
        return IngestReport(
            files=tuple(states),
            known=tuple(before),
            refused=tuple(refused),
            works=target.count("works"),
            rejects=target.count("rejects"),
        )


def _ingest_file(
    path: Path,
    *,
    store: WorksStore,
    state: FileState,
    columns: Mapping[str, str] | None,
    tell: Callable[[int], None],
    batch: int,
) -> tuple[FileState, str]:
    reason = ""
    try:
        with open_records(path, origin=state.source_file, columns=columns) as (kind, records):
            state = msgspec.structs.replace(state, format=kind)
            for each in _batches(islice(records, state.records_read, None), size=batch):
                state = _add(each, store=store, state=state)
                tell(state.records_read)
        if not state.records_read:
            reason = f"{state.source_file} is {state.format} but holds no record"
    except EvidenceError as error:
        reason = str(error)
    state = msgspec.structs.replace(state, is_complete=True, rejects=state.rejects + bool(reason))
    fault = {"source_file": state.source_file, "locator": "file", "reason": reason, "raw_start": ""}
    store.commit({}, rejects=[fault] if reason else [], state=state)
    return state, reason


def _batches(records: Iterator[Record], *, size: int) -> Iterator[list[Record]]:
    held: list[Record] = []
    weight = 0
    try:
        for record in records:
            held.append(record)
            weight += len(record.authorships) if isinstance(record, Work) else 1
            if len(held) >= size or weight >= _AUTHORSHIPS:
                yield held
                held, weight = [], 0
    except EvidenceError:
        if held:
            yield held
        raise
    if held:
        yield held


def _add(records: list[Record], *, store: WorksStore, state: FileState) -> FileState:
    works = [each for each in records if isinstance(each, Work)]
    rejects = [msgspec.structs.asdict(each) for each in records if isinstance(each, Reject)]
    pool = _Pool(store, works, salt=state.sha256)
    merged = sum(pool.take(work) for work in works)
    state = msgspec.structs.replace(
        state,
        records_read=state.records_read + len(records),
        works_added=state.works_added + len(works) - merged,
        works_merged=state.works_merged + merged,
        rejects=state.rejects + len(rejects),
    )
    store.commit(pool.changed(), replaced=pool.replaced(), rejects=rejects, state=state)
    return state


class _Pool:
    """Works of a batch, with those of the store that may be the same."""

    def __init__(self, store: WorksStore, works: list[Work], *, salt: str) -> None:
        keys = dict.fromkeys(key for work in works for key in keys_of(work, around=1))
        self._ids = store.known(list(keys))
        self._works = store.works(list(dict.fromkeys(each for ids in self._ids.values() for each in ids)))
        self._before = dict(self._works)
        self._salt = salt

    def take(self, work: Work) -> bool:
        """Join a work to the one it is the same as, or add it; say whether it was joined."""
        same = self._same(work)
        if not same:
            self._put(self._new_id(work), work)
            return False
        kept = same[0]
        joined = self._works[kept]
        for other in same[1:]:
            joined = merge(joined, self._works.pop(other))
            for ids in self._ids.values():
                if other in ids:
                    ids.remove(other)
        self._put(kept, merge(joined, work))
        return True

    def changed(self) -> dict[str, tuple[Work, tuple[tuple[str, str], ...]]]:
        """Works that are new or not as they were, with their keys."""
        return {
            work_id: (work, keys_of(work)) for work_id, work in self._works.items() if self._before.get(work_id) != work
        }

    def replaced(self) -> list[str]:
        """Ids of works of the store that are no longer as they were there."""
        return [work_id for work_id, work in self._before.items() if self._works.get(work_id) != work]

    def _same(self, work: Work) -> list[str]:
        strong = [
            work_id
            for key in strong_keys(work)
            for work_id in self._ids.get(key, ())
            if not is_contradicted(work, self._works[work_id])
        ]
        if strong:
            first, *rest = dict.fromkeys(strong)
            return [first, *(each for each in rest if not is_contradicted(self._works[first], self._works[each]))]
        weak = dict.fromkeys(
            each for key in keys_of(work, around=1) if key[0] not in STRONG for each in self._ids.get(key, ())
        )
        return next(([each] for each in weak if is_same_work(self._works[each], work)), [])

    def _new_id(self, work: Work) -> str:
        """An id made of the identifiers; of file and place where there are none, or another work goes by them."""
        known = _hashed("|".join(f"{scheme}:{value}" for scheme, value in strong_keys(work)))
        place = _hashed(f"{self._salt}|{work.locator}")
        return place if not strong_keys(work) or known in self._works else known

    def _put(self, work_id: str, work: Work) -> None:
        self._works[work_id] = work
        for key in keys_of(work):
            ids = self._ids.setdefault(key, [])
            if work_id not in ids:
                ids.append(work_id)


def _hashed(text: str) -> str:
    return "w" + hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _listed(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Files to read, each with the name to keep: its path below the folder named, that folder's name before it."""
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file())
            below = [each.relative_to(path) for each in inside]
            yield from (
                (each, f"{path.resolve().name}/{part.as_posix()}")
                for each, part in zip(inside, below, strict=True)
                if not any(name.startswith((".", "_")) for name in part.parts)
            )
        elif path.is_file():
            yield path, path.name
        else:
            raise EvidenceError(f"no file or folder {str(path)!r}; name files of records or folders of them")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise EvidenceError(f"{path} cannot be read: {error.strerror}") from error
    return digest.hexdigest()
