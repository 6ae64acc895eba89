"""`proxenia qca`: qualitative comparative analysis of a table of cases, in the notation of R's QCA package."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proxenia.cli._store import StoreOption, store_path

if TYPE_CHECKING:
    from proxenia.compare.qca import Cases

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Which conditions, together, go with an outcome (QCA).")

DataOption = Annotated[Path, typer.Option("--data", help="CSV: one row a case, its name first; degrees or levels.")]
OutcomeOption = Annotated[str, typer.Option("--outcome", help="Column of the outcome; ~NAME for its absence.")]
ConditionsOption = Annotated[str, typer.Option("--conditions", help="Columns of the conditions, joined by commas.")]
InclusionOption = Annotated[float, typer.Option("--inclusion", help="Least inclusion of a row for output 1, 0-1.")]
ExclusionOption = Annotated[
    float | None, typer.Option("--exclusion", help="Inclusion below which a row is 0; between, a contradiction.")
]
PriOption = Annotated[float, typer.Option("--pri", help="Least PRI of a row for output 1, 0-1.")]
FrequencyOption = Annotated[int, typer.Option("--frequency", help="Cases a row needs; else it is a remainder.")]
SolutionOption = Annotated[str, typer.Option("--solution", help="conservative, parsimonious or intermediate.")]
ExpectationsOption = Annotated[
    str, typer.Option("--expectations", help="For intermediate: A,~B, or 1,0,- for each condition in order.")
]
EveryOption = Annotated[bool, typer.Option("--every", help="Models with more terms, too, if none is needless.")]
AnchorsOption = Annotated[
    list[str] | None, typer.Option("--anchors", help="NAME=out,crossover,in: calibrate a raw column first.")
]
NegationOption = Annotated[bool, typer.Option(help="Analyze the outcome's absence, too.")]
RangesOption = Annotated[bool, typer.Option(help="Say in which ranges of the choices the models stay.")]
DropOption = Annotated[
    bool | None,
    typer.Option("--drop-cases/--keep-cases", help="Leave out each case in turn; by default with up to 8 conditions."),
]
DrawsOption = Annotated[int, typer.Option("--draws", min=0, help="Shuffles of the outcome, to hold against chance.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of chance.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def minimize(
    *,
    data: DataOption,
    outcome: OutcomeOption,
    conditions: ConditionsOption,
    inclusion: InclusionOption = 1.0,
    exclusion: ExclusionOption = None,
    pri: PriOption = 0.0,
    frequency: FrequencyOption = 1,
    solution: SolutionOption = "conservative",
    expectations: ExpectationsOption = "",
    every: EveryOption = False,
    anchors: AnchorsOption = None,
    negation: NegationOption = True,
    ranges: RangesOption = True,
    drop_cases: DropOption = None,
    draws: DrawsOption = 0,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Find every smallest model of an outcome, and how robust it is.

    Example: proxenia qca minimize --data cases.csv --outcome SURV --conditions DEV,URB,LIT,IND,STB --inclusion 0.8
    """
    from proxenia.compare.qca.analysis import Analysis, calibrated  # noqa: PLC0415  kept out of other commands
    from proxenia.compare.qca.plain import notes_on  # noqa: PLC0415  the same

    cases, raw, chosen = calibrated(data, outcome=outcome, conditions=_names(conditions), anchors=anchors or ())
    notes = notes_on(cases)
    sys.stderr.write("".join(f"{note}\n" for note in notes))
    cuts, kind = _cuts(inclusion, exclusion, pri, frequency), _kind(solution)
    analysis = Analysis(cuts=cuts, solution=kind, expectations=expectations, every=every, raw=raw, anchors=chosen)
    found = replace(analysis, ranges=ranges, drop_cases=drop_cases, draws=draws, seed=seed).run(
        cases, negation=negation
    )
    if as_json:
        typer.echo(json.dumps({**found.plain(), "notes": notes}, ensure_ascii=False))
    else:
        typer.echo(found.text())


@app.command("truth-table")
def truth_table(
    *,
    data: DataOption,
    outcome: OutcomeOption,
    conditions: ConditionsOption,
    inclusion: InclusionOption = 1.0,
    exclusion: ExclusionOption = None,
    pri: PriOption = 0.0,
    frequency: FrequencyOption = 1,
    as_json: JsonOption = False,
) -> None:
    """Print every configuration that cases show, with its output, inclusion and PRI.

    Example: proxenia qca truth-table --data cases.csv --outcome SURV --conditions DEV,URB,LIT --inclusion 0.8
    """
    from proxenia.compare.qca import truth_table as make  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.compare.qca.plain import plain_table, print_table  # noqa: PLC0415  the same

    table = make(_cases(data, outcome, conditions), cuts=_cuts(inclusion, exclusion, pri, frequency))
    typer.echo(json.dumps(plain_table(table), ensure_ascii=False) if as_json else print_table(table))


