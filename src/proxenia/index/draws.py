"""Draws: points of the unit cube become alternatives, weights and values, and these become scores."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.construct import enough_data, prepare, to_points, treat_table, weights_of, with_values
from proxenia.index.steps.aggregate import aggregate_tree
from proxenia.index.steps.denominate import denominate
from proxenia.index.steps.impute import hot_deck, impute, impute_multiple
from proxenia.index.steps.weight import even_shares, order_corners

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from proxenia.index.framework import Framework
    from proxenia.index.recipe import Assumptions, Recipe
    from proxenia.index.table import Table

__all__ = ["Cells", "Columns", "Plan", "check_memory", "columns_of", "draw_scores", "make_plan", "sobol_points"]

BLOCK_BYTES = 64 * 2**20
MOST_BYTES = 2 * 2**30
BY_COLUMN = ("none", "mean", "median", "group-mean", "group-median")
STEPS = ("impute", "treat", "normalize", "aggregate")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What each draw takes: an alternative of each step, and its weights."""

    recipe: Recipe
    options: dict[str, tuple[str, ...]]
    taken: dict[str, NDArray[np.int64]]
    factors: list[NDArray[np.float64] | None]
    drawn: list[NDArray[np.float64] | None]

    def groups(self) -> list[tuple[tuple[str, ...], NDArray[np.int64]]]:
        """Alternatives that draws share, and which draws these are."""
        out = []
        for indices in product(*(range(len(self.options[step])) for step in STEPS)):
            same = np.all([self.taken[step] == i for step, i in zip(STEPS, indices, strict=True)], axis=0)
            members = np.flatnonzero(same)
            if members.size:
                out.append((tuple(self.options[s][i] for s, i in zip(STEPS, indices, strict=True)), members))
        return out

    def levels(self, aggregate: str) -> tuple[str, ...]:
        """Rule for each level: the alternative at all, or the recipe's own where aggregation is not varied."""
        return (aggregate,) if aggregate else self.recipe.aggregate


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns of the unit cube speak for what: one for each varied step, then those of each aggregate's weights."""

    options: dict[str, tuple[str, ...]]
    steps: dict[str, int]
    weights: tuple[slice, ...]
    width: int

    @property
    def groups(self) -> dict[str, list[int]]:
        """Columns of each assumption that varies, by its name; all weights together are one."""
        out = {step: [column] for step, column in self.steps.items()}
        weights = list(range(len(self.steps), self.width))
        return {**out, "weights": weights} if weights else out


def columns_of(vary: Assumptions, recipe: Recipe, framework: Framework) -> Columns:
    """Lay out the unit cube that these assumptions are drawn from."""
    own = {"impute": recipe.impute, "treat": recipe.treat, "normalize": recipe.normalize, "aggregate": ""}
    options = {step: getattr(vary, step) or (own[step],) for step in STEPS}
    varied = [step for step in STEPS if len(options[step]) > 1]
    at = len(varied)
    spans = []
    for node in range(len(framework.nodes)):
        size = _free(vary, framework, node)
        spans.append(slice(at, at + size))
        at += size
    steps = {step: column for column, step in enumerate(varied)}
    return Columns(options=options, steps=steps, weights=tuple(spans), width=at)


def make_plan(
    vary: Assumptions, recipe: Recipe, framework: Framework, *, columns: Columns, u: NDArray[np.float64]
) -> Plan:
    """Turn points of the unit cube, shape (n_draws, columns.width), into alternatives and weights."""
    taken = {step: np.zeros(u.shape[0], dtype=np.int64) for step in STEPS}
    for step, column in columns.steps.items():
        n = len(columns.options[step])
        taken[step] = np.minimum((u[:, column] * n).astype(np.int64), n - 1)
    factors: list[NDArray[np.float64] | None] = []
    drawn: list[NDArray[np.float64] | None] = []
    for node, span in enumerate(columns.weights):
        mine = u[:, span] if span.stop > span.start else None
        change = vary.weights == "change"
        factors.append(1 + vary.weight_change * (2 * mine - 1) if mine is not None and change else None)
        drawn.append(_drawn(vary, framework, node, mine) if mine is not None and not change else None)
    return Plan(recipe=recipe, options=columns.options, taken=taken, factors=factors, drawn=drawn)


