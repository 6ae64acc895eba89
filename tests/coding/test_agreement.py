"""Agreement against published values, values by hand, and laws."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.coding.agreement import PairTable, Ratings, ac1, agree, alpha, cohen, fleiss, krippendorff, read_ratings
from proxenia.errors import MethodError, RefusedFile

RUN = "from proxenia.cli import main; main()"
FOUR_CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
THREE_CODERS = [
    [None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3],
    [1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None],
    [None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4],
]


@pytest.mark.parametrize(
    ("level", "published"),
    [
        ("nominal", 0.743421052631579),
        ("ordinal", 0.8153875037548813),
        ("interval", 0.8491071428571428),
        ("ratio", 0.7974027747116121),
    ],
)
def test_alpha_of_four_observers_and_twelve_units_is_krippendorffs(level, published):
    assert alpha(Ratings.of(FOUR_CODERS), level=level) == pytest.approx(published, abs=1e-12)


@pytest.mark.parametrize(("level", "published"), [("nominal", 0.691358024691358), ("interval", 0.8108448928121059)])
def test_alpha_of_three_coders_and_fifteen_units_is_as_published(level, published):
    assert alpha(Ratings.of(THREE_CODERS), level=level) == pytest.approx(published, abs=1e-12)


def test_alpha_of_the_binary_ten_units_is_as_published():
    two = Ratings.of([list("0100000010"), list("1110010000")])
    assert alpha(two, level="nominal") == pytest.approx(0.09523809523809534, abs=1e-12)


def test_cohen_of_fifty_proposals_is_four_tenths():
    table = PairTable(values=np.array([0.0, 1.0]), counts=np.array([[20.0, 5.0], [10.0, 15.0]]))
    assert cohen(table) == pytest.approx(0.4, abs=1e-12)


def test_fleiss_of_ten_subjects_and_fourteen_coders_is_as_published():
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    columns = [[value for value, n in enumerate(row) for _ in range(n)] for row in counts]
    found = fleiss(Ratings.of([list(row) for row in zip(*columns, strict=True)]))
    assert found == pytest.approx(0.210, abs=5e-4)


def test_ac1_stays_high_where_kappa_breaks_down():
    first, second = "1" * 123 + "00", "1" * 118 + "0" * 5 + "11"
    ratings = Ratings.of([list(first), list(second)])
    prevalence = (123 + 120) / 250
    chance = 2 * prevalence * (1 - prevalence)
    assert ac1(ratings) == pytest.approx((118 / 125 - chance) / (1 - chance), abs=1e-12)
    assert cohen(PairTable.of(ratings)) == pytest.approx(-0.0234, abs=5e-5)


def test_ac1_and_fleiss_with_gaps_are_gwets():
    ratings = Ratings.of(FOUR_CODERS)
    assert ac1(ratings) == pytest.approx(0.77544, abs=5e-6)
    assert fleiss(ratings) == pytest.approx(0.76117, abs=5e-6)


def test_weighted_kappa_forgives_near_misses_by_their_square():
    table = PairTable(values=np.array([0.0, 1.0, 2.0]), counts=np.array([[2.0, 1, 0], [0, 2, 1], [0, 0, 2]]))
    rows, columns = np.array([3, 3, 2]) / 8, np.array([2, 3, 3]) / 8
    distance = np.array([[0, 1, 4], [1, 0, 1], [4, 1, 0]])
    expected = (distance * np.outer(rows, columns)).sum()
    assert cohen(table, weights="quadratic") == pytest.approx(1 - (2 / 8) / expected, abs=1e-12)


def test_alpha_is_undefined_where_every_label_is_the_same():
    found = krippendorff(Ratings.of([[1, 1, 1], [1, 1, 1]]), level="nominal", rng=np.random.default_rng(0), draws=50)
    assert found.value is None
    assert found.interval is None
    assert found.defined == 0


def test_units_with_one_label_do_not_move_alpha():
    more = [[*row, extra] for row, extra in zip(FOUR_CODERS, [5, None, None, None], strict=True)]
    assert alpha(Ratings.of(more), level="nominal") == alpha(Ratings.of(FOUR_CODERS), level="nominal")


def test_the_interval_comes_from_the_seed_and_holds_the_value():
    ratings = Ratings.of(FOUR_CODERS)
    first, second = (krippendorff(ratings, level="ordinal", rng=np.random.default_rng(3), draws=500) for _ in range(2))
    assert first == second
    low, high = first.interval or (1.0, 0.0)
    assert first.value is not None
    assert low <= first.value <= high


def test_counting_every_unit_twice_moves_disagreement_by_its_small_sample_term_alone():
    ratings = Ratings.of(FOUR_CODERS)
    twice = Ratings.of([[*row, *row] for row in FOUR_CODERS])
    labels = 40
    for level in ("nominal", "ordinal", "interval", "ratio"):
        once, again = alpha(ratings, level=level), alpha(twice, level=level)
        assert once is not None
        assert again is not None
        grown = (1 - again) / (1 - once)
        assert grown == pytest.approx((2 * labels - 1) / (2 * labels - 2), abs=1e-12)


labels = st.lists(st.lists(st.integers(1, 4), min_size=8, max_size=8), min_size=2, max_size=4)


@settings(max_examples=40, deadline=None)
@given(rows=labels, level=st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_does_not_ask_who_said_what(rows, level):
    forward, back = (alpha(Ratings.of(each), level=level) for each in (rows, rows[::-1]))
    assert forward == back or forward == pytest.approx(back, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(rows=labels)
def test_ordinal_alpha_is_blind_to_a_monotone_stretch(rows):
    stretched = [[value**3 for value in row] for row in rows]
    first, second = alpha(Ratings.of(rows), level="ordinal"), alpha(Ratings.of(stretched), level="ordinal")
    assert first == second or first == pytest.approx(second, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(rows=labels, scale=st.sampled_from([1e-7, 0.5, 1e7]))
def test_interval_alpha_is_blind_to_shift_and_unit(rows, scale):
    moved = [[3 + scale * value for value in row] for row in rows]
    first, second = alpha(Ratings.of(rows), level="interval"), alpha(Ratings.of(moved), level="interval")
    assert first == second or first == pytest.approx(second, abs=1e-6)


def test_the_interval_widens_with_fewer_units():
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 3, size=400)
    noisy = [np.where(rng.random(400) < 0.2, rng.integers(0, 3, size=400), truth) for _ in range(2)]
    (low, high), (lower, upper) = (
        krippendorff(
            Ratings.of([list(row[:n]) for row in noisy]), level="nominal", rng=np.random.default_rng(1), draws=400
        ).interval
        or (0.0, 0.0)
        for n in (40, 400)
    )
    assert high - low > 2 * (upper - lower) > 0


def test_text_labels_at_a_level_of_numbers_are_refused():
    with pytest.raises(MethodError, match="ordinal labels are numbers"):
        alpha(Ratings.of([["low", "high"], ["low", "low"]]), level="ordinal")


def test_the_report_names_every_pair_of_coders():
    report = agree(Ratings.of(FOUR_CODERS), level="nominal", rng=np.random.default_rng(0), draws=20)
    assert len(report.cohen) == 6
    assert report.verdict == "tentative"


def test_cohen_in_the_report_is_cohen_of_the_table():
    ratings = Ratings.of(FOUR_CODERS)
    report = agree(ratings, level="nominal", rng=np.random.default_rng(0), draws=0)
    found = report.cohen["coder 1", "coder 3"]
    assert found == pytest.approx(cohen(PairTable.of(ratings, first=0, second=2)), abs=1e-12)


def write(path: Path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_file_without_labels_of_coders_is_read(tmp_path):
    rows = [[f"u{i}" for i in range(12)], *[["" if c is None else c for c in row] for row in FOUR_CODERS]]
    ratings = read_ratings(write(tmp_path / "a.csv", rows), level="ordinal")
    assert ratings.labels.shape == (4, 12)
    assert alpha(ratings, level="ordinal") == pytest.approx(0.8153875037548813, abs=1e-12)


def test_a_first_header_coder_names_the_coders(tmp_path):
    path = write(tmp_path / "a.csv", [["coder", "u1", "u2"], ["Sara", "yes", "no"], ["Omid", "yes", ""]])
    ratings = read_ratings(path, level="nominal")
    assert ratings.coders == ("Sara", "Omid")
    assert ratings.units == ("u1", "u2")


def test_a_faulty_file_tells_every_fault_with_its_place(tmp_path):
    path = write(tmp_path / "a.csv", [["u1", "u1", "u2"], ["1", "2"], ["x", "nan", "3"]])
    with pytest.raises(RefusedFile) as refused:
        read_ratings(path, level="interval")
    assert {(fault.line, fault.column) for fault in refused.value.faults} == {(1, "u1"), (2, ""), (3, "u1")}
    assert len(refused.value.faults) == 4


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["u1", "u2"], ["1", "2"]], "two rows or more"),
        ([["u1", "u2"], ["1", ""], ["", "2"]], "no unit has labels of two coders"),
        ([["u1"], ["-1"], ["2"]], "below zero"),
        ([], "two rows or more"),
    ],
)
def test_a_file_that_cannot_show_agreement_is_refused(tmp_path, rows, said):
    with pytest.raises(RefusedFile, match=said):
        read_ratings(write(tmp_path / "a.csv", rows), level="ratio")


@pytest.mark.parametrize("mark", ["NA", "n/a", "NaN", "."])
def test_what_looks_missing_is_not_taken_for_a_label(tmp_path, mark):
    path = write(tmp_path / "a.csv", [["u1", "u2"], ["yes", mark], ["no", "yes"]])
    with pytest.raises(RefusedFile, match="leave its cell empty"):
        read_ratings(path, level="nominal")


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("u1,u2\nنه,بله\n".encode("cp1256"))
    with pytest.raises(RefusedFile, match="UTF-8"):
        read_ratings(path, level="nominal")


def test_the_command_prints_alpha_and_interval(tmp_path):
    rows = [[f"u{i}" for i in range(12)], *[["" if c is None else c for c in row] for row in FOUR_CODERS]]
    path = write(tmp_path / "a.csv", rows)
    command = [
        sys.executable,
        "-c",
        RUN,
        "coding",
        "agreement",
        "--data",
        str(path),
        "--level",
        "nominal",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    assert found["alpha"] == pytest.approx(0.743421052631579, abs=1e-12)
    assert len(found["interval"]) == 2


def test_the_command_refuses_a_missing_file_with_one(tmp_path):
    command = [sys.executable, "-c", RUN, "coding", "agreement", "--data", str(tmp_path / "none.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "none.csv" in done.stderr
