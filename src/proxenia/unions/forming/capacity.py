r"""The capacity of a set of cities to form a union, and what it may be.

.. math::

    K(S) = \frac{1}{\sum_k w_k}\left[\frac{1}{\binom{n}{2}}\sum_{i<j \in S}
    (w_t\,t_{ij} + w_s\,s_{ij} + w_c\,c_{ij}) + \frac{w_p}{n}\sum_{i \in S} p_i + w_h \max_{i \in S} h_i\right]

with :math:`t` an agreement in force, :math:`s` networks in common, :math:`c` complementarity of experience, :math:`p`
legal permission and :math:`h` the signs of a willing host; every part lies between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.places import City
    from proxenia.unions.ground import Ground
    from proxenia.unions.settings import FormSettings, Theme

__all__ = ["PARTS", "Capacity", "Evidence", "evidence_of", "measure_capacity"]

PARTS = ("ties", "shared", "complementarity", "host", "permission")
PRIOR = 0.25
"""Experience that every city is thought to have in every theme, so that a city without evidence complements none."""

HAIR = 1e-4
"""How little standing counts beside capacity: it decides only between cities alike in evidence."""

LEGAL, OFFICE = "legal_permission", "intl_office"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is seen of candidates, from which capacity is counted.

    `tied` has shape (n, n), `member` (n, n_networks), `built` (n, n_themes) counts institutions of each theme,
    `host` (n,), `permission` (n,) with NaN where unknown; all of the candidates in their order. `theme` is the column
    of the theme asked for, None for all.
    """

    cities: tuple[City, ...]
    networks: tuple[str, ...]
    themes: NDArray[np.int64]
    tied: NDArray[np.float64]
    member: NDArray[np.float64]
    built: NDArray[np.float64]
    host: NDArray[np.float64]
    permission: NDArray[np.float64]
    host_facts: tuple[tuple[str, ...], ...]
    permission_facts: tuple[tuple[str, ...], ...]
    theme: int | None = None


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """Parts of the capacity for every pair and city of some candidates, and the weights of the parts.

    `ties`, `shared` and `complementarity` have shape (n, n), symmetric with an empty diagonal; `host` and `permission`
    have (n,); all 0-1. `standing` (n,) orders cities that are alike in all of these.
    """

    ties: NDArray[np.float64]
    shared: NDArray[np.float64]
    complementarity: NDArray[np.float64]
    host: NDArray[np.float64]
    permission: NDArray[np.float64]
    standing: NDArray[np.float64]
    weights: Mapping[str, float]

    @property
    def pairs(self) -> NDArray[np.float64]:
        """Weighted parts of every pair; shape (n, n)."""
        w = self._shares
        return w["ties"] * self.ties + w["shared"] * self.shared + w["complementarity"] * self.complementarity

    @property
    def alone(self) -> NDArray[np.float64]:
        """Weighted part that a city brings by itself; shape (n,)."""
        return self._shares["permission"] * self.permission

    @property
    def favor(self) -> NDArray[np.float64]:
        """Amount that decides between cities alike in evidence, the larger one and the capital first; shape (n,)."""
        return HAIR * self.standing

    @property
    def hosting(self) -> NDArray[np.float64]:
        """Weighted part that a city brings as the host; shape (n,)."""
        return self._shares["host"] * self.host

    def parts(self, chosen: Sequence[int]) -> dict[str, float]:
        """Parts (0-1) of the capacity of a set of candidates."""
        rows = np.asarray(chosen)
        upper = np.triu_indices(len(rows), 1)
        pick = np.ix_(rows, rows)
        return {
            "ties": float(self.ties[pick][upper].mean()),
            "shared": float(self.shared[pick][upper].mean()),
            "complementarity": float(self.complementarity[pick][upper].mean()),
            "host": float(self.host[rows].max()),
            "permission": float(self.permission[rows].mean()),
        }

    def of(self, chosen: Sequence[int]) -> float:
        """Capacity (0-1) of a set of two candidates or more."""
        parts = self.parts(chosen)
        return sum(self._shares[name] * parts[name] for name in PARTS)

    @property
    def _shares(self) -> dict[str, float]:
        total = sum(self.weights[name] for name in PARTS)
        return {name: self.weights[name] / total for name in PARTS}


