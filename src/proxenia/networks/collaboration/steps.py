r"""Every relational step from scholarly records to ties, once, as expressions that any engine can run.

Nothing here runs: each function takes tables and gives a table. An engine (`engines.py`) turns the expression into its
own SQL. Operands are cast to float64 before they are divided and counts come from the lengths of lists or from groups,
never from windows, so that all engines give the same figures to 1e-9.

The way of a work: its author's share :math:`1/n` is split over the author's affiliations and, where an affiliation
names several places, over these; what reaches no city is unlocated. The shares of a work are added up by city
(`located`) and bundled into one row a work (`bundles`), from which cities and ties are counted.
"""

from __future__ import annotations

from typing import cast

import ibis
import ibis.expr.types as ir

__all__ = [
    "BUNDLES", "CITY_YEARS", "LABELS", "PAIR_YEARS", "PLACES", "RECORDS", "SHARES", "UNITS", "WORKS",
    "added_up", "bundles", "city_years", "institution_places", "ledger", "located", "openalex_id", "openalex_shares",
    "pair_years", "real", "record_shares", "settled", "work_years",
]  # fmt: skip

WORKS = ibis.schema(
    {
        "id": "string",
        "publication_year": "int64",
        "authorships": "array<struct<institutions: array<struct<id: string>>>>",
    }
)
"""What is needed of OpenAlex works in Parquet."""
RECORDS = {
    "works": ibis.schema({"work_id": "string", "year": "int64"}),
    "authorships": ibis.schema({"work_id": "string", "author_position": "int64"}),
    "affiliations": ibis.schema(
        {
            "work_id": "string",
            "author_position": "int64",
            "affiliation_position": "int64",
            "affiliation": "string",
            "ror_id": "string",
            "openalex_institution_id": "string",
        }
    ),
}
"""What is needed of the works store."""
SHARES = ibis.schema({"work_id": "string", "year": "int64", "n_authors": "int64", "key": "string", "share": "float64"})
PLACES = ibis.schema({"key": "string", "geonames_id": "int64", "confidence": "float64"})
"""Places of an affiliation or institution, one row each."""
UNITS = ibis.schema({"geonames_id": "int64", "unit_id": "int64", "country_id": "int64"})
"""The urban unit and the country each place counts for; a country has a number."""
BUNDLES = ibis.schema(
    {
        "work_id": "string",
        "year": "int64",
        "is_hyper": "boolean",
        "cities": "array<struct<unit_id: int64, country_id: int64, share: float64, confidence: float64>>",
        "n_cities": "int64",
        "n_countries": "int64",
        "located": "float64",
    }
)
LABELS = ibis.schema({"work_id": "string", "label": "string", "amount": "float64"})
"""What a work is about or worth: a problem it works on (amount 1), its part in the most cited tenth (0 to 1)."""
SUMS = ("full", "whole", "fractional")
_COUNTED = {"full": "float64", "whole": "float64", "fractional": "float64"}
CITY_YEARS = ibis.schema(
    {
        "label": "string", "year": "int64", "unit_id": "int64", **_COUNTED, "international_full": "float64",
        "international_fractional": "float64", "alone": "float64", "within": "float64",
    }
)  # fmt: skip
PAIR_YEARS = ibis.schema(
    {"label": "string", "year": "int64", "unit_a": "int64", "unit_b": "int64", **_COUNTED, "certain": "float64"}
)


def openalex_shares(works: ir.Table) -> ir.Table:
    """Shares of OpenAlex works: one row for each institution of each author, `key` the number of the institution.

    Works are rows of their own, so that the shares come from the lengths of their lists.
    """
    authors = works.select(
        work_id=openalex_id(works.id, "W"),
        year=works.publication_year,
        n_authors=works.authorships.length().cast("int64"),
        authorship=works.authorships.unnest(),
    )
    institutions = authors.authorship["institutions"]
    rows = authors.select(
        "work_id",
        "year",
        "n_authors",
        share=1.0 / authors.n_authors.cast("float64") / institutions.length().cast("float64"),
        institution=institutions.unnest(),
    )
    return rows.select("work_id", "year", "n_authors", key=openalex_id(rows.institution["id"], "I"), share=rows.share)


