"""The scene of Live: what it knows after what was shown, and nothing of what was not."""

from society.domain.cues import Standing, Suggested, Unwanted, Wanted
from society.domain.dialogue import Draft
from society.domain.episode import Episode
from society.domain.events import (
    Asked,
    Drafted,
    Ended,
    Failed,
    Judged,
    Paid,
    Speaking,
    Spoke,
    Started,
    Token,
    Waiting,
)
from society.domain.judging import Reward
from tests.store.paper import game, judgement, outcome, play, provenance, turn
from tui.screens.live.scene import Scene


def scene(turns: int = 4, *, ends: bool = False) -> Scene:
    made = Scene()
    for event in play("e1", turns, ends=ends):
        made.take(event)
    return made


def speaking() -> Scene:
    made = scene(1)
    made.take(Speaking(episode="e1", turn=1, role="buyer"), 10.0)
    return made


def test_a_whole_dialogue_leaves_its_turns_its_pay_and_its_end() -> None:
    made = scene(ends=True)

    assert [one.index for one in made.turns] == [0, 1, 2, 3]
    assert [one.reward.value for one in made.turns if one.reward] == [0.5] * 4
    assert made.earned == {"seller": [0.5, 0.5], "buyer": [0.5, 0.5]}
    assert made.cumulative("seller") == [0.5, 1.0]
    assert made.state == "ended"
    assert made.outcome == outcome()
    assert made.dialogue is not None
    assert len(made.dialogue.turns) == made.said == 4


def test_words_stream_into_the_turn_that_is_being_spoken() -> None:
    made = speaking()
    made.take(Token(episode="e1", role="buyer", text="I can "), 11.0)
    made.take(Token(episode="e1", role="buyer", text="do 110"), 13.0)

    assert made.turns[1].streamed == "I can do 110"
    assert made.turns[1].speaking
    assert made.said == 1
    assert made.speed() == 1.5


def test_a_refused_try_is_wiped_and_its_reason_is_kept() -> None:
    made = speaking()
    made.take(Token(episode="e1", role="buyer", text="no"))
    made.take(Speaking(episode="e1", turn=1, role="buyer", again="no such move"))

    assert made.turns[1].streamed == ""
    assert made.turns[1].again == ("no such move",)


def test_a_wait_stands_in_its_turn_until_words_come() -> None:
    made = speaking()
    wait = Waiting(episode="e1", purpose="turn:1", seconds=12, why="rate_limited: try 3 of 6")
    made.take(wait, 11.0)
    held = made.turns[1].hold
    made.take(Token(episode="e1", role="buyer", text="Hi"), 24.0)

    assert held is not None
    assert (held.seconds, held.since) == (12, 11.0)
    assert made.turns[1].hold is None


def test_the_wait_of_a_judge_stands_in_the_turn_that_it_judges() -> None:
    made = scene(2)
    made.take(Asked(episode="e1", judge="kind", turn=0))
    made.take(Waiting(episode="e1", purpose="judge:kind", seconds=1, why="busy"))

    assert made.turns[0].hold is not None
    assert made.turns[1].hold is None


def test_a_judge_that_is_asked_is_named_until_it_answers() -> None:
    made = scene(2)
    made.take(Asked(episode="e1", judge="stern", turn=1))
    asked = list(made.turns[1].judging)
    made.take(Judged(episode="e1", judgement=judgement(1, "stern")))

    assert asked == ["stern"]
    assert made.turns[1].judging == []


def test_the_pay_of_the_end_is_a_share_and_no_turn_reward() -> None:
    made = scene(2)
    made.take(Paid(episode="e1", reward=Reward(scope="outcome", turn=0, role="seller", value=0.75)))

    assert made.shares == {"seller": 0.75}
    assert made.earned["seller"] == [0.5]
    assert made.turns[0].share is not None


def test_what_is_of_another_dialogue_is_passed_over() -> None:
    made = scene(2)
    made.take(Spoke(episode="e2", turn=turn(2)))
    made.take(Ended(episode="e2", outcome=outcome()))

    assert made.said == 2
    assert made.state == "playing"


def test_a_stage_that_dies_fails_whatever_it_played() -> None:
    made = scene(2)
    made.take(Failed(episode="", code="gone", error="killed"))

    assert made.state == "failed"


def test_a_stage_that_dies_after_the_end_changes_nothing() -> None:
    made = scene(2, ends=True)
    made.take(Failed(episode="", code="gone", error="killed"))

    assert made.state == "ended"
    assert made.failed is None


def test_idle_without_an_end_is_stopped() -> None:
    made = scene(2)
    made.take(Standing(state="idle", episode="e1"))

    assert made.state == "stopped"


def test_the_idle_stage_of_another_dialogue_stops_nothing() -> None:
    made = scene(2)
    made.take(Standing(state="idle", episode="e0"))

    assert made.state == "playing"


def test_a_line_is_wanted_until_it_is_not() -> None:
    made = scene(2)
    made.take(Wanted(episode="e1", role="seller", turn=2))
    made.take(Suggested(episode="e1", role="seller", text="Fine."))
    wanted, suggested = made.wanted, made.suggested
    made.take(Unwanted(episode="e1"))

    assert wanted is not None
    assert suggested is not None
    assert made.mine == {"seller"}
    assert made.wanted is None
    assert made.suggested is None


def test_a_new_dialogue_begins_with_nothing_of_the_last() -> None:
    made = scene(2, ends=True)
    made.private = False
    made.take(Started(episode="e2", game=game(), provenance=provenance(), turns=(turn(0),)))

    assert (made.episode, made.said, made.earned) == ("e2", 1, {})
    assert made.outcome is None
    assert made.private is False


def test_what_is_stored_of_a_shared_beginning_is_filled_in_once() -> None:
    made = Scene()
    so_far = (turn(0), turn(1))
    made.take(Started(episode="e1", game=game(), provenance=provenance(), turns=so_far))
    for event in list(play("e1", 3, so_far=so_far, ends=False))[1:]:
        made.take(event)
    paid = [Reward(turn=at, role=turn(at).role, value=at / 10) for at in range(3)]
    dialogue = made.dialogue
    assert dialogue is not None
    stored = Episode(
        id="e1",
        dialogue=dialogue,
        judgements=tuple(judgement(at) for at in range(2)),
        rewards=tuple(paid),
        provenance=provenance(),
    )

    made.recall(stored, (), [(0, 1.0)])
    made.recall(stored, (), [])

    assert made.earned == {"seller": [0.0, 0.5], "buyer": [0.1]}
    assert [len(one.judgements) for one in made.turns] == [1, 1, 1]
    assert made.turns[0].thumb == 1.0


def test_a_reply_that_was_only_sampled_is_passed_over() -> None:
    made = Scene()

    made.take(Drafted(episode="e1", turn=2, n=1, draft=Draft(text="90?")), 1.0)

    assert (made.turns, made.attempts, made.wanted) == ([], [], None)
