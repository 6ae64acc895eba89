import pytest

from proxenia.errors import DataError, EvidenceError
from proxenia.networks.collaboration import collaborate, open_corpus
from proxenia.networks.collaboration.subjects import Lexicon, authority, shared_problems
from proxenia.networks.collaboration.subjects.authority import tenth, wilson

TEHRAN, BOSTON = 112931, 4930956
PLACES = {"Tehran": TEHRAN, "Boston": BOSTON}
LABELED = [
    ("Vaccination Coverage", "health"),
    ("COVID-19", "health"),
    ("Malaria, Vivax", "health"),
    ("Drug Resistance, Microbial", "health"),
    ("Cell Migration", ""),
    ("Human Migration", "migration"),
    ("Refugees", "migration"),
    ("Climate Change", "climate"),
    ("Organizational Climate", ""),
    ("Greenhouse Gases", "climate"),
    ("Carbon Footprint Analysis", "climate"),
    ("Groundwater Quality Assessment", "water"),
    ("Body Water", ""),
    ("Watermelon Cultivation", ""),
    ("Irrigation Scheduling", "water"),
    ("Photovoltaic Systems", "energy"),
    ("Energy Metabolism", ""),
    ("Dark Energy", ""),
    ("Wind Farms", "energy"),
    ("Food Security", "food"),
    ("Food Web Dynamics", ""),
    ("Wheat Breeding", "food"),
    ("Random Forest Classifier", ""),
    ("Tropical Forest Ecology", "biodiversity"),
    ("Entrepreneurial Ecosystems", ""),
    ("Coral Reefs", "biodiversity"),
    ("Air Pollution Exposure", "pollution"),
    ("Heavy Metals in Soil", "pollution"),
    ("Heavy Metal Music", ""),
    ("Earthquake Early Warning", "disaster"),
    ("Seismic Retrofit", "disaster"),
    ("Science Diplomacy", "peace"),
    ("Nuclear Nonproliferation", "peace"),
    ("Smart Cities", "cities"),
    ("Urban Heat Island", "cities"),
    ("Intrusion Detection Systems", "digital"),
    ("Algebraic Topology", ""),
    ("Medieval Persian Poetry", ""),
    ("Graph Coloring", ""),
    ("Polymer Chemistry", ""),
    ("تغییرات اقلیمی", "climate"),
    ("تغییر اقلیم در خاورمیانه", "climate"),
    ("كيفيت هواي تهران", "pollution"),
    ("آلودگی هوا", "pollution"),
    ("منابع آب زیرزمینی", "water"),
    ("دریاچه‌ی ارومیه", "water"),
    ("خشکسالی", "water"),
    ("سیلیکون متخلخل", ""),
    ("واکسیناسیون کودکان", "health"),
    ("همه‌گیری کووید-۱۹", "health"),
    ("انرژی‌های تجدیدپذیر", "energy"),
    ("سلول‌های خورشیدی رنگدانه‌ای", "energy"),
    ("امنیت غذایی", "food"),
    ("گندم دیم", "food"),
    ("منبع تغذیه سوئیچینگ", ""),
    ("جنگل تصادفی", ""),
    ("جنگل‌های هیرکانی", "biodiversity"),
    ("زلزلهٔ بم", "disaster"),
    ("پناهندگان افغان", "migration"),
    ("پرندگان مهاجر", ""),
    ("دیپلماسی علمی", "peace"),
    ("دیپلماسی شهری", "peace cities"),
    ("شهرهای هوشمند", "cities"),
    ("امنیت سایبری", "digital"),
    ("شعر حافظ", ""),
    ("جبر خطی", ""),
    ("نانوذرات طلا", ""),
    ("دستور زبان فارسی", ""),
]


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon.read()


@pytest.mark.parametrize(("term", "problems"), LABELED)
def test_a_term_shows_the_problems_a_reader_would_say(lexicon, term, problems):
    assert set(lexicon.problems_of(term)) == set(problems.split())


def test_every_problem_has_both_names_and_words_in_both_languages(lexicon):
    assert all(p.name.en and p.name.fa and p.en and p.fa for p in lexicon.problems.values())


def test_every_word_of_a_problem_shows_it_unless_the_list_says_no(lexicon):
    silent = [
        (problem.id, word)
        for problem in lexicon.problems.values()
        for word in (*problem.en, *problem.fa)
        if problem.id not in lexicon.problems_of(word.rstrip("*"))
    ]
    assert silent == []


def test_persian_words_are_written_with_persian_letters(lexicon):
    words = "".join(
        word for problem in lexicon.problems.values() for word in (*problem.fa, *problem.unless, problem.name.fa)
    )
    assert not set(words) & set("يك")


WORKS = {
    "a": (2020, [["Tehran"], ["Boston"]]),
    "b": (2020, [["Tehran"], ["Boston"]]),
    "c": (2020, [["Tehran"]]),
    "d": (2020, [["Boston"]]),
}
TERMS = [
    ("a", "mesh", "Vaccination", "en"),
    ("a", "keyword", "COVID-19", "en"),
    ("a", "keyword", "آب آشامیدنی", "fa"),
    ("b", "topic", "Number Theory", "en"),
    ("c", "keyword", "آلودگی هوا", "fa"),
    ("d", "field", "Energy", "en"),
]


