"""Studies and cases per indicator, with intervals, by form and scale."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.coding.frequency.studies import CodedStudy

__all__ = ["Frequency", "IndicatorUse", "indicator_frequency", "places_of_indicators", "share_interval"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorUse:
    """How often one indicator is used.

    `studies` and `share` count studies; `interval` is the 95 % Wilson interval of the share. `cases` sums the cases of the
    studies that tell theirs; `cases_unknown` counts those that do not, whose cases are missing and not zero.
    `ranks` is the 95 % interval of its place among the indicators over samples of studies drawn with replacement.
    """

    indicator: str
    form: str
    scale: str
    studies: int
    share: float
    interval: tuple[float, float]
    cases: int
    cases_unknown: int
    ranks: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """Frequencies of indicators in a corpus, most used first, with the studies each one is used by.

    `by_form` and `by_scale` give the share of all uses that fall on each, with its interval over samples of studies.
    `used` has shape (n_studies, n_indicators), in the order of `studies` and `uses`.
    """

    studies: tuple[str, ...]
    uses: tuple[IndicatorUse, ...]
    by_form: dict[str, tuple[float, float, float]]
    by_scale: dict[str, tuple[float, float, float]]
    used: NDArray[np.bool_]


def indicator_frequency(
    studies: Sequence[CodedStudy],
    *,
    places: Mapping[str, tuple[str, str]],
    rng: np.random.Generator,
    draws: int = 2000,
) -> Frequency:
    """Count how often each indicator is used.

    Parameters
    ----------
    studies
        The corpus; a study without an indicator counts in the shares.
    places
        Form and scale of each indicator, by its id; see `places_of_indicators`.
    rng
        Source of chance.
    draws
        Samples of studies.

    Raises
    ------
    MethodError
        If there is no study, or no study uses any of the indicators.
    """
    ids = tuple(places)
    used = np.array([[indicator in study.indicators for indicator in ids] for study in studies], dtype=bool)
    if used.size == 0 or not used.any():
        raise MethodError(f"no study of {len(studies)} uses any of {len(ids)} indicators; code the studies first")
    counts = used.sum(axis=0)
    order = sorted(range(len(ids)), key=lambda j: (-int(counts[j]), ids[j]))
    used, n = used[:, order], len(studies)
    sampled = rng.multinomial(n, np.full(n, 1 / n), size=draws) @ used
    higher = (sampled[:, None, :] > sampled[:, :, None]).sum(axis=2) + 1
    ranks = np.quantile(higher, [0.025, 0.975], axis=0, method="inverted_cdf").astype(int)
    uses = tuple(
        _use(ids[j], studies, places[ids[j]], ranks=(int(ranks[0, k]), int(ranks[1, k]))) for k, j in enumerate(order)
    )
    return Frequency(
        studies=tuple(study.study_id for study in studies),
        uses=uses,
        by_form=_parts([use.form for use in uses], used, sampled),
        by_scale=_parts([use.scale for use in uses], used, sampled),
        used=used,
    )


def share_interval(count: int, n: int, *, z: float = 1.959964) -> tuple[float, float]:
    r"""Wilson interval of a share.

    .. math:: \frac{\hat p + z^2/2n \pm z \sqrt{\hat p (1 - \hat p)/n + z^2/4n^2}}{1 + z^2/n}

    References
    ----------
    Wilson (1927), *Journal of the American Statistical Association* 22.

    Examples
    --------
    >>> low, high = share_interval(5, 10)
    >>> round(low, 4), round(high, 4)
    (0.2366, 0.7634)
    """
    p = count / n
    middle, half = p + z**2 / (2 * n), z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    low = 0.0 if count == 0 else (middle - half) / (1 + z**2 / n)
    high = 1.0 if count == n else (middle + half) / (1 + z**2 / n)
    return low, high


@lru_cache(maxsize=1)
def places_of_indicators() -> dict[str, tuple[str, str]]:
    """Form and scale of the 32 indicators of the codebook, as the catalog of indicators states them."""
    from proxenia.coding.codebook import Codebook  # noqa: PLC0415  beside its use

    catalog = tomllib.loads(
        files("proxenia").joinpath("data", "indicators", "catalog.toml").read_text(encoding="utf-8")
    )
    stated = {each["id"]: (each["form"], each["scale"]) for each in catalog["indicator"]}
    return {code.code: stated[code.code] for code in Codebook.read().family("indicator")}


def _use(
    indicator: str, studies: Sequence[CodedStudy], place: tuple[str, str], *, ranks: tuple[int, int]
) -> IndicatorUse:
    using = [study for study in studies if indicator in study.indicators]
    return IndicatorUse(
        indicator=indicator,
        form=place[0],
        scale=place[1],
        studies=len(using),
        share=len(using) / len(studies),
        interval=share_interval(len(using), len(studies)),
        cases=sum(study.cases for study in using if study.cases is not None),
        cases_unknown=sum(study.cases is None for study in using),
        ranks=ranks,
    )


def _parts(
    labels: Sequence[str], used: NDArray[np.bool_], sampled: NDArray[np.int64]
) -> dict[str, tuple[float, float, float]]:
    """Share of all uses that falls on each label, and its 95 % interval."""
    out = {}
    totals = sampled.sum(axis=1)
    for label in sorted(set(labels)):
        mine = np.array([each == label for each in labels])
        shares = sampled[:, mine].sum(axis=1)[totals > 0] / totals[totals > 0]
        low, high = np.quantile(shares, [0.025, 0.975])
        out[label] = (float(used[:, mine].sum() / used.sum()), float(low), float(high))
    return out
