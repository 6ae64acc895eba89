"""Tables at the door: what is refused, where, and what is let in."""

from __future__ import annotations

import numpy as np
import openpyxl
import pytest

from proxenia.errors import DataError, MethodError, RefusedFile
from proxenia.index import Table, read_table

DATA = "uCode,uName,a,b\nX,Ex,1,2\nY,Why,NA,4\n"
META = "Level,iCode,Direction,Weight,Parent,Type\n1,a,1,1,I,Indicator\n1,b,-1,1,I,Indicator\n2,I,1,1,,Aggregate\n"


@pytest.fixture
def read(tmp_path):
    def reading(data=DATA, meta=META):
        (tmp_path / "d.csv").write_text(data, encoding="utf-8")
        (tmp_path / "m.csv").write_text(meta, encoding="utf-8")
        return read_table(tmp_path / "d.csv", tmp_path / "m.csv")

    return reading


def test_na_is_missing_and_not_zero(read):
    table, _ = read()
    assert np.isnan(table.values[1, 0])


def test_a_workbook_reads_like_its_csv(read, tmp_path):
    table, framework = read()
    for name, text in (("d", DATA), ("m", META)):
        book = openpyxl.Workbook()
        for row in text.splitlines():
            book.active.append(
                [float(c) if c.lstrip("-").isdigit() else (None if c == "NA" else c) for c in row.split(",")]
            )
        book.save(tmp_path / f"{name}.xlsx")
    other, same = read_table(tmp_path / "d.xlsx", tmp_path / "m.xlsx")
    np.testing.assert_array_equal(other.values, table.values)
    assert same == framework


def test_persian_digits_are_numbers(read):
    assert read(data=DATA.replace(",1,2", ",۱۲,2"))[0].values[0, 0] == 12


FAULTY = [
    (DATA.replace("1,2", "1,two"), META, r"d\.csv:2:b  'two' is not a number; write it as 1234\.5"),
    (DATA.replace("1,2", "inf,2"), META, r"d\.csv:2:a  'inf' is infinite"),
    (DATA.replace("Y,", "X,"), META, r"d\.csv:3:uCode  'X' stands in row 2 too"),
    (DATA.replace(",a,", ",z,"), META, r"d\.csv:1:z  column has no row in the metadata"),
    (DATA.replace("uCode", "code"), META, r"d\.csv:1:uCode  column is missing"),
    (DATA.replace("X,Ex,1,2", "X,Ex,1"), META, r"d\.csv:2:  3 fields; the header has 4"),
    (DATA, META.replace("1,b,-1", "1,b,-2"), r"m\.csv:3:Direction  '-2' is no direction"),
    (DATA, META.replace("1,a,1,1,", "1,a,1,-1,"), r"m\.csv:2:Weight  '-1' is no weight"),
    (DATA, META.replace("1,a,1,1,I", "1,a,1,1,Z"), r"m\.csv:2:Parent  'Z' is no aggregate"),
    (DATA, META.replace("2,I", "3,I"), r"m\.csv:4:Level  is 3, but it stands 1 above its indicators; write 2"),
    (DATA, META.replace("I,Indicator", "I,Indikator"), r"m\.csv:2:Type  'Indikator' is none of"),
    (DATA, META.replace("2,I,1,1,,", "2,I,1,1,I,"), r"0 aggregates have no parent"),
    (DATA, META.replace("Weight", "Wait"), r"m\.csv:1:Weight  column is missing"),
]


@pytest.mark.parametrize(("data", "meta", "message"), FAULTY)
def test_a_fault_names_file_row_column_and_what_would_be_right(read, data, meta, message):
    with pytest.raises(RefusedFile, match=message):
        read(data=data, meta=meta)


def test_all_faults_come_at_once(read):
    with pytest.raises(RefusedFile) as refused:
        read(data="uCode,uName,a,b\nX,Ex,one,two\nY,Why,3,four\n")
    assert len(refused.value.faults) == 3


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="no file"):
        read_table(tmp_path / "d.csv", tmp_path / "m.csv")


def test_an_infinite_value_is_refused_with_its_place():
    with pytest.raises(MethodError, match="unit 'X', indicator 'a' is infinite"):
        Table(units=("X",), indicators=("a",), values=np.array([[np.inf]]))
