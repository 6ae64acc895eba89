"""Files into a store: merged, once only, cut off and gone on with, and nothing lost."""

import gzip
import signal
import subprocess
import sys
import time

import pytest

from proxenia.errors import EvidenceError, OutputError
from proxenia.evidence import add_files
from proxenia.sources import WorksStore, ingest
from proxenia.sources.works_store import COLUMNS
from proxenia.store import Store

MANY = "".join(
    f'{{"id":"https://openalex.org/W{i}","title":"Work number {i} on cities","publication_year":2020,"authorships":'
    f'[{{"author":{{"display_name":"Author {i % 50}"}},"affiliations":[{{"raw_affiliation_string":"University {i % 97}","institution_ids":[]}}]}}]}}\n'
    if i % 100
    else f'{{"id":"https://openalex.org/W{i}","title":torn\n'
    for i in range(1, 4001)
)


@pytest.fixture
def folder(tmp_path, samples):
    """A folder with one small file of each format."""
    place = tmp_path / "records"
    place.mkdir()
    for name, text in samples.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def contents(store):
    with WorksStore.open(store, read_only=True) as works:
        return {table: works.rows(table) for table in COLUMNS if table != "ingested_files"}


def test_the_tables_are_the_ones_the_next_stages_are_promised(folder, tmp_path):
    ingest([folder], store=tmp_path / "s.duckdb")
    rows = contents(tmp_path / "s.duckdb")
    assert list(rows["works"][0]) == [
        "work_id", "title", "title_vernacular", "year", "type", "language", "doi", "pmid", "openalex_id", "journal",
        "cited_by_count", "is_top_tenth", "source_file", "locator", "published_on",
    ]  # fmt: skip
    assert list(rows["affiliations"][0])[:7] == [
        "work_id", "author_position", "affiliation_position", "affiliation", "ror_id", "openalex_institution_id",
        "country_iso2",
    ]  # fmt: skip
    assert list(rows["terms"][0]) == ["work_id", "scheme", "term", "language"]
    assert list(rows["rejects"][0]) == ["source_file", "locator", "reason", "raw_start"]


def test_one_work_from_two_formats_is_one_row_with_the_facts_of_both(folder, tmp_path):
    report = ingest([folder], store=tmp_path / "s.duckdb")
    rows = contents(tmp_path / "s.duckdb")
    (work,) = [row for row in rows["works"] if row["doi"] == "10.1000/city.77"]
    assert work["openalex_id"] == "W1" and work["cited_by_count"] == 7 and work["title_vernacular"] == "شهرها و دانش"
    assert report.total("works_merged") == 1
    mine = [row for row in rows["affiliations"] if row["work_id"] == work["work_id"]]
    assert {row["openalex_institution_id"] for row in mine} == {"I1", "I2", None}


def test_a_text_with_two_institutions_has_two_rows_of_one_position(folder, tmp_path):
    ingest([folder / "openalex"], store=tmp_path / "s.duckdb")
    rows = [
        r for r in contents(tmp_path / "s.duckdb")["affiliations"] if r["affiliation"] == "University of Tehran and MIT"
    ]
    assert [(r["affiliation_position"], r["openalex_institution_id"]) for r in rows] == [(1, "I1"), (1, "I2")]


def test_read_counts_add_up_to_works_and_rejects(folder, tmp_path):
    report = ingest([folder], store=tmp_path / "s.duckdb")
    assert report.total("records_read") == report.total("works_added") + report.total("works_merged") + report.rejects
    assert report.works == report.total("works_added")


def test_the_same_file_twice_adds_nothing_under_any_name(folder, tmp_path):
    store = tmp_path / "s.duckdb"
    ingest([folder], store=store)
    before = contents(store)
    (folder / "pubmed").rename(tmp_path / "another name.txt")
    again = ingest([tmp_path / "another name.txt", folder], store=store)
    assert contents(store) == before and again.files == () and "another name.txt" in again.known


def test_the_same_records_in_other_bytes_add_no_work(folder, tmp_path, samples):
    store = tmp_path / "s.duckdb"
    first = ingest([folder / "openalex", folder / "crossref"], store=store)
    (tmp_path / "copy").write_bytes(gzip.compress(samples["openalex"].encode()))
    second = ingest([tmp_path / "copy"], store=store)
    assert second.works == first.works and second.total("works_added") == 0


