"""A tie of a city, and the words it is described in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError, EvidenceError
from proxenia.provenance import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Rule", "Tie", "Vocabulary", "vocabulary"]

DATE = re.compile(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How rows of a table become ties: the cells it holds for, and what the tie is then."""

    table: str
    where: Mapping[str, tuple[str, ...]]
    form: str
    scale: str
    instrument: str
    actor: tuple[str, ...]
    engagement: str
    status: str

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Say whether the rule holds for a row."""
        return all(row[key] in values for key, values in self.where.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words a tie may be described in, the ladder of engagement from below, and the rules of derivation."""

    form: tuple[str, ...]
    scale: tuple[str, ...]
    instrument: tuple[str, ...]
    actor: tuple[str, ...]
    engagement: tuple[str, ...]
    status: tuple[str, ...]
    permission: tuple[str, ...]
    rules: tuple[Rule, ...]
    permission_by_score: Mapping[int, str]

    def refuse_unknown(self, **words: str) -> None:
        """Raise `EvidenceError` for a word that its list does not have."""
        for kind, word in words.items():
            known = getattr(self, kind)
            if word not in known:
                raise EvidenceError(f"{kind} {word!r} is not one of {', '.join(known)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What binds a city to a partner city or to the members of a network, with the page that shows it.

    `partner_id` is the other city of a bilateral tie, `network_id` the network of a multilateral one. `start` and `end`
    are ISO dates or parts of one, empty where not known or not ended.

    Examples
    --------
    >>> page = Origin(source_url="https://example.org/signed", grade="A")
    >>> tie = Tie(
    ...     city_id=112931, partner_id=745044, form="bilateral", scale="global", instrument="agreement",
    ...     actors=("city_government",), engagement="signed", status="current", start="2003", origin=page,
    ... )
    >>> tie.rung, tie.is_active
    (2, False)
    """

    city_id: int
    form: str
    scale: str
    instrument: str
    actors: tuple[str, ...]
    engagement: str
    status: str
    origin: Origin
    partner_id: int | None = None
    network_id: str = ""
    theme: str = ""
    start: str = ""
    end: str = ""
    permission: str = "unknown"
    facts: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse words the model does not have, an end before the start, and a tie to nobody or to itself."""
        words = vocabulary()
        words.refuse_unknown(
            form=self.form,
            scale=self.scale,
            instrument=self.instrument,
            engagement=self.engagement,
            status=self.status,
            permission=self.permission,
        )
        for actor in self.actors:
            words.refuse_unknown(actor=actor)
        for name, value in (("start", self.start), ("end", self.end)):
            if value and not DATE.match(value):
                raise EvidenceError(f"{name} {value!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
        shorter = min(len(self.start), len(self.end))
        if shorter and self.end[:shorter] < self.start[:shorter]:
            raise EvidenceError(f"tie ends {self.end}, before it starts {self.start}")
        if self.form == "bilateral" and self.partner_id is None:
            raise EvidenceError("a bilateral tie names its partner city")
        if self.form == "multilateral" and not self.network_id and self.instrument == "membership":
            raise EvidenceError("a membership names its network")
        if self.partner_id == self.city_id:
            raise EvidenceError(f"city {self.city_id} is its own partner; name the other city")

    @property
    def rung(self) -> int:
        """Place on the ladder of engagement: 0 none to 4 leading."""
        return vocabulary().engagement.index(self.engagement)

    @property
    def is_active(self) -> bool:
        """Whether work is shown, not only a signature."""
        return self.rung >= vocabulary().engagement.index("active")


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Words and rules of `data/networks/ties.toml`.

    Raises
    ------
    DataError
        If a rule uses a word that the lists do not have.
    """
    raw = tomllib.loads(files("proxenia").joinpath("data", "networks", "ties.toml").read_text(encoding="utf-8"))
    lists = {
        key: tuple(raw[key]) for key in ("form", "scale", "instrument", "actor", "engagement", "status", "permission")
    }
    rules = tuple(_rule(each) for each in raw["rule"])
    by_score = {int(score): word for score, word in raw["permission_by_score"].items()}
    words = Vocabulary(**lists, rules=rules, permission_by_score=by_score)
    for rule in rules:
        try:
            words.refuse_unknown(
                form=rule.form, instrument=rule.instrument, engagement=rule.engagement, status=rule.status
            )
        except EvidenceError as error:
            raise DataError(f"ties.toml: a rule of {rule.table}: {error}") from error
    return words


def _rule(raw: Mapping[str, Any]) -> Rule:
    return Rule(
        table=raw["table"],
        where={key: tuple(values) for key, values in raw.get("where", {}).items()},
        form=raw["form"],
        scale=raw["scale"],
        instrument=raw["instrument"],
        actor=tuple(raw["actor"]),
        engagement=raw["engagement"],
        status=raw["status"],
    )
