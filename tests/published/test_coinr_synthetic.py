"""Figures that COINr 1.1.14 printed for a table of fourteen made-up cities, kept beside this file."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from proxenia.index import Recipe, construct, read_table
from proxenia.index.steps.treat import passes, skew_kurtosis

DATA = Path(__file__).parent / "data" / "composite"
BASE = {"denominate": True, "impute": "group-mean:Region"}
RECIPES = {
    "exp_default.csv": Recipe(**BASE, treat="winsorize:5"),
    "exp_notreat.csv": Recipe(**BASE),
    "exp_geom.csv": Recipe(**BASE, treat="winsorize:5", normalize="minmax:1,100", aggregate=("geometric",)),
}


@pytest.mark.parametrize("printed", RECIPES)
def test_every_figure_is_the_one_coinr_printed(printed):
    result = construct(*read_table(DATA / "iData.csv", DATA / "iMeta.csv"), RECIPES[printed])
    rows = list(csv.DictReader((DATA / printed).read_text().splitlines()))
    columns = [*result.table.indicators, *(node.code for node in result.framework.nodes)]
    expected = np.array([[float(row[column]) for column in columns] for row in rows])
    assert [row["uCode"] for row in rows] == list(result.table.units)
    np.testing.assert_allclose(np.hstack([result.points, result.scores]), expected, rtol=0, atol=1e-9)


def test_skewness_and_kurtosis_are_the_ones_coinr_printed():
    table, _ = read_table(DATA / "iData.csv", DATA / "iMeta.csv")
    rows = {row["iCode"]: row for row in csv.DictReader((DATA / "exp_stats.csv").read_text().splitlines())}
    skew, kurtosis = skew_kurtosis(table.values)
    expected = [[float(rows[code][column]) for code in table.indicators] for column in ("Skew", "Kurt")]
    np.testing.assert_allclose([skew, kurtosis], expected, rtol=1e-10)
    flags = [rows[code]["Flag.SkewKurt"] == "ok" for code in table.indicators]
    assert passes(table.values).tolist() == flags
