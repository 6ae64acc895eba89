"""The works store: scholarly records in typed DuckDB tables, in a file of their own or beside the evidence.

Tables (text is never NULL where the source says nothing but empty columns are NULL; identifiers as in `record`):

works
    One row a work: `work_id` (key), `title`, `title_vernacular`, `year`, `type`, `language`, `doi`, `pmid`,
    `openalex_id`, `journal`, `cited_by_count`, `is_top_tenth`, `source_file`, `locator`, `published_on`.
authorships
    One row an author: `work_id`, `author_position` (from 1), `name`, `orcid`, `name_vernacular`. Position 0 has no name:
    it carries the affiliations a source lists for the work without saying whose they are.
affiliations
    One row for each institution of each affiliation of each author: `work_id`, `author_position`,
    `affiliation_position` (from 1), `affiliation` (as written; NULL where the source gives only an id), `ror_id`
    (`https://ror.org/...`), `openalex_institution_id` (`I123`), `country_iso2`, `institution_name`. A text in which the
    source sees two institutions has two rows of one `affiliation_position`; one in which it sees none has one row.
terms
    One row a term: `work_id`, `scheme` (`mesh`, `keyword`, `topic`, `field`), `term`, `language`.
abstracts
    `work_id`, `language`, `abstract`.
rejects
    One row a refused record: `source_file`, `locator`, `reason`, `raw_start`.
ingested_files
    One row a file: `source_file`, `sha256` (key), `format`, `records_read`, `works_added`, `works_merged`, `rejects`,
    `is_complete`.
identifiers
    Every key a work is known by (`scheme`, `value`, `work_id`): `doi`, `pmid`, `openalex`, and the folded `title` and
    `block` by which duplicates are sought.

All SQL of the stage is in this file. A batch is one transaction: a store that was cut off holds whole batches, and
`ingested_files.records_read` says where to go on.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.errors import EvidenceError, OutputError
from proxenia.sources.record import Affiliation, Authorship, Institution, Term, Work

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import duckdb

__all__ = ["COLUMNS", "FileState", "WorksStore", "parquet_rows"]

COLUMNS: dict[str, dict[str, str]] = {
    "works": {
        "work_id": "VARCHAR", "title": "VARCHAR", "title_vernacular": "VARCHAR", "year": "BIGINT", "type": "VARCHAR",
        "language": "VARCHAR", "doi": "VARCHAR", "pmid": "VARCHAR", "openalex_id": "VARCHAR", "journal": "VARCHAR",
        "cited_by_count": "BIGINT", "is_top_tenth": "BOOLEAN", "source_file": "VARCHAR", "locator": "VARCHAR",
        "published_on": "VARCHAR",
    },
    "authorships": {
        "work_id": "VARCHAR", "author_position": "BIGINT", "name": "VARCHAR", "orcid": "VARCHAR",
        "name_vernacular": "VARCHAR",
    },
    "affiliations": {
        "work_id": "VARCHAR", "author_position": "BIGINT", "affiliation_position": "BIGINT", "affiliation": "VARCHAR",
        "ror_id": "VARCHAR", "openalex_institution_id": "VARCHAR", "country_iso2": "VARCHAR",
        "institution_name": "VARCHAR",
    },
    "terms": {"work_id": "VARCHAR", "scheme": "VARCHAR", "term": "VARCHAR", "language": "VARCHAR"},
    "abstracts": {"work_id": "VARCHAR", "language": "VARCHAR", "abstract": "VARCHAR"},
    "rejects": {"source_file": "VARCHAR", "locator": "VARCHAR", "reason": "VARCHAR", "raw_start": "VARCHAR"},
    "ingested_files": {
        "source_file": "VARCHAR", "sha256": "VARCHAR", "format": "VARCHAR", "records_read": "BIGINT",
        "works_added": "BIGINT", "works_merged": "BIGINT", "rejects": "BIGINT", "is_complete": "BOOLEAN",
    },
    "identifiers": {"scheme": "VARCHAR", "value": "VARCHAR", "work_id": "VARCHAR"},
}  # fmt: skip
"""Columns of each table and their types."""
_MEMORY = "1GB"
_KEYS = {"works": "work_id", "ingested_files": "sha256"}
_OF_A_WORK = ("works", "authorships", "affiliations", "terms", "abstracts", "identifiers")


class FileState(msgspec.Struct, frozen=True, kw_only=True):
    """How far a file has been read into the store."""

    source_file: str
    sha256: str
    format: str
    records_read: int = 0
    works_added: int = 0
    works_merged: int = 0
    rejects: int = 0
    is_complete: bool = False


class WorksStore:
    """Works, opened for writing or reading. Use `WorksStore.open` in a `with` statement."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path, *, read_only: bool = False) -> Generator[WorksStore]:
        """Open a store file; to write, one is made where there is none (it can hold a user's evidence as well).

        Raises
        ------
        EvidenceError
            If there is nothing to read, or the file is no store.
        OutputError
            If the file cannot be written, or another program writes to it.
        """
        import duckdb  # noqa: PLC0415  only what opens a store pays for it

        connection = _connect(path, read_only=read_only)
        try:
            if read_only:
                _check(connection, path)
            else:
                _create(connection)
            yield cls(connection)
        except duckdb.IOException as error:
            raise OutputError(f"{path} cannot be written: {str(error).splitlines()[0]}") from error
        finally:
            connection.close()

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        row = self._connection.execute(f"SELECT count(*) FROM {_known_table(table)}").fetchone()  # noqa: S608  a name of COLUMNS
        return int(row[0]) if row else 0

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Rows of a table, sorted by all its columns; for stores small enough to hold."""
        names = list(COLUMNS[_known_table(table)])
        query = f"SELECT {', '.join(names)} FROM {table} ORDER BY ALL"  # noqa: S608  names of COLUMNS
        return [dict(zip(names, values, strict=True)) for values in self._connection.execute(query).fetchall()]

    def file_state(self, sha256: str) -> FileState | None:
        """How far a file of these bytes has been read; None if it never was."""
        names = list(COLUMNS["ingested_files"])
        query = f"SELECT {', '.join(names)} FROM ingested_files WHERE sha256 = $1"  # noqa: S608  names of COLUMNS
        row = self._connection.execute(query, [sha256]).fetchone()
        return FileState(**dict(zip(names, row, strict=True))) if row else None

    def forget_refusal(self, state: FileState) -> None:
        """Take back that a file was refused as a whole, so that it can be tried again, say with other columns."""
        self._connection.execute("DELETE FROM rejects WHERE source_file = $1 AND locator = 'file'", [state.source_file])
        self._connection.execute("DELETE FROM ingested_files WHERE sha256 = $1", [state.sha256])

    def is_taken(self, source_file: str, *, by_other_than: str) -> bool:
        """Whether a file of this name but other bytes has been read."""
        query = "SELECT count(*) FROM ingested_files WHERE source_file = $1 AND sha256 <> $2"
        row = self._connection.execute(query, [source_file, by_other_than]).fetchone()
        return bool(row and row[0])

    def known(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
        """Ids of the works known by each of these (scheme, value) keys; keys unknown are left out."""
        if not keys:
            return {}
        query = (
            "SELECT DISTINCT scheme, value, work_id FROM identifiers"
            " JOIN (SELECT unnest(from_json($1, '[\"VARCHAR\"]')) AS scheme,"
            " unnest(from_json($2, '[\"VARCHAR\"]')) AS value) USING (scheme, value) ORDER BY ALL"
        )
        found: dict[tuple[str, str], list[str]] = {}
        columns = [_json([key[part] for key in keys]) for part in (0, 1)]
        for scheme, value, work_id in self._connection.execute(query, columns).fetchall():
            found.setdefault((scheme, value), []).append(work_id)
        return found

    def works(self, ids: Sequence[str]) -> dict[str, Work]:
        """Whole works by id."""
        if not ids:
            return {}
        by_table = {table: self._of(table, ids) for table in _OF_A_WORK if table != "identifiers"}
        return {row["work_id"]: _assemble(row, by_table) for rows in by_table["works"].values() for row in rows}

    def commit(
        self,
        works: Mapping[str, tuple[Work, Sequence[tuple[str, str]]]],
        *,
        replaced: Sequence[str] = (),
        rejects: Iterable[Mapping[str, Any]] = (),
        state: FileState,
    ) -> None:
        """Write one batch, all or nothing.

        Parameters
        ----------
        works
            By id the whole work and the keys it is known by.
        replaced
            Ids of works stored before that these take the place of.
        rejects
            Rows of the table of that name.
        state
            How far the file has been read with this batch.
        """
        rows = _rows(works)
        self._connection.begin()
        try:
            for table in _OF_A_WORK if replaced else ():
                self._delete(table, replaced)
            for table, each in rows.items():
                self._insert(table, each)
            self._insert("rejects", list(rejects))
            self._connection.execute("DELETE FROM ingested_files WHERE sha256 = $1", [state.sha256])
            self._insert("ingested_files", [msgspec.structs.asdict(state)])
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def _of(self, table: str, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        names = list(COLUMNS[table])
        query = (
            f"SELECT {', '.join(names)} FROM {table} SEMI JOIN"  # noqa: S608  names of COLUMNS
            " (SELECT unnest(from_json($1, '[\"VARCHAR\"]')) AS work_id) USING (work_id)"
            + (" ORDER BY author_position" if "author_position" in names else "")
            + (", affiliation_position, rowid" if "affiliation_position" in names else "")
            + (" ORDER BY rowid" if table in {"terms", "abstracts"} else "")
        )
        found: dict[str, list[dict[str, Any]]] = {}
        for values in self._connection.execute(query, [_json(ids)]).fetchall():
            row = {name: "" if value is None else value for name, value in zip(names, values, strict=True)}
            found.setdefault(row["work_id"], []).append(row)
        return found

    def _delete(self, table: str, ids: Sequence[str]) -> None:
        query = f"DELETE FROM {table} WHERE work_id IN (SELECT unnest(from_json($1, '[\"VARCHAR\"]')))"  # noqa: S608  a name of COLUMNS
        self._connection.execute(query, [_json(ids)])

    def _insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if not rows:
            return
        columns = COLUMNS[table]
        taken = ", ".join(f"unnest(from_json(${i}, '[\"{kind}\"]'))" for i, kind in enumerate(columns.values(), 1))
        values = [_json([None if row.get(name) == "" else row.get(name) for row in rows]) for name in columns]
        self._connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {taken}", values)


def parquet_rows(path: Path, columns: Sequence[str], *, required: Sequence[str], size: int) -> Iterator[dict[str, Any]]:
    """Rows of a Parquet file, `size` in memory at a time, with those of the columns that it has.

    Raises
    ------
    EvidenceError
        If the file cannot be read or lacks a required column.
    """
    import duckdb  # noqa: PLC0415  only Parquet needs it

    with duckdb.connect(":memory:") as connection:
        try:
            _quiet(connection)
            held = connection.execute("SELECT * FROM read_parquet($1) LIMIT 0", [str(path)]).description or []
            named = [name for name in columns if name in {each[0] for each in held}]
            if missing := [name for name in required if name not in named]:
                raise EvidenceError(
                    f"{path.name} has no column {missing[0]!r}; OpenAlex works have {', '.join(required)}"
                )
            query = f"SELECT {', '.join(named)} FROM read_parquet($1)"  # noqa: S608  names of our own
            connection.execute(query, [str(path)])
            while rows := connection.fetchmany(size):
                for row in rows:
                    yield dict(zip(named, row, strict=True))
        except duckdb.Error as error:
            raise EvidenceError(f"{path.name} cannot be read as Parquet: {str(error).splitlines()[0]}") from error


def _json(values: Sequence[Any]) -> str:
    return msgspec.json.encode(values).decode()


def _known_table(table: str) -> str:
    if table not in COLUMNS:
        raise EvidenceError(f"no table {table!r} in the works store; there are {', '.join(COLUMNS)}")
    return table


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    import duckdb  # noqa: PLC0415  only what opens a store pays for it

    from proxenia.store import write_rows  # noqa: PLC0415  the same

    if read_only and not path.is_file():
        raise EvidenceError(f"no works store {str(path)!r}; make one with: proxenia ingest FILE --store {path}")
    if not path.exists():
        write_rows(path, {})
    try:
        return _quiet(duckdb.connect(str(path), read_only=read_only, config={"memory_limit": _MEMORY}))
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        kind = EvidenceError if read_only else OutputError
        raise kind(f"{path} cannot be opened as a store: {reason}") from error


def _quiet(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A connection that draws no bar of its own on long queries: what is printed is the caller's affair."""
    row = connection.execute("SELECT current_setting('enable_progress_bar')").fetchone()
    if row and row[0]:  # in a notebook it is off already, and touching it there asks for a package of widgets
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET enable_progress_bar_print = false")
    return connection


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    for table, columns in COLUMNS.items():
        key = _KEYS.get(table)
        listed = ", ".join(f"{name} {kind}{' PRIMARY KEY' if name == key else ''}" for name, kind in columns.items())
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({listed})")


