"""Which rows are kept: fitness, the best, the split, balance, near duplicates, and their counts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Episode, Outcome
from society.domain.judging import Reward
from society.export.cleaning import Seen, likeness, signature
from society.export.rows import Choice, Row, Tally, rows
from society.export.selection import split
from society.scenario.draw import draw
from tests.export.played import changed, episode, everything, own, shipped
from tests.scenario.stage import SMALL, made

BIKE = "market/used_bike"
TALK = made(SMALL)
SENTENCE = "My last price is 110, and the chain is as good as new, which you know quite well."


def talk(name: str, value: float, *, seed: int = 1, winner: str | None = None) -> Episode:
    """One turn of role a, worth so much; every dialogue says something else."""
    turn = Turn(index=0, role="a", text=f"{name} {name[::-1]} {value}", player="x")
    dialogue = Dialogue(game=draw(TALK, seed=seed), turns=(turn,))
    rewards = (Reward(turn=0, role="a", value=value),)
    outcome = Outcome(ended="done", returns={"a": value}, winner=winner)
    return episode(dialogue, name=name, rewards=rewards, outcome=outcome)


def exported(
    told: Sequence[Episode], name: str = "trl-sft", **choice: Any
) -> tuple[list[Row], Tally]:
    tally = Tally()
    return list(rows(name, told, Choice(**choice), tally)), tally


def ids(found: list[Row]) -> list[str]:
    return [row.record["dialogue_id"] for row in found]


def test_the_roles_that_the_scenario_trains_are_exported_and_all_where_it_marks_none() -> None:
    game = draw(TALK, seed=1)
    first, second = game.roles
    marked = game.model_copy(update={"roles": (first, second.model_copy(update={"train": True}))})
    turns = tuple(Turn(index=at, role=role, text=f"I am {role}.") for at, role in enumerate("ab"))

    some, _ = exported([episode(Dialogue(game=marked, turns=turns))])
    every, _ = exported([episode(Dialogue(game=game, turns=turns))])

    assert [row.record["role_name"] for row in some] == ["b"]
    assert [row.record["role_name"] for row in every] == ["a", "b"]


def test_chosen_roles_are_exported_and_their_absence_is_counted() -> None:
    found, _ = exported(shipped(BIKE), roles=("buyer",))
    none, tally = exported(shipped(BIKE), roles=("broker",))

    assert {row.record["role_name"] for row in found} == {"buyer"}
    assert none == []
    assert tally.dropped == {"none of the chosen roles is in it": len(shipped(BIKE))}


@pytest.mark.parametrize("status", ["pending", "running", "failed", "stopped"])
def test_a_dialogue_that_is_not_done_is_left_out_and_counted(status: str) -> None:
    found, tally = exported([shipped(BIKE)[0].model_copy(update={"status": status})])

    assert found == []
    assert tally.dropped == {f"the dialogue is {status}, not done": 1}


def test_a_dialogue_with_a_leak_is_left_out_unless_asked_for() -> None:
    told = shipped(BIKE)[0]
    leaked = changed(told, own(told, "buyer"), flags=("leak",))

    assert exported([leaked])[0] == []
    assert exported([leaked])[1].dropped == {"private text leaked": 1}
    assert exported([leaked], keep_flagged=True)[0] != []


def test_a_side_whose_only_turn_is_flagged_is_left_out_and_counted() -> None:
    found, tally = exported([changed(talk("one", 0.5), 0, flags=("refused",))], roles=("a",))

    assert found == []
    assert tally.dropped == {"every own turn is flagged": 1}


def test_a_role_that_did_not_speak_is_counted() -> None:
    assert exported([talk("one", 0.5)], roles=("b",))[1].dropped == {"the role did not speak": 1}


def test_a_dialogue_cut_before_a_flagged_turn_is_counted() -> None:
    told = shipped(BIKE)[0]
    flagged = changed(told, own(told, "seller", 1), flags=("truncated",))

    found, tally = exported([flagged], roles=("seller",))
    kept, _ = exported([flagged], "openai-chat", roles=("seller",))

    assert tally.cut == {"the dialogue ends before a flagged turn": 1}
    assert len(found[0].record["messages"]) < len(kept[0].record["messages"])
    assert 0 in [each.get("weight") for each in kept[0].record["messages"][3:]]


def test_the_best_of_every_scenario_and_role_are_kept() -> None:
    told = [talk(f"t{at}", at / 10) for at in range(10)]

    found, tally = exported(told, roles=("a",), top=0.2)

    assert ids(found) == ["t8", "t9"]
    assert tally.dropped == {"not among the best": 8}


def test_of_equals_so_many_are_kept_as_the_share_says() -> None:
    told = [talk(f"t{at}", 0.5) for at in range(10)]

    kept = ids(exported(told, roles=("a",), top=0.3)[0])

    assert len(kept) == 3
    assert sorted(ids(exported(told[::-1], roles=("a",), top=0.3)[0])) == sorted(kept)


def test_the_least_reward_holds_for_what_one_row_trains() -> None:
    told = shipped(BIKE)
    by_turn, _ = exported(told, "trl-sft-turns", roles=("seller",), min_reward=0.5)
    whole, tally = exported(told, roles=("seller",), min_reward=0.5)

    assert by_turn
    assert min(row.record["reward"] for row in by_turn) >= 0.5
    assert all(row.record["reward"] >= 0.5 for row in whole)
    assert len(whole) + tally.dropped["the reward is below the least"] == len(told)


def test_what_nobody_paid_is_not_taken_for_a_low_reward() -> None:
    unpaid = talk("one", 0.5).model_copy(update={"rewards": (), "outcome": None})

    assert exported([unpaid], roles=("a",), min_reward=0.1)[1].dropped == {"nothing was paid": 1}
    assert len(exported([unpaid], roles=("a",))[0]) == 1


def test_losers_are_left_out_on_request_but_not_where_a_format_learns_from_them() -> None:
    told = [talk("won", 0.9, winner="a"), talk("lost", 0.1, winner="b")]

    assert ids(exported(told, roles=("a",), keep_losers=False)[0]) == ["won"]
    kept, _ = exported(told, "trl-kto", roles=("a",), keep_losers=False, top=0.5, min_reward=0.8)
    assert ids(kept) == ["won", "lost"]


def test_all_of_a_game_is_on_one_side_of_the_split_in_every_format() -> None:
    sides: dict[tuple[str, int], set[str]] = {}
    told = [talk(f"t{at}", at / 100, seed=at % 40) for at in range(80)]
    for name in ("trl-sft", "trl-sft-turns", "raw"):
        for row, each in zip(rows(name, told, Choice(split=0.3), Tally()), told, strict=True):
            game = each.dialogue.game
            sides.setdefault((game.scenario.id, game.seed), set()).add(row.split)

    assert all(len(side) == 1 for side in sides.values())
    assert {"train", "test"} == set().union(*sides.values())


def test_a_game_stays_on_its_side_in_every_language_and_at_every_level() -> None:
    told = shipped(BIKE)

    assert len({each.dialogue.game.locale for each in told}) == 2
    assert len({split(each, 0.5) for each in told}) == 1


def test_the_split_has_about_the_share_asked_for() -> None:
    sides = Counter(split(talk("x", 0.5, seed=seed), 0.1) for seed in range(1000))

    assert 70 < sides["test"] < 130
    assert {split(talk("x", 0.5, seed=seed), 0.0) for seed in range(100)} == {"train"}


def test_balance_cuts_every_kind_down_to_the_rarest() -> None:
    told = [talk(f"t{at}", at / 50, winner="a" if at % 5 else "b") for at in range(50)]

    found, tally = exported(told, "trl-kto", roles=("a",), balance=("winner",))

    assert Counter(row.record["label"] for row in found) == {True: 10, False: 10}
    assert tally.dropped == {"there are more of its kind": 30}
    again, _ = exported(told[::-1], "trl-kto", roles=("a",), balance=("winner",))
    assert sorted(ids(again)) == sorted(ids(found))


def test_balance_by_language_takes_as_many_of_each() -> None:
    told = [each for each in everything() if each.dialogue.game.locale == "en"][:9]
    told += [each for each in everything() if each.dialogue.game.locale == "zh"][:4]

    found, _ = exported(told, balance=("locale",))

    counted = Counter(row.record["locale"] for row in found)
    assert len(counted) == 2
    assert len(set(counted.values())) == 1


def test_near_duplicates_are_left_out_and_counted() -> None:
    turn = {"index": 0, "role": "a", "player": "x"}
    texts = [SENTENCE, SENTENCE.replace("110", "111"), "Something else entirely, thank you very."]
    told = [
        episode(Dialogue(game=draw(TALK, seed=at), turns=(Turn(text=text, **turn),)), name=str(at))
        for at, text in enumerate(texts)
    ]

    found, tally = exported(told, roles=("a",), dedupe=True)

    assert ids(found) == ["0", "2"]
    assert tally.dropped == {"a near duplicate": 1}


@pytest.mark.parametrize(
    ("other", "new"),
    [
        pytest.param(SENTENCE, False, id="the same"),
        pytest.param(SENTENCE.upper(), False, id="case"),
        pytest.param(SENTENCE.replace(" ", "  "), False, id="spaces"),
        pytest.param(SENTENCE.replace("110", "115"), False, id="one number"),
        pytest.param(SENTENCE[:40], True, id="half"),
        pytest.param(
            "我最后的价格是一百一十块，链条几乎是新的，这一点你很清楚。", True, id="Chinese"
        ),
        pytest.param("", True, id="nothing"),
    ],
)
def test_what_a_near_duplicate_is(other: str, new: bool) -> None:
    seen = Seen()
    seen.add(SENTENCE)

    assert seen.add(other) is new


def test_likeness_is_about_the_share_of_runs_in_common() -> None:
    words = [f"word{at}" for at in range(200)]
    one, other = " ".join(words), " ".join(words[:150] + [f"else{at}" for at in range(50)])
    runs = [{text[at : at + 5] for at in range(len(text) - 4)} for text in (one, other)]

    exact = len(runs[0] & runs[1]) / len(runs[0] | runs[1])

    assert likeness(signature(one), signature(other)) == pytest.approx(exact, abs=0.15)


def test_only_so_many_texts_are_remembered() -> None:
    seen = Seen(remembered=2)
    texts = [f"{word} " * 9 for word in ("alpha", "gamma", "omega")]

    assert [seen.add(text) for text in texts] == [True, True, True]

    assert seen.add(texts[2]) is False
    assert seen.add(texts[0]) is True


def test_a_row_is_counted_by_what_it_holds() -> None:
    told = [shipped(BIKE)[0]]

    _, tally = exported(told, roles=("seller",))

    assert (tally.episodes, tally.rows) == (1, 1)
    assert tally.by["scenario"] == {BIKE: 1}
    assert tally.by["model"] == {"openai/some-model": 1}
    assert tally.by["provider"] == {"openai": 1}
    assert tally.by["judge"] == {"rubric": 1}
    assert tally.by["split"] == {"train": 1}


def test_what_was_looked_at_is_counted_once_however_often_it_is_read() -> None:
    told = shipped(BIKE)

    found, tally = exported(told, roles=("seller",), top=0.5, balance=("locale",), dedupe=True)

    assert tally.episodes == len(told)
    assert tally.rows == len(found)
    assert tally.rows + sum(tally.dropped.values()) == len(told)


def test_episodes_that_cannot_be_read_twice_are_refused_where_they_must_be() -> None:
    def once() -> Iterator[Episode]:
        yield from shipped(BIKE)

    with pytest.raises(TypeError, match="twice"):
        rows("trl-sft", once(), Choice(top=0.2), Tally())
    assert list(rows("trl-sft", once(), Choice(), Tally()))


def test_two_exports_of_the_same_episodes_are_the_same() -> None:
    choice: dict[str, Any] = {"top": 0.5, "split": 0.2, "dedupe": True, "balance": ("locale",)}

    assert exported(list(everything()), **choice) == exported(list(everything()), **choice)
