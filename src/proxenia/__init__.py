"""Proxenia: an observatory of city science diplomacy.

Evidence travels one way, and each stage knows nothing of later ones::

    places -> evidence -> networks -> indicators -> index -> compare -> strategy -> assessment -> report -> cli

`proxenia.assessment.assess` walks that way once, from a `proxenia.study.Study` and a `proxenia.store.Store` to an
`Assessment`; `proxenia.report.publish` shows it.

The names below are the library, each read from its stage at first use, so that `import proxenia` costs nothing:

- what is asked and of what: `Store`, `Edition`, `Study`, `find_city`, `diff_editions`;
- a city: `assess`, `plan`, `publish`, `verify`, and any part of a result as a table with `rows`, as a `figure`;
- any index: `read_table`, `Recipe`, `construct`, `carry`, `audit`;
- unions: `Bench`, `which_to_join`, `region`, `which_to_form`, `with_whom`;
- science: `read_cases`, `truth_table`, `minimize`, `read_ratings`, `krippendorff`;
- what is refused: `ProxeniaError`.

Examples
--------
>>> import proxenia as px
>>> px.find_city("تهران").name
'Tehran'
>>> sorted(px.region("persian-gulf").name.en.split())
['Gulf', 'Persian']
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Bench": "unions",
    "Figure": "library",
    "Edition": "store",
    "ProxeniaError": "errors",
    "Recipe": "index",
    "Rows": "library",
    "Store": "store",
    "Study": "study",
    "assess": "library",
    "audit": "index.audit",
    "carry": "index",
    "construct": "index",
    "diff_editions": "editions",
    "figure": "library",
    "find_city": "library",
    "krippendorff": "coding.agreement",
    "minimize": "compare.qca",
    "plan": "library",
    "publish": "report",
    "read_cases": "compare.qca",
    "read_ratings": "coding.agreement",
    "read_table": "index",
    "region": "unions.forming",
    "rows": "library",
    "truth_table": "compare.qca",
    "verify": "assessment",
    "which_to_form": "unions",
    "which_to_join": "unions",
    "with_whom": "unions",
}

__all__ = [*_HOMES]  # noqa: PLE0604  the keys are the names, once


def __getattr__(name: str) -> Any:
    """Read a public name from its stage; raise `AttributeError` where there is none of it."""
    if name not in _HOMES:
        raise AttributeError(f"proxenia has no public name {name!r}; it has {', '.join(_HOMES)}")
    return getattr(import_module(f"proxenia.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
