import pytest

from proxenia.errors import OutputError
from proxenia.report.figures import Brush
from proxenia.report.union_figures import backtest_figures, form_figures, join_figures, partner_figures, write_figures
from proxenia.report.union_maps import names_of
from proxenia.unions import which_to_form, which_to_join, with_whom
from proxenia.unions.checks.measures import Figure, Found
from proxenia.unions.forming import region


@pytest.fixture(scope="module")
def joined(bench):
    return which_to_join("Tehran", bench=bench)


def test_the_map_after_joining_holds_every_new_partner(joined, bench):
    spec = join_figures(joined, ground=bench.ground)["before-after", "en"]
    before, after = spec["vconcat"]
    new = [layer for layer in after["layer"] if layer["mark"].get("stroke") == "#b3402b"]
    assert len(new[0]["data"]["values"]) == joined.networks[0].new_partners
    assert not [layer for layer in before["layer"] if layer["mark"].get("stroke") == "#b3402b"]


def test_gains_are_drawn_with_their_intervals(joined, bench):
    rows = join_figures(joined, ground=bench.ground)["gain", "fa"]["data"]["values"]
    assert [row["value"] for row in rows] == [each.gain for each in joined.networks]
    assert all(row["low"] <= row["high"] for row in rows)


def test_a_union_is_drawn_with_its_agreements(bench):
    area = region("baltic")
    proposal = which_to_form(area, (6, 6), bench=bench).proposal
    spec = form_figures(proposal, region=area)["union", "en"]
    lines = [layer for layer in spec["layer"] if layer["mark"].get("stroke") == "#2f6690"]
    assert len(lines[0]["data"]["values"]) == len(proposal.union.ties)


def test_every_figure_is_drawn_in_both_languages(joined, bench, tmp_path):
    figures = {
        **join_figures(joined, ground=bench.ground),
        **partner_figures(with_whom("Tehran", bench=bench, limit=4), ground=bench.ground),
    }
    write_figures(figures, folder=tmp_path / "figures")
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    assert names == {f"{name}.{language}.svg" for name, language in figures}


def test_backtests_are_drawn_with_baselines_apart():
    figure = Figure(value=0.2, interval=(0.1, 0.3), advantage=0.0, advantage_interval=(0.0, 0.0))
    found = Found(
        name="agreements hidden at random",
        hidden=5,
        candidates=50,
        baselines=("degree",),
        roc={"model": figure, "degree": figure},
        precision={"model": figure, "degree": figure},
        use="model",
    )
    rows = backtest_figures([found])["backtest", "fa"]["data"]["values"]
    assert [row["kind"] for row in rows] == ["first", "other"]
    assert "الگوی پیوند" in rows[0]["row"]


def test_names_of_near_places_stand_on_different_sides():
    near = [((50.0, 30.0), "First"), ((50.2, 30.0), "Second"), ((80.0, 30.0), "Far")]
    layers = names_of(near, Brush(language="en"), pixels=20)
    sides = {row["name"]: layer["mark"]["dy"] for layer in layers for row in layer["data"]["values"]}
    assert sides["First"] != sides["Second"]
    assert sides["Far"] == sides["First"]


def test_a_file_in_the_place_of_the_folder_is_refused(joined, bench, tmp_path):
    place = tmp_path / "figures"
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        write_figures(join_figures(joined, ground=bench.ground), folder=place)
    assert place.read_text(encoding="utf-8") == "mine"
