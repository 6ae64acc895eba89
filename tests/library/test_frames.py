"""Tables of results in the libraries for frames, none of which comes with the package."""

import subprocess
import sys

import pytest

import proxenia as px
from proxenia.errors import OutputError

pandas = pytest.importorskip("pandas", reason="an optional library")
polars = pytest.importorskip("polars", reason="an optional library")
pyarrow = pytest.importorskip("pyarrow", reason="an optional library")

TABLE = px.Rows(
    title="networks",
    columns=("name", "members", "share", "seen", "nothing"),
    records=(("C40", 96, 0.5, True, None), ("یوروسیتیز", None, 1, False, None), ('a "b", c', 3, None, None, None)),
)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_frame_keeps_every_cell_and_every_gap(library):
    frame = TABLE.to_frame(library)
    columns = {name: list(frame[name].to_pylist() if library == "pyarrow" else frame[name]) for name in TABLE.columns}
    for name in TABLE.columns:
        cells = [None if pandas.isna(cell) else cell for cell in columns[name]]
        assert cells == list(TABLE.column(name))


def test_the_table_itself_is_read_as_an_arrow_stream():
    assert polars.DataFrame(TABLE).columns == list(TABLE.columns)
    assert pyarrow.table(TABLE).num_rows == 3
    if hasattr(pandas.DataFrame, "from_arrow"):
        assert list(pandas.DataFrame.from_arrow(TABLE)["name"]) == list(TABLE.column("name"))


def test_types_are_those_of_the_values():
    kinds = [str(each) for each in pyarrow.table(TABLE).schema.types]
    assert kinds == ["string", "int64", "double", "bool", "string"]


def test_a_table_without_rows_keeps_its_columns():
    empty = px.Rows(title="none", columns=("a", "b"), records=())
    assert polars.DataFrame(empty).shape == (0, 2)
    assert pyarrow.table(empty).column_names == ["a", "b"]


def test_arrow_needs_no_library_for_frames_and_says_which_to_install():
    code = (
        "import sys\n"
        "class Block:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'pandas', 'pyarrow'}: raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Block())\n"
        "import proxenia as px\n"
        "table = px.Rows(title='t', columns=('a',), records=((1,), (None,)))\n"
        "print(table.to_frame('polars')['a'].to_list())\n"
        "try: table.to_frame('pandas')\n"
        "except px.ProxeniaError as error: print(error)\n"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.splitlines() == ["[1, None]", "pandas is not installed; run: pip install pandas"]


def test_an_interval_stands_beside_its_figure_on_a_screen_and_in_columns_in_a_frame():
    table = px.Rows(
        title="cities",
        columns=("city", "score", "score_interval_low", "score_interval_high"),
        records=(("Tehran", 47.25, 41.8, 51.2), ("Boston", None, None, None)),
    )
    assert repr(table).splitlines()[2:] == ["Tehran  47.25 (41.8–51.2)", "Boston  -"]
    assert table.to_frame("polars").columns == list(table.columns)


def test_a_table_shows_itself_in_persian():
    table = px.Rows(title="cities", columns=("name_fa", "score"), records=(("تهران", 47.5),), language="fa")
    page = table._repr_html_()
    assert '<div lang="fa" dir="rtl">' in page
    assert "۴۷٫۵" in page
    assert '<div lang="en" dir="ltr">' in table.shown("en")._repr_html_()


def test_a_result_shows_itself_briefly_with_intervals_in_both_languages():
    result = px.assess(px.Study(focal="Tehran", benchmarks=("Boston",), draws=100))
    lines = repr(result).splitlines()
    assert lines[0].startswith("Tehran: place ")
    assert "edition 2026.1" in lines[0]
    assert len(lines) == 4
    assert "(" in lines[2]
    assert '<div lang="fa" dir="rtl">' in result.shown("fa")._repr_html_()
    assert len(px.rows(result)) == 2
    with pytest.raises(OutputError, match="language 'de' is unknown"):
        px.rows(result, language="de")


def test_a_plan_is_asked_for_in_one_line_and_is_a_table():
    study = px.Study(focal="Tehran", benchmarks=("Istanbul",), draws=100)
    made = px.plan(study, target="rank:20")
    assert repr(made).startswith(made.summary.en)
    assert set(made.portfolio.levers) <= set(px.rows(made).column("lever"))
    with pytest.raises(px.ProxeniaError, match="leave `against` out"):
        px.plan(study, against=["Boston"])


def test_a_part_within_a_part_is_reached_by_a_dot():
    bench = px.Bench(px.Store.open(), draws=64)
    answer = px.which_to_form(px.region("persian-gulf"), (4, 4), bench=bench)
    assert len(px.rows(answer)) == len(px.rows(answer, "proposal.union.cities")) == 4
    with pytest.raises(OutputError, match="Proposal has no part 'nothing'"):
        px.rows(answer, "proposal.nothing")


def test_what_has_no_main_table_asks_which():
    with pytest.raises(OutputError, match="which part of Study"):
        px.rows(px.Study(focal="Tehran", benchmarks=("Boston",)))
