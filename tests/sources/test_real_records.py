"""Real records read without loss: what is in the files is counted here by other means and found again in the works."""

import gzip
import html
import json
import re
import xml.etree.ElementTree as ET

import pytest

from proxenia.sources import Work, ingest, open_records


@pytest.fixture
def works_of(shared):
    def of(name):
        path = shared / "data" / "records" / name
        if not path.is_file():
            pytest.skip(f"the shared record {name} is not there")
        with open_records(path) as (kind, records):
            found = list(records)
        assert all(isinstance(each, Work) for each in found)
        return kind, found, path

    return of


def test_every_article_author_and_affiliation_of_pubmed_is_read(works_of):
    _, works, path = works_of("pubmed_1500.xml.gz")
    root = ET.fromstring(gzip.decompress(path.read_bytes()))  # noqa: S314  a file of our own
    articles = root.findall("PubmedArticle")
    assert [w.pmid for w in works] == [a.findtext("MedlineCitation/PMID") for a in articles]
    authors = [a.findall("MedlineCitation/Article/AuthorList/Author") for a in articles]
    assert [len(w.authors) for w in works] == [len(each) for each in authors]
    assert sum(len(a.affiliations) for w in works for a in w.authors) == sum(
        len(author.findall("AffiliationInfo")) for each in authors for author in each
    )
    mesh = root.findall("PubmedArticle/MedlineCitation/MeshHeadingList/MeshHeading/DescriptorName")
    assert sum(t.scheme == "mesh" for w in works for t in w.terms) == len(mesh)


def test_every_affiliation_of_pubmed_is_kept_to_the_letter(works_of):
    _, works, path = works_of("pubmed_1500.xml.gz")
    root = ET.fromstring(gzip.decompress(path.read_bytes()))  # noqa: S314  a file of our own
    written = {
        " ".join(html.unescape("".join(e.itertext())).split()) for e in root.iterfind(".//AuthorList//Affiliation")
    }
    kept = {a.text for w in works for author in w.authors for a in author.affiliations}
    changed = [text for text in written if text.strip(" ,;") not in kept]
    assert all("@" in text or "lectronic address" in text for text in changed), changed[:3]


def test_every_doi_author_and_affiliation_of_crossref_is_read(works_of):
    _, works, path = works_of("crossref_works.jsonl")
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [w.doi for w in works] == [item["DOI"].lower() for item in items]
    assert [len(w.authors) for w in works] == [len(item.get("author", ())) for item in items]
    named = sum(
        len({json.dumps(a) for a in author.get("affiliation", ())}) for i in items for author in i.get("author", ())
    )
    assert sum(len(a.affiliations) for w in works for a in w.authors) == named
    assert [w.cited_by_count for w in works] == [item.get("is-referenced-by-count") for item in items]


def test_every_institution_of_openalex_is_read(works_of):
    _, works, path = works_of("openalex_works.jsonl")
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [w.openalex_id for w in works] == [item["id"].rpartition("/")[2] for item in items]
    told = {
        (item["id"].rpartition("/")[2], place, each["id"].rpartition("/")[2])
        for item in items
        for place, author in enumerate(item["authorships"], 1)
        for each in author["institutions"]
    }
    kept = {
        (w.openalex_id, author.position, i.openalex_id)
        for w in works
        for author in w.authors
        for a in author.affiliations
        for i in a.institutions
        if i.openalex_id
    }
    assert kept >= told and sum(w.cited_by_count for w in works) == sum(item["cited_by_count"] for item in items)


@pytest.mark.parametrize(
    "name",
    ["1471-2180-11-174", "1472-6831-8-11", "ehp-116-1694", "mds526", "pntd.0002065", "pone.0000217", "pone.0046493"],
)
def test_every_author_of_jats_has_the_affiliations_referred_to(name, works_of):
    kind, (work,), path = works_of(f"{name}.nxml")
    text = path.read_text(encoding="utf-8")
    front = text[text.index("<contrib-group") : text.index("</article-meta>")]
    contribs = re.findall(r'<contrib (?:[^>]*)contrib-type="author".*?</contrib>', front, re.DOTALL)
    references = [len(set(re.findall(r'ref-type="aff" rid="([^"]+)"', each))) for each in contribs]
    assert kind == "jats" and [len(author.affiliations) for author in work.authors] == references
    assert all(a.text for author in work.authors for a in author.affiliations)


def test_the_pubmed_record_has_its_ten_authors(works_of):
    _, (work,), _ = works_of("pubmed-29768149.xml")
    assert (work.pmid, work.doi, len(work.authors)) == ("29768149", "10.1056/nejmoa1715274", 10)


def test_the_founding_record_keeps_both_languages(shared):
    with open_records(shared / "seeds" / "000_913710ee8aa89ccc.txt") as (kind, records):
        (work,) = (each for each in records if isinstance(each, Work))
    assert kind == "pubmed-articleset" and work.doi == "10.22034/fr.2025.565028.1745" and work.language == "fa"
    assert work.title.startswith("Scientific Diplomacy") and work.title_vernacular.startswith("دیپلماسی علمی")
    assert [len(author.affiliations) for author in work.authors] == [1, 1, 1, 1]
    assert [bool(author.orcid) for author in work.authors] == [True, True, True, False]
    assert {language for language, _ in work.abstracts} == {"en", "fa"}
    assert {"Science Diplomacy", "دیپلماسی علمی"} & {t.text for t in work.terms} == {"دیپلماسی علمی"}
    assert {t.text for t in work.terms if t.language == "en"} >= {"Urban Governance", "Tehran"}
    assert not re.search(r"[<>]", " ".join(text for _, text in work.abstracts))


def test_all_real_records_come_into_one_store_once(shared, tmp_path):
    folders = [shared / "data" / "records", shared / "seeds"]
    store = tmp_path / "works.duckdb"
    first, second = ingest(folders, store=store), ingest(folders, store=store)
    assert first.total("records_read") == 1501 + 521 + 70 + 7 + 1 + 1
    assert first.works == first.total("works_added") == first.total("records_read") - first.total("works_merged")
    assert {name[-3:] for name, _ in first.refused} == {".md", "txt"} and first.rejects == 3
    assert (
        second.total("records_read") == 0
        and second.refused == first.refused
        and (second.works, second.rejects) == (first.works, first.rejects)
    )
