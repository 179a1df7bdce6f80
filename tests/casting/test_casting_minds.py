"""Who guides a search, and what is refused: a judge that pays, a person, a game without worth."""

from pathlib import Path
from typing import Any

import pytest

from society.casting import Job, Table, assemble
from society.domain.calls import Attempt, Heard
from society.domain.dialogue import Action, Dialogue, Draft, Turn, Utterance
from society.domain.errors import SocietyError
from society.llm.model import Model
from society.llm.scripted import Scripted
from society.players.search import SearchPlayer
from society.scenario import referee
from society.search import Pot
from society.settings import Settings

SHORT, LONG = "Fees lock people out.", "Fees lock people out, and they pay anyway. " * 12


def seat(search: str, *replies: str, **job: Any) -> Table:
    """A debate in which the first side thinks like that; its model says these."""

    def connect(name: str) -> Model:
        return Scripted(list(replies) if name == "of-pro" else [], name=name, again=True)

    words = {"judges": ("repetition",), "models": {"pro": "of-pro"}, "seed": 7, **job}
    asked = Job(scenario="debate/motion", searches={"pro": search}, **words)
    return assemble(asked, Settings(), connect)


async def spoken(table: Table) -> tuple[Utterance, list[Heard]]:
    heard: list[Heard] = []
    talk = Dialogue(game=table.game)
    said = await table.bench.players["pro"].speak(referee.view(talk, "pro"), tell=heard.append)
    return said, heard


async def test_a_judge_guides_where_no_offer_has_a_worth() -> None:
    table = seat("best-of-2,value=judge:brevity", LONG, SHORT)

    said, _ = await spoken(table)

    assert said.text == SHORT
    values = {each.text: each.value for each in said.drafts}
    assert values[SHORT] == 1.0
    assert (values[LONG.strip()] or 0) < 1.0


async def test_what_was_sampled_is_told_with_its_calls_and_entered_under_the_turn() -> None:
    said, heard = await spoken(seat("best-of-2,value=judge:brevity", LONG, SHORT))

    told = [each for each in heard if isinstance(each, Draft)]
    attempts = [each for each in heard if isinstance(each, Attempt)]
    assert [each.text for each in told[:2]] == [LONG.strip(), SHORT]
    assert [each.value for each in told[:2]] == [None, None]
    assert {call for each in told for call in each.calls} == {each.call for each in attempts}
    assert {each.purpose for each in attempts} == {"turn:0"}
    assert said.searched is not None
    assert (said.searched.candidates, said.searched.guided) == (2, False)


async def test_what_was_sampled_before_a_break_is_not_asked_for_again() -> None:
    table = seat("best-of-2,value=judge:brevity", LONG, SHORT)
    view = referee.view(Dialogue(game=table.game), "pro")
    before = (Draft(text=LONG, calls=("c1",)), Draft(text=SHORT, calls=("c2",)))
    heard: list[Heard] = []

    said = await table.bench.players["pro"].speak(
        view.model_copy(update={"drafted": before}), tell=heard.append
    )

    assert said.text == SHORT
    assert said.calls == ("c2",)
    assert not [each for each in heard if isinstance(each, Attempt)]
    assert all(each.value is not None for each in heard if isinstance(each, Draft))


async def test_what_guides_say_of_a_reply_is_told_as_the_reply_with_its_value() -> None:
    said, heard = await spoken(seat("best-of-2,value=judge:brevity", LONG, SHORT))

    told = [each for each in heard if isinstance(each, Draft)][2:]
    assert {(each.text, each.value, each.calls) for each in told} == {
        (each.text, each.value, each.calls) for each in said.drafts
    }


async def test_a_reply_that_was_weighed_before_a_break_is_put_to_no_guide_again() -> None:
    table = seat("best-of-2,value=self+judge:brevity", SHORT)
    view = referee.view(Dialogue(game=table.game), "pro")
    before = (
        Draft(text=LONG, value=0.75, calls=("c1",)),
        Draft(text=SHORT, value=0.25, calls=("c2",)),
    )
    heard: list[Heard] = []

    said = await table.bench.players["pro"].speak(
        view.model_copy(update={"drafted": before}), tell=heard.append
    )

    assert (said.text, [each.value for each in said.drafts]) == (LONG, [0.75, 0.25])
    assert not [each for each in heard if isinstance(each, Attempt | Draft)]


async def test_moves_that_have_their_words_from_before_a_break_are_not_worded_again() -> None:
    scripted = Scripted(["All right."], name="of-all", again=True)
    asked = Job(
        scenario="market/used_bike",
        seed=11,
        player="planned",
        model="of-all",
        judges=("deal",),
        searches={"seller": "best-of-8,words"},
    )
    table = assemble(asked, Settings(), lambda name: scripted)
    talk = Dialogue(game=table.game).say(Turn(index=0, role="seller", text="Hi!"))
    offer = Action(name="propose", args={"price": 100})
    talk = talk.say(Turn(index=1, role="buyer", text="100?", action=offer))
    view, player = referee.view(talk, "seller"), table.bench.players["seller"]
    first: list[Heard] = []
    whole = await player.speak(view, tell=first.append)
    before = tuple(each for each in first if isinstance(each, Draft))[:2]
    again: list[Heard] = []

    said = await player.speak(view.model_copy(update={"drafted": before}), tell=again.append)

    told = [each for each in first if isinstance(each, Draft)]
    assert len(told) > 2
    rest = [each.action for each in again if isinstance(each, Draft)]
    assert rest == [each.action for each in told[2:]]
    assert (said.action, said.planned) == (whole.action, True)
    assert [each.action for each in said.drafts] == [each.action for each in whole.drafts]


