"""Why to partner with a city, in words of both languages, with the ids of the facts below each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.locale.text import Text
from proxenia.unions.say import Figure, Names, Share, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxenia.places import City
    from proxenia.unions.ground import Ground
    from proxenia.unions.partnering.partners import Candidate

__all__ = ["because"]

MOST_NAMED = 3
LEAST_PART = 0.25
"""Addition to the log-odds from which a feature is worth a word."""

_FEATURES = {
    "shared_networks": "networks in common",
    "common_partners": "partners in common",
    "partners": "how many partners the two cities have",
    "memberships": "how many networks the two cities are in",
    "country_ties": "ties between the two countries' cities",
    "population": "the size of the two cities",
    "distance": "how near they are",
    "size_gap": "how alike in size they are",
    "both_capitals": "both being capitals",
    "same_continent": "whether they share a continent",
}
Reason = tuple[Text, tuple[str, ...]]


def because(city: City, each: Candidate, *, ground: Ground) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    """Give what speaks for a partner, and the facts below it."""
    every = [
        *_likelihood(each),
        *_shared(city, each, ground),
        *_common(city, each, ground),
        *_place(each, city, ground),
        *_gaps(each, city, ground),
        *_science(each, city),
        (say("Whether the states allow an agreement is not in the evidence; ask the foreign ministry first."), ()),
    ]
    return tuple(text for text, _ in every), tuple(dict.fromkeys(fact for _, facts in every for fact in facts))


def _likelihood(each: Candidate) -> Iterator[Reason]:
    for_it = sorted(each.contributions.items(), key=lambda item: -item[1])
    named = [say(_FEATURES[name]) for name, part in for_it if part >= LEAST_PART][:MOST_NAMED]
    if named:
        yield (
            say(
                "Two such cities have an agreement with a chance of {share}; what speaks for it most: {names}.",
                share=Share(each.likelihood),
                names=Names(named),
            ),
            (),
        )
    else:
        yield say("Two such cities have an agreement with a chance of {share}.", share=Share(each.likelihood)), ()


def _shared(city: City, each: Candidate, ground: Ground) -> Iterator[Reason]:
    if not each.shared:
        yield say("The two cities are seen in no common network.", city=city.text), ()
        return
    rows = [ground.network(network) for network in each.shared]
    yield (
        say(
            "They meet already in {names}.",
            names=Names(Text(row["acronym"] or row["name"], row["name_fa"] or row["name"]) for row in rows),
        ),
        tuple(fact for facts in each.shared.values() for fact in facts),
    )


def _common(city: City, each: Candidate, ground: Ground) -> Iterator[Reason]:
    mine, theirs = ground.book.partners_of(city.geonames_id), ground.book.partners_of(each.city.geonames_id)
    if each.common:
        shown = each.common[:MOST_NAMED]
        yield (
            say(
                "{n} partners of {city} are partners of it too, such as {names}.",
                n=Figure(len(each.common)),
                city=city.text,
                names=Names(ground.name(number) for number in shown),
            ),
            tuple(fact for number in shown for fact in (*mine[number], *theirs[number])),
        )
    if each.reached:
        shown = sorted(each.reached, key=lambda number: (-ground.book.degree(number), number))[:MOST_NAMED]
        yield (
            say(
                "It leads to {n} cities that {city} has no tie with, such as {names}.",
                n=Figure(len(each.reached)),
                city=city.text,
                names=Names(ground.name(number) for number in shown),
            ),
            tuple(fact for number in shown for fact in theirs[number]),
        )


def _place(each: Candidate, city: City, ground: Ground) -> Iterator[Reason]:
    yield (
        say(
            "It is {km} km away and has {n} inhabitants; its experience complements that of {city} by {share}.",
            km=Figure(each.distance_km),
            n=Figure(each.city.population),
            city=city.text,
            share=Share(each.complementarity),
        ),
        tuple(fact for facts in ground.book.networks(each.city.geonames_id).values() for fact in facts),
    )


def _gaps(each: Candidate, city: City, ground: Ground) -> Iterator[Reason]:
    if each.gaps:
        yield (
            say(
                "It is strong where {city} is behind the panel's median: {names}.",
                city=city.text,
                names=Names(ground.catalog[gap.indicator].label for gap in each.gaps),
            ),
            tuple(fact for gap in each.gaps for fact in gap.observations),
        )


def _science(each: Candidate, city: City) -> Iterator[Reason]:
    if each.science:
        yield (
            say(
                "Its scholars publish together with those of {city}: strength {value}.",
                city=city.text,
                value=Figure(each.science, decimals=2),
            ),
            (),
        )
