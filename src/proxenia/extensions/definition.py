"""Definitions by name: ours and those of extensions, each name for one thing only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from proxenia.errors import DataError
from proxenia.extensions.extension import KINDS, Extension, active

__all__ = ["Definition", "definition", "definitions", "names", "shipped"]

_OTHERWISE = {"models": {"modes"}, "methodologies": {"reading-1"}}
"""Files of ours that stand beside definitions of a kind and are none."""
_ADDED = {"indicators", "regions", "evidence"}
"""Kinds whose files are read together, so that names of files say nothing."""
_SINGULAR = {
    "frameworks": "framework", "indicators": "file of indicators", "methodologies": "methodology",
    "models": "models", "questions": "questions", "codebooks": "codebook",
    "levers": "lever library", "programs": "program", "regions": "file of regions",
    "languages": "language", "evidence": "file of evidence",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A file of definitions: its kind, its name, where it stands, and whose it is (None is ours or the user's own)."""

    kind: str
    name: str
    path: Path
    extension: Extension | None = None

    @property
    def label(self) -> str:
        """What messages call the file: its name, and its extension where it has one."""
        if self.extension is None:
            return self.path.name
        return f"{self.extension.label}, {self.path.relative_to(self.extension.folder).as_posix()}"

    def read(self) -> bytes:
        """Bytes of the file; raise `DataError` when it cannot be read."""
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise DataError(f"{self.label} cannot be read: {error.strerror}") from error


def definition(kind: str, name: str | Path) -> Definition:
    """Find a definition by its name, or take the user's own file.

    Parameters
    ----------
    kind
        A key of `KINDS`.
    name
        Name of a definition, such as `science-diplomacy`, or the path of a file of the user's.

    Raises
    ------
    DataError
        If there is none of that name, there are two, or the user's file does not exist.

    Examples
    --------
    >>> definition("frameworks", "science-diplomacy").path.name
    'science-diplomacy.toml'
    """
    own, what = Path(name), _SINGULAR[kind]
    found = [each for each in (*_ours(kind), *_theirs(kind)) if each.name == str(name)]
    if len(found) > 1:
        raise _clash(found[0], found[1])
    if found:
        return found[0]
    if own.exists():
        return Definition(kind=kind, name=own.stem, path=own)
    if own.suffix or len(own.parts) > 1:
        raise DataError(f"no {what} file {str(name)!r}")
    raise DataError(f"no {what} {str(name)!r}; there are {', '.join(names(kind))}, or a .toml file")


def shipped(kind: str, name: str) -> Definition:
    """Give a definition of ours, whatever extensions are called."""
    return next(each for each in _ours(kind) if each.name == name)


def definitions(kind: str) -> tuple[Definition, ...]:
    """Every definition of a kind, ours first.

    Raises
    ------
    DataError
        If two of them have one name, where a name chooses among them.
    """
    found: dict[str, Definition] = {}
    for each in (*_ours(kind), *_theirs(kind)):
        other = found.setdefault(each.name, each)
        if other is not each and kind not in _ADDED:
            raise _clash(other, each)
    return (*_ours(kind), *_theirs(kind))


def names(kind: str) -> tuple[str, ...]:
    """Names of the definitions of a kind, ours first.

    Examples
    --------
    >>> names("models")[0]
    'urban-science-diplomacy'
    """
    return tuple(dict.fromkeys(each.name for each in (*_ours(kind), *_theirs(kind))))


def _theirs(kind: str) -> tuple[Definition, ...]:
    return tuple(
        Definition(kind=kind, name=_name(path), path=path, extension=each)
        for each in active()
        for path in each.paths(kind)
    )


@lru_cache(maxsize=len(KINDS))
def _ours(kind: str) -> tuple[Definition, ...]:
    root = Path(str(files("proxenia"))) / "data"
    without = _OTHERWISE.get(kind, set())
    found = [Definition(kind=kind, name=_name(path), path=path) for path in sorted(root.glob(KINDS[kind]))]
    return tuple(each for each in found if each.name not in without)


def _name(path: Path) -> str:
    return path.parent.name if path.name in {"codebook.toml", "language.toml"} else path.stem


def _clash(first: Definition, second: Definition) -> DataError:
    whose = " and ".join(
        "proxenia itself" if each.extension is None else each.extension.label for each in (first, second)
    )
    return DataError(
        f"two definitions of {first.kind} are called {first.name!r}: of {whose}; give the extension's file another name"
    )
