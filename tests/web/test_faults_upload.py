"""Uploads that mean harm: bombs, forms that lie about their size, and senders that never end."""

import io
import re
import socket
import subprocess
import sys
import threading
import time
import zipfile
import zlib

import pytest
import uvicorn

from proxenia.web.desk import MOST_BYTES
from proxenia.web.routes import documents

ALONE = """
import contextlib, pathlib, resource, sys
from proxenia.errors import EvidenceError
from proxenia.web.desk import parse
with contextlib.suppress(EvidenceError):
    parse(pathlib.Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A process whose only child is the one that reads, so that the memory it tells is that child's."""


@pytest.fixture(scope="module")
def give(client):
    def give(content, name, language="en"):
        files = {"file": (name, content, "application/octet-stream")}
        return client.post(f"/{language}/documents", data={"reader": "Sara"}, files=files)

    return give


def docx_of(paragraphs, times):
    """A DOCX whose text is some paragraphs, many times over."""
    docx = pytest.importorskip("docx")
    plain = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("The city has an international office.")
    made.save(plain)
    packed = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name != "word/document.xml":
                target.writestr(name, content)
                continue
            head, body, tail = content.partition(b"<w:body>")
            with target.open(name, "w") as stream:
                stream.write(head + body)
                for _ in range(times):
                    stream.write(paragraphs)
                stream.write(tail)
    return packed.getvalue()


def pdf_of(commands, times):
    """A PDF of one page whose content is packed twice."""
    packer = zlib.compressobj(9)
    inner = b"".join(packer.compress(commands) for _ in range(times)) + packer.flush()
    stream = zlib.compress(inner, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%bendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size 6/Root 1 0 R>>startxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def test_a_packed_document_that_unpacks_to_hundreds_of_megabytes_is_refused_before_it_is_unpacked(give):
    bomb = docx_of(b"<w:p><w:r><w:t>city city</w:t></w:r></w:p>" * 25_000, 120)
    assert len(bomb) < 2**20
    for language, words in (("en", "unpacks to 1"), ("fa", "مگابایت")):
        answer = give(bomb, "plan.docx", language)
        assert answer.status_code == 422
        assert words in re.search(r'role="alert"[^\n]*', answer.text)[0]


def test_an_ordinary_packed_document_is_read(give):
    answer = give(docx_of(b"<w:p><w:r><w:t>The university works with Boston.</w:t></w:r></w:p>", 3), "plan.docx")
    assert answer.status_code == 200 and "Boston" in answer.text


def test_a_page_that_swells_is_read_within_bounds_and_takes_no_more_memory_than_allowed(give, tmp_path):
    swelling = pdf_of(b"(city ) Tj " * 90_000, 60)
    assert give(swelling, "plan.pdf").status_code == 422
    (tmp_path / "plan.pdf").write_bytes(swelling)
    done = subprocess.run([sys.executable, "-c", ALONE, tmp_path / "plan.pdf"], capture_output=True, check=True)
    assert 0 < int(done.stdout) * 1024 < 3 * 2**29


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4\n" + b"9 0 obj<</Kids[9 0 R]>>endobj " * 2000, b"PK\x05\x06" + b"\xff" * 18, b"{\\rtf1" * 999],
)
@pytest.mark.parametrize("name", ["plan.pdf", "plan.docx", "plan.html"])
def test_whatever_is_sent_the_answer_is_a_page(give, content, name):
    assert give(content, name).status_code in {200, 422}


@pytest.mark.parametrize("declared", ["abc", "-1", "9" * 30, "²"])
def test_a_length_that_is_none_or_too_large_is_refused_at_once(client, declared):
    headers = {"content-length": declared.encode(), "content-type": "multipart/form-data; boundary=x"}
    assert client.post("/en/documents", content=b"--x--", headers=headers).status_code == 413


def test_an_upload_that_never_ends_is_ended(client):
    def endless():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(MOST_BYTES // 2**18 + 10):
            yield b"city " * 2**16

    kind = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post("/en/documents", content=endless(), headers=kind).status_code == 413


def test_slow_uploads_are_let_go_and_readers_are_served_meanwhile(app, monkeypatch):
    monkeypatch.setattr(documents, "PATIENCE", 0.4)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    head = (
        b"POST /en/documents HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        b"Content-Length: 1000\r\n\r\n--x\r\n"
    )
    slow = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(50)]
    for each in slow:
        each.sendall(head)
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as quick:
        quick.sendall(b"GET /en/documents HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert quick.recv(100).startswith(b"HTTP/1.1 200")
    assert time.monotonic() - started < 10
    for each in slow:
        assert each.recv(100).startswith(b"HTTP/1.1 408")
        each.close()
    server.should_exit = True
    thread.join(10)
