"""A typology of the panel: kinds of cities found in the evidence, named by what sets them apart, with their stability.

Cities are grouped around medoids by the distances of their profiles, over the indicators known of most of them; nothing
is filled in. The number of kinds is the one whose groups come back most surely when four fifths of the cities are drawn
and every value is drawn anew from its uncertainty (mean adjusted Rand index). The same is done with each indicator
shuffled among the cities: a typology that stands out no further than shuffled evidence does, with its own best number
of kinds, is said to be none.

References
----------
Hennig (2007), *Cluster-wise assessment of cluster stability*; Ben-Hur, Elisseeff and Guyon (2002), *A stability based
method for discovering structure in clustered data*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.alike.clusters import medoids, silhouette
from proxenia.compare.alike.peers import distances
from proxenia.errors import MethodError
from proxenia.locale.render import translate
from proxenia.locale.writing import writing
from proxenia.networks.structure import adjusted_rand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.compare.profile import Profile
    from proxenia.indicators import Catalog
    from proxenia.locale.text import Language

__all__ = ["Choice", "Feature", "Kind", "Typology", "kind_name", "typology"]

LEAST_COVERAGE = 0.75
SHARE_DRAWN = 0.8
TELLING = 0.5
"""Standard deviations of the panel by which a kind's mean must differ for the feature to name it."""

MOST_FEATURES = 3
MOST_TRIES = 20
FEWEST_RESAMPLES = 5
LEAST_STABILITY = 0.6
LEVEL = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """An indicator in which a kind differs from the panel: `difference` in its standard deviations, `points` 0-100."""

    indicator: str
    difference: float
    points: float
    panel_points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of city: its cities, the one in its middle, what sets it apart, and how surely it comes back.

    `stability` is the mean Jaccard overlap (0-1) with the most similar group of each resample. `belonging` gives for
    each city the share of resamples in which it is with most of its kind.
    """

    number: int
    cities: tuple[str, ...]
    medoid: str
    features: tuple[Feature, ...]
    stability: float
    belonging: tuple[float, ...]

    @property
    def is_stable(self) -> bool:
        """Whether the kind comes back surely enough to be relied on (a mean overlap of 0.6, after Hennig)."""
        return round(self.stability, 2) >= LEAST_STABILITY


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How well one number of kinds does: mean adjusted Rand index over resamples with its 90 % range, and silhouette.

    `by_chance` is the mean index for shuffled evidence.
    """

    kinds: int
    agreement: float
    interval: tuple[float, float]
    silhouette: float
    by_chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Typology:
    """Kinds of cities, largest first.

    `chance` is how often shuffled evidence, with its own best number of kinds, stands out as far from chance as this;
    the typology `is_real` when that is one time in twenty at most.
    """

    kinds: tuple[Kind, ...]
    choices: tuple[Choice, ...]
    indicators: tuple[str, ...]
    left_out: tuple[str, ...]
    chance: float

    @property
    def is_real(self) -> bool:
        """Whether the kinds stand out from those of shuffled evidence."""
        return self.chance <= LEVEL


def typology(
    profile: Profile,
    *,
    kinds: int | None = None,
    indicators: Sequence[str] | None = None,
    most: int = 6,
    resamples: int = 100,
    shuffles: int = 39,
    rng: np.random.Generator,
) -> Typology:
    """Group the cities of a profile.

    Parameters
    ----------
    profile
        Readings of the panel.
    kinds
        Number of kinds; the most stable one from 2 to `most` by default.
    indicators
        What to group by; by default those known of three quarters of the cities.
    most
        Largest number of kinds tried.
    resamples
        Draws of cities and values.
    shuffles
        Shuffles of the evidence for the comparison with chance; each is resampled a fifth as often.
    rng
        Source of chance.

    Raises
    ------
    MethodError
        If too few cities or indicators are left to group.
    """
    chosen, rows = _usable(profile, indicators)
    points = profile.points[np.ix_(rows, chosen)]
    draws = profile.point_draws[:, rows][:, :, chosen]
    tried = [kinds] if kinds else range(2, min(most, len(rows) - 1) + 1)
    if kinds is not None and not 2 <= kinds < len(rows):  # noqa: PLR2004  one kind is no typology
        raise MethodError(f"{kinds} kinds of {len(rows)} cities; ask for 2 to {len(rows) - 1}")
    choices, likely = _choices(points, draws, tried, resamples=resamples, shuffles=shuffles, rng=rng)
    best = max(choices, key=_above_chance)
    names = tuple(profile.names[row] for row in rows)
    indicator_ids = tuple(profile.observations.indicators[column] for column in chosen)
    return Typology(
        kinds=_kinds(points, draws, best.kinds, names=names, indicators=indicator_ids, resamples=resamples, rng=rng),
        choices=choices,
        indicators=indicator_ids,
        left_out=tuple(name for row, name in enumerate(profile.names) if row not in set(rows)),
        chance=likely,
    )


