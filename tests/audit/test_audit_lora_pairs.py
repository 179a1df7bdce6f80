"""What the embedded judge learns from: dialogues without a model, and one flaw in one reply."""

import pytest

from society.audit.lora.pairs import FLAWS, Pair, pairs
from society.audit.lora.split import HELD_KINDS, HELD_SCENARIOS, split
from society.audit.lora.talk import talks
from society.domain.dialogue import Dialogue
from society.domain.scenario import Scenario
from society.scenario import referee
from society.scenario.load import catalog, load


@pytest.fixture(scope="module")
def shipped() -> list[Scenario]:
    return [load(entry.id) for entry in catalog()]


@pytest.fixture(scope="module")
def talked(shipped: list[Scenario]) -> list[Dialogue]:
    return list(talks(shipped, [1, 2], ["en", "zh"]))


@pytest.fixture(scope="module")
def made(talked: list[Dialogue]) -> list[Pair]:
    return pairs(talked, 0)


def test_every_shipped_scenario_is_talked_through_legally(
    shipped: list[Scenario], talked: list[Dialogue]
) -> None:
    assert {each.game.scenario.id for each in talked} == {each.id for each in shipped}
    assert {each.game.locale for each in talked} == {"en", "zh"}
    for dialogue in talked:
        assert referee.ending(dialogue) is not None
        for at, turn in enumerate(dialogue.turns):
            so_far = Dialogue(game=dialogue.game, turns=dialogue.turns[:at])
            assert turn.text.strip()
            assert referee.refuse(so_far, turn.role, turn.action) is None


def test_the_same_seed_gives_the_same_pairs(talked: list[Dialogue], made: list[Pair]) -> None:
    again = pairs(talked, 0)

    assert [each.bad.text for each in again] == [each.bad.text for each in made]
    assert [each.bad.text for each in pairs(talked, 1)] != [each.bad.text for each in made]


def test_both_replies_answer_the_same_moment_and_differ_in_their_words(made: list[Pair]) -> None:
    for pair in made:
        assert pair.good.index == pair.bad.index == len(pair.before.turns)
        assert pair.good.role == pair.bad.role
        assert pair.good.text.strip() != pair.bad.text.strip()
        assert (pair.good.action is None) == (pair.bad.action is None)


def test_every_kind_of_flaw_is_made_in_both_languages(made: list[Pair]) -> None:
    for locale in ("en", "zh"):
        assert {pair.kind for pair in made if pair.locale == locale} == set(FLAWS)


def test_a_cut_reply_ends_inside_a_word(made: list[Pair]) -> None:
    for pair in made:
        if pair.kind == "cut" and pair.locale == "en":
            rest = pair.good.text.removeprefix(pair.bad.text)
            assert rest != pair.good.text
            assert pair.bad.text[-1].isalpha()
            assert rest[0].isalpha()


def test_what_tests_was_never_trained_on(shipped: list[Scenario]) -> None:
    parted = split(shipped, 60, seed=0)

    assert len(parted.train) == 60
    assert not {pair.kind for pair in (*parted.train, *parted.valid)} & HELD_KINDS
    assert not {pair.scenario for pair in (*parted.train, *parted.valid)} & HELD_SCENARIOS
    assert {pair.scenario for pair in parted.tests["other scenarios"]} <= HELD_SCENARIOS
    assert {pair.kind for pair in parted.tests["other flaws"]} <= HELD_KINDS
    trained = {(pair.scenario, pair.before.game.seed) for pair in parted.train}
    for name, tests in parted.tests.items():
        seen = {(pair.scenario, pair.before.game.seed) for pair in tests}
        assert not seen & trained, name
        assert tests, name


def test_who_speaks_first_cannot_repeat_anybody(talked: list[Dialogue]) -> None:
    alone = [
        each.model_copy(update={"turns": (each.turns[1].model_copy(update={"index": 0}),)})
        for each in talked
    ]

    kinds = {pair.kind for seed in range(5) for pair in pairs(alone, seed)}

    assert kinds
    assert not kinds & {"again", "parrot"}
