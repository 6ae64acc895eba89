"""Fetching against a server of our own that answers well, stumbles, drips, breaks off and changes its form."""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from proxenia.errors import FetchError, OutputError
from proxenia.sources import WorksStore, fetch_openalex, fetch_ror, ingest
from proxenia.sources.fetch import CityOfWorks
from proxenia.sources.fetch.client import Patience, PoliteClient

TEHRAN = CityOfWorks(geonames_id=112931, country_iso2="IR", names=("Tehran",))
QUICK = Patience(pause=0.0, attempts=4, first_wait=0.001, longest_wait=0.5, deadline=1.0)
KEY = "the-secret-key"
INSTITUTIONS = [
    {"id": "https://openalex.org/I1", "display_name": "University of Tehran", "geo": {"geonames_city_id": "112931", "city": "Tehran"}},
    {"id": "https://openalex.org/I2", "display_name": "Ferdowsi University", "geo": {"geonames_city_id": "124665", "city": "Mashhad"}},
    {"id": "https://openalex.org/I3", "display_name": "A laboratory", "geo": {"geonames_city_id": None, "city": "Tehran"}},
]  # fmt: skip


class Server:
    """Answers by path; `faults` are used up one a request before the true answer comes."""

    def __init__(self):
        self.asked = []
        self.faults = []
        self.works = [
            {"id": f"https://openalex.org/W{i}", "title": f"Work {i}", "publication_year": 2021,
             "authorships": [{"author": {"display_name": "A"}}] * (100 if i == 5 else 1)}
            for i in range(1, 8)
        ]  # fmt: skip
        self.size = 3
        self.file = b""
        self.checksum = ""
        self.cut = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format, *args):  # noqa: A002  the name of the standard library
                """Keep quiet."""

            def do_GET(self):
                outer.asked.append((urlsplit(self.path).path, parse_qs(urlsplit(self.path).query), dict(self.headers)))
                fault = outer.faults.pop(0) if outer.faults else None
                if fault is None or not fault(self):
                    outer.answer(self)

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                """A client that hangs up is part of the test."""

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, handler):
        path, query, _ = self.asked[-1]
        if path == "/institutions":
            reply(handler, {"meta": {"count": 3, "next_cursor": None}, "results": INSTITUTIONS})
        elif path == "/works":
            start = 0 if query["cursor"][0] == "*" else int(query["cursor"][0])
            page = self.works[start : start + self.size]
            following = str(start + self.size) if page else None
            reply(handler, {"meta": {"count": len(self.works), "next_cursor": following}, "results": page})
        elif path.startswith("/works/"):
            whole = next(w for w in self.works if str(w["id"]).endswith(path[6:]))
            reply(handler, whole | {"authorships": [{"author": {"display_name": "A"}}] * 120})
        elif path.startswith("/api/records/"):
            entry = {"key": "v2.9-ror-data.zip", "size": len(self.file), "checksum": self.checksum,
                     "links": {"self": f"{self.address}/file"}}  # fmt: skip
            reply(handler, {"files": [entry]})
        elif path == "/file":
            self.serve_file(handler)
        else:
            reply(handler, {"error": "Not found"}, status=404)

    def serve_file(self, handler):
        begins = int(self.asked[-1][2].get("Range", "bytes=0-")[6:-1])
        body = self.file[begins:]
        handler.send_response(206 if begins else 200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if self.cut:
            handler.wfile.write(body[: self.cut])
            self.cut = 0
            handler.close_connection = True
            handler.connection.close()
        else:
            handler.wfile.write(body)

    def paths(self):
        return [path for path, *_ in self.asked]


def reply(handler, content, *, status=200, headers=()):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    handler.send_response(status)
    for name, value in headers:
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
    return True


def status(code, **headers):
    return lambda handler: reply(
        handler,
        {"message": f"fault with {KEY}"},
        status=code,
        headers=[(n.replace("_", "-"), v) for n, v in headers.items()],
    )


def truncated(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"meta": {"next')
    handler.close_connection = True
    handler.connection.close()
    return True


def dripping(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        handler.close_connection = True
    return True


def half_json(handler):
    return reply(handler, b'{"meta": {"next_cursor": "x"}, "results": [')


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


@pytest.fixture
def fetch(server, tmp_path):
    def of(*, years=(2020, 2025), out="pages", **choices):
        return fetch_openalex(
            TEHRAN, years=years, out=tmp_path / out, key=KEY, address=server.address, patience=QUICK, **choices
        )

    return of


def test_all_pages_come_and_are_read_in(fetch, tmp_path):
    report = fetch()
    assert (report.institutions, report.pages, report.works, report.announced) == (2, 3, 7, 7)
    ingest([tmp_path / "pages"], store=tmp_path / "s.duckdb")
    with WorksStore.open(tmp_path / "s.duckdb", read_only=True) as store:
        assert sorted(row["openalex_id"] for row in store.rows("works")) == [f"W{i}" for i in range(1, 8)]
        assert store.count("rejects") == 0


def test_only_institutions_of_the_city_are_asked_for(fetch, server):
    fetch()
    filters = {query["filter"][0] for path, query, _ in server.asked if path == "/works"}
    assert filters == {"authorships.institutions.id:I1|I3,publication_year:2020-2025"}


def test_a_work_whose_list_of_authors_is_cut_is_asked_for_by_itself(fetch, server, tmp_path):
    fetch()
    assert [path for path in server.paths() if path.startswith("/works/")] == ["/works/W5"]
    page = json.loads(gzip.decompress((tmp_path / "pages" / "works-00002.json.gz").read_bytes()))
    assert {w["id"][-2:]: len(w["authorships"]) for w in page["results"]} == {"W4": 1, "W5": 120, "W6": 1}


def test_a_finished_fetch_asks_nothing_more(fetch, server):
    first = fetch()
    before = len(server.asked)
    assert fetch() == first and len(server.asked) == before


@pytest.mark.parametrize(
    "fault", [status(429), status(500), status(503, Retry_After="0"), status(403), truncated, half_json, dripping]
)
@pytest.mark.parametrize("place", [0, 2])
def test_a_stumble_is_waited_for_and_the_result_is_the_same(fault, place, fetch, server, tmp_path):
    server.faults = [lambda _: False] * place + [fault]
    assert fetch().works == 7
    assert sorted(p.name for p in (tmp_path / "pages").glob("*.gz")) == [f"works-0000{i}.json.gz" for i in (1, 2, 3)]


def test_a_server_that_never_recovers_is_left_with_what_came_kept(fetch, server, tmp_path):
    server.faults = [lambda _: False] * 2 + [status(500)] * 4
    with pytest.raises(FetchError, match="did not answer in 4 attempts"):
        fetch()
    assert [p.name for p in (tmp_path / "pages").glob("*.gz")] == ["works-00001.json.gz"]
    server.asked.clear()
    assert fetch().works == 7
    assert "/institutions" not in server.paths() and server.asked[0][1]["cursor"] == ["3"]


def test_waiting_grows_and_a_wait_that_is_told_is_kept(server):
    waits = []
    patience = Patience(pause=0.0, attempts=5, first_wait=1.0, longest_wait=3.0)
    server.faults = [status(500), status(500), status(429, Retry_After="2"), status(500)]
    with PoliteClient(server.address, patience=patience, sleep=waits.append) as client:
        client.json("institutions")
    assert waits == [1.0, 2.0, 2.0, 3.0]


def test_requests_keep_their_distance(server):
    waits = []
    with PoliteClient(server.address, patience=Patience(pause=5.0), sleep=waits.append) as client:
        client.json("institutions")
        client.json("institutions")
    assert len(waits) == 1 and 4.0 < waits[0] <= 5.0


def test_an_allowance_used_up_ends_the_fetch_at_once(fetch, server):
    server.faults = [status(429, Retry_After="40000")]
    with pytest.raises(FetchError, match="asks to wait 40,000 seconds"):
        fetch()
    assert len(server.asked) == 1


@pytest.mark.parametrize("code", [400, 401, 404])
def test_a_refusal_is_not_asked_again_and_its_reason_is_told(code, fetch, server):
    server.faults = [status(code)]
    with pytest.raises(FetchError, match=f"refuses with status {code}") as told:
        fetch()
    assert len(server.asked) == 1 and KEY not in str(told.value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"data": []}, "without 'results'"),
        ({"meta": {"next_cursor": None}, "results": {"a": 1}}, "without 'results'"),
        ({"meta": {"page": 1}, "results": []}, "without 'results' and 'meta.next_cursor'"),
        ({"meta": {"next_cursor": None}, "results": [{"work_id": "W1"}]}, "without id and authorships"),
        ([1, 2], "JSON that is no object"),
    ],
)
def test_another_form_of_answers_is_told_and_nothing_stored(changed, message, fetch, server, tmp_path):
    server.faults = [lambda _: False, lambda handler: reply(handler, changed)]
    with pytest.raises(FetchError, match=message):
        fetch()
    assert list((tmp_path / "pages").glob("*.gz")) == []


def test_the_key_is_sent_but_never_written(fetch, server, tmp_path):
    fetch()
    assert all(query["api_key"] == [KEY] for _, query, _ in server.asked)
    for path in (tmp_path / "pages").iterdir():
        data = path.read_bytes()
        assert KEY.encode() not in (gzip.decompress(data) if path.suffix == ".gz" else data)


def test_the_client_says_who_it_is(fetch, server):
    fetch()
    assert all(headers["User-Agent"].startswith("proxenia/") for *_, headers in server.asked)


def test_another_question_does_not_go_into_the_same_folder(fetch):
    fetch()
    with pytest.raises(OutputError, match="another city or other years"):
        fetch(years=(2019, 2025))


def test_a_city_without_institutions_is_refused(server, tmp_path):
    city = CityOfWorks(geonames_id=1, country_iso2="IR", names=("Nowhere",))
    with pytest.raises(FetchError, match="knows no institution in Nowhere"):
        fetch_openalex(city, years=(2020, 2020), out=tmp_path / "p", key=KEY, address=server.address, patience=QUICK)


def test_an_answer_without_end_is_cut_off(server):
    server.faults = [lambda handler: reply(handler, b" " * 200_000)]
    with (
        PoliteClient(server.address, patience=Patience(pause=0.0, largest=100_000)) as client,
        pytest.raises(FetchError, match="more than 100,000"),
    ):
        client.json("works")


def test_the_command_fetches_into_a_folder_that_ingest_reads(server, tmp_path):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-c", "from proxenia.cli import main; main()", *arguments],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={"OPENALEX_API_KEY": KEY, "NO_PROXY": "127.0.0.1", "PATH": ""},
        )  # fmt: skip

    done = run("fetch", "openalex", "--city", "تهران", "--years", "2020-2025", "--address", server.address)
    assert done.returncode == 0 and "7 works of 2 institutions" in done.stdout and done.stderr == ""
    assert "7 works and 0 refused records" in run("ingest", "openalex-tehran-2020-2025", "--store", "w.duckdb").stdout


