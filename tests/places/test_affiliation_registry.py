import gzip
import json
import zipfile

import pytest

from proxenia.errors import EvidenceError
from proxenia.places.affiliations.organizations.registry import read_registry, stream_registry


def test_a_dump_reads_alike_as_json_gzip_zip_and_lines(tmp_path, small_registry, records):
    text = small_registry.read_bytes()
    plain, packed, archive, lines = (tmp_path / name for name in ("a.json", "a.json.gz", "a.zip", "a.jsonl"))
    plain.write_bytes(text)
    packed.write_bytes(gzip.compress(text))
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("v9-ror-data.csv", "id\n")
        file.writestr("v9-ror-data.json", "[]")
        file.writestr("v9-ror-data_schema_v2.json", text)
    lines.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    read = [list(stream_registry(path)) for path in (plain, packed, archive, lines)]
    assert read[0] == read[1] == read[2] == read[3]
    assert len(read[0]) == 13  # 14 records, one of them withdrawn


def test_names_seats_and_relatives_are_kept(small_registry):
    one = next(each for each in stream_registry(small_registry) if each.ror_id.endswith("0012"))
    assert one.parents == ("https://ror.org/0made0011",)
    assert one.seats == ((1816670, 39.907, 116.397, "CN"),)
    assert ("Institute of Physics Beijing", "display") in one.names


def test_the_index_beside_a_dump_gives_the_same_and_dies_with_it(tmp_path, small_registry, records):
    dump = tmp_path / "ror.json"
    dump.write_bytes(small_registry.read_bytes())
    first = read_registry(dump)
    [index] = [path for path in tmp_path.iterdir() if path.name.endswith(".proxenia-index")]
    assert read_registry(dump) == first
    dump.write_text(json.dumps(records[:2]), encoding="utf-8")
    assert len(read_registry(dump)) == 2
    index.write_bytes(b"damaged")
    assert len(read_registry(dump)) == 2


def test_a_record_larger_than_one_chunk_is_read_whole(tmp_path, records):
    record = {
        **records[0],
        "names": [*records[0]["names"], *({"value": f"name {n}", "types": ["alias"]} for n in range(40_000))],
    }
    dump = tmp_path / "ror.json"
    dump.write_text(json.dumps([record, records[2]]), encoding="utf-8")
    assert [len(one.names) for one in stream_registry(dump)] == [40_003, 2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no organization"),
        (b"[]", "holds no organization"),
        (b'[{"id": ', "is not JSON after character"),
        (b"[1, 2]", "where an organization should be"),
        (b'[{"id": "https://ror.org/x", "status": "active"}]', "schema v2"),
        (b"\xff\xfe[", "not UTF-8"),
        (b"\x1f\x8bbroken", "cannot be read"),
        (b"PK\x03\x04broken", "cannot be read"),
        (b"<html></html>", "is not JSON"),
    ],
)
def test_a_file_that_is_no_dump_is_refused_with_the_reason(tmp_path, content, message):
    dump = tmp_path / "ror.json"
    dump.write_bytes(content)
    with pytest.raises(EvidenceError, match=message):
        read_registry(dump, keep_index=False)


def test_a_dump_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(EvidenceError, match="no file"):
        read_registry(tmp_path / "none.zip")


def test_a_zip_without_json_is_refused(tmp_path):
    dump = tmp_path / "a.zip"
    with zipfile.ZipFile(dump, "w") as file:
        file.writestr("readme.txt", "x")
    with pytest.raises(EvidenceError, match="no JSON file"):
        read_registry(dump, keep_index=False)


def test_a_truncated_gzip_is_refused(tmp_path, small_registry):
    dump = tmp_path / "ror.json.gz"
    dump.write_bytes(gzip.compress(small_registry.read_bytes())[:-200])
    with pytest.raises(EvidenceError, match="cannot be read"):
        read_registry(dump, keep_index=False)
