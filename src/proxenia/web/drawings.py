"""Figures of the pages, drawn once for each question, language and width."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from proxenia.report.draw import draw_specs
from proxenia.report.figures import FIGURES, Brush
from proxenia.report.page import inline_figure
from proxenia.report.world import panel_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxenia.assessment.result import Assessment
    from proxenia.locale import Language
    from proxenia.web.observatory import Observatory

__all__ = ["Drawings"]

KEPT = 400


class Drawings:
    """Markup of figures by their name and question."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._lock = threading.Lock()

    def of_assessment(self, assessment: Assessment, name: str, *, language: Language, narrow: bool) -> Any:
        """Figure of an assessment."""
        key = (name, assessment.focal, *assessment.benchmarks, language, str(narrow))
        return self._drawn(
            key, lambda: FIGURES[name](assessment, Brush(language=language, narrow=narrow)), name, narrow
        )

    def of_world(self, seen: Observatory, *, language: Language, narrow: bool) -> Any:
        """Map of the panel with the ties among its cities."""

        def spec() -> dict[str, Any]:
            bands = {band.geonames_id: band for band in seen.live.bands()}
            cities: list[dict[str, Any]] = [
                {
                    "name": city.text.into(language),
                    "latitude": city.latitude,
                    "longitude": city.longitude,
                    "score": bands[city.geonames_id].score,
                    "rank": bands[city.geonames_id].rank,
                    "href": f"/{language}/city/{city.geonames_id}",
                }
                for city in seen.panel.cities
                if bands[city.geonames_id].rank is not None
            ]
            cities.sort(key=lambda city: city["rank"])
            return panel_map(cities, seen.ties(), brush=Brush(language=language, narrow=narrow))

        return self._drawn(("world", language, str(narrow)), spec, "world", narrow)

    def drawn(self, key: tuple[str, ...], spec: Callable[[], dict[str, Any]], *, name: str, narrow: bool) -> Any:
        """Figure of a specification made for a width."""
        return self._drawn((*key, str(narrow)), spec, name, narrow)

    def _drawn(self, key: tuple[str, ...], spec: Callable[[], dict[str, Any]], name: str, narrow: bool) -> Any:  # noqa: FBT001  a width
        if key not in self._kept:
            with self._lock:
                if key not in self._kept:
                    self._kept[key] = inline_figure(draw_specs([spec()])[0], name, narrow=narrow)
                    while len(self._kept) > KEPT:
                        self._kept.popitem(last=False)
        return self._kept[key]