def kind_name(kind: Kind, catalog: Catalog, language: Language) -> str:
    """Name a kind by what sets it apart: what its cities have more and less of than the panel."""
    words = {}
    for sign, message in ((1, "more: {features}"), (-1, "less: {features}")):
        labels = [catalog[f.indicator].label.into(language) for f in kind.features if f.difference * sign > 0]
        if labels:
            joint = writing(language).comma
            words[sign] = translate(message, language).format(features=joint.join(labels))
    apart = writing(language).semicolon
    return apart.join(words.values()) or translate("near the panel's mean in everything", language)


def _usable(profile: Profile, indicators: Sequence[str] | None) -> tuple[list[int], list[int]]:
    """Columns known of enough cities that also differ, and the rows that share enough of them with every other."""
    known = ~np.isnan(profile.points)
    if indicators is None:
        spread = np.nan_to_num(np.nanstd(np.where(known.any(axis=0), profile.points, 0.0), axis=0))
        columns = [int(c) for c in np.flatnonzero((known.mean(axis=0) >= LEAST_COVERAGE) & (spread > 0))]
    else:
        columns = [profile.column(each) for each in indicators]
    rows = [int(r) for r in np.flatnonzero(known[:, columns].mean(axis=1) > 0.5)] if columns else []  # noqa: PLR2004  most
    between = distances(profile.points[np.ix_(rows, columns)], least=1) if rows else np.zeros((0, 0))
    rows = [row for row, gaps in zip(rows, np.isnan(between), strict=True) if not gaps.any()]
    if len(rows) < 6 or len(columns) < 2:  # noqa: PLR2004  fewer allow no groups
        raise MethodError(f"{len(rows)} cities by {len(columns)} indicators are too few to group; add evidence")
    return columns, rows


