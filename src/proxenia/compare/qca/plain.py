"""An analysis as plain values, for JSON and for print: the same figures under the names R's QCA gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.compare.qca.cases import TOO_FEW, is_too_few, skewed_sets
from proxenia.compare.qca.implicants.terms import write_term
from proxenia.locale.render import digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.compare.qca.cases import Cases
    from proxenia.compare.qca.minimize import Solution
    from proxenia.compare.qca.necessity import NecessaryCondition
    from proxenia.compare.qca.robustness import AnchorRange, Robustness
    from proxenia.compare.qca.table import TruthTable
    from proxenia.locale.text import Language

__all__ = [
    "few_cases_note",
    "notes_on",
    "plain_necessity",
    "plain_robustness",
    "plain_solution",
    "plain_table",
    "print_columns",
    "print_robustness",
    "print_solution",
    "print_table",
]


MOST_PRINTED = 20
MOST_ASSUMED = 10
"""Models whose assumptions are listed."""


def few_cases_note(cases: Cases, language: Language = "en") -> str:
    """What is to be said where cases are too few for a causal claim; empty where they are not."""
    if not is_too_few(cases):
        return ""
    return TOO_FEW.into(language).format(n=digits(str(len(cases.names)), language))


def notes_on(cases: Cases) -> list[str]:
    """What a reader of any solution over these cases has to know: too few of them, or sets most are in or out of."""
    few = few_cases_note(cases)
    skewed = [
        f"{name} is skewed: {share:.0%} of the cases are in it, so that inclusion says less than it seems"
        for name, share in skewed_sets(cases).items()
    ]
    return [few, *skewed] if few else skewed


def plain_table(table: TruthTable) -> list[dict[str, Any]]:
    """Rows of a truth table: number, configuration by condition, output, n, inclusion, PRI, cases."""
    return [
        {
            "row": row.number,
            **dict(zip(table.cases.conditions, row.configuration, strict=True)),
            "OUT": row.output,
            "n": len(row.cases),
            "incl": row.inclusion,
            "PRI": row.pri,
            "cases": list(row.cases),
        }
        for row in table.rows
    ]


def plain_solution(solution: Solution) -> dict[str, Any]:
    """Models as lists of terms, with the fit of the first one, of each, and of each term."""
    models = solution.models
    return {
        "outcome": solution.table.cases.outcome,
        "solution": solution.kind,
        "expressions": [solution.expression(model) for model in models],
        "models": [list(solution.words(model)) for model in models],
        "all_models_listed": solution.is_complete,
        "fit": models[0].fit.plain(),
        "fits": [model.fit.plain() for model in models],
        "terms": [
            [
                {"term": word, **fit.plain(), "cases": list(cases)}
                for word, fit, cases in zip(solution.words(model), model.term_fits, model.covered, strict=True)
            ]
            for model in models
        ],
        "assumed_rows": [solution.assumed(model) for model in models[:MOST_ASSUMED]],
    }


def plain_robustness(found: Robustness, *, anchors: Sequence[AnchorRange] = ()) -> dict[str, Any]:
    """Ranges of the choices, and the cases the models hang on."""
    return {
        "inclusion": list(found.inclusion),
        "PRI": list(found.pri),
        "frequency": list(found.frequency),
        "fragile_cases": None
        if found.fragile_cases is None
        else {name: list(words) for name, words in found.fragile_cases.items()},
        "share_of_cases_not_needed": found.share_of_cases_not_needed,
        "anchors": [
            {"condition": each.condition, "anchor": each.anchor, "value": each.value, "range": [each.low, each.high]}
            for each in anchors
        ],
    }


def plain_necessity(found: Sequence[NecessaryCondition]) -> list[dict[str, Any]]:
    """Conditions with inclN, RoN and covN; None where nothing is in the set."""
    return [
        {"condition": each.expression}
        | {name: None if figure != figure else figure for name, figure in each.fit.plain().items()}  # noqa: PLR0124  NaN
        for each in found
    ]


def print_table(table: TruthTable) -> str:
    """Truth table as text: configurations as rows, best inclusion first."""
    heads = ["row", *table.cases.conditions, "OUT", "n", "incl", "PRI", "cases"]
    rows = [
        [
            str(row.number),
            *map(str, row.configuration),
            row.output,
            str(len(row.cases)),
            f"{row.inclusion:.3f}",
            f"{row.pri:.3f}",
            ",".join(row.cases),
        ]
        for row in table.rows
    ]
    return print_columns([heads, *rows])


def print_columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of words in columns, the last one open."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return "\n".join(
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def print_solution(solution: Solution) -> str:
    """Models with the fit of their terms, as text."""
    lines = []
    for number, model in enumerate(solution.models[:MOST_PRINTED], start=1):
        lines.append(f"M{number}: {solution.expression(model)}")
        rows = [["", "inclS", "PRI", "covS", "covU", "cases"]]
        for term, fit, cases in zip(model.terms, model.term_fits, model.covered, strict=True):
            word = write_term(term, conditions=solution.table.cases.conditions, levels=solution.table.cases.levels)
            unique = "-" if fit.cov_u is None else f"{fit.cov_u:.3f}"
            rows.append([word, f"{fit.incl_s:.3f}", f"{fit.pri:.3f}", f"{fit.cov_s:.3f}", unique, ",".join(cases)])
        whole = model.fit
        rows.append([f"M{number}", f"{whole.incl_s:.3f}", f"{whole.pri:.3f}", f"{whole.cov_s:.3f}", "", ""])
        lines += [print_columns(rows), ""]
    more = len(solution.models) - MOST_PRINTED
    if more > 0:
        lines.append(f"and {more} more models; --json lists them")
    if not solution.is_complete:
        lines.append("the list of models is not complete: there are more than were looked for")
    return "\n".join(lines).rstrip()


def print_robustness(found: Robustness, *, anchors: Sequence[AnchorRange] = ()) -> str:
    """Ranges as text."""
    lines = [
        "the models stay the same",
        f"  for an inclusion cut-off above {found.inclusion[0]:.3f} and up to {found.inclusion[1]:.3f}",
        f"  for a PRI cut-off above {found.pri[0]:.3f} and up to {found.pri[1]:.3f}",
        f"  for a frequency cut-off of {found.frequency[0]} to {found.frequency[1]} cases",
    ]
    lines += [
        f"  for the anchor '{each.anchor}' of {each.condition} ({each.value:g}) from {each.low:.4g} to {each.high:.4g}"
        for each in anchors
    ]
    if found.fragile_cases is not None:
        alone = ", ".join(found.fragile_cases)
        lines.append(f"  without any one case but these: {alone}" if alone else "  without any one case")
    return "\n".join(lines)
