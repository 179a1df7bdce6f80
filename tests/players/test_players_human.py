"""What a person types, as words and a move."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from society.domain.dialogue import Action, Option, View
from society.domain.errors import SocietyError
from society.players.human import HumanPlayer, parse_line
from tests.players.seat import BARGAIN, seen

SHARE = Option(
    name="share",
    args={"food": {"type": "integer"}, "who": {"enum": ["ann", "bo"]}, "now": {"type": "boolean"}},
)


def listening(*lines: str) -> tuple[Callable[[View], Awaitable[str]], list[View]]:
    left, shown = list(lines), []

    async def listen(view: View) -> str:
        shown.append(view)
        return left.pop(0)

    return listen, shown


@pytest.mark.parametrize(
    ("line", "words", "name", "args"),
    [
        ("110 is my best /propose price=110", "110 is my best", "propose", {"price": 110}),
        ("/accept", "", "accept", {}),
        ("Well, well. /propose 110", "Well, well.", "propose", {"price": 110}),
        ("/propose price=$95", "", "propose", {"price": 95}),
        ("/share food=3 who=bo now=yes", "", "share", {"food": 3, "who": "bo", "now": True}),
    ],
)
def test_words_and_a_move(line: str, words: str, name: str, args: dict[str, Any]) -> None:
    assert parse_line(line, (*BARGAIN, SHARE)) == (words, Action(name=name, args=args))


def test_words_alone() -> None:
    assert parse_line(" 3/4 of it, and/or less ", BARGAIN) == ("3/4 of it, and/or less", None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("/offer 110", "there is no move /offer now"),
        ("/propose", "/propose needs price"),
        ("/propose price=much", "price is 'much', which is no integer"),
        ("/propose price=110 day=2", "/propose does not take 'day'"),
        ("/accept it", "/accept does not take 'it'"),
        ("   ", "nothing was said"),
    ],
)
def test_nonsense_is_answered_with_what_is_legal(line: str, message: str) -> None:
    with pytest.raises(SocietyError) as refused:
        parse_line(line, BARGAIN)

    assert refused.value.message == message


def test_the_legal_moves_are_shown() -> None:
    with pytest.raises(SocietyError) as refused:
        parse_line("/what", BARGAIN)

    assert refused.value.hint == "moves now: /propose price=…; /accept; /walk_away"


async def test_a_person_is_asked_again_with_the_reason() -> None:
    listen, shown = listening("/offer 9", "Hm. /propose 90")

    said = await HumanPlayer(listen).speak(seen())

    assert (said.text, said.player) == ("Hm.", "human")
    assert said.action == Action(name="propose", args={"price": 90})
    assert "there is no move /offer now" in shown[1].refused[0]


async def test_a_person_who_never_says_a_line_ends_it() -> None:
    listen, _ = listening(*[""] * 9)

    with pytest.raises(SocietyError):
        await HumanPlayer(listen).speak(seen())
