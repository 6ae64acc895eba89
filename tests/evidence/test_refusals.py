"""Faults people make in their own files, and what they are told."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proxenia.errors import OutputError, RefusedFile
from proxenia.evidence import add_files
from proxenia.store import Store

FIGURES = "geonames_id,measure_id,value,year,source_url,as_of,grade\n"
TIES = "city_a,country_a,city_b,country_b,kind,source_url,as_of,grade\n"
SEATS = "city,country_iso2,network_id,since_year,source_url,as_of,grade\n"
CODES = "city,country_iso2,item,score,seen_en,source_url,as_of,grade\n"


def write(folder, text, name="mine.csv"):
    path = folder / name
    path.write_bytes(text.encode())
    return path


def refusal(folder, text):
    store = folder / "s.duckdb"
    with pytest.raises(RefusedFile) as caught:
        add_files([write(folder, text)], store=store)
    assert not store.exists()
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FIGURES + "11²,museums,1,2024,https://e.org,2024,A\n", "'11²' is not a GeoNames number"),
        (FIGURES + "999999999,museums,1,2024,https://e.org,2024,A\n", "no city 999999999 in the gazetteer"),
        (FIGURES + "112931,museums,1_000,2024,https://e.org,2024,A\n", "'1_000' is not a number"),
        (FIGURES + "112931,museums,१२,2024,https://e.org,2024,A\n", "'१२' is not a number"),
        (FIGURES + "112931,museums,1,1403,https://e.org,2024,A\n", "write the Gregorian one (2024 or 2025)"),
        (FIGURES + "112931,museums,1,2024,https://e.org,1403-05-01,A\n", "'1403-05-01' is not a date"),
        (FIGURES + "112931,museums,1,2024,https://e.org,2023-02-29,A\n", "'2023-02-29' is not a date"),
        (FIGURES + "112931,museum,1,2024,https://e.org,2024,A\n", "did you mean 'museums'?"),
        (FIGURES + "112931,museums,1,2024,javascript://e.org,2024,A\n", "is no address; write https://"),
        (FIGURES, "has a header and no rows"),
        (TIES + "Tehran,IR,تهران,,sister_city,https://e.org,2024,A\n", "is the same city as city_a"),
        (TIES + "Tehran,IR,Baku,AZ,twin,https://e.org,2024,A\n", "'twin' is not one of sister_city"),
        (SEATS + "Tehran,IR,citynets,2001,https://e.org,2024,A\n", "no network 'citynets' in the evidence"),
        (SEATS + "Tehran,IR,citynet,1380,https://e.org,2024,A\n", "1380 looks like a Solar Hijri year"),
        (CODES + "Tehran,IR,intl_office,4,An office.,https://e.org,2024,A\n", "mine.csv:2:score  4 is above 3"),
        (CODES + "Tehran,IR,intl_office,-1,An office.,https://e.org,2024,A\n", "-1 is below 0"),
        (CODES + "Tehran,IR,intl_office,2,,https://e.org,2024,A\n", "mine.csv:2:seen_en  no seen_en"),
    ],
)
def test_a_fault_is_told_and_nothing_is_stored(tmp_path, text, said):
    assert said in refusal(tmp_path, text)


def test_a_fault_below_a_cell_of_two_lines_is_told_on_its_own_line(tmp_path):
    text = CODES + 'Tehran,IR,intl_office,2,"An office\nof its own.",https://e.org,2024,A\n'
    text += "Tehran,IR,intl_office,9,An office.,https://e.org,2024,A\n"
    assert "mine.csv:4:score" in refusal(tmp_path, text)


def test_a_leap_day_is_a_date(tmp_path):
    file = write(tmp_path, FIGURES + "112931,museums,1,2024,https://e.org,2024-02-29,A\n")
    assert add_files([file], store=tmp_path / "s.duckdb").added == 1


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RefusedFile, match="cannot be read"):
        add_files([tmp_path / "none.csv"], store=tmp_path / "s.duckdb")


def test_a_store_in_a_folder_that_is_not_there_is_said_to_be_unwritable(tmp_path):
    file = write(tmp_path, FIGURES + "112931,museums,1,2024,https://e.org,2024,A\n")
    with pytest.raises(OutputError, match="cannot be written"):
        add_files([file], store=tmp_path / "none" / "s.duckdb")


def test_two_files_are_stored_together_or_not_at_all(tmp_path, monkeypatch):
    import proxenia.store.store as module

    real, store = module._insert, tmp_path / "s.duckdb"

    def break_at_second(connection, table, rows, *, provider):
        if provider == "b.csv":
            raise OSError(28, "No space left on device")
        return real(connection, table, rows, provider=provider)

    monkeypatch.setattr(module, "_insert", break_at_second)
    row = "112931,museums,{},2024,https://e.org,2024,A\n"
    files = [write(tmp_path, FIGURES + row.format(1), "a.csv"), write(tmp_path, FIGURES + row.format(2), "b.csv")]
    with pytest.raises(OutputError, match="No space left on device; nothing was stored"):
        add_files(files, store=store)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


CELLS = st.one_of(
    st.sampled_from(
        ["Tehran", "112931", "museums", "2024", "https://e.org", "A", "", "۱۲", "1e400", "²", "=1+1", "IR"]
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.sampled_from([FIGURES, TIES, SEATS, CODES]), rows=st.lists(st.lists(CELLS, max_size=9), max_size=3))
def test_no_cells_do_anything_but_be_stored_or_refused(tmp_path, header, rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    store = tmp_path / "fuzz.duckdb"
    try:
        add_files([write(tmp_path, header + text.getvalue(), "fuzz.csv")], store=store)
    except RefusedFile:
        assert not store.exists()
    store.unlink(missing_ok=True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.floats(0, 1e12, allow_subnormal=False), min_size=1, max_size=4))
def test_every_number_comes_back_as_it_was_given(tmp_path, values):
    store = tmp_path / "round.duckdb"
    store.unlink(missing_ok=True)
    body = "".join(f"112931,museums,{value!r},2024,https://e.org,2024,A\n" for value in values)
    add_files([write(tmp_path, FIGURES + body)], store=store)
    own = [row["value"] for row in Store.open(store).rows("observations") if row["provider"] == "mine.csv"]
    assert sorted(own) == sorted(set(values))
