"""The language of scenario files: what it can say, and everything that it cannot."""

import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.scenario.expressions import formula, words
from society.scenario.vocabulary import FUNCTIONS, Arguments, Broken, Unfound, unfound

NAMES: dict[str, Any] = {
    **FUNCTIONS,
    "price": 120,
    "low": 100,
    "ratio": 0.25,
    "word": "lamp",
    "empty": None,
    "items": [3, 1, 2],
    "bug": {"code": "x = 1"},
    "move": Arguments(price=7),
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("(price - low) / 40", 0.5),
        ("price // 50 + price % 50 - 2 ** 3", 14),
        ("(price * 0.333) | round(1)", 40.0),
        ("(ratio * 10) | round(0, 'ceil') | int", 3),
        ("ratio | round(1, 'floor')", 0.2),
        ("min(price, low) + max(1, 2) + abs(-3) + len(word)", 109),
        ("int(3.9) + float('1.5')", 4.5),
        ("1 if empty is none else 2", 1),
        ("word == 'lamp' and not empty", True),
        ("2 in items and 'am' in word", True),
        ("items | sort | first", 1),
        ("items | sum + items | max + items | length", 12),
        ("items[0] + items[-1]", 5),
        ("bug.code", "x = 1"),
        ("bug['code'] | upper", "X = 1"),
        ("move.price", 7),
        ("move and true", True),
        ("{'lamp': 5}[word]", 5),
        ("word ~ ' ' ~ price ~ '/' ~ ratio", "lamp 120/0.25"),
        ("word + '!'", "lamp!"),
        ("price is number and word is string and 3 is odd", True),
        ("move.size | default(4)", 4),
        ("-price < +low", True),
    ],
)
def test_an_expression_has_the_value_it_says(source: str, value: object) -> None:
    assert formula(source)(NAMES) == value


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("cycler.__init__.__globals__.os.popen('id')", "only functions"),
        ("price.__class__", "'__class__' is out of reach"),
        ("''.__class__.__mro__", "out of reach"),
        ("word['__class__']", "there is no '__class__'"),
        ("word|attr('__class__')", "there is no filter 'attr'"),
        ("word.upper", "there is no 'upper'"),
        ("word.upper()", "only functions can be called"),
        ("'{0.__class__}'.format(word)", "only functions can be called"),
        ("'%s' % word", "is not a number"),
        ("'a' * 200000000", "is not a number"),
        ("[1] * 200000000", "is not a number"),
        ("items + items", "is not a number"),
        ("9 ** 9 ** 9", "too large"),
        ("2 ** 65", "too large"),
        ("price ** 40 ** 2", "too large"),
        ("1e308 * 10", "not finite"),
        ("1e999", "too large"),
        ("9" * 1999, "too large"),
        ("float('nan')", "not finite"),
        ("range(9)", "'range' is undefined"),
        ("lipsum()", "'lipsum' is undefined"),
        ("dict(a=1)", "'dict' is undefined"),
        ("joiner", "'joiner' is undefined"),
        ("word | format(1)", "there is no filter 'format'"),
        ("word | replace('a', 'aaaa')", "there is no filter 'replace'"),
        ("word | center(999999999)", "there is no filter 'center'"),
        ("items | map('string')", "there is no filter 'map'"),
        ("items | tojson", "there is no filter 'tojson'"),
        ("price is callable", "there is no test 'callable'"),
        ("word[0:2]", "slice is not part"),
        ("(1, 2)", "tuple is not part"),
        ("max(*items)", "* and **"),
        ("max(**bug)", "* and **"),
        ("price if low", "needs its `else`"),
        ("price / (low - 100)", "divides by zero"),
        ("empty.price", "'price' is asked of none"),
        ("move.pric", "the action has no argument 'pric'"),
        ("items[7]", "there is no entry 7"),
        ("sailor + 1", "'sailor' is undefined"),
        ("word + 1", "'lamp' is not a number"),
        ("int('seven')", "invalid literal"),
        ("1 2", "one word too many"),
        ("price = 3", "one word too many"),
        ("{{ price }}", "expected"),
        ("price +", "unexpected"),
        ("-" * 1900 + "1", "nested too deeply"),
        ("(" * 100 + "1" + ")" * 100, "nested too deeply"),
        ("1" + " + 1" * 400, "nested too deeply"),
        ("not " * 400 + "true", "nested too deeply"),
        ("1" * 2001, "at most 2000 characters"),
        ("[" + "1," * 900 + "1] | join('-') | length", ""),
        ("price | round(99)", "-12 to 12 digits"),
        ("[word, items] | join", "a list cannot be shown"),
    ],
)
def test_what_is_not_part_of_the_language_is_refused_by_name_and_at_once(
    source: str, why: str
) -> None:
    began = time.process_time()

    if why:
        with pytest.raises(Broken, match=_literal(why)):
            formula(source)(NAMES)
    else:
        formula(source)(NAMES)

    assert time.process_time() - began < 5


