"""Tables with exactly the same degrees, drawn at random: two networks pool the members they do not share and deal again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from proxenia.networks.bipartite import Bipartite

__all__ = ["TRADES_A_HAND", "shuffle", "shuffles"]

TRADES_A_HAND = 5
"""Trades for each network (or city, where they are fewer) before a table counts as drawn at random."""


def shuffle(table: Bipartite, *, rng: np.random.Generator, trades: int | None = None) -> Bipartite:
    """Draw a table in which every city has as many networks, and every network as many members, as before.

    Parameters
    ----------
    table
        The memberships; grades become 1 and years unknown, since the pairs are others.
    rng
        Source of chance.
    trades
        Trades to make; five for each of the fewer side where not given.

    References
    ----------
    Strona, Nappo, Boccacci, Fattorini and San-Miguel-Ayanz (2014), doi:10.1038/ncomms5114; that all tables are equally
    likely in the end was shown by Carstens (2015), doi:10.1103/PhysRevE.91.042812.
    """
    return next(shuffles(table, 1, rng=rng, trades=trades))


def shuffles(
    table: Bipartite, draws: int, *, rng: np.random.Generator, trades: int | None = None
) -> Iterator[Bipartite]:
    """Draw several such tables, each from the one before, with the same number of trades between them."""
    by_city = len(table.cities) < len(table.networks)
    hand_of, card_of = (table.city_at, table.network_at) if by_city else (table.network_at, table.city_at)
    n_hands, n_cards = table.shape if by_city else table.shape[::-1]
    order = np.argsort(hand_of, kind="stable")
    hands = np.split(card_of[order], np.cumsum(np.bincount(hand_of, minlength=n_hands))[:-1])
    between = TRADES_A_HAND * n_hands if trades is None else trades
    held = np.zeros(n_cards, dtype=bool)
    for _ in range(draws):
        _trade(hands, between, held=held, rng=rng)
        at = np.repeat(np.arange(n_hands), [len(hand) for hand in hands]), np.concatenate(hands)
        city_at, network_at = at if by_city else at[::-1]
        blank = np.ones(len(table)), np.full(len(table), np.nan)
        yield replace(table, city_at=city_at, network_at=network_at, grade=blank[0], since=blank[1])


def _trade(hands: list[NDArray[np.int64]], trades: int, *, held: NDArray[np.bool_], rng: np.random.Generator) -> None:
    if len(hands) < 2:  # noqa: PLR2004  a trade needs two
        return
    first = rng.integers(len(hands), size=trades)
    second = (first + rng.integers(1, len(hands), size=trades)) % len(hands)
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        held[hands[a]] = True
        shared = held[hands[b]]
        only_b = hands[b][~shared]
        common = hands[b][shared]
        held[common] = False
        only_a = hands[a][held[hands[a]]]
        held[hands[a]] = False
        if not len(only_a) or not len(only_b):
            continue
        pool = np.concatenate([only_a, only_b])
        rng.shuffle(pool)
        hands[a] = np.concatenate([common, pool[: len(only_a)]])
        hands[b] = np.concatenate([common, pool[len(only_a) :]])
