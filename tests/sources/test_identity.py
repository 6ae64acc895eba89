"""When two records are one work, on pairs labelled by hand and on real records."""

import csv
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.sources import Affiliation, Authorship, Institution, Term, Work, is_same_work, merge, open_records
from proxenia.sources.identity import keys_of
from proxenia.sources.text import clean

PAIRS = Path(__file__).parent / "data" / "pairs.csv"


def work(text):
    title, authors, year, journal, doi, pmid, kind, vernacular = (
        *(part.strip() for part in text.split("|")),
        *[""] * 7,
    )[:8]
    names = [name.strip() for name in authors.split(";") if name.strip()]
    return Work(
        title=clean(title),
        title_vernacular=vernacular,
        authorships=tuple(Authorship(position=i, name=name) for i, name in enumerate(names, 1)),
        year=int(year) if year else None,
        journal=journal,
        doi=doi,
        pmid=pmid,
        type=kind,
    )


@pytest.fixture(scope="module")
def judged():
    """Class, label and judgment of each pair."""
    with PAIRS.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return [(row["class"], row["same"] == "1", is_same_work(work(row["a"]), work(row["b"]))) for row in rows]


def counted(judged):
    right = sum(label and found for _, label, found in judged)
    return right, sum(found for *_, found in judged), sum(label for _, label, _ in judged)


def test_the_labelled_set_is_large_and_has_both_kinds(judged):
    assert len(judged) >= 150 and 70 <= sum(label for _, label, _ in judged) <= len(judged) - 70


def test_no_wrong_merger_outside_the_pairs_that_cannot_be_told_apart(judged):
    right, found, labelled = counted([each for each in judged if each[0] != "hard"])
    assert found - right == 0 and right / labelled >= 0.95


def test_precision_and_recall_over_all_labelled_pairs(judged):
    right, found, labelled = counted(judged)
    assert right / found >= 0.94 and right / labelled >= 0.92


def test_the_judgment_does_not_hang_on_the_order(judged):
    with PAIRS.open(encoding="utf-8") as stream:
        turned = [is_same_work(work(row["b"]), work(row["a"])) for row in csv.DictReader(stream)]
    assert turned == [found for *_, found in judged]


def test_pairs_judged_the_same_share_a_key_by_which_they_are_found():
    with PAIRS.open(encoding="utf-8") as stream:
        pairs = [(work(row["a"]), work(row["b"])) for row in csv.DictReader(stream)]
    same = [(a, b) for a, b in pairs if is_same_work(a, b)]
    missed = [(a.title, b.title) for a, b in same if not set(keys_of(a)) & set(keys_of(b, around=1))]
    assert missed == []


@pytest.fixture(scope="module")
def stripped(shared):
    """Real works without their identifiers."""
    works = []
    for name in ("pubmed_1500.xml.gz", "crossref_works.jsonl", "openalex_works.jsonl"):
        with open_records(shared / "data" / "records" / name) as (_, records):
            works += [msgspec.structs.replace(each, doi="", pmid="", openalex_id="") for each in records]
    return works


@pytest.fixture(scope="module")
def by_key(stripped):
    found = {}
    for place, each in enumerate(stripped):
        for key in keys_of(each):
            found.setdefault(key, set()).add(place)
    return found


def found_again(each, stripped, by_key):
    return [
        place
        for place in {p for key in keys_of(each, around=1) for p in by_key.get(key, ())}
        if is_same_work(stripped[place], each)
    ]


def test_real_works_of_different_identifiers_stay_apart_without_them(stripped, by_key):
    candidates = {
        tuple(sorted((place, other)))
        for place, each in enumerate(stripped)
        for key in keys_of(each, around=1)
        for other in by_key.get(key, ())
        if other != place
    }
    joined = [(stripped[a].title, stripped[b].title) for a, b in candidates if is_same_work(stripped[a], stripped[b])]
    assert len(candidates) >= 20 and len(joined) <= 3 and all(a == b for a, b in joined)