def test_a_chain_of_doublings_ends_at_the_measure_of_a_text() -> None:
    doubled = {"word": "x" * 60_000}

    with pytest.raises(Broken, match="grows beyond"):
        formula("word ~ word")(doubled)
    with pytest.raises(Broken, match="grows beyond"):
        words("{{ word }}{{ word }}")(doubled)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It costs ${{ price }}.", "It costs $120."),
        ("{{ 120.0 }} and {{ 0.1 + 0.2 }}", "120 and 0.3"),
        ("一盏灯 {{ price }} 元", "一盏灯 120 元"),
        ("{{ items | join(', ') }}", "3, 1, 2"),
        ("{{ '{{' }} stays", "{{ stays"),
        ("no template } at all {", "no template } at all {"),
        ("line\n", "line\n"),
    ],
)
def test_a_text_is_filled_in(source: str, text: str) -> None:
    assert words(source)(NAMES) == text


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{% set x = 1 %}", "{% opens a statement"),
        ("{% for i in items %}{{ i }}{% endfor %}", "{% opens a statement"),
        ("{% include '/etc/passwd' %}", "{% opens a statement"),
        ("{# hidden #}", "{# opens a comment"),
        ("{{ price", "unexpected end"),
        ("{{ }}", "Expected an expression"),
        ("{{ cycler.__init__.__globals__.os.popen('id') }}", "only functions"),
        ("{{ 'a' * 200000000 }}", "is not a number"),
        ("{{ items }}", "a list cannot be shown"),
        ("{{ bug }}", "a mapping cannot be shown"),
        ("{{ min }}", "a function cannot be shown"),
        ("{{ empty }}", "none cannot be shown"),
        ("{{ sailor }}", "'sailor' is undefined"),
        ("x" * 65_537, "longer than 65536"),
        ("{{ price }}" * 5_000, "too long"),
    ],
)
def test_a_text_is_refused_by_name(source: str, why: str) -> None:
    with pytest.raises(Broken, match=_literal(why)):
        words(source)(NAMES)


@given(st.text())
def test_what_a_value_holds_is_never_filled_in_again(value: str) -> None:
    assert words("[{{ word }}]")({"word": value}) == f"[{value}]"


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_refused(source: str) -> None:
    for compiled in (formula, words):
        with suppress(Broken):
            compiled(source)(NAMES)


def test_a_missing_fact_raises_wherever_it_is_touched() -> None:
    names = {**NAMES, "fact": unfound("fact")}

    for source in ("fact", "fact + 1", "1 if fact else 0", "fact is none", "fact | default(0)"):
        with pytest.raises(Unfound):
            formula(source)(names)
    assert formula("fact if price < 100 else 0")(names) == 0


def test_what_an_expression_reads_is_known_without_a_run() -> None:
    found = formula("last('propose', other=True).price + zopa")

    assert found.names == {"last", "zopa"}
    assert [(call.function, call.argument, call.attribute) for call in found.calls] == [
        ("last", "propose", "price")
    ]
    assert found.calls[0].keywords == ("other",)


def test_a_name_that_only_chooses_words_is_not_shown_by_the_text() -> None:
    text = words("{{ ['a', word][pick] }} {{ price if hot > 3 else low }} {{ bug.code }}")

    assert text.shows == {"word", "price", "low", "bug.code"}


def _literal(text: str) -> str:
    return "".join(f"\\{letter}" if letter in r"\.^$*+?{}[]|()" else letter for letter in text)
