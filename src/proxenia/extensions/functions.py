"""Functions that extensions bring: readers of formats and measures, named under entry points and loaded when called for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from proxenia.errors import DataError
from proxenia.extensions.extension import NONE, VARIABLE, found_in

__all__ = ["MEASURES", "READERS", "Function", "forget", "function", "functions"]

READERS = "proxenia.readers"
"""Entry points that name a reader: an object with `sniff(head)` and `read(stream, origin=...)`."""
MEASURES = "proxenia.measures"
"""Entry points that name a measure: a function of a city, an indicator and the evidence that gives an observation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of an installed package: its name, and the package in words. `load` gives it."""

    group: str
    name: str
    package: str
    point: EntryPoint

    def load(self) -> Any:
        """Import the function; raise `DataError` when the package does not have it."""
        try:
            return self.point.load()
        except (ImportError, AttributeError, SyntaxError) as error:
            raise DataError(
                f"{self.package}: entry point {self.group} names {self.point.value!r} for {self.name!r}: {error}"
            ) from error


def functions(group: str) -> tuple[Function, ...]:
    """Functions that installed packages bring, by name; none is imported yet.

    Raises
    ------
    DataError
        If two packages call one the same.
    """
    return () if NONE in os.environ.get(VARIABLE, "").split(os.pathsep) else _functions(group)


def function(group: str, name: str) -> Function:
    """Find a function by its name; raise `DataError` when no installed package brings it."""
    for each in functions(group):
        if each.name == name:
            return each
    there = ", ".join(each.name for each in functions(group)) or "none"
    raise DataError(f"no function {name!r} under the entry point {group}; installed are: {there}")


@lru_cache(maxsize=2)
def _functions(group: str) -> tuple[Function, ...]:
    found: dict[str, Function] = {}
    for point in sorted(entry_points(group=group), key=lambda each: each.name):
        package = f"package {point.dist.name} {point.dist.version}" if point.dist is not None else "a package"
        made = Function(group=group, name=point.name, package=package, point=point)
        other = found.setdefault(made.name, made)
        if other.point.value != point.value:
            raise DataError(
                f"two functions are called {point.name!r} under {group}: of {other.package} and of {package};"
                " rename one or uninstall one"
            )
    return tuple(found.values())


def forget() -> None:
    """Look for extensions and their functions anew at the next call: for a session in which packages come and go."""
    found_in.cache_clear()
    _functions.cache_clear()
