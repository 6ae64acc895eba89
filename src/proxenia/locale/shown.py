"""Results on a screen: a headline and a small table, as text for a terminal and as HTML for a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proxenia.locale.render import direction, isolate, number, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.locale.text import Language

__all__ = ["MOST_SHOWN", "Shown", "Shows", "made_of", "shown"]

MOST_SHOWN = 20
"""Most rows that are shown on a screen; all of them are kept."""
WIDEST = 48


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Shown:
    """A headline and the first rows of a table, written in a language; `more` counts the rows left out."""

    title: str
    columns: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]
    more: int
    language: Language

    def __repr__(self) -> str:
        if not self.columns:
            return self.title
        cells = [self.columns, *(tuple(map(_short, record)) for record in self.records)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in cells]
        return "\n".join([self.title, *lines, *self._rest()])

    def _repr_html_(self) -> str:
        """Give a notebook the table with its language and direction."""

        def line(cells: Sequence[str], tag: str) -> str:
            scope = ' scope="col"' if tag == "th" else ""
            inside = "".join(f'<{tag}{scope} dir="auto">{html.escape(_short(cell))}</{tag}>' for cell in cells)
            return f"<tr>{inside}</tr>"

        attributes = f'lang="{self.language}" dir="{direction(self.language)}"'
        if not self.columns:
            return f"<p {attributes}>{html.escape(self.title)}</p>"
        body = "".join(line(record, "td") for record in self.records)
        caption = f"<caption>{html.escape(self.title)}</caption>"
        rest = "".join(f"<p>{html.escape(each)}</p>" for each in self._rest())
        table = f"<table>{caption}<thead>{line(self.columns, 'th')}</thead><tbody>{body}</tbody></table>"
        return f"<div {attributes}>{table}{rest}</div>"

    def _rest(self) -> list[str]:
        said = translate("and {n} more", self.language)
        return [said.format(n=number(self.more, self.language))] if self.more else []


class Shows:
    """A result that shows itself as a small table instead of all its fields; `shown` says how."""

    __slots__ = ()

    def shown(self, language: Language = "en") -> Shown:
        """Show the result in a language."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return repr(self.shown())

    def _repr_html_(self) -> str:
        return self.shown()._repr_html_()


def shown(title: str, columns: Sequence[str], records: Sequence[Sequence[str]], *, language: Language) -> Shown:
    """Show the first rows of a table; `columns` are messages, `title` and cells are in the language already.

    Examples
    --------
    >>> shown("two networks", ("Network",), [("C40",), ("Eurocities",)], language="en")
    two networks
    Network
    C40
    Eurocities
    """
    return Shown(
        title=title,
        columns=tuple(translate(column, language) for column in columns),
        records=tuple(tuple(record) for record in records[:MOST_SHOWN]),
        more=max(0, len(records) - MOST_SHOWN),
        language=language,
    )


def made_of(edition: str, language: Language) -> str:
    """Name the data edition of a result as headlines do."""
    return translate("edition {edition}", language).format(edition=edition if language == "en" else isolate(edition))


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
