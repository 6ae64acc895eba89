"""`proxenia strategy`: plans, roadmaps, SWOT, what-ifs and follow-ups."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proxenia.cli._store import StoreOption, store_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.assessment.plan import Planner
    from proxenia.strategy.plan import Question
    from proxenia.strategy.roadmap import Roadmap
    from proxenia.strategy.what_if import Scenario

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="From where a city stands to where it wants to stand.")

CityArgument = Annotated[str, typer.Argument(help="The city that plans, in any script.")]
AgainstOption = Annotated[list[str] | None, typer.Option(help="Benchmark cities; else those of the settings.")]
TargetOption = Annotated[
    str,
    typer.Option(help="rank:8, score:60, model:university-centered=0.4, parity:DIMENSION=CITY or gaps:a,b."),
]
BudgetOption = Annotated[float | None, typer.Option(min=0, help="Money a year, in the currency of the levers.")]
StaffOption = Annotated[float | None, typer.Option(min=0, help="Full-time persons.")]
YearsOption = Annotated[float, typer.Option(help="Horizon in years.")]
LeversOption = Annotated[
    Path | None, typer.Option(help="A program of levers by name, or a file in the form of program.toml.")
]
PaceOption = Annotated[str, typer.Option(help="assumed, still, trend, low,likely,high, or City=points a year.")]
SureOption = Annotated[float, typer.Option("--confidence", help="How sure the target should be without a budget.")]
FrameworkOption = Annotated[str, typer.Option(help="science-diplomacy, city-diplomacy, or a TOML file.")]
MethodologyOption = Annotated[str, typer.Option(help="A methodology's name or TOML file.")]
SeedOption = Annotated[int | None, typer.Option(min=0, help="Seed of chance.")]
DrawsOption = Annotated[int | None, typer.Option(help="Draws to judge on.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")]


@app.command()
def plan(
    city: CityArgument,
    *,
    target: TargetOption = "",
    budget: BudgetOption = None,
    staff: StaffOption = None,
    years: YearsOption = 5,
    levers: LeversOption = None,
    pace: PaceOption = "assumed",
    confidence: SureOption = 0.8,
    against: AgainstOption = None,
    framework: FrameworkOption = "",
    methodology: MethodologyOption = "",
    seed: SeedOption = None,
    draws: DrawsOption = None,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Find the smallest path to a target, and the portfolio of levers that reaches it most surely.

    Example: proxenia strategy plan Tehran --target rank:8 --budget 1500000
    """
    from proxenia.strategy.plan.told import told  # noqa: PLC0415  kept out of the start of other commands

    _check(target)
    planner = _planner(
        city, against, store, levers, pace, framework=framework, methodology=methodology, seed=seed, draws=draws
    )
    made = planner.plan(_question(planner, budget, staff, years, confidence), target=target)
    typer.echo(_json(made) if as_json else told(made, "en"))