def sobol_points(width: int, draws: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
    """Scrambled Sobol points of the unit cube, shape (draws, width)."""
    if width == 0:
        return np.empty((draws, 0))
    from scipy.stats import qmc  # noqa: PLC0415  slow to import

    points = qmc.Sobol(width, scramble=True, rng=rng).random_base2(max(1, (draws - 1).bit_length()))
    return points[:draws]


def draw_scores(
    table: Table,
    framework: Framework,
    recipe: Recipe,
    *,
    plan: Plan,
    cells: Cells,
    rng: np.random.Generator,
) -> tuple[Table, NDArray[np.float64]]:
    """Scores of every draw, shape (n_draws, n_units, n_nodes), and the table of the units that screening keeps.

    Draws that share their alternatives are worked out together, and what does not differ between draws once.
    """
    base, observed = prepare(table, framework, recipe)
    n_units, n_nodes = len(base.units), len(framework.nodes)
    draws = plan.taken["treat"].size
    keep = enough_data(observed, framework, recipe)[1]
    scores = np.empty((draws, n_units, n_nodes))
    source = _Points(table, base, framework, recipe, cells, rng)
    for (imputing, treating, normalizing, aggregating), members in plan.groups():
        varies = cells.given or imputing in {"hot-deck", "multiple"}
        size = max(1, BLOCK_BYTES // (8 * n_units * len(framework.leaves) * 4)) if varies else members.size
        for start in range(0, members.size, size):
            block = members[start : start + size]
            points = source.points(imputing, treating, normalizing, block)
            weights = _block_weights(plan, weights_of(points[0], framework, recipe), block)
            each = aggregate_tree(
                points, framework=framework, weights=weights, choices=plan.levels(aggregating), keep=keep
            )
            for node, score in enumerate(each):
                scores[block, :, node] = score
    return base, scores


def check_memory(draws: int, *, units: int, framework: Framework) -> None:
    """Refuse more draws than fit into 2 GiB, and fewer than one."""
    if draws < 1:
        raise MethodError(f"{draws} draws are none; ask for one or more")
    each = units * len(framework.nodes) * 8
    if draws * each > MOST_BYTES:
        raise MethodError(
            f"{draws} draws of {units} units need more than 2 GiB; ask for at most {MOST_BYTES // each} draws"
        )


def _free(vary: Assumptions, framework: Framework, node: int) -> int:
    """Columns that the weights of an aggregate's children want."""
    levels, height = vary.weight_levels, framework.heights[node]
    given = _given(framework, node)
    if vary.weights == "change":
        return given.size if height in levels else 0
    if vary.weights == "fixed" or given.size == 1 or (levels and height not in levels):
        return 0
    return given.size if vary.weights == "any" else np.unique(given).size


def _given(framework: Framework, node: int) -> NDArray[np.float64]:
    nodes, leaves = framework.children(framework.nodes[node].code)
    return np.array([framework.nodes[k].weight for k in nodes] + [framework.leaves[k].weight for k in leaves])


def _drawn(vary: Assumptions, framework: Framework, node: int, u: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = even_shares(u)
    return shares @ order_corners(_given(framework, node)) if vary.weights == "order" else shares


def _block_weights(
    plan: Plan, nominal: list[NDArray[np.float64]], block: NDArray[np.int64]
) -> list[NDArray[np.float64]]:
    out = []
    for weights, factors, drawn in zip(nominal, plan.factors, plan.drawn, strict=True):
        if drawn is not None:
            out.append(drawn[block])
        else:
            out.append(weights if factors is None else weights * factors[block])
    return out


class Cells:
    """Draws of the raw values, where there are any."""

    def __init__(
        self,
        cells: NDArray[np.float64] | Callable[[np.random.Generator, int], NDArray[np.float64]] | None,
        rng: np.random.Generator,
        draws: int,
    ) -> None:
        self.given = cells is not None
        self._cells = cells
        self._rng = rng
        if isinstance(cells, np.ndarray) and cells.shape[0] != draws:
            raise MethodError(f"cells hold {cells.shape[0]} draws, but {draws} are asked for; give as many")

    def of(self, block: NDArray[np.int64]) -> NDArray[np.float64]:
        """Values of a block of draws, shape (block, n_units, n_indicators)."""
        if isinstance(self._cells, np.ndarray):
            return self._cells[block]
        if self._cells is None:
            raise MethodError("no cells were given")
        return self._cells(self._rng, block.size)


class _Points:
    """Normalized points for a block of draws, kept where all draws of a group have the same."""

    def __init__(
        self,
        table: Table,
        base: Table,
        framework: Framework,
        recipe: Recipe,
        cells: Cells,
        rng: np.random.Generator,
    ) -> None:
        self._table, self._base, self._framework, self._recipe = table, base, framework, recipe
        self._cells, self._rng = cells, rng
        self._known: dict[tuple[str, str, str], NDArray[np.float64]] = {}
        self._treated: dict[tuple[str, str], NDArray[np.float64]] = {}

    def points(self, imputing: str, treat: str, normalize: str, block: NDArray[np.int64]) -> NDArray[np.float64]:
        """Shape (1 or size of the block, n_units, n_leaves)."""
        if self._cells.given and self._at_once(imputing, treat):
            return self._together(imputing, normalize, self._cells.of(block))
        if self._cells.given:
            return np.stack([self._once(imputing, treat, normalize, values) for values in self._cells.of(block)])
        if imputing == "multiple":
            gaps = self._gaps()
            drawn = impute_multiple(gaps.values, n=block.size, rng=self._rng)
            return np.stack([self._finish(with_values(gaps, each), treat, normalize) for each in drawn])
        key = (imputing, treat, normalize)
        if key not in self._known:
            source = self._gaps() if imputing == "hot-deck" else self._filled(imputing)
            self._known[key] = self._finish(source, treat, normalize, cache=(imputing, treat))[None]
        if imputing == "hot-deck":
            return hot_deck(self._known[key][0], n=block.size, rng=self._rng)
        return self._known[key]

    def _at_once(self, imputing: str, treat: str) -> bool:
        """Whether no step of these has to be run draw by draw."""
        own = any(each.treat for each in self._recipe.indicator.values())
        return treat == "none" and not own and imputing.partition(":")[0] in BY_COLUMN

    def _together(self, imputing: str, normalize: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        if self._recipe.denominate:
            by = [leaf.denominator for leaf in self._framework.leaves]
            values = denominate(values, by=by, denominators=self._table.denominators, units=self._table.units)
        filled = impute(values, choice=imputing, groups=self._table.groups)[:, self._kept(self._table)]
        return to_points(filled, self._base, self._framework, self._recipe, default=normalize)

    def _kept(self, table: Table) -> NDArray[np.bool_]:
        here = set(zip(self._base.units, self._base.times or [0.0] * len(self._base.units), strict=True))
        rows = zip(table.units, table.times or [0.0] * len(table.units), strict=True)
        return np.array([row in here for row in rows])

    def _once(self, imputing: str, treat: str, normalize: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        if imputing in {"hot-deck", "multiple"}:
            raise MethodError("draws of cells already say what a gap may hold; leave hot-deck and multiple out of vary")
        rows = self._rows(with_values(self._table, values), imputing)
        return self._finish(rows, treat, normalize)

    def _rows(self, table: Table, imputing: str) -> Table:
        import msgspec  # noqa: PLC0415  beside its use

        free = msgspec.structs.replace(self._recipe, impute=imputing, screen=None)
        filled, _ = prepare(table, self._framework, free)
        return filled.only(self._kept(filled))

    def _gaps(self) -> Table:
        return self._rows(self._table, "none")

    def _filled(self, imputing: str) -> Table:
        return self._base if imputing == self._recipe.impute else self._rows(self._table, imputing)

    def _finish(
        self, table: Table, treat: str, normalize: str, *, cache: tuple[str, str] | None = None
    ) -> NDArray[np.float64]:
        treated = self._treated.get(cache) if cache else None
        if treated is None:
            treated, _ = treat_table(table, self._framework, self._recipe, default=treat)
            if cache:
                self._treated[cache] = treated
        return to_points(treated, table, self._framework, self._recipe, default=normalize)