def evidence_of(cities: Sequence[City], *, ground: Ground, theme: Theme | None = None) -> Evidence:
    """Gather what is seen of candidate cities."""
    book, numbers = ground.book, [city.geonames_id for city in cities]
    networks = tuple(ground.networks)
    kinds = ground.themes.theme
    of_network = [ground.themes.of_network(ground.networks[network]) for network in networks]
    hosts = [_host(number, ground) for number in numbers]
    permissions = [_permission(city, ground) for city in cities]
    return Evidence(
        cities=tuple(cities),
        networks=networks,
        themes=np.array([-1 if each is None else kinds.index(each) for each in of_network]),
        tied=np.array([[float(b in book.partners_of(a)) for b in numbers] for a in numbers]),
        member=np.array([[float(network in book.networks(a)) for network in networks] for a in numbers]),
        built=np.array([[float(ground.institutions(a, kind)) for kind in kinds] for a in numbers]),
        host=np.array([score for score, _ in hosts]),
        permission=np.array([score for score, _ in permissions]),
        host_facts=tuple(facts for _, facts in hosts),
        permission_facts=tuple(facts for _, facts in permissions),
        theme=None if theme is None else kinds.index(theme),
    )


def measure_capacity(evidence: Evidence, *, settings: FormSettings) -> Capacity:
    """Turn what is seen into parts of capacity.

    With a theme, only networks of the theme count as shared, and a pair complements each other as far as one of the
    two has experience in it; without, as far as their experience points to different themes (one minus the cosine).
    """
    counted = evidence.member if evidence.theme is None else evidence.member * (evidence.themes == evidence.theme)
    common = counted @ counted.T
    n_themes = evidence.built.shape[1]
    by_theme = np.stack([evidence.member @ (evidence.themes == theme) for theme in range(n_themes)], axis=1)
    experience = np.log1p(by_theme + evidence.built)
    if evidence.theme is None:
        prior = experience + PRIOR
        unit = prior / np.linalg.norm(prior, axis=1, keepdims=True)
        complementarity = np.clip(1 - unit @ unit.T, 0, 1)
    else:
        known = np.minimum(experience[:, evidence.theme] / np.log1p(settings.shared_full), 1.0)
        complementarity = np.maximum(known[:, None], known[None, :])
    off = ~np.eye(len(evidence.cities), dtype=bool)
    return Capacity(
        ties=np.where(off, evidence.tied, 0.0),
        shared=np.where(off, np.minimum(common / settings.shared_full, 1.0), 0.0),
        complementarity=np.where(off, complementarity, 0.0),
        host=evidence.host,
        permission=np.where(np.isnan(evidence.permission), settings.unknown_permission, evidence.permission),
        standing=np.array([np.log10(max(city.population, 1)) / 8 + city.is_capital for city in evidence.cities]),
        weights=settings.weights,
    )


def _host(geonames_id: int, ground: Ground) -> tuple[float, tuple[str, ...]]:
    """Strongest sign (0-1) that a city is willing to host, with its facts; 0 where none is seen."""
    settings = ground.settings.form
    signs = [(settings.roles.get(role, 0.0), fact) for role, fact in ground.roles(geonames_id)]
    signs += [(score / settings.office_full, fact) for score, fact in ground.codes(geonames_id, OFFICE)]
    best = max((score for score, _ in signs), default=0.0)
    return min(best, 1.0), tuple(fact for score, fact in signs if score and score == best)


def _permission(city: City, ground: Ground) -> tuple[float, tuple[str, ...]]:
    """Legal permission (0-1) with its facts: the city's own code, else that of cities under the same state."""
    own = ground.codes(city.geonames_id, LEGAL)
    codes = own or ground.country_codes(city.country_iso2, LEGAL)
    if not codes:
        return np.nan, ()
    return float(np.mean([score for score, _ in codes])) / 3, tuple(fact for _, fact in codes)
