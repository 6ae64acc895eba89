"""A difference between editions in words: lines for a terminal, a page in each language, and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.locale import interval, isolate, number, percent, translate, writing
from proxenia.output import csv_text
from proxenia.report.document import Document, document_page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from proxenia.editions.diff import CityMove, EditionDiff
    from proxenia.locale import Language

__all__ = ["diff_files", "diff_page", "method_line", "summary_lines"]

Block = dict[str, Any]
MOST_FACTS = 80
"""Facts and observations that a page lists; the tables beside it list all."""
FEW_CITIES = 5


def method_line(diff: EditionDiff, language: Language = "en") -> str:
    """Say in one line what a changelog's section on method says: how many rows changed, how many ranks moved, and why."""
    return " ".join(_sentences(diff, language))


def summary_lines(diff: EditionDiff, language: Language = "en") -> list[str]:
    """Say what changed: the sentences of the summary, then the cities that moved most, each with the causes."""
    lines = _sentences(diff, language)
    return lines + [_moved(city, language) for city in diff.moved[:FEW_CITIES]]


def diff_files(diff: EditionDiff, *, made_on: dt.date) -> dict[str, str]:
    """Make every file of a difference, by name: a page in each language, tables, and the difference as JSON."""
    import msgspec  # noqa: PLC0415  beside its use

    return {
        "diff.json": msgspec.json.format(msgspec.json.encode(diff), indent=1).decode() + "\n",
        "method.md": f"- {method_line(diff)}\n",
        "facts.csv": _facts_csv(diff),
        "observations.csv": _observations_csv(diff),
        "cities.csv": _cities_csv(diff),
        "diff.en.html": diff_page(diff, "en", made_on=made_on),
        "diff.fa.html": diff_page(diff, "fa", made_on=made_on),
    }


def diff_page(diff: EditionDiff, language: Language, *, made_on: dt.date) -> str:
    """Render a difference as one HTML page without any outside resource."""
    writer = _Writer(diff, language)
    document = Document(
        language=language,
        title=translate("What changed between two editions", language),
        description=translate("From edition {old} to edition {new}.", language).format(
            old=isolate(diff.old), new=isolate(diff.new)
        ),
        made_on=made_on,
        blocks=tuple(writer.blocks()),
    )
    return document_page(document, drawings={})


def _sentences(diff: EditionDiff, language: Language) -> list[str]:
    names = {"old": isolated(diff.old, language), "new": isolated(diff.new, language)}
    if diff.is_empty:
        return [translate("Edition {old} and edition {new} are the same.", language).format(**names)]
    kinds = [each.change for each in diff.facts]
    counts = {
        **{kind: kinds.count(kind) for kind in ("came", "went", "corrected")},
        "observations": len(diff.observations),
        "unsure": diff.only_unsure,
        "before": diff.panel_before,
        "now": diff.panel_now,
        "joined": len(diff.joined),
        "left": len(diff.left),
    }
    parts = names | {name: number(count, language) for name, count in counts.items()}
    facts = (
        "From edition {old} to edition {new} {came} rows came, {went} went and {corrected} were corrected; {observations}"
        " observations changed, and {unsure} more only in how unsure they are."
    )
    panel = "The panel went from {before} to {now} cities: {joined} joined and {left} left."
    told = [translate(form, language).format(**parts) for form in (facts, panel)]
    return [*told, *_ranks(diff, language)]


def _ranks(diff: EditionDiff, language: Language) -> list[str]:
    n = number(len(diff.cities), language)
    if not diff.moved:
        return [translate("None of the {n} ranks in both moved.", language).format(n=n)]
    far = max(abs(city.rank_now - city.rank_before) for city in diff.moved)
    comma = writing(language).comma
    why = comma.join(f"{translate(cause, language)} {percent(share, language)}" for cause, share in diff.shares.items())
    return [
        translate("Of {n} ranks in both {moved} moved, by {far} places at most.", language).format(
            n=n, moved=number(len(diff.moved), language), far=number(far, language)
        ),
        translate("What moved them: {why}.", language).format(why=why),
    ]


def isolated(name: str, language: Language) -> str:
    """Isolate a Latin name in Persian; English needs none."""
    return name if language == "en" else isolate(name)


