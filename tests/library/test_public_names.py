"""The names of `import proxenia as px`, and what a result looks like as a table."""

import base64
import subprocess
import sys

import pytest

import proxenia as px
from proxenia.errors import OutputError

NAMES = (  # noqa: SIM905  read as one line
    "Bench Edition Figure ProxeniaError Recipe Rows Store Study assess audit carry construct diff_editions figure find_city "
    "krippendorff minimize plan publish read_cases read_ratings read_table region rows truth_table verify which_to_form which_to_join with_whom"
).split()


@pytest.fixture(scope="module")
def assessed():
    return px.assess(px.Study(focal="Tehran", benchmarks=("Barcelona", "Boston"), draws=100))


def in_a_fresh_process(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_these_are_the_public_names():
    assert sorted(px.__all__) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_there_and_documented(name):
    assert callable(getattr(px, name))
    assert ">>>" in getattr(px, name).__doc__


def test_no_public_name_is_hidden_by_a_stage_of_the_same_name():
    code = (
        "import importlib, pkgutil, proxenia as px;"
        "stages = {m.name for m in pkgutil.iter_modules(px.__path__)};"
        "print(sorted(stages & set(px.__all__)))"
    )
    assert in_a_fresh_process(code) == "[]"


def test_importing_the_package_reads_no_stage_and_no_library():
    code = (
        "import sys, proxenia; print(sorted(m for m in sys.modules if m.startswith(('proxenia.', 'numpy', 'duckdb'))))"
    )
    assert in_a_fresh_process(code) == "[]"


def test_a_name_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(AttributeError, match=r"no public name 'asses'; it has .*assess"):
        _ = px.asses


def test_the_names_are_offered_for_completion():
    assert set(NAMES) <= set(dir(px))


def test_a_city_is_assessed_as_its_study_is(assessed):
    assert [city.city for city in assessed.cities] == ["Tehran", "Barcelona", "Boston"]


def test_a_study_beside_named_cities_is_refused():
    with pytest.raises(px.ProxeniaError, match="leave `against` out"):
        px.assess(px.Study(focal="Tehran", benchmarks=("Boston",)), against=["Istanbul"])


def test_a_city_beside_none_is_refused():
    with pytest.raises(px.ProxeniaError, match="at least one city"):
        px.assess("Tehran")


def test_cities_become_rows_with_the_figures_of_the_result(assessed):
    table = px.rows(assessed, "cities")
    assert table.column("city") == ("Tehran", "Barcelona", "Boston")
    assert table.column("score") == tuple(city.score for city in assessed.cities)
    assert table.column("rank_interval_low") == tuple(city.rank_interval[0] for city in assessed.cities)
    assert table.column("name_fa")[0] == "تهران"


@pytest.mark.parametrize("part", ["panel", "values", "gaps", "actions", "ties", "memberships", "observations", "holes"])
def test_every_table_of_an_assessment_keeps_all_its_rows(assessed, part):
    table = px.rows(assessed, part)
    assert len(table) == len(getattr(assessed, part)) == len(list(table))


def test_a_missing_value_stays_none(assessed):
    table = px.rows(assessed, "values")
    missing = [row for row in table if row["status"] == "missing"]
    assert missing
    assert {row["value"] for row in missing} == {None}


@pytest.mark.parametrize("part", ["nothing", "focal"])
def test_what_is_no_table_is_refused(assessed, part):
    with pytest.raises(OutputError):
        px.rows(assessed, part)


def test_a_frame_holds_the_same_cells_in_pandas_and_arrow(assessed):
    table = px.rows(assessed, "cities")
    pandas = pytest.importorskip("pandas", reason="an optional library")
    arrow = pytest.importorskip("pyarrow", reason="an optional library")
    assert isinstance(table.to_frame(), pandas.DataFrame)
    assert isinstance(table.to_frame("pyarrow"), arrow.Table)
    assert list(table.to_frame()["city"]) == table.to_frame("pyarrow")["city"].to_pylist() == list(table.column("city"))


def test_a_frame_of_an_unknown_library_is_refused():
    table = px.Rows(title="t", columns=("a",), records=((1,),))
    with pytest.raises(OutputError, match="pandas, polars, pyarrow"):
        table.to_frame("excel")


def test_the_page_of_a_table_escapes_its_cells_and_says_how_many_are_left():
    table = px.Rows(title="t", columns=("a",), records=(("<b>",),) * 21)
    assert "<b>" not in table._repr_html_()
    assert "&lt;b&gt;" in table._repr_html_()
    assert "and 1 more" in table._repr_html_()
    assert repr(table).endswith("and 1 more")


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("name", ["ranking", "profile", "models", "ties", "gaps", "coverage"])
def test_a_figure_is_vega_lite(assessed, name, language):
    assert (
        px.figure(assessed, name, language=language)
        .spec["$schema"]
        .startswith("https://vega.github.io/schema/vega-lite/")
    )


def test_a_figure_is_drawn_with_the_names_of_the_cities(assessed):
    drawn = px.figure(assessed, "ranking").svg()
    assert drawn.startswith("<svg")
    assert "Barcelona" in drawn


def test_a_notebook_gets_the_specification_and_a_picture(assessed):
    figure = px.figure(assessed, "ranking")
    shown = figure._repr_mimebundle_()
    assert shown["application/vnd.vegalite.v5+json"] == figure.spec | {"background": "#ffffff"}
    assert base64.b64decode(shown["image/png"]).startswith(b"\x89PNG\r\n")


def test_a_figure_in_an_unknown_language_is_refused(assessed):
    with pytest.raises(OutputError, match="en or fa"):
        px.figure(assessed, "ranking", language="de")