def record_shares(works: ir.Table, authorships: ir.Table, affiliations: ir.Table, answered: ir.Table) -> ir.Table:
    """Shares of the works of a store: one row for each affiliation of each author.

    Parameters
    ----------
    works, authorships, affiliations
        Tables of the works store. The affiliations of author 0 belong to the work: they stand for its authors without
        affiliations of their own.
    answered
        Places of affiliations. Where a text has none, the institutions the
        source saw in it stand for it.
    """
    named = authorships.filter(authorships.author_position > 0)
    n_authors = named.group_by("work_id").aggregate(n_named=named.author_position.nunique())
    known = answered.filter(answered.geonames_id.notnull()).select("key").distinct()
    names = ("affiliation", "openalex_institution_id", "ror_id")
    rows = affiliations
    for name in names:
        found = known.select(**{f"known_{name}": known.key})
        rows = rows.left_join(found, rows[name] == found[f"known_{name}"])
    chosen = ibis.coalesce(*(rows[f"known_{name}"] for name in names), *(rows[name] for name in reversed(names)))
    keyed = rows.select("work_id", "author_position", "affiliation_position", key=chosen).distinct()
    affiliation = keyed.group_by("work_id", "author_position", "affiliation_position").aggregate(n_keys=keyed.count())
    author = affiliation.group_by("work_id", "author_position").aggregate(n_affiliations=affiliation.count())
    own = author.filter(author.author_position > 0)
    n_own = own.group_by("work_id").aggregate(n_own=own.count())
    counts = works.select("work_id", "year").left_join(n_authors, "work_id").drop("work_id_right")
    counts = counts.left_join(n_own, "work_id").drop("work_id_right")
    counts = counts.select(
        "work_id",
        "year",
        n_authors=ibis.coalesce(counts.n_named, ibis.literal(0)).cast("int64"),
        n_own=ibis.coalesce(counts.n_own, ibis.literal(0)).cast("int64"),
    )
    joined = keyed.join(affiliation, ["work_id", "author_position", "affiliation_position"])
    joined = joined.join(author, ["work_id", "author_position"]).join(counts, "work_id")
    n = _either(joined.n_authors > 0, joined.n_authors.cast("float64"), real(1))
    without = _either(joined.n_authors > 0, (joined.n_authors - joined.n_own).cast("float64") / n, real(1))
    part = _either(joined.author_position > 0, real(1) / n, without)
    share = part / joined.n_affiliations.cast("float64") / joined.n_keys.cast("float64")
    return joined.select("work_id", "year", n_authors=joined.n_authors, key=joined.key, share=share)


def institution_places(institutions: ir.Table) -> ir.Table:
    """Places of OpenAlex institutions, from columns `id` and `geonames_id` as the snapshot writes them."""
    number = institutions.geonames_id.cast("string").try_cast("int64")
    rows = institutions.select(key=openalex_id(institutions.id, "I"), geonames_id=number, confidence=real(1))
    return rows.filter(rows.geonames_id.notnull())


def settled(places: ir.Table, units: ir.Table) -> ir.Table:
    """Places as parts of the urban units they count for, each with the part of its affiliation that it carries.

    An affiliation of several places is split equally over them. One of them that is not known, or is in no unit, keeps
    its part to itself: that part stays unlocated.
    """
    n_places = places.group_by("key").aggregate(n_places=places.count())
    rows = places.join(n_places, "key").join(units, "geonames_id")
    part = 1.0 / rows.n_places.cast("float64")
    return rows.select("key", "unit_id", "country_id", part=part, confidence=rows.confidence)


def located(shares: ir.Table, places: ir.Table, *, hyper_authors: int) -> ir.Table:
    """Shares of a work by city: one row for each work and urban unit."""
    rows = shares.join(places, "key")
    rows = rows.select(
        "work_id",
        "year",
        "unit_id",
        "country_id",
        is_hyper=rows.n_authors >= hyper_authors,
        share=rows.share * rows.part,
        certain=rows.share * rows.part * rows.confidence,
    )
    sums = rows.group_by("work_id", "year", "is_hyper", "unit_id", "country_id").aggregate(
        share=rows.share.sum(), certain=rows.certain.sum()
    )
    return sums.select(
        "work_id", "year", "is_hyper", "unit_id", "country_id", share=sums.share, confidence=sums.certain / sums.share
    )


def bundles(shares_by_city: ir.Table) -> ir.Table:
    """Works as rows: the list of a work's cities with their shares, and what is counted over the list."""
    t = shares_by_city
    city = ibis.struct({name: t[name] for name in ("unit_id", "country_id", "share", "confidence")})
    sums = t.group_by("work_id", "year", "is_hyper").aggregate(
        cities=city.collect(), located=t.share.sum(), first=t.country_id.min(), last=t.country_id.max()
    )
    return sums.select(
        "work_id",
        "year",
        "is_hyper",
        "cities",
        n_cities=sums.cities.length().cast("int64"),
        n_countries=ibis.ifelse(sums["first"] == sums["last"], 1, 2).cast("int64"),
        located=sums.located,
    )


