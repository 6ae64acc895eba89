"""Tables of an assessment as CSV: ASCII digits, ids and both names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.output import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from proxenia.assessment.result import Assessment, CityResult, NodeScore

__all__ = ["TABLES", "evidence_csv", "tables"]

Rows = list[list[Any]]
_SCORE = ["score", "score_low", "score_high", "rank", "rank_low", "rank_high", "coverage"]


def tables(assessment: Assessment) -> dict[str, str]:
    """Every table as CSV text, by name."""
    return {name: _csv(*make(assessment)) for name, make in TABLES.items()}


def evidence_csv(assessment: Assessment) -> str:
    """Give every fact below the figures as CSV text."""
    header = ["id", "table", "indicator", "city", "value", "unit", "year", "statement_en", "statement_fa"]
    rows = [
        [
            f.id,
            f.table,
            f.indicator,
            f.city,
            f.value,
            f.unit,
            f.year,
            f.statement.en,
            f.statement.fa,
            f.source_url,
            f.as_of,
            f.grade,
            f.provider,
        ]
        for f in assessment.observations
    ]
    return _csv([*header, "source_url", "as_of", "grade", "provider"], rows)


def _cities(a: Assessment) -> tuple[Sequence[str], Rows]:
    return ["city", "name_fa", "geonames_id", "role", *_SCORE], [_city(city) for city in a.cities]


def _panel(a: Assessment) -> tuple[Sequence[str], Rows]:
    return ["city", "name_fa", "geonames_id", "role", *_SCORE], [_city(city) for city in a.panel]


def _dimensions(a: Assessment) -> tuple[Sequence[str], Rows]:
    rows = [
        [
            city.city,
            kind,
            entry.code,
            entry.name.en,
            entry.name.fa,
            *_node(nodes[entry.code]),
            nodes[entry.code].observed,
            nodes[entry.code].expected,
        ]
        for city in a.cities
        for kind, entries, nodes in (("dimension", a.dimensions, city.dimensions), ("theme", a.themes, city.themes))
        for entry in entries
        if entry.code in nodes
    ]
    return ["city", "kind", "code", "name_en", "name_fa", *_SCORE, "observed", "expected"], rows


def _indicators(a: Assessment) -> tuple[Sequence[str], Rows]:
    entries = {entry.indicator: entry for entry in a.indicators}
    header = ["city", "indicator", "name_en", "name_fa", "dimension", "theme", "unit", "value", "low", "high", "year"]
    rows = [
        [
            v.city, v.indicator, entries[v.indicator].name.en, entries[v.indicator].name.fa, entries[v.indicator].dimension,
            entries[v.indicator].theme, entries[v.indicator].unit.en, v.value, v.low, v.high, v.year, v.status, v.grade,
            v.points, v.points_low, v.points_high, " ".join(v.observations),
        ]
        for v in a.values
    ]  # fmt: skip
    return [*header, "status", "grade", "points", "points_low", "points_high", "observations"], rows


def _findings(a: Assessment) -> tuple[Sequence[str], Rows]:
    rows = [
        [
            f.kind,
            f.indicator,
            f.dimension,
            f.theme,
            f.points,
            f.benchmark_points,
            f.distance,
            f.probability,
            f.exemplar,
            " ".join(f.observations),
        ]
        for f in (*a.gaps, *a.strengths)
    ]
    header = ["kind", "indicator", "dimension", "theme", "points", "benchmark_points", "distance", "probability"]
    return [*header, "exemplar", "observations"], rows


def _actions(a: Assessment) -> tuple[Sequence[str], Rows]:
    header = ["status", "action", "pillar", "title_en", "title_fa", "because", "exemplar", "owner_en", "owner_fa"]
    rows = [
        [
            status, x.action, x.pillar, x.title.en, x.title.fa, " ".join(x.because), x.exemplar, x.owner.en, x.owner.fa,
            x.horizon.en, x.indicator, x.confidence, x.constraint.en if x.constraint else "", " ".join(x.observations),
        ]
        for status, actions in (("advised", a.actions), ("withheld", a.withheld))
        for x in actions
    ]  # fmt: skip
    return [*header, "horizon_en", "watch", "confidence", "constraint_en", "observations"], rows


def _models(a: Assessment) -> tuple[Sequence[str], Rows]:
    rows: Rows = []
    for city in a.cities:
        for model in city.models.values():
            low, high = model.interval or (None, None)
            rows.append([city.city, model.model, "", model.name.en, model.name.fa, model.degree, low, high, ""])
            rows += [
                [
                    city.city,
                    model.model,
                    c.condition,
                    c.name.en,
                    c.name.fa,
                    c.degree,
                    None,
                    None,
                    " ".join(c.observations),
                ]
                for c in model.conditions
            ]
    return ["city", "model", "condition", "name_en", "name_fa", "degree", "low", "high", "observations"], rows


def _ties(a: Assessment) -> tuple[Sequence[str], Rows]:
    rows = [
        [
            t.city,
            t.partner,
            t.partner_name.fa,
            t.partner_country,
            t.kind,
            t.status,
            t.since_year,
            t.scale,
            t.observation,
        ]
        for t in a.ties
    ]
    return [
        "city",
        "partner",
        "partner_fa",
        "partner_country",
        "kind",
        "status",
        "since_year",
        "scale",
        "observation",
    ], rows


def _memberships(a: Assessment) -> tuple[Sequence[str], Rows]:
    rows = [
        [
            m.city,
            m.network,
            m.network_name.en,
            m.network_name.fa,
            m.scale,
            m.role,
            m.since_year,
            m.probability,
            m.observation,
        ]
        for m in a.memberships
    ]
    header = ["city", "network", "name_en", "name_fa", "scale", "role", "since_year", "probability", "observation"]
    return header, rows


def _holes(a: Assessment) -> tuple[Sequence[str], Rows]:
    return (
        ["city", "indicator", "how_to_fill_en", "how_to_fill_fa"],
        [[hole.city, hole.indicator, hole.how_to_fill.en, hole.how_to_fill.fa] for hole in a.holes],
    )


TABLES = {
    "cities": _cities,
    "panel": _panel,
    "dimensions": _dimensions,
    "indicators": _indicators,
    "gaps": _findings,
    "actions": _actions,
    "models": _models,
    "ties": _ties,
    "memberships": _memberships,
    "holes": _holes,
}
"""Tables by name, each a function from an assessment to its header and rows."""


def _city(city: CityResult) -> list[Any]:
    return [city.city, city.name.fa, city.geonames_id, city.role, *_node(city)]


def _node(node: CityResult | NodeScore) -> list[Any]:
    return [
        node.score,
        *(node.score_interval or (None, None)),
        node.rank,
        *(node.rank_interval or (None, None)),
        node.coverage,
    ]


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return csv_text(header, ([_cell(value) for value in row] for row in rows), guard=True)


def _cell(value: Any) -> Any:
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
