"""A code given to a passage by a named coder."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from proxenia.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from proxenia.coding.codebook import Codebook
    from proxenia.coding.documents import Passage

__all__ = ["KINDS", "MOST", "STANCES", "Coder", "Coding", "Kind", "Stance", "by_passage", "readable", "spread"]

Stance = Literal["present", "planned", "uncertain", "lacking"]
STANCES: tuple[Stance, ...] = get_args(Stance)
Kind = Literal["people", "rules", "classifier", "embedding"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One code on one passage, with who gave it and why.

    `stance` says how the passage speaks of the code, `level` (0-3) where the code has a scale. `because` holds the words
    that spoke for it, or a person's note; `confidence` (0-1) is a machine's own and no proof of anything.
    """

    passage_id: str
    code: str
    coder: str
    stance: Stance = "present"
    level: int | None = None
    because: str = ""
    confidence: float | None = None

    def __post_init__(self) -> None:
        """Refuse a level that no scale has and a code without a coder."""
        if self.level is not None and not 0 <= self.level <= MOST:
            raise EvidenceError(f"level {self.level} of code {self.code!r} on {self.passage_id}; write 0 to {MOST}")
        if not self.coder:
            raise EvidenceError(f"code {self.code!r} on {self.passage_id} names no coder; every code has one")


class Coder(Protocol):
    """Whoever codes passages: it has a name and says of what kind it is."""

    @property
    def name(self) -> str:
        """Name under which its codes are kept, with its version."""
        ...

    @property
    def kind(self) -> Kind:
        """People, rules, classifier or embedding."""
        ...

    def code(self, passages: Sequence[Passage]) -> tuple[Coding, ...]:
        """Give the codes of passages."""
        ...


def readable(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Give the passages that are in English or Persian; machines have learned no other language."""
    from proxenia.coding.documents import is_of_another_language  # noqa: PLC0415  beside its use

    return tuple(passage for passage in passages if not is_of_another_language(passage.text))


def spread(codings: Iterable[Coding], *, codebook: Codebook) -> tuple[Coding, ...]:
    """Add the codes that given ones carry with them, with the stance of the first that carries them."""
    out: dict[tuple[str, str, str], Coding] = {}
    for coding in codings:
        out.setdefault((coding.coder, coding.passage_id, coding.code), coding)
    for coding in list(out.values()):
        for code in sorted(codebook.closed([coding.code]) - {coding.code}):
            carried = replace(coding, code=code, level=None, because=f"carried by {coding.code}")
            out.setdefault((coding.coder, coding.passage_id, code), carried)
    return tuple(out.values())


def by_passage(codings: Iterable[Coding]) -> dict[str, dict[str, set[str]]]:
    """Codes by coder and passage.

    Examples
    --------
    >>> by_passage([Coding(passage_id="d:0-9", code="actor:firm", coder="Sara")])
    {'Sara': {'d:0-9': {'actor:firm'}}}
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for coding in codings:
        found[coding.coder][coding.passage_id].add(coding.code)
    return {coder: dict(passages) for coder, passages in found.items()}
