"""Sentences of a plan in both languages, made from its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.locale import Text, number, percent, translate

if TYPE_CHECKING:
    from proxenia.locale import Language
    from proxenia.strategy.aim.target import Target

__all__ = ["both", "price_words", "status_words", "target_words"]

STATUS = {
    "met": ("The target is met already: {now} now, {still} in {time} if the city stands still and its rivals do not."),
    "feasible": (
        "The target can be reached: {planned} with this portfolio in {time}, against {still} if the city stands still."
    ),
    "unlikely": (
        "The target is unlikely: {planned} with the best portfolio found, against {still} if the city stands still."
    ),
    "out of reach": (
        "The target is out of reach: {planned} with the best portfolio found, {still} if the city stands still."
    ),
}

PRICES = {
    "money": {
        "nothing": "Another {a} {c} a year buys no more probability.",
        "one": "Another {a} {c} a year buys one point of probability.",
        "more": "Another {a} {c} a year buys {n} points of probability.",
    },
    "staff": {
        "nothing": "Room for {a} more persons buys no more probability.",
        "one": "Room for {a} more persons buys one point of probability.",
        "more": "Room for {a} more persons buys {n} points of probability.",
    },
    "years": {
        "nothing": "One more year with the same levers changes nothing.",
        "one": "One more year with the same levers buys one point of probability.",
        "more": "One more year with the same levers buys {n} points of probability.",
        "less one": "One more year with the same levers costs one point of probability, since rivals move on.",
        "less more": "One more year with the same levers costs {n} points of probability, since rivals move on.",
    },
    "permission": {
        "nothing": "If the state's permission were sure, the same levers would bring no more.",
        "one": "If the state's permission were sure, the same levers would bring one more point of probability.",
        "more": "If the state's permission were sure, the same levers would bring {n} more points of probability.",
        "less one": "The state's permission makes no difference that the draws can tell.",
        "less more": "The state's permission makes no difference that the draws can tell.",
    },
}


def both(message: str, **values: object) -> Text:
    """Say a message in both languages; values are functions of the language, texts, or plain.

    Examples
    --------
    >>> both("{n} of {k} cities", n=lambda language: number(3, language), k=41).en
    '3 of 41 cities'
    """
    return Text(en=_say(message, "en", values), fa=_say(message, "fa", values))


def target_words(
    target: Target, *, cities: int, level: float | None, names: dict[str, Text], city: Text | None
) -> Text:
    """Put a target into words.

    Parameters
    ----------
    level
        Degree to reach in a model.
    names
        Names of the models, dimensions and indicators it speaks of.
    city
        Name of the city it speaks of.
    """
    match target.kind:
        case "score":
            return both("a score of {s} or more", s=_number(target.level, 1))
        case "rank":
            return both("place {k} or better among {n} cities", k=_number(target.level), n=_number(cities))
        case "model":
            return both(
                "membership of {d} or more in the model {m}", d=_number(level, 2), m=names.get(target.subject, "")
            )
        case "parity":
            subject = names.get(target.subject, both("the index"))
            return both("level with {c} in {d}", c=city or target.city, d=subject)
        case _:
            listed = [names[i] for i in target.indicators]
            joined = Text(en="; ".join(t.en for t in listed), fa="؛ ".join(t.fa for t in listed))
            return both("the benchmark cities' level at: {i}", i=joined)


def status_words(status: str, *, now: float, still: float, planned: float, years: float) -> Text:
    """Put the verdict on a target into words."""
    time = (
        both("one year") if years == 1 else both("{n} years", n=_number(years, 0 if float(years).is_integer() else 1))
    )
    return both(STATUS[status], now=_percent(now), still=_percent(still), planned=_percent(planned), time=time)


def price_words(of: str, amount: float, gain: float, *, currency: str) -> Text:
    """Put a price into words, such as: another 200,000 a year buys 4 points of probability."""
    points = round(100 * gain)
    money = {"EUR": "euros"}.get(currency)
    kind = "nothing" if points == 0 else ("one" if abs(points) == 1 else "more")
    kind = f"less {kind}" if points < 0 else kind
    return both(
        PRICES[of][kind],
        a=_number(amount, 0 if float(amount).is_integer() else 1),
        c=both(money) if money else currency,
        n=_number(abs(points)),
    )


def _number(value: float | None, decimals: int = 0) -> object:
    return lambda language: number(value, language, decimals=decimals)


def _percent(share: float) -> object:
    return lambda language: percent(share, language)


def _say(message: str, language: Language, values: dict[str, object]) -> str:
    filled = {}
    for name, value in values.items():
        if isinstance(value, Text):
            filled[name] = value.into(language)
        else:
            filled[name] = value(language) if callable(value) else value
    return translate(message, language).format(**filled)
