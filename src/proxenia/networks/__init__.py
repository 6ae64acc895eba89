"""Networks: evidence becomes ties between cities, each with what is not seen of it."""

from proxenia.networks.membership import Eligibility, MembershipReader, Prior, Seat

__all__ = ["Eligibility", "MembershipReader", "Prior", "Seat"]
