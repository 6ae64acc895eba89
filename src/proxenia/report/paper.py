"""The report as a paper: the same words as the page, as blocks that one Typst template sets in both languages."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from proxenia.locale import date, digits, direction, isolate, writing, year
from proxenia.report.blocks import WIDTHS, Block, Blocks
from proxenia.report.draw import FONT, font_choices
from proxenia.report.order import LIMITS, METHODS, Reading
from proxenia.report.page import figure_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from proxenia.assessment.result import Action, Assessment, Finding
    from proxenia.locale import Language

__all__ = ["paper", "typeset"]


def typeset(assessment: Assessment, language: Language, *, drawings: Mapping[tuple[str, Language, bool], str]) -> bytes:
    """Set the paper as PDF.

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
    pdf
        The same bytes for the same assessment, since the only time in it is that of the assessment.
    """
    import typst  # noqa: PLC0415  an engine of its own that only papers need

    made = dt.datetime.fromisoformat(assessment.provenance.created_at)
    with tempfile.TemporaryDirectory() as name, as_file(files("proxenia").joinpath("data", "fonts")) as fonts:
        folder = Path(name)
        template = files("proxenia").joinpath("report", "templates", "report.typ")
        (folder / "report.typ").write_bytes(template.read_bytes())
        (folder / "paper.json").write_text(
            json.dumps(paper(assessment, language), ensure_ascii=False), encoding="utf-8"
        )
        for figure in WIDTHS:
            (folder / f"{figure}.svg").write_text(drawings[figure, language, False], encoding="utf-8")
        return typst.compile(
            str(folder / "report.typ"),
            root=str(folder),
            **font_choices(language, ours=fonts),
            timestamp=int(made.timestamp()),
        )


def paper(assessment: Assessment, language: Language) -> Block:
    """Lay the report out as blocks, every text and number already in the reader's language."""
    return _Paper(assessment, language).whole()


