"""The Persian documentation is Persian as a journal would print it, and says the same figures as the English one.

What counts as prose: everything but code, formulas, addresses, tags, what stands in `<bdi>`, table cells in English, and
names with a version (`Python 3.11`).
What counts as the same figures: tables hold the same numbers, cell by cell in the order of reading. In the rest of a page
each number of the English text stands somewhere in the Persian one and the other way round; whole numbers up to twelve may be
words in one of the two. A date may be Solar Hijri in Persian: it counts as the day it is.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from persiantools.jdatetime import JalaliDate

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [*sorted((DOCS / "fa").glob("*.md")), *sorted((DOCS / "fa" / "decisions").glob("*.md"))]
PAIRS = [page for page in PAGES if (DOCS / "en" / page.relative_to(DOCS / "fa")).exists()]

UNPAIRED = {"gallery.md", "index.md"}  # each language shows its own pictures and begins in its own way

CODE = r"^ *```.*?^ *```|`[^`\n]+`"
MARKS = (
    r"\$\$.*?\$\$|\$[^$\n]+\$|\]\([^)\n]*\)|<bdi[^>]*>.*?</bdi>|<[^>\n]*>|doi 10\.\S+|^(?: {4}[^\n]*\n)+|^\s*[0-9]+\. "
)
NAME = r"(?<![0-9])[A-Za-z](?:[A-Za-z0-9+.-]*[A-Za-z0-9+])?(?: [0-9.]+)?"
LETTER = "[\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc\u06c0]"
FOLD = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫", "0123456789.", "٬\u200e\u200f")
APART = [
    rf"(?<={LETTER}) (?:ها|های|هایی|هایش|هایشان|تر|ترین|اند)(?!{LETTER}|\u200c)",
    rf"(?<!{LETTER}|\u200c)ن?می (?={LETTER})",
    r"(?<=ه) (?:ام|ای)(?![\u0621-\u06cc])",
    rf"(?<={LETTER})هها",
]
WORDS_UP_TO = 12
SOLAR = ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"]


def _prose(page: Path) -> str:
    """Take the text of a page without code, formulas, addresses, tags, isolated names and table cells in English."""
    text = re.sub(MARKS, " ", _without_code(page), flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(?<=\|)[^|\n\u0600-\u06ff]*[A-Za-z][^|\n\u0600-\u06ff]*(?=\|)", " ", text)


def _without_code(page: Path) -> str:
    return re.sub(CODE, " ", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def _numbers(text: str, *, signed: bool = False) -> list[str]:
    """List the numbers of a text as Latin digits without separators of thousands: `1e-9` counts as 10 and 9."""
    folded = re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", text.translate(FOLD))
    folded = re.sub(rf"([0-9]+) ({'|'.join(SOLAR)}) ([0-9]{{4}})", _gregorian, folded)
    folded = re.sub(r"(?<![A-Za-z0-9])1e-", "10 ", folded)
    folded = re.sub(r"(?<=[0-9])e-", r" 10 ", folded)
    sign = r"(?:(?:(?<=[\s\[(|])|^)[+\-\u2212])?" if signed else ""
    found = re.findall(rf"{sign}(?<![A-Za-z0-9_])(?:[0-9]+(?:\.[0-9]+)*|(?<![0-9])\.[0-9]+)", folded)
    return [re.sub(r"^([+-]?)\.", r"\g<1>0.", number.replace("\u2212", "-")) for number in found]


def _gregorian(solar: re.Match[str]) -> str:
    """Write a Solar Hijri date as the English page would: day and year."""
    day = JalaliDate(int(solar[3]), SOLAR.index(solar[2]) + 1, int(solar[1])).to_gregorian()
    return f"{day.day} {day.year}"


def _rows(page: Path) -> list[str]:
    """List the rows of tables outside code, without the addresses of their links."""
    text = re.sub(
        r"^ *```.*?^ *```|\]\([^)\n]*\)", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line.startswith("|") and not re.fullmatch(r"[|:\- ]+", line)]


def _large(numbers: list[str]) -> set[str]:
    """Keep the numbers that are not written in words."""
    return {number for number in numbers if "." in number or int(number) > WORDS_UP_TO}


def _headings(page: Path) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", _without_code(page), flags=re.MULTILINE)]


def _commands(page: Path) -> set[str]:
    """List the options of a page and the commands with their groups, as in `proxenia evidence add`."""
    text = page.read_text(encoding="utf-8")
    groups = "assess|verify|serve|ingest|[a-z]+ [a-z][a-z-]+"
    return {*re.findall(r"(?<![\w-])--[a-z][a-z-]+", text), *re.findall(rf"\bproxenia ({groups})(?![\w-])", text)}


def _lines_with(pattern: str, text: str) -> list[str]:
    return [text[max(0, m.start() - 15) : m.end() + 15].replace("\n", " ") for m in re.finditer(pattern, text)]


def name(page: Path) -> str:
    """Name a page for the report of a test."""
    return page.stem


prose_pages = pytest.mark.parametrize("page", PAGES, ids=name)
paired_pages = pytest.mark.parametrize("page", [page for page in PAIRS if page.name not in UNPAIRED], ids=name)


@prose_pages
def test_no_arabic_yeh_or_kaf_stands_in_persian_prose(page):
    assert _lines_with("[يكى]", _prose(page)) == []


@prose_pages
@pytest.mark.parametrize("apart", APART, ids=["endings", "mi", "ei", "joined"])
def test_no_ending_stands_apart_where_a_half_space_is_due(page, apart):
    assert _lines_with(apart, _prose(page)) == []


@prose_pages
def test_persian_prose_has_persian_digits(page):
    assert _lines_with(r"[0-9]+(?![0-9A-Za-z_])", re.sub(NAME, " ", _prose(page))) == []


@prose_pages
def test_persian_words_are_followed_by_persian_marks(page):
    assert _lines_with(rf"{LETTER}[,;?]", _prose(page)) == []


@prose_pages
def test_a_half_space_stands_between_letters_only(page):
    assert _lines_with(rf"\u200c(?!{LETTER}|\u0654|\u0651)", _prose(page)) == []


@prose_pages
@pytest.mark.parametrize("pair", ["()", "[]", "«»"])
def test_brackets_are_balanced_in_every_paragraph(page, pair):
    text = re.sub(
        r"`[^`\n]+`|\$[^$\n]+\$",
        "",
        re.sub(r"^ *```.*?^ *```|\$\$.*?\$\$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE),
    )
    paragraphs = re.split(r"\n\s*\n|\n(?=[|\-#])", text)
    assert [part for part in paragraphs if part.count(pair[0]) != part.count(pair[1])] == []


@paired_pages
def test_a_persian_page_has_the_headings_of_the_english_one(page):
    assert _headings(page) == _headings(DOCS / "en" / page.name)


@paired_pages
def test_tables_hold_the_same_numbers_in_both_languages(page):
    ours, theirs = _rows(page), _rows(DOCS / "en" / page.name)
    assert len(ours) == len(theirs)
    differing = [
        (one, other)
        for one, other in zip(ours, theirs, strict=True)
        if not _same(_numbers(one, signed=True), _numbers(other, signed=True))
    ]
    assert differing == []


def _same(ours: list[str], theirs: list[str]) -> bool:
    """Compare two rows: small whole numbers aside, the same numbers with their signs, as often."""
    small = {str(number) for number in range(WORDS_UP_TO + 1)}
    mine, other = (
        [number.removeprefix("+") for number in numbers if number not in small] for numbers in (ours, theirs)
    )
    return Counter(mine) == Counter(other)


@paired_pages
def test_each_number_of_the_english_page_stands_in_the_persian_one(page):
    english = _large(_numbers(_without_code(DOCS / "en" / page.name)))
    assert english - set(_numbers(page.read_text(encoding="utf-8"))) == set()


@paired_pages
def test_each_number_of_the_persian_page_stands_in_the_english_one(page):
    persian = _large(_numbers(_without_code(page)))
    assert persian - set(_numbers((DOCS / "en" / page.name).read_text(encoding="utf-8"))) == set()


@paired_pages
def test_a_persian_page_names_the_commands_and_options_of_the_english_one(page):
    english, persian = _commands(DOCS / "en" / page.name), _commands(page)
    assert english - persian == set()
    assert persian - english <= {"--language", "--lang"}


@pytest.mark.parametrize("page", sorted((DOCS / "en").glob("*.md")), ids=name)
def test_every_english_page_has_a_persian_one(page):
    assert (DOCS / "fa" / page.name).exists()


def test_a_plural_written_apart_would_be_found():
    assert re.search(APART[0], "شهر های ایران")
    assert not re.search(APART[0], "شهرهای ایران")
    assert re.search(APART[1], "این می شود")
    assert not re.search(APART[1], "این می\u200cشود و کم می‌آید")


def test_numbers_are_read_alike_in_both_scripts():
    assert _numbers("۳۰ آبان ۱۴۰۵") == _numbers("21 November 2026")
    assert _numbers("‎−۰٫۰۲۷‏ و ۱٬۷۶۴") == _numbers("0.027 and 1,764")
    assert _numbers("| −۰٫۰۲۷ |", signed=True) == ["-0.027"] != _numbers("| 0.027 |", signed=True)
    assert _numbers("1e-12, 5e-11, .27") == ["10", "12", "5", "10", "11", "0.27"]
