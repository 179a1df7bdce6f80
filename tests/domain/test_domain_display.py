import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from society.domain.display import one_line, visible


@given(st.text())
def test_no_control_and_no_hidden_character_gets_through(text: str) -> None:
    shown = visible(text)

    assert not [
        letter
        for letter in shown
        if unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t"
    ]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2069\u200b\ufeff")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_ordinary_text_of_any_script_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_an_escape_is_named_and_never_sent() -> None:
    assert visible("a\x1b]52;c;eA==\x07b\x9b2J") == "a<U+001B>]52;c;eA==<U+0007>b<U+009B>2J"


def test_a_tower_of_combining_marks_is_cut() -> None:
    assert len(visible("a" + "\u0301" * 1000)) == 9


def test_one_line_is_cut_with_an_ellipsis() -> None:
    assert one_line("two\nlines of words", 9) == "two line…"