def test_the_order_of_files_does_not_change_which_works_there_are(folder, tmp_path):
    files = sorted(folder.iterdir())
    ingest(files, store=tmp_path / "a.duckdb")
    ingest(reversed(files), store=tmp_path / "b.duckdb")
    keys = ("doi", "pmid", "openalex_id", "year", "cited_by_count")
    one, other = (
        sorted(str([row[k] for k in keys]) for row in contents(tmp_path / f"{n}.duckdb")["works"]) for n in "ab"
    )
    assert one == other


def test_the_size_of_a_batch_changes_nothing(folder, tmp_path):
    ingest([folder], store=tmp_path / "a.duckdb", batch=1)
    ingest([folder], store=tmp_path / "b.duckdb")
    assert contents(tmp_path / "a.duckdb") == contents(tmp_path / "b.duckdb")


def test_a_record_that_bridges_two_works_makes_them_one(given, tmp_path):
    apart = '{"id":"https://openalex.org/W1","title":"Ports","authorships":[]}\n'
    other = "TY  - JOUR\nTI  - Another wording\nDO  - 10.1000/ports\nER  - \n"
    bridge = '{"id":"https://openalex.org/W1","doi":"10.1000/ports","title":"Ports","authorships":[]}\n'
    store = tmp_path / "s.duckdb"
    assert ingest([given(apart, "a"), given(other, "b")], store=store).works == 2
    assert ingest([given(bridge, "c")], store=store).works == 1
    (work,) = contents(store)["works"]
    assert (work["doi"], work["openalex_id"]) == ("10.1000/ports", "W1")


def test_one_doi_with_two_pubmed_numbers_stays_two_works(given, tmp_path):
    text = "".join(
        f"<PubmedArticle><MedlineCitation><PMID>{i}</PMID><Article><ArticleTitle>T{i}</ArticleTitle>"
        '<ELocationID EIdType="doi">10.1000/supplement</ELocationID></Article></MedlineCitation></PubmedArticle>'
        for i in (1, 2)
    )
    assert ingest([given(f"<PubmedArticleSet>{text}</PubmedArticleSet>")], store=tmp_path / "s.duckdb").works == 2


def test_a_doi_shared_by_a_whole_supplement_does_not_join_its_abstracts(given, tmp_path):
    titles = ("Heat stress among taxi drivers", "Genetic markers of early stroke", "Sleep and shift work in nurses")
    text = "".join(
        f"TY  - ABST\nTI  - {t}\nAU  - Family{i}, Ann\nDO  - 10.1000/suppl\nER  - \n" for i, t in enumerate(titles)
    )
    assert ingest([given(text)], store=tmp_path / "s.duckdb").works == 3


def test_works_without_any_identifier_and_with_empty_titles_stay_apart(given, tmp_path):
    text = "TY  - JOUR\nTI  - Editorial\nAU  - Doe, A\nPY  - 2000\nER  - \n" * 3
    assert ingest([given(text)], store=tmp_path / "s.duckdb").works == 3


def test_refused_records_are_kept_with_their_reason(folder, tmp_path):
    ingest([folder], store=tmp_path / "s.duckdb")
    rejects = contents(tmp_path / "s.duckdb")["rejects"]
    assert [(r["source_file"], r["locator"]) for r in rejects if "openalex" in r["source_file"]] == [
        ("records/openalex", "line 3"), ("records/openalex", "line 4"),
    ]  # fmt: skip
    assert all(r["reason"] and r["raw_start"] for r in rejects)


