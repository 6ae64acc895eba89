"""A choice as people write it: a name, a colon, and its settings, as in `minmax:0,100`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A named alternative of one step with its settings."""

    name: str
    settings: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, *, step: str, known: Mapping[str, Sequence[float | str]]) -> Choice:
        """Read a choice; `known` gives for each name the settings it has when none are written.

        Raises
        ------
        MethodError
            If the name is unknown, or the settings are too many, too few or no numbers.

        Examples
        --------
        >>> Choice.parse("minmax:1,100", step="normalize", known={"minmax": (0.0, 100.0)}).numbers
        (1.0, 100.0)
        """
        name, _, rest = text.strip().partition(":")
        if name not in known:
            raise MethodError(f"{step}: no choice {name!r}; write one of {', '.join(known)}")
        default = known[name]
        settings = tuple(part.strip() for part in rest.split(",")) if rest else tuple(str(each) for each in default)
        if len(settings) != len(default) or "" in settings:
            form = f"{name}:{','.join(str(each) or 'NAME' for each in default)}" if default else name
            raise MethodError(f"{step}: {text!r} does not fit; write {form!r}")
        choice = cls(name=name, settings=settings)
        if any(isinstance(each, float) for each in default):
            _ = choice.numbers
        return choice

    @property
    def numbers(self) -> tuple[float, ...]:
        """Settings as numbers."""
        try:
            return tuple(float(each) for each in self.settings)
        except ValueError as error:
            raise MethodError(f"settings {','.join(self.settings)!r} of {self.name!r} are no numbers") from error

    @property
    def number(self) -> float:
        """The only setting as a number."""
        return self.numbers[0]
