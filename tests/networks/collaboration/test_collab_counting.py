from pathlib import Path

import numpy as np
import pytest

from proxenia.errors import DataError, EvidenceError, MethodError
from proxenia.networks.collaboration import Plan, collaborate, open_corpus, open_engine

TEHRAN, BOSTON, ISTANBUL, BEIJING = 112931, 4930956, 745044, 1816670
PLACES = {"Tehran": TEHRAN, "Boston": BOSTON, "Istanbul": ISTANBUL, "Beijing": BEIJING}
WORKS = {
    "one": (2020, [["Tehran"], ["Boston"], ["Tehran", "Istanbul"]]),
    "two": (2021, [["Tehran"], ["nowhere"]]),
    "three": (2021, [["Tehran", "Boston"]]),
    "four": (2021, [["nowhere"]]),
}


def weights(found, counting):
    return {(tie["unit_a"], tie["unit_b"]): pytest.approx(tie["weight"]) for tie in found.ties(counting)}


def pair(a, b):
    return min(a, b), max(a, b)


@pytest.fixture
def found(open_made):
    return collaborate(open_made(WORKS, PLACES))


def test_an_authors_share_is_split_over_the_authors_affiliations(found):
    assert found.output() == pytest.approx({TEHRAN: 1 / 2 + 1 / 2 + 1 / 2, BOSTON: 1 / 3 + 1 / 2, ISTANBUL: 1 / 6})


def test_whole_counting_gives_a_work_once_over_its_cities(found):
    assert found.output("whole") == pytest.approx({TEHRAN: 1 / 3 + 1 + 1 / 2, BOSTON: 1 / 3 + 1 / 2, ISTANBUL: 1 / 3})


def test_full_counting_gives_every_city_the_whole_work(found):
    assert found.output("full") == {TEHRAN: 3, BOSTON: 2, ISTANBUL: 1}


def test_ties_of_a_work_in_three_cities_are_those_worked_by_hand(open_made):
    found = collaborate(open_made({"one": WORKS["one"]}, PLACES))
    a, b, c = pair(TEHRAN, BOSTON), pair(TEHRAN, ISTANBUL), pair(BOSTON, ISTANBUL)
    assert weights(found, "fractional") == {a: 2 * 1 / 2 * 1 / 3, b: 2 * 1 / 2 * 1 / 6, c: 2 * 1 / 3 * 1 / 6}
    assert weights(found, "whole") == dict.fromkeys((a, b, c), 1 / 3)
    assert weights(found, "full") == dict.fromkeys((a, b, c), 1)


def test_weights_add_up_to_the_works_located(found):
    assert found.located == pytest.approx(1 + 1 / 2 + 1)
    assert sum(found.output().values()) == pytest.approx(found.located)
    assert sum(found.output("whole").values()) == pytest.approx(3)


def test_a_citys_output_is_what_stays_within_it_and_half_its_ties(found):
    ties = found.ties()
    within = dict(zip(found.cities["unit_id"].tolist(), [0.0] * 9, strict=False))
    for unit, weight in zip(found.cities["unit_id"].tolist(), found.cities["within"].tolist(), strict=True):
        within[unit] += weight
    for city, output in found.output().items():
        half = sum(tie["weight"] for tie in ties if city in (tie["unit_a"], tie["unit_b"])) / 2
        assert within[city] + half == pytest.approx(output)


def test_the_unlocated_share_stays_apart(found):
    assert found.works == 4
    assert found.unlocated_share == pytest.approx(1 - 2.5 / 4)
    assert [(year.year, year.works, year.with_a_city, year.multi_city) for year in found.ledger] == [
        (2020, 1, 1, 1),
        (2021, 3, 2, 1),
    ]


def test_shared_out_weights_add_up_to_the_works_with_a_city(open_made):
    found = collaborate(open_made(WORKS, PLACES), plan=Plan(is_shared_out=True))
    assert sum(found.output().values()) == pytest.approx(3)
    assert found.output()[TEHRAN] == pytest.approx(1 / 2 + 1 + 1 / 2)
    within = sum(found.cities["within"].tolist())
    assert within + sum(tie["weight"] for tie in found.ties()) == pytest.approx(3)


