"""Drafts of a turn that is stored already, and a dialogue that begins with another's turns."""

from pathlib import Path

import pytest

from society.domain.dialogue import Action, Draft, Turn
from society.domain.episode import Lineage
from society.domain.errors import SocietyError
from society.domain.judging import Judgement, Reward
from society.store.choices import add_drafts
from society.store.lease import Taken
from society.store.store import Store
from tests.store import paper
from tests.store.test_store_lease import holder

TURNS = (
    Turn(index=0, role="seller", text="20?", drafts=(Draft(text="19?", value=0.5),)),
    Turn(index=1, role="buyer", text="Hm."),
)
KEPT = Draft(text="Hm.", value=1.0, reason="kept")
OTHER = Draft(text="No.", action=Action(name="propose", args={"price": 9}), value=0.0)


async def begun(store: Store, name: str = "e1") -> None:
    await store.begin(name, paper.game(), paper.provenance(), turns=TURNS)


async def test_drafts_are_added_behind_those_that_the_turn_has(store: Store) -> None:
    await begun(store)

    await add_drafts(store, "e1", 0, [KEPT])
    await add_drafts(store, "e1", 0, [OTHER, KEPT])
    await add_drafts(store, "e1", 1, [OTHER])

    first, second = store.episode("e1").dialogue.turns
    assert first.drafts == (*TURNS[0].drafts, KEPT, OTHER, KEPT)
    assert second == TURNS[1].model_copy(update={"drafts": (OTHER,)})


async def test_drafts_are_added_while_this_process_plays_the_dialogue(store: Store) -> None:
    await begun(store)

    async with store.leasing("e1"):
        await add_drafts(store, "e1", 1, [KEPT])

    assert store.episode("e1").dialogue.turns[1].drafts == (KEPT,)


async def test_drafts_of_a_turn_that_is_not_there_are_refused(store: Store) -> None:
    await begun(store)

    with pytest.raises(SocietyError, match="has no turn 2"):
        await add_drafts(store, "e1", 2, [KEPT])


async def test_nothing_is_added_to_what_another_process_plays(store: Store, path: Path) -> None:
    await begun(store)

    with holder(path), pytest.raises(Taken):
        await add_drafts(store, "e1", 1, [KEPT])

    assert store.episode("e1").dialogue.turns == TURNS


async def test_a_dialogue_begins_with_turns_and_all_that_was_said_and_paid_of_them(
    store: Store,
) -> None:
    said = (
        Judgement(turn=0, role="seller", judge="kind", score=0.5, calls=("c1",)),
        Judgement(turn=1, role="buyer", judge="kind", unscored="timeout"),
    )
    paid = (Reward(turn=0, role="seller", value=0.5, parts={"kind": 0.5}),)
    grown = Lineage(parent="e0", branch=1)

    await store.begin(
        "e1",
        paper.game(),
        paper.provenance(),
        lineage=grown,
        turns=TURNS,
        judgements=said,
        rewards=paid,
    )

    kept = store.episode("e1")
    assert (kept.dialogue.turns, kept.judgements, kept.rewards) == (TURNS, said, paid)
    assert (kept.status, kept.lineage) == ("pending", grown)
