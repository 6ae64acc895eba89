"""The readers under coverage-guided fuzzing, for a fixed number of runs from a fixed seed."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

RUNS = 100_000
SEEDS = [
    (
        b"<ArticleSet><Article><ArticleTitle>A</ArticleTitle><AuthorList><Author><LastName>B</LastName><Affiliation>C, Tehran"
        b"</Affiliation></Author></AuthorList></Article></ArticleSet>"
    ),
    (
        b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A</ArticleTitle></Article>"
        b"</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ),
    b"<article><front><article-meta><title-group><article-title>A</article-title></title-group></article-meta></front></article>",
    b'{"id":"https://openalex.org/W1","title":"A","publication_year":2020,"authorships":[{"raw_affiliation_strings":["B"]}]}',
    b'{"message":{"items":[{"DOI":"10.1/a","title":["A"],"issued":{"date-parts":[[2020]]}}]}}',
    b"TY  - JOUR\nTI  - A\nAU  - B, C\nPY  - 2020\nER  - \n",
    b"@article{a, title={A}, author={B, C and D}, year=2020}\n",
    b'[{"type":"article","title":"A","author":[{"family":"B"}],"issued":{"date-parts":[[2020]]}}]',
    b"title,year,authors,affiliation\nA,2020,B,C\n",
]


@pytest.mark.skipif(
    find_spec("atheris") is None, reason="atheris is not on this machine: readers are fuzzed by hypothesis only"
)
def test_no_bytes_bring_a_reader_down(tmp_path):
    script = Path(__file__).parents[2] / "tools" / "fuzz_readers.py"
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for kind, seed in enumerate(SEEDS):
        (corpus / f"seed-{kind}").write_bytes(bytes([kind]) + seed)
    command = [
        sys.executable,
        str(script),
        str(corpus),
        f"-runs={RUNS}",
        "-seed=20261121",
        "-max_len=2048",
        "-rss_limit_mb=0",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {RUNS} runs" in done.stderr
