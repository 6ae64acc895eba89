from proxenia.networks.collaboration import by_resolver, collaborate, open_corpus, steps
from proxenia.networks.collaboration.label_steps import CITED, TERMS
from proxenia.sources.ingest import ingest
from proxenia.sources.works_store import COLUMNS

TEHRAN = 112931
RECORDS = """@article{one, title = {Scientific diplomacy of cities}, year = 2024, author = {Majidi, M. and Smith, J.},
  affiliation = {University of Tehran, Tehran, Iran; Northeastern University, Boston, MA, USA}}
@article{two, title = {Urban water}, year = 2023, author = {Safari, A.}, affiliation = {دانشگاه تبریز، تبریز، ایران}}
"""
KINDS = {"string": "VARCHAR", "int64": "BIGINT", "boolean": "BOOLEAN"}


def test_the_tables_counted_are_those_that_ingest_writes():
    wanted = {**steps.RECORDS, "terms": TERMS}
    for table, schema in (*wanted.items(), ("works", CITED)):
        for column, kind in schema.items():
            assert COLUMNS[table][column] == KINDS[str(kind)], (table, column)


def counted(engine, paths, tmp_path):
    store = tmp_path / "records.duckdb"
    ingest(paths, store=store)
    return collaborate(open_corpus(store, engine=engine, resolve=by_resolver()))


def test_a_few_records_become_cities_and_a_tie(engine, tmp_path):
    file = tmp_path / "mine.bib"
    file.write_text(RECORDS, encoding="utf-8")
    found = counted(engine, [file], tmp_path)
    names = {unit.name for number, unit in found.units.units.items() if number in found.output("full")}
    assert names == {"Tehran", "Boston", "Tabriz"}
    assert [(tie["works"], tie["unit_a"]) for tie in found.ties("full")] == [(1.0, TEHRAN)]
    assert found.unlocated_share == 0


def test_the_record_with_persian_names_lies_in_tehran_whole(engine, tmp_path, shared):
    (file,) = (shared / "seeds").glob("000_*.txt")
    found = counted(engine, [file], tmp_path)
    assert found.works == 1 and found.located == 1
    assert found.output() == {TEHRAN: 1.0} and found.ties() == []
