"""The query language as text: what each word says, and what is told where one is wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from society.domain.errors import SocietyError
from society.store.where import EVERYTHING, FIELDS, Term, Where, Word


def only(text: str) -> Term:
    (term,) = Where.parse(text).terms
    return term


def refused(text: str) -> str:
    with pytest.raises(SocietyError) as error:
        Where.parse(text)
    return str(error.value)


def test_an_empty_query_has_no_condition() -> None:
    assert Where.parse("").terms == Where.parse("  \n ").terms == EVERYTHING.terms == ()


def test_a_word_has_a_field_and_values_of_which_any_will_do() -> None:
    term = only('level:easy,hard,"a, b"')

    assert (term.field, term.sign, term.negated) == ("level", "=", False)
    assert term.words == (Word(text="easy"), Word(text="hard"), Word(text="a, b", exact=True))


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.6", 0.6), (".5", 0.5), ("-1", -1), ("1e-3", 0.001), ("9007199254740993", 2**53 + 1)],
)
def test_a_number_is_read_exactly(text: str, number: float) -> None:
    assert only(f"margin>={text}").numbers == (number,)


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "="])
def test_a_number_is_compared_by_its_sign(sign: str) -> None:
    term = only(f"reward{sign}0.6")

    assert (term.sign, term.numbers, term.words) == (sign, (0.6,), ())


def test_a_role_stands_after_a_point() -> None:
    assert (only("utility.seller>0.5").field, only("utility.seller>0.5").role) == (
        "utility",
        "seller",
    )
    assert only("model.buyer:qwen*").role == "buyer"


def test_a_minus_or_an_unequal_sign_denies_and_both_affirm() -> None:
    assert only("-tag:bad").negated
    assert only("tag!=bad").negated
    assert not only("-tag!=bad").negated


def test_a_bare_word_and_a_quoted_one_are_looked_for_in_what_was_said() -> None:
    said, quoted, denied = Where.parse('bicycle "final offer" -"walk away"').terms

    assert (said.field, said.words) == ("text", (Word(text="bicycle"),))
    assert quoted.words == (Word(text="final offer", exact=True),)
    assert (denied.words[0].text, denied.negated) == ("walk away", True)


def test_a_colon_in_quotes_makes_no_field() -> None:
    assert only('"price: 90"').words[0].text == "price: 90"


def test_a_star_in_quotes_is_a_star() -> None:
    assert only("model:qwen*").words == (Word(text="qwen*"),)
    assert only('model:"qwen*"').words == (Word(text="qwen*", exact=True),)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("after:2026-11-01", "2026-11-01T00:00:00.000+00:00"),
        ('after:"2026-11-01 12:30"', "2026-11-01T12:30:00.000+00:00"),
        ("after:2026-11-01T02:00+02:00", "2026-11-01T00:00:00.000+00:00"),
    ],
)
def test_a_day_is_a_moment_in_utc(text: str, moment: str) -> None:
    assert (only(text).sign, only(text).words[0].text) == (">=", moment)


def test_before_is_before_the_day_begins() -> None:
    assert only("before:2026-11-01").sign == "<"


def test_an_unknown_field_is_pointed_at_with_the_nearest_and_all() -> None:
    assert refused("level:hard scenaro:used_bike") == (
        "no field is called 'scenaro'\n"
        "  level:hard scenaro:used_bike\n"
        "           ^^^^^^^\n"
        f"did you mean scenario? fields: {', '.join(FIELDS)}"
    )


def test_the_mark_stands_below_the_word_after_chinese_which_is_two_wide() -> None:
    _, query, mark, _ = refused("自行车 levle:hard").split("\n")

    assert query == "  自行车 levle:hard"
    assert mark == " " * 7 + "^" * 5


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("reward>=high", "'high' is not a number", id="a word for a number"),
        pytest.param("status:broken", "'broken' is no status", id="a status there is not"),
        pytest.param("turns<10.5", "'10.5' is not a whole number", id="half a turn"),
        pytest.param("reward>=nan", "'nan' is not a number", id="nan"),
        pytest.param("reward>=1e999", "'1e999' is not a number", id="too large"),
        pytest.param("reward>=", "reward>= says nothing to compare with", id="no number"),
        pytest.param("tag:", "tag: says nothing to compare with", id="no word"),
        pytest.param("tag:,", "tag: says nothing to compare with", id="only a comma"),
        pytest.param("level>3", "level is not a number", id="a word as a number"),
        pytest.param("reward>0.1,0.2", "reward> takes one number", id="two numbers"),
        pytest.param("after:tomorrow", "'tomorrow' is not a day", id="no day"),
        pytest.param("after:2026-13-01", "'2026-13-01' is not a day", id="no such month"),
        pytest.param("utility>0.5", "utility is a role's own", id="no role"),
        pytest.param("level.seller:hard", "level is not asked of a role", id="a role too many"),
        pytest.param('text:"final offer', "a quote is not closed", id="open quote"),
        pytest.param("x" * 2001, "the query is 2001 characters long", id="endless"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, what: str) -> None:
    assert refused(text).startswith(what)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=80))
def test_any_text_is_a_query_or_is_refused_in_words(text: str) -> None:
    try:
        said = Where.parse(text).text
    except SocietyError as error:
        said = text if error.message and error.hint else "an error without words"

    assert said == text