def test_a_file_that_breaks_off_gives_what_it_has_and_one_reject(given, tmp_path):
    packed = gzip.compress(MANY.encode(), compresslevel=1)
    store = tmp_path / "s.duckdb"
    report = ingest([given(packed[: len(packed) // 2], "half.gz")], store=store, batch=500)
    last = [r for r in contents(store)["rejects"] if r["locator"] == "file"]
    assert report.works > 500 and len(last) == 1 and "ends early" in last[0]["reason"]
    assert ingest([tmp_path / "half.gz"], store=store).rejects == report.rejects


def test_a_file_of_another_kind_is_a_reject_and_the_others_are_read(folder, tmp_path):
    (folder / "notes.txt").write_text("nothing of the kind")
    report = ingest([folder], store=tmp_path / "s.duckdb")
    assert [name for name, _ in report.refused] == ["records/notes.txt"] and report.works > 5


def test_a_file_of_a_known_form_without_any_record_is_told(given, tmp_path):
    report = ingest(
        [given("<?xml version='1.0'?><OAI-PMH><request/></OAI-PMH>", "empty.xml")], store=tmp_path / "s.duckdb"
    )
    assert report.refused == (("empty.xml", "empty.xml is jats but holds no record"),) and report.rejects == 1


def test_a_table_refused_for_its_columns_is_read_once_they_are_named(given, tmp_path):
    path, store = given("naslov,god\nLuke i gradovi,2019\n", "t.csv"), tmp_path / "s.duckdb"
    refused = ingest([path], store=store)
    again = ingest([path], store=store)
    assert (refused.works, refused.rejects) == (again.works, again.rejects) == (0, 1)
    named = ingest([path], store=store, columns={"naslov": "title", "god": "year"})
    assert (named.works, named.rejects, named.refused) == (1, 0, ())


def test_two_files_of_one_name_are_told_apart(tmp_path):
    for place, title in (("a", "First"), ("b", "Second")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "x.ris").write_text(f"TY  - JOUR\nTI  - {title} of the cities\nER  - \n")
    ingest([tmp_path / "a" / "x.ris", tmp_path / "b" / "x.ris"], store=tmp_path / "s.duckdb")
    names = {row["source_file"] for row in contents(tmp_path / "s.duckdb")["works"]}
    assert len(names) == 2 and "x.ris" in names


def test_a_store_inside_the_folder_is_not_taken_for_a_record(folder):
    first = ingest([folder], store=folder / "s.duckdb")
    again = ingest([folder], store=folder / "s.duckdb")
    assert first.refused == () and again.files == () and again.works == first.works


def test_a_path_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(EvidenceError, match="no file or folder"):
        ingest([tmp_path / "nothing"], store=tmp_path / "s.duckdb")


def test_a_store_that_is_no_store_is_left_as_it_is(given, samples, tmp_path):
    (tmp_path / "s.duckdb").write_text("my notes")
    with pytest.raises(OutputError, match="cannot be opened as a store"):
        ingest([given(samples["ris"])], store=tmp_path / "s.duckdb")
    assert (tmp_path / "s.duckdb").read_text() == "my notes"


def test_a_long_query_draws_no_bar_into_a_pipe(given, samples, tmp_path):
    ingest([given(samples["ris"])], store=tmp_path / "s.duckdb")
    with WorksStore.open(tmp_path / "s.duckdb") as works:
        query = "SELECT DISTINCT value FROM duckdb_settings() WHERE name LIKE 'enable_progress_bar%'"
        assert works._connection.execute(query).fetchall() == [("false",)]


def test_works_and_evidence_share_a_file(given, samples, tmp_path):
    store = tmp_path / "both.duckdb"
    row = "city,country_iso2,measure_id,value,year,source_url,as_of,grade\nTehran,IR,museums,140,2024,https://e.org,2024,A\n"
    ingest([given(samples["ris"])], store=store)
    add_files([given(row, "mine.csv")], store=store)
    assert any(each["value"] == 140 for each in Store.open(store).rows("observations"))
    assert len(contents(store)["works"]) == 2


def test_a_folder_that_cannot_be_read_as_a_store_names_the_command(tmp_path):
    with pytest.raises(EvidenceError, match="proxenia ingest"), WorksStore.open(tmp_path / "none", read_only=True):
        pass


@pytest.fixture(scope="module")
def uncut(tmp_path_factory):
    folder = tmp_path_factory.mktemp("uncut")
    (folder / "many.jsonl").write_text(MANY)
    report = ingest([folder / "many.jsonl"], store=folder / "s.duckdb", batch=400)
    return report, contents(folder / "s.duckdb")


def test_many_records_are_counted_right(uncut):
    report, _ = uncut
    assert (report.works, report.rejects) == (4000 - 40, 40)


def test_killed_in_the_middle_it_goes_on_and_ends_the_same(uncut, tmp_path):
    (tmp_path / "many.jsonl").write_text(MANY)
    store = tmp_path / "s.duckdb"
    code = (
        "import sys, pathlib, time\nfrom proxenia.sources import ingest\n"
        "def tell(p):\n    print(p.records, flush=True)\n    time.sleep(0.02)\n"
        "ingest([pathlib.Path(sys.argv[1])], store=pathlib.Path(sys.argv[2]), batch=400, progress=tell)\n"
    )
    for after in (1, 3):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "many.jsonl"), str(store)], stdout=subprocess.PIPE, text=True
        ) as running:
            for _ in range(after):
                assert running.stdout is not None and running.stdout.readline()
            time.sleep(0.02)
            running.send_signal(signal.SIGKILL)
    report = ingest([tmp_path / "many.jsonl"], store=store, batch=400)
    assert contents(store) == uncut[1] and (report.works, report.rejects) == (3960, 40)
    assert report.files[0].records_read == 4000 and report.files[0].works_added == 3960
