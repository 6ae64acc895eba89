"""Where affiliations and institutions lie: a user's tables, OpenAlex's institutions, or the resolver."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError, EvidenceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import ibis.expr.types as ir

    from proxenia.networks.collaboration.engines import Engine

__all__ = ["by_resolver", "read_places"]


def read_places(
    engine: Engine,
    *,
    places: Path | None,
    institutions: Path | None,
    is_store: bool,
    resolve: Callable[[Sequence[str]], list[list[dict[str, Any]]]] | None,
) -> ir.Table:
    """Keep one table of the places of affiliations and institutions.

    Raises
    ------
    EvidenceError
        If nothing says where the records lie.
    DataError
        If a table has not the columns it needs.
    """
    import ibis  # noqa: PLC0415  only what counts records pays for it

    from proxenia.networks.collaboration import steps  # noqa: PLC0415  the same

    parts = []
    if places is not None:
        parts.append(_affiliations(engine, places))
    elif is_store and resolve is not None:
        parts.append(_resolved(engine, resolve))
    if institutions is not None:
        parts.append(_institutions(engine, institutions))
    if not parts:
        wanted = "--places or --institutions" if is_store else "--institutions"
        raise EvidenceError(f"nothing says where the records lie; give {wanted} FILE")
    whole = parts[0] if len(parts) == 1 else ibis.union(*parts, distinct=True)
    return engine.keep("kept_places", whole.cast(dict(steps.PLACES.items())))


def by_resolver(registry: Path | None = None) -> Callable[[Sequence[str]], list[list[dict[str, Any]]]]:
    """Give the resolver of affiliations as what `open_corpus` asks for places.

    Parameters
    ----------
    registry
        A dump of ROR; without it, the gazetteer alone.
    """
    from proxenia.places.affiliations import Resolver, resolve_affiliations  # noqa: PLC0415  heavy, and not always needed

    resolver = Resolver(registry=registry)

    def places(strings: Sequence[str]) -> list[list[dict[str, Any]]]:
        return [
            [{"geonames_id": place.geonames_id, "confidence": place.confidence} for place in each.places]
            for each in resolve_affiliations(strings, resolver=resolver)
        ]

    return places


def _affiliations(engine: Engine, path: Path) -> ir.Table:
    rows = _table(engine, path, "given_places", ("affiliation", "geonames_id"), optional=("confidence",))
    return rows.select(
        key=rows.affiliation,
        geonames_id=rows.geonames_id.try_cast("int64"),
        confidence=rows.confidence.try_cast("float64").fill_null(1.0),
    ).distinct()


def _institutions(engine: Engine, path: Path) -> ir.Table:
    import ibis  # noqa: PLC0415  the same

    from proxenia.networks.collaboration import steps  # noqa: PLC0415  the same

    if path.suffix == ".parquet":
        columns = engine.read("given_institutions", [path])
        if "geo" in columns and "geonames_id" not in columns:
            form = {"id": "string", "geo": "struct<geonames_city_id: string>"}
            rows = ibis.table(form, name="given_institutions")
            return steps.institution_places(rows.select("id", geonames_id=rows.geo["geonames_city_id"]))
    rows = _table(engine, path, "institution_table", ("id", "geonames_id"))
    return steps.institution_places(rows)


def _table(
    engine: Engine, path: Path, name: str, needed: tuple[str, ...], *, optional: tuple[str, ...] = ()
) -> ir.Table:
    """Read a CSV or Parquet table, with the columns needed as text."""
    import ibis  # noqa: PLC0415  the same

    if path.suffix == ".parquet":
        columns = engine.read(name, [path])
        _check(path, needed, columns)
        rows = ibis.table(dict.fromkeys((*needed, *(c for c in optional if c in columns)), "string"), name=name)
        chosen = {c: rows[c].cast("string") for c in rows.columns}
        return rows.select(**chosen, **{c: ibis.null("string") for c in optional if c not in columns})
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            _check(path, needed, reader.fieldnames or ())
            wanted = (*needed, *optional)
            content = [{c: row.get(c) or None for c in wanted} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvidenceError(f"{path} cannot be read: {error}; give a CSV in UTF-8 or a Parquet file") from error
    return engine.put(name, content, schema=ibis.schema(dict.fromkeys(wanted, "string")))


def _check(path: Path, needed: tuple[str, ...], columns: Sequence[str]) -> None:
    missing = [name for name in needed if name not in columns]
    if missing:
        raise DataError(f"{path.name}: no column {missing[0]!r}; it has {', '.join(columns) or 'none'}")


def _resolved(engine: Engine, resolve: Callable[[Sequence[str]], list[list[dict[str, Any]]]]) -> ir.Table:
    import ibis  # noqa: PLC0415  the same

    from proxenia.networks.collaboration import steps  # noqa: PLC0415  the same

    texts = ibis.table(steps.RECORDS["affiliations"], name="affiliations")
    found = engine.rows(texts.filter(texts.affiliation.notnull()).select("affiliation").distinct())
    strings = sorted(row["affiliation"] for row in found)
    rows = [
        {"key": text, "geonames_id": place["geonames_id"], "confidence": place["confidence"]}
        for text, places in zip(strings, resolve(strings), strict=True)
        for place in places
    ]
    return engine.put("resolved_places", rows, schema=steps.PLACES)