def _scaled(points: NDArray[np.float64], like: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Points in standard deviations, so that indicators count alike; a constant one counts nothing."""
    base = points if like is None else like
    deviation = np.nanstd(base, axis=0)
    return (points - np.nanmean(base, axis=0)) / np.where(deviation > 0, deviation, np.inf)


def _resampled(
    points: NDArray[np.float64], draws: NDArray[np.float64], k: int, *, times: int, rng: np.random.Generator
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Rows drawn, and their labels, for each resample."""
    found = []
    size = max(k + 1, round(SHARE_DRAWN * len(points)))
    for _ in range(times):
        rows = np.sort(rng.choice(len(points), size=size, replace=False))
        values = draws[rng.integers(len(draws))][rows]
        between = distances(_scaled(values), least=1)
        found.append((rows, medoids(np.nan_to_num(between, nan=np.nanmax(between)), k=k)[1]))
    return found


def _agreement(
    points: NDArray[np.float64], draws: NDArray[np.float64], k: int, *, times: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    _, labels = medoids(distances(_scaled(points), least=1), k=k)
    return np.array(
        [adjusted_rand(labels[rows], other) for rows, other in _resampled(points, draws, k, times=times, rng=rng)]
    )


def _choices(
    points: NDArray[np.float64],
    draws: NDArray[np.float64],
    tried: Sequence[int],
    *,
    resamples: int,
    shuffles: int,
    rng: np.random.Generator,
) -> tuple[tuple[Choice, ...], float]:
    """How well each number of kinds does, and how often shuffled evidence stands as far above chance as the best."""
    dealt = [_dealt(points, draws, deal) for deal in _deals(points, shuffles, rng=rng)]
    times = max(resamples // 5, FEWEST_RESAMPLES)
    by_chance = np.array([[_agreement(*each, k, times=times, rng=rng).mean() for each in dealt] for k in tried])
    choices = tuple(
        _choice(points, draws, k, by_chance=float(row.mean()), times=resamples, rng=rng)
        for k, row in zip(tried, by_chance, strict=True)
    )
    best = max(choices, key=_above_chance)
    as_far = (by_chance - by_chance.mean(axis=1, keepdims=True)).max(axis=0) >= best.agreement - best.by_chance
    return choices, float((as_far.sum() + 1) / (len(dealt) + 1))


def _above_chance(choice: Choice) -> tuple[float, int]:
    return choice.agreement - choice.by_chance, -choice.kinds


def _deals(points: NDArray[np.float64], shuffles: int, *, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Shuffles of each indicator among the cities, under which every two cities still share some value."""
    found: list[NDArray[np.int64]] = []
    for _ in range(MOST_TRIES * shuffles):
        deal = np.stack([rng.permutation(len(points)) for _ in range(points.shape[1])], axis=1)
        if not np.isnan(distances(points[deal, np.arange(points.shape[1])], least=1)).any():
            found.append(deal)
        if len(found) == shuffles:
            return found
    raise MethodError(
        "shuffled evidence leaves cities without a common value; group by indicators known of more of them"
    )


def _dealt(
    points: NDArray[np.float64], draws: NDArray[np.float64], deal: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    columns = np.arange(points.shape[1])
    return points[deal, columns], draws[:, deal, columns]


def _choice(
    points: NDArray[np.float64],
    draws: NDArray[np.float64],
    k: int,
    *,
    by_chance: float,
    times: int,
    rng: np.random.Generator,
) -> Choice:
    agreement = _agreement(points, draws, k, times=times, rng=rng)
    between = distances(_scaled(points), least=1)
    low, high = np.quantile(agreement, [0.05, 0.95])
    return Choice(
        kinds=k,
        agreement=float(agreement.mean()),
        interval=(float(low), float(high)),
        silhouette=float(silhouette(between, medoids(between, k=k)[1]).mean()),
        by_chance=by_chance,
    )


def _kinds(
    points: NDArray[np.float64],
    draws: NDArray[np.float64],
    k: int,
    *,
    names: Sequence[str],
    indicators: Sequence[str],
    resamples: int,
    rng: np.random.Generator,
) -> tuple[Kind, ...]:
    centers, labels = medoids(distances(_scaled(points), least=1), k=k)
    again = _resampled(points, draws, k, times=resamples, rng=rng)
    standard = _scaled(points)
    order = sorted(range(k), key=lambda each: (-int((labels == each).sum()), centers[each]))
    kinds = []
    for number, label in enumerate(order, start=1):
        members = np.flatnonzero(labels == label)
        overlap, belonging = _stability(set(members.tolist()), again)
        kinds.append(
            Kind(
                number=number,
                cities=tuple(names[i] for i in members),
                medoid=names[centers[label]],
                features=_features(points, standard, members, indicators),
                stability=overlap,
                belonging=tuple(belonging.get(int(i), 0.0) for i in members),
            )
        )
    return tuple(kinds)


def _stability(
    members: set[int], again: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]
) -> tuple[float, dict[int, float]]:
    """Mean overlap with the most similar group of each resample, and how often each member is in it."""
    overlaps = []
    inside = dict.fromkeys(members, 0)
    drawn = dict.fromkeys(members, 0)
    for rows, labels in again:
        present = members & set(rows.tolist())
        if not present:
            continue
        groups = [set(rows[labels == each].tolist()) for each in np.unique(labels)]
        best = max(groups, key=lambda group: len(group & present) / len(group | present))
        overlaps.append(len(best & present) / len(best | present))
        for member in present:
            drawn[member] += 1
            inside[member] += member in best
    share = {member: inside[member] / drawn[member] for member in members if drawn[member]}
    return (float(np.mean(overlaps)) if overlaps else 0.0), share


def _features(
    points: NDArray[np.float64], standard: NDArray[np.float64], members: NDArray[np.int64], indicators: Sequence[str]
) -> tuple[Feature, ...]:
    found = []
    for column, indicator in enumerate(indicators):
        mine = standard[members, column]
        if np.isnan(mine).all():
            continue
        difference = float(np.nanmean(mine))
        if abs(difference) >= TELLING:
            found.append(
                Feature(
                    indicator=indicator,
                    difference=difference,
                    points=float(np.nanmean(points[members, column])),
                    panel_points=float(np.nanmean(points[:, column])),
                )
            )
    found.sort(key=lambda feature: (-abs(feature.difference), feature.indicator))
    return tuple(found[:MOST_FEATURES])
