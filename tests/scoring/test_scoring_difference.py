"""Two dialogues beside each other: what is equal, what changed, what the change was paid."""

import time

import pytest

from society.domain.dialogue import Dialogue
from society.domain.episode import Episode
from society.domain.judging import Reward
from society.scoring.difference import Difference, difference
from tests.store import paper


def episode(*texts: str, name: str = "e", paid: dict[int, float] | None = None) -> Episode:
    turns = tuple(paper.turn(at, text, action=None) for at, text in enumerate(texts))
    rewards = tuple(
        Reward(turn=at, role=turns[at].role, value=value) for at, value in (paid or {}).items()
    )
    return Episode(
        id=name,
        dialogue=Dialogue(game=paper.game(), turns=turns),
        rewards=rewards,
        outcome=paper.outcome(),
        provenance=paper.provenance(),
        status="done",
    )


def kinds(found: Difference) -> list[str]:
    return [row.kind for row in found.rows]


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        pytest.param("abc", "abc", "same same same", id="equal"),
        pytest.param("abc", "abX", "same same changed", id="branched at the last"),
        pytest.param("ab", "abcd", "same same right right", id="went on"),
        pytest.param("abcd", "ab", "same same left left", id="broke off"),
        pytest.param("aXc", "aYc", "same changed same", id="changed in the middle"),
        pytest.param("abcd", "cd", "left left same same", id="began later"),
        pytest.param("", "a", "right", id="nothing on the left"),
        pytest.param("", "", "", id="nothing at all"),
    ],
)
def test_turns_are_aligned_by_what_was_said(left: str, right: str, told: str) -> None:
    assert kinds(difference(episode(*left), episode(*right))) == told.split()


def test_the_words_that_differ_are_marked_and_no_others() -> None:
    found = difference(episode("I can do 110 in cash."), episode("I can do 124, in cash."))

    left, right = found.rows[0].words
    assert [piece.text for piece in left if piece.changed] == ["110"]
    assert [piece.text for piece in right if piece.changed] == ["124,"]
    assert "".join(piece.text for piece in left) == "I can do 110 in cash."
    assert "".join(piece.text for piece in right) == "I can do 124, in cash."


def test_chinese_is_compared_letter_by_letter() -> None:
    found = difference(episode("我出一百元"), episode("我出二百元"))

    left, right = found.rows[0].words
    assert [piece.text for piece in left if piece.changed] == ["一"]
    assert [piece.text for piece in right if piece.changed] == ["二"]


def test_the_pay_of_both_sides_and_its_difference_stand_with_the_turn() -> None:
    found = difference(
        episode("a", "b", paid={0: 0.5, 1: 0.25}), episode("a", "c", paid={0: 0.5, 1: 0.75})
    )

    assert [row.delta for row in found.rows] == [0.0, 0.5]
    assert [row.differs for row in found.rows] == [False, True]


def test_an_equal_turn_that_was_paid_otherwise_differs() -> None:
    found = difference(episode("a", paid={0: 0.5}), episode("a", paid={0: 0.6}))

    assert (found.rows[0].kind, found.rows[0].differs) == ("same", True)


def test_a_turn_that_was_not_paid_has_no_difference() -> None:
    assert difference(episode("a", paid={0: 0.5}), episode("a")).rows[0].delta is None


def test_the_same_words_with_another_move_are_another_turn() -> None:
    one = episode("a")
    moved = one.dialogue.turns[0].model_copy(update={"action": paper.turn(0).action})
    other = one.model_copy(update={"dialogue": Dialogue(game=one.dialogue.game, turns=(moved,))})

    assert kinds(difference(one, other)) == ["changed"]


def test_shared_turns_are_those_that_both_begin_with() -> None:
    assert difference(episode(*"abXd"), episode(*"abYd")).shared == 2


def test_two_draws_are_two_games() -> None:
    one = episode("a")
    game = paper.game(variables={"floor": 20})
    other = one.model_copy(update={"dialogue": Dialogue(game=game, turns=one.dialogue.turns)})

    assert difference(one, episode("b")).one_game
    assert not difference(one, other).one_game


def test_swapped_it_is_the_same_the_other_way_round() -> None:
    found = difference(episode("a", "b", name="x"), episode("a", name="y")).swapped()

    assert (found.left.id, found.right.id, kinds(found)) == ("y", "x", ["same", "right"])


def test_ends_are_compared_in_words_and_figures() -> None:
    one = episode("a")
    settled = paper.outcome(winner="buyer", utilities={"seller": 0.25}, issues={})
    other = episode("a", "b").model_copy(update={"outcome": settled})

    told = {
        each.what: (each.left, each.right, each.delta) for each in difference(one, other).ends()
    }

    assert told["winner"] == ("seller", "buyer", None)
    assert told["price"] == ("28", "", None)
    assert told["seller utility"] == ("0.75", "0.25", -0.5)
    assert told["buyer utility"] == ("0.25", "", None)
    assert told["turns"] == ("1", "2", None)


def test_what_never_ended_says_its_state() -> None:
    cut = episode("a").model_copy(update={"outcome": None, "status": "stopped"})

    first = next(difference(episode("a"), cut).ends())

    assert (first.left, first.right) == ("agreement", "stopped")


def test_very_long_texts_are_compared_at_once() -> None:
    begun = time.process_time()
    found = difference(episode("a b " * 200_000), episode("b c " * 200_000))

    assert kinds(found) == ["changed"]
    assert time.process_time() - begun < 5
