"""What a method and a reason mean, in the words that people read, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.locale import translate

if TYPE_CHECKING:
    from proxenia.locale import Language
    from proxenia.places.affiliations.resolution import Method

__all__ = ["general_reason", "say_method", "say_reason"]

METHODS: dict[Method, str] = {
    "named": "A city is named.",
    "campus": "A city is named, and the institution has its seat elsewhere.",
    "near name": "Another spelling of a city of the country.",
    "inside": "The city is part of the name of an institution.",
    "country": "The country is so small that it is one place.",
    "inherited": "No city is named; the place is the institution's seat.",
    "none": "No single place is named.",
}
BEGINNINGS = {
    "names the country": "names a country but no place in it",
    "names the region": "names a region but no place in it",
    "has more than": "is longer than an affiliation can be",
}


def say_method(method: Method, *, language: Language) -> str:
    """Say in a sentence how a place was found.

    Examples
    --------
    >>> say_method("named", language="fa")
    'نام شهر آمده است.'
    """
    return translate(METHODS[method], language)


def say_reason(reason: str, *, language: Language) -> str:
    """Say why there is no place, in general words; in English the reason keeps the name it is about.

    Examples
    --------
    >>> say_reason("names no place", language="fa")
    'نام هیچ مکانی در آن نیست'
    """
    return reason if language == "en" else translate(general_reason(reason), language)


def general_reason(reason: str) -> str:
    """Give a reason without the name it is about, so that like reasons count together.

    Examples
    --------
    >>> general_reason("names the country IR but no place in it")
    'names a country but no place in it'
    """
    if reason.endswith("nothing says which"):
        return "names several places and nothing says which"
    general = next((said for start, said in BEGINNINGS.items() if reason.startswith(start)), reason)
    return general.partition(":")[0]
