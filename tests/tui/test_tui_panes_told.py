"""What the tabs State, Prompt and Trace tell, as text: what is there, and what is hidden."""

import json

import pytest

from society.domain.calls import Message
from society.domain.dialogue import Dialogue, Game, Turn
from society.domain.events import Called, Speaking, Spoke, Started, Token
from society.domain.scenario import StopRule
from tests.tui.bargain import bargain, drawn, lease
from tests.tui.watched import EPISODE, attempt, play, scene, shown
from tui.screens.live.panes import judge, prompt, rewards, state, trace, words
from tui.screens.live.panes.copies import copied
from tui.screens.live.scene import Scene

WIDTH = 60


def lines(tab: object, made: Scene, turn: int | None = None, width: int = WIDTH) -> list[str]:
    return tab.told(made, turn, width).plain.splitlines()  # type: ignore[attr-defined, no-any-return]


def told(tab: object, made: Scene, turn: int | None = None, width: int = WIDTH) -> str:
    return "\n".join(lines(tab, made, turn, width))


def test_the_prompt_is_what_was_sent_word_for_word() -> None:
    found = told(prompt, scene(), 0)

    assert "system\nYou are Ann. Your lowest price is $101." in found
    assert "temperature 0.7" in found


def test_a_prompt_is_hidden_with_private_matters() -> None:
    found = told(prompt, scene(private=False, ends=True), 0)

    assert "lowest" not in found
    assert "p shows it" in found


def test_of_a_further_request_only_what_is_new_is_shown() -> None:
    made = scene(bargain(turns=1))
    sent = made.attempts[0].request
    longer = (*sent, Message(role="user", content="Not legal: 9 is too low."))
    again = attempt("s0b", "turn:0", request=longer)
    made.take(Called(episode=EPISODE, attempt=again))
    turn = made.turns[0].turn
    assert turn is not None
    made.turns[0].turn = turn.model_copy(update={"calls": ("s0", "s0b")})

    found = told(prompt, made, 0)

    assert found.count("You are Ann") == 1
    assert "the 1 message from before, then\nuser\nNot legal: 9 is too low." in found


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"player": "human"}, "A person said this"),
        ({"flags": ("opening",)}, "opening words"),
        ({}, "No request of this turn"),
    ],
)
def test_a_turn_that_no_model_was_asked_for_says_why(changes: dict[str, object], why: str) -> None:
    made = Scene()
    dialogue = bargain(turns=1)
    turn = dialogue.turns[0].model_copy(update=changes)
    play(made, [next(iter(shown(dialogue))), Spoke(episode=EPISODE, turn=turn)])

    assert why in told(prompt, made)


def test_variables_known_to_one_side_are_counted_and_not_told() -> None:
    hidden, open_ = told(state, scene(private=False)), told(state, scene())

    assert "seller_min" not in hidden
    assert "buyer_max" not in hidden
    assert "list_price" in hidden
    assert "more known to one side only" in hidden
    assert f"seller_min  {drawn().variables['seller_min']}" in open_


def test_who_plays_a_role_sees_what_that_role_knows() -> None:
    made = scene(private=False)
    made.mine.add("buyer")

    found = told(state, made)

    assert "buyer_max" in found
    assert "seller_min" not in found


def test_offers_stand_with_their_worth_to_each_side() -> None:
    dialogue = bargain()
    worth = dialogue.last.standing or {}

    found = told(state, scene(dialogue))

    assert "t6   B price=128  ◂ on the table" in found
    assert f"A {worth['seller']:+.2f}  B {worth['buyer']:+.2f}" in found


def test_worths_are_hidden_with_private_matters() -> None:
    found = told(state, scene(private=False))

    assert "price=128" in found
    assert "A +" not in found
    assert "p shows it" in found


def test_the_state_is_that_after_the_chosen_turn() -> None:
    found = told(state, scene(), 2)

    assert "price=150  ◂ on the table" in found
    assert "price=120" not in found
    assert "B buyer may" in found


def test_the_moves_of_who_speaks_next_have_their_bounds() -> None:
    schema = drawn().options["propose"].args["price"]

    found = told(state, scene())

    assert "A seller may" in found
    assert f"/propose price={schema['minimum']}..{schema['maximum']}" in found
    assert "/accept" in found


def test_several_issues_are_all_in_an_offer() -> None:
    assert "rent=720 deposit=1 weeks=0" in told(state, scene(lease()))


