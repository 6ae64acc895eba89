"""Small worlds that can be checked by hand, and one planner of the edition."""

import numpy as np
import pytest

from proxenia.assessment.plan import Planner, study_for
from proxenia.index import Framework, Leaf, Methodology, Node, Simulation
from proxenia.index.methodology import Vary
from proxenia.index.scoring import aggregate, goalpost_points
from proxenia.indicators import Catalog
from proxenia.strategy.levers.program import decode
from proxenia.strategy.plan.world import World

LEAVES = ("science_brand", "talent_program", "public_engagement", "innovation_district")
PLAIN = Methodology(
    name="plain",
    normalization="goalposts",
    aggregation="arithmetic",
    missing="rescale",
    geometric_floor=1.0,
    node_floor=0.0,
    index_floor=0.0,
    least_dimensions=0,
    vary=Vary(
        normalization=("goalposts",),
        aggregation=("arithmetic",),
        missing=("rescale",),
        weight_change=0.0,
        least_donors=10,
    ),
)


def _world(values, rivals, *, pace=0.0, years=0.0):
    """A city whose four coded items weigh a quarter each; `values` (draws, 4) and `rivals` (draws, cities, 4) run 0-3."""
    values, rivals = np.asarray(values, float), np.asarray(rivals, float)
    tree = Framework(
        (Node(code="index", parent=None),),
        tuple(Leaf(code=code, parent="index", goalposts=(0.0, 3.0)) for code in LEAVES),
    )
    cells = np.concatenate([values[:, None, :], rivals], axis=1)
    points = goalpost_points(cells, framework=tree)
    n = cells.shape[0]
    weights = np.tile(tree.leaf_weights(), (n, 1))
    no = np.zeros(n, bool)
    scores = aggregate(points, framework=tree, weights=weights, geometric=no, floor=1.0)
    drawn = Simulation(scores=scores, points=points, weights=weights, percentile=no, geometric=no)
    moves = np.full((n, cells.shape[1]), float(pace))
    moves[:, 0] = 0.0
    return World(
        row=0,
        names=("Home", *(f"Rival {k}" for k in range(rivals.shape[1]))),
        indicators=LEAVES,
        values=values,
        simulation=drawn,
        leaf_points=points,
        pace=moves,
        years=years,
        framework=tree,
        methodology=PLAIN,
        catalog=Catalog.read(),
    )


def _program(levers, **head):
    """A program of levers given as dictionaries; what is left out is sure, quick and free."""
    lines = [
        'name = "test"', "version = 1", 'currency = "EUR"', "price_year = 2025", "permission_chance = [0.0, 0.0, 1.0, 1.0]",
    ]  # fmt: skip
    lines += [f"{name} = {value}" for name, value in head.items()]
    for lever in levers:
        cost = lever.get("cost", 0)
        effects = ", ".join(
            f'{{ indicator = "{i}", kind = "{kind}", size = {[float(s) for s in size]} }}'
            for i, kind, size in lever.get("effects", ())
        )
        lines += [
            "[[lever]]",
            f'code = "{lever["code"]}"',
            'pillar = "networked_governance"',
            f'title = {{ en = "{lever["code"]}", fa = "اهرم {lever["code"]}" }}',
            'description = { en = "d", fa = "ش" }',
            'owner = { en = "o", fa = "م" }',
            'done_when = { en = "w", fa = "ن" }',
            f'watch = "{lever["effects"][0][0] if lever.get("effects") else "science_brand"}"',
            "setup = [0, 0, 0]",
            f"yearly = [{cost}, {cost}, {cost}]",
            f"staff = {lever.get('staff', [1, 1, 1])}",
            f"months = {lever.get('months', [6, 6, 6])}",
            f"carried = {lever.get('carried', 1.0)}",
            f"permission = {str(lever.get('permission', False)).lower()}",
            f"requires = {lever.get('requires', [])}",
            f"excludes = {lever.get('excludes', [])}",
            f"effects = [{effects}]",
        ]
    return decode("\n".join(lines).encode(), name="test.toml")


@pytest.fixture(scope="session")
def small_world():
    return _world


@pytest.fixture(scope="session")
def small_program():
    return _program


@pytest.fixture(scope="session")
def planner(store):
    return Planner.open(study_for("Tehran", draws=256, seed=7), store=store)
