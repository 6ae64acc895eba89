"""Forming: which cities of a region have the capacity for a union."""

from proxenia.unions.forming.form import Member, Proposal, SizeChoice, Union, form
from proxenia.unions.forming.region import Region, box, listed, region, region_names

__all__ = [
    "Member",
    "Proposal",
    "Region",
    "SizeChoice",
    "Union",
    "box",
    "form",
    "listed",
    "region",
    "region_names",
]
