"""Answers: what the facts, figures, ties and documents of each city say to each question, every one with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from proxenia.compare.modes import mode_names
from proxenia.locale import digits, isolate, number, translate, writing, year
from proxenia.locale.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from proxenia.compare.table.passages import CodedDocument
    from proxenia.compare.table.questions import Question, Questions
    from proxenia.compare.workbench import Workbench
    from proxenia.indicators import Observations
    from proxenia.locale.text import Language
    from proxenia.places import City

__all__ = ["Answer", "Cell", "ComparisonTable", "Source", "compare_cities"]

Kind = Literal["fact", "figure", "institution", "tie", "passage"]
MOST_NAMES = 12
MOST_PASSAGES = 2
LONGEST_QUOTE = 320


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Source:
    """A page that facts were seen on, its date and grade; a document of the user's may have no address."""

    url: str = ""
    as_of: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One statement with its sources.

    `facts` are ids of rows of the evidence. For a passage, `document`, `page` and `quote` say where it stands, and
    `coder` who holds that it answers the question; `is_checked` is false for what only a machine has said.
    """

    kind: Kind
    text: Text
    facts: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    document: str = ""
    page: int | None = None
    quote: str = ""
    coder: str = ""
    is_checked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is known of one city on one question; `how_to_fill` says how to find it where nothing is."""

    question: str
    city: str
    answers: tuple[Answer, ...]
    how_to_fill: Text


@dataclass(frozen=True, kw_only=True)
class ComparisonTable:
    """The same questions to every city."""

    questions: Questions
    cities: tuple[City, ...]
    cells: Mapping[tuple[str, str], Cell]

    def cell(self, question: str, city: str) -> Cell:
        """Give the cell of a question and a city's English name."""
        return self.cells[question, city]

    @property
    def answered(self) -> float:
        """Share (0-1) of cells with an answer."""
        return sum(bool(cell.answers) for cell in self.cells.values()) / max(len(self.cells), 1)


def compare_cities(
    cities: Sequence[City], *, bench: Workbench, questions: Questions, documents: Sequence[CodedDocument] = ()
) -> ComparisonTable:
    """Put every question to every city.

    Parameters
    ----------
    cities
        The cities, the focal one first.
    bench
        Evidence and what reads it.
    questions
        The questions.
    documents
        Coded documents; each belongs to the city it names.

    Raises
    ------
    UnknownCity, AmbiguousCity
        If a document names no city, or several.
    """
    by_city: dict[int, list[CodedDocument]] = {}
    for document in documents:
        by_city.setdefault(bench.gazetteer.one(document.city).geonames_id, []).append(document)
    observed = bench.measurer.measure([city.geonames_id for city in cities], indicators=questions.indicators)
    cells = {}
    for city in cities:
        teller = _Teller(city, bench=bench, observed=observed, documents=by_city.get(city.geonames_id, ()))
        for question in questions.question:
            cells[question.code, city.name] = Cell(
                question=question.code,
                city=city.name,
                answers=tuple(teller.answers(question)),
                how_to_fill=bench.catalog.how_to_fill(question.fill),
            )
    return ComparisonTable(questions=questions, cities=tuple(cities), cells=cells)