def city_years(works: ir.Table, *, is_shared_out: bool = False, labels: ir.Table | None = None) -> ir.Table:
    r"""Output of each city and year, by all three ways of counting.

    A city with share :math:`s_i` of a work in :math:`n` cities, of which :math:`S` is located, gets `full` 1, `whole`
    :math:`1/n` and `fractional` :math:`s_i`. `alone` counts works in no other city, `within` what stays of the
    fractional weight in the city, :math:`s_i^2/S`; `international_*` counts works with a city in another country.

    Parameters
    ----------
    works
        Bundles.
    is_shared_out
        Whether the unlocated share of a work is shared out over its cities (:math:`s_i/S` for :math:`s_i`).
    labels
        Counts apart for each label of a work, times its amount.
    """
    rows = _labeled(works, labels)
    rows = rows.mutate(city=rows.cities.unnest())
    share = rows.city["share"] / rows.located if is_shared_out else rows.city["share"]
    total = real(1) if is_shared_out else rows.located
    rows = rows.select(
        "label",
        "year",
        unit_id=rows.city["unit_id"],
        full=rows.amount,
        whole=rows.amount / rows.n_cities.cast("float64"),
        fractional=rows.amount * share,
        is_abroad=_either(rows.n_countries > 1, real(1), real(0)),
        alone=_either(rows.n_cities == 1, rows.amount, real(0)),
        within=rows.amount * share * share / total,
    )
    return rows.group_by("label", "year", "unit_id").aggregate(
        **{name: rows[name].sum() for name in SUMS},
        international_full=(rows.full * rows.is_abroad).sum(),
        international_fractional=(rows.fractional * rows.is_abroad).sum(),
        alone=rows.alone.sum(),
        within=rows.within.sum(),
    )


def pair_years(works: ir.Table, *, is_shared_out: bool = False, labels: ir.Table | None = None) -> ir.Table:
    r"""Ties of each pair of cities and year, by all three ways of counting; hyper-authored works have none.

    A work in :math:`n` cities gives a pair `full` 1, `whole` :math:`2/n(n-1)` and `fractional`
    :math:`2 s_i s_j / S`, so that a city's output is what stays within it and half of its ties. `certain` is the
    fractional weight times the confidence in both places.
    """
    several = works.filter((works.n_cities > 1) & ~works.is_hyper)
    rows = _labeled(several, labels)
    rows = rows.mutate(a=rows.cities.unnest())
    rows = rows.mutate(b=rows.cities.unnest())
    rows = rows.filter(rows.a["unit_id"] < rows.b["unit_id"])
    n = rows.n_cities.cast("float64")
    scale = rows.located * rows.located if is_shared_out else rows.located
    product = 2.0 * rows.amount * rows.a["share"] * rows.b["share"] / scale
    rows = rows.select(
        "label",
        "year",
        unit_a=rows.a["unit_id"],
        unit_b=rows.b["unit_id"],
        full=rows.amount,
        whole=2.0 * rows.amount / (n * (n - 1.0)),
        fractional=product,
        certain=product * rows.a["confidence"] * rows.b["confidence"],
    )
    return rows.group_by("label", "year", "unit_a", "unit_b").aggregate(
        **{name: rows[name].sum() for name in (*SUMS, "certain")}
    )


def added_up(parts: ir.Table) -> ir.Table:
    """Counts of the parts of a corpus put together."""
    keys = [name for name, kind in parts.schema().items() if not kind.is_floating()]
    return parts.group_by(*keys).aggregate(**{name: parts[name].sum() for name in parts.columns if name not in keys})


def ledger(works: ir.Table) -> ir.Table:
    """What became of the works of each year that have a city, from bundles: the figures of which all weights are made."""
    return works.group_by("year").aggregate(
        with_a_city=works.count().cast("float64"),
        located=works.located.sum(),
        multi_city=_either(works.n_cities > 1, real(1), real(0)).sum(),
        hyper=_either(works.is_hyper & (works.n_cities > 1), real(1), real(0)).sum(),
        hyper_located=_either(works.is_hyper, works.located, real(0)).sum(),
    )


def work_years(works: ir.Table, year: str) -> ir.Table:
    """All works of each year, located or not."""
    rows = works.select(year=works[year].cast("int64"))
    return rows.group_by("year").aggregate(works=rows.count().cast("float64"))


def _labeled(works: ir.Table, labels: ir.Table | None) -> ir.Table:
    if labels is None:
        return works.mutate(label=ibis.literal(""), amount=real(1))
    return works.join(labels, "work_id")


def real(value: int) -> ir.FloatingScalar:
    """Give a number that no engine takes for a decimal."""
    return cast("ir.FloatingScalar", ibis.literal(value, type="int64").cast("float64"))


def _either(condition: ir.Value, yes: ir.Value, no: ir.Value) -> ir.FloatingColumn:
    return cast("ir.FloatingColumn", ibis.ifelse(condition, yes, no))


def openalex_id(id: ir.StringValue, letter: str) -> ir.StringValue:  # noqa: A002  OpenAlex's word
    """Id without the address before it, so that both of OpenAlex's ways of writing it are one."""
    return id.replace(f"https://openalex.org/{letter}", letter)
