"""Where cities are and how large: what measures of networks need to know of a city beside its memberships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.errors import UnknownCity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.networks.bipartite.table import Bipartite
    from proxenia.places import City, Gazetteer

__all__ = ["Kind", "Sites", "restrict", "sites_of"]

Kind = Literal["all", "capitals", "others"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Country, place and size of cities, in the order of a table's rows.

    `country` is empty, and numbers are NaN, where nothing is known. `is_capital` is 1, 0 or NaN.
    """

    country: tuple[str, ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    population: NDArray[np.float64]
    is_capital: NDArray[np.float64]

    def of(self, kept: NDArray[np.bool_]) -> Sites:
        """Give some of the sites, `kept` of shape (n_cities,)."""
        return Sites(
            country=tuple(c for c, is_kept in zip(self.country, kept, strict=True) if is_kept),
            latitude=self.latitude[kept],
            longitude=self.longitude[kept],
            population=self.population[kept],
            is_capital=self.is_capital[kept],
        )


def sites_of(
    cities: Sequence[int],
    *,
    gazetteer: Gazetteer,
    given: Mapping[int, tuple[str, float, float]] | None = None,
) -> Sites:
    """Look cities up in the gazetteer; what a user's table says of country and place goes before.

    Parameters
    ----------
    cities
        GeoNames numbers. One that neither the gazetteer nor the atlas of towns holds has unknown size.
    gazetteer
        Cities of the world.
    given
        Country code, latitude and longitude by city, NaN where unknown.
    """
    known = [_city(gazetteer, city) for city in cities]
    table = given or {}
    rows = [table.get(city, ("", np.nan, np.nan)) for city in cities]
    nothing = (np.nan, np.nan)
    place = [
        (row[1], row[2]) if np.isfinite(row[1]) else (city.latitude, city.longitude) if city else nothing
        for row, city in zip(rows, known, strict=True)
    ]
    return Sites(
        country=tuple(row[0] or (city.country_iso2 if city else "") for row, city in zip(rows, known, strict=True)),
        latitude=np.array([each[0] for each in place], dtype=np.float64),
        longitude=np.array([each[1] for each in place], dtype=np.float64),
        population=np.array([c.population if c and c.population else np.nan for c in known], dtype=np.float64),
        is_capital=np.array([float(c.is_capital) if c else np.nan for c in known], dtype=np.float64),
    )


def restrict(table: Bipartite, sites: Sites, *, kind: Kind) -> tuple[Bipartite, Sites]:
    """Keep the capitals, the other cities, or all; a city of unknown standing is no capital.

    A capital has embassies and ministries that draw networks to it, so capitals are best compared with capitals.
    """
    if kind == "all":
        return table, sites
    kept = (sites.is_capital == 1.0) == (kind == "capitals")
    return table.of_cities(kept), sites.of(kept)


def _city(gazetteer: Gazetteer, geonames_id: int) -> City | None:
    try:
        return gazetteer.city(geonames_id)
    except UnknownCity:
        return None
