"""The words of an audit: every check with its meaning, limit, mark and the figures that did not pass."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from proxenia.locale import isolate, messages, number, percent, translate, writing
from proxenia.provenance import code_version
from proxenia.report.audit.figures import audit_figures
from proxenia.report.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxenia.index.audit import Audit, Check, Judged
    from proxenia.locale import Language
    from proxenia.report.audit.names import Names

__all__ = ["audit_document"]

Block = dict[str, Any]
MOST = 12
SMALL = 0.1
"""Shares with a limit below this are written with a decimal."""
FIGURES_OF = {"weights": ("weights",), "robustness": ("intervals", "sensitivity")}
CAPTIONS = {
    "marks": "Marks of all figures by check.",
    "weights": "The weight each pillar was given (tick) and the importance it has for the index (dot).",
    "intervals": "Place of every unit (dot) and its 90 % interval over the choices, weights and values drawn (bar).",
    "sensitivity": "What the moves of all ranks are due to: each assumption alone (tick) and with the others (dot, 90 % band).",
}
WIDTHS = {"marks": 82, "weights": 82, "intervals": 78, "sensitivity": 82}


def audit_document(audit: Audit, language: Language, *, names: Names, title: str, made_on: dt.date) -> Document:
    """Lay out an audit in a language.

    Parameters
    ----------
    title
        What the index is called, in the language.
    """
    writer = _Writer(audit, language, names)
    return Document(
        language=language,
        title=translate("Audit of {index}", language).format(index=title),
        description=translate(
            "What a statistical auditor would ask of this index, each answer with its figure, its limit and a mark.",
            language,
        ),
        made_on=made_on,
        blocks=tuple(writer.blocks()),
        figures=audit_figures(audit, names),
    )


class _Writer:
    def __init__(self, audit: Audit, language: Language, names: Names) -> None:
        self._audit, self._language, self._names = audit, language, names

    def blocks(self) -> Iterator[Block]:
        yield from self._summary()
        for section in self._audit.checks.section:
            yield {"kind": "h2", "id": section.code, "text": section.title.into(self._language)}
            for figure in FIGURES_OF.get(section.code, ()):
                if figure != "sensitivity" or self._audit.sensitivity:
                    yield self._figure(figure)
            for check in self._audit.checks.check:
                if check.section == section.code:
                    yield from self._check(check)
            if section.code == "robustness":
                yield from self._alternatives()
        yield from self._method()

    def _summary(self) -> Iterator[Block]:
        audit, say = self._audit, self._say
        built = audit.built
        yield {"kind": "h2", "id": "summary", "text": say("In one minute")}
        marks = [audit.overall(check.code) for check in audit.checks.check]
        yield {
            "kind": "p",
            "text": say(
                "The index holds {units} units and {indicators} indicators. Of {checks} checks {passing} pass, {attention}"
                " call for attention, {failing} fail and {unasked} could not be made."
            ).format(
                units=self._n(len(built.table.units)),
                indicators=self._n(len(built.table.indicators)),
                checks=self._n(len(marks)),
                passing=self._n(marks.count("pass")),
                attention=self._n(marks.count("attention")),
                failing=self._n(marks.count("fail")),
                unasked=self._n(marks.count("not applicable")),
            ),
        }
        worst = [self._worst(check) for check in audit.checks.check if audit.overall(check.code) == "fail"]
        if worst:
            yield {"kind": "p", "text": say("What fails, with its worst figure:")}
            yield {"kind": "list", "items": worst}
        yield {
            "kind": "note",
            "text": say(
                "Passing is necessary and not enough: a wrong concept can pass. Robustness is of what is concluded from the"
                " index, over the choices that were varied, and of nothing else."
            ),
        }
        yield self._figure("marks")
        yield self._overview()

    def _worst(self, check: Check) -> str:
        worst = self._audit.of(check.code)[0]
        comma = writing(self._language).comma
        return f"{check.title.into(self._language)}: {self._subject(worst)}{comma}{self._value(check, worst.value)}"

    def _overview(self) -> Block:
        rows = []
        for check in self._audit.checks.check:
            counts = self._audit.counts(check.code)
            rows.append(
                [
                    check.title.into(self._language),
                    self._say(self._audit.overall(check.code)),
                    *(self._n(counts[mark]) for mark in ("pass", "attention", "fail", "not applicable")),
                ]
            )
        head = ["check", "mark", "pass", "attention", "fail", "not applicable"]
        return {
            "kind": "table",
            "caption": self._say("All checks"),
            "header": [self._say(each) for each in head],
            "rows": rows,
            "numeric": [2, 3, 4, 5],
            "columns": ["2.6", "1.2", "0.8", "0.9", "0.7", "1.1"],
        }

    def _check(self, check: Check) -> Iterator[Block]:
        yield {
            "kind": "h3",
            "text": f"{check.title.into(self._language)}: {self._say(self._audit.overall(check.code))}",
        }
        yield {"kind": "p", "text": check.meaning.into(self._language)}
        words = "at least" if check.better == "higher" else "at most"
        source = "audits of the Joint Research Centre" if check.source == "JRC" else "our own judgment"
        yield {
            "kind": "note",
            "text": self._say(
                "Passes: {words} {passing}. Attention: {words} {attention}. Limits after {source}."
            ).format(
                words=self._say(words),
                passing=self._value(check, check.passing),
                attention=self._value(check, check.attention),
                source=self._say(source),
            ),
        }
        if check.code in self._audit.unasked:
            yield {"kind": "p", "text": self._say(self._audit.unasked[check.code])}
            return
        yield from self._not_passing(check)

    def _not_passing(self, check: Check) -> Iterator[Block]:
        judged = self._audit.of(check.code)
        short = [each for each in judged if each.mark in {"attention", "fail"}]
        if not short:
            known = [each for each in judged if each.mark == "pass"]
            if known:
                yield {
                    "kind": "p",
                    "text": self._say("All pass; the nearest to the limit is {subject} with {value}.").format(
                        subject=self._subject(known[0]), value=self._value(check, known[0].value)
                    ),
                }
            else:
                yield {"kind": "p", "text": self._say("Too few values to tell.")}
            return
        beside = any(each.beside for each in short)
        rows = [
            [
                self._subject(each),
                self._value(check, each.value),
                self._say(each.mark),
                *([self._names.of(each.beside, self._language)] if beside else []),
            ]
            for each in short[:MOST]
        ]
        header = [self._say(each) for each in ("of", "figure", "mark", *(("held against",) if beside else ()))]
        title = check.title.into(self._language)
        yield {"kind": "table", "caption": title, "header": header, "rows": rows, "numeric": [1]}
        if len(short) > MOST:
            more = self._say("and {n} more; all of them are in marks.csv").format(n=self._n(len(short) - MOST))
            yield {"kind": "note", "text": more}

    def _alternatives(self) -> Iterator[Block]:
        say, n = self._say, self._n
        rows = [
            [
                f"{say(each.step)}: {self._choice(each.choice)}",
                n(each.rank_correlation, 3),
                n(each.mean_shift, 1),
                n(each.largest_shift),
                self._names.of(each.moved_most, self._language) if not each.refused else say("cannot be made"),
            ]
            for each in self._audit.alternatives
        ]
        header = [say(each) for each in ("other choice", "rank correlation", "mean move", "largest move", "moves most")]
        yield {"kind": "h3", "text": say("One other choice at a time")}
        yield {
            "kind": "table",
            "caption": say("Ranks by one other choice against the published ones; moves in places"),
            "header": header,
            "rows": rows,
            "numeric": [1, 2, 3],
            "columns": ["1.8", "1", "0.9", "0.9", "1.4"],
        }

    def _method(self) -> Iterator[Block]:
        audit, say = self._audit, self._say
        recipe = audit.built.recipe
        yield {"kind": "h2", "id": "method", "text": say("How the index was made")}
        steps = {
            "denominate": say("yes") if recipe.denominate else say("no"),
            "impute": self._choice(recipe.impute),
            "screen": "–" if recipe.screen is None else self._percent(recipe.screen),
            "treat": self._choice(recipe.treat),
            "normalize": self._choice(recipe.normalize),
            "weights": self._choice(recipe.weights),
            "aggregate": writing(self._language).comma.join(map(self._choice, recipe.aggregate)),
            "least share of weight observed": self._percent(recipe.coverage_floor),
        }
        yield {
            "kind": "table",
            "caption": say("Choices of the methodology, step by step"),
            "header": [say("step"), say("choice")],
            "rows": [[say(step), choice] for step, choice in steps.items()],
            "numeric": [],
            "columns": ["1", "2"],
        }
        yield {
            "kind": "note",
            "text": say(
                "Methodology {name}, hash {recipe}; data hash {data}; {draws} draws, seed {seed}; Proxenia {version}. The same"
                " files and seed give the same audit."
            ).format(
                name=recipe.name,
                recipe=recipe.hash,
                data=audit.built.table.data_hash or "–",
                draws=self._n(audit.draws),
                seed=self._n(audit.seed),
                version=code_version(),
            ),
        }

    def _figure(self, name: str) -> Block:
        return {"kind": "figure", "name": name, "caption": self._say(CAPTIONS[name]), "width": WIDTHS[name]}

    def _subject(self, judged: Judged) -> str:
        if judged.check == "alternatives":
            step, _, choice = judged.subject.partition(" = ")
            return f"{self._say(step)}: {self._choice(choice)}"
        if judged.check == "sensitivity":
            return self._say(judged.subject)
        return isolate(self._names.of(judged.subject, self._language))

    def _choice(self, choice: str) -> str:
        """A choice as it is written, after its name where the language has one."""
        known = messages(self._language).get(f"method {choice.partition(':')[0]}") if self._language != "en" else None
        return f"{known} ({isolate(choice)})" if known else choice

    def _value(self, check: Check, value: float) -> str:
        if check.unit == "share":
            return self._percent(value, 1 if check.passing < SMALL else 0)
        return self._n(value, 0 if check.unit == "count" else 2)

    def _n(self, value: float, decimals: int = 0) -> str:
        return number(value if value == value else None, self._language, decimals=decimals)  # noqa: PLR0124  NaN is not itself

    def _percent(self, share: float, decimals: int = 0) -> str:
        return percent(share if share == share else None, self._language, decimals=decimals)  # noqa: PLR0124  NaN is not itself

    def _say(self, message: str) -> str:
        return translate(message, self._language)
