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
    from proxenia.strategy.plan import Plan

__all__ = ["assess", "find_city", "plan"]


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
    return make(asked, store=store or Store.open(edition=asked.pinned()), created_at=stamp(now()))


def plan(
    city: Study | str,
    *,
    target: str = "",
    against: Sequence[str] = (),
    years: float = 5.0,
    budget: float | None = None,
    staff: float | None = None,
    store: Store | None = None,
) -> Plan:
    """Plan a way for a city to a target: how probable it is, and the levers that make it most probable.

    Parameters
    ----------
    city
        The city, or a study of it.
    target
        What is wanted, as `proxenia strategy plan` reads it, such as `rank:10` or `score:60`; else the next band of
        places.
    against
        Benchmark cities; those of the settings where none is named.
    years
        Time until the target, above 0 and at most 30.
    budget, staff
        What may be spent: money a year in the currency of the lever library, and full-time persons; None for no limit.
    store
        The evidence; else the edition that the study names, or the one in reach.

    Raises
    ------
    StudyError
        If the target or a limit is none, or cities are named to compare with beside a whole study.
    UnknownCity, AmbiguousCity, ThinEvidence
        If a name means no one city, or too little is known of it.

    Examples
    --------
    >>> made = plan(Study(focal="Tehran", benchmarks=("Istanbul",), draws=100), target="rank:20")
    >>> made.city, 0 <= made.probability <= 1
    ('Tehran', True)
    """
    from proxenia.assessment.plan import Planner, study_for  # noqa: PLC0415  heavy: kept out of `import proxenia`
    from proxenia.strategy.plan import Question  # noqa: PLC0415  the same
    from proxenia.strategy.portfolio import Limits  # noqa: PLC0415  the same

    if isinstance(city, Study) and against:
        raise StudyError("a study names its benchmark cities itself; leave `against` out")
    study = city if isinstance(city, Study) else study_for(city, against=tuple(against))
    question = Question(limits=Limits(budget=budget, staff=staff), years=years, seed=study.seed)
    planner = Planner.open(study, store=store or Store.open(edition=study.pinned()))
    return planner.plan(question, target=target)