async def test_a_search_looks_further_with_the_words_of_its_own_model() -> None:
    table = seat("mcts:6x3,width=2,value=judge:brevity", LONG, SHORT)

    said, heard = await spoken(table)

    assert [each.role for each in said.drafts if each.above is not None]
    assert {each.purpose for each in heard if isinstance(each, Attempt)} == {"turn:0"}


def test_the_judge_that_pays_may_not_guide() -> None:
    with pytest.raises(SocietyError, match="brevity would guide the search of pro") as refused:
        seat("best-of-2,value=judge:brevity", judges=("brevity",))

    assert ",forced" in refused.value.hint


async def test_where_it_is_forced_every_turn_is_flagged() -> None:
    table = seat("best-of-2,value=judge:brevity,forced", LONG, SHORT, judges=("brevity",))

    said, _ = await spoken(table)

    assert said.searched is not None
    assert said.searched.guided


@pytest.mark.parametrize("value", ["judge:", "luck", "judge:brevity+luck"])
def test_a_value_that_nobody_knows_is_refused(value: str) -> None:
    with pytest.raises(SocietyError, match="nothing is worth"):
        seat(f"best-of-2,value={value}")


async def test_a_mix_is_the_mean_of_its_parts() -> None:
    said, _ = await spoken(seat("best-of-2,value=judge:brevity+judge:leak", LONG, SHORT))

    values = {each.text: each.value for each in said.drafts}
    alone, _ = await spoken(seat("best-of-2,value=judge:brevity", LONG, SHORT))
    brevity = {each.text: each.value for each in alone.drafts}
    assert values[LONG.strip()] == pytest.approx(((brevity[LONG.strip()] or 0) + 1) / 2)


def test_a_trained_judge_guides_by_its_file(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match=r"none\.model"):
        seat(f"best-of-2,value=learned:{tmp_path / 'none.model'}")


def test_the_own_model_is_asked_yes_or_no_about_its_replies() -> None:
    table = seat("best-of-2,value=self", SHORT, judge_model="house/judge")

    player = table.bench.players["pro"]

    assert isinstance(player, SearchPlayer)
    assert player.name == "best-of-2,value=self over llm:of-pro"


async def test_an_oracle_weighs_the_game_as_it_is() -> None:
    asked = Job(
        scenario="market/used_bike",
        seed=7,
        player="planner",
        searches={"seller": "best-of-4,view=oracle"},
    )
    table = assemble(asked, Settings(), lambda name: Scripted([], name=name))
    player = table.bench.players["seller"]

    assert isinstance(player, SearchPlayer)
    assert player.imagine(1) is table.game
    assert "view=oracle" in player.name


@pytest.mark.parametrize(("marks", "together"), [("", False), (",shared", True)])
def test_what_easy_games_leave_over_is_shared_where_that_is_said(
    marks: str, together: bool
) -> None:
    pot = Pot()
    asked = Job(
        scenario="market/used_bike", player="planner", searches={"seller": f"mcts:8x2{marks}"}
    )

    table = assemble(asked, Settings(), lambda name: Scripted([], name=name), pot=pot)

    player = table.bench.players["seller"]
    assert isinstance(player, SearchPlayer)
    assert (player.pot is pot) is together


def test_an_effort_is_made_by_every_role_that_has_no_search_of_its_own() -> None:
    asked = Job(
        scenario="market/used_bike",
        player="planner",
        searches={"seller": "best-of-2"},
        effort="high",
    )

    table = assemble(asked, Settings(), lambda name: Scripted([], name=name))

    names = table.provenance.players
    assert names["seller"] == "best-of-2 over planner"
    assert names["buyer"] == "mcts:128x6 over planner"


async def test_words_change_nothing_of_what_a_planned_player_that_searches_does() -> None:
    """So what a search brings can be measured without words: the moves are the same."""
    scripted = Scripted(["All right."], name="of-all", again=True)

    async def moves(player: str) -> list[str]:
        asked = Job(
            scenario="market/used_bike",
            seed=11,
            player=player,
            model="of-all",
            judges=("deal",),
            searches={"seller": "mcts:16x3"},
        )
        table = assemble(asked, Settings(), lambda name: scripted)
        talk, said = Dialogue(game=table.game), list[str]()
        while referee.ending(talk) is None:
            role = referee.floor(talk)
            each = await table.bench.players[role].speak(referee.view(talk, role))
            said.append(f"{role} {each.action}")
            talk = talk.say(
                Turn(index=len(talk.turns), role=role, text=each.text, action=each.action)
            )
        return said

    assert await moves("planned") == await moves("planner")