def _moved(city: CityMove, language: Language) -> str:
    comma = writing(language).comma
    parts = comma.join(
        f"{translate(cause, language)} {_signed(part, language)}" for cause, part in city.rank_parts.items() if part
    )
    form = translate("{city}: place {before} before, {now} now ({parts})", language)
    before, now = (number(place, language) for place in (city.rank_before, city.rank_now))
    return form.format(city=city.name.into(language), before=before, now=now, parts=parts)


def _signed(value: float | None, language: Language, decimals: int = 1) -> str:
    if value is None:
        return "–"
    return f"{'+' if value > 0 else ''}{number(value, language, decimals=decimals)}"


class _Writer:
    def __init__(self, diff: EditionDiff, language: Language) -> None:
        self._diff, self._language = diff, language

    def blocks(self) -> Iterator[Block]:
        diff = self._diff
        yield {"kind": "h2", "id": "summary", "text": self._say("In one minute")}
        for sentence in _sentences(diff, self._language):
            yield {"kind": "p", "text": sentence}
        if diff.is_empty:
            return
        yield {"kind": "h2", "id": "ranks", "text": self._say("Ranks that moved, and why")}
        yield {"kind": "note", "text": self._say(
            "Each cause's part is its mean effect over all orders in which the causes could have changed (Shapley 1953);"
            " the parts sum to the move. A place below zero is upwards. Facts are rows about cities of both panels; panel is"
            " cities that joined or left; catalog is indicators, goalposts and weights; methodology is how they are read"
            " and combined."
        )}  # fmt: skip
        yield self._cities() if diff.moved else {"kind": "p", "text": self._say("No rank moved.")}
        yield from self._panel()
        yield {"kind": "h2", "id": "facts", "text": self._say("Facts that changed")}
        if not diff.facts:
            yield {"kind": "p", "text": self._say("No fact changed.")}
        else:
            yield self._counts()
            yield self._facts()
            yield from self._rest(len(diff.facts), "facts.csv")
        yield {"kind": "h2", "id": "observations", "text": self._say("Observations that changed")}
        if not diff.observations:
            yield {"kind": "p", "text": self._say("No observation changed.")}
        else:
            yield self._observations()
            yield from self._rest(len(diff.observations), "observations.csv")
        yield {"kind": "h2", "id": "methods", "text": self._say("Methods")}
        yield {"kind": "p", "text": self._say(
            "Framework {framework}; {draws} draws, seed {seed}; evidence {old} before and {new} now."
        ).format(
            framework=isolate(diff.framework), draws=self._n(diff.draws), seed=self._n(diff.seed),
            old=isolate(diff.old_digest), new=isolate(diff.new_digest),
        )}  # fmt: skip

    def _cities(self) -> Block:
        diff, n = self._diff, self._n
        rows = [
            [
                city.name.into(self._language),
                f"{n(city.rank_before)} ({interval(city.rank_interval_before, self._language)})",
                f"{n(city.rank_now)} ({interval(city.rank_interval_now, self._language)})",
                n(city.score_before, 1),
                n(city.score_now, 1),
                *(_signed(city.rank_parts[cause], self._language) for cause in diff.causes),
            ]
            for city in diff.moved
        ]
        head = ["City", "Place before", "Place now", "Score before", "Score now"]
        made = self._table("Cities whose rank moved; places with their 90 % intervals", head, rows, first_number=1)
        causes = [self._say(cause).capitalize() for cause in diff.causes]
        return made | {"header": [*made["header"], *causes], "numeric": list(range(1, len(head) + len(causes)))}

    def _panel(self) -> Iterator[Block]:
        for title, cities in (("Joined the panel", self._diff.joined), ("Left the panel", self._diff.left)):
            if cities:
                rows = [[each.name.into(self._language), self._n(each.rank), self._n(each.score, 1)] for each in cities]
                yield self._table(title, ["City", "Place", "Score"], rows, first_number=1)

    def _counts(self) -> Block:
        rows = [
            [self._say(f"table {table}"), *(self._n(counts[change]) for change in ("came", "went", "corrected"))]
            for table, counts in self._diff.counts.items()
        ]
        return self._table("Rows by table", ["Table", "came", "went", "corrected"], rows, first_number=1)

    def _facts(self) -> Block:
        rows = [
            [
                isolate(each.about),
                self._say(f"table {each.table}"),
                self._say(each.change),
                "\n".join(isolate(f"{name}: {_cell(old)} → {_cell(new)}") for name, old, new in each.cells) or "–",
                isolate(each.source_url) if each.source_url else "–",
            ]
            for each in self._diff.facts[:MOST_FACTS]
        ]
        return self._table("Facts that changed", ["Fact", "Table", "Change", "Cells", "Source"], rows)

    def _observations(self) -> Block:
        rows = [
            [isolate(each.city), each.name.into(self._language), *self._ends(each.before, each.status_before),
             *self._ends(each.now, each.status_now)]
            for each in self._diff.observations[:MOST_FACTS]
        ]  # fmt: skip
        head = ["City", "Indicator", "Value before", "Status before", "Value now", "Status now"]
        return self._table("Observations that changed", head, rows)

    def _ends(self, value: float | None, status: str) -> tuple[str, str]:
        decimals = 0 if value is None or float(value).is_integer() else 2
        return self._n(value, decimals), self._say(status)

    def _rest(self, n: int, file: str) -> Iterator[Block]:
        if n > MOST_FACTS:
            more = self._say("and {n} more; all of them are in {file}")
            yield {"kind": "note", "text": more.format(n=self._n(n - MOST_FACTS), file=isolate(file))}

    def _table(self, caption: str, head: list[str], rows: list[list[str]], *, first_number: int = 99) -> Block:
        return {
            "kind": "table",
            "caption": self._say(caption),
            "header": [self._say(each) for each in head],
            "rows": rows,
            "numeric": list(range(first_number, len(head))),
        }

    def _say(self, message: str) -> str:
        said = translate(message, self._language)
        return said.removeprefix("table ") if self._language == "en" else said

    def _n(self, value: float | None, decimals: int = 0) -> str:
        return number(value, self._language, decimals=decimals)


