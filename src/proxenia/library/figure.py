"""A figure of an assessment as Vega-Lite, drawn by a notebook in its own way or as SVG."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.errors import OutputError

if TYPE_CHECKING:
    from proxenia.assessment import Assessment
    from proxenia.locale import Language

__all__ = ["Figure", "figure"]

VEGA_LITE = "application/vnd.vegalite.v5+json"
"""What notebooks call a specification of this version."""

ON_WHITE = {"background": "#ffffff"}
"""Pages color the ground behind a figure themselves; a notebook or a picture has to bring its own."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Figure:
    """A figure: its Vega-Lite specification in `spec`.

    Examples
    --------
    >>> Figure(name="ranking", language="en", spec={"mark": "point"})
    Figure 'ranking' in 'en': mark
    """

    name: str
    language: Language
    spec: dict[str, Any]

    def svg(self) -> str:
        """Draw the figure as SVG."""
        from proxenia.report.draw import draw_specs  # noqa: PLC0415  an engine of its own that only drawing needs

        return draw_specs([self.spec])[0]

    def png(self, *, scale: float = 1.0) -> bytes:
        """Draw the figure as PNG on white, `scale` times as large as it is on a page."""
        from proxenia.report.draw import draw_png  # noqa: PLC0415  the same

        return draw_png(self.spec | ON_WHITE, scale=scale)

    def __repr__(self) -> str:
        return f"Figure {self.name!r} in {self.language!r}: {', '.join(sorted(self.spec))}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002  the notebook's form
        """Give a notebook the specification, and a picture for those that cannot draw it, both on white."""
        return {VEGA_LITE: self.spec | ON_WHITE, "image/png": base64.b64encode(self.png()).decode()}


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
    from proxenia.locale import languages  # noqa: PLC0415  beside its use
    from proxenia.report.figures import FIGURES, Brush  # noqa: PLC0415  heavy: kept out of `import proxenia`

    if name not in FIGURES:
        raise OutputError(f"there is no figure {name!r}; write {', '.join(sorted(FIGURES))}")
    if language not in languages():
        raise OutputError(f"language {language!r} is unknown; write {' or '.join(languages())}")
    return Figure(name=name, language=language, spec=FIGURES[name](assessment, Brush(language=language)))