def _check(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    import duckdb  # noqa: PLC0415  only what opens a store pays for it

    try:
        for table, columns in COLUMNS.items():
            connection.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 0")  # noqa: S608  names of COLUMNS
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise EvidenceError(f"{path} holds no works: {reason}; add some with: proxenia ingest FILE") from error


def _rows(works: Mapping[str, tuple[Work, Sequence[tuple[str, str]]]]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in _OF_A_WORK}
    for work_id, (work, keys) in works.items():
        rows["works"].append({name: getattr(work, name, work_id) for name in COLUMNS["works"]})
        rows["identifiers"] += [{"scheme": scheme, "value": value, "work_id": work_id} for scheme, value in keys]
        rows["terms"] += [
            {"work_id": work_id, "scheme": term.scheme, "term": term.text, "language": term.language}
            for term in work.terms
        ]
        rows["abstracts"] += [
            {"work_id": work_id, "language": language, "abstract": text} for language, text in work.abstracts
        ]
        for authorship in work.authorships:
            at = {"work_id": work_id, "author_position": authorship.position}
            rows["authorships"].append(
                at | {name: getattr(authorship, name) for name in ("name", "orcid", "name_vernacular")}
            )
            rows["affiliations"] += [at | each for each in _affiliation_rows(authorship)]
    return rows


def _affiliation_rows(authorship: Authorship) -> list[dict[str, Any]]:
    return [
        {
            "affiliation_position": position,
            "affiliation": affiliation.text,
            "ror_id": institution.ror_id,
            "openalex_institution_id": institution.openalex_id,
            "country_iso2": institution.country_iso2,
            "institution_name": institution.name,
        }
        for position, affiliation in enumerate(authorship.affiliations, 1)
        for institution in affiliation.institutions or (Institution(),)
    ]


def _assemble(row: Mapping[str, Any], by_table: Mapping[str, Mapping[str, list[dict[str, Any]]]]) -> Work:
    work_id = row["work_id"]
    texts: dict[int, dict[int, tuple[str, list[Institution]]]] = {}
    for each in by_table["affiliations"].get(work_id, ()):
        at = texts.setdefault(each["author_position"], {})
        _, institutions = at.setdefault(each["affiliation_position"], (each["affiliation"], []))
        institution = Institution(
            name=each["institution_name"],
            ror_id=each["ror_id"],
            openalex_id=each["openalex_institution_id"],
            country_iso2=each["country_iso2"],
        )
        institutions += [institution] if institution != Institution() else []
    authorships = tuple(
        Authorship(
            position=each["author_position"],
            name=each["name"],
            name_vernacular=each["name_vernacular"],
            orcid=each["orcid"],
            affiliations=tuple(
                Affiliation(text=text, institutions=tuple(institutions))
                for text, institutions in texts.get(each["author_position"], {}).values()
            ),
        )
        for each in by_table["authorships"].get(work_id, ())
    )
    plain = {name: row[name] for name in COLUMNS["works"] if name != "work_id"}
    for name in ("year", "cited_by_count", "is_top_tenth"):
        plain[name] = None if plain[name] == "" else plain[name]
    return Work(
        **plain,
        abstracts=tuple((each["language"], each["abstract"]) for each in by_table["abstracts"].get(work_id, ())),
        terms=tuple(
            Term(scheme=each["scheme"], text=each["term"], language=each["language"])
            for each in by_table["terms"].get(work_id, ())
        ),
        authorships=authorships,
    )
