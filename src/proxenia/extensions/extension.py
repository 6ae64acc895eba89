"""An extension: a folder of definitions with its name, version and digest, and the ones that are in reach."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Generator
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "KINDS", "NONE", "VARIABLE", "Extension", "active", "found_in", "named", "reach", "read_extension"]

GROUP = "proxenia.data"
"""Entry points that name the folder of an extension: a package that can be imported, such as `proxenia_example`."""
VARIABLE = "PROXENIA_EXTENSIONS"
"""Environment variable with folders of extensions, apart as in PATH."""
NONE = "none"
"""Part of `VARIABLE` that leaves installed packages out; alone it leaves out every extension."""
HEAD = "extension.toml"
KINDS = {
    "frameworks": "frameworks/*.toml",
    "indicators": "indicators/*.toml",
    "methodologies": "methodologies/*.toml",
    "models": "models/*.toml",
    "questions": "questions/*.toml",
    "codebooks": "codebooks/*/codebook.toml",
    "levers": "strategy/levers*.toml",
    "programs": "strategy/program*.toml",
    "regions": "unions/regions*.toml",
    "languages": "locale/*/language.toml",
    "evidence": "evidence/*.csv",
}
"""Kinds of definitions and where their files stand, in our data and in an extension alike."""
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SKIPPED = {"__pycache__", ".git", ".ruff_cache", ".mypy_cache"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A folder of definitions beside ours.

    `digest` is twelve hexadecimal digits over the names and bytes of all its files, code included where it stands in
    the same folder; `came_from` says how it was found.
    """

    name: str
    version: str
    title: str
    license: str
    folder: Path
    digest: str
    came_from: str

    @property
    def label(self) -> str:
        """Name and version, with the place in words: what messages call it."""
        return f"extension {self.name!r} {self.version} ({self.came_from})"

    @property
    def stamp(self) -> str:
        """Name, version and digest: what a result says of it."""
        return f"{self.name} {self.version} ({self.digest})"

    def paths(self, kind: str) -> tuple[Path, ...]:
        """Files of one kind, in the order of their names."""
        return tuple(sorted(self.folder.glob(KINDS[kind])))


def active() -> tuple[Extension, ...]:
    """Extensions in reach: those of installed packages, then those of the folders of `PROXENIA_EXTENSIONS`.

    They are looked for once; what they define acts only where it is named.

    Raises
    ------
    DataError
        If two are called the same, or one has no valid head.
    """
    return found_in(os.environ.get(VARIABLE, ""))


def named(name: str) -> Extension:
    """Give an extension in reach by its name; raise `DataError` when there is none."""
    for each in active():
        if each.name == name:
            return each
    there = ", ".join(each.name for each in active()) or "none"
    raise DataError(f"no extension {name!r}; there are: {there}; install it or name its folder with --extensions")


@contextmanager
def reach(folder: Path) -> Generator[Extension]:
    """Have one more folder in reach while its definitions are read; what was in reach before is so again afterwards.

    Everything is looked for anew, so that a file that was just edited is read as it stands.

    Raises
    ------
    DataError
        If the folder is no extension, or another one in reach has its name.
    """
    extension, before = read_extension(folder), os.environ.get(VARIABLE)
    os.environ[VARIABLE] = os.pathsep.join(filter(None, (before, str(extension.folder))))
    found_in.cache_clear()
    try:
        yield next(each for each in active() if each.folder == extension.folder)
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def read_extension(folder: Path, *, came_from: str = "") -> Extension:
    """Read the head of an extension, `extension.toml`, and take the digest of its files.

    Raises
    ------
    DataError
        If there is no such folder, its head is missing or breaks the form, or a file leads out of the folder.
    """
    where = came_from or f"folder {folder}"
    if not (folder / HEAD).is_file():
        raise DataError(f"{folder} is no extension: it has no {HEAD}; write one with name, version and license")
    head = _head((folder / HEAD).read_bytes(), where=f"{where}, {HEAD}")
    if not NAME.fullmatch(head["name"]):
        raise DataError(f"{where}, {HEAD}: name {head['name']!r} is none; write small letters, digits and hyphens")
    return Extension(
        name=head["name"],
        version=head["version"],
        title=head.get("title", ""),
        license=head["license"],
        folder=folder.resolve(),
        digest=_digest(folder, where=where),
        came_from=where,
    )


def _head(content: bytes, *, where: str) -> dict[str, str]:
    from proxenia.extensions.decode import decode_toml  # noqa: PLC0415  most runs have no extension to read

    head = decode_toml(content, type=dict[str, str], name=where)
    for key in ("name", "version", "license"):
        if not head.get(key):
            raise DataError(f'{where}: no {key}; write {key} = "..."')
    return head


def _digest(folder: Path, *, where: str) -> str:
    root, digest = folder.resolve(), hashlib.sha256()
    for path in sorted(root.rglob("*"), key=lambda each: each.relative_to(root).as_posix()):
        inside = path.relative_to(root)
        if _SKIPPED.intersection(inside.parts) or path.suffix == ".pyc":
            continue
        if not path.resolve().is_relative_to(root):
            raise DataError(f"{where}: {inside.as_posix()} leads out of the folder; put the file itself there")
        if path.is_file():
            digest.update(inside.as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=4)
def found_in(written: str) -> tuple[Extension, ...]:
    """Extensions of installed packages and of the folders that are written as in `VARIABLE`; looked for once."""
    parts = [part for part in written.split(os.pathsep) if part]
    points = () if NONE in parts else sorted(entry_points(group=GROUP), key=lambda point: point.name)
    listed = [_installed(each) for each in points]
    for part in parts:
        if part == NONE:
            continue
        folder = Path(part).expanduser()
        if not folder.is_dir():
            raise DataError(f"{VARIABLE} names {part!r}, which is no folder; write folders with an {HEAD} each")
        listed.append(read_extension(folder))
    found: dict[str, Extension] = {}
    for each in listed:
        other = found.setdefault(each.name, each)
        if other.folder != each.folder:
            raise DataError(
                f"two extensions are called {each.name!r}: {other.came_from} and {each.came_from};"
                f" rename one in its {HEAD} or leave one out"
            )
    return tuple(found.values())


def _installed(point: EntryPoint) -> Extension:
    package = f"package {point.dist.name} {point.dist.version}" if point.dist is not None else f"package {point.value}"
    remedy = f"uninstall it, or set {VARIABLE}={NONE} to run without extensions"
    try:
        spec = find_spec(point.module)
    except (ImportError, ValueError) as error:
        raise DataError(f"{package}: entry point {GROUP} names {point.value!r}: {error}; {remedy}") from error
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    folder = Path(places[0]) if places else None
    if folder is None or not folder.is_dir():
        raise DataError(
            f"{package}: entry point {GROUP} names {point.value!r}, which is no package with a folder; {remedy}"
        )
    try:
        return read_extension(folder, came_from=package)
    except DataError as error:
        raise DataError(f"{package}: {error}; correct it, or {remedy}") from error
