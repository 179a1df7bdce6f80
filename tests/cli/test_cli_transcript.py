"""How turns, judgements, rewards and ends are drawn: plain lines, nothing obeyed."""

from collections.abc import Sequence
from typing import Any

import pytest
from rich.text import Text

from society.cli.show import transcript
from society.domain import display
from society.domain.dialogue import Action, Limit
from society.domain.episode import Episode
from society.domain.judging import Reward
from tests.store import paper


def plain(lines: Sequence[Text]) -> str:
    return "\n".join(line.plain for line in lines)


def test_a_turn_shows_who_the_move_the_words_and_who_found_them() -> None:
    turn = paper.turn(0, "Thirty.\nNot less.", flags=("role_swap",), player="planned:embedded")

    assert plain(transcript.turn_lines(turn, paper.game())) == (
        "Ann  ⟦propose price=30⟧\n"
        "  Thirty.\n"
        "  Not less.\n"
        "  ◇ move planned, words by embedded   ⚑ role swap"
    )


def test_a_turn_of_talk_alone_is_a_name_and_words() -> None:
    turn = paper.turn(1, "好的", action=None, planned=False, flags=())

    assert plain(transcript.turn_lines(turn, paper.game())) == "小博\n  好的"


@pytest.mark.parametrize("text", ["\x1b]0;owned\x07", "[bold]x[/bold]", "a\u202eb", "\x9b2J"])
def test_hostile_words_are_shown_as_they_are_not_obeyed(text: str) -> None:
    turn = paper.turn(0, text, action=Action(name="say", args={"x": text}), role=text)
    said = paper.judgement(0, critique=text, judge=text or "x")
    game = paper.game(title=text, context=text)
    lines = [
        *transcript.turn_lines(turn, game),
        transcript.judgement_line(said),
        *transcript.header_lines(game),
        *transcript.private_lines(game),
    ]

    shown = plain(lines)
    assert not any(control in shown for control in "\x1b\x07\x9b\u202e")
    assert "[bold]" in shown if "[bold]" in text else "<U+" in shown
    assert not any("owned" in str(span.style) for line in lines for span in line.spans)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"score": 0.25, "critique": "too\nsoft"}, "  0.25  kind  too soft"),
        ({"score": 0.25, "critique": ""}, "  0.25  kind"),
        (
            {"score": None, "unscored": "timeout", "critique": ""},
            "  ⚠ kind: no score (timeout)",
        ),
        (
            {"scope": "outcome", "turn": None, "score": 1.0, "critique": ""},
            "  1.00  kind of seller",
        ),
    ],
)
def test_a_judgement_is_a_line(changes: dict[str, Any], line: str) -> None:
    assert transcript.judgement_line(paper.judgement(0, **changes)).plain == line


@pytest.mark.parametrize(
    ("value", "drawn"), [(0, "▱▱▱▱"), (0.5, "▰▰▱▱"), (1, "▰▰▰▰"), (-3, "▱▱▱▱"), (9, "▰▰▰▰")]
)
def test_a_bar_stays_a_bar_whatever_the_value(value: float, drawn: str) -> None:
    assert display.bar(value, 4) == drawn


def test_a_reward_for_the_end_says_so() -> None:
    paid = Reward(turn=3, role="seller", value=0.75, scope="outcome")

    assert transcript.reward_line(paid).plain == "  ▰▰▰▰▰▰▰▰▱▱ 0.75  seller, for how it ended"


def test_the_end_names_the_deal_each_share_and_the_winner() -> None:
    assert plain(transcript.outcome_lines(paper.outcome(), paper.game())) == (
        "── agreement  price 28\n"
        "  Ann (seller)  ▰▰▰▰▰▰▰▰▱▱ 0.75  return 0.60  ★ wins by 0.50\n"
        "  小博 (buyer)  ▰▰▱▱▱▱▱▱▱▱ 0.25  return 0.40"
    )


def test_an_end_without_winner_or_utility_says_so() -> None:
    ended = paper.outcome(
        ended="no_deal", winner=None, winners=(), verifiable=False, issues={"price": None}
    )

    shown = plain(transcript.outcome_lines(ended, paper.game()))

    assert shown.startswith("── no deal\n")
    assert shown.endswith("no winner\n  by mean reward: the scenario names no utility")


def test_private_texts_are_shown_only_when_asked_for() -> None:
    roles = [
        role.model_copy(update={"limit": Limit(issue="price", value=15.0)})
        for role in paper.game().roles
    ]
    episode = Episode(
        id="e1",
        dialogue={"game": paper.game(roles=tuple(roles)), "turns": (paper.turn(0),)},
        provenance=paper.provenance(),
        status="stopped",
        error="the user stopped it",
    )

    private = plain(transcript.episode_lines(episode, private=True))
    public = plain(transcript.episode_lines(episode))

    for secret in ("Never below 15", "Limit: price 15 (higher is better)", "Drawn: floor=15"):
        assert secret in private
        assert secret not in public
    assert public.endswith("── stopped: the user stopped it")


def test_requests_become_rows_that_name_what_went_wrong() -> None:
    calls = [
        paper.attempt("c1", error_kind="server", cost=None),
        paper.attempt("c1", number=2, cost=0.0123),
    ]

    rows = transcript.call_rows(calls)

    assert [(row[0], row[5], row[7]) for row in rows] == [
        ("c1", "?", "server"),
        ("c1 #2", "$0.0123", "ok"),
    ]


@pytest.mark.parametrize(
    ("cost", "unpriced", "told"),
    [(None, 0, "?"), (0.0, 0, "$0"), (0.5, 0, "$0.5000"), (0.5, 3, "≥$0.5000")],
)
def test_money_that_is_not_known_is_not_called_nothing(
    cost: float | None, unpriced: int, told: str
) -> None:
    assert display.money(cost, unpriced) == told