@app.command()
def effect(
    indicator: Annotated[str, typer.Argument(help="An indicator of the catalog.")],
    *,
    years: Annotated[float, typer.Option(min=0.5, help="Time over which the growth is told.")] = 3,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Measure how much an indicator grew where it is dated twice, as a line for a file of levers.

    Example: proxenia strategy effect intl_meetings_hosted --years 3
    """
    from proxenia.indicators import Catalog  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.store import Store  # noqa: PLC0415  the same
    from proxenia.strategy.levers import measured_effect  # noqa: PLC0415  the same

    rows = Store.open(store_path(store)).rows("observations")
    found = measured_effect(rows, indicator=indicator, catalog=Catalog.read(), years=years)
    typer.echo(_json(found) if as_json else found.toml())


def _planner(
    city: str,
    against: list[str] | None,
    store: str,
    levers: Path | None,
    pace: str,
    **choices: str | int | None,
) -> Planner:
    from proxenia.assessment.plan import Planner, study_for  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.store import Store  # noqa: PLC0415  the same

    study = study_for(city, against=tuple(against or ()), **choices)
    return Planner.open(study, store=Store.open(store_path(store)), program=levers, pace=pace)


def _write_roadmap(
    planner: Planner, question: Question, target: str, *, out: Path, starts_on: str, overwrite: bool
) -> Roadmap:
    from proxenia.assessment.strategy import facts_below, roadmap_of, swot_of  # noqa: PLC0415  kept out of the start
    from proxenia.provenance import now  # noqa: PLC0415  the same
    from proxenia.report.strategy import publish_roadmap, told_facts  # noqa: PLC0415  the same

    made_at = now()
    first = _day(starts_on) if starts_on else made_at.date()
    drawn = roadmap_of(planner, planner.plan(question, target=target), question, starts_on=first)
    entries = swot_of(planner, drawn.plan)
    publish_roadmap(
        drawn,
        entries,
        folder=out,
        made_at=made_at,
        facts=told_facts(facts_below(planner, drawn, entries), names=planner.names),
        beside={"study.toml": planner.study.toml()},
        overwrite=overwrite,
    )
    return drawn


def _check(target: str) -> None:
    """Refuse a target that cannot be read before anything slow begins."""
    from proxenia.strategy.aim import Target  # noqa: PLC0415  kept out of the start of other commands

    if target:
        Target.parse(target)


def _question(planner: Planner, budget: float | None, staff: float | None, years: float, confidence: float) -> Question:
    from proxenia.strategy.plan import Question  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.strategy.portfolio import Limits  # noqa: PLC0415  the same

    limits = Limits(budget=budget, staff=staff)
    return Question(limits=limits, years=years, confidence=confidence, seed=planner.study.seed)


def _json(made: object) -> str:
    from proxenia.strategy.plan.told import as_json  # noqa: PLC0415  kept out of the start of other commands

    return as_json(made)


@app.command()
def roadmap(
    city: CityArgument,
    *,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("roadmap"),
    starts_on: Annotated[str, typer.Option(help="First day of the plan, such as 2027-03-21; else today.")] = "",
    target: TargetOption = "",
    budget: BudgetOption = None,
    staff: StaffOption = None,
    years: YearsOption = 5,
    levers: LeversOption = None,
    pace: PaceOption = "assumed",
    confidence: SureOption = 0.8,
    against: AgainstOption = None,
    framework: FrameworkOption = "",
    methodology: MethodologyOption = "",
    seed: SeedOption = None,
    draws: DrawsOption = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")] = False,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Put a plan into time and write it: briefings (PDF, DOCX), Gantt figure, calendar and tables, in both languages.

    Example: proxenia strategy roadmap Tehran --budget 1500000 --starts-on 2027-03-21 --out out/roadmap
    """
    _check(target)
    planner = _planner(
        city, against, store, levers, pace, framework=framework, methodology=methodology, seed=seed, draws=draws
    )
    question = _question(planner, budget, staff, years, confidence)
    drawn = _write_roadmap(planner, question, target, out=out, starts_on=starts_on, overwrite=overwrite)
    typer.echo(_json(drawn) if as_json else f"{drawn.plan.summary.en} See {out / 'council.en.pdf'}")


@app.command()
def swot(
    city: CityArgument,
    *,
    target: TargetOption = "",
    budget: BudgetOption = None,
    years: YearsOption = 5,
    levers: LeversOption = None,
    pace: PaceOption = "assumed",
    against: AgainstOption = None,
    framework: FrameworkOption = "",
    seed: SeedOption = None,
    draws: DrawsOption = None,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Compute strengths, weaknesses, opportunities, threats and how they meet, each with its facts.

    Example: proxenia strategy swot Tehran
    """
    from proxenia.assessment.strategy import swot_of  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.strategy.plan.told import as_json as write  # noqa: PLC0415  the same

    _check(target)
    planner = _planner(city, against, store, levers, pace, framework=framework, seed=seed, draws=draws)
    made = swot_of(planner, planner.plan(_question(planner, budget, None, years, 0.8), target=target))
    if as_json:
        typer.echo(write(made))
        return
    for entry in made.entries:
        sure = "" if entry.probability is None else f" ({entry.probability:.0%})"
        but = f" [but {', '.join(entry.contradicts)}]" if entry.contradicts else ""
        typer.echo(f"{entry.code}  {entry.text.en}{sure}{but}")
    for cell in made.tows:
        typer.echo(f"{cell.pair}  {cell.text.en}")


@app.command("what-if")
def what_if(
    city: Annotated[str, typer.Argument(help="The city; else that of the scenario.")] = "",
    *,
    observe: Annotated[list[str] | None, typer.Option("--set", help="INDICATOR=VALUE or CITY:INDICATOR=VALUE.")] = None,
    weight: Annotated[list[str] | None, typer.Option(help="DIMENSION=WEIGHT or INDICATOR=WEIGHT.")] = None,
    join: Annotated[list[str] | None, typer.Option(help="A network to join, or CITY:NETWORK.")] = None,
    leave: Annotated[list[str] | None, typer.Option(help="A network to leave, or CITY:NETWORK.")] = None,
    pull: Annotated[list[str] | None, typer.Option(help="A lever to pull.")] = None,
    move: Annotated[list[str] | None, typer.Option(help="CITY=POINTS a year for a rival.")] = None,
    scenario: Annotated[list[Path] | None, typer.Option(help="Scenario files; several are compared.")] = None,
    save: Annotated[Path | None, typer.Option(help="Save the changes as a scenario file.")] = None,
    name: Annotated[str, typer.Option(help="Name of the scenario.")] = "what if",
    target: TargetOption = "",
    years: YearsOption = 5,
    levers: LeversOption = None,
    pace: PaceOption = "assumed",
    replan: Annotated[bool, typer.Option("--plan", help="Make the plan again with the changes.")] = False,
    budget: BudgetOption = None,
    against: AgainstOption = None,
    seed: SeedOption = None,
    draws: DrawsOption = None,
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Change evidence, weights, memberships, levers or rivals, and see what follows, step by step.

    Example: proxenia strategy what-if Tehran --set science_brand=3 --join c40 --weight international_presence=2
    """
    changes = {
        "observation": observe,
        "weight": weight,
        "membership": join,
        "membership lost": leave,
        "lever": pull,
        "pace": move,
    }
    base = {"name": name, "city": city, "target": target, "years": years, "pace": pace}
    asked = _scenarios(changes, scenario or [], **base)
    if save is not None:
        save.write_text(asked[-1].toml(), encoding="utf-8")
    planner = _planner(asked[0].city, against, store, levers, asked[0].pace, seed=seed, draws=draws)
    _show_what_if(planner, asked, as_json=as_json, budget=budget, replan=replan)


@app.command("follow-up")
def follow_up(
    folder: Annotated[Path, typer.Argument(help="Folder of a roadmap.")],
    *,
    phase: Annotated[str, typer.Option(help="The phase that has ended: design, embed, routinize or scale.")],
    before: Annotated[str, typer.Option(help="Store the roadmap was made of; else the embedded edition.")] = "",
    as_json: JsonOption = False,
    store: StoreOption = "",
) -> None:
    """Hold the evidence of now against a roadmap: what moved, what was expected, and what explains the difference.

    Example: proxenia strategy follow-up out/roadmap --phase design --store mine.duckdb
    """
    from proxenia.assessment.plan import Planner  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.assessment.strategy import follow_up_of, read_roadmap  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same
    from proxenia.strategy.plan.told import as_json as write  # noqa: PLC0415  the same

    plan_of, study = read_roadmap(folder)
    old = Store.open(Path(before) if before else None)
    made = follow_up_of(
        plan_of, Planner.open(study, store=old), before=old, now=Store.open(store_path(store)), phase=phase
    )
    if as_json:
        typer.echo(write(made))
        return
    typer.echo(
        f"{made.city}: score {made.score_before:.1f} to {made.score_after:.1f}, expected {made.expected_score[0]:.1f} to"
        f" {made.expected_score[1]:.1f}: {made.verdict}; place {made.rank_before:.0f} to {made.rank_after:.0f}"
    )
    for part in made.parts:
        typer.echo(f"  {part.cause:8} {part.score:+.2f} points, {part.places:+.0f} places")
    for moved in made.moved:
        levers = f"; levers on it: {', '.join(moved.levers)}" if moved.levers else ""
        typer.echo(f"  {moved.indicator}: {moved.before} to {moved.after} ({moved.cause}{levers})")
    for one in made.indicators:
        typer.echo(f"  {one.indicator}: expected {one.low:g} to {one.high:g}, seen {one.seen}: {one.verdict}")


def _scenarios(changes: dict[str, list[str] | None], files: list[Path], **base: object) -> list[Scenario]:
    """The scenarios of files, and the one of the changes on the command line."""
    from proxenia.errors import StudyError  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.strategy.what_if import Change, Scenario  # noqa: PLC0415  the same

    made = tuple(
        Change.parse(kind.removesuffix(" lost"), text, value=0.0 if kind.endswith(" lost") else 1.0)  # ty: ignore[invalid-argument-type]
        for kind, texts in changes.items()
        for text in texts or ()
    )
    asked = [Scenario.read(path) for path in files]
    if made or not asked:
        if not base["city"]:
            raise StudyError("name a city, or a file with --scenario")
        asked.append(Scenario(**base, change=made))  # ty: ignore[invalid-argument-type]
    if len({(one.city, one.pace) for one in asked}) > 1:
        raise StudyError("scenarios of different cities or paces cannot be compared; run them one by one")
    return asked


def _show_what_if(
    planner: Planner, asked: Sequence[Scenario], *, as_json: bool, budget: float | None, replan: bool
) -> None:
    from proxenia.assessment.strategy import what_if_of  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.strategy.plan.told import as_json as write  # noqa: PLC0415  the same
    from proxenia.strategy.what_if import compare  # noqa: PLC0415  the same

    runs = [what_if_of(planner, one) for one in asked]
    plans = []
    if replan:
        for one in asked:
            changed = planner.changed(one)
            plans.append(changed.plan(_question(changed, budget, None, one.years, 0.8), target=one.target))
    if as_json:
        typer.echo(write({"scenarios": runs, "compared": compare(runs), "plans": plans}))
        return
    for run in runs:
        typer.echo(f"{run.scenario.name}: {run.city}")
        for step in run.steps:
            typer.echo(f"  {step.words.en}")
        for before, after in zip(run.base.models, run.final.models, strict=True):
            if before.degree is not None and after.degree is not None:
                typer.echo(f"  {after.name.en}: degree {before.degree:.2f} to {after.degree:.2f}")
    for row in compare(runs):
        typer.echo(
            f"{row['scenario']}: score {row['score']:.1f} ({row['score_low']:.1f} to {row['score_high']:.1f}), place"
            f" {row['rank']:.0f} ({row['rank_low']:.0f} to {row['rank_high']:.0f}), target {row['probability']:.0%}"
        )
    for made in plans:
        typer.echo(
            f"{made.summary.en} {len(made.portfolio.levers)} levers, {made.portfolio.cost[1]:,.0f} {made.currency} a year"
        )


def _day(text: str) -> date:
    from proxenia.errors import StudyError  # noqa: PLC0415  kept out of the start of other commands

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise StudyError(f"{text!r} is not a day; write YYYY-MM-DD, such as 2027-03-21") from None
