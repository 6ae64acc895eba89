"""The frequency of indicators as plain values: what the command line shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.coding.frequency.count import indicator_frequency, places_of_indicators
from proxenia.coding.frequency.studies import embedded_studies, read_studies
from proxenia.coding.frequency.tiers import tier_order
from proxenia.provenance import chance

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["frequency_of"]


def frequency_of(studies: Path | None, *, probability: float, draws: int, seed: int) -> dict[str, Any]:
    """Frequencies, tiers and the middle of the weights that keep them, for a corpus of the user's or the embedded one."""
    places = places_of_indicators()
    corpus = embedded_studies(known=places) if studies is None else read_studies(studies, known=places)
    rng = chance(seed)
    found = indicator_frequency(corpus, places=places, rng=rng, draws=draws)
    order = tier_order(found, rng=rng, probability=probability)
    levels, center = order.levels(), order.center()
    return {
        "studies": len(found.studies),
        "probability": order.probability,
        "tiers": [list(tier) for tier in order.tiers],
        "unused": list(order.unused),
        "by_form": {key: list(value) for key, value in found.by_form.items()},
        "by_scale": {key: list(value) for key, value in found.by_scale.items()},
        "seed": seed,
        "indicators": [
            {
                "indicator": use.indicator,
                "form": use.form,
                "scale": use.scale,
                "studies": use.studies,
                "share": use.share,
                "interval": list(use.interval),
                "cases": use.cases,
                "cases_unknown": use.cases_unknown,
                "ranks": list(use.ranks),
                "tier": levels.get(use.indicator),
                "weight": center.get(use.indicator),
            }
            for use in found.uses
        ],
    }
