"""Why these cities could form a union, in words of both languages, with the ids of the facts below each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.locale.text import Text
from proxenia.unions.say import Figure, Names, Share, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from proxenia.unions.forming.capacity import Evidence
    from proxenia.unions.forming.form import Union
    from proxenia.unions.ground import Ground

__all__ = ["because"]

MOST_NAMED = 3
RARE = 0.05
Reason = tuple[Text, tuple[str, ...]]


def because(
    evidence: Evidence,
    chosen: Sequence[int],
    *,
    union: Union,
    ground: Ground,
    nearest: tuple[str, float],
    chance: float,
) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    """Give what speaks for and against a union, and the facts below it."""
    every = [
        *_ties(evidence, chosen, ground),
        *_shared(evidence, chosen, ground),
        *_complementarity(evidence, chosen, ground),
        *_host(evidence, chosen, union),
        *_permission(evidence, chosen),
        *_chance(chance),
        *_nearest(nearest, ground),
    ]
    return tuple(text for text, _ in every), tuple(dict.fromkeys(fact for _, facts in every for fact in facts))


def _ties(evidence: Evidence, chosen: Sequence[int], ground: Ground) -> Iterator[Reason]:
    pairs = [(a, b) for k, a in enumerate(chosen) for b in chosen[k + 1 :]]
    tied = [(a, b) for a, b in pairs if evidence.tied[a, b]]
    if not tied:
        yield (
            say(
                "None of the {n} pairs has an agreement in the evidence: the union would be new ground.",
                n=Figure(len(pairs)),
            ),
            (),
        )
        return
    names = (_pair(evidence, a, b) for a, b in tied[:MOST_NAMED])
    facts = tuple(
        fact
        for a, b in tied
        for fact in ground.book.partners_of(evidence.cities[a].geonames_id)[evidence.cities[b].geonames_id]
    )
    yield (
        say(
            "{k} of the {n} pairs have an agreement in force: {names}.",
            k=Figure(len(tied)),
            n=Figure(len(pairs)),
            names=Names(names),
        ),
        facts,
    )


def _pair(evidence: Evidence, a: int, b: int) -> Text:
    one, other = evidence.cities[a].text, evidence.cities[b].text
    return Text(f"{one.en}-{other.en}", f"{one.fa}–{other.fa}")


def _shared(evidence: Evidence, chosen: Sequence[int], ground: Ground) -> Iterator[Reason]:
    member = evidence.member[list(chosen)]
    held = member.sum(axis=0)
    common = [int(j) for j in np.argsort(-held, kind="stable") if held[j] > 1]
    pairs = np.triu_indices(len(chosen), 1)
    mean = float((member @ member.T)[pairs].mean())
    if not common:
        yield say("No two of the cities are seen in the same network."), ()
        return
    facts = tuple(
        fact
        for j in common[:MOST_NAMED]
        for i in chosen
        for fact in ground.book.networks(evidence.cities[i].geonames_id).get(evidence.networks[j], ())
    )
    named = (_network(ground, evidence.networks[j]) for j in common[:MOST_NAMED])
    yield (
        say(
            "A pair shares {n} networks on average, most often {names}.", n=Figure(mean, decimals=1), names=Names(named)
        ),
        facts,
    )


def _network(ground: Ground, network: str) -> Text:
    row = ground.network(network)
    return Text(row["acronym"] or row["name"], row["name_fa"] or row["name"])


def _complementarity(evidence: Evidence, chosen: Sequence[int], ground: Ground) -> Iterator[Reason]:
    member, built = evidence.member[list(chosen)], evidence.built[list(chosen)]
    brings = []
    for k, theme in enumerate(ground.themes.theme):
        known = member @ (evidence.themes == k) + built[:, k]
        if known.max() > 0:
            brings.append((float((known > 0).mean()), k, int(np.argmax(known)), theme.name))
    if not brings:
        yield say("Nothing is known of what the cities would bring to each other."), ()
        return
    first: dict[int, tuple[float, int, int, Text]] = {}
    for each in sorted(brings, key=lambda entry: entry[:3]):
        first.setdefault(each[2], each)
    rare = list(first.values())[:MOST_NAMED]
    named = (
        Text(f"{evidence.cities[chosen[i]].name} ({name.en})", f"{evidence.cities[chosen[i]].text.fa} ({name.fa})")
        for _, _, i, name in rare
    )
    yield say("Experience that few of them have is brought by {names}.", names=Names(named)), ()


def _host(evidence: Evidence, chosen: Sequence[int], union: Union) -> Iterator[Reason]:
    host = next((member for member in union.cities if member.is_host), None)
    if host is None:
        yield say("No sign of a city willing to host is seen; ask before anything else."), ()
        return
    row = next(i for i in chosen if evidence.cities[i].geonames_id == host.geonames_id)
    yield (
        say(
            "{city} shows signs of a willing host: it hosts a secretariat, sits in a governing body or has an office.",
            city=host.name,
        ),
        evidence.host_facts[row],
    )


def _permission(evidence: Evidence, chosen: Sequence[int]) -> Iterator[Reason]:
    known = [i for i in chosen if not np.isnan(evidence.permission[i])]
    bound = [i for i in known if evidence.permission[i] <= 1 / 3 + 1e-9]
    facts = tuple(fact for i in known for fact in evidence.permission_facts[i])
    if bound:
        yield (
            say(
                "Agreements of {names} need the prior permission of the state.",
                names=Names(evidence.cities[i].text for i in bound),
            ),
            facts,
        )
    if len(known) < len(chosen):
        yield (
            say(
                "The legal permission of {n} of the {m} cities is not in the evidence.",
                n=Figure(len(chosen) - len(known)),
                m=Figure(len(chosen)),
            ),
            (),
        )


def _chance(chance: float) -> Iterator[Reason]:
    if chance <= RARE:
        yield (
            say(
                "Rewired at random, the region's ties hold a union as able in {share} of the worlds.",
                share=Share(chance),
            ),
            (),
        )
    else:
        yield (
            say(
                "Rewired at random, the region's ties hold a union as able in {share} of the worlds, so who is tied to whom does not carry it.",
                share=Share(chance),
            ),
            (),
        )


def _nearest(nearest: tuple[str, float], ground: Ground) -> Iterator[Reason]:
    network, share = nearest
    if network and share >= 1 / 2:
        yield (
            say(
                "{share} of the cities already sit in {network}; a group inside it may do instead of a new union.",
                share=Share(share),
                network=_network(ground, network),
            ),
            (ground.network(network)["fact_id"],),
        )
