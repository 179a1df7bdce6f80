"""Planted flaws: nine kinds, at a known turn, the same for the same seed, in two languages."""

import json
from pathlib import Path

import pytest

from society.audit.casino import shipped
from society.audit.flaws import KINDS, planted
from society.audit.flaws.pairs import pairs, record
from society.audit.flaws.scene import HAN, is_chinese
from society.audit.material import casino
from tests.audit.talk import chinese

TALK = shipped()[0].dialogue
AT = 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_flaw_changes_one_turn_and_nothing_else(kind: str) -> None:
    made = [planted(TALK, turn.index, kind, 7) for turn in TALK.turns[2:10]]

    found = [each for each in made if each]
    assert found
    for each in found:
        assert each.bad.turns[:-1] == each.good.turns[:-1] == TALK.turns[: each.turn]
        assert each.good.last == TALK.turns[each.turn]
        assert each.bad.last.text != each.good.last.text
        assert (each.bad.last.role, each.bad.last.action) == (each.role, each.good.last.action)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_plants_the_same_flaw(kind: str) -> None:
    at = next(turn.index for turn in TALK.turns[4:] if planted(TALK, turn.index, kind, 7))

    same = [planted(TALK, at, kind, 7) for _ in range(2)]
    drawn = [planted(TALK, at, kind, seed) for seed in range(12)]

    assert same[0] == same[1]
    assert len({each.bad.last.text for each in drawn if each}) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_chinese_dialogue_is_spoilt_in_chinese(kind: str) -> None:
    dialogue = chinese()

    made = [planted(dialogue, 4, kind, seed) for seed in range(6)]

    found = [each for each in made if each]
    assert found
    assert all(is_chinese(each.bad.last.text) for each in found)


def test_a_false_sum_is_false() -> None:
    made = [planted(TALK, AT, "false_sum", seed) for seed in range(30)]

    for each in filter(None, made):
        a, b, wrong = (int(part) for part in each.about.split() if part.isdigit())
        assert a + b != wrong
        assert str(wrong) in each.bad.last.text


def test_a_deal_that_nobody_offered_names_a_number_that_nobody_said() -> None:
    dialogue = chinese()

    for each in filter(None, (planted(dialogue, 4, "false_deal", seed) for seed in range(20))):
        told = each.about.removeprefix("accepts ").partition(",")[0].rstrip("元 个")
        assert told.strip() not in dialogue.text()


def test_a_leak_tells_the_speakers_own_secret() -> None:
    dialogue = chinese()
    secret = dialogue.game.role("seller").secrets[0]

    found = [planted(dialogue, 4, "leak", seed) for seed in range(6)]

    assert all(each and secret in each.bad.last.text for each in found)


def test_a_cut_turn_breaks_off_inside_a_word() -> None:
    found = planted(TALK, AT, "cut", 7)

    assert found
    rest = found.good.last.text.removeprefix(found.bad.last.text)
    assert found.bad.last.text[-1].isalpha()
    assert rest[0].isalpha()


def test_another_theme_lends_what_is_off_topic_where_there_is_one() -> None:
    lender = chinese()
    english = [
        turn.model_copy(update={"text": "The brakes of this bike are new."})
        for turn in lender.turns
    ]
    other = lender.model_copy(update={"turns": tuple(english)})

    found = planted(TALK, AT, "off_topic", 7, [other])

    assert found
    assert found.bad.last.text == "The brakes of this bike are new."


def test_a_turn_without_words_cannot_be_spoilt() -> None:
    bare = next(turn for turn in TALK.turns if not turn.text)

    assert [planted(TALK, bare.index, kind, 7) for kind in KINDS] == [None] * len(KINDS)


def test_pairs_are_written_with_what_a_judge_needs_to_see_the_flaw(tmp_path: Path) -> None:
    material = casino(300, seed=2)

    lines = [json.dumps(record(pair)) for pair in pairs(material, per_kind=10, seed=2)]

    told = [json.loads(line) for line in lines]
    assert {each["kind"] for each in told} == set(KINDS)
    assert all(len(each["history"]) == each["turn"] for each in told)
    assert all(each["good"]["text"] != each["bad"]["text"] for each in told)
    assert not any(HAN.search(each["bad"]["text"]) for each in told)
