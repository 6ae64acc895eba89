"""What a proposed union is held against: rewired worlds, and what its own capacity may be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.networks.bipartite import from_pairs
from proxenia.networks.nulls import shuffles
from proxenia.unions.forming.capacity import PARTS, measure_capacity
from proxenia.unions.forming.choose import best_quickly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from proxenia.networks.bipartite import Bipartite
    from proxenia.unions.forming.capacity import Evidence
    from proxenia.unions.forming.choose import Limits
    from proxenia.unions.settings import FormSettings

__all__ = ["best_of_rewired", "capacity_draws", "rewired"]

SWAPS_PER_TIE = 10


def rewired(evidence: Evidence, worlds: int, *, rng: np.random.Generator) -> Iterator[Evidence]:
    """Give evidence with as many memberships and agreements for every city and network, dealt again at random.

    Memberships are traded between cities, agreements exchange their ends; each world is made from the one before.

    References
    ----------
    Strona et al. (2014), doi:10.1038/ncomms5114, for memberships; Maslov and Sneppen (2002),
    doi:10.1126/science.1065103, for agreements.
    """
    rows, columns = np.nonzero(evidence.member)
    if len(rows) == 0:
        dealt = iter([evidence.member] * worlds)
    else:
        table = from_pairs((int(i), f"{j:06d}") for i, j in zip(rows, columns, strict=True))
        dealt = (_filled(world, evidence.member.shape) for world in shuffles(table, worlds, rng=rng))
    tied = evidence.tied
    for member in dealt:
        tied = _exchanged(tied, rng=rng)
        yield replace(evidence, member=member, tied=tied)


def best_of_rewired(
    evidence: Evidence, size: int, *, limits: Limits, settings: FormSettings, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Capacity of the best union found by exchange in each rewired world; shape (at most `settings.worlds`,).

    A world in which exchange finds no set that keeps the limits is left out.
    """
    best = []
    for world in rewired(evidence, settings.worlds, rng=rng):
        capacity = measure_capacity(world, settings=settings)
        chosen = best_quickly(capacity, size, limits=limits)
        if chosen is not None:
            best.append(capacity.of(chosen))
    return np.array(best or [0.0])


def capacity_draws(
    evidence: Evidence,
    chosen: Sequence[int],
    *,
    unseen: NDArray[np.float64],
    settings: FormSettings,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Draw the capacity of a set of cities under other weights, unseen ties and unknown permissions; shape (n_draws,).

    Parameters
    ----------
    unseen
        Chance that each chosen city is an unseen member of each network; shape (n_chosen, n_networks). Every draw
        takes a share of it between none and all, since what was not seen may as well not be there.
    """
    rows = np.asarray(chosen)
    ours = _only(evidence, rows)
    nominal = np.array([settings.weights[name] for name in PARTS])
    pairs = np.triu_indices(len(rows), 1)
    density = evidence.tied[np.triu_indices(len(evidence.cities), 1)].mean()
    out = np.empty(settings.draws)
    mixtures = rng.dirichlet(np.where(nominal > 0, nominal / nominal.mean(), 1e-9), size=settings.draws)
    for d in range(settings.draws):
        share, much = rng.uniform(*settings.unseen_ties), rng.random()
        more = (rng.random(pairs[0].size) < density * (1 / share - 1)).astype(float)
        tied = np.zeros_like(ours.tied)
        tied[pairs] = np.maximum(ours.tied[pairs], more)
        world = replace(
            ours,
            tied=tied + tied.T,
            member=np.maximum(ours.member, rng.random(unseen.shape) < much * unseen),
            permission=np.where(np.isnan(ours.permission), rng.random(len(rows)), ours.permission),
        )
        parts = measure_capacity(world, settings=settings).parts(range(len(rows)))
        out[d] = mixtures[d] @ [parts[name] for name in PARTS]
    return out


def _only(evidence: Evidence, rows: NDArray[np.int64]) -> Evidence:
    return replace(
        evidence,
        cities=tuple(evidence.cities[i] for i in rows),
        tied=evidence.tied[np.ix_(rows, rows)],
        member=evidence.member[rows],
        built=evidence.built[rows],
        host=evidence.host[rows],
        permission=evidence.permission[rows],
        host_facts=tuple(evidence.host_facts[i] for i in rows),
        permission_facts=tuple(evidence.permission_facts[i] for i in rows),
    )


def _filled(table: Bipartite, shape: tuple[int, ...]) -> NDArray[np.float64]:
    out = np.zeros(shape)
    cities, networks = np.array(table.cities), np.array([int(network) for network in table.networks])
    out[cities[table.city_at], networks[table.network_at]] = 1.0
    return out


def _exchanged(tied: NDArray[np.float64], *, rng: np.random.Generator) -> NDArray[np.float64]:
    out = tied.copy()
    edges = np.argwhere(np.triu(out, 1) > 0)
    for _ in range(SWAPS_PER_TIE * len(edges) if len(edges) > 1 else 0):
        first, second = rng.choice(len(edges), size=2, replace=False)
        (a, b), (c, d) = edges[first], edges[second] if rng.random() < 0.5 else edges[second][::-1]  # noqa: PLR2004  either end
        if len({a, b, c, d}) == 4 and not out[a, d] and not out[c, b]:  # noqa: PLR2004  four different cities
            out[[a, b, c, d], [b, a, d, c]] = 0.0
            out[[a, d, c, b], [d, a, b, c]] = 1.0
            edges[first], edges[second] = (a, d), (c, b)
    return out
