"""The judges that look past a turn, seated in a real game: what they say is paid as it adds up."""

from collections.abc import Sequence
from typing import Any

import pytest

from society.domain.episode import Provenance
from society.domain.events import Ended, Event, Judged, Paid
from society.domain.judging import Judgement, Reward
from society.play.bench import Bench, Seat
from society.play.engine import play
from society.players.mute import MutePlayer
from society.plugins import find
from society.scenario.draw import draw
from society.scenario.load import load


def seat(name: str, use: str, **params: Any) -> Seat:
    juror = find(f"judges.{use}", params=params)
    return Seat(name=name, juror=juror, scope=juror.badge.scope)


async def watched(*seats: Seat) -> list[Event]:
    game = draw(load("market/used_bike"), seed=3)
    bench = Bench(players={role.id: MutePlayer() for role in game.roles}, seats=seats)
    made = play(game, bench, episode="e1", provenance=Provenance(scenario=game.scenario.id))
    return [event async for event in made]


def said(events: Sequence[Event], judge: str) -> list[Judgement]:
    judged = [each.judgement for each in events if isinstance(each, Judged)]
    return [each for each in judged if each.judge == judge]


async def test_a_rollout_is_played_with_the_games_own_players() -> None:
    events = await watched(seat("rollout", "rollout:Rollout", n=4))

    heard = said(events, "rollout")
    ended = [each.outcome for each in events if isinstance(each, Ended)]
    assert len(heard) > 3
    assert all(each.score is not None and each.facts["calls"] == 0 for each in heard)
    assert len({each.score for each in heard}) > 2
    last = heard[-1]
    assert last.role is not None
    assert last.facts["value"] == pytest.approx(ended[0].utilities[last.role])


async def test_hindsight_spreads_the_pay_of_the_end_over_the_turns() -> None:
    events = await watched(seat("hindsight", "hindsight:Hindsight"))

    heard = {each.role: each for each in said(events, "hindsight")}
    paid: list[Reward] = [each.reward for each in events if isinstance(each, Paid)]
    for role, judgement in heard.items():
        rows = [each for each in paid if each.role == role and each.scope == "outcome"]
        assert judgement.score is not None
        assert sum(judgement.credits.values()) == pytest.approx(judgement.score)
        assert sum(each.value for each in rows) == pytest.approx(judgement.score)
        assert len(rows) > 1


async def test_a_panel_is_seated_like_any_other_judge() -> None:
    members = ["deal", {"use": "judges.rollout:Rollout", "params": {"n": 4}, "weight": 2}]

    heard = said(await watched(seat("both", "panel:Panel", members=members)), "both")

    both = [each for each in heard if len(each.criteria) == 2]
    assert both
    for each in both:
        together = (each.criteria["deal"] + 2 * each.criteria["rollout"]) / 3
        assert each.score == pytest.approx(together)
