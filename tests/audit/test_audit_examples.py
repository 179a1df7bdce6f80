"""What a reward model learns from: what was known at the turn, and what was said of it."""

from society.audit.examples import ended, flawed, judged, labelled, planned, reworded
from society.domain.trust import Label
from society.scenario.load import load
from tests.audit.lessons_played import episode, said


def test_a_judge_that_failed_teaches_nothing_and_its_last_word_counts() -> None:
    played = episode(
        "a", judgements=(said(0, 0.2), said(2, None), said(0, 0.8), said(0, 0, "mild"))
    )

    (found,) = judged([played], "stern")

    assert (found.target, found.role, found.group) == (0.8, "seller", "a")
    assert len(found.dialogue.turns) == 1


def test_without_a_judge_it_is_what_turns_were_paid() -> None:
    (found,) = judged([episode("a")])

    assert (found.target, found.role, len(found.dialogue.turns)) == (0.7, "buyer", 2)


def test_people_are_averaged_and_kept_apart_for_the_ceiling() -> None:
    labels = [
        Label(episode="a", turn=2, role="seller", rater="ann", score=1.0),
        Label(episode="a", turn=2, role="seller", rater="bo", score=0.5),
        Label(episode="a", turn=None, role="seller", rater="bo", score=0.0),
        Label(episode="elsewhere", turn=0, role="seller", rater="bo", score=0.0),
    ]

    (found,) = labelled([episode("a")], labels)

    assert found.target == 0.75
    assert found.raters == (("ann", 1.0), ("bo", 0.5))
    assert found.dialogue.last.index == 2


def test_an_end_is_worth_the_same_from_every_turn_on_for_each_role() -> None:
    found = list(ended([episode("a"), episode("b", verifiable=False)]))

    assert len(found) == 2 * len(episode("a").dialogue.turns)
    assert {(each.role, each.target) for each in found} == {("seller", 1.0), ("buyer", 0.0)}
    assert {each.group for each in found} == {"a"}


def test_flaws_come_beside_the_turn_they_spoil_and_alike_for_a_seed() -> None:
    dialogues = {name: episode(name).dialogue for name in ("a", "b")}

    found = list(flawed(dialogues, seed=1, per_turn=2))
    again = list(flawed(dialogues, seed=1, per_turn=2))
    sound = {each.pair: each for each in found if each.pair and not each.kind}
    longer = [each for each in found if not each.pair]

    assert [each.dialogue.last.text for each in found] == [e.dialogue.last.text for e in again]
    assert {each.target for each in sound.values()} == {1.0}
    assert len(longer) == sum(bool(each.pair) for each in found)
    assert {each.target for each in longer if not each.kind} == {1.0}
    assert {each.target for each in longer if each.kind} == {0.0}
    for each in (each for each in found if each.pair):
        beside = sound[each.pair]
        assert each.dialogue.turns[:-1] == beside.dialogue.turns[:-1]
        assert each.kind == "" or (each.target == 0 and each.dialogue.last != beside.dialogue.last)
    assert max(sum(e.pair == pair and e.kind != "" for e in found) for pair in sound) == 2


def test_planned_games_are_spoken_in_each_language_and_alike_for_a_seed() -> None:
    bike = [load("market/used_bike")]

    games = planned(bike, [3, 4])

    assert games == planned(bike, [3, 4])
    assert sorted(games) == [
        f"market/used_bike|{locale}|{seed}" for locale in ("en", "zh") for seed in (3, 4)
    ]
    assert {name.split("|")[1] for name, game in games.items() if game.game.locale == "zh"} == {
        "zh"
    }
    assert all(game.turns[1].text for game in games.values())


def test_flaws_of_other_words_come_beside_what_was_said_in_the_same_game() -> None:
    games = planned([load("market/used_bike"), load("home/chores")], [3])

    found = list(reworded(games.values(), seed=1))
    sound = {each.pair: each for each in found if not each.kind}
    spoilt = [each for each in found if each.kind]

    assert len(sound) == len(spoilt) > 10
    assert {each.group for each in found} == set(games)
    assert all(each.target == (0.0 if each.kind else 1.0) for each in found)
    assert all(sound[each.pair].dialogue.turns[:-1] == each.dialogue.turns[:-1] for each in spoilt)
    assert not any(sound[each.pair].dialogue.last == each.dialogue.last for each in spoilt)
