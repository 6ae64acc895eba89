"""The index of the embedded evidence as a table, a tree and a recipe, for everything that works on any index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.compare.workbench import Workbench
from proxenia.errors import DataError
from proxenia.index import Assumptions, Framework, Recipe, Table, read_table
from proxenia.index.audit import Checks, audit
from proxenia.index.exchange.files import read_facts
from proxenia.index.exchange.remake import make_files, uncertain_cells
from proxenia.index.uncertainty import with_assumptions
from proxenia.locale import Text
from proxenia.store import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.compare.panel import Panel
    from proxenia.index import Methodology
    from proxenia.index.audit import Audit
    from proxenia.indicators import Catalog, CityFramework

__all__ = [
    "CHECKS",
    "AuditedIndex",
    "EditionIndex",
    "audit_edition",
    "audit_table",
    "edition_index",
    "edition_panel",
    "remade",
]


CHECKS = "checks.toml"
"""Limits of a user's own, kept beside the audit they judged."""
TOLD = ("draws", "seed", "k", "pairs", "weights", "edition", "framework", "extensions", "time")
"""Facts of `index.json` that a command was told, and needs again."""


@dataclass(frozen=True, kw_only=True)
class EditionIndex:
    """The panel's index in the form of any other: its table, tree, recipe and draws of its values.

    `cells` has shape (draws, n_cities, n_indicators). `title` is the framework's name.
    """

    title: Text
    table: Table
    framework: Framework
    recipe: Recipe
    cells: NDArray[np.float64]
    extensions: tuple[str, ...] = ()
    """Extensions that the framework or its figures come from, as name, version and digest."""


def edition_index(
    store: Store,
    *,
    framework: str = "science-diplomacy",
    methodology: str = "baseline-1",
    draws: int = 2048,
    seed: int = 0,
) -> EditionIndex:
    """Give the index of the evidence, every city with enough of it, as a table and a recipe.

    The recipe says what the methodology does in the words of the general engine: frozen goalposts, arithmetic means,
    weights of gaps to siblings; the floors of observed weight have already chosen the cities. It is varied by a geometric mean, by weights as far as the
    methodology moves them, and by the draws of the values.
    """
    bench = Workbench.over(store, framework=framework, methodology=methodology)
    panel = edition_panel(bench, draws=draws, seed=seed)
    return EditionIndex(
        title=bench.framework.title,
        table=_table(panel, bench.store),
        framework=_named(panel.dimensions, bench.catalog, bench.framework),
        recipe=_recipe(bench.methodology),
        cells=panel.cells,
        extensions=tuple(each.stamp for each in bench.extensions),
    )


def edition_panel(bench: Workbench, *, draws: int = 2048, seed: int = 0) -> Panel:
    """Gather every city with enough evidence, with the draws an assessment of the same seed has."""
    return bench.panel(draws=draws, rng=np.random.default_rng(np.random.SeedSequence(seed).spawn(3)[0]))


@dataclass(frozen=True, kw_only=True)
class AuditedIndex:
    """An audit, what the index is called, and the facts it can be made again from."""

    audit: Audit
    title: Text
    facts: dict[str, Any]


def audit_edition(store: Store, *, framework: str, checks: Checks, draws: int, seed: int) -> AuditedIndex:
    """Audit the index of the evidence."""
    index = edition_index(store, framework=framework, draws=draws, seed=seed)
    made = audit(index.table, index.framework, index.recipe, checks=checks, cells=index.cells, draws=draws, seed=seed)
    facts: dict[str, Any] = {"edition": store.edition.label, "framework": framework}
    facts |= {"extensions": list(index.extensions)} if index.extensions else {}
    return AuditedIndex(audit=made, title=index.title, facts=facts)


def audit_table(
    data: Path, meta: Path, *, recipe: Recipe, checks: Checks, draws: int, seed: int, time: float | None, title: str
) -> AuditedIndex:
    """Audit an index of a user's table; of a panel one time."""
    table, framework = read_table(data, meta)
    table = table if time is None else table.at(time)
    cells = uncertain_cells(table, framework, draws=draws, seed=seed)
    made = audit(
        table, framework, with_assumptions(recipe, framework), checks=checks, cells=cells, draws=draws, seed=seed
    )
    called = title or framework.nodes[0].name or framework.nodes[0].code
    persian = title or framework.nodes[0].name_fa or called
    return AuditedIndex(audit=made, title=Text(en=called, fa=persian), facts={} if time is None else {"time": time})


def remade(folder: Path, *, data: Path | None, meta: Path | None, store: str = "") -> dict[str, str]:
    """Make the tables of an index folder again from its own facts.

    Raises
    ------
    DataError
        If the folder holds no index, or one of a user's table without that table.
    """
    facts = read_facts(folder)
    made = {key: facts[key] for key in TOLD if key in facts}
    if "edition" in facts:
        opened = Store.open(Path(store) if store else None)
        index = edition_index(opened, framework=facts["framework"], draws=facts["draws"], seed=facts["seed"])
        parts, cells = (index.table, index.framework), index.cells
        if list(index.extensions) != facts.get("extensions", []):
            raise DataError(
                f"{folder} was made with extensions {facts.get('extensions', [])}, and {list(index.extensions)} are here"
            )
    else:
        if data is None or meta is None:
            raise DataError(f"{folder} holds an index of a table; name it with --data and --meta")
        table, framework = read_table(data, meta)
        parts, cells = (table.at(facts["time"]) if "time" in facts else table, framework), None
    recipe = Recipe.read(folder / "methodology.toml")
    if facts["command"] == "audit" and (folder / CHECKS).is_file():
        made["checks"] = Checks.read(folder / CHECKS)
    return make_files(facts["command"], *parts, recipe, cells=cells, **made)


def _table(panel: Panel, store: Store) -> Table:
    values = panel.observations.central(panel.cells)
    return Table(
        units=tuple(str(city.geonames_id) for city in panel.cities),
        indicators=tuple(leaf.code for leaf in panel.dimensions.leaves),
        values=values,
        names=tuple(city.name for city in panel.cities),
        names_fa=tuple(city.name_fa or city.name for city in panel.cities),
        data_hash=store.fingerprint,
    )


def _named(tree: Framework, catalog: Catalog, framework: CityFramework) -> Framework:
    names = {dimension.code: dimension.name for dimension in framework.dimension} | {"index": framework.title}
    nodes = tuple(replace(node, name=names[node.code].en, name_fa=names[node.code].fa) for node in tree.nodes)
    leaves = tuple(
        replace(leaf, name=catalog[leaf.code].label.en, name_fa=catalog[leaf.code].label.fa) for leaf in tree.leaves
    )
    return Framework(nodes, leaves)


def _recipe(how: Methodology) -> Recipe:
    return Recipe(
        name=how.name,
        normalize="goalposts:1,100",
        aggregate=(how.aggregation,),
        vary=Assumptions(
            aggregate=how.vary.aggregation,
            weights="change",
            weight_change=how.vary.weight_change,
            weight_levels=(1, 2),
        ),
    )
