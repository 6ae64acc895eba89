from hypothesis import given
from hypothesis import strategies as st

from proxenia.places import fold


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=60))
def test_a_folded_name_has_no_spaces_at_its_ends(name):
    assert fold(name) == fold(name).strip()


def test_arabic_and_persian_letters_meet():
    assert fold("كيش") == fold("کیش")


def test_a_half_space_is_a_space():
    assert fold("سن\u200cپترزبورگ") == fold("سن پترزبورگ")


def test_saint_sankt_and_st_meet():
    assert fold("Saint Petersburg") == fold("Sankt-Peterburg").replace("peterburg", "petersburg")


def test_cyrillic_lookalikes_inside_a_latin_word_become_latin():
    assert fold("Теhran") == "tehran"  # the first two letters are Cyrillic


def test_right_to_left_overrides_vanish():
    assert fold("\u202eTehran\u202c") == "tehran"
