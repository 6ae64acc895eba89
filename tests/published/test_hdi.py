"""The Human Development Index 2022 from its own inputs, as UNDP published it: one mean inside another.

The inputs lie in the folder shared beside the checkout and are not part of this repository.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from proxenia.index import Framework, Leaf, Node, Recipe, Table, construct

INPUTS = Path(__file__).parents[2] / ".." / "shared" / "golden" / "other" / "hdi_2022_inputs_published.csv"
TREE = Framework(
    (Node(code="HDI", parent=None), Node(code="education", parent="HDI")),
    (
        Leaf(code="life", parent="HDI", goalposts=(20, 85)),
        Leaf(code="income", parent="HDI", goalposts=(float(np.log(100)), float(np.log(75_000)))),
        Leaf(code="expected", parent="education", goalposts=(0, 18)),
        Leaf(code="mean", parent="education", goalposts=(0, 15)),
    ),
)
RECIPE = Recipe(normalize="goalposts:0,1", aggregate=("arithmetic", "geometric"))


def hdi(units, values):
    table = Table(units=tuple(units), indicators=("life", "income", "expected", "mean"), values=np.array(values))
    return construct(table, TREE, RECIPE).scores[:, 0]


def test_one_country_worked_by_hand():
    # life .9138462, income .7399932, education .6661111: the cube root of their product
    assert hdi(["X"], [[79.4, np.log(13_413), 13.9, 8.4]])[0] == pytest.approx(0.7665653, abs=1e-6)


@pytest.mark.skipif(not INPUTS.is_file(), reason=f"no published inputs in {INPUTS}: the HDI is not compared")
def test_every_country_has_its_published_index():
    rows = list(csv.DictReader(INPUTS.read_text(encoding="utf-8-sig").splitlines()))
    values = [
        [float(r["le_2022"]), np.log(float(r["gnipc_2022"])), float(r["eys_2022"]), float(r["mys_2022"])] for r in rows
    ]
    found = hdi([str(i) for i in range(len(rows))], values)
    np.testing.assert_allclose(found, [float(r["hdi_2022"]) for r in rows], atol=0.00051)
