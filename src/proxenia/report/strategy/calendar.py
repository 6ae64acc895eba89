"""Milestones and reviews as a calendar file (iCalendar, RFC 5545), each day in both calendars."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from proxenia.locale import date, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxenia.locale import Language
    from proxenia.strategy.roadmap import Roadmap

__all__ = ["calendar", "folded"]

WIDTH = 75


def calendar(roadmap: Roadmap, language: Language, *, made_at: dt.datetime) -> str:
    """Write the calendar of a roadmap: when each lever begins and should stand, and every review.

    Parameters
    ----------
    made_at
        When it is made, in UTC; the only part that differs between two equal roadmaps.

    Returns
    -------
    text
        Lines end with carriage return and line feed and hold at most 75 octets, as the standard asks.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Proxenia//Strategy//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(roadmap.plan.city_name.into(language))}",
    ]
    stamp = made_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for name, day, summary, details in _events(roadmap, language):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{hashlib.sha256(f'{roadmap.plan.city}/{name}'.encode()).hexdigest()[:24]}@proxenia",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(summary)}",
            f"DESCRIPTION:{_escaped(details)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _events(roadmap: Roadmap, language: Language) -> Iterator[tuple[str, dt.date, str, str]]:
    for item in roadmap.items:
        title, owner = item.title.into(language), item.owner.into(language)
        begins = translate("Begin: {t}", language).format(t=title)
        stands = translate("Should stand: {t}", language).format(t=title)
        yield f"begin/{item.lever}", item.begins_on, begins, f"{owner}\n{_both(item.begins_on)}"
        details = f"{item.milestone.into(language)}\n{owner}\n{_both(item.stands_on)}"
        yield f"stand/{item.lever}", item.stands_on, stands, details
    for phase in roadmap.phases:
        summary = translate("Review: {t}", language).format(t=phase.name.into(language))
        questions = "\n".join(question.into(language) for question in phase.questions)
        yield f"review/{phase.code}", phase.review_on, summary, f"{questions}\n{_both(phase.review_on)}"


def _both(day: dt.date) -> str:
    return f"{date(day.isoformat(), 'en')} / {date(day.isoformat(), 'fa')}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> list[str]:
    """Fold a line into parts of at most 75 octets, the later ones led by a space; no letter is cut.

    Examples
    --------
    >>> [len(part.encode()) for part in folded("x" * 100)]
    [75, 26]
    """
    parts, part, room = [], "", WIDTH
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(part)
            part, room = " ", WIDTH - 1
        part, room = part + letter, room - size
    return [*parts, part]
