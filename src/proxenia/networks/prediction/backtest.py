"""How well hidden members are found again: by chance hidden, or those who joined after a year; against plain baselines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.errors import MethodError
from proxenia.networks.prediction.features import survey
from proxenia.networks.prediction.learn import LEAST_TO_LEARN, METHODS, Method, candidates, score_pairs, scorer, usable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.networks.bipartite import Bipartite, Sites

__all__ = ["Backtest", "Trial", "backtest", "hide_at_random", "hide_since"]

MEASURES = ("recall", "precision", "average precision", "area under ROC")
BASELINES: tuple[Method, ...] = ("degree", "gravity")
UNLEARNED: tuple[Method, ...] = ("likeness", "degree")
RESAMPLES, LEVEL = 2000, 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How one method found the hidden members of one network in one round.

    `hidden` counts the hidden members that could be found (their cities are still in some other network), `hits` those
    among the `best` first. `average_precision` and `roc` are of the whole ranking of candidates.
    """

    method: Method
    round: int
    network: str
    hidden: int
    hits: int
    best: int
    average_precision: float
    roc: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """Trials of all methods, with what they come to."""

    trials: tuple[Trial, ...]
    seed: int

    @property
    def methods(self) -> tuple[Method, ...]:
        """Methods tried."""
        return tuple(dict.fromkeys(trial.method for trial in self.trials))

    def measure(self, method: Method, name: str) -> tuple[float, float, float]:
        """Mean of a measure over networks with its 90 % interval, networks drawn again 2,000 times.

        `recall` is the share of findable hidden members among the best (of at most as many as are asked for),
        `precision` the share of the best that were hidden.
        """
        values = self._by_network(method, name)
        return (float(values.mean()), *self._interval(values))

    def advantage(self, method: Method, over: Method, name: str) -> tuple[float, float, float]:
        """Mean difference to another method with its 90 % interval, network by network."""
        values = self._by_network(method, name) - self._by_network(over, name)
        return (float(values.mean()), *self._interval(values))

    def hits(self, method: Method) -> tuple[int, int]:
        """Hidden members found among the best, and those that could have been found, over all rounds."""
        tried = [trial for trial in self.trials if trial.method == method]
        return sum(trial.hits for trial in tried), sum(trial.hidden for trial in tried)

    def chosen(self) -> Method:
        """The method to use: the best by average precision where it beats every baseline for sure, else the best baseline."""
        ranked = sorted(self.methods, key=lambda method: -self.measure(method, "average precision")[0])
        baselines = [method for method in ranked if method in BASELINES]
        first = ranked[0]
        if first in BASELINES or all(self.advantage(first, b, "average precision")[1] > 0 for b in baselines):
            return first
        return baselines[0]

    def plain(self) -> dict[str, Any]:
        """Give what the trials come to as plain figures, for printing and JSON."""
        methods = {}
        for method in self.methods:
            hits, findable = self.hits(method)
            measures = {name: self.measure(method, name) for name in MEASURES}
            methods[method] = {"hits": hits, "findable": findable, "measures": measures}
        return {"seed": self.seed, "chosen": self.chosen(), "methods": methods}

    def _by_network(self, method: Method, name: str) -> NDArray[np.float64]:
        if name not in MEASURES:
            raise MethodError(f"no measure {name!r}; there are {', '.join(MEASURES)}")
        networks: dict[str, list[float]] = {}
        for trial in self.trials:
            if trial.method == method:
                networks.setdefault(trial.network, []).append(_value(trial, name))
        if not networks:
            raise MethodError(f"method {method!r} was not tried; there are {', '.join(self.methods)}")
        return np.array([np.mean(networks[key]) for key in sorted(networks)])

    def _interval(self, values: NDArray[np.float64]) -> tuple[float, float]:
        rng = np.random.default_rng(self.seed)
        means = values[rng.integers(len(values), size=(RESAMPLES, len(values)))].mean(axis=1)
        low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return float(low), float(high)


