"""A user's own edition: the folder it starts from, and the editions at hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError, OutputError
from proxenia.output import csv_text, write_all
from proxenia.store import Edition, edition_in_reach, read_edition, tables
from proxenia.store.edition import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ListedEdition", "list_editions", "new_edition"]

README = """# {title}

A data edition for Proxenia, {beside}.

1. Fill the tables: one row a fact, each with `source_url`, `as_of` and `grade` (A an official page of the body itself,
   B a serious secondary source, C anything else). Cities are named by their GeoNames number, `proxenia places find NAME`.
2. Judge it: `proxenia edition check .`
3. Use it: `proxenia assess CITY --against CITY --edition .`
4. See what it changes: `proxenia edition diff EMBEDDED . --out changes` (`EMBEDDED` is the edition of the package).
5. Publish it with a new `version` in `{package}` each time a row changes.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEdition:
    """An edition at hand: where it is, how many rows it has of its own, and whether it is the one that is read.

    `fault` says why it cannot be read; it is empty where it can.
    """

    label: str
    digest: str
    came_from: str
    beside: str
    rows: int
    is_read: bool
    fault: str = ""


def new_edition(
    folder: Path,
    *,
    name: str = "",
    title: str = "",
    version: str = "1.0",
    license: str = "CC-BY-4.0",  # noqa: A002  what it is called
    whole: bool = False,
) -> Edition:
    """Write the folder of a new edition: every table with its header, and the data package with its schema.

    Parameters
    ----------
    folder
        Where to write; it may exist, but holds nothing.
    name
        Small letters, digits and hyphens; else made of the folder's name.
    license
        Name of the license of the rows, as SPDX writes it.
    whole
        Whether the edition stands alone and begins as a copy of ours, for a new edition of the package. Else it is
        empty, and its rows are read after ours.

    Raises
    ------
    OutputError
        If the folder holds something, or cannot be written.
    DataError
        If the name is none.
    """
    ours = Edition.embedded()
    called = name or "-".join("".join(c if c.isalnum() else " " for c in folder.absolute().name.lower()).split())
    if not called or not all(c.isascii() and (c.isalnum() or c == "-") for c in called) or called != called.lower():
        raise DataError(f"{called!r} is no name of an edition; write small letters, digits and hyphens with --name")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder} holds something; name a new folder")
    package = _package(ours, whole=whole)
    package |= {"name": called, "title": title or called, "version": version}
    package["licenses"] = [{"name": license}] if not whole else package["licenses"]
    kept = [resource["name"] for resource in package["resources"]]
    written: dict[Path, str | bytes] = {folder / PACKAGE: json.dumps(package, ensure_ascii=False, indent=1) + "\n"}
    for table in kept:
        empty = csv_text(tables()[table].names, ())
        written[folder / f"{table}.csv"] = ours.files[f"{table}.csv"] if whole else empty
    beside = "a whole one that stands alone" if whole else f"read after edition {ours.version} of the package"
    written[folder / "README.md"] = README.format(title=title or called, beside=beside, package=PACKAGE)
    write_all(written)
    return read_edition(folder)


def _package(ours: Edition, *, whole: bool) -> dict[str, Any]:
    """Data package of ours; for one beside ours without the table of places and without keys into ours."""
    package = json.loads(ours.files[PACKAGE])
    if whole:
        return package
    resources = [each for each in package["resources"] if each["name"] != "cities"]
    for resource in resources:
        resource["schema"].pop("foreignKeys", None)
        resource.pop("licenses", None)
    head = {"$schema": package["$schema"], "beside": ours.version, "sources": [{"title": "source_url of each row"}]}
    return {**head, "description": "Rows read after those of the embedded edition.", "resources": resources}


def list_editions(places: Iterable[Path] = ()) -> tuple[ListedEdition, ...]:
    """Editions at hand: ours, the one that `PROXENIA_EDITION` names, and those in some folders.

    Parameters
    ----------
    places
        Editions, or folders that hold editions.
    """
    read = edition_in_reach()
    found = {each.came_from: _listed(each, read=read) for each in (Edition.embedded(), read)}
    for place in places:
        for path in _within(place):
            if str(path) in found:
                continue
            try:
                found[str(path)] = _listed(read_edition(path), read=read)
            except DataError as error:
                found[str(path)] = ListedEdition(
                    label=path.name, digest="", came_from=str(path), beside="", rows=0, is_read=False, fault=str(error)
                )
    return tuple(found.values())


def _within(place: Path) -> list[Path]:
    if not place.is_dir() or (place / PACKAGE).is_file():
        return [place]
    inside = sorted(place.iterdir())
    return [each for each in inside if (each / PACKAGE).is_file() or each.suffix in {".zip", ".whl"}]


def _listed(edition: Edition, *, read: Edition) -> ListedEdition:
    own = sum(1 for table in tables() for row in edition.rows(table) if row["provider"] == edition.label)
    return ListedEdition(
        label=edition.label,
        digest=edition.digest,
        came_from=edition.came_from,
        beside=edition.beside,
        rows=own,
        is_read=edition == read,
    )
