"""Coverage-guided fuzzing of the readers: python tools/fuzz_readers.py -runs=20000 -seed=1."""

import io
import resource
import sys

import atheris

with atheris.instrument_imports(include=["proxenia.sources"]):
    from proxenia.errors import EvidenceError
    from proxenia.sources import Reject, Work
    from proxenia.sources.formats import bibtex, crossref, csl, jats, openalex, pubmed, ris, table

READERS = (
    pubmed.read_articleset, pubmed.read, jats.read, openalex.read, crossref.read, ris.read, bibtex.read, csl.read, table.read,
)  # fmt: skip


def one_input(data: bytes) -> None:
    """Read bytes as the kind that the first of them names; only `EvidenceError` may come out."""
    if not data:
        return
    read = READERS[data[0] % len(READERS)]
    try:
        for found in read(io.BufferedReader(io.BytesIO(data[1:]), 65536), origin="fuzz"):
            if not isinstance(found, Work | Reject) or not found.locator:
                raise TypeError(f"{read.__module__} gave {found!r}")
            str(found).encode()
    except EvidenceError:
        pass


if __name__ == "__main__":
    # The fuzzer's own limit counts the peak of the process it was started from; this one counts the readers alone.
    resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, 2 * 2**30))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
