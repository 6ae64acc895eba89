"""Plans told: as JSON, and as a few lines for a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.locale import number, percent, translate

if TYPE_CHECKING:
    from proxenia.locale import Language
    from proxenia.strategy.plan.result import Plan

__all__ = ["as_json", "rounded", "told"]

DECIMALS = 6


def as_json(made: object) -> str:
    """Write anything made of plain values as JSON, figures rounded to six decimals."""
    return json.dumps(rounded(json.loads(msgspec.json.encode(made))), ensure_ascii=False, indent=1)


def rounded(value: Any) -> Any:
    """Round every figure of nested plain values to six decimals."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return round(value, DECIMALS) if isinstance(value, float) else value


def told(plan: Plan, language: Language) -> str:
    """Tell a plan in a few lines."""

    def say(message: str, **values: object) -> str:
        return translate(message, language).format(**values)

    def num(value: float | None, decimals: int = 0) -> str:
        return number(value, language, decimals=decimals)

    titles = {lever.lever: lever.title.into(language) for lever in plan.levers}
    cost = plan.portfolio.cost
    lines = [
        say("{city}: {target}", city=plan.city_name.into(language), target=plan.target.words.into(language)),
        plan.summary.into(language),
        _path_line(plan, language),
        say(
            "Portfolio: {n} levers, {cost} {currency} a year ({low} to {high}), {staff} persons",
            n=num(len(plan.portfolio.levers)),
            cost=num(cost[1], 0),
            low=num(cost[0]),
            high=num(cost[2]),
            currency=plan.currency,
            staff=num(plan.portfolio.staff[1]),
        ),
    ]
    lines += [
        f"  {percent(added, language):>5}  {titles[code]}"
        for code, added in zip(plan.portfolio.levers, plan.portfolio.added, strict=True)
    ]
    if plan.status == "met":
        lines.append(say("What keeps it:"))
        lines += [f"  {support.name.into(language)}" for support in plan.holds.supports[:3]]
    lines += [price.words.into(language) for price in plan.prices]
    return "\n".join(lines)


def _path_line(plan: Plan, language: Language) -> str:
    path = plan.path
    if not path.feasible:
        return translate("No change of the figures that levers move reaches it by the published index.", language)
    if not path.steps:
        return translate("By the published index nothing has to change.", language)
    message = "Smallest path by the published index: {total} points in {n} figures."
    if len(path.steps) == 1:
        message = "Smallest path by the published index: {total} points in one figure."
    if not path.within_reach:
        message = "Smallest path by the published index: {total} points in all, further than the levers take them."
    return translate(message, language).format(
        total=number(path.total, language, decimals=1), n=number(len(path.steps), language)
    )
