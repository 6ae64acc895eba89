"""A version of the figures: evidence with the definitions that came with it, read and scored."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.panel import Panel, candidates
from proxenia.compare.workbench import Workbench
from proxenia.errors import DataError
from proxenia.extensions import decode_toml
from proxenia.index import Methodology
from proxenia.indicators import Catalog, CityFramework, Measurer, Reading
from proxenia.store import Edition, Store, read_edition

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EditionVersion", "Rules", "evidence_at", "mixed_bench", "panel_of", "rng_of"]

CATALOG, READING = "indicators/catalog.toml", "methodologies/reading-1.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Definitions that turn facts into scores: the catalog and framework, the methodology and the reading of facts.

    `asked` is the name that the framework was asked for by.
    """

    asked: str
    catalog: Catalog
    framework: CityFramework
    methodology: Methodology
    reading: Reading


@dataclass(frozen=True, kw_only=True)
class EditionVersion:
    """An edition or store as it is compared: its evidence, its rules, and the panel they give (None where it is empty)."""

    name: str
    store: Store
    rules: Rules
    panel: Panel | None

    @classmethod
    def at(
        cls,
        place: Path | Store,
        *,
        framework: str = "science-diplomacy",
        methodology: str = "baseline-1",
        draws: int = 512,
        seed: int = 0,
        like: Store | None = None,
    ) -> EditionVersion:
        """Read an edition folder, zip, wheel or store file, and score its cities; its rows are read in the order of `like`.

        A wheel of Proxenia, or a folder laid out like one, brings its own indicators, frameworks and methodologies;
        else those of this version are used.

        Raises
        ------
        DataError, EvidenceError
            If what is there is neither an edition nor a store, or breaks its form.
        """
        store = place if isinstance(place, Store) else evidence_at(place)
        store = store.in_order_of(like) if like is not None else store
        rules = _rules(store.edition, framework=framework, methodology=methodology)
        bench = _bench(store, rules)
        label = store.edition.label if store.path is None else f"{store.edition.label} + {store.path.name}"
        return cls(name=label, store=store, rules=rules, panel=panel_of(bench, draws=draws, seed=seed))


def evidence_at(place: Path) -> Store:
    """Open an edition (folder, zip, wheel) or a store file as evidence.

    Raises
    ------
    DataError, EvidenceError
        If it is neither.
    """
    if not place.exists():
        raise DataError(f"{place} is not there; name a folder, zip or wheel with an edition, or a store file")
    if place.is_file() and place.suffix not in {".zip", ".whl"}:
        return Store.open(place)
    return Store.open(edition=read_edition(place))


def rng_of(seed: int) -> np.random.Generator:
    """Give the stream of chance that panels of this seed are drawn from."""
    return np.random.default_rng(np.random.SeedSequence(seed).spawn(3)[0])


def panel_of(bench: Workbench, *, draws: int, seed: int) -> Panel | None:
    """Gather the panel of a workbench; None where no city has enough evidence."""
    cities = candidates(bench.store, bench.gazetteer)
    numbers = [city.geonames_id for city in cities]
    measured = bench.measurer.measure(numbers, indicators=bench.framework.indicator_ids)
    if np.isnan(measured.matrix()).all():
        return None
    return bench.panel(draws=draws, rng=rng_of(seed))


def mixed_bench(old: EditionVersion, new: EditionVersion, changed: frozenset[str]) -> Workbench:
    """Lay out the evidence and rules of the old version with those of the new one where a cause is among the changed."""
    read = (new if "catalog" in changed else old).rules
    made = (new if "methodology" in changed else old).rules
    rules = replace(read, methodology=made.methodology, reading=made.reading)
    return _bench((new if "facts" in changed else old).store, rules)


def _bench(store: Store, rules: Rules) -> Workbench:
    bench = Workbench.over(store, framework=rules.asked)
    return replace(
        bench,
        catalog=rules.catalog,
        framework=rules.framework,
        methodology=rules.methodology,
        reading=rules.reading,
        measurer=Measurer(bench.store, catalog=rules.catalog, gazetteer=bench.gazetteer, reading=rules.reading),
    )


def _rules(edition: Edition, *, framework: str, methodology: str) -> Rules:
    """Definitions that came with an edition, ours where it brought none of the name."""
    tree, method = f"frameworks/{framework}.toml", f"methodologies/{methodology}.toml"
    here = Rules(
        asked=framework,
        catalog=Catalog.read(),
        framework=CityFramework.read(framework),
        methodology=Methodology.read(methodology),
        reading=Reading.read(None),
    )
    came, where = edition.definitions, edition.came_from
    with tempfile.TemporaryDirectory() as name:
        if CATALOG in came:
            here = replace(here, catalog=Catalog.read(_laid(Path(name), came, CATALOG)))
        if READING in came:
            here = replace(here, reading=Reading.read(_laid(Path(name), came, READING)))
    if tree in came:
        here = replace(here, framework=decode_toml(came[tree], type=CityFramework, name=f"{where}, {tree}"))
    if method in came:
        here = replace(here, methodology=decode_toml(came[method], type=Methodology, name=f"{where}, {method}"))
    return here


def _laid(folder: Path, came: Mapping[str, bytes], name: str) -> Path:
    path = folder / Path(name).name
    path.write_bytes(came[name])
    return path
