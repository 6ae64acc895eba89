"""Ways to score pairs that are not in the table: two plain ones to beat, one by likeness, one that learns.

The learning one hides a fifth of the memberships, works out the features of the hidden ones and of pairs that are no
members from the rest, and so on for all fifths; so it is trained on the very task it is used for. Two learners are
averaged: logistic regression, which carries far, and boosted trees, which see what goes together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from proxenia.errors import MethodError
from proxenia.networks.prediction.features import FEATURES, GRAVITY, features_of, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from proxenia.networks.bipartite import Bipartite, Sites
    from proxenia.networks.prediction.features import Surroundings

__all__ = ["LEAST_TO_LEARN", "METHODS", "Method", "candidates", "membership_chances", "score_pairs", "scorer", "usable"]

Method = Literal["learned", "likeness", "gravity", "degree"]
METHODS: tuple[Method, ...] = get_args(Method)
FOLDS, NONE_FOR_EACH, CHUNK = 5, 20, 200_000
"""Parts of the table; pairs that are none to learn from for each membership; pairs scored at a time."""
LEAST_TO_LEARN = 150
"""Memberships of cities that are in another network too, below which nothing is learned from a table."""


def membership_chances(
    table: Bipartite, sites: Sites, *, rng: np.random.Generator, method: Method = "learned"
) -> NDArray[np.float64]:
    """Score every pair of a city and a network by how likely the city is a member, whatever the table says of it.

    Parameters
    ----------
    table, sites
        Memberships, and the places of their cities.
    rng
        Source of chance for the fifths and the sample.
    method
        `learned` and `gravity` give chances (0-1) that a city of these features, already in some other network, is a
        member; `likeness` and `degree` give scores that only order.

    Returns
    -------
    chances
        Shape (n_cities, n_networks). NaN for memberships of the table, which are no question.

    Raises
    ------
    MethodError
        If the method is unknown, or learns and the table is too small for it (`LEAST_TO_LEARN`).
    """
    around = survey(sites)
    score = scorer(table, around, method=method, rng=rng)
    out = np.full(table.shape, np.nan)
    rows, columns = np.nonzero(table.matrix.toarray() == 0)
    out[rows, columns] = score_pairs(table, around, rows, columns, score)
    return out


def score_pairs(
    table: Bipartite,
    around: Surroundings,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    score: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Score pairs in portions, so that a table of any size fits in memory."""
    features = features_of(table, around)
    out = np.empty(len(rows))
    for start in range(0, len(rows), CHUNK):
        part = slice(start, start + CHUNK)
        out[part] = score(features.at(rows[part], columns[part]))
    return out


def usable(table: Bipartite) -> int:
    """Count the memberships of cities that are in another network too: what a method can be trained and judged on."""
    return int((table.city_degree[table.city_at] > 1).sum())


def candidates(table: Bipartite, known: Bipartite | None = None) -> NDArray[np.bool_]:
    """Say which pairs could be guessed: cities with a membership in `table`, pairs neither in it nor in `known`."""
    open_pairs = (table.matrix.toarray() == 0) & (table.city_degree > 0)[:, None]
    return open_pairs if known is None else open_pairs & (known.matrix.toarray() == 0)


def scorer(
    table: Bipartite, around: Surroundings, *, method: Method, rng: np.random.Generator
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Make the rule that scores features, learning it from the table where the method learns."""
    at = {name: place for place, name in enumerate(FEATURES)}
    if method == "degree":
        return lambda x: x[:, at["networks of the city"]] + x[:, at["members of the network"]]
    if method == "likeness":
        return lambda x: x[:, at["likeness"]]
    if method not in METHODS:
        raise MethodError(f"no method {method!r}; there are {', '.join(METHODS)}")
    if usable(table) < LEAST_TO_LEARN:
        raise MethodError(
            f"{usable(table)} memberships of cities in several networks are too few to learn from; at least "
            f"{LEAST_TO_LEARN} are needed: use method 'degree'"
        )
    x, y, base = _lessons(table, around, rng=rng)
    if method == "gravity":
        return _logistic(x, y, base, columns=[at[name] for name in GRAVITY])
    learners = _logistic(x, y, base), _trees(x, y, base, seed=int(rng.integers(2**31)))
    return lambda asked: _chance(np.mean([_odds(learner(asked)) for learner in learners], axis=0))


def _lessons(
    table: Bipartite, around: Surroundings, *, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Features and answers of hidden memberships and of pairs that are none, and what sampling did to the odds."""
    fold = rng.integers(FOLDS, size=len(table))
    features, answers, asked, open_pairs = [], [], 0, 0
    for each in range(FOLDS):
        known = table.only(fold != each)
        hidden = np.flatnonzero((fold == each) & (known.city_degree[table.city_at] > 0))
        none = np.flatnonzero(candidates(known, table).ravel())
        drawn = rng.choice(none, size=min(NONE_FOR_EACH * max(len(hidden), 1), len(none)), replace=False)
        rows = np.concatenate([table.city_at[hidden], drawn // table.shape[1]])
        columns = np.concatenate([table.network_at[hidden], drawn % table.shape[1]])
        features.append(features_of(known, around).at(rows, columns))
        answers.append(np.repeat([1.0, 0.0], [len(hidden), len(drawn)]))
        asked, open_pairs = asked + len(drawn), open_pairs + len(none)
    base = np.log(asked / (open_pairs / FOLDS))
    return np.concatenate(features), np.concatenate(answers), float(base)


def _logistic(
    x: NDArray[np.float64], y: NDArray[np.float64], base: float, *, columns: Sequence[int] | None = None
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  slow to import

    used = list(range(x.shape[1])) if columns is None else list(columns)
    known = np.isfinite(x[:, used])
    count = np.maximum(known.sum(axis=0), 1)
    middle = np.where(known, x[:, used], 0.0).sum(axis=0) / count
    spread = np.sqrt(np.where(known, (x[:, used] - middle) ** 2, 0.0).sum(axis=0) / count)
    spread = np.where(spread > 0, spread, 1.0)

    def scaled(raw: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.nan_to_num((raw[:, used] - middle) / spread)

    learner = LogisticRegression(C=0.1, max_iter=500).fit(scaled(x), y)
    return lambda asked: _chance(learner.decision_function(scaled(asked)) + base)


def _trees(
    x: NDArray[np.float64], y: NDArray[np.float64], base: float, *, seed: int
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415  slow to import

    known = np.isfinite(x).any(axis=0)
    learner = HistGradientBoostingClassifier(
        max_iter=250,
        learning_rate=0.04,
        max_leaf_nodes=12,
        min_samples_leaf=60,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=seed,
    )
    with _one_thread():
        learner.fit(x[:, known], y)

    def score(asked: NDArray[np.float64]) -> NDArray[np.float64]:
        with _one_thread():
            return _chance(learner.decision_function(asked[:, known]) + base)

    return score


def _one_thread() -> AbstractContextManager[object]:
    """Keep the trees to one thread: on a busy machine several wait for each other longer than one takes."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415  comes with scikit-learn

    return threadpool_limits(limits=1, user_api="openmp")


def _odds(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = np.clip(chance, 1e-12, 1 - 1e-12)
    return np.log(inside / (1 - inside))


def _chance(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