def hide_at_random(table: Bipartite, *, share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Choose memberships to hide, each with the same chance, shape (n_memberships,)."""
    if not 0 < share < 1:
        raise MethodError(f"share {share:g} of memberships to hide is not between 0 and 1")
    return rng.random(len(table)) < share


def hide_since(table: Bipartite, *, year: int) -> NDArray[np.bool_]:
    """Choose the memberships that began in a year or later; those of unknown year stay.

    Raises
    ------
    MethodError
        If no membership, or every one, began then.
    """
    hidden = table.since >= year
    if not hidden.any() or hidden.all():
        known = table.since[np.isfinite(table.since)]
        span = f"{known.min():.0f}-{known.max():.0f}" if len(known) else "unknown in all rows"
        raise MethodError(f"year {year} hides {hidden.sum()} of {len(table)} memberships; years of joining are {span}")
    return hidden


def backtest(
    table: Bipartite,
    sites: Sites,
    *,
    seed: int,
    rounds: int = 5,
    share: float = 0.15,
    year: int | None = None,
    methods: Sequence[Method] | None = None,
    best: int = 20,
) -> Backtest:
    """Hide memberships, rank the missing pairs from the rest, and see where the hidden ones stand.

    Parameters
    ----------
    table, sites
        Memberships, and the places of their cities.
    seed
        Seed of the hiding and the learning.
    rounds, share
        How often to hide at random, and how much each time.
    year
        Where given, hide instead those who joined in that year or later, once: the future is guessed from the past.
    methods
        Methods to try on the same hidden members; where not given, all, or those that learn nothing for a small table.
    best
        Length of the list judged by `recall` and `precision`.

    Raises
    ------
    MethodError
        If nothing that was hidden can be found, because no hidden city is in another network.
    """
    rng = np.random.default_rng(seed)
    around = survey(sites)
    trials: list[Trial] = []
    for each in range(1 if year is not None else rounds):
        hidden = hide_at_random(table, share=share, rng=rng) if year is None else hide_since(table, year=year)
        known = table.only(~hidden)
        if methods is None:
            methods = METHODS if usable(known) >= 2 * LEAST_TO_LEARN else UNLEARNED
        rows, columns = np.nonzero(candidates(known))
        answers = table.only(hidden).matrix.toarray()[rows, columns] > 0
        for method in methods:
            score = scorer(known, around, method=method, rng=np.random.default_rng([seed, each]))
            scores = score_pairs(known, around, rows, columns, score)
            trials += _judge(table.networks, columns, answers, scores, method=method, round_=each, best=best)
    if not trials:
        raise MethodError("no hidden member can be found: no hidden city is in another network of the table")
    return Backtest(trials=tuple(trials), seed=seed)


def _judge(
    networks: Sequence[str],
    columns: NDArray[np.int64],
    answers: NDArray[np.bool_],
    scores: NDArray[np.float64],
    *,
    method: Method,
    round_: int,
    best: int,
) -> list[Trial]:
    from sklearn.metrics import average_precision_score, roc_auc_score  # noqa: PLC0415  slow to import

    out = []
    for column, network in enumerate(networks):
        asked = columns == column
        truth, score = answers[asked], scores[asked]
        if not truth.any() or truth.all():
            continue
        first = np.argsort(-score, kind="stable")[:best]
        out.append(
            Trial(
                method=method,
                round=round_,
                network=network,
                hidden=int(truth.sum()),
                hits=int(truth[first].sum()),
                best=min(best, len(truth)),
                average_precision=float(average_precision_score(truth, score)),
                roc=float(roc_auc_score(truth, score)),
            )
        )
    return out


def _value(trial: Trial, name: str) -> float:
    return {
        "recall": trial.hits / min(trial.hidden, trial.best),
        "precision": trial.hits / trial.best,
        "average precision": trial.average_precision,
        "area under ROC": trial.roc,
    }[name]
