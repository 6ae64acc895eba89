"""Pieces that the briefings share: the reader's words, numbers, dates and money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.locale import date, digits, interval, isolate, number, percent, translate, writing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from proxenia.locale import Language, Text
    from proxenia.strategy.roadmap import Roadmap
    from proxenia.strategy.swot import Swot

__all__ = ["Block", "Writer"]

Block = dict[str, Any]


class Writer:
    """Writes blocks about a roadmap in one language."""

    def __init__(self, roadmap: Roadmap, swot: Swot, language: Language) -> None:
        self.roadmap, self.plan, self.swot, self.language = roadmap, roadmap.plan, swot, language
        self.titles = {lever.lever: lever.title.into(language) for lever in self.plan.levers}

    def say(self, message: str, **values: object) -> str:
        """A message in the reader's language."""
        text = translate(message, self.language)
        return text.format(**values) if values else text

    def of(self, text: Text) -> str:
        """A text in the reader's language."""
        return text.into(self.language)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number."""
        return number(value, self.language, decimals=decimals)

    def figure(self, value: float | None) -> str:
        """A figure of an indicator: with as many decimals as its size asks for."""
        if value is None:
            return "–"
        decimals = 0 if abs(value) >= 100 or float(value).is_integer() else (1 if abs(value) >= 1 else 2)  # noqa: PLR2004  three figures are enough
        return self.number(value, decimals)

    def money(self, value: float) -> str:
        """An amount, in thousands of the currency."""
        return self.number(round(value / 1000))

    def share(self, value: float | None) -> str:
        """A share in percent."""
        return percent(value, self.language)

    def span(self, ends: tuple[float, float], decimals: int = 0) -> str:
        """An interval."""
        return interval(ends, self.language, decimals=decimals)

    def day(self, value: dt.date) -> str:
        """A day in the calendar of the language."""
        return date(value.isoformat(), self.language)

    def days(self, value: dt.date) -> str:
        """A day in both calendars, that of the language first."""
        if writing(self.language).calendar == "solar-hijri":
            month = translate(f"{value:%B}", self.language)
            return f"{self.day(value)} ({digits(f'{value.day} {month} {value.year}', self.language)})"
        return f"{self.day(value)} ({isolate(date(value.isoformat(), 'fa'))})"

    def joined(self, parts: Iterable[str]) -> str:
        """Parts of a list in one line."""
        return writing(self.language).semicolon.join(parts)

    def h2(self, message: str, name: str) -> Block:
        """A heading."""
        return {"kind": "h2", "id": name, "text": self.say(message)}

    def h3(self, text: str) -> Block:
        """A small heading, already in the language."""
        return {"kind": "h3", "text": text}

    def p(self, text: str) -> Block:
        """A paragraph, already in the language."""
        return {"kind": "p", "text": text}

    def note(self, text: str) -> Block:
        """A small note, already in the language."""
        return {"kind": "note", "text": text}

    def bullets(self, items: Iterable[str]) -> Block:
        """A list, already in the language."""
        return {"kind": "list", "items": list(items)}

    def drawing(self, name: str, caption: str, *, width: int = 100) -> Block:
        """A figure with its caption."""
        return {"kind": "figure", "name": name, "caption": self.say(caption), "width": width}

    def table(
        self,
        header: Iterable[str],
        rows: Iterable[list[str]],
        *,
        numeric: Iterable[int] = (),
        columns: list[str] | None = None,
        size: float = 8.0,
    ) -> Block:
        """A table; the header is translated, the rows are already in the language."""
        names = [self.say(name) if name else "" for name in header]
        return {
            "kind": "table",
            "header": names,
            "rows": list(rows),
            "numeric": list(numeric),
            "columns": columns or ["1.6", *["1"] * (len(names) - 1)],
            "size": size,
        }