@pytest.fixture
def dump(server):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(
            "v2.9-ror-data.json", json.dumps([{"id": "https://ror.org/05vf56z40", "n": i} for i in range(5000)])
        )
    server.file = packed.getvalue()
    server.checksum = f"md5:{hashlib.md5(server.file).hexdigest()}"  # noqa: S324  the kind Zenodo gives
    return server


def test_the_dump_comes_whole(dump, tmp_path):
    path = fetch_ror(tmp_path, address=dump.address, patience=QUICK)
    assert path.name == "v2.9-ror-data.zip" and path.read_bytes() == dump.file
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_broken_download_goes_on_where_it_stopped(dump, tmp_path):
    dump.cut = 70_000
    assert fetch_ror(tmp_path, address=dump.address, patience=QUICK).read_bytes() == dump.file
    ranges = [headers.get("Range") for path, _, headers in dump.asked if path == "/file"]
    assert ranges[0] is None and len(ranges) == 2 and 0 < int(ranges[1][6:-1]) <= 70_000


def test_a_server_without_ranges_starts_anew(dump, tmp_path):
    dump.cut = 70_000
    dump.faults = [lambda _: False, lambda _: False, lambda handler: reply(handler, dump.file)]
    assert fetch_ror(tmp_path, address=dump.address, patience=QUICK).read_bytes() == dump.file


