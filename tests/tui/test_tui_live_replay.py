"""A stored dialogue told again: the same scene as when it was played, each thing when it is due."""

from collections.abc import Sequence

from society.domain.calls import Attempt
from society.domain.dialogue import Dialogue, Draft
from society.domain.episode import Episode
from society.domain.events import Called, Event, Judged, Paid, Speaking, Spoke, Token
from society.domain.retold import events_of
from tests.store.paper import attempt, outcome, play, turn
from tui.screens.live.replay import Replay
from tui.screens.live.scene import Scene


def folded(events: Sequence[Event]) -> Scene:
    made = Scene()
    for event in events:
        made.take(event)
    return made


def stored(events: Sequence[Event]) -> tuple[Episode, list[Attempt]]:
    """What a store would keep of these events."""
    made = folded(events)
    assert made.game is not None
    assert made.provenance is not None
    episode = Episode(
        id=made.episode,
        dialogue=Dialogue(
            game=made.game, turns=tuple(one.turn for one in made.turns if one.turn is not None)
        ),
        judgements=tuple(e.judgement for e in events if isinstance(e, Judged)),
        rewards=tuple(e.reward for e in events if isinstance(e, Paid)),
        outcome=made.outcome,
        provenance=made.provenance,
        status="done" if made.outcome else "stopped",
        seconds=made.seconds,
    )
    return episode, [e.attempt for e in events if isinstance(e, Called)]


def replay(turns: int = 4, *, ends: bool = True) -> Replay:
    return Replay(*stored(list(play("e1", turns, ends=ends))))


def test_a_dialogue_told_again_makes_the_scene_that_it_was() -> None:
    events = list(play("e1"))

    again = folded(list(events_of(*stored(events))))
    first = folded(events)

    assert [one.turn for one in again.turns] == [one.turn for one in first.turns]
    assert [one.judgements for one in again.turns] == [one.judgements for one in first.turns]
    assert [one.reward for one in again.turns] == [one.reward for one in first.turns]
    assert again.outcome == first.outcome
    assert (again.spent.calls, again.spent.prompt) == (first.spent.calls, first.spent.prompt)


def test_a_request_that_nothing_names_is_told_all_the_same() -> None:
    episode, attempts = stored(list(play("e1")))

    told = list(events_of(episode, [*attempts, attempt("stray")]))

    assert sum(isinstance(event, Called) for event in told) == len(attempts) + 1


def test_a_refused_try_is_told_again() -> None:
    episode, _ = stored(list(play("e1", 1)))
    refused = turn(0, drafts=(Draft(text="no", reason="refused: no such move"),))
    dialogue = Dialogue(game=episode.dialogue.game, turns=(refused,))

    told = list(events_of(episode.model_copy(update={"dialogue": dialogue})))

    assert [e.again for e in told if isinstance(e, Speaking)] == ["", "no such move"]


def test_a_failed_dialogue_ends_with_its_failure() -> None:
    episode, _ = stored(list(play("e1", 2, ends=False)))
    broken = episode.model_copy(update={"status": "failed", "error": "no key"})

    assert folded(list(events_of(broken))).state == "failed"


def test_a_stopped_dialogue_is_stopped() -> None:
    made = Scene()
    for shown in replay(2, ends=False).whole():
        made.take(shown)

    assert made.state == "stopped"


def test_words_stream_again_and_are_the_words_that_were_said() -> None:
    again = replay(2)
    again.rewind(0)

    told = again.advance(1000.0)

    streamed = "".join(each.text for each in told if isinstance(each, Token))
    assert streamed == turn(0).text + turn(1).text
    assert not again.playing


def test_a_replay_begins_before_the_turn_that_was_chosen() -> None:
    again = replay(4)

    before = again.rewind(2)
    after = again.advance(1000.0)

    assert [each.turn.index for each in before if isinstance(each, Spoke)] == [0, 1]
    assert [each.turn.index for each in after if isinstance(each, Spoke)] == [2, 3]


def test_four_times_the_speed_takes_a_quarter_of_the_time() -> None:
    slow, fast = replay(), replay()
    fast.faster(1)
    for each in (slow, fast):
        each.rewind(0)

    assert fast.speed == 4
    assert slow.advance(2.0) == fast.advance(0.5)


def test_a_paused_replay_stands_still_and_goes_on_from_there() -> None:
    again = replay()
    again.rewind(0)
    first = again.advance(1.0)
    again.playing = False
    still = again.advance(60.0)
    again.playing = True
    rest = again.advance(1000.0)

    assert still == []
    assert first[-1] != rest[0]
    assert sum(isinstance(each, Spoke) for each in [*first, *rest]) == 4
    assert outcome().ended == "agreement"


def test_the_speeds_have_two_ends() -> None:
    again = replay()
    again.faster(9)
    fastest = again.speed
    again.faster(-9)

    assert (fastest, again.speed) == (16, 1)
