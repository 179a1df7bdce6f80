"""Judges that play games on: asked where the planner can play, refused where nobody can."""

from society import Dialogue, PlayOn, Turn, judge
from society.audit.casino import shipped
from society.audit.lending import needs_games, planner, wants_games
from society.audit.material import stored
from society.audit.probing import Exam
from society.audit.run import Judge, examine, questions
from society.domain.episode import Episode, Provenance
from society.plugins import find, seat
from society.testing import sample_dialogue
from tests.audit.talk import chinese


@judge
async def plays(dialogue: Dialogue, turn: Turn, play_on: PlayOn) -> float:
    (ended,) = await play_on(dialogue)
    return ended.utilities[turn.role]


@judge
async def copes(turn: Turn, play_on: PlayOn | None = None) -> float:
    return 0.0 if play_on is None else 1.0


def test_a_panel_plays_on_where_a_member_does() -> None:
    panel = find("panel", params={"members": ["repetition", "rollout"]})

    assert needs_games(panel)
    assert not needs_games(find("panel", params={"members": ["repetition"]}))
    assert (needs_games(seat(copes, "here")), wants_games(seat(copes, "here"))) == (False, True)


def test_talk_without_offers_or_a_worth_has_no_planner() -> None:
    talk = Dialogue(game=sample_dialogue().game)

    assert planner(talk) is None
    assert planner(chinese()) is not None


async def test_what_people_said_over_supplies_is_played_on() -> None:
    talk = shipped()[0].dialogue
    play_on = planner(talk.model_copy(update={"turns": talk.turns[:4]}))

    assert play_on is not None
    assert {len(each.utilities) for each in await play_on(talk, n=2)} == {2}


async def test_an_audit_lends_the_planner_to_play_on_with() -> None:
    played = [
        Episode(
            id=f"e{seed}",
            status="done",
            dialogue=chinese(seed),
            provenance=Provenance(scenario="market/used_bike"),
        )
        for seed in range(2)
    ]
    probes = questions(exam := Exam(stored(played, 4)))[::20]

    done = await examine(Judge(seat(plays, "here")), exam, probes=probes)
    coped = await examine(Judge(seat(copes, "here")), exam, probes=probes)

    scores = [each.said.score for each in done.answers.values()]
    assert all(score is not None for score in scores)
    assert len(set(scores)) > 1
    assert {each.said.score for each in coped.answers.values()} == {1.0}
    assert done.calls == 0
