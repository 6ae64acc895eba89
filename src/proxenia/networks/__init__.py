"""Networks: evidence becomes ties between cities, each with what is not seen of it.

What most stages need is here. The rest is in parts, imported by name because each needs libraries of its own:

- `membership` who is in which network, and the chance of those unseen; `ties` what binds a city, as data;
- `bipartite` cities by networks, `connectivity` the interlocking model, `nulls` what chance explains;
- `structure` centralities, groups, bridges, twins; `prediction` missing members; `reports` all of it as plain figures;
- `collaboration` ties of science from scholarly records; `export` graphs for other tools.
"""

from proxenia.networks.membership import Eligibility, MembershipReader, Prior, Seat

__all__ = ["Eligibility", "MembershipReader", "Prior", "Seat"]
