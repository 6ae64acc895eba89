import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proxenia.errors import EvidenceError, RefusedFile
from proxenia.evidence import add_files, column_map, known_of
from proxenia.store import Store

HEADER = "city,country_iso2,measure_id,value,year,source_url,as_of,grade\n"
GOOD = "Tehran,IR,museums,140,2024,https://example.org/a,2024-05,A\n"


def write(folder, text, name="mine.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(folder, text):
    with pytest.raises(RefusedFile) as caught:
        add_files([write(folder, text)], store=folder / "store.duckdb")
    return str(caught.value)


def test_a_good_row_is_stored_with_its_file_as_provider(tmp_path):
    add_files([write(tmp_path, HEADER + GOOD)], store=tmp_path / "s.duckdb")
    rows = Store.open(tmp_path / "s.duckdb").rows("observations", measure_id="museums", geonames_id=112931)
    assert [(row["value"], row["provider"]) for row in rows] == [(140.0, "mine.csv")]


def test_adding_twice_is_adding_once(tmp_path):
    file, store = write(tmp_path, HEADER + GOOD), tmp_path / "s.duckdb"
    assert [add_files([file], store=store).added, add_files([file], store=store).added] == [1, 0]


def test_an_own_row_changes_the_fingerprint(tmp_path, store):
    add_files([write(tmp_path, HEADER + GOOD)], store=tmp_path / "s.duckdb")
    assert Store.open(tmp_path / "s.duckdb").fingerprint != store.fingerprint


def test_persian_digits_are_written_in_ascii_and_said(tmp_path):
    row = "تهران,,museums,۱۴۰٫۵,۲۰۲۴,https://example.org/a,۲۰۲۴,A\n"
    report = add_files([write(tmp_path, HEADER + row)], store=tmp_path / "s.duckdb")
    stored = Store.open(tmp_path / "s.duckdb").rows("observations", measure_id="museums", geonames_id=112931)
    assert (stored[0]["value"], stored[0]["year"], len(report.notes)) == (140.5, 2024, 1)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Thran,IR,museums,1,2024,https://e.org,2024,A", "mine.csv:2:city  no city 'Thran'"),
        ("León,,museums,1,2024,https://e.org,2024,A", "names 3 cities"),
        ("Tehran,Atlantis,museums,1,2024,https://e.org,2024,A", "is no country"),
        ("Tehran,IR,musea,1,2024,https://e.org,2024,A", "no measure 'musea'"),
        ("Tehran,IR,museums,many,2024,https://e.org,2024,A", "'many' is not a number"),
        ('Tehran,IR,museums,"1,400",2024,https://e.org,2024,A', "has thousands separators"),
        ("Tehran,IR,museums,inf,2024,https://e.org,2024,A", "is not a finite number"),
        ("Tehran,IR,museums,nan,2024,https://e.org,2024,A", "is not a finite number"),
        ("Tehran,IR,museums,1,1403,https://e.org,2024,A", "1403 is below 1900"),
        ("Tehran,IR,museums,1,2024,,2024,A", "no source_url; no source, no row"),
        ("Tehran,IR,museums,1,2024,example,2024,A", "is no address"),
        ("Tehran,IR,museums,1,2024,https://e.org,spring 2019,A", "write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("Tehran,IR,museums,1,2024,https://e.org,2024-13,A", "is not a date"),
        ("Tehran,IR,museums,1,2024,https://e.org,2024,D", "'D' is not one of A, B, C"),
        ("Tehran,IR,museums,1,2024,https://e.org,2024,A,x", "1 more cells than the header names"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_what_is_right(tmp_path, row, said):
    assert said in refusal(tmp_path, f"{HEADER}{row}\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "fits no table"),
        (b"city,city,measure_id\n", "stands twice"),
        ((HEADER + GOOD).encode("utf-16"), "NUL byte"),
        ((HEADER + GOOD).replace("Tehran", "T\xe9h").encode("latin-1"), "is not UTF-8"),
        ((HEADER + "\0").encode(), "NUL byte"),
        ((HEADER + '"unclosed').encode(), "is no CSV"),
        (HEADER.replace("value", "valeur").encode(), "no column 'valeur'"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, said):
    assert said in refusal(tmp_path, content)


def test_all_faults_are_told_at_once(tmp_path):
    text = refusal(tmp_path, HEADER + "Thran,IR,musea,x,2024,,2024,D\n")
    assert text.endswith("5 faults in 1 row; nothing was stored")


def test_one_bad_file_keeps_the_good_one_out(tmp_path):
    files = [
        write(tmp_path, HEADER + GOOD),
        write(tmp_path, HEADER + "Thran,IR,museums,1,2024,https://e.org,2024,A\n", "b.csv"),
    ]
    with pytest.raises(RefusedFile):
        add_files(files, store=tmp_path / "s.duckdb")
    assert not (tmp_path / "s.duckdb").exists()


def test_a_mapped_column_is_read(tmp_path):
    file = write(tmp_path, HEADER.replace("value", "antal") + GOOD)
    assert add_files([file], store=tmp_path / "s.duckdb", columns=column_map(["antal=value"])).added == 1


def test_a_column_map_without_a_name_is_refused():
    with pytest.raises(EvidenceError, match="theirs=ours"):
        column_map(["joined"])


def test_an_interrupted_write_leaves_the_store_as_it_was(tmp_path, monkeypatch):
    store = tmp_path / "s.duckdb"
    add_files([write(tmp_path, HEADER + GOOD)], store=store)
    before = store.read_bytes()
    monkeypatch.setattr(
        "proxenia.store.store._insert", lambda *_args, **_kwargs: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        add_files([write(tmp_path, HEADER + GOOD.replace("140", "141"))], store=store)
    assert (store.read_bytes(), sorted(p.name for p in tmp_path.iterdir())) == (before, ["mine.csv", "s.duckdb"])


def test_a_file_that_is_no_store_is_refused(tmp_path):
    with pytest.raises(EvidenceError, match="is no evidence store"):
        Store.open(write(tmp_path, "not a database", "x.duckdb"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: (HEADER + t).encode())))
def test_no_bytes_do_anything_but_be_stored_or_refused(tmp_path, content):
    store = tmp_path / "fuzz.duckdb"
    try:
        add_files([write(tmp_path, content, "fuzz.csv")], store=store)
    except RefusedFile:
        assert not store.exists()
    store.unlink(missing_ok=True)


def test_what_is_known_of_a_city_names_its_sources(store):
    known = known_of(112931, store=store)
    assert all(row["source_url"] for rows in known.values() for row in rows) and known["memberships"]


def test_a_network_of_ones_own_takes_members(tmp_path):
    (tmp_path / "networks.csv").write_text(
        "network_id,name,scale,roster,eligible,is_environmental,needs_local_body,source_url,grade\n"
        "avec,Alliance of European Cultural Cities,regional,partial,continent:EU,false,false,https://example.org/avec,B\n"
    )
    (tmp_path / "members.csv").write_text(
        "network_id,city,country_iso2,since_year,status,role,source_url,grade\n"
        "avec,Tours,FR,2001,current,member,https://example.org/avec,B\n"
    )
    store = tmp_path / "own.duckdb"
    with pytest.raises(RefusedFile, match="no network 'avec'"):
        add_files([tmp_path / "members.csv"], store=store)
    for name in ("networks.csv", "members.csv"):
        assert add_files([tmp_path / name], store=store).added == 1
