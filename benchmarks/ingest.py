"""How fast records are read and stored, against the bare parser on the same bytes in the same run, and in what memory.

Reading is compared with the parser alone (msgspec into dictionaries, lxml taking the bare text of the same elements), which makes no works.
Storing is measured on one and on three parts of made OpenAlex works, each in a process of its own: time should grow
three-fold and memory hardly at all.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from lxml import etree

from proxenia.sources.formats import openalex as openalex_format
from proxenia.sources.formats import pubmed as pubmed_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SIZE, STORED = 10_000, 20_000
PATHS = (
    "MedlineCitation/PMID", "MedlineCitation/Article/ArticleTitle", "MedlineCitation/Article/Journal/Title",
    "MedlineCitation/Article/Journal/JournalIssue/PubDate/Year", "MedlineCitation/Article/Abstract/AbstractText",
    "MedlineCitation/Article/Language", "MedlineCitation/MeshHeadingList/MeshHeading/DescriptorName",
)  # fmt: skip
CHILD = """
import resource, sys, time
from pathlib import Path
from proxenia.sources import ingest
start = time.perf_counter()
report = ingest([Path(sys.argv[1])], store=Path(sys.argv[2]))
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, report.works)
"""


def openalex(first: int, count: int) -> bytes:
    rng = np.random.default_rng(first)
    words = [
        f"{a}{b}"
        for a in ("urban", "river", "cell", "solar", "trade", "gene", "stone")
        for b in ("ity", "al", "ics", "ology")
    ]
    lines = []
    for i in range(first, first + count):
        authors = [
            {
                "author": {"display_name": f"Given{rng.integers(500)} Family{rng.integers(5000)}"},
                "institutions": [
                    {
                        "id": f"https://openalex.org/I{j}",
                        "display_name": f"University {j}",
                        "country_code": "IR",
                        "ror": None,
                    }
                ],
                "affiliations": [
                    {
                        "raw_affiliation_string": f"Department {j % 40}, University {j}, City {j % 900}",
                        "institution_ids": [f"https://openalex.org/I{j}"],
                    }
                ],
            }
            for j in rng.zipf(1.6, size=1 + rng.geometric(0.25)).clip(max=20_000).tolist()
        ]
        title = " ".join(rng.choice(words, size=9)) + f" {i}"
        work = {
            "id": f"https://openalex.org/W{i}", "doi": f"https://doi.org/10.5555/{i}", "title": title, "publication_year": 2000 + i % 25,
            "type": "article", "language": "en", "cited_by_count": int(rng.geometric(0.1)), "authorships": authors,
            "topics": [{"display_name": f"Topic {i % 300}"}], "keywords": [{"display_name": f"Keyword {i % 900}"}],
            "abstract_inverted_index": {word: [k] for k, word in enumerate(title.split())},
        }  # fmt: skip
        lines.append(json.dumps(work))
    return "\n".join(lines).encode() + b"\n"


def pubmed(count: int) -> bytes:
    record = (
        "<PubmedArticle><MedlineCitation><PMID>{i}</PMID><Article><Journal><JournalIssue><PubDate><Year>2020</Year></PubDate>"
        "</JournalIssue><Title>Cities</Title></Journal><ArticleTitle>Ties of cities number {i}</ArticleTitle><Abstract>"
        "<AbstractText>{text}</AbstractText></Abstract><AuthorList>{authors}</AuthorList><Language>eng</Language></Article>"
        "<MeshHeadingList><MeshHeading><DescriptorName>Cities</DescriptorName></MeshHeading></MeshHeadingList>"
        "</MedlineCitation></PubmedArticle>\n"
    )
    author = (
        "<Author><LastName>Family{i}</LastName><ForeName>Given</ForeName><AffiliationInfo><Affiliation>Department {i},"
        " University of Tehran, Tehran, Iran.</Affiliation></AffiliationInfo></Author>"
    )
    authors = "".join(author.format(i=i) for i in range(6))
    body = "".join(
        record.format(i=i + 1, text="We look at ties of cities. " * 40, authors=authors) for i in range(count)
    )
    return f"<?xml version='1.0'?>\n<PubmedArticleSet>\n{body}</PubmedArticleSet>".encode()


def read_in(reader: Callable[..., Iterable[object]], data: bytes) -> float:
    start = time.perf_counter()
    count = sum(1 for _ in reader(io.BufferedReader(io.BytesIO(data), 65536), origin="made"))
    return count / (time.perf_counter() - start)


def bare_json(data: bytes) -> float:
    start = time.perf_counter()
    count = sum(bool(msgspec.json.decode(line)) for line in data.splitlines())
    return count / (time.perf_counter() - start)


def bare_xml(data: bytes) -> float:
    start, count = time.perf_counter(), 0
    for _, element in etree.iterparse(io.BytesIO(data), tag="PubmedArticle"):
        fields = [element.findtext(path) for path in PATHS]
        authors = [
            (
                author.findtext("LastName"),
                author.findtext("ForeName"),
                [a.text for a in author.iterfind("AffiliationInfo/Affiliation")],
            )
            for author in element.iterfind("MedlineCitation/Article/AuthorList/Author")
        ]
        count += bool(fields and authors)
        element.clear()
    return count / (time.perf_counter() - start)


def stored(folder: Path, count: int) -> tuple[float, float]:
    path = folder / f"made-{count}.jsonl"
    with path.open("wb") as stream:
        for first in range(0, count, 10_000):
            stream.write(openalex(first + 1, min(10_000, count - first)))
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(folder / f"{count}.duckdb")],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes, works = done.stdout.split()
    if int(works) != count:
        raise SystemExit(f"{works} works stored of {count}")
    return float(seconds), float(megabytes)


def measure() -> dict[str, str]:
    """Figures by name."""
    json_data, xml_data = openalex(1, SIZE), pubmed(SIZE)
    ours_json, theirs_json = read_in(openalex_format.read, json_data), bare_json(json_data)
    ours_xml, theirs_xml = read_in(pubmed_format.read, xml_data), bare_xml(xml_data)
    with tempfile.TemporaryDirectory() as name:
        one, one_mb = stored(Path(name), STORED)
        three, three_mb = stored(Path(name), 3 * STORED)
    return {
        "openalex_json": f"{ours_json:,.0f} works/s, {theirs_json / ours_json:.1f} times as long as msgspec alone",
        "pubmed_xml": f"{ours_xml:,.0f} works/s, {theirs_xml / ours_xml:.1f} times as long as lxml taking the same texts",
        "store": f"{STORED / one:,.0f} works/s with duplicates sought; {3 * STORED:,} works take {three / one:.2f} times as long",
        "memory": f"{one_mb:.0f} MB for {STORED:,} works, {three_mb:.0f} MB for {3 * STORED:,}",
    }
