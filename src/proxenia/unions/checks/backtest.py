"""Hidden ties found again: agreements and memberships hidden at random or by year, against plain baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.errors import MethodError
from proxenia.unions.checks.measures import Found, compare
from proxenia.unions.likeness import Likeness, MemberFeatures, sample_of_cities
from proxenia.unions.partnering.model import DEGREE, FEATURES, GRAVITY, PairFeatures, TieModel, training_pairs
from proxenia.unions.ties import TieBook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.places import City, Gazetteer
    from proxenia.unions.ground import Ground
    from proxenia.unions.settings import PartnerSettings

__all__ = ["after", "at_random", "find_agreements", "find_members"]

MOST_PAIRS = 100_000
"""Pairs without a hidden tie that are ranked beside the hidden ones; average precision depends on how many there are."""


def at_random(share: float, *, rng: np.random.Generator) -> Callable[[Sequence[Mapping[str, Any]]], NDArray[np.bool_]]:
    """Hide each tie with the same chance."""
    if not 0 < share < 1:
        raise MethodError(f"share {share:g} of ties to hide is not between 0 and 1")
    return lambda rows: rng.random(len(rows)) < share


def after(year: int, *, column: str = "since_year") -> Callable[[Sequence[Mapping[str, Any]]], NDArray[np.bool_]]:
    """Hide the ties that began after a year; those of unknown year stay."""
    return lambda rows: np.array([(row[column] or 0) > year for row in rows], bool)


def find_agreements(
    agreements: Iterable[Mapping[str, Any]],
    memberships: Iterable[Mapping[str, Any]] = (),
    *,
    name: str,
    hide: Callable[[Sequence[Mapping[str, Any]]], NDArray[np.bool_]],
    places: Gazetteer,
    settings: PartnerSettings,
    rng: np.random.Generator,
) -> Found:
    """Hide agreements, fit the models on the rest, and see how they rank the hidden pairs.

    The candidates are all pairs of cities with a tie left, across a border and without an agreement left; a hidden
    pair with a city that has no tie left cannot be found, and is no candidate.

    Parameters
    ----------
    agreements, memberships
        Rows in the form of the evidence tables.
    name
        What the backtest is called.
    hide
        Says which rows of the agreements are hidden.

    Raises
    ------
    MethodError
        If nothing or everything is hidden.
    """
    rows = list(agreements)
    hidden = hide(rows)
    _check(hidden, "agreements")
    members = list(memberships)
    book = TieBook.of(members, (row for row, gone in zip(rows, hidden, strict=True) if not gone))
    whole = TieBook.of((), (row for row, gone in zip(rows, hidden, strict=True) if gone))
    cities = [places.city(number) for number in sorted(book.cities())]
    features = PairFeatures(cities, book, places=places)
    ones, others = _open_pairs(features, whole, rng=rng)
    answers = np.array(
        [cities[b].geonames_id in whole.partners_of(cities[a].geonames_id) for a, b in zip(ones, others, strict=True)]
    )
    table = features.table(ones, others)
    scores = {method: model.logits(table) for method, model in _models(features, settings=settings, rng=rng).items()}
    scores["common partners"] = table[:, FEATURES.index("common_partners")]
    return compare(name, scores, answers, baselines=("degree", "gravity"), groups=ones, rng=rng)


def find_members(
    memberships: Iterable[Mapping[str, Any]],
    agreements: Iterable[Mapping[str, Any]] = (),
    *,
    name: str,
    hide: Callable[[Sequence[Mapping[str, Any]]], NDArray[np.bool_]],
    ground: Ground,
    others: Mapping[str, Callable[[TieBook, Sequence[City], Sequence[str]], NDArray[np.float64]]] | None = None,
    rng: np.random.Generator,
) -> Found:
    """Hide memberships, fit the model of likeness on the rest, and see how it ranks the hidden pairs.

    The candidates are all pairs of a city with a tie left and a network that admits it, without a membership left.

    Parameters
    ----------
    ground
        Says which networks admit a city, and how the model is fitted; its ties are not looked at.
    others
        More methods to compare, by name: functions of the ties left, the cities and the networks that give scores of
        shape (n_cities, n_networks).
    """
    rows = list(memberships)
    hidden = hide(rows)
    _check(hidden, "memberships")
    book = TieBook.of((row for row, gone in zip(rows, hidden, strict=True) if not gone), agreements)
    gone = {(row["geonames_id"], row["network_id"]) for row, away in zip(rows, hidden, strict=True) if away}
    places, reader = ground.places, ground.reader
    networks = tuple(network for network in reader.networks if book.members.get(network))
    cities = [places.city(number) for number in sorted(book.cities())]
    fitted = _likeness(book, networks, ground)
    features = MemberFeatures(cities, networks, book, places=places)
    scores = {"likeness": np.column_stack([fitted.logits(features, network) for network in networks])}
    scores |= _plain_scores(features)
    scores |= {method: score(book, cities, networks) for method, score in (others or {}).items()}
    admitted = np.array([[reader.is_eligible(city, network) for network in networks] for city in cities])
    free = admitted & (features.member == 0)
    answers = np.array([[(city.geonames_id, network) in gone for network in networks] for city in cities])
    groups = np.broadcast_to(np.arange(len(cities))[:, None], free.shape)
    return compare(
        name,
        {method: table[free] for method, table in scores.items()},
        answers[free],
        baselines=("degree", "gravity"),
        groups=groups[free],
        rng=rng,
    )


def _likeness(book: TieBook, networks: tuple[str, ...], ground: Ground) -> Likeness:
    """Fit the model of likeness on the ties of a book."""
    settings = ground.settings.likeness
    sample, weights = sample_of_cities(book, places=ground.places, settings=settings)
    return Likeness.fit(
        MemberFeatures(sample, networks, book, places=ground.places),
        weights=weights,
        reader=ground.reader,
        settings=settings,
        prior_cap=ground.reading.membership.prior_cap,
    )


def _models(features: PairFeatures, *, settings: PartnerSettings, rng: np.random.Generator) -> dict[str, TieModel]:
    ones, others, weights = training_pairs(features, negatives=settings.negatives, rng=rng)
    tied, table = features.tied(ones, others), features.table(ones, others)
    wanted = {"model": FEATURES, "degree": DEGREE, "gravity": GRAVITY}
    return {
        method: TieModel.fit(table, tied, weights=weights, ridge=settings.ridge, features=names)
        for method, names in wanted.items()
    }


def _open_pairs(
    features: PairFeatures, hidden: TieBook, *, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs across a border without an agreement left: all of them, or every hidden one and a sample of the others."""
    ones, others = np.triu_indices(len(features.cities), 1)
    free = features.abroad(ones, others) & ~features.tied(ones, others)
    ones, others = ones[free], others[free]
    if ones.size > MOST_PAIRS:
        numbers = [city.geonames_id for city in features.cities]
        away = np.array([numbers[b] in hidden.partners_of(numbers[a]) for a, b in zip(ones, others, strict=True)])
        kept = np.union1d(np.flatnonzero(away), rng.choice(ones.size, MOST_PAIRS, replace=False))
        ones, others = ones[kept], others[kept]
    return ones, others


def _plain_scores(features: MemberFeatures) -> dict[str, NDArray[np.float64]]:
    """Degree: memberships of the city and members of the network; gravity: population against distance to the members."""
    tables = [features.table(network) for network in features.networks]
    degree = np.column_stack([table[:, 2] + table[:, 7] for table in tables])
    gravity = np.column_stack([np.log(10) * table[:, 0] + table[:, 7] - table[:, 8] for table in tables])
    return {"degree": degree, "gravity": gravity}


def _check(hidden: NDArray[np.bool_], what: str) -> None:
    if not hidden.any() or hidden.all():
        raise MethodError(f"{int(hidden.sum())} of {hidden.size} {what} are hidden; hide some and leave some")
