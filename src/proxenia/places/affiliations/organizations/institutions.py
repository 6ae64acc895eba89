"""Organizations by name: exact sequences of canonical words, the same words in another order, and near names."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from proxenia.places.affiliations.organizations.naming import canonical_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from proxenia.places.affiliations.organizations.registry import Organization

__all__ = ["Institutions"]

LONGEST_NAME = 14
COMMON_WORD = 4000
MOST_RARE, MOST_POSTINGS, MOST_NEAR = 3, 400, 12
KINDS = ("display", "label", "alias", "acronym")


class Institutions:
    """Organizations by name.

    `by_words` takes canonical words joined by spaces to organizations; `by_bag` the same words sorted, without
    doublets; `longest` says how many words the longest name has that begins with two words. A value is `number * 4 + kind`, kind being the place in `KINDS`.
    """

    def __init__(self, organizations: Iterable[Organization]) -> None:
        self.organizations = list(organizations)
        self.number = {one.ror_id: number for number, one in enumerate(self.organizations)}
        self.by_words: dict[str, tuple[int, ...]] = {}
        self.by_bag: dict[str, tuple[int, ...]] = {}
        self.longest: dict[str, int] = {}
        self._names: list[tuple[int, frozenset[str]]] = []
        self._postings: dict[tuple[str, str], list[int]] = {}
        self._frequency: Counter[str] = Counter()
        self._weights: dict[str, float] = {}
        for number, words, kind in self._all_names():
            self._add(number, words, kind)
        self._n_names = max(1, len(self._names))
        self._post()
        self.country = [tuple({seat[3] for seat in one.seats}) for one in self.organizations]

    def __len__(self) -> int:
        """Count the organizations."""
        return len(self.organizations)

    def _all_names(self) -> Iterator[tuple[int, list[str], int]]:
        for number, one in enumerate(self.organizations):
            for name, kind in one.names:
                words = canonical_name(name.partition(" (")[0] if kind != "acronym" else name)
                if words and len(words) <= LONGEST_NAME:
                    yield number, words, KINDS.index(kind)

    def _add(self, number: int, words: list[str], kind: int) -> None:
        packed = number * 4 + kind
        _append(self.by_words, " ".join(words), packed)
        if len(words) > 1:
            bag = sorted(set(words))
            _append(self.by_bag, " ".join(bag), packed)
            if kind != 3:  # noqa: PLR2004  acronyms have no near names
                self._names.append((packed, frozenset(bag)))
                self._frequency.update(bag)
            pair = f"{words[0]} {words[1]}"
            if self.longest.get(pair, 0) < len(words):
                self.longest[pair] = len(words)

    def _post(self) -> None:
        for at, (packed, words) in enumerate(self._names):
            codes = {seat[3] for seat in self.organizations[packed >> 2].seats}
            for word in words:
                if self._frequency[word] <= COMMON_WORD:
                    for code in codes:
                        self._postings.setdefault((word, code), []).append(at)

    def weight(self, word: str) -> float:
        """Inverse frequency of a word over all names: 0 for one in each of them, 1 for one in none.

        It is relative to the number of names, so that a small and a large registry weigh alike.
        """
        kept = self._weights.get(word)
        if kept is None:
            kept = math.log((self._n_names + 1) / (self._frequency.get(word, 0) + 1)) / math.log(self._n_names + 1)
            self._weights[word] = kept
        return kept

    def near(self, words: frozenset[str], countries: tuple[str, ...], *, floor: float) -> list[tuple[int, float]]:
        """Organizations of some countries whose name shares most of its weight with the words.

        The likeness is the weight of the shared words over that of all words of both (Jaccard, by inverse frequency).
        """
        frequency, postings = self._frequency, self._postings
        rare = sorted((word for word in words if 0 < frequency.get(word, 0) <= COMMON_WORD), key=frequency.__getitem__)
        shared: dict[int, float] = {}
        for word in rare[:MOST_RARE]:
            weight = self.weight(word)
            for code in countries:
                found = postings.get((word, code), ())
                if len(found) <= MOST_POSTINGS:
                    for at in found:
                        shared[at] = shared.get(at, 0.0) + weight
        if len(shared) > MOST_NEAR:
            shared = dict(sorted(shared.items(), key=lambda each: -each[1])[:MOST_NEAR])
        whole = sum(map(self.weight, words))
        best: dict[int, float] = {}
        for at in shared:
            packed, name = self._names[at]
            common = sum(map(self.weight, words & name))
            likeness = common / (whole + sum(map(self.weight, name)) - common)
            if likeness >= floor and likeness > best.get(packed, 0.0):
                best[packed] = likeness
        return sorted(best.items(), key=lambda each: -each[1])[:6]


def _append(table: dict[str, tuple[int, ...]], name: str, packed: int) -> None:
    kept = table.get(name, ())
    if all(each >> 2 != packed >> 2 for each in kept):
        table[name] = (*kept, packed)