def test_after_the_end_nobody_speaks() -> None:
    assert "Nobody speaks any more." in told(state, scene(ends=True))


def test_a_rule_that_cannot_be_told_is_said_and_the_rest_stays() -> None:
    game = drawn()
    broken = game.scenario.model_copy(
        update={"stop": (StopRule(when="1 / (turn - turn) > 0", outcome="never"),)}
    )
    dialogue = bargain(turns=2)
    wrong: Game = game.model_copy(update={"scenario": broken})

    found = told(state, scene(Dialogue(game=wrong, turns=dialogue.turns)))

    assert "price=110" in found
    assert "market/used_bike" in found


def test_the_ledger_names_turns_as_the_dialogue_does() -> None:
    found = lines(trace, scene(), 5, 100)

    assert any(line.startswith("✗ 12:00:05 t6 ") for line in found)
    assert any(line.startswith("✓ 12:00:05 t6 #2") for line in found)
    assert any("judge rubric" in line for line in found)
    assert any("rate limited, retry after 2 s: slow down" in line for line in found)


def test_the_ledger_sums_what_turns_and_judges_took() -> None:
    found = told(trace, scene(), None, 100)

    assert "turns 12 requests" in found
    assert "6 failed" in found
    assert "judge rubric 12 requests" in found


def test_a_long_ledger_lists_its_latest_and_sums_all() -> None:
    made = scene(bargain(turns=1))
    for at in range(300):
        made.take(Called(episode=EPISODE, attempt=attempt(f"x{at}", "judge:rubric")))

    found = told(trace, made, None, 100)

    assert f"… {304 - trace.LATEST} earlier" in found
    assert found.count("\n") < 300


def test_words_that_stream_change_nothing_that_the_tabs_tell() -> None:
    made = scene(bargain(turns=2))
    made.take(Speaking(episode=EPISODE, turn=2, role="seller"))
    before = words.facts(made, None)

    made.take(Token(episode=EPISODE, role="seller", text="Well"))

    assert words.facts(made, None) == before


def test_while_a_turn_is_said_the_latest_that_was_said_is_told_of() -> None:
    made = scene(bargain(turns=2))
    made.take(Speaking(episode=EPISODE, turn=2, role="seller"))

    assert "t2 B buyer" in told(rewards, made)
    assert "It is being said." in told(rewards, made, 2)


def test_what_is_copied_of_a_prompt_is_all_of_it() -> None:
    text = "y" * (words.LONGEST * 2)
    made = scene(bargain(turns=1))
    asked = attempt("s0", "turn:0", request=(Message(role="user", content=text),))
    made.take(Called(episode=EPISODE, attempt=asked))

    assert text in copied(made, 0, "prompt", prompt.told)
    assert json.loads(_after(copied(made, 0, "judge", judge.told), "]\n{"))["score"] == 9


def test_what_is_hidden_is_not_copied() -> None:
    made = scene(private=False)

    assert "lowest" not in copied(made, 0, "prompt", prompt.told)
    assert "You are a judge" not in copied(made, 0, "judge", judge.told)


def test_a_dialogue_that_only_began_has_nothing_said() -> None:
    made = Scene()
    play(made, [event for event in shown(bargain(turns=0)) if isinstance(event, Started)])

    assert "Nobody has spoken yet." in told(prompt, made)
    assert "A seller may" in told(state, made)


def _after(text: str, mark: str) -> str:
    """The JSON object that stands after a mark."""
    start = text.index(mark) + len(mark) - 1
    return text[start : text.index("}", start) + 1]


def test_a_turn_of_an_unknown_role_is_shown_all_the_same() -> None:
    made = Scene()
    stranger = Turn(index=0, role="ghost", text="boo")
    play(made, [next(iter(shown(bargain(turns=0)))), Spoke(episode=EPISODE, turn=stranger)])

    assert "? ghost" in told(rewards, made)


def test_of_a_search_with_many_requests_the_latest_are_shown() -> None:
    made = scene(bargain(turns=1))
    calls = [f"b{at}" for at in range(40)]
    for at, call in enumerate(calls):
        sent = (Message(role="user", content=f"branch {at}"),)
        made.take(Called(episode=EPISODE, attempt=attempt(call, "turn:0", request=sent)))
    turn = made.turns[0].turn
    assert turn is not None
    made.turns[0].turn = turn.model_copy(update={"calls": tuple(calls)})

    found = told(prompt, made, 0)

    assert "… 24 earlier replies" in found
    assert "branch 39" in found
    assert "branch 23" not in found
