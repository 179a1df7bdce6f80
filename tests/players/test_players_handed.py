"""A role that a person takes and gives back while its own model plays it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from society.domain.calls import Attempt, Heard, Sampling, Wait
from society.domain.cues import Cue, Refused, Suggested, Unwanted, Wanted
from society.domain.dialogue import Action, Draft, Utterance, View
from society.domain.errors import ModelError, SocietyError
from society.llm.model import Tell, nobody
from society.llm.scripted import Scripted
from society.play.bench import Bench
from society.play.hearing import play_on
from society.players.handed import HandedPlayer
from society.players.human import HumanPlayer
from society.players.llm import LlmPlayer
from society.players.otherwise import Otherwise
from society.players.planned import PlannedPlayer
from society.players.player import Player
from tests.players.seat import seen


class Model:
    """A player whose replies are let go one by one; it tells a token and a call for each."""

    name = "llm:model"

    def __init__(self, *, free: bool = True, trouble: Exception | None = None) -> None:
        self.views: list[View] = []
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        self.cancelled = False
        self.first: list[Heard] = []
        self._trouble = trouble
        if free:
            self.go.set()

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        self.views.append(view)
        call = f"call {len(self.views)}"
        for each in self.first:
            tell(each)
        self.begun.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        if self._trouble:
            raise self._trouble
        tell("Hm")
        tell(Attempt(call=call, number=1, purpose="turn:0", model="model", finish="stop"))
        return Utterance(text=f"model {len(self.views)}", player=self.name, calls=(call,))


class Seat:
    """A handed player, what it showed and what calls it told."""

    def __init__(self, own: Any, **more: Any) -> None:
        self.shown: list[Cue] = []
        self.heard: list[Heard] = []
        self._came = asyncio.Event()
        self.player = HandedPlayer(own, "seller", episode="e1", show=self._show, **more)

    def _show(self, cue: Cue) -> None:
        self.shown.append(cue)
        self._came.set()

    def begin(self, view: View | None = None) -> "asyncio.Task[Utterance]":
        speaking = self.player.speak(view or seen(), tell=self.heard.append)
        return asyncio.create_task(speaking)

    async def until(self, kind: str, times: int = 1) -> Any:
        async with asyncio.timeout(10):
            while len(found := [each for each in self.shown if each.kind == kind]) < times:
                self._came.clear()
                await self._came.wait()
        return found[-1]


@asynccontextmanager
async def waiting(own: Any, view: View | None = None) -> AsyncIterator[tuple[Seat, Any]]:
    """A seat whose person is waited for."""
    seat = Seat(own, taken=True)
    turn = seat.begin(view)
    await seat.until("wanted")
    try:
        yield seat, turn
    finally:
        turn.cancel()
        await asyncio.wait([turn])


async def test_until_somebody_takes_the_role_its_own_model_speaks() -> None:
    seat = Seat(Model())

    said = await seat.begin()

    assert (said.text, said.player) == ("model 1", "llm:model")
    assert seat.shown == []
    assert seat.heard[0] == "Hm"
    assert seat.player.name == "llm:model"


async def test_what_a_person_says_is_words_and_a_move_of_the_player_human() -> None:
    async with waiting(model := Model()) as (seat, turn):
        seat.player.say("Hm. /propose 90")
        said = await turn

    assert (said.text, said.player) == ("Hm.", "human")
    assert said.action == Action(name="propose", args={"price": 90})
    assert model.views == []
    assert seat.shown == [
        Wanted(episode="e1", role="seller", turn=0),
        Unwanted(episode="e1"),
    ]


async def test_a_line_that_cannot_be_read_is_asked_for_again_with_the_reason() -> None:
    async with waiting(Model()) as (seat, turn):
        seat.player.say("/offer 9")
        again = await seat.until("wanted", 2)
        seat.player.say("Fine.")

        assert "there is no move /offer now" in again.refused[0]
        assert (await turn).text == "Fine."


async def test_a_role_given_back_while_the_person_is_waited_for_is_played_at_once() -> None:
    refused = seen().model_copy(update={"refused": ("too cheap",)})
    async with waiting(model := Model(), refused) as (seat, turn):
        seat.player.give()
        said = await turn

    assert said.text == "model 1"
    assert model.views[0].refused == ()
    assert seat.shown[-1] == Unwanted(episode="e1")
    assert (await seat.begin()).player == "llm:model"


async def test_a_role_taken_while_the_model_speaks_is_the_persons_from_its_next_turn() -> None:
    model = Model(free=False)
    seat = Seat(model)
    turn = seat.begin()
    await model.begun.wait()
    seat.player.take()
    model.go.set()

    assert (await turn).player == "llm:model"

    following = seat.begin()
    await seat.until("wanted")
    seat.player.say("Mine.")
    assert (await following).player == "human"


@pytest.mark.parametrize(("now", "asked"), [(4.0, True), (6.0, False)])
async def test_a_model_that_is_only_held_back_gives_way_at_once(now: float, asked: bool) -> None:
    clock = iter([0.0, now])
    model = Model(free=False)
    model.first = [Wait(seconds=5.0, why="429")]
    seat = Seat(model, clock=lambda: next(clock))
    turn = seat.begin()
    await model.begun.wait()

    seat.player.take()
    if asked:
        await seat.until("wanted")
        seat.player.say("Mine.")
    model.go.set()

    assert (await turn).player == ("human" if asked else "llm:model")
    assert model.cancelled is asked


async def test_a_turn_that_is_cancelled_while_the_model_speaks_ends_even_where_it_is_taken() -> (
    None
):
    model = Model(free=False)
    seat = Seat(model)
    turn = seat.begin()
    await model.begun.wait()
    seat.player.take()
    turn.cancel()

    with pytest.raises(asyncio.CancelledError):
        await turn
    assert model.cancelled
    assert seat.shown == []


async def test_what_was_sampled_before_the_role_was_taken_is_there_when_it_is_given_back() -> None:
    before = Draft(text="90?", calls=("c0",))
    mine = (Draft(text="80?", calls=("c1",)), Draft(text="70?", calls=("c2",)))
    model = Model(free=False)
    model.first = [*mine, mine[0].model_copy(update={"value": 0.5}), Wait(seconds=5.0, why="429")]
    seat = Seat(model, clock=lambda: 0.0)
    turn = seat.begin(seen().model_copy(update={"drafted": (before,)}))
    await model.begun.wait()

    seat.player.take()
    await seat.until("wanted")
    model.go.set()
    seat.player.give()
    await turn

    valued = mine[0].model_copy(update={"value": 0.5})
    assert [view.drafted for view in model.views] == [(before,), (before, valued, mine[1])]


async def test_a_suggestion_is_shown_and_not_said_and_its_call_is_paid_for() -> None:
    async with waiting(Model()) as (seat, turn):
        seat.player.suggest()
        told = await seat.until("suggested")
        seat.player.say("My own words.")
        said = await turn

    assert told == Suggested(episode="e1", role="seller", text="model 1")
    assert said.text == "My own words."
    assert said.calls == ("call 1",)
    assert [type(each) for each in seat.heard] == [Attempt]


async def test_the_next_suggestion_is_by_another_chance() -> None:
    async with waiting(model := Model()) as (seat, _):
        seat.player.suggest()
        await seat.until("suggested")
        seat.player.suggest()
        await seat.until("suggested", 2)

    first, second = model.views
    assert first.seed == seen().seed
    assert second.seed != first.seed
    assert second.model_copy(update={"seed": first.seed}) == first


async def test_the_next_suggestion_is_not_made_of_what_was_sampled_by_the_first_chance() -> None:
    view = seen().model_copy(update={"drafted": (Draft(text="90?"),)})
    async with waiting(model := Model(), view) as (seat, _):
        seat.player.suggest()
        await seat.until("suggested")
        seat.player.suggest()
        await seat.until("suggested", 2)

    assert [each.drafted for each in model.views] == [view.drafted, ()]


async def test_a_suggestion_that_nobody_needs_any_more_is_broken_off() -> None:
    async with waiting(model := Model(free=False)) as (seat, turn):
        seat.player.suggest()
        await model.begun.wait()
        seat.player.say("Mine.")

        assert (await turn).text == "Mine."
    assert model.cancelled
    assert [each.kind for each in seat.shown] == ["wanted", "unwanted"]


async def test_a_suggestion_that_cannot_be_made_is_refused_and_the_person_still_waited_for() -> (
    None
):
    trouble = ModelError("no answer", kind="server", hint="ask again")
    async with waiting(Model(trouble=trouble)) as (seat, turn):
        seat.player.suggest()
        told = await seat.until("refused")
        seat.player.say("Mine.")

        assert told == Refused(do="suggest", error="no answer", hint="ask again")
        assert (await turn).text == "Mine."


async def test_a_bug_of_the_model_that_suggests_is_not_swallowed() -> None:
    async with waiting(Model(trouble=ZeroDivisionError("a bug"))) as (seat, turn):
        seat.player.suggest()

        with pytest.raises(ZeroDivisionError):
            await turn


async def test_one_suggestion_at_a_time() -> None:
    async with waiting(model := Model(free=False)) as (seat, _):
        seat.player.suggest()
        await model.begun.wait()

        with pytest.raises(SocietyError, match="thought of already"):
            seat.player.suggest()


async def test_nothing_can_be_said_or_suggested_where_nobody_is_waited_for() -> None:
    seat = Seat(Model())

    with pytest.raises(SocietyError, match="no line of seller is waited for"):
        seat.player.say("Hm.")
    with pytest.raises(SocietyError, match="no line of seller is waited for"):
        seat.player.suggest()
    assert not seat.player.wanted


async def test_what_is_to_be_said_first_is_said_once_whoever_has_the_role() -> None:
    first = Utterance(text="Chosen.", player="llm:model")
    seat = Seat(model := Model(), first=(first,), taken=True)

    assert await seat.begin() == first

    following = seat.begin()
    await seat.until("wanted")
    seat.player.give()
    assert (await following).text == "model 1"
    assert len(model.views) == 1


async def test_a_role_that_a_person_plays_alone_cannot_be_given_back() -> None:
    async def nobody_listens(view: View) -> str:
        raise AssertionError(view.role.id)

    async with waiting(HumanPlayer(nobody_listens)) as (seat, turn):
        for order in (seat.player.give, seat.player.suggest):
            with pytest.raises(SocietyError, match="a person alone does"):
                order()
        seat.player.say("Still me.")

        assert (await turn).text == "Still me."


async def test_another_chance_overrules_a_seed_of_the_players_own() -> None:
    heard: list[Heard] = []
    own = LlmPlayer(Scripted(["one", "two", "three"]), sampling=Sampling(seed=5))
    view = seen(options=())

    for n in (0, 1, 2):
        await Otherwise(own, n).speak(view, tell=heard.append)

    seeds = [each.params["seed"] for each in heard if isinstance(each, Attempt)]
    assert seeds[0] == 5
    assert len(set(seeds)) == 3


async def test_a_judge_plays_on_with_the_own_players_whoever_has_the_role() -> None:
    planned = PlannedPlayer(Scripted(["Hm."]))
    handed: dict[str, Player] = {"seller": Seat(planned, taken=True).player, "buyer": planned}

    lent = play_on(Bench(players=handed))

    assert lent.players == {"seller": planned, "buyer": planned}
