"""The tree of what was considered: whole, broken, looped, and which reply of it was said."""

import pytest

from society.domain.dialogue import Action, Draft, Turn
from society.domain.thinking import CIRCLE, SAID, Tree, unsaid


def considered(*drafts: Draft, text: str = "90?", action: Action | None = None) -> Turn:
    return Turn(index=4, role="seller", text=text, action=action, drafts=drafts)


def reply(text: str, above: int | None = None, *, visits: int = 0, role: str = "") -> Draft:
    return Draft(text=text, above=above, visits=visits, role=role)


def told(tree: Tree) -> list[tuple[int, str]]:
    return [(each.depth, each.draft.text) for each in tree.walk()]


def test_replies_stand_below_what_they_answer_the_most_visited_first() -> None:
    tree = Tree.of(
        considered(
            reply("80?", visits=2),
            reply("90?", visits=9),
            reply("No.", 1, visits=3, role="buyer"),
            reply("Yes.", 1, visits=5, role="buyer"),
            reply("Good.", 3),
        )
    )

    assert told(tree) == [(0, "90?"), (1, "Yes."), (2, "Good."), (1, "No."), (0, "80?")]
    assert [each.role for each in tree.chain(4)] == ["seller", "buyer", "seller"]
    assert [each.draft.text for each in tree.walk(3)] == ["Good."]
    assert tree.misplaced == 0


def test_a_better_value_comes_first_where_visits_are_equal_and_none_comes_last() -> None:
    drafts = [Draft(text=f"{value}", value=value) for value in (None, 0.2, 0.8, 0.0)]

    assert [text for _, text in told(Tree.of(considered(*drafts)))] == ["0.8", "0.2", "0.0", "None"]


def test_what_was_said_is_known_by_its_words_and_move() -> None:
    moved = Action(name="propose", args={"price": 90})
    drafts = (Draft(text="90?"), Draft(text="90?", action=moved), reply("90?", 0))

    tree = Tree.of(considered(*drafts, action=moved))

    assert [each.said for each in tree.replies] == [False, True, False]


def test_a_draft_that_got_its_words_later_is_known_by_its_reason() -> None:
    drafts = (Draft(text="", reason="worth less"), Draft(text="", reason=SAID))

    assert [each.said for each in Tree.of(considered(*drafts)).replies] == [False, True]


def test_what_was_not_said_is_neither_what_was_said_nor_what_was_looked_ahead_to() -> None:
    turn = considered(reply("90?"), reply("80?"), reply("Yes.", 0), reply("100?"), reply("a", 99))

    assert [each.text for each in unsaid(turn)] == ["80?", "100?"]


@pytest.mark.parametrize("above", [-1, 2, 10**30])
def test_a_reply_to_what_is_not_there_hangs_at_the_turn_and_says_so(above: int) -> None:
    tree = Tree.of(considered(reply("80?"), reply("lost", above)))

    assert (tree.replies[1].above, tree.replies[1].depth) == (None, 0)
    assert tree.replies[1].misplaced == f"it answers draft {above}, which is not there"
    assert not tree.replies[0].misplaced


def test_replies_that_answer_each_other_hang_at_the_turn_with_what_is_below_them() -> None:
    circle = (reply("a", 3), reply("b", 1), reply("c", 2), reply("self", 4), reply("below", 2))

    tree = Tree.of(considered(reply("90?"), *circle))

    assert sorted(told(tree)) == [
        (0, "90?"),
        (0, "a"),
        (0, "b"),
        (0, "c"),
        (0, "self"),
        (1, "below"),
    ]
    assert [each.misplaced for each in tree.replies] == ["", CIRCLE, CIRCLE, CIRCLE, CIRCLE, ""]
    assert tree.misplaced == 4


def test_a_chain_of_many_thousand_replies_is_a_tree() -> None:
    drafts = [reply(str(n), n - 1 if n else None) for n in range(20_000)]

    tree = Tree.of(considered(*drafts))

    assert sum(1 for _ in tree.walk()) == 20_000
    assert len(tree.chain(19_999)) == 20_000
    assert tree.replies[-1].depth == 19_999


def test_a_turn_without_drafts_has_a_tree_without_branches() -> None:
    assert list(Tree.of(considered()).walk()) == []
