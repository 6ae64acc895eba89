"""Affiliations: a string of any script becomes cities and institutions, with method, confidence, or the reason why not."""

from proxenia.places.affiliations.geography.atlas import Atlas
from proxenia.places.affiliations.resolution import AffiliationPlace, AffiliationResolution
from proxenia.places.affiliations.resolve import Resolver, resolve_affiliations
from proxenia.places.affiliations.say import say_method, say_reason
from proxenia.places.affiliations.table import TableReport, resolve_table

__all__ = [
    "AffiliationPlace",
    "AffiliationResolution",
    "Atlas",
    "Resolver",
    "TableReport",
    "resolve_affiliations",
    "resolve_table",
    "say_method",
    "say_reason",
]
