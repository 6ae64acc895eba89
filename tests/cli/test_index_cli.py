"""`proxenia index` as people run it: flags in, files out, reasons on stderr."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from proxenia.cli.index import app
from proxenia.errors import DataError, MethodError, OutputError

DATA = Path(__file__).parents[1] / "published" / "data" / "composite"
TABLES = ["--data", str(DATA / "iData.csv"), "--meta", str(DATA / "iMeta.csv")]
CHAIN = ["--denominate", "--screen", "0.9", "--impute", "group-mean:Region", "--treat", "winsorize:5"]


def run(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


def rows(path):
    return list(csv.DictReader(path.read_text().splitlines()))


def test_build_writes_the_scores_coinr_printed_unrounded(tmp_path):
    run("build", *TABLES, *CHAIN, "--normalize", "minmax:0,100", "--aggregate", "arithmetic", "--out", tmp_path / "o")
    expected = {row["uCode"]: row for row in rows(DATA / "exp_default.csv")}
    written = rows(tmp_path / "o" / "scores.csv")
    assert set(written[0]) == set(expected["C01"])
    for row in written:
        for column in set(row) - {"uCode"}:
            assert float(row[column]) == pytest.approx(float(expected[row["uCode"]][column]), abs=1e-9)


def test_a_methodology_file_mixes_aggregations_by_level(tmp_path):
    (tmp_path / "m.toml").write_text(
        'name = "mixed"\ndenominate = true\nimpute = "group-mean:Region"\ntreat = "winsorize:5"\n'
        'normalize = "minmax:1,100"\naggregate = ["geometric", "arithmetic"]\n'
    )
    run("build", *TABLES, "--methodology", tmp_path / "m.toml", "--out", tmp_path / "o")
    row, geometric = rows(tmp_path / "o" / "scores.csv")[0], rows(DATA / "exp_geom.csv")[0]
    pillars = {"Sci": 0.4, "Dip": 0.35, "Cap": 0.25}
    assert {p: float(row[p]) for p in pillars} == pytest.approx({p: float(geometric[p]) for p in pillars})
    assert float(row["Index"]) == pytest.approx(sum(w * float(geometric[p]) for p, w in pillars.items()))


def test_the_written_methodology_builds_the_same_index_again(tmp_path):
    run("build", *TABLES, *CHAIN, "--out", tmp_path / "first")
    run("build", *TABLES, "--methodology", tmp_path / "first" / "methodology.toml", "--out", tmp_path / "second")
    for name in ("scores.csv", "index.json", "methodology.toml"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_uncertainty_writes_bands_and_pairs(tmp_path):
    run("uncertainty", *TABLES, *CHAIN, "--draws", 256, "--seed", 7, "--out", tmp_path / "o")
    ranks = rows(tmp_path / "o" / "ranks.csv")
    assert list(ranks[0]) == ["uCode", "rank", "rank_low", "rank_median", "rank_high"]
    assert all(float(r["rank_low"]) <= float(r["rank_median"]) <= float(r["rank_high"]) for r in ranks)
    pairs = rows(tmp_path / "o" / "pairwise.csv")
    assert float(pairs[0]["C02"]) + float(pairs[1]["C01"]) == pytest.approx(1)
    facts = json.loads((tmp_path / "o" / "index.json").read_text())
    assert (facts["seed"], facts["draws"]) == (7, 256)


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        run("uncertainty", *TABLES, *CHAIN, "--draws", 64, "--seed", 7, "--out", tmp_path / name)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


@pytest.mark.parametrize("command", [["build"], ["uncertainty", "--draws", 32, "--seed", 3]])
def test_an_index_is_verified_from_its_own_methodology(tmp_path, command):
    run(*command, *TABLES, *CHAIN, "--out", tmp_path / "o")
    assert "lines are the same" in run("verify", tmp_path / "o", *TABLES).output


def test_a_changed_figure_does_not_verify(tmp_path):
    run("build", *TABLES, *CHAIN, "--out", tmp_path / "o")
    ranks = tmp_path / "o" / "ranks.csv"
    ranks.write_text(ranks.read_text().replace("C01,1,", "C01,2,"))
    refused = run("verify", tmp_path / "o", *TABLES)
    assert refused.exit_code == 1
    assert "ranks.csv:2: written 'C01,2," in refused.output


def test_a_folder_without_an_index_is_not_verified(tmp_path):
    with pytest.raises(DataError, match="holds no index"):
        run("verify", tmp_path, *TABLES)


def test_an_index_of_ours_is_replaced(tmp_path):
    run("build", *TABLES, *CHAIN, "--out", tmp_path / "o")
    assert run("build", *TABLES, *CHAIN, "--out", tmp_path / "o").exit_code == 0


def test_a_file_of_somebody_else_is_kept(tmp_path):
    (tmp_path / "scores.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"holds scores\.csv already"):
        run("build", *TABLES, *CHAIN, "--out", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]
    assert (tmp_path / "scores.csv").read_text() == "mine"


def test_a_refused_method_writes_nothing(tmp_path):
    with pytest.raises(MethodError, match="minmax:1,100"):
        run("build", *TABLES, *CHAIN, "--aggregate", "geometric", "--out", tmp_path / "o")
    assert not (tmp_path / "o").exists()


def test_a_missing_methodology_file_is_named(tmp_path):
    with pytest.raises(DataError, match="no methodology file"):
        run("build", *TABLES, "--methodology", tmp_path / "x.toml", "--out", tmp_path / "o")


@pytest.mark.parametrize(
    ("command", "more", "names"),
    [
        ("sensitivity", ["--draws", 64, "--above", "C01,C02", "--normalize", "minmax:1,100"], {"sensitivity.csv"}),
        ("attainable", ["--weights", "order"], {"attainable.csv", "weights.csv"}),
        ("acceptability", ["--draws", 256], {"acceptability.csv", "central_weights.csv"}),
        ("influence", [], {"importance.csv", "removals.csv"}),
        ("audit", ["--draws", 64, "--title", "Made-up cities"], {"marks.csv", "audit.en.html", "audit.fa.pdf"}),
    ],
)
def test_robustness_is_written_and_verified_line_by_line(tmp_path, command, more, names):
    chain = ["--denominate", "--impute", "group-mean:Region", "--treat", "winsorize:5"]
    done = run(command, *TABLES, *chain, *more, "--out", tmp_path / "o")
    assert done.exit_code == 0
    assert names <= {path.name for path in (tmp_path / "o").iterdir()}
    again = run("verify", tmp_path / "o", *TABLES)
    assert (again.exit_code, "are the same" in again.output) == (0, True)


def test_a_changed_figure_is_found_by_the_top_command_too(tmp_path):
    from proxenia.cli.app import app as whole

    run("influence", *TABLES, "--impute", "median", "--out", tmp_path / "o")
    path = tmp_path / "o" / "removals.csv"
    path.write_text(path.read_text().replace("indicator,", "indicator ,", 1))
    done = CliRunner().invoke(whole, ["verify", str(tmp_path / "o"), *TABLES])
    assert done.exit_code == 1
    assert "removals.csv:" in done.output


def test_two_versions_are_told_apart_step_by_step(tmp_path):
    (tmp_path / "new.toml").write_text('impute = "median"\naggregate = ["harmonic"]\nnormalize = "minmax:1,100"\n')
    (tmp_path / "old.toml").write_text('impute = "median"\n')
    lines = (DATA / "iData.csv").read_text().splitlines()
    cells = lines[1].split(",")
    cells[-1] = str(float(cells[-1]) * 3)
    (tmp_path / "new.csv").write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n")
    arguments = ["--old-data", DATA / "iData.csv", "--old-meta", DATA / "iMeta.csv", "--new-data", tmp_path / "new.csv"]
    methods = ["--old-methodology", tmp_path / "old.toml", "--new-methodology", tmp_path / "new.toml"]
    done = run("diff", *arguments, *methods, "--out", tmp_path / "o")
    assert "what differs: values, methodology" in done.output
    for row in rows(tmp_path / "o" / "moves.csv"):
        assert float(row["values"]) + float(row["methodology"]) == pytest.approx(float(row["move"]))


def test_an_index_of_a_table_is_not_verified_without_it(tmp_path):
    run("influence", *TABLES, "--impute", "median", "--out", tmp_path / "o")
    with pytest.raises(DataError, match="name it with --data and --meta"):
        run("verify", tmp_path / "o")


def test_data_without_its_metadata_is_wrong_usage(tmp_path):
    done = run("audit", *TABLES[:2], "--out", tmp_path / "o")
    assert done.exit_code == 2