class _Teller:
    """What is known of one city, put into words."""

    def __init__(
        self, city: City, *, bench: Workbench, observed: Observations, documents: Sequence[CodedDocument]
    ) -> None:
        self.city, self.bench, self.observed, self.documents = city, bench, observed, documents
        self.coded = bench.store.rows("coded_facts", geonames_id=city.geonames_id)
        self.institutions = bench.store.rows("institutions", geonames_id=city.geonames_id)

    def answers(self, question: Question) -> Iterator[Answer]:
        """Answers to one question: facts, figures, institutions, ties, then passages."""
        for item in question.items:
            yield from (self._fact(row) for row in self.coded if row["item"] == item)
        yield from (answer for each in question.indicators if (answer := self._figure(each)) is not None)
        if question.institutions:
            yield from (self._institution(r) for r in self.institutions if r["kind"] in question.institutions)
        if question.modes:
            yield from (self._institution(row, with_mode=True) for row in self.institutions if row["mode"])
        if question.ties == "memberships":
            yield from self._memberships()
        if question.ties == "agreements":
            yield from self._agreements()
        yield from self._passages(question)

    def _fact(self, row: Mapping[str, Any]) -> Answer:
        def words(language: Language) -> str:
            level = translate("level {n} of 3", language).format(n=digits(str(row["score"]), language))
            return f"{digits(row[f'seen_{language}'], language).rstrip('.')} ({level})."

        return _cited("fact", _text(words), row)

    def _figure(self, indicator_id: str) -> Answer | None:
        cell = self.observed.get(self.city.geonames_id, indicator_id)
        if cell is None or cell.value is None:
            return None
        indicator, value = self.bench.catalog[indicator_id], cell.value

        def words(language: Language) -> str:
            decimals = 0 if value == round(value) else 2 if abs(value) < 10 else 1  # noqa: PLR2004  digits that tell
            shown = number(value, language, decimals=decimals)
            at_least = f"{translate('at least', language)} " if cell.status == "lower bound" else ""
            when = f" ({year(cell.year, language)})" if cell.year else ""
            return f"{indicator.label.into(language)}: {at_least}{shown} {indicator.unit.into(language)}{when}."

        return _cited("figure", _text(words), *self._rows_of(cell.facts))

    def _institution(self, row: Mapping[str, Any], *, with_mode: bool = False) -> Answer:
        def words(language: Language) -> str:
            named = (row["name_fa"] if language == "fa" else "") or isolate(row["name"])
            if language == "en":
                named = row["name"]
            since = f" ({year(row['founded_year'], language)})" if row["founded_year"] else ""
            modes = ""
            if with_mode:
                names = [name.into(language) for name in mode_names(row["mode"])]
                modes = f" – {('، ' if language == 'fa' else ', ').join(names)}"
            return f"{named}{since}{modes}."

        return _cited("institution", _text(words), row)

    def _memberships(self) -> Iterator[Answer]:
        reader = self.bench.measurer.memberships
        seats = [seat for seat in reader.seats(self.city) if seat.facts]
        if not seats:
            return

        def words(language: Language) -> str:
            names = []
            for seat in seats:
                network = reader.networks[seat.network_id]
                name = network["acronym"] or network["name"]
                told = (network["name_fa"] or isolate(name)) if language == "fa" else name
                role = (
                    "" if seat.role in {"", "member"} else f" ({translate(ROLES.get(seat.role, seat.role), language)})"
                )
                names.append(f"{told}{role}")
            count = number(len(seats), language)
            return (
                translate("{n} networks seen: {names}", language).format(n=count, names=_joined(names, language)) + "."
            )

        yield _cited("tie", _text(words), *self._rows_of([fact for seat in seats for fact in seat.facts]))

    def _agreements(self) -> Iterator[Answer]:
        rows = list(self.bench.measurer.agreements_of(self.city.geonames_id))
        if not rows:
            return
        partners = []
        for row in rows:
            first = row["geonames_id_a"] == self.city.geonames_id
            partners.append(self.bench.gazetteer.city(row["geonames_id_b" if first else "geonames_id_a"]).text)

        def words(language: Language) -> str:
            names = sorted({partner.into(language) for partner in partners})
            shown = _joined(names[:MOST_NAMES], language)
            more = len(names) - MOST_NAMES
            rest = translate(" and {n} more", language).format(n=number(more, language)) if more > 0 else ""
            count = number(len(rows), language)
            return translate("{n} agreements seen: {names}", language).format(n=count, names=shown + rest) + "."

        yield _cited("tie", _text(words), *rows)

    def _passages(self, question: Question) -> Iterator[Answer]:
        for coded in self.documents:
            for passage, coding in coded.passages_on(question.codes)[:MOST_PASSAGES]:
                quote = " ".join(passage.text.split()).lstrip("# ")
                shown = quote if len(quote) <= LONGEST_QUOTE else f"{quote[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
                document = coded.document
                yield Answer(
                    kind="passage",
                    text=_text(lambda language, s=shown, c=coding: _quoted(s, c.stance, language)),
                    sources=(Source(url=document.source_url, as_of=document.as_of),),
                    document=document.title,
                    page=passage.page,
                    quote=passage.text,
                    coder=coding.coder,
                    is_checked=coded.is_checked(coding),
                )

    def _rows_of(self, facts: Sequence[str]) -> list[Mapping[str, Any]]:
        """Rows of the evidence with these ids, in their order."""
        wanted = set(facts)
        found = {
            row["fact_id"]: row
            for table in ("observations", "memberships", "networks", "agreements", "coded_facts")
            for row in self.bench.store.rows(table)
            if row["fact_id"] in wanted
        }
        return [found[fact] for fact in facts if fact in found]


ROLES = {
    "board": "board",
    "founder": "founder",
    "host": "host",
    "observer": "observer",
    "president": "presidency",
    "secretariat": "secretariat",
    "vice_president": "vice-presidency",
}


def _cited(kind: Kind, text: Text, *rows: Mapping[str, Any]) -> Answer:
    sources = [Source(url=row["source_url"], as_of=row["as_of"] or "", grade=row["grade"]) for row in rows]
    return Answer(
        kind=kind,
        text=text,
        facts=tuple(row["fact_id"] for row in rows),
        sources=tuple(dict.fromkeys(sources)),
    )


def _text(words: Callable[..., str]) -> Text:
    return Text(**{language: words(language) for language in LANGUAGES})


def _joined(names: Sequence[str], language: Language) -> str:
    return writing(language).comma.join(names)


def _quoted(quote: str, stance: str, language: Language) -> str:
    said = {"planned": "planned", "lacking": "said to be lacking", "uncertain": "uncertain"}.get(stance)
    mark = f" ({translate(said, language)})" if said else ""
    return f"«{quote}»{mark}" if language == "fa" else f"“{quote}”{mark}"
