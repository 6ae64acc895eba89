"""Templates of the pages: the report's words, numbers and directions, and the addresses between pages."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from proxenia.errors import Reason
from proxenia.locale import (
    date,
    digits,
    direction,
    interval,
    languages,
    number,
    percent,
    tell,
    translate,
    writing,
    year,
)
from proxenia.report.page import figure_text

if TYPE_CHECKING:
    from jinja2 import Environment

    from proxenia.locale import Language

__all__ = ["GROUPS", "PAGES", "render"]

_ADDRESS = re.compile(r"\u2068?(https?://[^\s\u2069<>\"']*[^\s\u2069<>\"'.,;:!?()])\u2069?")
"""Address of a page within a sentence, its isolating marks included; what ends a sentence is none of it."""

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
    ("Plans", ("strategy", "documents")),
    ("Evidence and methods", ()),
)
"""Groups of the menu; the last takes the pages that stand in no other."""


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

    others = [(each, writing(each).name) for each in languages() if each != language]
    return environment.get_template(template).render(
        _=say,
        language=language,
        direction=direction(language),
        pages=PAGES,
        groups=_grouped(),
        path=path,
        here=path.partition("?")[0].partition("/")[0],
        others=others,
        to=lambda page: f"/{language}/{page}",
        num=lambda value, decimals=0: number(value, language, decimals=decimals),
        pct=lambda value: percent(value, language),
        span=lambda ends, decimals=0: interval(ends, language, decimals=decimals),
        fig=lambda value: figure_text(value, language),
        yr=lambda value: year(value, language),
        day=lambda iso: date(iso, language),
        dig=lambda text: digits(str(text), language),
        text=lambda each: each.into(language),
        told=lambda reason: _told(reason, language),
        written=_written,
        linked=lambda each: _linked(each.into(language)),
        comma=writing(language).comma,
        semicolon=writing(language).semicolon,
        quoted=quote,
        **values,
    )


def _grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    placed = {page for _, pages in GROUPS for page in pages}
    return [
        (title, [each for each in PAGES if each[0] in pages or (not pages and each[0] not in placed)])
        for title, pages in GROUPS
    ]


def _told(reason: str, language: Language) -> str:
    """A reason in the page's language, its isolated parts as elements; text that is no `Reason` is said already."""
    from markupsafe import Markup, escape  # noqa: PLC0415  pages only

    said = tell(reason, language) if isinstance(reason, Reason) else reason
    safe = str(escape(said))
    for sign, element in _ISOLATED.items():
        safe = safe.replace(sign, element)
    safe = _COMMAND.sub(r'<code dir="ltr">\g<0></code>', safe)
    return Markup(safe)  # noqa: S704  escaped above


def _linked(said: str) -> str:
    """A sentence whose addresses of pages lead there, each by the name of its site."""
    from markupsafe import Markup, escape  # noqa: PLC0415  pages only

    parts, end = [], 0
    for found in _ADDRESS.finditer(said):
        site = urlsplit(found[1]).netloc.removeprefix("www.")
        link = Markup('<a href="{}" rel="noreferrer" dir="ltr">{}</a>').format(found[1], site)
        parts += [escape(said[end : found.start()]), link]
        end = found.end()
    return Markup("").join([*parts, escape(said[end:])])


def _written(value: object) -> str:
    """Words of the evidence as they were written, isolated; Latin ones are said not to be of the page's language."""
    from markupsafe import Markup  # noqa: PLC0415  pages only

    text = str(value)
    is_latin = any("a" <= letter.casefold() <= "z" for letter in text) and not any(
        "\u0600" <= c <= "\u06ff" for c in text
    )
    return Markup('<bdi lang="en" dir="ltr">{}</bdi>' if is_latin else "<bdi>{}</bdi>").format(text)  # noqa: S704  two forms of our own; the text is escaped


_COMMAND = re.compile(r"\bproxenia(?: [A-Za-z-]+(?:\.[a-z]+)?)+")
_ISOLATED = {"\u2066": '<bdi lang="en" dir="ltr">', "\u2068": "<bdi>", "\u2069": "</bdi>"}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415  pages only

    def source(name: str) -> str:
        return files("proxenia").joinpath("web", "templates", name).read_text(encoding="utf-8")

    return Environment(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
