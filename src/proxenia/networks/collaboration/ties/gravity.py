r"""What size and distance would have expected of a tie, and how far the tie is above or below it.

Joint works of all pairs of the cities taken, those without any among them, follow

.. math:: \mu_{ij} = \exp(\beta_0 + \beta_1 \log(n_i n_j) + \beta_2 \log d_{ij} + \beta_3\,\text{same country} +
          \beta_4\,\text{same language} + \dots)

fitted by Poisson pseudo-maximum likelihood (Santos Silva and Tenreyro 2006, The log of gravity, Review of Economics and
Statistics 88(4)), with standard errors that let all pairs of one city go together (Aronow, Samii and Assenova 2015,
Cluster-robust variance estimation for dyadic data, Political Analysis 23(4)). What is left, the ratio :math:`\theta_{ij}` of a tie to
its expectation, varies over pairs as a gamma of mean 1 and variance :math:`1/a`, whose :math:`a` maximizes the negative
binomial likelihood. Given the works seen, :math:`\theta_{ij} \sim \Gamma(a + c_{ij}, a + \mu_{ij})`: a pair with little
evidence is drawn to 1. The interval is that of the gamma, widened by the uncertainty of :math:`\log\mu_{ij}`, which moves
:math:`\log\theta_{ij}` by :math:`-\mu_{ij}/(a + \mu_{ij})` of its own.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    import pandas as pd

    from proxenia.networks.collaboration.units import Unit

__all__ = ["Gravity", "Term", "fit_gravity", "languages"]

MOST, LEAST_PAIRS = 400, 30
LEVEL = 0.9
NEAREST_KM = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A coefficient with its standard error and 90 % interval."""

    name: str
    estimate: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gravity:
    """A fitted expectation: its terms, the spread of ties around it, and every pair with its ratio.

    Rows of `pairs`: unit_a, unit_b, works, expected, ratio, low, high (90 %), largest departure first. `dispersion` is
    the variance of the ratios over pairs; `left_out` counts pairs without a figure for one of the terms.
    """

    terms: tuple[Term, ...]
    dispersion: float
    pairs: tuple[dict[str, Any], ...]
    cities: int
    left_out: int


def fit_gravity(
    units: Mapping[int, Unit],
    output: Mapping[int, float],
    works: Mapping[tuple[int, int], float],
    *,
    most: int = MOST,
    more: Mapping[str, Callable[[Unit, Unit], float | None]] | None = None,
) -> Gravity:
    """Fit the expectation and give every pair of cities with its ratio.

    Parameters
    ----------
    units, output
        Cities and their works (full count).
    works
        Joint works of pairs, lower number first (full count); a pair that is not there has none.
    most
        Cities taken, those with most works; the pairs grow with its square.
    more
        Further terms by name: a figure for each pair of units, or None where it is not known.

    Raises
    ------
    MethodError
        If there are too few pairs, no tie at all, or the extra that fits is not installed.
    """
    frame = _frame(units, output, works, most=most, more=dict(more or {}))
    whole = len(frame)
    frame = frame.dropna()
    if len(frame) < LEAST_PAIRS or frame["works"].sum() == 0:
        raise MethodError(
            f"{len(frame)} pairs of cities with {frame['works'].sum():.0f} joint works are too few for an expectation;"
            f" it needs {LEAST_PAIRS} pairs with works among them"
        )
    kept = [name for name in frame.columns if name not in {"unit_a", "unit_b", "works"}]
    names = [name for name in kept if frame[name].min() < frame[name].max()]
    terms, expected, spread = _fit(frame, names)
    pairs, dispersion = _departures(frame, expected, spread)
    cities = len(set(frame["unit_a"]) | set(frame["unit_b"]))
    return Gravity(terms=terms, dispersion=dispersion, pairs=pairs, cities=cities, left_out=whole - len(frame))


@lru_cache(maxsize=1)
def languages() -> dict[str, frozenset[str]]:
    """Official and working languages of each country, by its code."""
    table = files("proxenia").joinpath("data", "science", "languages.csv")
    with table.open("r", encoding="utf-8") as file:
        return {row["country_iso2"]: frozenset(row["languages"].split(";")) for row in csv.DictReader(file)}


def _frame(
    units: Mapping[int, Unit],
    output: Mapping[int, float],
    works: Mapping[tuple[int, int], float],
    *,
    most: int,
    more: dict[str, Callable[[Unit, Unit], float | None]],
) -> pd.DataFrame:
    import numpy as np  # noqa: PLC0415  most commands fit nothing

    try:
        import pandas as pd  # noqa: PLC0415  an extra
    except ImportError as error:
        raise MethodError("the gravity expectation needs more: pip install 'proxenia[gravity]'") from error
    taken = sorted((n for n in output if output[n] > 0), key=lambda n: (-output[n], n))[:most]
    taken.sort()
    a, b = np.triu_indices(len(taken), k=1)
    chosen = [units[n] for n in taken]
    place = np.radians([[unit.latitude, unit.longitude] for unit in chosen]).reshape(-1, 2)
    size = np.log([output[n] for n in taken])
    country = np.array([unit.country_iso2 for unit in chosen])
    spoken = languages()
    shared = {
        (x, y): float(bool(spoken.get(x, frozenset()) & spoken.get(y, frozenset())))
        for x in set(country.tolist())
        for y in set(country.tolist())
    }
    number = np.array(taken)
    columns: dict[str, Any] = {
        "unit_a": number[a],
        "unit_b": number[b],
        "works": [float(works.get((int(x), int(y)), 0.0)) for x, y in zip(number[a], number[b], strict=True)],
        "log_size": size[a] + size[b],
        "log_distance": np.log(np.maximum(_kilometers(place[a], place[b]), NEAREST_KM)),
        "same_country": (country[a] == country[b]).astype(float),
        "same_language": [shared[x, y] for x, y in zip(country[a].tolist(), country[b].tolist(), strict=True)],
    }
    for name, value in more.items():
        columns[name] = [value(chosen[x], chosen[y]) for x, y in zip(a, b, strict=True)]
    return pd.DataFrame(columns)


