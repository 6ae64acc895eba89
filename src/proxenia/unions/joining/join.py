"""Which network to join: every network a city could join, by what it would gain, each with reasons and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.locale.text import Text
from proxenia.unions.joining._because import because
from proxenia.unions.settings import Rule, rules
from proxenia.unions.weigh import weigh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from proxenia.compare import Finding
    from proxenia.places import City
    from proxenia.unions.ground import Ground
    from proxenia.unions.joining.effect import Effect
    from proxenia.unions.settings import Theme
    from proxenia.unions.weigh import Weighed

__all__ = ["Joining", "Prospect", "join"]

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """A network that a city could join, with what it would gain.

    `gain` is 0-100 with its 90 % interval; `rank` its place in the list with its 90 % interval. `probability` (0-1) is
    the chance that a city like it is a member, `probability_interval` its ends, `unseen_probability` the chance that the
    city is one already and was not seen. `parts` are the parts of the gain,
    0-1, None where unknown. `new_partners` counts the seen members that the city has no tie with; `overlap` is the
    share of the seen members that it is tied to already; `effect` is the change of its index in points (0-100).
    `observations` are the ids of the facts below all of it.
    """

    network: str
    name: Text
    theme: Text
    probability: float
    probability_interval: tuple[float, float]
    unseen_probability: float
    gain: float
    gain_interval: tuple[float, float]
    rank: int
    rank_interval: tuple[int, int]
    parts: dict[str, float | None]
    members_seen: int
    members_claimed: int | None
    new_partners: int
    new_partner_examples: tuple[Text, ...]
    overlap: float | None
    strength: float | None
    gaps: tuple[str, ...]
    effect: float | None
    effect_interval: tuple[float, float] | None
    rank_after: tuple[int, int, int] | None
    chance_of_better_rank: float | None
    needs_local_body: bool
    is_former_member: bool
    eligible: str
    rules: tuple[Rule, ...]
    website: str
    because: tuple[Text, ...]
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What is found out about one network before it is weighed against the others."""

    row: Mapping[str, Any]
    theme: Theme | None
    members: dict[int, tuple[str, ...]]
    new: tuple[int, ...]
    tied: tuple[int, ...]
    strength: float | None
    gaps: tuple[Finding, ...]
    gap_share: float | None
    effect: Effect | None
    chances: tuple[float, float, float, float]
    is_former: bool
    rules: tuple[Rule, ...]