def test_invariants_hold_for_any_corpus(open_made):
    rng = np.random.default_rng(3)
    names = [*PLACES, "nowhere", "elsewhere"]
    works = {
        f"w{k}": (2020 + k % 3, [list(rng.choice(names, rng.integers(0, 4))) for _ in range(rng.integers(1, 6))])
        for k in range(200)
    }
    found = collaborate(open_made(works, PLACES))
    assert sum(found.output().values()) == pytest.approx(found.located, abs=1e-9)
    both = sum(found.cities["within"].tolist()) + sum(tie["weight"] for tie in found.ties())
    assert both == pytest.approx(found.located, abs=1e-9)
    multi = sum(year.multi_city for year in found.ledger)
    assert sum(tie["weight"] for tie in found.ties("whole")) == pytest.approx(multi, abs=1e-9)
    assert sum(found.output("whole").values()) == pytest.approx(sum(y.with_a_city for y in found.ledger), abs=1e-9)


def test_a_hyper_authored_work_gives_output_and_no_ties(open_made):
    crowd = {"crowd": (2020, [["Tehran"], ["Boston"], ["Boston"]])}
    found = collaborate(open_made(crowd, PLACES), plan=Plan(hyper_authors=3))
    assert found.output() == pytest.approx({TEHRAN: 1 / 3, BOSTON: 2 / 3})
    assert found.ties() == []
    assert found.ledger[0].hyper == 1


def test_one_author_below_the_bound_keeps_the_ties(open_made):
    crowd = {"crowd": (2020, [["Tehran"], ["Boston"], ["Boston"]])}
    assert len(collaborate(open_made(crowd, PLACES), plan=Plan(hyper_authors=4)).ties()) == 1


def test_an_affiliation_of_two_places_is_split_and_an_unknown_one_keeps_its_part(open_made):
    places = {"both": [(TEHRAN, 0.8), (BOSTON, 0.5), (None, 0.0), (ISTANBUL, 1.0)]}
    found = collaborate(open_made({"w": (2020, [["both"]])}, places))
    assert found.output() == pytest.approx({TEHRAN: 1 / 4, BOSTON: 1 / 4, ISTANBUL: 1 / 4})
    assert found.unlocated_share == pytest.approx(1 / 4)


def test_a_tie_carries_the_confidence_in_both_places(open_made):
    places = {"Tehran": [(TEHRAN, 0.8)], "Boston": [(BOSTON, 0.5)]}
    (tie,) = collaborate(open_made({"w": (2020, [["Tehran"], ["Boston"]])}, places)).ties()
    assert tie["confidence"] == pytest.approx(0.4)


def test_affiliations_of_the_work_stand_for_authors_without_their_own(engine, write_tables, make_places):
    store = write_tables(
        {
            "works": [("w", 2020, None, None)],
            "authorships": [("w", 0), ("w", 1), ("w", 2)],
            "affiliations": [
                ("w", 0, 1, "Tehran", None, None),
                ("w", 0, 2, "Boston", None, None),
                ("w", 1, 1, "Istanbul", None, None),
            ],
        }
    )
    found = collaborate(open_corpus(store, engine=engine, places=make_places(PLACES)))
    assert found.output() == pytest.approx({ISTANBUL: 1 / 2, TEHRAN: 1 / 4, BOSTON: 1 / 4})


def test_where_a_text_says_nothing_the_institution_the_source_saw_does(engine, write_tables, make_places, tmp_path):
    store = write_tables(
        {
            "works": [("w", 2020, None, None)],
            "authorships": [("w", 1)],
            "affiliations": [
                ("w", 1, 1, "some department", "https://ror.org/1", "I7"),
                ("w", 1, 1, "some department", "https://ror.org/2", "I8"),
                ("w", 1, 2, "Boston", None, "I7"),
            ],
        }
    )
    institutions = tmp_path / "institutions.csv"
    institutions.write_text(f"id,geonames_id\nI7,{TEHRAN}\nhttps://openalex.org/I8,{ISTANBUL}\n", encoding="utf-8")
    corpus = open_corpus(store, engine=engine, places=make_places(PLACES), institutions=institutions)
    assert collaborate(corpus).output() == pytest.approx({TEHRAN: 1 / 4, ISTANBUL: 1 / 4, BOSTON: 1 / 2})


def test_an_institution_is_known_by_either_of_its_ids(engine, write_tables, make_places, tmp_path):
    store = write_tables(
        {
            "works": [("w", 2020, None, None)],
            "authorships": [("w", 1)],
            "affiliations": [("w", 1, 1, "some department", "https://ror.org/1", "I7")],
        }
    )
    institutions = tmp_path / "institutions.csv"
    institutions.write_text(f"id,geonames_id\nhttps://ror.org/1,{TEHRAN}\n", encoding="utf-8")
    corpus = open_corpus(store, engine=engine, places=make_places(PLACES), institutions=institutions)
    assert collaborate(corpus).output() == {TEHRAN: 1.0}