def _kilometers(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    import numpy as np  # noqa: PLC0415  the same

    from proxenia.places.distance import EARTH_RADIUS_KM  # noqa: PLC0415  beside its use

    half = np.sin((b[:, 0] - a[:, 0]) / 2) ** 2
    half += np.cos(a[:, 0]) * np.cos(b[:, 0]) * np.sin((b[:, 1] - a[:, 1]) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def _fit(frame: pd.DataFrame, names: Sequence[str]) -> tuple[tuple[Term, ...], np.ndarray, np.ndarray]:
    """Terms, expectation of each pair, and the standard error of its logarithm."""
    import warnings  # noqa: PLC0415  beside its use

    import numpy as np  # noqa: PLC0415  the same
    from scipy.stats import norm  # noqa: PLC0415  the same

    try:
        import pyfixest  # noqa: PLC0415  an extra
    except ImportError as error:
        raise MethodError("the gravity expectation needs more: pip install 'proxenia[gravity]'") from error
    formula = f"works ~ {' + '.join(names) or '1'}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model: Any = pyfixest.fepois(formula, data=frame)
    found = model.coef()
    design = np.column_stack([np.ones(len(frame)) if name == "Intercept" else frame[name] for name in found.index])
    expected = np.exp(design @ found.to_numpy())
    variance = _variance(frame, design, expected)
    errors = np.sqrt(np.diag(variance))
    z = norm.ppf(0.5 + LEVEL / 2)
    terms = tuple(
        Term(name=str(name), estimate=float(b), se=float(se), low=float(b - z * se), high=float(b + z * se))
        for name, b, se in zip(found.index, found, errors, strict=True)
    )
    return terms, expected, np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", design, variance, design), 0.0))


def _variance(frame: pd.DataFrame, design: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Variance of the terms when all pairs that share a city may go together."""
    import numpy as np  # noqa: PLC0415  the same

    scores = design * (frame["works"].to_numpy() - expected)[:, None]
    ends = frame[["unit_a", "unit_b"]].to_numpy()
    cities, at = np.unique(ends, return_inverse=True)
    at = at.reshape(ends.shape)
    sums = np.zeros((len(cities), design.shape[1]))
    for side in (0, 1):
        np.add.at(sums, at[:, side], scores)
    meat = (sums.T @ sums - scores.T @ scores) * len(cities) / (len(cities) - 1)
    values, vectors = np.linalg.eigh(meat)
    meat = (vectors * np.maximum(values, 0.0)) @ vectors.T
    bread = np.linalg.inv((design * expected[:, None]).T @ design)
    return bread @ meat @ bread


def _departures(
    frame: pd.DataFrame, expected: np.ndarray, spread: np.ndarray
) -> tuple[tuple[dict[str, Any], ...], float]:
    import numpy as np  # noqa: PLC0415  the same
    from scipy.stats import gamma, norm  # noqa: PLC0415  the same

    seen = frame["works"].to_numpy()
    a = _shape(seen, expected)
    shape, rate = a + seen, a + expected
    ratio = shape / rate
    z = norm.ppf(0.5 + LEVEL / 2)
    moved = z * spread * expected / rate
    low, high = (gamma.ppf(0.5 + side * LEVEL / 2, shape) / rate for side in (-1, 1))
    low = ratio * np.exp(-np.hypot(np.log(ratio / np.maximum(low, 1e-300)), moved))
    high = ratio * np.exp(np.hypot(np.log(high / ratio), moved))
    order = np.argsort(-np.abs(np.log(ratio)), kind="stable")
    units = frame[["unit_a", "unit_b"]].to_numpy()
    rows = tuple(
        {
            "unit_a": int(units[k, 0]), "unit_b": int(units[k, 1]), "works": float(seen[k]),
            "expected": float(expected[k]), "ratio": float(ratio[k]), "low": float(low[k]), "high": float(high[k]),
        }
        for k in order
    )  # fmt: skip
    return rows, float(1 / a)


def _shape(seen: np.ndarray, expected: np.ndarray) -> float:
    """Shape of the gamma over pairs that makes the works seen most likely (negative binomial)."""
    import numpy as np  # noqa: PLC0415  the same
    from scipy.optimize import minimize_scalar  # noqa: PLC0415  the same
    from scipy.special import gammaln  # noqa: PLC0415  the same

    def unlikely(log_a: float) -> float:
        a = np.exp(log_a)
        parts = (
            gammaln(seen + a) - gammaln(a) + a * np.log(a / (a + expected)) + seen * np.log(expected / (a + expected))
        )
        return -float(parts.sum())

    return float(np.exp(minimize_scalar(unlikely, bounds=(-6.0, 9.0), method="bounded").x))