@app.command()
def necessity(
    *,
    data: DataOption,
    outcome: OutcomeOption,
    conditions: ConditionsOption,
    search: Annotated[bool, typer.Option("--search", help="Look for conjunctions and disjunctions, too.")] = False,
    inclusion: Annotated[float, typer.Option("--inclusion", help="Least inclN in a search.")] = 0.9,
    coverage: Annotated[float, typer.Option("--coverage", help="Least covN in a search.")] = 0.0,
    ron: Annotated[float, typer.Option("--ron", help="Least relevance of necessity in a search.")] = 0.0,
    depth: Annotated[int, typer.Option("--depth", min=1, help="Conditions a set joins at most.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Print how necessary each condition is, or search for sets that are.

    Example: proxenia qca necessity --data cases.csv --outcome SURV --conditions DEV,URB,LIT --search --inclusion 0.9
    """
    from proxenia.compare.qca import necessity as single  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.compare.qca import superset_search  # noqa: PLC0415  the same
    from proxenia.compare.qca.plain import plain_necessity, print_columns  # noqa: PLC0415  the same

    cases = _cases(data, outcome, conditions)
    found = (
        superset_search(cases, inclusion=inclusion, coverage=coverage, ron=ron, depth=depth)
        if search
        else single(cases)
    )
    if as_json:
        typer.echo(json.dumps(plain_necessity(found), ensure_ascii=False))
        return
    rows = [[each.expression, *(f"{figure:.3f}" for figure in each.fit.plain().values())] for each in found]
    typer.echo(print_columns([["", "inclN", "RoN", "covN"], *rows]))


@app.command()
def calibrate(
    *,
    data: Annotated[Path, typer.Option("--data", help="CSV with raw figures, one row a case.")],
    column: Annotated[str, typer.Option("--column", help="Column to calibrate.")],
    anchors: Annotated[
        str, typer.Option("--anchors", help="Out, crossover, in (falling for little of it); or thresholds.")
    ] = "",
    method: Annotated[str, typer.Option("--method", help="direct, linear, indirect or crisp.")] = "direct",
    find: Annotated[int, typer.Option("--find", min=0, help="Propose this many thresholds instead.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Turn raw figures into degrees of membership (or crisp levels), printed as CSV.

    Example: proxenia qca calibrate --data raw.csv --column DEV --anchors 400,550,900
    """
    from proxenia.compare.qca.analysis import calibrate_column  # noqa: PLC0415  kept out of other commands

    names, degrees, used = calibrate_column(data, column, anchors=anchors, method=method, find=find)
    if as_json:
        typer.echo(json.dumps({"column": column, "anchors": used, "degrees": dict(zip(names, degrees, strict=True))}))
        return
    typer.echo(f"case,{column}" if degrees else ",".join(f"{each:g}" for each in used))
    for name, degree in zip(names, degrees, strict=False):
        typer.echo(f"{name},{degree:.6g}")


@app.command()
def panel(
    *,
    indicators: Annotated[str, typer.Option("--indicators", help="Indicators, joined by commas; one set each.")],
    anchors: Annotated[
        list[str] | None, typer.Option("--anchors", help="NAME=out,crossover,in in points 0-100; else 20, 49.9, 80.")
    ] = None,
    store: StoreOption = "",
) -> None:
    """Print degrees of the panel's cities in sets made from indicators, as CSV for the other commands.

    Example: proxenia qca panel --indicators sister_city_agreements,intl_org_membership > panel.csv
    """
    from proxenia.compare.qca.analysis import read_anchors  # noqa: PLC0415  the same
    from proxenia.compare.qca.panel import panel_csv  # noqa: PLC0415  the same
    from proxenia.compare.workbench import Workbench  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    bench, rng = Workbench.open(store_path(store)), chance(0)
    profile = bench.profile(bench.panel(rng=rng).cities, rng=rng)
    chosen = dict(read_anchors(each) for each in anchors or ())
    table, left_out = panel_csv(profile, _names(indicators), anchors=chosen)
    sys.stderr.write(f"{len(left_out)} cities left out, not known on all\n" if left_out else "")
    typer.echo(table, nl=False)


def _cases(data: Path, outcome: str, conditions: str) -> Cases:
    from proxenia.compare.qca import read_cases  # noqa: PLC0415  kept out of the start of other commands

    return read_cases(data, outcome=outcome, conditions=_names(conditions))


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _cuts(inclusion: float, exclusion: float | None, pri: float, frequency: int) -> Any:
    from proxenia.compare.qca import Cuts  # noqa: PLC0415  kept out of the start of other commands

    return Cuts(inclusion=inclusion, exclusion=exclusion, pri=pri, frequency=frequency)


def _kind(solution: str) -> Any:
    from proxenia.compare.qca import SOLUTIONS  # noqa: PLC0415  kept out of the start of other commands

    if solution not in SOLUTIONS:
        raise typer.BadParameter(f"no solution {solution!r}; write {', '.join(SOLUTIONS)}")
    return solution
