"""Several processes write one store: each waits for the other, and nothing is lost."""

import os
import signal
import subprocess
import sys
import time

import duckdb
import pytest

from proxenia.errors import OutputError
from proxenia.store import Replacement, Store, fact_id, tables, write_rows
from proxenia.store import alone as one_by_one

ROW = {
    "network_id": "amf", "geonames_id": 1138958, "city": "Kabul", "country_iso2": "AF", "since_year": 2001,
    "status": "current", "role": "member", "role_note": "", "field": "", "source_url": "https://example.org/kabul",
    "also_url": "", "as_of": "2024", "grade": "A",
}  # fmt: skip
WRITER = f"""
import sys
from pathlib import Path
from proxenia.store import write_rows
row = {ROW}
for k in range(int(sys.argv[3])):
    write_rows(Path(sys.argv[1]), {{sys.argv[2]: {{"memberships": [{{**row, "since_year": k, "role_note": sys.argv[2]}}]}}}})
    print(k, flush=True)
"""
HOLDER = """
import sys, time
from pathlib import Path
from proxenia.store.alone import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def start(script, *arguments):
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def own(path):
    return [row for row in Store.open(path).rows("memberships") if row["source_url"] == ROW["source_url"]]


def test_of_three_processes_that_write_at_once_nothing_is_lost(tmp_path):
    store = tmp_path / "s.duckdb"
    writers = [start(WRITER, store, name, 6) for name in ("a.csv", "b.csv", "c.csv")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    for writer in writers:
        writer.stdout.close()
    found = sorted((row["provider"], row["since_year"]) for row in own(store))
    assert found == [(name, k) for name in ("a.csv", "b.csv", "c.csv") for k in range(6)]
    assert [path.name for path in tmp_path.iterdir()] == ["s.duckdb"]


def test_a_writer_that_does_not_end_is_said_in_words_and_nothing_is_stored(tmp_path, monkeypatch):
    store = tmp_path / "s.duckdb"
    holder = start(HOLDER, store)
    try:
        assert holder.stdout.readline() == "held\n"
        monkeypatch.setattr(one_by_one, "PATIENCE", 0.1)
        with pytest.raises(OutputError, match=r"another process is writing .*s\.duckdb; nothing was stored, try again"):
            write_rows(store, {"a.csv": {"memberships": [ROW]}})
        assert not store.exists()
    finally:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait(10)
        holder.stdout.close()
    assert (tmp_path / ".s.duckdb.lock").exists()
    assert write_rows(store, {"a.csv": {"memberships": [ROW]}}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["s.duckdb"]


def test_a_store_that_works_are_being_written_into_is_not_copied_half(tmp_path):
    store = tmp_path / "s.duckdb"
    write_rows(store, {"a.csv": {"memberships": [ROW]}})
    ingesting = start(
        "import duckdb, sys, time\nc = duckdb.connect(sys.argv[1])\nprint('open', flush=True)\ntime.sleep(60)", store
    )
    try:
        assert ingesting.stdout.readline() == "open\n"
        with pytest.raises(OutputError, match="another process is writing"):
            write_rows(store, {"b.csv": {"memberships": [{**ROW, "since_year": 2002}]}})
    finally:
        ingesting.kill()
        ingesting.wait(10)
        ingesting.stdout.close()
    assert write_rows(store, {"b.csv": {"memberships": [{**ROW, "since_year": 2002}]}}) == 1
    assert len(own(store)) == 2


def test_without_locks_of_the_system_a_mark_does(tmp_path, monkeypatch):
    monkeypatch.setattr(one_by_one, "fcntl", None)
    monkeypatch.setattr(one_by_one, "PATIENCE", 0.1)
    store, mark = tmp_path / "s.duckdb", tmp_path / ".s.duckdb.lock"
    assert write_rows(store, {"a.csv": {"memberships": [ROW]}}) == 1
    assert not mark.exists()
    mark.touch()
    started = time.monotonic()
    with pytest.raises(OutputError, match=r"where none is, delete .*lock"):
        write_rows(store, {"b.csv": {"memberships": [{**ROW, "since_year": 2002}]}})
    assert time.monotonic() - started >= 0.1
    mark.unlink()
    assert write_rows(store, {"b.csv": {"memberships": [{**ROW, "since_year": 2002}]}}) == 1


def test_a_replaced_row_counts_for_nothing_and_is_still_there(tmp_path):
    store, edition = tmp_path / "s.duckdb", Store.open()
    wrong = edition.rows("memberships")[0]
    right = {name: wrong[name] for name in tables()["memberships"].names} | {"since_year": 1987}
    by = fact_id("memberships", right)
    told = Replacement(table="memberships", fact_id=wrong["fact_id"], by=by, why="the charter")
    write_rows(store, {"editors": {"memberships": [right]}}, replacing="editors", replaced=[told])
    after = Store.open(store)
    ids = [row["fact_id"] for row in after.rows("memberships")]
    assert (wrong["fact_id"] in ids, by in ids, len(ids)) == (False, True, len(edition.rows("memberships")))
    assert wrong in after.every_row("memberships")
    assert after.replacements == {wrong["fact_id"]: told}
    assert after.fingerprint != edition.fingerprint
    write_rows(store, {"mine.csv": {"memberships": [ROW]}})
    assert Store.open(store).replacements == {wrong["fact_id"]: told}
    write_rows(store, {}, replacing="editors", replaced=[])
    assert wrong in Store.open(store).rows("memberships")


def test_a_store_written_before_there_were_replacements_is_read(tmp_path):
    store = tmp_path / "s.duckdb"
    write_rows(store, {"a.csv": {"memberships": [ROW]}})
    with duckdb.connect(str(store)) as connection:
        connection.execute("DROP TABLE replaced")
    assert Store.open(store).replacements == {}
    assert len(own(store)) == 1
