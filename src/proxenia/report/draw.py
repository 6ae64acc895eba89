"""Drawing specifications to SVG, all of them on two threads."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from proxenia.locale import LANGUAGES, writing
from proxenia.report.figures import FIGURES, Brush
from proxenia.report.palette import PALETTE, STATUS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from proxenia.assessment.result import Assessment
    from proxenia.locale import Language

__all__ = ["FONT", "draw_all", "draw_png", "draw_specs", "font_choices", "themed"]

VERSION = "5.21"
FONT = "Vazirmatn"
"""The font of the package, for papers: Arabic script and Latin."""
_VARIABLES = {**PALETTE, **{f"status-{name.replace(' ', '-')}": color for name, color in STATUS.items()}}


def draw_all(assessment: Assessment) -> dict[tuple[str, Language, bool], str]:
    """Draw every figure in every language, wide and narrow.

    Returns
    -------
    drawings
        SVG by figure, language and whether it is the narrow one.
    """
    wanted = [
        (name, language, narrow) for name in FIGURES for language in assessment.languages for narrow in (False, True)
    ]

    specs = [FIGURES[name](assessment, Brush(language=language, narrow=narrow)) for name, language, narrow in wanted]
    return dict(zip(wanted, draw_specs(specs), strict=True))


def draw_specs(specs: Sequence[dict[str, Any]]) -> list[str]:
    """Draw Vega-Lite specifications as SVG, on two threads."""
    _register_fonts()
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(_svg, specs))


def draw_png(spec: dict[str, Any], *, scale: float = 1.0) -> bytes:
    """Draw a Vega-Lite specification as PNG, `scale` times as large as it is on a page."""
    import vl_convert  # noqa: PLC0415  an engine of its own that only drawing needs

    _register_fonts()
    return vl_convert.vegalite_to_png(vl_spec=spec, vl_version=VERSION, scale=scale)


def themed(svg: str) -> str:
    """Replace the palette by the page's variables, so that a figure follows light and dark."""
    for name, color in _VARIABLES.items():
        svg = re.sub(re.escape(color), f"var(--{name})", svg, flags=re.IGNORECASE)
    return svg


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert  # noqa: PLC0415  an engine of its own that only drawing needs

    return _renumbered(vl_convert.vegalite_to_svg(vl_spec=spec, vl_version=VERSION))


def _renumbered(svg: str) -> str:
    """Number the marks' ids in the order they stand: the engine counts them over all figures of a run."""
    order: dict[str, str] = {}
    for name in re.findall(r'\bid="([^"]+)"', svg):
        order.setdefault(name, f"mark-{len(order)}")
    return re.sub(r'(\bid="|url\(#|href="#)([^")]+)', lambda m: m[1] + order.get(m[2], m[2]), svg)


def font_choices(language: Language, *, ours: Path) -> dict[str, Any]:
    """Where the engine of papers takes fonts from: ours alone, and for a language of an extension its own and the system's."""
    if language in LANGUAGES:
        return {"font_paths": [str(ours)], "ignore_system_fonts": True}
    return {"font_paths": [str(ours), str(writing(language).folder / "fonts")], "ignore_system_fonts": False}


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    import vl_convert  # noqa: PLC0415  the same

    with as_file(files("proxenia").joinpath("data", "fonts")) as folder:
        vl_convert.register_font_directory(str(folder))
