"""Files written whole or not at all, and rows as CSV."""

import csv
import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.errors import OutputError
from proxenia.output import csv_text, guarded, write_all, write_whole

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"))


@given(st.lists(st.tuples(TEXT, st.floats(allow_nan=False)), max_size=5))
def test_rows_come_back_as_they_were_to_the_last_digit(rows):
    back = list(csv.reader(io.StringIO(csv_text(("name", "value"), rows), newline="")))
    assert back[0] == ["name", "value"]
    assert [(name, float(value)) for name, value in back[1:]] == rows


def test_missing_is_an_empty_cell_and_never_a_zero():
    assert csv_text(("a", "b", "c"), [(None, math.nan, 0.0)]) == "a,b,c\n,,0.0\n"


@given(TEXT)
def test_no_guarded_text_is_a_formula(text):
    cell = guarded(text)
    assert not cell.startswith(("=", "@", "\t")) and cell.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("number", ["-3.5", "+98", "-1e5", "-0"])
def test_a_number_below_zero_is_no_formula(number):
    assert guarded(number) == number


@pytest.mark.parametrize("attack", ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1)", "\t=1"])
def test_what_a_spreadsheet_would_run_becomes_text(attack):
    assert guarded(attack) == f"'{attack}"


def test_several_files_are_written_all_or_none(tmp_path):
    (tmp_path / "taken").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match=r"taken.* cannot be written"):
        write_all({tmp_path / "a.csv": "a", tmp_path / "taken" / "b.csv": "b"})
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_what_is_there_stays_unless_it_may_be_replaced(tmp_path):
    place = tmp_path / "a.csv"
    place.write_text("old")
    with pytest.raises(OutputError, match="is there already"):
        write_all({place: "new", tmp_path / "b.csv": "b"})
    assert place.read_text() == "old" and not (tmp_path / "b.csv").exists()
    write_whole(place, "new")
    assert place.read_text() == "new"


def test_a_folder_is_not_written_over(tmp_path):
    with pytest.raises(OutputError, match="it is a folder"):
        write_whole(tmp_path, "x")


def test_a_full_disk_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    place = tmp_path / "a.csv"
    place.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device; nothing was kept"):
        write_whole(place, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"] and place.read_text() == "old"
