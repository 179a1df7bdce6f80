"""What must not matter to a judge: the words for it, the labels, the length."""

from random import Random

import pytest

from society.audit.attacks import INJECTIONS_EN, INJECTIONS_ZH, MARKS, TAGS
from society.audit.casino import shipped
from society.audit.edits import EDITS, names, swapped, synonyms
from society.audit.fillers import neutral, padded
from society.audit.flaws.scene import WORD
from society.domain.dialogue import Dialogue
from society.scenario import referee
from society.scenario.draw import draw
from society.scenario.load import load
from society.scoring.flags import plain

TALK = shipped()[3].dialogue
UPTO = Dialogue(game=TALK.game, turns=TALK.turns[:6])


@pytest.mark.parametrize("order", [*INJECTIONS_EN, *INJECTIONS_ZH])
def test_the_control_of_an_order_has_as_many_words_as_the_order(order: str) -> None:
    control = neutral(order, Random(1))

    assert len(WORD.findall(control)) == len(WORD.findall(order))
    assert plain(control) != plain(order)


def test_the_mark_beside_a_forged_tag_has_its_shape() -> None:
    for name, tag in TAGS.items():
        shape = ["a" if letter.isalpha() else letter for letter in tag.lower()]

        assert shape == ["a" if letter.isalpha() else letter for letter in MARKS[name].lower()]


def test_padding_adds_words_that_are_not_repeated() -> None:
    text = padded("I need water.", Random(2), zh=False)

    sentences = [part for part in text.split(". ") if part]
    assert text.startswith("I need water.")
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("kind", ["typography", "synonyms"])
def test_an_edit_changes_the_last_turn_and_no_other(kind: str) -> None:
    texts = [Dialogue(game=TALK.game, turns=TALK.turns[: n + 1]) for n in range(1, 8)]

    for before in texts:
        after = EDITS[kind](before, Random(1))
        if after:
            assert after.turns[:-1] == before.turns[:-1]
            assert after.last.text != before.last.text


def test_synonyms_keep_the_case_of_the_first_letter() -> None:
    said = UPTO.last.model_copy(update={"text": "Hi there, maybe. Maybe not."})

    after = synonyms(Dialogue(game=TALK.game, turns=(*UPTO.turns[:-1], said)), Random(1))

    assert after
    assert after.last.text == "Hello there, perhaps. Perhaps not."


def test_other_names_stand_wherever_the_old_ones_stood() -> None:
    after = names(UPTO, Random(1))

    assert after
    shown = after.text() + after.game.context + "".join(role.public for role in after.game.roles)
    assert "Alex" not in shown
    assert "Robin" not in shown
    assert [role.id for role in after.game.roles] == [role.id for role in UPTO.game.roles]


def test_swapped_labels_leave_words_and_knowledge_with_the_speaker() -> None:
    after = swapped(UPTO)

    assert after
    assert [turn.text for turn in after.turns] == [turn.text for turn in UPTO.turns]
    assert [turn.role for turn in after.turns] == [
        {"camper_a": "camper_b", "camper_b": "camper_a"}[turn.role] for turn in UPTO.turns
    ]
    mine, theirs = UPTO.game.role("camper_a"), after.game.role("camper_b")
    assert (theirs.private, theirs.name) == (mine.private, "Robin")
    assert referee.view(after, "camper_a").role.private == UPTO.game.role("camper_b").private


def test_labels_that_mean_something_are_not_swapped() -> None:
    bike = Dialogue(game=draw(load("market/used_bike"), seed=1))

    assert swapped(bike) is None
