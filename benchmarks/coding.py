"""How fast documents become coded passages, and what the bootstrap of alpha costs.

Baselines run in the same run: for the rules, the same patterns without looking for their stems first; for the interval of
alpha, alpha computed anew on every sample of units; for a Persian page, the order of letters as the PDF library gives it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pypdfium2
import typst

from proxenia.coding import Codebook, RuleCoder, read_document
from proxenia.coding.agreement import Ratings, alpha, krippendorff
from proxenia.coding.coders import _terms
from proxenia.coding.scores import labelled_passages

UNITS, CODERS, DRAWS, LOOPED, PAGES, WRONG = 300, 4, 2000, 100, 20, 0.3


def rules() -> dict[str, float]:
    passages = [each.passage for each in labelled_passages()]
    coder = RuleCoder(codebook=Codebook.read())
    coder.code(passages)
    started = time.process_time()
    coder.code(passages)
    fast = time.process_time() - started
    kept = _terms.Term.is_ruled_out
    _terms.Term.is_ruled_out = _never  # ty: ignore[invalid-assignment]
    started = time.process_time()
    coder.code(passages)
    slow = time.process_time() - started
    _terms.Term.is_ruled_out = kept
    return {
        "rules_passages_a_second": round(len(passages) / fast),
        "rules_times_faster_by_stems": round(slow / fast, 1),
    }


def _never(_term: _terms.Term, _sentence: str) -> bool:
    return False


def interval() -> dict[str, float]:
    rng = np.random.default_rng(0)
    truth = rng.integers(1, 5, size=UNITS)
    rows = [np.where(rng.random(UNITS) < WRONG, rng.integers(1, 5, size=UNITS), truth) for _ in range(CODERS)]
    ratings = Ratings.of([list(row) for row in rows])
    krippendorff(ratings, level="ordinal", rng=rng, draws=1)
    started = time.process_time()
    krippendorff(ratings, level="ordinal", rng=rng, draws=DRAWS)
    fast = (time.process_time() - started) / DRAWS
    started = time.process_time()
    for _ in range(LOOPED):
        drawn = rng.integers(0, UNITS, size=UNITS)
        again = Ratings(
            coders=ratings.coders, units=tuple(f"{i}" for i in range(UNITS)), labels=ratings.labels[:, drawn]
        )
        alpha(again, level="ordinal")
    slow = (time.process_time() - started) / LOOPED
    return {
        "alpha_2000_samples_seconds": round(fast * DRAWS, 2),
        "alpha_times_faster_than_one_by_one": round(slow / fast, 1),
    }


def persian_pages() -> dict[str, float]:
    text = "شورای شهر برنامهٔ روابط بین‌الملل را در سال ۲۰۲۴ تصویب کرد و با C40 Cities Group همکاری می‌کند. " * 18
    page = f'#set text(font: "Vazirmatn", lang: "fa", dir: rtl)\n{text}'
    with tempfile.TemporaryDirectory() as folder:
        source, path = Path(folder) / "a.typ", Path(folder) / "a.pdf"
        source.write_text("\n#pagebreak()\n".join([page] * PAGES), encoding="utf-8")
        fonts = str(files("proxenia").joinpath("data", "fonts"))
        typst.compile(str(source), output=str(path), font_paths=[fonts])
        wanted = text.split()
        started = time.process_time()
        ours = read_document(path)
        seconds = time.process_time() - started
        raw = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    first = ours.text[ours.pages[0].start : ours.pages[0].end].split()
    return {
        "persian_pages_a_second": round(PAGES / seconds),
        "words_right_by_position": round(_right(first, wanted), 3),
        "words_right_as_the_file_has_them": round(_right(raw.split(), wanted), 3),
    }


def _right(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Share of the wanted words that stand in order in what was found (longest common subsequence)."""
    row = [0] * (len(found) + 1)
    for word in wanted:
        before = 0
        for j, other in enumerate(found, start=1):
            held = row[j]
            row[j] = before + 1 if word == other else max(row[j], row[j - 1])
            before = held
    return row[-1] / len(wanted)


def measure() -> dict[str, float]:
    return rules() | interval() | persian_pages()
