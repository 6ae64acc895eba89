"""Templates of the pages: the report's words, numbers and directions, and the addresses between pages."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from proxenia.locale import date, digits, direction, interval, number, percent, translate, year
from proxenia.report.page import figure_text

if TYPE_CHECKING:
    from jinja2 import Environment

    from proxenia.locale import Language

__all__ = ["GROUPS", "PAGES", "render"]

PAGES = (
    ("", "Map"),
    ("cities", "Cities"),
    ("compare", "Compare"),
    ("index", "Index"),
    ("networks", "Networks"),
    ("join", "Networks to join"),
    ("unions", "Unions to form"),
    ("science", "Science"),
    ("strategy", "Strategy"),
    ("documents", "Documents"),
    ("evidence", "Evidence"),
    ("data", "Data and methods"),
)
"""Address and title of each page of the menu."""
GROUPS = (
    ("Cities", ("", "cities", "compare", "index")),
    ("Ties", ("networks", "join", "unions", "science")),
    ("Plans and evidence", ()),
)
"""Groups of the menu on narrow screens; the last takes the pages that stand in no other."""


def render(template: str, *, language: Language, path: str, **values: Any) -> str:
    """Render a page.

    Parameters
    ----------
    path
        Address of the page below its language, with its query, so that the other language leads to the same place.
    """
    environment = _environment()

    def say(message: str, **parts: object) -> str:
        return translate(message, language).format(**parts) if parts else translate(message, language)

    other: Language = "fa" if language == "en" else "en"
    return environment.get_template(template).render(
        _=say,
        language=language,
        direction=direction(language),
        pages=PAGES,
        groups=_grouped(),
        path=path,
        here=path.partition("?")[0].partition("/")[0],
        other=other,
        to=lambda page: f"/{language}/{page}",
        num=lambda value, decimals=0: number(value, language, decimals=decimals),
        pct=lambda value: percent(value, language),
        span=lambda ends, decimals=0: interval(ends, language, decimals=decimals),
        fig=lambda value: figure_text(value, language),
        yr=lambda value: year(value, language),
        day=lambda iso: date(iso, language),
        dig=lambda text: digits(str(text), language),
        text=lambda each: each.into(language),
        quoted=quote,
        **values,
    )


def _grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    placed = {page for _, pages in GROUPS for page in pages}
    return [
        (title, [each for each in PAGES if each[0] in pages or (not pages and each[0] not in placed)])
        for title, pages in GROUPS
    ]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415  pages only

    def source(name: str) -> str:
        return files("proxenia").joinpath("web", "templates", name).read_text(encoding="utf-8")

    return Environment(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
