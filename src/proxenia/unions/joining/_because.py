"""Why to join a network, in words of both languages, with the ids of the facts below each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.unions.say import Figure, Interval, Names, Share, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxenia.locale.text import Text
    from proxenia.places import City
    from proxenia.unions.ground import Ground
    from proxenia.unions.joining.join import Prospect

__all__ = ["because"]

EXAMPLES = 3
Reason = tuple["Text", tuple[str, ...]]


def because(city: City, prospect: Prospect, *, ground: Ground) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    """Give the reasons for and against joining, and the facts they stand on.

    Returns
    -------
    reasons
        One text each, the strongest kind first: partners, overlap, gaps, effect, likeness, rules.
    facts
        Ids of the rows of the evidence below them, each once.
    """
    every = [
        *_partners(city, prospect, ground),
        *_gaps(city, prospect, ground),
        *_effect(city, prospect),
        *_likeness(city, prospect, ground),
        *_rules(prospect, ground),
    ]
    facts = (fact for _, below in every for fact in below)
    return tuple(text for text, _ in every), tuple(dict.fromkeys((prospect.row["fact_id"], *facts)))


def _partners(city: City, prospect: Prospect, ground: Ground) -> Iterator[Reason]:
    members = prospect.members
    if not members:
        yield say("None of its members is in the evidence, so its partners are unknown."), ()
        return
    if prospect.new:
        shown = prospect.new[:EXAMPLES]
        yield (
            say(
                "{n} of its {m} seen members are cities that {city} has no tie with yet; best tied among them: {names}.",
                n=Figure(len(prospect.new)),
                m=Figure(len(members)),
                city=city.text,
                names=Names(ground.name(each) for each in shown),
            ),
            tuple(fact for each in shown for fact in members[each]),
        )
    if prospect.tied:
        shown = prospect.tied[:EXAMPLES]
        agreed = ground.book.partners_of(city.geonames_id)
        yield (
            say(
                "{share} of them are tied to {city} already through other networks or agreements, such as {names}.",
                share=Share(len(prospect.tied) / len(members)),
                city=city.text,
                names=Names(ground.name(each) for each in shown),
            ),
            tuple(fact for each in shown for fact in (*members[each], *agreed.get(each, ()))),
        )


def _gaps(city: City, prospect: Prospect, ground: Ground) -> Iterator[Reason]:
    if prospect.theme is None:
        return
    if not prospect.gaps:
        yield (
            say(
                "It works on {theme}, where the evidence shows no sure gap of {city}.",
                theme=prospect.theme.name,
                city=city.text,
            ),
            (),
        )
        return
    yield (
        say(
            "It works on {theme}; {city} is behind the panel's median at {names}.",
            theme=prospect.theme.name,
            city=city.text,
            names=Names(ground.catalog[gap.indicator].label for gap in prospect.gaps),
        ),
        tuple(fact for gap in prospect.gaps for fact in gap.observations),
    )


def _effect(city: City, prospect: Prospect) -> Iterator[Reason]:
    effect = prospect.effect
    if effect is None:
        yield (
            say("There is too little evidence on {city} for an index, so the effect on it is unknown.", city=city.text),
            (),
        )
        return
    yield (
        say(
            "Joining moves the index by {points} points (90 % interval {ends}); the rank gets better in {share} of the draws.",
            points=Figure(effect.points, decimals=2),
            ends=Interval(effect.interval, decimals=2),
            share=Share(effect.better),
        ),
        (),
    )


def _likeness(city: City, prospect: Prospect, ground: Ground) -> Iterator[Reason]:
    low, middle, high, unseen = prospect.chances
    yield (
        say(
            "A city like it is a member with a chance of {share} ({ends}).",
            share=Share(middle),
            ends=Interval((low, high), shares=True),
        ),
        tuple(fact for facts in ground.book.networks(city.geonames_id).values() for fact in facts),
    )
    row = prospect.row
    if prospect.is_former:
        yield say("{city} was a member and left; ask why before applying again.", city=city.text), ()
    elif row["roster"] != "complete" and row["members_claimed"]:
        yield (
            say(
                "Only {n} of about {m} members are seen; that {city} is one already has a chance of {share}.",
                n=Figure(len(prospect.members)),
                m=Figure(row["members_claimed"]),
                city=city.text,
                share=Share(unseen),
            ),
            (),
        )


def _rules(prospect: Prospect, ground: Ground) -> Iterator[Reason]:
    for rule in prospect.rules:
        if rule.kind == "fee":
            yield say("Fee: {text} ({url}).", text=rule.text, url=f"\u2068{rule.source_url}\u2069"), ()
        else:
            yield say("Rule: {text} ({url}).", text=rule.text, url=f"\u2068{rule.source_url}\u2069"), ()
    if prospect.row["needs_local_body"]:
        yield say("It asks for a body or officer of its own in the city."), ()
    if not any(rule.kind == "fee" for rule in prospect.rules):
        seat = prospect.row["secretariat_geonames_id"]
        if seat is not None:
            yield (
                say(
                    "Its fee is not in the evidence; the secretariat in {city} knows it.",
                    city=ground.name(seat),
                ),
                (),
            )
        else:
            yield say("Its fee is not in the evidence."), ()
