"""Editions: facts with a version, ours or a user's, read from a folder, a zip or a wheel."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError
from proxenia.store.schema import fact_id, tables, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proxenia.store.schema import Table

__all__ = ["PACKAGE", "VARIABLE", "Edition", "edition_in_reach", "embedded_edition", "read_edition"]

VARIABLE = "PROXENIA_EDITION"
"""Environment variable with the folder, zip or wheel of the edition to read in the place of ours."""
PACKAGE = "datapackage.json"
OURS = "proxenia-edition"
BIGGEST = 200_000_000
DEFINITIONS = ("indicators", "frameworks", "methodologies")
"""Folders of definitions that stand beside the edition in a wheel of Proxenia, and are read with it."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An edition: its name and version, what it stands beside, and its files.

    `digest` is twelve hexadecimal digits over the names and bytes of its tables and its data package. `beside` is the
    version of our edition that its rows are read after; it is empty where the edition stands alone. `definitions` are
    the files of indicators, frameworks and methodologies that came with it, by their path, where it came from a wheel.

    Examples
    --------
    >>> Edition.embedded().label
    'edition 2026.1'
    """

    name: str
    version: str
    title: str
    licenses: tuple[str, ...]
    digest: str
    came_from: str
    beside: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    definitions: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def embedded(cls) -> Edition:
        """Give the edition that ships with the package."""
        return embedded_edition()

    @property
    def label(self) -> str:
        """Name as results print it: `edition 2026.1` for ours, `edition NAME VERSION` for another."""
        return f"edition {self.version}" if self.name == OURS else f"edition {self.name} {self.version}"

    @property
    def table_licenses(self) -> dict[str, tuple[dict[str, str], ...]]:
        """Licenses of each table, with `name` and `path`: its own, else the edition's; ours too where it stands beside ours."""
        package = json.loads(self.files[PACKAGE])
        own = {each["name"]: each.get("licenses") or package.get("licenses", []) for each in package["resources"]}
        ours = embedded_edition().table_licenses if self.beside else {}
        found = {table: [*ours.get(table, ()), *own.get(table, ())] for table in tables()}
        return {
            table: tuple(each for k, each in enumerate(licenses) if "path" in each and each not in licenses[:k])
            for table, licenses in found.items()
        }

    def rows(self, table: str) -> tuple[Row, ...]:
        """Rows of a table with `provider` and `fact_id`; ours first where the edition stands beside ours.

        Raises
        ------
        DataError
            If the file breaks the form of its table; the message names file, line and column.
        """
        own = _rows(self, table)
        return (*_rows(embedded_edition(), table), *own) if self.beside else own


def edition_in_reach() -> Edition:
    """Edition that is read where none is named: that of the environment variable `PROXENIA_EDITION`, else ours.

    Raises
    ------
    DataError
        If the variable names something that is no edition.
    """
    named = os.environ.get(VARIABLE, "")
    return read_edition(Path(named).expanduser()) if named else embedded_edition()


@lru_cache(maxsize=1)
def embedded_edition() -> Edition:
    """Give the edition that ships with the package."""
    with as_file(files("proxenia").joinpath("data", "edition")) as folder:
        return _edition(_folder(folder), came_from="package")


def read_edition(path: Path) -> Edition:
    """Read an edition from a folder, a zip or a wheel that holds its `datapackage.json`.

    Tables are parsed when they are asked for.

    Raises
    ------
    DataError
        If there is none, its data package is not in the form, or it stands beside another version of ours than the
        one here.
    """
    try:
        if path.is_dir():
            found = _folder(path)
        elif zipfile.is_zipfile(path):
            found = _zipped(path)
        else:
            raise DataError(f"{path} is no edition: name a folder, zip or wheel with a {PACKAGE}")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error
    except zipfile.BadZipFile as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    if PACKAGE not in found["files"]:
        raise DataError(f"{path} is no edition: it has no {PACKAGE}; make one with: proxenia edition new FOLDER")
    edition = _edition(found, came_from=str(path))
    here = embedded_edition()
    if edition.beside and edition.beside != here.version:
        raise DataError(
            f"{path}: it stands beside edition {edition.beside}, and here is {here.version}; check its rows against this"
            f' one (proxenia edition check) and write "beside": "{here.version}" in {PACKAGE}'
        )
    return edition