def test_years_outside_the_span_are_not_counted(open_made):
    found = collaborate(open_made(WORKS, PLACES), plan=Plan(years=(2021, 2024)))
    assert found.works == 3
    assert {year.year for year in found.ledger} == {2021}


def test_a_work_without_a_year_is_counted_and_belongs_to_none(open_made):
    found = collaborate(open_made({"w": (None, [["Tehran"], ["Boston"]])}, PLACES))
    assert [year.year for year in found.ledger] == [None]
    _, edges, _ = found.graph(by_year=True)
    assert "year" not in edges[0]


def test_ties_of_each_year_are_kept_apart(found):
    _, edges, _ = found.graph("full", by_year=True)
    assert sorted((edge["year"], edge["weight"]) for edge in edges) == [(2020, 1), (2020, 1), (2020, 1), (2021, 1)]


def test_a_place_the_gazetteer_does_not_know_is_unlocated_and_named(open_made):
    found = collaborate(open_made({"w": (2020, [["Tehran"], ["Atlantis"]])}, {**PLACES, "Atlantis": 1}))
    assert found.units.unknown == (1,)
    assert found.unlocated_share == pytest.approx(1 / 2)


def test_true_ties_of_a_made_corpus_are_recovered_exactly(open_made):
    rng = np.random.default_rng(11)
    names = list(PLACES)
    planted = {(a, b): int(rng.integers(0, 9)) for i, a in enumerate(names) for b in names[i + 1 :]}
    works = {}
    for (a, b), count in planted.items():
        works |= {f"{a}-{b}-{k}": (2020, [[a], [b]]) for k in range(count)}
    found = collaborate(open_made(works, PLACES))
    seen = {(tie["unit_a"], tie["unit_b"]): tie["works"] for tie in found.ties("full")}
    assert seen == {pair(PLACES[a], PLACES[b]): count for (a, b), count in planted.items() if count}
    assert {k: v / 2 for k, v in seen.items()} == weights(found, "fractional")


def test_a_plan_without_a_tie_is_refused():
    with pytest.raises(MethodError, match="hyper_authors 1"):
        Plan(hyper_authors=1)


def test_a_store_that_nothing_locates_is_refused(engine, make_store):
    with pytest.raises(EvidenceError, match="nothing says where the records lie"):
        open_corpus(make_store(WORKS), engine=engine)


def test_a_file_that_is_no_store_is_refused(engine, tmp_path, make_places):
    path = tmp_path / "works.duckdb"
    path.write_text("no database", encoding="utf-8")
    with pytest.raises(EvidenceError, match="is no works store"):
        open_corpus(path, engine=engine, places=make_places(PLACES))


def test_a_table_of_places_without_its_columns_is_refused(engine, make_store, tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("name,geonames_id\nx,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column 'affiliation'"):
        open_corpus(make_store(WORKS), engine=engine, places=path)


def test_parquet_that_is_not_of_openalex_is_refused(engine, tmp_path):
    import duckdb

    path = tmp_path / "x.parquet"
    duckdb.sql("select 1 as id").write_parquet(str(path))
    with pytest.raises(DataError, match="no column 'publication_year'"):
        open_corpus(path, engine=engine, institutions=path)


def test_openalex_whose_authorships_have_another_form_is_refused(engine, tmp_path):
    import duckdb

    works, institutions = tmp_path / "works.parquet", tmp_path / "institutions.csv"
    duckdb.sql("select 'W1' as id, 2020 as publication_year, 'A. Author' as authorships").write_parquet(str(works))
    institutions.write_text(f"id,geonames_id\nI1,{TEHRAN}\n", encoding="utf-8")
    corpus = open_corpus(works, engine=engine, institutions=institutions)
    with pytest.raises(DataError, match="the records have not the form they should have"):
        collaborate(corpus)


def test_records_that_are_not_there_are_refused(engine):
    with pytest.raises(EvidenceError, match="no records at"):
        open_corpus(Path("nowhere.duckdb"), engine=engine)


def test_an_unknown_engine_is_refused():
    with pytest.raises(MethodError, match="no engine 'oracle'"):
        open_engine("oracle")


def test_memory_that_is_no_size_is_refused():
    with pytest.raises(MethodError, match="memory 'much'"):
        open_engine(memory="much")