def exported(work, rng):
    """A record as reference managers hand it on: initials, another case or points, a lost letter, the next year."""
    title = work.title.rstrip(".")
    at = int(rng.integers(10, max(11, len(title) - 5)))
    title = (title, title.upper(), title.replace("-", " ").replace(":", " -"), title[:at] + title[at + 1 :])[
        int(rng.integers(4))
    ]
    names = [(each.name.split()[-1:], "".join(part[0] for part in each.name.split()[:-1])) for each in work.authors]
    return msgspec.structs.replace(
        work,
        title=title,
        title_vernacular="",
        year=work.year + 1 if work.year and rng.random() < 0.15 else work.year,
        journal="" if rng.random() < 0.3 else work.journal,
        authorships=tuple(author(i, " ".join([*last, first])) for i, (last, first) in enumerate(names, 1)),
    )


def test_real_works_are_found_again_after_an_export_that_loses_much(stripped, by_key):
    rng = np.random.default_rng(7)
    found = [found_again(exported(each, rng), stripped, by_key) for each in stripped]
    right = sum(place in each for place, each in enumerate(found))
    wrong = sum(stripped[other].title != stripped[place].title for place, each in enumerate(found) for other in each)
    assert wrong == 0 and right / len(stripped) >= 0.86


def author(position, name="", *affiliations, orcid=""):
    return Authorship(position=position, name=name, orcid=orcid, affiliations=affiliations)


def test_merging_fills_what_the_first_leaves_open():
    a = Work(title="Ports", doi="10.1000/a", cited_by_count=3, terms=(Term(scheme="keyword", text="x"),))
    b = Work(
        title="Ports!",
        pmid="7",
        year=2020,
        cited_by_count=5,
        is_top_tenth=False,
        terms=(Term(scheme="mesh", text="y"),),
    )
    joined = merge(a, b)
    assert (joined.title, joined.doi, joined.pmid, joined.year, joined.cited_by_count) == (
        "Ports",
        "10.1000/a",
        "7",
        2020,
        5,
    )
    assert joined.is_top_tenth is False and [t.text for t in joined.terms] == ["x", "y"]


def test_the_fuller_list_of_authors_stays_when_one_is_cut():
    cut = Work(title="Ports", authorships=(author(1, "A"),))
    full = Work(
        title="Ports", authorships=(author(1, "A", Affiliation(text="Oslo")), author(2, "B", Affiliation(text="Lund")))
    )
    assert merge(cut, full).authorships == merge(full, cut).authorships == full.authorships


def test_institutions_of_one_source_join_the_texts_of_the_other():
    seen = Institution(openalex_id="I1", country_iso2="NO")
    a = Work(title="Ports", authorships=(author(1, "A", Affiliation(text="Univ. Oslo")),))
    b = Work(title="Ports", authorships=(author(1, "A", Affiliation(text="univ Oslo", institutions=(seen,))),))
    assert merge(a, b).authorships[0].affiliations == (Affiliation(text="Univ. Oslo", institutions=(seen,)),)


def test_a_title_in_another_script_is_kept_as_the_vernacular_one():
    assert merge(Work(title="Cities"), Work(title="شهرها")).title_vernacular == "شهرها"


def test_a_name_in_another_script_is_kept_beside_the_first():
    joined = merge(
        Work(title="T", authorships=(author(1, "Sara Ahmadi"),)),
        Work(title="T", authorships=(author(1, "سارا احمدی"),)),
    )
    assert (joined.authors[0].name, joined.authors[0].name_vernacular) == ("Sara Ahmadi", "سارا احمدی")


WORDS = st.text(alphabet="abcdeé ابپ", max_size=12)
WORKS = st.builds(
    Work,
    title=WORDS,
    year=st.none() | st.integers(2000, 2003),
    doi=st.sampled_from(["", "10.1000/a", "10.1000/b"]),
    pmid=st.sampled_from(["", "1", "2"]),
    cited_by_count=st.none() | st.integers(0, 9),
    authorships=st.lists(WORDS, max_size=3).map(
        lambda names: tuple(author(i, name, Affiliation(text=name)) for i, name in enumerate(names, 1))
    ),
)


@settings(max_examples=150, deadline=None)
@given(WORKS, WORKS)
def test_merging_twice_is_merging_once(a, b):
    once = merge(a, b)
    assert merge(once, b) == merge(once, a) == once


@settings(max_examples=150, deadline=None)
@given(WORKS, WORKS)
def test_sameness_is_mutual(a, b):
    assert is_same_work(a, b) == is_same_work(b, a)