def _edition(found: dict[str, dict[str, bytes]], *, came_from: str) -> Edition:
    where = PACKAGE if came_from == "package" else f"{came_from}/{PACKAGE}"
    try:
        package = json.loads(found["files"][PACKAGE])
    except ValueError as error:
        raise DataError(f"{where}: is no JSON: {error}") from error
    texts = package if isinstance(package, dict) else {}
    for key in ("name", "version"):
        if not isinstance(texts.get(key), str) or not texts[key]:
            raise DataError(f'{where}: no {key}; write "{key}": "..."')
    known, resources = tables(), texts.get("resources", [])
    named = [each.get("name") for each in resources if isinstance(each, dict)] if isinstance(resources, list) else []
    strange = [each for each in named if each not in known]
    if strange:
        raise DataError(f"{where}: no table is called {strange[0]!r}; there are {', '.join(known)}")
    beside = texts.get("beside", "")
    missing = [each for each in known if each not in named and not beside]
    if missing:
        raise DataError(f'{where}: table {missing[0]!r} is missing; an edition without "beside" has every table')
    return Edition(
        name=texts["name"],
        version=texts["version"],
        title=str(texts.get("title", "")),
        licenses=tuple(str(each.get("name", "")) for each in texts.get("licenses", ()) if isinstance(each, dict)),
        digest=_digest(found["files"]),
        came_from=came_from,
        beside=str(beside),
        files=found["files"],
        definitions=found["definitions"],
    )


def _digest(contents: Mapping[str, bytes]) -> str:
    """First twelve hexadecimal digits of the SHA-256 over names and bytes, in the order of the names."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(name.encode())
        digest.update(contents[name])
    return digest.hexdigest()[:12]


def _folder(folder: Path) -> dict[str, dict[str, bytes]]:
    inside = folder / "edition"
    root = inside if not (folder / PACKAGE).is_file() and (inside / PACKAGE).is_file() else folder
    own = {path.name: path.read_bytes() for path in sorted(root.iterdir()) if path.is_file() and _is_part(path.name)}
    beside = {
        f"{kind}/{path.name}": path.read_bytes()
        for kind in (DEFINITIONS if root.name == "edition" else ())
        for path in sorted((root.parent / kind).glob("*.toml"))
    }
    return {"files": own, "definitions": beside}


def _zipped(path: Path) -> dict[str, dict[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        sizes = {each.filename: each.file_size for each in archive.infolist()}
        packages = sorted((n for n in sizes if PurePosixPath(n).name == PACKAGE), key=lambda n: (n.count("/"), n))
        if not packages:
            return {"files": {}, "definitions": {}}
        root = PurePosixPath(packages[0]).parent
        wanted = {n: n.rsplit("/", 1)[-1] for n in sizes if PurePosixPath(n).parent == root and _is_part(n)}
        beside = {
            n: f"{PurePosixPath(n).parent.name}/{PurePosixPath(n).name}"
            for n in sizes
            if root.name == "edition" and n.endswith(".toml") and PurePosixPath(n).parent.parent == root.parent
        }
        beside = {n: named for n, named in beside.items() if named.split("/")[0] in DEFINITIONS}
        if sum(sizes[n] for n in (*wanted, *beside)) > BIGGEST:
            raise DataError(f"{path}: its tables are larger than {BIGGEST:,} bytes; an edition is smaller")
        return {
            "files": {named: archive.read(n) for n, named in sorted(wanted.items())},
            "definitions": {named: archive.read(n) for n, named in sorted(beside.items())},
        }


def _is_part(name: str) -> bool:
    return name.endswith((".csv", ".json"))


@lru_cache(maxsize=64)
def _rows(edition: Edition, table: str) -> tuple[Row, ...]:
    schema, file = tables()[table], f"{table}.csv"
    if file not in edition.files:
        if edition.beside:
            return ()
        raise DataError(f"{edition.came_from}: {file} is missing")
    where = file if edition.came_from == "package" else f"{edition.came_from}/{file}"
    try:
        text = edition.files[file].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: is no UTF-8 text: {error.reason} at byte {error.start}") from error
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(lines, [])
        if sorted(header) != sorted(schema.names):
            raise DataError(f"{where}:1  the header is not {','.join(schema.names)}")
        return tuple(_row(edition, schema, header, cells, f"{where}:{lines.line_num}") for cells in lines if cells)
    except csv.Error as error:
        raise DataError(f"{where}:{lines.line_num}  is no CSV: {error}") from error


def _row(edition: Edition, schema: Table, header: list[str], cells: list[str], where: str) -> Row:
    if len(cells) != len(header):
        raise DataError(f"{where}  {len(cells)} cells under {len(header)} columns; quote cells that hold commas")
    written, row = dict(zip(header, cells, strict=True)), {}
    for column in schema.columns:
        try:
            row[column.name] = typed(written[column.name], column)
        except (ValueError, KeyError) as error:
            raise DataError(f"{where}:{column.name}  {written[column.name]!r} is no {column.type}") from error
        if column.required and row[column.name] in ("", None):
            raise DataError(f"{where}:{column.name}  is empty; it has to be filled")
    return {**row, "provider": edition.label, "fact_id": fact_id(schema.name, row)}
