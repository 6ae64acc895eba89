import ast
import csv
from importlib.resources import files
from pathlib import Path

import pytest

from proxenia.errors import DataError
from proxenia.locale import messages
from proxenia.unions import Settings, Themes, rules

STAGE = Path(__file__).resolve().parents[2] / "src" / "proxenia" / "unions"


def said(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    heads = [call for call in calls if getattr(call.func, "id", "") == "say"]
    return [call.args[0].value for call in heads if isinstance(call.args[0], ast.Constant)]


def test_every_message_of_the_stage_has_persian_with_the_same_places():
    words = [message for path in sorted(STAGE.rglob("*.py")) for message in said(path)]
    assert len(words) > 30
    known = messages()
    assert [word for word in words if word not in known] == []
    assert [word for word in words if sorted(fields(word)) != sorted(fields(known[word]))] == []


def fields(message):
    return [part.partition("}")[0] for part in message.split("{")[1:]]


def test_every_network_of_the_edition_has_a_theme(store):
    themes = Themes.read()
    assert [row["network_id"] for row in store.rows("networks") if themes.of_network(row) is None] == []


def test_themes_close_indicators_of_the_catalog(bench):
    known = {indicator.id for indicator in bench.catalog}
    assert {i for theme in Themes.read().theme for i in theme.closes} <= known


def test_rules_are_of_known_networks_and_have_pages(store):
    known = {row["network_id"] for row in store.rows("networks")}
    assert {rule.network_id for rule in rules()} <= known
    assert all(rule.source_url.startswith("http") and rule.grade in {"A", "B", "C"} for rule in rules())


def test_data_hold_ascii_digits_and_persian_letters_only():
    for path in files("proxenia").joinpath("data", "unions").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not set(text) & set("۰۱۲۳۴۵۶۷۸۹يك")


def test_the_table_of_messages_has_two_filled_columns():
    text = files("proxenia").joinpath("data", "locale", "fa", "unions.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    assert {len(row) for row in rows} == {2}
    assert all(all(row) for row in rows)
    assert len({row[0] for row in rows}) == len(rows)


def test_settings_that_break_the_form_are_refused(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("[join]\nreach_full = 1.0\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"settings\.toml: "):
        Settings.read(path)