class _Paper(Blocks):
    def __init__(self, assessment: Assessment, language: Language) -> None:
        super().__init__(language)
        self._a = assessment
        self._parts = Reading(assessment, language).parts()
        self._focal = assessment.cities[0]

    def whole(self) -> Block:
        a, language = self._a, self._language
        others = [self._text(city.name) for city in a.cities[1:]]
        joined = writing(language).comma.join(others[:-1])
        listed = f"{joined} {self._say('and')} {others[-1]}" if joined else others[-1]
        title = self._say("{city} beside {others}").format(city=self._text(self._focal.name), others=listed)
        made = dt.date.fromisoformat(a.provenance.created_at[:10])
        return {
            "language": language,
            "direction": direction(language),
            "digits": list(digits("0123456789", language)),
            "fonts": [*writing(language).fonts, FONT],
            "title": title,
            "description": self._say("City science diplomacy: {city}").format(city=self._text(self._focal.name)),
            "running": f"{self._say('Proxenia, the observatory of city science diplomacy')} · {title}",
            "page": self._say("Page {page} of {pages}"),
            "date": [made.year, made.month, made.day],
            "blocks": list(self._blocks()),
        }

    def _blocks(self) -> Iterator[Block]:
        yield self._minute()
        yield from self._stand()
        yield from self._profile()
        yield from self._kind()
        yield from self._ties()
        yield from self._gaps()
        yield from self._next()
        yield from self._holes()
        yield from self._checks()
        yield from self._methods()
        yield from self._ledger()

    def _minute(self) -> Block:
        a, focal = self._a, self._focal
        sentence = self._say(
            "{city} scores {score} of 100 and stands at place {rank} of {n} cities with enough evidence."
            " With what is not known and the ways an index can be made, its place may be anywhere in {places}."
        ).format(
            city=self._text(focal.name),
            score=self._number(focal.score, 1),
            rank=self._number(focal.rank),
            n=self._number(len(a.panel)),
            places=self._span(focal.rank_interval),
        )
        band = self._say("90 % interval {i}")
        steps = [self._text(action.title) for action in self._parts["first_steps"]]
        return {
            "kind": "minute",
            "text": f"{sentence} {self._parts['model_sentence']}",
            "numbers": [
                [self._say("Score"), self._number(focal.score, 1), band.format(i=self._span(focal.score_interval, 1))],
                [
                    self._say("Place among {n} cities").format(n=self._number(len(a.panel))),
                    self._number(focal.rank),
                    band.format(i=self._span(focal.rank_interval)),
                ],
                [
                    self._say("Evidence coverage"),
                    self._percent(focal.coverage),
                    self._say("of the index's weight is observed"),
                ],
            ],
            "columns": [
                [self._say("Strengths"), self._told(a.strengths)],
                [self._say("Gaps"), self._told(a.gaps)],
                [self._say("First steps"), steps or [self._say("No step is called for by a sure gap.")]],
            ],
        }

    def _told(self, findings: tuple[Finding, ...]) -> list[str]:
        told = [self._finding(f, self._parts["names"][f.indicator]) for f in findings[:3]]
        return told or [self._say("None that the evidence shows for sure.")]

    def _stand(self) -> Iterator[Block]:
        yield self._h2("Where the city stands")
        header = ["City", "Score", "90 % interval", "Place", "90 % interval", "Coverage"]
        chance = self._say("Chance that {city} is above").format(city=self._text(self._focal.name))
        rows = [
            [
                self._text(c.name),
                self._number(c.score, 1),
                self._span(c.score_interval, 1),
                self._number(c.rank),
                self._span(c.rank_interval),
                self._percent(c.coverage),
                self._percent(self._parts["chances"][c.city, "index"]) if c.role != "focal" else "",
            ]
            for c in self._a.cities
        ]
        yield self._table([*(self._say(h) for h in header), chance], rows, numeric=range(1, 7))
        yield self._figure(
            "ranking",
            "Score of every city of the panel with its 90 % interval. Red: the assessed city; blue: the benchmark cities.",
        )

    def _profile(self) -> Iterator[Block]:
        a = self._a
        yield self._h2("Profile by dimension and theme")
        yield self._figure(
            "profile",
            "Score of each compared city in each dimension, with its 90 % interval. No dot: too little evidence.",
        )
        rows = [[self._text(d.name), *(self._node(c.dimensions[d.code]) for c in a.cities)] for d in a.dimensions] + [
            [f"{self._say('Theme')}: {self._text(t.name)}", *(self._node(c.themes[t.code]) for c in a.cities)]
            for t in a.themes
            if t.code in self._focal.themes
        ]
        yield self._table(["", *(self._text(c.name) for c in a.cities)], rows, numeric=range(1, len(a.cities) + 1))
        yield {"kind": "h3", "text": self._say("Indicator")}
        values = self._parts["values"]
        rows = [
            [self._text(e.label), *(self._value(values[c.city, e.indicator]) for c in a.cities)] for e in a.indicators
        ]
        yield self._table(
            [self._say("Indicator"), *(self._text(c.name) for c in a.cities)],
            rows,
            numeric=range(1, len(a.cities) + 1),
            size=7.4,
        )

    def _kind(self) -> Iterator[Block]:
        yield self._h2("What kind of city")
        yield self._p(
            "The models describe how cities do science diplomacy. A city belongs to each to a degree, from observable"
            " conditions; the degree joins the weakest condition with the mean of all. Where too few conditions are known"
            " there is no degree."
        )
        yield self._figure("models", "Degree of membership of each city in each model, with 90 % interval.")
        rows = []
        for model in self._focal.models.values():
            known = "; " if self._language == "en" else "؛ "
            conditions = known.join(
                f"{self._text(c.name)}: {self._say('not known') if c.degree is None else self._number(c.degree, 2)}"
                for c in model.conditions
            )
            degree = self._say("not known") if model.degree is None else self._number(model.degree, 2)
            rows.append([self._text(model.name), degree, conditions])
        yield self._table(
            [self._say("What kind of city"), self._text(self._focal.name), ""],
            rows,
            numeric=[1],
            columns=["auto", "auto", "1"],
        )

    def _ties(self) -> Iterator[Block]:
        yield self._h2("With whom")
        yield self._figure(
            "ties",
            "Sister-city, partner and friendship agreements of the compared cities that are in force, along great circles."
            " Red: the assessed city.",
        )
        forms = [(form, scale) for form in ("bilateral", "multilateral") for scale in ("regional", "global")]
        rows = [
            [self._text(c.name), *(self._number(self._parts["matrix"][c.city, form, scale]) for form, scale in forms)]
            for c in self._a.cities
        ]
        header = [self._say("City"), *(self._say(f"{form}, {scale}") for form, scale in forms)]
        yield self._table(header, rows, numeric=range(1, 5))
        yield {"kind": "h3", "text": self._say("Networks of {city}").format(city=self._text(self._focal.name))}
        yield {"kind": "list", "items": [self._text(m.network_name) for m in self._parts["seen_networks"]]}

    def _gaps(self) -> Iterator[Block]:
        yield self._h2("Strengths and gaps")
        yield self._p(
            "Against the median of the benchmark cities, where they and the city are known. The percentage is how sure the"
            " sign is."
        )
        yield self._figure(
            "gaps", "Points of the city (dot) beside the benchmark median (tick). Red: a gap; blue: a strength."
        )

    def _next(self) -> Iterator[Block]:
        yield self._h2("What next")
        yield self._p(
            "Each step is chosen because of a sure gap, is shown by a benchmark city, and names the indicator that will"
            " tell whether it worked. Steps without support in the evidence are listed as withheld."
        )
        for _, name, steps in self._parts["pillars"]:
            yield {"kind": "h3", "text": name}
            if not steps:
                yield {"kind": "note", "text": self._say("No step under this pillar has support in the evidence.")}
            for step in steps:
                yield self._action(step)
        yield {"kind": "h3", "text": self._say("Steps withheld")}
        yield {
            "kind": "list",
            "items": [f"{self._text(x.title)}: {self._text(x.constraint)}" for x in self._a.withheld if x.constraint],
        }

    def _action(self, step: Action) -> Block:
        names = self._parts["names"]
        join = writing(self._language).semicolon
        rows = [
            [self._say("Because of"), join.join(self._text(names[i]) for i in step.because)],
            [self._say("Shown by"), f"{self._parts['city_names'][step.exemplar]}: {self._text(step.exemplar_note)}"],
            [self._say("Owner"), self._text(step.owner)],
            [self._say("Horizon"), self._text(step.horizon)],
            [self._say("Will show it worked"), self._text(self._parts["all_names"][step.indicator])],
            [self._say("How sure"), self._percent(step.confidence)],
        ]
        if step.constraint is not None:
            rows.insert(5, [self._say("Mind"), self._text(step.constraint)])
        return {"kind": "action", "title": self._text(step.title), "text": self._text(step.description), "rows": rows}

    def _holes(self) -> Iterator[Block]:
        yield self._h2("Gaps in the evidence")
        yield self._p("Missing is never zero: it widens the intervals. What a city office can fill, and how:")
        names = self._parts["names"]
        rows = [[self._text(names[h.indicator]), self._text(h.how_to_fill)] for h in self._parts["focal_holes"]]
        yield self._table([self._say("Indicator"), self._say("How to fill it")], rows, numeric=[], columns=["1", "1.6"])
        yield self._figure("coverage", "What is known of each compared city, by indicator.")

    def _checks(self) -> Iterator[Block]:
        yield self._h2("Held against other rankings")
        yield self._p(
            "Other people's rankings are never ingredients here; they only check the result. Positive: they agree. They share"
            " method and big-city bias with each other, and the cities in them are the visible ones."
        )
        rows = [
            [self._text(e.name), self._number(e.n), self._number(e.spearman, 2), self._span(e.interval, 2)]
            for e in self._a.external_checks
        ]
        header = [self._say(h) for h in ("Ranking", "Cities", "Rank correlation", "90 % interval")]
        yield self._table(header, rows, numeric=[1, 2, 3], columns=["1", "auto", "auto", "auto"])

    def _methods(self) -> Iterator[Block]:
        a, draws = self._a, self._number(self._a.provenance.draws)
        yield self._h2("Methods")
        yield {
            "kind": "list",
            "items": [
                self._say(
                    "Framework {f}: {k} dimensions, {n} indicators. Within a dimension indicators weigh the same, and so do"
                    " the dimensions."
                ).format(
                    f=isolate(a.provenance.framework),
                    k=self._number(len(a.dimensions)),
                    n=self._number(len(a.indicators)),
                ),
                *(text.format(draws=draws) for text in map(self._say, METHODS)),
            ],
        }
        yield {"kind": "h3", "text": self._say("Limits")}
        yield {"kind": "list", "items": [self._say(text) for text in LIMITS]}

    def _ledger(self) -> Iterator[Block]:
        p = self._a.provenance
        yield self._h2("Ledger")
        yield self._p("Every fact below the figures, with its page, the date of the page and its grade.")
        cities = self._parts["city_names"]
        rows = [
            [
                f.id,
                cities.get(f.city) or isolate(f.city),
                self._text(f.statement),
                figure_text(f.value, self._language),
                year(f.year, self._language),
                urlsplit(f.source_url).netloc.removeprefix("www.")[:34],
                isolate(f.grade),
                f.source_url,
            ]
            for f in self._a.observations
        ]
        header = [self._say(h) for h in ("Fact", "City", "What was seen", "Value", "Year", "Source", "Grade")]
        yield {"kind": "ledger", "header": header, "rows": rows}
        made = self._say(
            "Made {day} by Proxenia {version}, data edition {edition}, framework {framework}, methodology {method}, seed {seed}."
        ).format(
            day=date(p.created_at, self._language),
            version=isolate(p.code_version),
            edition=isolate(p.data_edition),
            framework=isolate(p.framework),
            method=isolate(f"{p.methodology} ({p.methodology_hash})"),
            seed=isolate(str(p.seed)),
        )
        sources = self._say(
            "Places and populations: GeoNames, CC BY 4.0. Map: Natural Earth. Typeface: Vazirmatn, SIL Open Font License."
        )
        if p.extensions:
            names = writing(self._language).comma.join(isolate(each.label) for each in p.extensions)
            made = f"{made} {self._say('Made with the extensions {names}.').format(names=names)}"
        yield {"kind": "note", "text": f"{made} {sources}"}
