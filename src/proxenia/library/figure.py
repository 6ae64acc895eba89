"""A figure of an assessment as Vega-Lite, drawn by a notebook in its own way or as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.errors import OutputError

if TYPE_CHECKING:
    from proxenia.assessment import Assessment
    from proxenia.locale import Language

__all__ = ["Figure", "figure"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Figure:
    """A figure: its Vega-Lite specification in `spec`."""

    name: str
    language: Language
    spec: dict[str, Any]

    def svg(self) -> str:
        """Draw the figure as SVG."""
        from proxenia.report.draw import draw_specs  # noqa: PLC0415  an engine of its own that only drawing needs

        return draw_specs([self.spec])[0]

    def __repr__(self) -> str:
        return f"Figure {self.name!r} in {self.language!r}: {', '.join(sorted(self.spec))}"

    def _repr_html_(self) -> str:
        return self.svg()


def figure(assessment: Assessment, name: str, *, language: Language = "en") -> Figure:
    """Give a figure of the report: ranking, profile, models, ties, gaps or coverage, in English or Persian.

    Raises
    ------
    OutputError
        If there is no figure of that name, or the language is neither.

    Examples
    --------
    >>> import proxenia as px
    >>> px.figure(px.assess(px.Study(focal="Tehran", benchmarks=("Boston",), draws=100)), "gap")
    Traceback (most recent call last):
    proxenia.errors.OutputError: there is no figure 'gap'; write coverage, gaps, models, profile, ranking, ties
    """
    from proxenia.locale.text import LANGUAGES  # noqa: PLC0415  beside its use
    from proxenia.report.figures import FIGURES, Brush  # noqa: PLC0415  heavy: kept out of `import proxenia`

    if name not in FIGURES:
        raise OutputError(f"there is no figure {name!r}; write {', '.join(sorted(FIGURES))}")
    if language not in LANGUAGES:
        raise OutputError(f"language {language!r} is unknown; write {' or '.join(LANGUAGES)}")
    return Figure(name=name, language=language, spec=FIGURES[name](assessment, Brush(language=language)))