def test_a_work_counts_once_for_each_of_its_problems(open_made):
    found = shared_problems(open_made(WORKS, PLACES, more={"terms": TERMS}))
    ties = {row["problem"]: (row["works"], row["share"]) for row in found.of_ties()}
    assert ties == {"health": (1.0, 0.5), "water": (1.0, 0.5)}
    assert (found.terms, found.telling) == (5, 4)


def test_problems_of_a_city_are_shares_of_its_output(open_made):
    found = shared_problems(open_made(WORKS, PLACES, more={"terms": TERMS}))
    tehran = {row["problem"]: row["share"] for row in found.of_cities() if row["unit_id"] == TEHRAN}
    assert tehran == pytest.approx({"health": 0.5 / 2, "water": 0.5 / 2, "pollution": 1 / 2})


def test_a_field_is_too_broad_to_show_a_problem(open_made):
    found = shared_problems(open_made(WORKS, PLACES, more={"terms": TERMS}))
    assert "energy" not in {row["problem"] for row in found.of_cities()}


def test_counting_apart_does_not_change_the_whole(open_made):
    corpus = open_made(WORKS, PLACES, more={"terms": TERMS})
    assert shared_problems(corpus).all.output() == collaborate(corpus).output()


def test_a_lexicon_that_breaks_its_form_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[[problem]]\nid = 'x'\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.toml"):
        Lexicon.read(path)


def test_openalex_without_terms_is_refused(engine, tmp_path):
    import duckdb

    works, institutions = tmp_path / "works.parquet", tmp_path / "institutions.csv"
    duckdb.sql(
        "select 'https://openalex.org/W1' as id, 2020 as publication_year,"
        " [{'institutions': [{'id': 'https://openalex.org/I1'}]}] as authorships"
    ).write_parquet(str(works))
    institutions.write_text(f"id,geonames_id\nI1,{TEHRAN}\n", encoding="utf-8")
    corpus = open_corpus(works, engine=engine, institutions=institutions)
    assert collaborate(corpus).output() == {TEHRAN: 1.0}
    with pytest.raises(EvidenceError, match="carries no topics"):
        shared_problems(corpus)
    with pytest.raises(EvidenceError, match="carries no citations"):
        authority(corpus)


def test_the_tenth_is_exactly_a_tenth_whatever_is_tied():
    for counts in ([(7, 3), (2, 30), (0, 7)], [(0, 25)], [(k, 1) for k in range(40)]):
        parts = tenth(counts)
        assert sum(parts[citations] * works for citations, works in counts) == pytest.approx(
            sum(works for _, works in counts) / 10
        )


def test_the_interval_of_a_share_holds_it_and_shrinks_with_works():
    few, many = wilson(0.3, 10), wilson(0.3, 1000)
    assert few[0] < many[0] < 0.3 < many[1] < few[1]


def cited(counts):
    """Works of one field and year, as (city, citations)."""
    works = {f"w{k}": (2020, [[city]]) for k, (city, _) in enumerate(counts)}
    rows = [(f"w{k}", 2020, citations, None) for k, (_, citations) in enumerate(counts)]
    return works, rows


def test_authority_is_the_share_in_the_most_cited_tenth(open_made):
    works, rows = cited([("Tehran", 90), ("Boston", 80)] + [("Tehran", 1)] * 9 + [("Boston", 1)] * 9)
    found = authority(open_made(works, PLACES, more={"works": rows}))
    shares = {row["unit_id"]: row["share"] for row in found.of_cities()}
    assert found.basis == "corpus"
    assert shares == pytest.approx({TEHRAN: 1 / 10, BOSTON: 1 / 10})


def test_a_work_without_a_citation_count_is_not_rated(open_made):
    works, rows = cited([("Tehran", 90), ("Tehran", None)] + [("Boston", 1)] * 19)
    found = authority(open_made(works, PLACES, more={"works": rows}))
    tehran = next(row for row in found.of_cities() if row["unit_id"] == TEHRAN)
    assert (tehran["works"], tehran["share"]) == (1.0, 1.0)


def test_what_the_source_says_of_the_tenth_goes_before_the_corpus(open_made):
    works, _ = cited([("Tehran", 0), ("Tehran", 0), ("Boston", 0)])
    rows = [("w0", 2020, 0, True), ("w1", 2020, 0, False), ("w2", 2020, 0, False)]
    found = authority(open_made(works, PLACES, more={"works": rows}))
    assert found.basis == "source"
    assert {row["unit_id"]: row["share"] for row in found.of_cities()} == {TEHRAN: 0.5, BOSTON: 0.0}


def test_fields_are_rated_apart(open_made):
    works, rows = cited([("Tehran", 50 - k) for k in range(20)])
    works |= {f"b{k}": (2020, [["Boston"]]) for k in range(20)}
    rows += [(f"b{k}", 2020, k, None) for k in range(20)]
    terms = [(f"w{k}", "field", "Medicine", "en") for k in range(20)] + [
        (f"b{k}", "field", "Arts", "en") for k in range(20)
    ]
    found = authority(open_made(works, PLACES, more={"works": rows, "terms": terms}))
    shares = {row["unit_id"]: row["share"] for row in found.of_cities()}
    assert shares == pytest.approx({TEHRAN: 0.1, BOSTON: 0.1})


def test_a_corpus_with_too_few_cited_works_is_refused(open_made):
    works, rows = cited([("Tehran", 3)] * 5)
    with pytest.raises(EvidenceError, match="no field and year has 20 works"):
        authority(open_made(works, PLACES, more={"works": rows}))
