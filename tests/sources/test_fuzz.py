"""Whatever the bytes, a reader gives works and refused records, or one clear error; nothing else comes out of it."""

import io
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from proxenia.errors import EvidenceError
from proxenia.sources import FORMATS, Reject, Work
from proxenia.sources.formats import bibtex, crossref, csl, jats, openalex, pubmed, ris, table
from proxenia.sources.recognize import recognize
from proxenia.sources.streams import json_objects, lines, xml_elements
from proxenia.sources.text import clean, doi_of, fold, keywords_in, orcid_of, year_of

READERS = {
    "pubmed-articleset": pubmed.read_articleset, "pubmed": pubmed.read, "jats": jats.read, "openalex": openalex.read,
    "crossref": crossref.read, "ris": ris.read, "bibtex": bibtex.read, "csl": csl.read, "csv": table.read,
}  # fmt: skip
SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FRAGMENTS = [
    b"", b"\x00", b"\xff\xfe", b"<", b">", b"&", b"&lt;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b'"', b"{", b"}", b"[", b"]",
    b"\\", b"\n", b"\r", b"TY  - ", b"ER  - ", b"@article{", b"null", b"-1", b"1e999", b"\xe2\x80\xae", b"</Article>", b",", b";",
    b"<PubmedArticle>", b"{}", b"[]", b'"date-parts":[[null]]', b"\\ud800", b"999999999999999999999",
]  # fmt: skip
EDITS = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 60), st.sampled_from(FRAGMENTS) | st.binary(max_size=6)), max_size=8
)


def stream_of(data):
    return io.BufferedReader(io.BytesIO(data), 65536)


def read(kind, data):
    try:
        return list(READERS[kind](stream_of(data), origin="fuzz"))
    except EvidenceError:
        return []


def edited(data, edits):
    for place, width, piece in edits:
        at = place % (len(data) + 1)
        data = data[:at] + piece + data[at + width :]
    return data


def sound(found):
    for each in found:
        assert isinstance(each, Work | Reject) and each.source_file == "fuzz" and each.locator
        if isinstance(each, Reject):
            assert each.reason and "\x00" not in each.raw_start
        else:
            assert each.title or each.title_vernacular or each.doi or each.pmid or each.openalex_id
            assert each.year is None or 1450 <= each.year <= 2100
            assert [a.position for a in each.authors] == list(range(1, len(each.authors) + 1))
            assert not {"\x00", "\u202e"} & set(each.title + "".join(a.name for a in each.authorships))
            str(each).encode()


@pytest.mark.parametrize("kind", READERS)
@SETTINGS
@given(edits=EDITS)
def test_a_file_with_errors_is_read_or_refused(kind, edits, samples):
    sound(read(kind, edited(samples[kind].encode(), edits)))


@pytest.mark.parametrize("kind", READERS)
@SETTINGS
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(kind, data):
    sound(read(kind, data))


@pytest.mark.parametrize("kind", ["pubmed", "openalex", "crossref"])
@SETTINGS
@given(place=st.integers(0, 10**6), piece=st.sampled_from([b"<", b"\xff", b'"', b"}", b"\x00"]))
def test_damage_to_one_record_leaves_the_others(kind, place, piece):
    lines_ = {
        "pubmed": [f"<PubmedArticle><MedlineCitation><PMID>{i}</PMID><Article><ArticleTitle>Title {i}</ArticleTitle></Article></MedlineCitation></PubmedArticle>" for i in range(1, 8)],
        "openalex": [f'{{"id":"https://openalex.org/W{i}","title":"Title {i}","authorships":[]}}' for i in range(1, 8)],
        "crossref": [f'{{"DOI":"10.1000/{i}","title":["Title {i}"]}}' for i in range(1, 8)],
    }[kind]  # fmt: skip
    damaged = lines_[3].encode()
    at = place % len(damaged)
    data = b"\n".join(
        [*(x.encode() for x in lines_[:3]), damaged[:at] + piece + damaged[at:], *(x.encode() for x in lines_[4:])]
    )
    titles = {each.title for each in read(kind, data) if isinstance(each, Work)}
    assert {f"Title {i}" for i in (1, 2, 3, 6, 7)} <= titles and "Title 5" in titles


@SETTINGS
@given(st.binary(max_size=400))
@example(b"PAR1")
@example(b"<?xml <!DOCTYPE [[[")
@example(b"{" * 300)
def test_the_format_of_any_bytes_is_named_or_refused(data):
    with suppress(EvidenceError):
        assert recognize(stream_of(data), name="fuzz") in FORMATS


@SETTINGS
@given(st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=8), max_size=30))
def test_splitters_lose_no_whole_record(pieces):
    noise = b"".join(pieces)
    assert b"".join(raw.data for raw in lines(stream_of(noise))).replace(b"\r", b"") == noise.replace(
        b"\n", b""
    ).replace(b"\r", b"")
    for raw in json_objects(stream_of(b"[" + noise + b"]")):
        assert raw.data and raw.locator
    assert [raw.data for raw in xml_elements(stream_of(b"<a>1</a>" + noise.replace(b"<", b"") + b"<a>2</a>"), "a")] == [
        b"<a>1</a>",
        b"<a>2</a>",
    ]


@SETTINGS
@given(st.text(max_size=200))
def test_cleaning_is_done_after_once_or_leaves_only_what_was_written_so(text):
    cleaned = clean(text)
    assert "\x00" not in cleaned and "\u202e" not in cleaned and cleaned == cleaned.strip() and "  " not in cleaned
    assert fold(fold(text)) == fold(text)
    assert doi_of(doi_of(text)) == doi_of(text) and orcid_of(orcid_of(text)) == orcid_of(text)
    assert year_of(text) in {None, *range(1450, 2101)}
    assert all(keywords_in(text))
