"""Hostile files: a clear error or a refused record, never a crash, a hang, a network call or a full memory."""

import gzip
import io
import tracemalloc
import zipfile
import zlib
from collections import deque

import pytest

from proxenia.errors import EvidenceError
from proxenia.sources.formats import bibtex, crossref, openalex, pubmed, ris, table
from proxenia.sources.record import Work
from proxenia.sources.streams import json_objects, lines, xml_elements
from proxenia.sources.streams.opening import open_stream

GOOD = "<PubmedArticle><MedlineCitation><PMID>9</PMID><Article><ArticleTitle>Good</ArticleTitle></Article></MedlineCitation></PubmedArticle>"


class Endless(io.RawIOBase):
    """A stream of `size` bytes that never is in memory: a head, then one byte over and over, then a tail."""

    def __init__(self, head, size, tail=b"", filler=b"x"):
        self.head, self.left, self.tail, self.block = head, size, tail, filler * 65536

    def readable(self):
        return True

    def readinto(self, buffer):
        if self.head:
            piece, self.head = self.head[: len(buffer)], self.head[len(buffer) :]
        elif self.left > 0:
            piece = self.block[: min(len(buffer), self.left, 65536)]
            self.left -= len(piece)
        else:
            piece, self.tail = self.tail[: len(buffer)], self.tail[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def article(title, more=""):
    return f"<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>{title}</ArticleTitle>{more}</Article></MedlineCitation></PubmedArticle>"


@pytest.fixture
def held():
    """Megabytes of Python's memory that were held at most since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1] / 1024**2
    tracemalloc.stop()


def outcome(reader, data, **choices):
    stream = io.BufferedReader(io.BytesIO(data if isinstance(data, bytes) else data.encode()), 65536)
    found = list(reader(stream, origin="hostile", **choices))
    return [each for each in found if isinstance(each, Work)], [each for each in found if not isinstance(each, Work)]


def test_an_entity_bomb_is_refused_and_the_next_record_read():
    bomb = (
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    )
    works, rejects = outcome(
        pubmed.read, f"<?xml version='1.0'?>{bomb}<PubmedArticleSet>{article('&c;')}{GOOD}</PubmedArticleSet>"
    )
    assert [work.title for work in works] == ["Good"] and "Entity 'c' not defined" in rejects[0].reason


def test_an_external_entity_opens_no_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    data = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]><PubmedArticleSet>{article("&s;")}{GOOD}</PubmedArticleSet>'
    works, rejects = outcome(pubmed.read, data)
    assert len(works) == len(rejects) == 1 and "secret" not in str(works) + rejects[0].reason


def test_a_declaration_inside_a_record_is_refused():
    inner = '<!DOCTYPE x [<!ENTITY s "boo">]>'
    works, rejects = outcome(pubmed.read, f"<PubmedArticleSet>{article('t', inner)}{GOOD}</PubmedArticleSet>")
    assert [work.title for work in works] == ["Good"] and len(rejects) == 1


@pytest.mark.parametrize(
    ("written", "meant"), [("caf&eacute;", "café"), ("A &nbsp; B", "A B"), ("Q & A", "Q & A"), ("a &lt; b", "a < b")]
)
def test_characters_of_html_and_stray_ampersands_are_understood(written, meant):
    works, rejects = outcome(pubmed.read, article(written))
    assert [work.title for work in works] == [meant] and rejects == []


def test_deep_nesting_is_refused():
    deep = "<b>" * 5000 + "x" + "</b>" * 5000
    works, rejects = outcome(pubmed.read, article(deep) + GOOD)
    assert [work.title for work in works] == ["Good"] and len(rejects) == 1


def test_json_nested_a_million_deep_is_refused():
    line = (
        '{"id":"https://openalex.org/W1","authorships":[],"abstract_inverted_index":'
        + "[" * 10**6
        + "]" * 10**6
        + "}\n"
    )
    works, rejects = outcome(openalex.read, line + '{"id":"https://openalex.org/W2","title":"Good","authorships":[]}\n')
    assert [work.title for work in works] == ["Good"] and len(rejects) == 1


def test_two_gigabytes_in_one_line_stay_out_of_memory(held):
    stream = io.BufferedReader(Endless(b'{"DOI": "', 2 * 1024**3, b'"}\n{"DOI":"10.1000/good"}\n'), 65536)
    found = list(lines(stream, limit=1024 * 1024))
    assert [raw.fault for raw in found] == ["is longer than 1,048,576 bytes", ""] and found[
        1
    ].data == b'{"DOI":"10.1000/good"}'
    assert held() < 16


@pytest.mark.parametrize(
    ("split", "head", "tail"),
    [
        (lambda s: xml_elements(s, "a", limit=2**20), b"<r><a>", b"</a><a>good</a></r>"),
        (lambda s: json_objects(s, limit=2**20), b'[{"k": "', b'"},\n{"k": "good"}]'),
    ],
)
def test_a_record_without_end_is_cut_off_and_the_next_found(split, head, tail, held):
    found = list(split(io.BufferedReader(Endless(head, 256 * 1024**2, tail), 65536)))
    assert "longer than 1,048,576 bytes" in found[0].fault and b"good" in found[-1].data and not found[-1].fault
    assert len(found) == 2 and held() < 32


def test_a_gzip_bomb_is_refused_before_it_fills_memory(tmp_path, held):
    path = tmp_path / "bomb.gz"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with path.open("wb") as file:
        for _ in range(512):
            file.write(packer.compress(b"\n" * 1024**2))
        file.write(packer.flush())
    with open_stream(path) as stream, pytest.raises(EvidenceError, match="grows more than 250-fold"):
        deque(iter(lambda: stream.read(1024**2), b""), maxlen=0)
    assert held() < 32


def test_archives_other_than_gzip_are_refused_by_name(given):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.ris", "TY  - JOUR\n")
    for data, name in ((packed.getvalue(), "a ZIP archive"), (b"BZh91AY", "a bzip2 archive"), (b"%PDF-1.7", "a PDF")):
        with pytest.raises(EvidenceError, match=name):
            open_stream(given(data)).__enter__()


def test_a_gzip_cut_short_gives_what_came_and_says_where(given):
    whole = gzip.compress(b"".join(b"line %d of some records\n" % i for i in range(20000)))
    with open_stream(given(whole[: len(whole) // 2])) as stream:
        first = stream.readline()
        with pytest.raises(EvidenceError, match="it ends early"):
            stream.read()
    assert first == b"line 0 of some records\n"


def test_invalid_utf8_is_refused_by_record():
    data = article("Good one").encode() + article("B").encode().replace(b">B<", b">\xff\xfe<") + GOOD.encode()
    works, rejects = outcome(pubmed.read, data)
    assert [work.title for work in works] == ["Good one", "Good"] and len(rejects) == 1
    ris_works, ris_rejects = outcome(ris.read, b"TY  - JOUR\nTI  - \xff\nER  - \nTY  - JOUR\nTI  - Good\nER  - \n")
    assert [work.title for work in ris_works] == ["Good"] and "not valid UTF-8" in ris_rejects[0].reason


def test_nul_bytes_never_reach_a_work():
    works, rejects = outcome(pubmed.read, article("a\x00b") + GOOD)
    assert [work.title for work in works] == ["Good"] and len(rejects) == 1
    works, _ = outcome(crossref.read, '{"DOI":"10.1000/x","title":["a\\u0000b"]}\n')
    assert works[0].title == "ab"


def test_marks_that_turn_the_direction_are_taken_out_and_joiners_kept():
    works, _ = outcome(pubmed.read, article("safe\u202egnp.exe \u2066می\u200cشود\u2069"))
    assert works[0].title == "safegnp.exe می\u200cشود"


def test_a_lone_surrogate_is_refused():
    works, rejects = outcome(crossref.read, '{"DOI":"10.1000/x","title":["\\ud800"]}\n{"DOI":"10.1000/y"}\n')
    assert [work.doi for work in works] == ["10.1000/y"] and len(rejects) == 1


def test_an_abstract_index_with_absurd_places_takes_no_memory():
    works, _ = outcome(
        openalex.read,
        '{"id":"https://openalex.org/W1","authorships":[],"abstract_inverted_index":{"b":[999999999999],"a":[0]}}\n',
    )
    assert works[0].abstracts[0][1] == "a b"


def test_latex_that_never_closes_costs_its_entry_only():
    data = "@article{a, title = {" + "{" * 3000 + "}, year = 2000}\n@article{b, title={Good}, year=2001}\n"
    works, rejects = outcome(bibtex.read, data)
    assert [work.title for work in works] == ["Good"] and len(rejects) == 1


def test_ten_thousand_open_quotes_come_to_an_end():
    works, rejects = outcome(table.read, "title,year\n" + '"x,2000\n' * 9999 + "Good,2001\n")
    assert len(works) + len(rejects) >= 5000


def test_addresses_without_end_are_cleaned():
    from proxenia.sources.text import clean, without_email

    endless = "a" * 200_000 + " @ " + "b." * 100_000
    assert without_email(endless) == endless
    assert clean("<p " + "a=" * 200_000 + "&" * 200_000 + "<" * 200_000).startswith("<p a=a=")


def test_a_missing_brace_costs_one_record_of_an_array():
    broken = '[{"DOI":"10.1000/a","x":{"y":1}, {"DOI":"10.1000/b"},\n{"DOI":"10.1000/c"}]'
    works, rejects = outcome(crossref.read, broken)
    assert [work.doi for work in works][-1] == "10.1000/c" and len(works) + len(rejects) >= 2
