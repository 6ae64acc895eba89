"""A corpus on an engine: a works store or OpenAlex's Parquet, with the places of its affiliations or institutions."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError, EvidenceError
from proxenia.networks.collaboration.engines import DuckEngine, Engine
from proxenia.networks.collaboration.places import read_places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir

__all__ = ["Corpus", "open_corpus"]

BATCH_WORKS = 500_000
"""Works of an OpenAlex corpus that are taken together, in whole files: what bounds memory on one machine."""
STORE_TABLES = ("works", "authorships", "affiliations", "terms")
NEEDED = ("id", "publication_year", "authorships")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Records that an engine can read, and where their affiliations lie.

    `places` is the kept table of PLACES. `batches` are the parts of an OpenAlex corpus that are read one after the
    other; a works store is one part.
    """

    engine: Engine
    path: Path
    is_store: bool
    places: ir.Table
    batches: tuple[tuple[Path, ...], ...]
    columns: tuple[str, ...] = ()
    counter: list[int] = field(default_factory=lambda: [0])

    @property
    def year(self) -> str:
        """Column that holds a work's year."""
        return "year" if self.is_store else "publication_year"

    def works(self, number: int) -> ir.Table:
        """Give the works of a batch."""
        import ibis  # noqa: PLC0415  only what counts records pays for it

        from proxenia.networks.collaboration import steps  # noqa: PLC0415  the same

        if self.is_store:
            return ibis.table(steps.RECORDS["works"], name="works")
        name = f"works_{number}"
        self.engine.read(name, self.batches[number])
        return ibis.table(steps.WORKS, name=name)

    def shares(self, works: ir.Table) -> ir.Table:
        """Shares of works of a batch, by affiliation or institution."""
        import ibis  # noqa: PLC0415  the same

        from proxenia.networks.collaboration import steps  # noqa: PLC0415  the same

        if not self.is_store:
            return steps.openalex_shares(works)
        tables = {name: ibis.table(steps.RECORDS[name], name=name) for name in ("authorships", "affiliations")}
        return steps.record_shares(works, tables["authorships"], tables["affiliations"], self.places)

    def terms(self) -> ir.Table | None:
        """Topics, subject headings and keywords of the works, as work_id and term; None where there are none."""
        import ibis  # noqa: PLC0415  the same

        from proxenia.networks.collaboration import label_steps as steps  # noqa: PLC0415  the same

        if self.is_store:
            return steps.record_terms(ibis.table(steps.TERMS, name="terms"))
        found = {name: form for name, form in steps.OPENALEX_TERMS.items() if name in self.columns}
        if not found:
            return None
        return steps.openalex_terms(ibis.table({"id": "string", **found}, name="all_works"))

    def top_flags(self) -> ir.Table | None:
        """Works of which the source says whether they are in the most cited tenth; None where no source does."""
        import ibis  # noqa: PLC0415  the same

        from proxenia.networks.collaboration import label_steps as steps  # noqa: PLC0415  the same

        if self.is_store:
            return steps.record_flags(ibis.table(steps.CITED, name="works"))
        if "citation_normalized_percentile" not in self.columns:
            return None
        return steps.openalex_flags(ibis.table(steps.OPENALEX_FLAGS, name="all_works"))

    def citations(self) -> ir.Table | None:
        """Works with their year, field and citations, once for each field; None where there are no citations."""
        import ibis  # noqa: PLC0415  the same

        from proxenia.networks.collaboration import label_steps as steps  # noqa: PLC0415  the same

        if self.is_store:
            return steps.record_citations(ibis.table(steps.CITED, name="works"), ibis.table(steps.TERMS, name="terms"))
        if "cited_by_count" not in self.columns:
            return None
        has_field = "primary_topic" in self.columns
        form = {"id": "string", "publication_year": "int64", "cited_by_count": "int64"}
        form |= {"primary_topic": "struct<field: struct<display_name: string>>"} if has_field else {}
        return steps.openalex_citations(ibis.table(form, name="all_works"))

    def new_name(self, stem: str) -> str:
        """Give a table name that was not given before."""
        self.counter[0] += 1
        return f"{stem}_{self.counter[0]}"


def open_corpus(
    path: Path,
    *,
    engine: Engine,
    places: Path | None = None,
    institutions: Path | None = None,
    resolve: Callable[[Sequence[str]], list[list[dict[str, Any]]]] | None = None,
) -> Corpus:
    """Open records for counting.

    Parameters
    ----------
    path
        A works store (made by `proxenia ingest`), or Parquet of OpenAlex works: a file, or a folder of them.
    engine
        Where to count.
    places
        CSV or Parquet with `affiliation`, `geonames_id` and, where known, `confidence`: one row a place.
    institutions
        Parquet or CSV with `id` (OpenAlex or ROR) and `geonames_id`, or OpenAlex's own institutions in Parquet.
    resolve
        What gives the places of affiliations of a store that no table names, as rows with `geonames_id` and
        `confidence`.

    Raises
    ------
    EvidenceError
        If there are no records, or nothing that says where they lie.
    DataError
        If a table has not the columns it needs.
    """
    if not path.exists():
        raise EvidenceError(f"no records at {path}; give a works store or a folder of OpenAlex works in Parquet")
    parquet = sorted(path.rglob("*.parquet")) if path.is_dir() else [path] if path.suffix == ".parquet" else []
    if path.is_dir() and not parquet:
        raise EvidenceError(f"no Parquet file in {path}; give a folder of OpenAlex works in Parquet")
    is_store = not parquet
    columns: tuple[str, ...] = ()
    if is_store:
        _open_store(path, engine)
        batches: tuple[tuple[Path, ...], ...] = ((),)
    else:
        columns = engine.read("all_works", parquet)
        missing = [name for name in NEEDED if name not in columns]
        if missing:
            raise DataError(f"{path}: no column {missing[0]!r}; OpenAlex works have {', '.join(NEEDED)}")
        batches = _batched(parquet, engine) if isinstance(engine, DuckEngine) else (tuple(parquet),)
    table = read_places(engine, places=places, institutions=institutions, is_store=is_store, resolve=resolve)
    return Corpus(engine=engine, path=path, is_store=is_store, places=table, batches=batches, columns=columns)


def _open_store(path: Path, engine: Engine) -> None:
    if isinstance(engine, DuckEngine):
        engine.attach(path, STORE_TABLES)
        return
    with DuckEngine() as duck:
        duck.attach(path, STORE_TABLES)
        for name in STORE_TABLES:
            out = engine.scratch / f"{name}.parquet"
            duck.copy(name, out)
            engine.read(name, [out])


def _batched(paths: list[Path], engine: DuckEngine) -> tuple[tuple[Path, ...], ...]:
    batches: list[list[Path]] = [[]]
    taken = 0
    for path in paths:
        works = engine.count(path)
        if batches[-1] and taken + works > BATCH_WORKS:
            batches.append([])
            taken = 0
        batches[-1].append(path)
        taken += works
    return tuple(tuple(batch) for batch in batches)