def test_a_release_that_is_there_is_not_fetched_again(dump, tmp_path):
    fetch_ror(tmp_path, address=dump.address, patience=QUICK)
    dump.asked.clear()
    fetch_ror(tmp_path, address=dump.address, patience=QUICK)
    assert dump.paths() == ["/api/records/6347574"]


def test_a_wrong_checksum_leaves_nothing(dump, tmp_path):
    dump.checksum = "md5:" + "0" * 32
    with pytest.raises(FetchError, match="has the checksum"):
        fetch_ror(tmp_path, address=dump.address, patience=QUICK)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "files", [[], [{"key": "../evil.zip", "checksum": "md5:0", "links": {"self": "http://x"}}], "none"]
)
def test_a_record_in_another_form_is_told(files, dump, tmp_path):
    dump.faults = [lambda handler: reply(handler, {"files": files})]
    with pytest.raises(FetchError, match="lists no ZIP file"):
        fetch_ror(tmp_path, address=dump.address, patience=QUICK)


def test_a_file_that_is_no_archive_is_refused(dump, tmp_path):
    dump.file = b"<html>busy</html>"
    dump.checksum = f"md5:{hashlib.md5(dump.file).hexdigest()}"  # noqa: S324  the kind Zenodo gives
    with pytest.raises(FetchError, match="is no ZIP archive"):
        fetch_ror(tmp_path, address=dump.address, patience=QUICK)
