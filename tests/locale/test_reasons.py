"""A reason is one sentence in English everywhere, and can be said in Persian because it keeps its form and its parts."""

import ast
import datetime as dt
import json
import pickle
from pathlib import Path

import msgspec
import pytest

import proxenia
from proxenia.errors import (
    AmbiguousCity,
    EvidenceError,
    OutputError,
    ProxeniaError,
    Reason,
    StudyError,
    ThinEvidence,
    UnknownCity,
)
from proxenia.locale import Text, listed, messages, tell

SOURCE = Path(proxenia.__file__).parent
KINDS = {"DataError", "EvidenceError", "FetchError", "MethodError", "OutputError", "StudyError"}
ISOLATES = str.maketrans("", "", "\u2066\u2068\u2069")


def said(reason):
    return tell(reason, "fa").translate(ISOLATES)


def is_sentence(part):
    return isinstance(part, ast.Constant) and isinstance(part.value, str) and "{" in part.value


def forms_of(path):
    """Forms of reasons in a module that gives any with parts: such a module speaks Persian, and all of it must."""
    found, speaks = set(), False
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Assign) and getattr(call.targets[0], "id", "") == "form":
            found |= {part.value for part in ast.walk(call.value) if is_sentence(part)}
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args):
            continue
        form = call.args[0]
        if call.func.id == "Reason":
            found |= {
                part.value for part in ast.walk(form) if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
            speaks = True
        elif call.func.id in KINDS and isinstance(form, ast.Constant):
            found.add(form.value)
            speaks = speaks or bool(call.keywords)
    return found if speaks else set()


def test_every_reason_that_can_be_said_in_persian_is():
    found = {(path.name, form) for path in SOURCE.rglob("*.py") for form in forms_of(path)}
    assert len(found) > 150
    assert sorted(each for each in found if each[1] not in messages() and not each[1].startswith("; ")) == []


def test_what_the_framework_finds_wrong_is_said_in_persian():
    from proxenia.web.app import _DETAILS, _FAULTS, _HEADINGS

    forms = {form for form, _ in _FAULTS.values()} | {r.form for r in _DETAILS.values()} | set(_HEADINGS.values())
    assert sorted(forms - messages().keys()) == []


def test_a_reason_is_its_english_sentence_wherever_a_string_is_wanted(tmp_path):
    reason = Reason("{n:,} of {names!r: or }", n=1200, names=("a", "b"))
    assert reason == "1,200 of 'a' or 'b'"
    assert json.loads(json.dumps({"why": reason})) == {"why": "1,200 of 'a' or 'b'"}
    assert msgspec.json.encode({"why": str(reason)}) == b"{\"why\":\"1,200 of 'a' or 'b'\"}"
    (tmp_path / "why.txt").write_text(reason, encoding="utf-8")
    assert (tmp_path / "why.txt").read_text(encoding="utf-8") == reason


def test_a_reason_keeps_its_parts_over_a_pickle():
    reason = Reason("{n} of {m}", n=1, m=2)
    again = pickle.loads(pickle.dumps(reason))  # noqa: S301  our own
    assert (again, again.form, again.parts) == (reason, reason.form, reason.parts)


@pytest.mark.parametrize("kind", [StudyError, EvidenceError, OutputError])
def test_an_error_holds_its_reason_and_reads_as_it(kind):
    error = kind("{city!r} is named twice", city="Rome")
    assert str(error) == error.reason == "'Rome' is named twice"
    assert said(error.reason) == "«Rome» دو بار آمده است"


def test_braces_in_a_whole_sentence_are_letters():
    assert str(ProxeniaError("give {this} as it is")) == "give {this} as it is"


def test_a_form_without_its_part_fails_at_once():
    with pytest.raises(KeyError):
        StudyError("{n} of {m}", n=1)


def test_an_unknown_city_is_told_with_what_may_be_meant():
    error = UnknownCity("Tehrun", suggestions=("Tehran", "Tehri"), names=262054)
    assert str(error) == "no city 'Tehrun' in the gazetteer (262,054 names); did you mean 'Tehran' or 'Tehri'?"
    assert said(error.reason) == "شهر «Tehrun» در فهرست جای‌نام‌ها (۲۶۲٬۰۵۴ نام) نیست؛ شاید Tehran یا Tehri؟"


def test_every_way_of_not_knowing_a_city_has_persian():
    for names in (0, 9):
        for near in ((), ("Rome",)):
            assert "انگلیسی" not in said(UnknownCity("Rom", suggestions=near, names=names).reason)
    assert said(AmbiguousCity("Rome", candidates=("Rome (IT)", "Rome (US)")).reason) == (
        "«Rome» نام ۲ شهر است: Rome (IT) و Rome (US)؛ کشور را نیز بنویسید، چنان‌که در «Rome, IT»"
    )


def test_thin_evidence_names_in_persian_what_is_missing():
    needed = Reason("{n} of {all} indicators are known, and they do not reach the floors", n=3, all=32)
    missing = Reason("{indicator}: {fill}", indicator=Text("h", "شاخص"), fill=Text("count", "بشمارید"))
    error = ThinEvidence("Rome", missing=[missing], needed=needed)
    assert "missing:\n  h: count\nadd what you know" in str(error)
    assert "۳ شاخص از ۳۲ شاخص" in said(error.reason)
    assert "\n  شاخص: بشمارید\n" in said(error.reason)


def test_names_are_isolated_and_numbers_and_dates_are_persian():
    parts = {"where": "a.csv", "message": Reason("{where}: write {limit} or more", where="n", limit=1.5)}
    assert tell(Reason("{where}: {message}", **parts), "fa") == "\u2068a.csv\u2069: \u2068n\u2069: ۱٫۵ یا بیشتر بنویسید"
    day = Reason("{where}: {message}", where=dt.date(2026, 11, 21), message=-3)
    assert tell(day, "fa") == "۳۰ آبان ۱۴۰۵: −۳"


def test_what_has_no_persian_is_said_to_be_english():
    assert tell("no words of ours", "fa") == "دلیل، به انگلیسی: \u2066no words of ours\u2069"
    assert tell("no words of ours", "en") == "no words of ours"


@pytest.mark.parametrize(
    ("items", "persian"), [((), ""), (("الف",), "الف"), (("الف", "ب"), "الف و ب"), (("الف", "ب", "پ"), "الف، ب و پ")]
)
def test_lists_are_joined_as_a_sentence_joins_them(items, persian):
    assert listed(list(items), "fa") == persian