def _cell(value: object) -> str:
    return "–" if value in (None, "") else str(value)


def _facts_csv(diff: EditionDiff) -> str:
    head = ("table", "change", "about", "cells", "fact_before", "fact_now", "grade", "source_url")
    rows = (
        (e.table, e.change, e.about, "; ".join(f"{name}: {_cell(old)} -> {_cell(new)}" for name, old, new in e.cells),
         e.before, e.now, e.grade, e.source_url)
        for e in diff.facts
    )  # fmt: skip
    return csv_text(head, rows, guard=True)


def _observations_csv(diff: EditionDiff) -> str:
    head = ("geonames_id", "city", "indicator", "unit", "before", "now", "status_before", "status_now")
    rows = (
        (o.geonames_id, o.city, o.indicator, o.unit, o.before, o.now, o.status_before, o.status_now)
        for o in diff.observations
    )
    return csv_text((*head, "facts_before", "facts_now"), (
        (*row, " ".join(o.facts_before), " ".join(o.facts_now)) for row, o in zip(rows, diff.observations, strict=True)
    ), guard=True)  # fmt: skip


def _cities_csv(diff: EditionDiff) -> str:
    head = [
        "geonames_id", "city", "panel", "rank_before", "rank_now", "score_before", "score_now", "rank_before_low",
        "rank_before_high", "rank_now_low", "rank_now_high", *(f"places_by_{cause}" for cause in diff.causes),
        *(f"points_by_{cause}" for cause in diff.causes),
    ]  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (c.geonames_id, c.city, "both", c.rank_before, c.rank_now, c.score_before, c.score_now,
         *(c.rank_interval_before or (None, None)), *(c.rank_interval_now or (None, None)),
         *(c.rank_parts[cause] for cause in diff.causes), *(c.score_parts[cause] for cause in diff.causes))
        for c in diff.cities
    ]  # fmt: skip
    blank = (None,) * (4 + 2 * len(diff.causes))
    rows += [(c.geonames_id, c.city, "joined", None, c.rank, None, c.score, *blank) for c in diff.joined]
    rows += [(c.geonames_id, c.city, "left", c.rank, None, c.score, None, *blank) for c in diff.left]
    return csv_text(head, rows, guard=True)
