"""Comparisons as plain values for JSON and as lines for people, in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.compare.alike import kind_name
from proxenia.compare.modes import mode_names
from proxenia.locale import digits, interval, isolate, number, percent, translate, writing, year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from proxenia.compare.alike import Kind, Peer, Reason, Typology
    from proxenia.compare.cases import Case, CaseLibrary
    from proxenia.compare.models import IdealTypes
    from proxenia.compare.standing import Change, Standing
    from proxenia.indicators import Catalog
    from proxenia.locale.text import Language, Text
    from proxenia.places import City

__all__ = ["case_lines", "city_names", "peer_lines", "plain", "standing_lines", "typology_lines"]


def plain(value: object) -> Any:
    """Give any of the results as values JSON can hold."""
    return msgspec.to_builtins(value)


def city_names(cities: Iterable[City], language: Language) -> dict[str, str]:
    """Names to show for cities, by their English names; those without one in the language keep the English one."""
    return {city.name: city.text.into(language) or isolate(city.name) for city in cities}


def standing_lines(
    standing: Standing, *, types: IdealTypes, catalog: Catalog, names: Mapping[str, str], language: Language
) -> Iterator[str]:
    """Degrees of a city in the models, its nearest hybrid, and what would change its model."""

    def say(message: str, **values: str) -> str:
        return translate(message, language).format(**values)

    yield names[standing.city]
    for model in types.model:
        found = standing.degrees[model.code]
        chance = percent(standing.chances.get(model.code), language)
        if found.degree is None:
            yield f"  {model.name.into(language)}: {say('too few conditions are known')}"
            continue
        degree = number(found.degree, language, decimals=2)
        range_ = interval(found.interval, language, decimals=2)
        nearest = say("nearest in {share} of draws", share=chance)
        yield f"  {model.name.into(language)}: {degree} ({range_}){'؛' if language == 'fa' else ';'} {nearest}"
    if not standing.is_sure and standing.nearest is not None:
        yield f"  {say('no model is nearest in nine of ten draws')}"
    if standing.hybrid is not None:
        both, degree = standing.hybrid, number(standing.hybrid.degree, language, decimals=2)
        message = "a hybrid: {name} ({degree})" if standing.is_hybrid else "nearest hybrid: {name} ({degree})"
        yield f"  {say(message, name=both.name.into(language), degree=degree)}"
    for move in standing.moves:
        if move.changes:
            steps = writing(language).semicolon.join(_step(each, catalog, language) for each in move.changes)
            yield f"  {say('to become {model}: {steps}', model=move.name.into(language), steps=steps)}"


def _step(change: Change, catalog: Catalog, language: Language) -> str:
    most = 3 if catalog[change.indicator].kind == "coded" else 100
    now = translate("not known", language) if change.reading is None else number(change.reading, language)
    return translate("{name}, from {now} to {goal} of {most}", language).format(
        name=change.name.into(language), now=now, goal=number(change.needed, language), most=number(most, language)
    )


def peer_lines(
    city: str, found: tuple[Peer, ...], *, catalog: Catalog, names: Mapping[str, str], language: Language
) -> Iterator[str]:
    """Peers with their distance and reasons."""
    yield translate("nearest to {city}", language).format(city=names[city])
    for peer in found:
        message = "{city}: {distance} points ({range}) over {n} indicators, among the nearest in {share} of draws"
        yield "  " + translate(message, language).format(
            city=names[peer.city],
            distance=number(peer.distance, language, decimals=1),
            range=interval(peer.interval, language, decimals=1),
            n=number(peer.shared, language),
            share=percent(peer.chance, language),
        )
        for message, reasons in (("alike in", peer.alike), ("apart in", peer.apart)):
            if reasons:
                told = writing(language).comma.join(_reason(each, catalog, language) for each in reasons)
                yield f"    {translate(message, language)}: {told}"


def _reason(reason: Reason, catalog: Catalog, language: Language) -> str:
    mine, theirs = number(reason.points, language), number(reason.peer_points, language)
    between = "در برابر" if language == "fa" else "and"
    return f"{catalog[reason.indicator].label.into(language)} ({mine} {between} {theirs})"


def typology_lines(found: Typology, *, catalog: Catalog, names: Mapping[str, str], language: Language) -> Iterator[str]:
    """Kinds with their names, cities and stability, and how well other numbers of kinds do."""
    if not found.is_real:
        yield translate("no typology: these kinds are no more stable than those of shuffled evidence", language)
    for kind in found.kinds:
        yield from _kind(kind, catalog, names, language)
    for choice in found.choices:
        message = "{k} kinds: agreement {agreement} ({range}), by chance {chance}"
        yield translate(message, language).format(
            k=number(choice.kinds, language),
            agreement=number(choice.agreement, language, decimals=2),
            range=interval(choice.interval, language, decimals=2),
            chance=number(choice.by_chance, language, decimals=2),
        )


def _kind(kind: Kind, catalog: Catalog, names: Mapping[str, str], language: Language) -> Iterator[str]:
    stability = number(kind.stability, language, decimals=2)
    head = translate("kind {n}, shown by {city}, stability {stability}", language)
    told = head.format(n=number(kind.number, language), city=names[kind.medoid], stability=stability)
    yield told if kind.is_stable else f"{told} {translate('(below 0.6: not to be relied on)', language)}"
    yield f"  {kind_name(kind, catalog, language)}"
    yield "  " + writing(language).comma.join(
        f"{names[name]} ({percent(share, language)})" for name, share in zip(kind.cities, kind.belonging, strict=True)
    )


def case_lines(case: Case, *, library: CaseLibrary, names: Mapping[str, Text], language: Language) -> Iterator[str]:
    """One case, as a short account with its sources; `names` are those of levers and models by their codes."""
    lasted = dict.fromkeys(each for each in (case.since_year, case.until_year) if each)
    years = "–".join(year(each, language) for each in lasted)
    place = case.place.into(language)
    name = digits(case.name.into(language), language)
    yield " · ".join(part for part in (name, digits(place, language), years) if part)
    codes = [*(name.into(language) for name in mode_names(";".join(case.modes)))]
    codes += [library.words["field"][code].into(language) for code in case.fields]
    codes += [library.words["bridged"][case.bridged].into(language)]
    yield f"  {('، ' if language == 'fa' else ', ').join(codes)}"
    for message, text in (
        ("who", case.actors),
        ("achieved", case.achieved),
        ("failed", case.failed),
        ("needed", case.needed),
    ):
        if text.en:
            yield f"  {translate(message, language)}: {digits(text.into(language), language)}"
    for message, linked in (("speaks to", case.levers), ("nearest model", case.models)):
        told = [names[code].into(language) for code in linked if code in names]
        if told:
            yield f"  {translate(message, language)}: {('؛ ' if language == 'fa' else '; ').join(told)}"
    yield f"  {case.source_url}"
