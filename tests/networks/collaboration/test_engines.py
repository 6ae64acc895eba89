import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from shutil import which

import numpy as np
import pytest

from proxenia.errors import MethodError
from proxenia.networks.collaboration import Plan, collaborate, open_corpus, open_engine, steps
from proxenia.networks.collaboration.engines import bigquery_sql, spark_sql

ROOT = Path(__file__).resolve().parents[3]
KEYS = ("label", "year", "unit_id", "unit_a", "unit_b")


@pytest.fixture(scope="module")
def corpus_files(tmp_path_factory):
    pytest.importorskip("pyarrow", reason="the generator of works writes with pyarrow")
    spec = importlib.util.spec_from_file_location("make_works", ROOT / "tools" / "make_works.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool.make(2_000, tmp_path_factory.mktemp("works"), seed=4)


COUNT = """
import json, sys
from pathlib import Path
from proxenia.networks.collaboration import open_corpus, open_engine
from proxenia.networks.collaboration.subjects import authority
with open_engine(sys.argv[1]) as engine:
    found = authority(open_corpus(Path(sys.argv[2]), engine=engine, institutions=Path(sys.argv[3])))
tables = {"cities": found.all.cities, "pairs": found.all.pairs, "rated": found.counted.pairs}
content = {name: {key: column.tolist() for key, column in table.items()} for name, table in tables.items()}
content["located"] = [[year.year, year.located, year.hyper_located] for year in found.all.ledger]
Path(sys.argv[4]).write_text(json.dumps(content))
"""


def figures(engine, files, out):
    """Cities, ties and the citations of ties of a corpus, counted on an engine in a process of its own."""
    subprocess.run([sys.executable, "-c", COUNT, engine, *map(str, files), str(out)], check=True, capture_output=True)
    return json.loads(out.read_text(encoding="utf-8"))


def ordered(columns):
    keys = [name for name in KEYS if name in columns]
    order = np.lexsort([np.asarray(columns[name]).astype(str) for name in keys])
    text = [np.asarray(columns[name]).astype(str)[order].tolist() for name in keys]
    values = {name: np.asarray(columns[name], dtype=float)[order] for name in sorted(columns) if name not in keys}
    return text, values


def test_spark_gives_the_figures_of_duckdb(corpus_files, tmp_path):
    pytest.importorskip("pyspark", reason="pyspark comes with the extra [spark]")
    if which("java") is None:
        pytest.skip("no Java found: install a JRE 17; the parity test with Spark did NOT run")
    ours = figures("duckdb", corpus_files, tmp_path / "duckdb.json")
    theirs = figures("local[2]", corpus_files, tmp_path / "spark.json")
    assert np.abs(np.array(ours.pop("located")) - np.array(theirs.pop("located"))).max() < 1e-9
    for table, columns in ours.items():
        (keys, values), (other_keys, other_values) = ordered(columns), ordered(theirs[table])
        assert keys == other_keys and len(keys[0]) > 1000
        for name, column in values.items():
            assert np.abs(column - other_values[name]).max() < 1e-9, (table, name)


def tables():
    import ibis

    return {
        "works": ibis.table(steps.WORKS, name="works"),
        "bundles": ibis.table(steps.BUNDLES, name="bundles"),
        "places": ibis.table(steps.PLACES, name="places"),
        "units": ibis.table(steps.UNITS, name="units"),
        "labels": ibis.table(steps.LABELS, name="labels"),
        **{f"record_{name}": ibis.table(schema, name=name) for name, schema in steps.RECORDS.items()},
    }


def all_steps():
    t = tables()
    shares = steps.record_shares(t["record_works"], t["record_authorships"], t["record_affiliations"], t["places"])
    located = steps.located(
        steps.openalex_shares(t["works"]), steps.settled(t["places"], t["units"]), hyper_authors=100
    )
    return {
        "shares": shares,
        "bundles": steps.bundles(located),
        "cities": steps.city_years(t["bundles"], labels=t["labels"]),
        "pairs": steps.pair_years(t["bundles"], is_shared_out=True),
        "ledger": steps.ledger(t["bundles"]),
        "added": steps.added_up(steps.pair_years(t["bundles"])),
    }


@pytest.mark.parametrize("name", ["shares", "bundles", "cities", "pairs", "ledger", "added"])
@pytest.mark.parametrize(("dialect", "write"), [("bigquery", bigquery_sql), ("spark", spark_sql)])
def test_every_step_is_valid_sql_of_other_engines(name, dialect, write):
    import sqlglot

    text = write(all_steps()[name])
    (tree,) = sqlglot.parse(text, dialect=dialect)
    assert isinstance(tree, sqlglot.exp.Select)


def test_no_step_divides_decimals():
    import sqlglot

    for expression in all_steps().values():
        tree = sqlglot.parse_one(bigquery_sql(expression), dialect="bigquery")
        assert not list(tree.find_all(sqlglot.exp.Window))


def test_spark_that_is_not_installed_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    monkeypatch.setitem(__import__("sys").modules, "pyspark.errors", None)
    with pytest.raises(MethodError, match=r"pip install 'proxenia\[spark\]'"):
        open_engine("local[2]")


def test_a_corpus_in_parts_counts_as_it_does_whole(corpus_files, tmp_path, monkeypatch):
    import duckdb

    from proxenia.networks.collaboration import corpus as module

    works, institutions = corpus_files
    folder = tmp_path / "parts"
    folder.mkdir()
    rows = duckdb.read_parquet(f"{works}/*.parquet", file_row_number=True)
    for part in range(3):
        chosen = rows.filter(f"file_row_number % 3 = {part}")
        chosen.write_parquet(str(folder / f"part_{part}.parquet"))
    monkeypatch.setattr(module, "BATCH_WORKS", 1)
    with open_engine(memory="500MB") as engine:
        split = open_corpus(folder, engine=engine, institutions=institutions)
        parts = collaborate(split)
    with open_engine(memory="500MB") as engine:
        whole = collaborate(open_corpus(works, engine=engine, institutions=institutions))
    assert len(split.batches) == 3
    for a, b in ((parts.cities, whole.cities), (parts.pairs, whole.pairs)):
        (keys, values), (other_keys, other_values) = ordered(a), ordered(b)
        assert keys == other_keys
        assert all(np.abs(values[name] - other_values[name]).max() < 1e-9 for name in values)
    assert parts.works == whole.works and parts.located == pytest.approx(whole.located)


def test_weights_of_a_large_made_corpus_add_up(corpus_files):
    works, institutions = corpus_files
    with open_engine(memory="500MB") as engine:
        found = collaborate(open_corpus(works, engine=engine, institutions=institutions), plan=Plan(unit="area"))
    assert sum(found.output().values()) == pytest.approx(found.located, abs=1e-8)
    hyper = sum(year.hyper_located for year in found.ledger)
    within = sum(found.cities["within"].tolist())
    ties = sum(tie["weight"] for tie in found.ties())
    assert within + ties <= found.located + 1e-8
    assert within + ties >= found.located - hyper - 1e-8
