"""The report as one HTML page for each language, complete in itself."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from proxenia.locale import date, direction, interval, isolate, number, percent, translate, writing, year
from proxenia.report.draw import themed
from proxenia.report.order import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from proxenia.assessment.result import Assessment
    from proxenia.locale import Language

__all__ = ["environment", "figure_text", "font_rules", "inline_figure", "page", "template"]

_LATIN = re.compile(r"[0-9]*[A-Za-zÀ-ɏ][^\u0600-\u06ff]*[A-Za-zÀ-ɏ0-9.)]|[A-Za-zÀ-ɏ]")


def page(assessment: Assessment, language: Language, *, drawings: Mapping[tuple[str, Language, bool], str]) -> str:
    """Render the report.

    Parameters
    ----------
    assessment
        What to report.
    language
        `en` or `fa`.
    drawings
        Figures as `draw_all` gives them.

    Returns
    -------
    html
        One page without any outside resource.
    """
    jinja = environment()
    reading = Reading(assessment, language)

    def say(message: str) -> str:
        return translate(message, language)

    jinja.filters.update(
        text=lambda text: text.into(language),
        num=lambda value, decimals=0: number(value, language, decimals=decimals),
        pct=lambda value: percent(value, language),
        span=lambda ends, decimals=0: interval(ends, language, decimals=decimals),
        fig=lambda value: figure_text(value, language),
        yr=lambda value: year(value, language),
        day=lambda iso: date(iso, language),
        fill=lambda message, **values: message.format(**values),
        host=lambda url: urlsplit(url).netloc.removeprefix("www."),
        listed=lambda items: _listed(items, language),
        isolated=isolate,
    )
    return jinja.get_template("report.html.j2").render(
        a=assessment,
        _=say,
        comma=writing(language).comma.rstrip(),
        semicolon=writing(language).semicolon,
        language=language,
        direction=direction(language),
        drawing=lambda name, narrow: inline_figure(drawings[name, language, narrow], name, narrow=narrow),
        fonts=font_rules(),
        style=template("style.css"),
        mixed=lambda text: _safe(_isolated(text)) if writing(language).is_mirrored else text,
        foreign=lambda name: _foreign(name, language),
        isolate=isolate,
        **reading.parts(),
    )


def figure_text(value: float, language: Language) -> str:
    """Write a figure as exactly as its size asks: whole above a hundred, else up to two decimals.

    Examples
    --------
    >>> figure_text(63113.4, "en"), figure_text(4.99, "en"), figure_text(3.0, "en")
    ('63,113', '4.99', '3')
    """
    whole = 100
    if value == int(value) or abs(value) >= whole:
        return number(value, language)
    return number(value, language, decimals=1 if abs(value) >= whole / 10 else 2)


def inline_figure(svg: str, name: str, *, narrow: bool) -> Any:
    """Markup of a figure within a page: ids of its own, colors that follow light and dark."""
    mark = f"{name}-{'narrow' if narrow else 'wide'}"
    svg = re.sub(r'id="([^"]+)"', rf'id="{mark}-\1"', svg)
    svg = re.sub(r'(url\(#|href="#)', rf"\1{mark}-", svg)
    svg = re.sub(r' (?:role|aria-label|aria-roledescription)="[^"]*"', "", svg)
    return _safe(themed(svg.replace("<svg ", '<svg aria-hidden="true" ', 1)))


def _foreign(name: str, language: Language) -> Any:
    """A name in its own letters, which are not those of the page's language unless that is English."""
    from markupsafe import escape  # noqa: PLC0415  pages only

    mark = "" if language == "en" else ' lang="en"'
    return _safe(f"<bdi{mark}>{escape(name)}</bdi>")


def _isolated(text: str) -> str:
    from markupsafe import escape  # noqa: PLC0415  pages only

    escaped = str(escape(text))
    return (
        _LATIN.sub(lambda match: f"<bdi>{match[0]}</bdi>", escaped) if "&" not in escaped else f"<bdi>{escaped}</bdi>"
    )


def _listed(items: list[str], language: Language) -> str:
    if len(items) == 1:
        return items[0]
    comma = writing(language).comma
    return f"{comma.join(items[:-1])} {translate('and', language)} {items[-1]}"


@lru_cache(maxsize=1)
def font_rules() -> Any:
    """Style rules that hold the package's fonts."""
    rules = []
    for name, weight in (("Regular", 400), ("Bold", 700)):
        data = files("proxenia").joinpath("data", "fonts", f"Vazirmatn-{name}.woff2").read_bytes()
        source = f"url(data:font/woff2;base64,{base64.b64encode(data).decode()}) format('woff2')"
        rules.append(
            f"@font-face {{ font-family: Vazirmatn; font-weight: {weight}; font-display: swap; src: {source}; }}"
        )
    return _safe("\n".join(rules))


@lru_cache(maxsize=16)
def template(name: str) -> Any:
    """Text of a template or style sheet of the package."""
    return _safe(_source(name))


def _source(name: str) -> str:
    return files("proxenia").joinpath("report", "templates", name).read_text(encoding="utf-8")


def environment() -> Environment:
    """Templates of the package; every text is escaped unless it is markup of ours."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415  pages only

    return Environment(loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def _safe(markup: str) -> Any:
    from markupsafe import Markup  # noqa: PLC0415  pages only

    return Markup(markup)  # noqa: S704  our own markup, or escaped before
