"""City collaboration on made OpenAlex corpora of 0.1, 1 and 3 million works, beside hand-written DuckDB SQL.

Both count the same figures (cities, ties and the ledger, in all three countings) from the same Parquet files and write
give them as columns, each in a process of its own with the same memory limit and threads, by turns. Times are the least
of `REPEATS`, on the clock and of the processor, which other work on the machine disturbs less; peak memory is that of the
process. The start of the interpreter and its imports are not counted.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = (100_000, 1_000_000, 3_000_000)
MEMORY, THREADS, REPEATS = "600MB", 2, 2
OURS = """
import json, resource, sys, time
from pathlib import Path
from proxenia.networks.collaboration import open_corpus, open_engine, collaborate
import ibis, ibis.backends.sql.compilers
used = resource.getrusage(resource.RUSAGE_SELF)
start, before = time.perf_counter(), used.ru_utime + used.ru_stime
with open_engine("duckdb", memory=sys.argv[3], threads=int(sys.argv[4])) as engine:
    corpus = open_corpus(Path(sys.argv[1]), engine=engine, institutions=Path(sys.argv[2]))
    found = collaborate(corpus)
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_SELF)
peak, cpu = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime - before
print(json.dumps([seconds, cpu, peak, len(found.pairs["year"]), float(found.pairs["fractional"].sum())]))
"""
BY_HAND = """
import json, resource, sys, tempfile, time
import duckdb
used = resource.getrusage(resource.RUSAGE_SELF)
start, before = time.perf_counter(), used.ru_utime + used.ru_stime
with tempfile.TemporaryDirectory() as folder:
    c = duckdb.connect(folder + "/kept.duckdb", config={
        "memory_limit": sys.argv[3], "threads": int(sys.argv[4]), "temp_directory": folder + "/spill",
        "preserve_insertion_order": False})
    c.execute("create view works as from read_parquet('" + sys.argv[1] + "/*.parquet')")
    c.execute("create table places as select replace(id, 'https://openalex.org/I', 'I') k,"
              " try_cast(geo.geonames_city_id as bigint) u, geo.country_code c from '" + sys.argv[2] +
              "' where geo.geonames_city_id is not null")
    c.execute('''create table bundles as
        with a as (select replace(id, 'https://openalex.org/W', 'W') w, publication_year y, len(authorships) n,
                   unnest(authorships) au from works),
             b as (select w, y, n, 1::double / n / len(au.institutions) s, unnest(au.institutions) i from a),
             p as (select w, y, n >= 100 h, u, c, sum(s) s from b
                   join places on k = replace(i.id, 'https://openalex.org/I', 'I') group by all)
        select w, y, h, list({'u': u, 'c': c, 's': s}) cs, count(*) n, sum(s) z, min(c) <> max(c) ab from p group by all''')
    cities = c.execute('''with t as (select y, n, z, ab, unnest(cs) x from bundles)
        select y, x.u, count(*), sum(1::double / n), sum(x.s), sum(ab::int), sum(x.s * ab::int), sum((n = 1)::int),
               sum(x.s * x.s / z) from t group by all''').fetchnumpy()
    pairs = c.execute('''with t as (select y, n, z, cs, unnest(cs) a from bundles where n > 1 and not h),
                              v as (select y, n, z, a, unnest(cs) b from t)
        select y, a.u u, b.u v, count(*) full_count, sum(2::double / (n * (n - 1))), sum(2 * a.s * b.s / z) f
        from v where a.u < b.u group by all''').fetchnumpy()
    ledger = c.execute("select y, count(*), sum(z), sum((n > 1)::int) from bundles group by y").fetchall()
    total = c.execute("select publication_year, count(*) from works group by all").fetchall()
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_SELF)
peak, cpu = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime - before
print(json.dumps([seconds, cpu, peak, len(pairs["f"]), float(pairs["f"].sum())]))
"""


def measure(sizes: tuple[int, ...] = SIZES) -> dict[str, float | str]:
    """Seconds, peak MB and the ratio to hand-written SQL for each size; a wrong sum ends the run."""
    spec = importlib.util.spec_from_file_location("make_works", Path(__file__).parents[1] / "tools" / "make_works.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    found: dict[str, float | str] = {"memory_limit": MEMORY, "threads": THREADS}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            works, institutions = tool.make(size, Path(folder))
            runs = {"ours": [], "by_hand": []}
            for _ in range(REPEATS):
                for name, code in (("ours", OURS), ("by_hand", BY_HAND)):
                    runs[name].append(_run(code, works, institutions))
        if abs(runs["ours"][0][4] - runs["by_hand"][0][4]) > 1e-6 * runs["ours"][0][4]:
            raise SystemExit(f"the sums differ: {runs}")
        label = f"{size / 1e6:g}_million"
        for unit, at in (("seconds", 0), ("cpu_seconds", 1)):
            ours, by_hand = (min(each[at] for each in done) for done in runs.values())
            found[f"{label}_{unit}"] = round(ours, 2)
            found[f"{label}_{unit}_by_hand"] = round(by_hand, 2)
            found[f"{label}_{unit}_ratio"] = round(ours / by_hand, 2)
        found[f"{label}_peak_mb"] = round(max(each[2] for each in runs["ours"]))
        found[f"{label}_peak_mb_by_hand"] = round(max(each[2] for each in runs["by_hand"]))
        found[f"{label}_ties_of_a_year"] = int(runs["ours"][0][3])
    return found


def _run(code: str, works: Path, institutions: Path) -> list[float]:
    line = [sys.executable, "-c", code, str(works), str(institutions), MEMORY, str(THREADS)]
    return json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


if __name__ == "__main__":
    for key, value in measure(tuple(int(each) for each in sys.argv[1:]) or SIZES).items():
        print(f"{key:40} {value}")
