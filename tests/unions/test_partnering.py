import numpy as np
import pytest

from proxenia.errors import DataError, RefusedFile
from proxenia.unions import plain, science_ties, with_whom
from proxenia.unions.partnering.model import FEATURES, PairFeatures
from proxenia.unions.ties import TieBook


@pytest.fixture(scope="module")
def answer(bench):
    return with_whom("Tehran", bench=bench, limit=8)


def test_present_partners_and_compatriots_are_not_proposed(answer, bench, tehran):
    present = bench.ground.book.partners_of(tehran.geonames_id).keys()
    assert not present & {each.geonames_id for each in answer.partners}
    assert all(each.country_iso2 != "IR" for each in answer.partners)


def test_the_list_is_in_the_order_of_score(answer):
    scores = [each.score for each in answer.partners]
    assert len(scores) == 8
    assert scores == sorted(scores, reverse=True)


def test_every_partner_cites_facts_of_the_evidence(answer, store):
    tables = ("memberships", "agreements", "observations", "coded_facts", "networks")
    facts = {row["fact_id"] for table in tables for row in store.rows(table)}
    assert all(each.observations for each in answer.partners)
    assert {fact for each in answer.partners for fact in each.observations} <= facts


def test_science_ties_enter_and_are_told(bench):
    seoul_busan = bench.places.one("Busan").geonames_id
    answer = with_whom("Tehran", bench=bench, science={seoul_busan: 5.0}, limit=50)
    busan = next(each for each in answer.partners if each.geonames_id == seoul_busan)
    assert busan.science == 5.0
    assert busan.parts["science"] == 1.0
    assert any("publish together" in reason.en for reason in busan.because)
    other = next(each for each in answer.partners if each.geonames_id != seoul_busan)
    assert other.parts["science"] is None


def test_without_science_ties_science_is_no_part(answer):
    assert all("science" not in each.parts for each in answer.partners)


def test_a_pair_is_described_without_its_own_agreement(bench):
    one, other = bench.places.one("Tehran"), bench.places.one("Havana")
    row = {"geonames_id_a": one.geonames_id, "geonames_id_b": other.geonames_id, "status": "in_force", "fact_id": "a1"}
    at = (np.array([0]), np.array([1]))
    tied, free = (
        PairFeatures([one, other], TieBook.of((), rows), places=bench.places).table(*at) for rows in ([row], [])
    )
    assert tied == pytest.approx(free)
    assert tied.shape == (1, len(FEATURES))


def test_reasons_stand_in_two_lists_in_json(answer):
    first = plain(answer)["partners"][0]
    assert all(isinstance(reason, str) for reason in (*first["because"], *first["because_fa"]))
    assert len(first["because"]) == len(first["because_fa"])


def test_a_table_of_science_ties_is_read_both_ways(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text("geonames_id_a,geonames_id_b,weight\n1,2,0.5\n3,1,1\n2,1,0.25\n2,3,9\n", encoding="utf-8")
    assert science_ties(path, 1) == {2: 0.75, 3: 1.0}


def test_the_table_that_science_writes_is_read(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text("source,target,weight,works\n1,2,0.5,3\n", encoding="utf-8")
    assert science_ties(path, 2, column="works") == {1: 3.0}


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text("a,b,weight\n1,2,0.5\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column geonames_id_a, geonames_id_b"):
        science_ties(path, 1)


def test_rows_that_hold_no_strength_are_all_told(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text("geonames_id_a,geonames_id_b,weight\n1,2,much\n1,2,-1\n1,2,1\n", encoding="utf-8")
    with pytest.raises(RefusedFile, match="2 faults in 3 rows"):
        science_ties(path, 1)
