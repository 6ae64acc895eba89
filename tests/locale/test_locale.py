import re
import string
from importlib.resources import files

import pytest

from proxenia.errors import DataError
from proxenia.locale import date, interval, messages, number, percent, translate, year


@pytest.mark.parametrize(
    ("iso", "persian"),
    [
        ("2026-11-21", "۳۰ آبان ۱۴۰۵"),
        ("2026-03-21", "۱ فروردین ۱۴۰۵"),
        ("2025-03-20", "۳۰ اسفند ۱۴۰۳"),  # a leap year of the Solar Hijri calendar
        ("2024", "۲۰۲۴ م"),
        ("", "–"),
    ],
)
def test_dates_are_solar_hijri_where_they_are_whole(iso, persian):
    assert date(iso, "fa") == persian


def test_persian_numbers_have_persian_separators():
    assert number(1234567.891, "fa", decimals=2) == "۱٬۲۳۴٬۵۶۷٫۸۹"


def test_a_negative_number_has_a_true_minus():
    assert number(-3, "en") == "\u22123"


def test_nothing_is_written_as_a_dash():
    assert {number(None, "fa"), percent(None, "en"), interval(None, "fa"), year(None, "fa")} == {"–"}


def test_a_message_without_persian_fails():
    with pytest.raises(DataError, match="no Persian"):
        translate("no such message", "fa")


def holes(form):
    return {name for _, name, _, _ in string.Formatter().parse(form) if name is not None}


def test_persian_messages_have_the_same_places_to_fill():
    assert [en for en, fa in messages().items() if holes(en) != holes(fa)] == []


def test_persian_messages_use_persian_letters_and_digits():
    own = {fa: re.sub(r"[A-Za-z][\w.:/'-]*", "", fa) for fa in messages().values()}
    assert [fa for fa, text in own.items() if set(text) & set("يكى") or re.search(r"(?<!{)[0-9]", text)] == []


def test_every_message_of_the_templates_has_persian():
    template = files("proxenia").joinpath("report", "templates", "report.html.j2").read_text(encoding="utf-8")
    used = {a or b for a, b in re.findall(r"""\b_\((?:"([^"]+)"|'([^']+)')\)""", template)}
    assert used - messages().keys() == set() and used
