"""Uncertainty that a table states, and what it does."""

import numpy as np
import pytest

from proxenia.errors import MethodError, RefusedFile
from proxenia.index import Framework, Leaf, Node, Table, read_table
from proxenia.index.exchange.cells import draw_cells, is_uncertain

META = """Level,iCode,Parent,Direction,Weight,Type,Uncertainty,Source,iName,iName_fa
1,a,I,1,1,Indicator,count,a register,Alpha,آلفا
1,b,I,1,1,Indicator,relative:0.2,,Beta,
1,c,I,-1,1,Indicator,,,Gamma,
2,I,,1,1,Aggregate,,,Whole,کل
"""
DATA = """uCode,uName,uName_fa,a,b,c,c.se,a.source
X,Ex,ایکس,10,100,5,0.5,page 1
Y,Why,,20,NA,6,,page 2
"""


@pytest.fixture
def files(tmp_path):
    def write(data=DATA, meta=META):
        (tmp_path / "d.csv").write_text(data, encoding="utf-8")
        (tmp_path / "m.csv").write_text(meta, encoding="utf-8")
        return tmp_path / "d.csv", tmp_path / "m.csv"

    return write


def test_optional_columns_are_read(files):
    table, tree = read_table(*files())
    assert table.names_fa == ("ایکس", "")
    assert table.sources == {"a": ("page 1", "page 2")}
    assert tree.leaves[0].source == "a register"
    assert (tree.nodes[0].name_fa, tree.leaves[0].name_fa) == ("کل", "آلفا")
    assert table.errors[0].tolist()[2] == 0.5


def test_stated_uncertainty_is_drawn_and_the_rest_is_fixed(files):
    table, tree = read_table(*files())
    drawn = draw_cells(table, tree, n=20_000, rng=np.random.default_rng(0))
    assert is_uncertain(table, tree)
    assert drawn[:, 0, 0].mean() == pytest.approx(10, abs=0.1)
    assert drawn[:, 0, 0].var() == pytest.approx(10, rel=0.05)
    assert drawn[:, 0, 1].mean() == pytest.approx(100, rel=0.01)
    assert drawn[:, 0, 1].std() == pytest.approx(20, rel=0.05)
    assert drawn[:, 0, 2].std() == pytest.approx(0.5, rel=0.05)
    assert (drawn[:, 1, 2] == 6).all()
    assert np.isnan(drawn[:, 1, 1]).all()


def test_a_table_that_says_nothing_is_certain():
    tree = Framework((Node(code="I", parent=None),), (Leaf(code="a", parent="I"),))
    assert not is_uncertain(Table(units=("X",), indicators=("a",), values=np.array([[1.0]])), tree)


@pytest.mark.parametrize(
    ("data", "meta", "words"),
    [
        (DATA.replace("0.5", "-0.5"), META, "d.csv:2:c.se  -0.5 is no standard error"),
        (DATA.replace("0.5", "half"), META, "d.csv:2:c.se  'half' is not a number"),
        (DATA.replace("c.se", "d.se"), META, "d.se  column has no row in the metadata"),
        (DATA, META.replace("relative:0.2", "vague"), "m.csv:3:Uncertainty  uncertainty: no choice 'vague'"),
    ],
)
def test_uncertainty_that_cannot_be_is_refused_at_its_place(files, data, meta, words):
    with pytest.raises(RefusedFile, match=words.replace(".", r"\.")):
        read_table(*files(data, meta))


def test_a_count_below_zero_is_refused():
    tree = Framework((Node(code="I", parent=None),), (Leaf(code="a", parent="I", uncertainty="count"),))
    with pytest.raises(MethodError, match="count with a value below zero"):
        draw_cells(
            Table(units=("X",), indicators=("a",), values=np.array([[-1.0]])), tree, n=2, rng=np.random.default_rng(0)
        )
