"""What became of an affiliation: the places it names, with institutions, method, confidence, or the reason why none."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["AffiliationPlace", "AffiliationResolution", "Method"]

Method = Literal["named", "campus", "inside", "near name", "country", "inherited", "none"]
"""How a place was found.

`named`: a city is named. `campus`: a city is named and the institution has its seat elsewhere. `inside`: the city is
part of the name of an organization. `near name`: another spelling of a city of the country. `country`: the country is
so small that it is one place. `inherited`: no city is named, the place is the institution's seat. `none`: no answer.
"""


class AffiliationPlace(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One place an affiliation names, with the institutions there.

    `confidence` is the share of such answers that are right (0 to 1); `ror_confidences` says the same of each
    institution. `geonames_id` is None, and `reason` says why, where no single place is named. `evidence` is the kind
    of evidence from whose measured accuracy the confidence is taken.
    """

    geonames_id: int | None
    city: str = ""
    country_iso2: str = ""
    latitude: float | None = None
    longitude: float | None = None
    ror_ids: tuple[str, ...] = ()
    ror_confidences: tuple[float, ...] = ()
    method: Method = "none"
    confidence: float = 0.0
    reason: str = ""
    evidence: str = ""


class AffiliationResolution(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An affiliation as written and the places it names; several where it joins several affiliations.

    There is always at least one place; an affiliation without an answer has one whose `geonames_id` is None.
    """

    affiliation: str
    places: tuple[AffiliationPlace, ...]

    @property
    def is_located(self) -> bool:
        """Whether at least one place was found."""
        return any(place.geonames_id is not None for place in self.places)

    @property
    def ror_ids(self) -> tuple[str, ...]:
        """All institutions named, in the order of the places, without doublets."""
        return tuple(dict.fromkeys(ror_id for place in self.places for ror_id in place.ror_ids))
