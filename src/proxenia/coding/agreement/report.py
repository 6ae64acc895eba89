"""All coefficients of one set of ratings, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.coding.agreement.alpha import Agreement, krippendorff, resampled, summarized
from proxenia.coding.agreement.kappa import ac1, beyond_chance, fleiss, observed_agreement

if TYPE_CHECKING:
    import numpy as np

    from proxenia.coding.agreement.ratings import Level, Ratings

__all__ = ["RELIABLE", "TENTATIVE", "AgreementReport", "agree", "verdict"]

RELIABLE = 0.8
"""Alpha from which conclusions may rest on the codes (Krippendorff 2019, p. 356)."""
TENTATIVE = 0.667
"""Alpha from which they may be drawn tentatively."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReport:
    """How far coders agree, by several coefficients.

    `alpha` is at the level asked; `fleiss`, `ac1`, `cohen` and `observed` take labels as nominal. `cohen` holds the kappa
    of every pair of coders that share a unit.
    """

    level: Level
    coders: tuple[str, ...]
    units: int
    alpha: Agreement
    fleiss: Agreement
    ac1: Agreement
    observed: float
    cohen: dict[tuple[str, str], float | None]

    @property
    def verdict(self) -> str:
        """`reliable`, `tentative`, `unreliable` or `undefined`, by the value of alpha."""
        return verdict(self.alpha.value)

    def plain(self) -> dict[str, Any]:
        """Give the report as plain values; `alpha` and `interval` stand first."""
        return {
            "alpha": self.alpha.value,
            "interval": list(self.alpha.interval) if self.alpha.interval else None,
            "level": self.level,
            "verdict": self.verdict,
            "coders": list(self.coders),
            "units": self.units,
            "pairable_units": self.alpha.units,
            "confidence": self.alpha.confidence,
            "draws": self.alpha.draws,
            "defined": self.alpha.defined,
            "observed": self.observed,
            "fleiss": _plain(self.fleiss),
            "ac1": _plain(self.ac1),
            "cohen": [{"coders": list(pair), "value": value} for pair, value in self.cohen.items()],
        }


def agree(
    ratings: Ratings, *, level: Level, rng: np.random.Generator, draws: int = 2000, confidence: float = 0.95
) -> AgreementReport:
    """Measure the agreement of coders by alpha, Fleiss' kappa, AC1 and Cohen's kappa of every pair.

    Raises
    ------
    MethodError
        If no unit has two labels, or labels do not fit the level.
    """
    main = krippendorff(ratings, level=level, rng=rng, draws=draws, confidence=confidence)
    pairable = ratings.pairable()
    n = len(pairable.units)
    others = {}
    for chance, value in (("fleiss", fleiss(ratings)), ("ac1", ac1(ratings))):
        found = resampled(
            lambda w, chance=chance: beyond_chance(pairable, chance=chance, weights=w), units=n, rng=rng, draws=draws
        )
        others[chance] = summarized(value, found, units=n, confidence=confidence)
    return AgreementReport(
        level=level,
        coders=ratings.coders,
        units=len(ratings.units),
        alpha=main,
        fleiss=others["fleiss"],
        ac1=others["ac1"],
        observed=observed_agreement(ratings),
        cohen=_pairs(ratings),
    )


def verdict(value: float | None) -> str:
    """Say what an alpha allows, after Krippendorff (2019, p. 356).

    Examples
    --------
    >>> verdict(0.9), verdict(0.7), verdict(0.2), verdict(None)
    ('reliable', 'tentative', 'unreliable', 'undefined')
    """
    if value is None:
        return "undefined"
    return "reliable" if value >= RELIABLE else "tentative" if value >= TENTATIVE else "unreliable"


def _pairs(ratings: Ratings) -> dict[tuple[str, str], float | None]:
    """Cohen's kappa of every pair of coders, without a table of all values by all values."""
    import numpy as np  # noqa: PLC0415  beside its use

    found: dict[tuple[str, str], float | None] = {}
    for i, first in enumerate(ratings.coders):
        for j in range(i + 1, len(ratings.coders)):
            both = ratings.labels[[i, j]]
            both = both[:, ~np.isnan(both).any(axis=0)]
            if both.shape[1] == 0:
                continue
            values, place = np.unique(both, return_inverse=True)
            mine, theirs = (np.bincount(row, minlength=values.size) / both.shape[1] for row in place.reshape(2, -1))
            chance = float(mine @ theirs)
            same = float((both[0] == both[1]).mean())
            found[first, ratings.coders[j]] = (same - chance) / (1 - chance) if chance < 1 else None
    return found


def _plain(each: Agreement) -> dict[str, Any]:
    return {"value": each.value, "interval": list(each.interval) if each.interval else None}
