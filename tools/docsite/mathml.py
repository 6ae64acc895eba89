"""LaTeX as the pages write it, as MathML, which browsers draw without a script or a font of ours."""

from __future__ import annotations

import html
import re

__all__ = ["UnknownFormula", "mathml"]

_LETTERS = dict(
    zip(
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "varepsilon",
            "lambda",
            "mu",
            "pi",
            "rho",
            "sigma",
            "tau",
            "phi",
            "Gamma",
            "Delta",
            "Sigma",
            "Phi",
        ],
        "αβγδελμπρστφΓΔΣΦ",
        strict=True,
    )
)
_SIGNS = {
    "ge": "≥",
    "le": "≤",
    "ne": "≠",
    "in": "∈",
    "times": "×",
    "cdot": "·",
    "approx": "≈",
    "to": "→",
    "mid": "|",
    "dots": "…",
    "ldots": "…",
    "cdots": "⋯",
    "pm": "±",
    "infty": "∞",
    "cup": "∪",
    "cap": "∩",
    "sim": "∼",
    "subset": "⊂",
    "{": "{",
    "}": "}",
    "|": "‖",
    "%": "%",
    "_": "_",
}
_LARGE = {"sum": "∑", "prod": "∏", "int": "∫"}
_NAMED = frozenset(["min", "max", "exp", "log", "ln", "Pr", "arg", "sup", "inf"])
_SPACES = {",": "0.17em", ";": "0.28em", " ": "0.3em", "quad": "1em", "qquad": "2em", "!": "-0.17em"}
_ACCENTS = {"bar": "¯", "overline": "‾", "hat": "^", "tilde": "~"}
_SILENT = frozenset(
    [
        "left",
        "right",
        "big",
        "Big",
        "bigl",
        "bigr",
        "Bigl",
        "Bigr",
        "bigg",
        "Bigg",
        "textstyle",
        "displaystyle",
        "limits",
    ]
)
_WORDS = frozenset({"text", "mathrm", "operatorname", "textrm", "mathit"})
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:[.,][0-9]+)*|\S|\s+", re.DOTALL)


class UnknownFormula(ValueError):
    """A formula holds what this subset of LaTeX does not know."""


def mathml(latex: str, *, block: bool = False) -> str:
    r"""Write a formula as a MathML element.

    Parameters
    ----------
    latex
        The formula, without its dollar signs.
    block
        Whether it stands on a line of its own, with limits below and above its sums.

    Raises
    ------
    UnknownFormula
        If it holds a command that is not known here, or a brace is not closed.

    Examples
    --------
    >>> mathml(r"s_i^2/S")
    '<math><msubsup><mi>s</mi><mi>i</mi><mn>2</mn></msubsup><mo>/</mo><mi>S</mi></math>'
    >>> mathml(r"\frac1n")
    '<math><mfrac><mn>1</mn><mi>n</mi></mfrac></math>'
    """
    reader = _Reader(latex, block=block)
    inside = reader.row(until=None)
    return f'<math display="block">{inside}</math>' if block else f"<math>{inside}</math>"


class _Reader:
    """A formula read from left to right."""

    def __init__(self, latex: str, *, block: bool) -> None:
        self.latex, self.block = latex, block
        self.tokens = _TOKEN.findall(latex)
        self.at = 0

    def peek(self) -> str | None:
        """Give the next token that is no space."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def next(self) -> str:
        """Take the next token that is no space."""
        token = self.peek()
        if token is None:
            raise UnknownFormula(f"the formula ends too early: {self.latex!r}")
        self.at += 1
        return token

    def row(self, *, until: str | None) -> str:
        """Read to the end, or to the closing brace."""
        out = []
        while (token := self.peek()) != until:
            if token is None:
                raise UnknownFormula(f"a brace is not closed in {self.latex!r}")
            out.append(self.scripted())
        if until is not None:
            self.next()
        return "".join(out)

    def scripted(self) -> str:
        """Read one thing with what stands below and above it."""
        large = (self.peek() or "").lstrip("\\") in {*_LARGE, "min", "max"} and self.block
        base = self.thing()
        below = above = None
        while self.peek() in {"_", "^"}:
            if self.next() == "_":
                below = self.argument()
            else:
                above = self.argument()
        kind = ("munder", "mover", "munderover") if large else ("msub", "msup", "msubsup")
        if below and above:
            return f"<{kind[2]}>{base}{below}{above}</{kind[2]}>"
        if below:
            return f"<{kind[0]}>{base}{below}</{kind[0]}>"
        return f"<{kind[1]}>{base}{above}</{kind[1]}>" if above else base

    def argument(self) -> str:
        """Read a group in braces, or the one sign that stands for it."""
        if self.peek() == "{":
            self.next()
            return f"<mrow>{self.row(until='}')}</mrow>"
        token = self.peek() or ""
        if token.isdigit() and len(token) > 1:  # \frac12 is a half
            self.tokens[self.at : self.at + 1] = list(token)
        return self.thing()

    def thing(self) -> str:
        """Read one letter, number, sign or command."""
        sign = self.next()
        if sign == "{":
            return f"<mrow>{self.row(until='}')}</mrow>"
        if sign.startswith("\\"):
            return self.command(sign[1:])
        if sign[0].isdigit():
            return f"<mn>{sign}</mn>"
        if sign.isalpha():
            return f"<mi>{sign}</mi>"
        return f"<mo>{html.escape('−' if sign == '-' else sign)}</mo>"

    def command(self, name: str) -> str:
        """Read a command with its arguments."""
        if name in _WORDS:
            return self.words(name)
        if name in {"frac", "tfrac", "dfrac"}:
            return f"<mfrac>{self.argument()}{self.argument()}</mfrac>"
        if name == "sqrt":
            return f"<msqrt>{self.argument()}</msqrt>"
        if name in _ACCENTS:
            over = f'<mo stretchy="{str(name == "overline").lower()}">{_ACCENTS[name]}</mo>'
            return f'<mover accent="true">{self.argument()}{over}</mover>'
        return self.symbol(name)

    def symbol(self, name: str) -> str:
        """Write a command that takes nothing: a letter, a sign, a space."""
        for table, tag in ((_LETTERS, "mi"), (_SIGNS, "mo"), (_LARGE, "mo")):
            if name in table:
                return f"<{tag}>{html.escape(table[name])}</{tag}>"
        if name in _NAMED:
            return f"<mi>{name}</mi>" + ('<mspace width="0.17em"/>' if self.peek() not in {"_", "^", "("} else "")
        if name in _SPACES:
            return f'<mspace width="{_SPACES[name]}"/>'
        if name in _SILENT:
            return ""
        raise UnknownFormula(f"\\{name} is not known to tools/docsite/mathml.py, in {self.latex!r}")

    def words(self, name: str) -> str:
        """Read words set upright, with their spaces."""
        if self.next() != "{":
            raise UnknownFormula(f"\\{name} needs its braces in {self.latex!r}")
        start = self.at
        while self.at < len(self.tokens) and self.tokens[self.at] != "}":
            self.at += 1
        said = "".join(self.tokens[start : self.at])
        self.next()
        return (
            f"<mtext>{html.escape(said)}</mtext>"
            if name != "mathrm"
            else f'<mi mathvariant="normal">{html.escape(said)}</mi>'
        )
