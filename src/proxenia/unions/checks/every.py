"""All checks on the evidence at hand: the backtests, and the known unions rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from proxenia.provenance import chance
from proxenia.unions.checks.backtest import after, at_random, find_agreements, find_members
from proxenia.unions.checks.rebuild import Rebuilt, rebuild
from proxenia.unions.forming.region import region
from proxenia.unions.ties import TieBook

if TYPE_CHECKING:
    from proxenia.unions.checks.measures import Found
    from proxenia.unions.ground import Ground

__all__ = ["Checks", "check_all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What the methods of this stage are worth on some evidence."""

    found: tuple[Found, ...]
    rebuilt: tuple[Rebuilt, ...]


def check_all(ground: Ground, *, seed: int) -> Checks:
    """Run every check on the evidence of a ground.

    Raises
    ------
    MethodError
        If the evidence has no tie of a kind, or none that began after the years in question.
    """
    settings = ground.settings.checks
    agreements = ground.store.rows("agreements")
    memberships = [row for row in ground.store.rows("memberships") if row["status"] != "former"]
    random = at_random(settings.hidden_share, rng=chance(seed))
    pairs = {
        "agreements hidden at random": random,
        f"agreements after {settings.agreements_after}": after(settings.agreements_after),
    }
    seats = {
        "memberships hidden at random": random,
        f"memberships after {settings.memberships_after}": after(settings.memberships_after),
    }
    found = [
        find_agreements(
            agreements,
            memberships,
            name=name,
            hide=hide,
            places=ground.places,
            settings=ground.settings.partners,
            rng=chance(seed),
        )
        for name, hide in pairs.items()
    ]
    found += [
        find_members(memberships, agreements, name=name, hide=hide, ground=ground, rng=chance(seed))
        for name, hide in seats.items()
    ]
    return Checks(found=tuple(found), rebuilt=tuple(_rebuilt(n, r, ground) for n, r in settings.rebuilt.items()))


def _rebuilt(network: str, where: str, ground: Ground) -> Rebuilt:
    """Rebuild a union from the large cities of a region, without its own memberships."""
    book = TieBook.read(ground.store, keep_membership=lambda row: row["network_id"] != network)
    large = ground.places.larger_than(ground.settings.checks.rebuilt_from)
    candidates = [city for city, here in zip(large, region(where).has(large), strict=True) if here]
    members = set(ground.book.members.get(ground.network(network)["network_id"], {}))
    return rebuild(network, members, candidates=candidates, book=book)
