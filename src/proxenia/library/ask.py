"""The main job in one line, for a notebook: a name becomes a city, a city an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.errors import StudyError
from proxenia.places import Gazetteer
from proxenia.provenance import now, stamp
from proxenia.store import Store
from proxenia.study import Study

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.assessment import Assessment
    from proxenia.places import City

__all__ = ["assess", "find_city"]


def find_city(name: str, *, country: str | None = None) -> City:
    """Give the one city a name in any script means.

    Raises
    ------
    UnknownCity, AmbiguousCity
        If it means none, or several.

    Examples
    --------
    >>> find_city("تهران").name
    'Tehran'
    """
    return Gazetteer.embedded().one(name, country=country)


def assess(study: Study | str, *, against: Sequence[str] = (), store: Store | None = None) -> Assessment:
    """Assess a city beside others, or answer a study; the evidence is the embedded edition unless a store is given.

    Raises
    ------
    StudyError
        If cities are named to compare with beside a whole study, or none is named for a city.
    UnknownCity, AmbiguousCity, ThinEvidence
        If a name means no one city, or too little is known of it.

    Examples
    --------
    >>> quick = Study(focal="Tehran", benchmarks=("Barcelona",), draws=100)
    >>> [city.city for city in assess(quick).cities]
    ['Tehran', 'Barcelona']
    """
    from proxenia.assessment import assess as make  # noqa: PLC0415  heavy: kept out of `import proxenia`

    if isinstance(study, Study) and against:
        raise StudyError("a study names its benchmark cities itself; leave `against` out")
    asked = study if isinstance(study, Study) else Study(focal=study, benchmarks=tuple(against))
    return make(asked, store=store or Store.open(), created_at=stamp(now()))
