"""Pieces of a paper: texts, numbers, tables and figures in a reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.locale import interval, number, percent, translate
from proxenia.report.page import figure_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proxenia.assessment.result import Finding, IndicatorValue, NodeScore
    from proxenia.locale import Language, Text

__all__ = ["WIDTHS", "Block", "Blocks"]

Block = dict[str, Any]
WIDTHS = {"ranking": 88, "profile": 92, "models": 92, "ties": 100, "gaps": 100, "coverage": 96}
"""Width of each figure in percent of the page's."""


class Blocks:
    """Makes the blocks a paper consists of."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def _finding(self, finding: Finding, name: Text) -> str:
        sure = self._say("sure to {p}").format(p=self._percent(finding.probability))
        return f"{self._text(name)} ({sure})"

    def _node(self, node: NodeScore) -> str:
        if node.score is None:
            return self._say("too little evidence")
        return f"{self._number(node.score, 1)}\n({self._span(node.score_interval)})"

    def _value(self, value: IndicatorValue) -> str:
        if value.value is None:
            return "–"
        mark = {"lower bound": "≥ ", "conflicting": "≠ "}.get(value.status, "")
        return f"{mark}{figure_text(value.value, self._language)}"

    def _table(
        self,
        header: list[str],
        rows: list[list[str]],
        *,
        numeric: Iterable[int],
        columns: list[str] | None = None,
        size: float = 8.2,
    ) -> Block:
        widths = columns or ["1.6", *["1"] * (len(header) - 1)]
        return {
            "kind": "table",
            "header": header,
            "rows": rows,
            "numeric": list(numeric),
            "columns": widths,
            "size": size,
        }

    def _figure(self, name: str, caption: str) -> Block:
        return {"kind": "figure", "file": f"{name}.svg", "caption": self._say(caption), "width": WIDTHS[name]}

    def _h2(self, message: str) -> Block:
        return {"kind": "h2", "text": self._say(message)}

    def _p(self, message: str) -> Block:
        return {"kind": "p", "text": self._say(message)}

    def _say(self, message: str) -> str:
        return translate(message, self._language)

    def _text(self, text: Text | None) -> str:
        return "" if text is None else text.into(self._language)

    def _number(self, value: float | None, decimals: int = 0) -> str:
        return number(value, self._language, decimals=decimals)

    def _percent(self, share: float | None) -> str:
        return percent(share, self._language)

    def _span(self, ends: tuple[float, float] | None, decimals: int = 0) -> str:
        return interval(ends, self._language, decimals=decimals)
