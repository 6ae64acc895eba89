"""Targets: the place a city wants to reach, as asked for and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from proxenia.errors import Reason, StudyError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["KINDS", "Target", "default_target"]

Kind = Literal["score", "rank", "model", "parity", "gaps"]
KINDS: dict[str, str] = {
    "score": "score:60",
    "rank": "rank:20",
    "model": Reason("{short} or {long}", short="model:university-centered", long="model:university-centered=0.6"),
    "parity": "parity:international_presence=Istanbul",
    "gaps": "gaps:science_brand,talent_program",
}
BANDS = 5
HIGHEST_SCORE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place to reach.

    `level` is the score (0-100), the rank, or the degree in a model (0-1, None for halfway to the city it is named after).
    `subject` is the model or the dimension; `city` the city to be level with; `indicators` the gaps to close.
    """

    kind: Kind
    level: float | None = None
    subject: str = ""
    city: str = ""
    indicators: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read a target as it is written on the command line.

        Raises
        ------
        StudyError
            If it cannot be read; the message shows the forms.

        Examples
        --------
        >>> Target.parse("rank:20").level
        20.0
        >>> Target.parse("parity:international_presence=Istanbul").city
        'Istanbul'
        """
        kind, colon, rest = text.strip().partition(":")
        if kind not in KINDS or not colon or not rest.strip():
            raise StudyError("target {text!r} cannot be read; write {kinds:; }", text=text, kinds=tuple(KINDS.values()))
        rest = rest.strip()
        if kind == "gaps":
            return cls(kind="gaps", indicators=tuple(part.strip() for part in rest.split(",") if part.strip()))
        if kind == "parity":
            subject, equals, city = rest.partition("=")
            if not equals or not city.strip():
                raise StudyError("target {text!r} names no city; write {kinds}", text=text, kinds=KINDS["parity"])
            return cls(kind="parity", subject=subject.strip().replace("-", "_"), city=city.strip())
        if kind == "model":
            subject, equals, level = rest.partition("=")
            degree = _number(level, text, low=0.0, high=1.0) if equals else None
            return cls(kind="model", subject=subject.strip().replace("-", "_"), level=degree)
        high = HIGHEST_SCORE if kind == "score" else float("inf")
        level = _number(rest, text, low=0.0 if kind == "score" else 1.0, high=high)
        if kind == "rank" and level != int(level):
            raise StudyError("target {text!r}: a rank is a whole number, 1 for the best", text=text)
        return cls(kind="rank" if kind == "rank" else "score", level=level)

    def __str__(self) -> str:
        """Write the target as `parse` reads it."""
        if self.kind == "gaps":
            return f"gaps:{','.join(self.indicators)}"
        if self.kind == "parity":
            return f"parity:{self.subject}={self.city}"
        if self.kind == "model":
            return f"model:{self.subject}" + (f"={self.level:g}" if self.level is not None else "")
        return f"{self.kind}:{self.level:g}"


def default_target(rank: int, *, cities: int, benchmarks: Sequence[str]) -> Target:
    """Give the last place of the next better fifth of the panel; for the first fifth, parity with the best benchmark city.

    Parameters
    ----------
    rank
        The city's place now.
    cities
        Number of cities with a place.
    benchmarks
        Benchmark cities, the best first.

    Examples
    --------
    >>> str(default_target(12, cities=41, benchmarks=("Beijing",)))
    'rank:8'
    >>> str(default_target(3, cities=41, benchmarks=("Beijing",)))
    'parity:index=Beijing'
    """
    band = next(b for b in range(1, BANDS + 1) if rank <= cities * b / BANDS)
    if band > 1:
        return Target(kind="rank", level=float(max(1, cities * (band - 1) // BANDS)))
    if benchmarks:
        return Target(kind="parity", subject="index", city=benchmarks[0])
    return Target(kind="rank", level=1.0)


def _number(text: str, whole: str, *, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        raise StudyError(
            "target {whole!r}: {text!r} is no number; write {kinds:; }",
            whole=whole,
            text=text,
            kinds=tuple(KINDS.values()),
        ) from None
    if not low <= value <= high:
        raise StudyError(
            "target {whole!r}: {value:g} lies outside {low:g} to {high:g}", whole=whole, value=value, low=low, high=high
        )
    return value