def join(
    city: City,
    *,
    ground: Ground,
    gaps: Sequence[Finding] = (),
    effects: Mapping[str, Effect] | None = None,
    draws: int = 1000,
    rng: np.random.Generator,
) -> tuple[Joining, ...]:
    """List every network a city could join, the one it would gain most from first.

    Networks it is seen in and those whose rule does not admit it are left out. A list of members seen in part may
    miss that the city is a member already; the reasons say so.

    Parameters
    ----------
    ground
        The ties, the networks, and how likely a city is a member.
    gaps
        Where the city is behind others.
    effects
        Effect of joining on the city's index, by network; none where the city has too little evidence for an index.
    draws
        Draws for the intervals of gains and ranks.

    Returns
    -------
    networks
        In the order of `gain`; empty when the city could join none.
    """
    prospects = [
        _prospect(city, row, ground=ground, gaps=gaps, effect=(effects or {}).get(network))
        for network, row in ground.networks.items()
        if network not in ground.book.networks(city.geonames_id) and ground.reader.is_eligible(city, network)
    ]
    if not prospects:
        return ()
    settings = ground.settings.join
    parts = np.array([_parts(prospect, ground) for prospect in prospects], float)
    column = list(settings.weights).index("effect")
    weighed = weigh(
        parts,
        weights=settings.weights,
        spread=settings.spread,
        draws=draws,
        part_draws=_effect_draws(prospects, column, settings.effect_full),
        rng=rng,
    )
    order = np.lexsort((np.arange(len(prospects)), -weighed.figures))
    return tuple(
        _joining(city, prospects[i], ground=ground, parts=parts[i], figures=_Figures.of(weighed, int(i), place))
        for place, i in enumerate(order, start=1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """Gain and place of one network, with their intervals."""

    gain: float
    gain_interval: tuple[float, float]
    rank: int
    rank_interval: tuple[int, int]

    @classmethod
    def of(cls, weighed: Weighed, i: int, place: int) -> _Figures:
        """Take the figures of one alternative."""
        return cls(
            gain=float(weighed.figures[i]),
            gain_interval=(float(weighed.intervals[0, i]), float(weighed.intervals[1, i])),
            rank=place,
            rank_interval=(int(weighed.rank_intervals[0, i]), int(weighed.rank_intervals[1, i])),
        )


def _prospect(
    city: City, row: Mapping[str, Any], *, ground: Ground, gaps: Sequence[Finding], effect: Effect | None
) -> Prospect:
    members = ground.book.members.get(row["network_id"], {})
    tied = ground.tied(city.geonames_id)
    by_degree = sorted(members, key=lambda each: (-ground.book.degree(each), each))
    theme = ground.themes.of_network(row)
    closed = tuple(gap for gap in gaps if theme is not None and _closes(theme, gap, effect))
    total = sum(_weight(gap) for gap in gaps)
    return Prospect(
        row=row,
        theme=theme,
        members=members,
        new=tuple(each for each in by_degree if each not in tied),
        tied=tuple(each for each in by_degree if each in tied),
        strength=float(np.mean([ground.book.degree(each) - 1 for each in members])) if members else None,
        gaps=closed,
        gap_share=None if theme is None or not total else sum(_weight(gap) for gap in closed) / total,
        effect=effect,
        chances=ground.likeness(city, row["network_id"]),
        is_former=ground.was_member(city.geonames_id, row["network_id"]),
        rules=tuple(rule for rule in rules() if rule.network_id == row["network_id"]),
    )


def _closes(theme: Theme, gap: Finding, effect: Effect | None) -> bool:
    return gap.indicator in theme.closes or (effect is not None and gap.indicator in effect.indicators)


def _weight(gap: Finding) -> float:
    return abs(gap.distance) * gap.probability


def _parts(prospect: Prospect, ground: Ground) -> list[float]:
    settings = ground.settings.join
    effect = prospect.effect
    parts = {
        "reach": _log_share(len(prospect.new), settings.reach_full) if prospect.members else None,
        "strength": None if prospect.strength is None else _log_share(prospect.strength, settings.strength_full),
        "themes": prospect.gap_share,
        "effect": None if effect is None else float(np.clip(effect.points / settings.effect_full, 0, 1)),
    }
    return [np.nan if (part := parts[name]) is None else part for name in settings.weights]


def _log_share(value: float, full: float) -> float:
    return float(min(np.log1p(max(value, 0.0)) / np.log1p(full), 1.0))


def _effect_draws(prospects: Sequence[Prospect], column: int, full: float) -> dict[int, NDArray[np.float64]]:
    if any(prospect.effect is None for prospect in prospects):
        return {}
    changes = np.column_stack([prospect.effect.draws for prospect in prospects if prospect.effect is not None])
    return {column: np.clip(changes / full, 0, 1)}


def _joining(
    city: City, prospect: Prospect, *, ground: Ground, parts: NDArray[np.float64], figures: _Figures
) -> Joining:
    row, effect = prospect.row, prospect.effect
    seen = len(prospect.members)
    reasons, facts = because(city, prospect, ground=ground)
    return Joining(
        network=row["network_id"],
        name=Text(row["name"], row["name_fa"] or row["name"]),
        theme=Text("other", "دیگر") if prospect.theme is None else prospect.theme.name,
        probability=prospect.chances[1],
        probability_interval=(prospect.chances[0], prospect.chances[2]),
        unseen_probability=prospect.chances[3],
        gain=figures.gain,
        gain_interval=figures.gain_interval,
        rank=figures.rank,
        rank_interval=figures.rank_interval,
        parts={
            name: None if np.isnan(part) else float(part)
            for name, part in zip(ground.settings.join.weights, parts, strict=True)
        },
        members_seen=seen,
        members_claimed=row["members_claimed"],
        new_partners=len(prospect.new),
        new_partner_examples=tuple(ground.name(each) for each in prospect.new[:EXAMPLES]),
        overlap=len(prospect.tied) / seen if seen else None,
        strength=prospect.strength,
        gaps=tuple(gap.indicator for gap in prospect.gaps),
        effect=None if effect is None else effect.points,
        effect_interval=None if effect is None else effect.interval,
        rank_after=None if effect is None else effect.ranks_after,
        chance_of_better_rank=None if effect is None else effect.better,
        needs_local_body=bool(row["needs_local_body"]),
        is_former_member=prospect.is_former,
        eligible=row["eligible"],
        rules=prospect.rules,
        website=row["website"],
        because=reasons,
        observations=facts,
    )
