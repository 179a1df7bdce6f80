"""A few real turns of the model that comes along, planned and free."""

from collections.abc import Iterator

import pytest

from society.domain.dialogue import Dialogue, Turn
from society.llm.model import Model
from society.players.claims import claim, contradictions
from society.players.llm import LlmPlayer
from society.players.planned import PlannedPlayer
from society.players.planner import plan
from society.players.tactics import Tactics
from society.scenario import referee
from society.scenario.draw import draw
from society.scenario.load import load
from tests.llm.live import embedded_model
from tests.players.seat import seen

pytestmark = pytest.mark.embedded


@pytest.fixture(scope="module")
def model(request: pytest.FixtureRequest) -> Iterator[Model]:
    yield from embedded_model(request)


@pytest.mark.parametrize(
    ("scenario", "locale"), [("market/used_bike", "en"), ("market/used_bike", "zh")]
)
async def test_planned_turns_have_words_that_fit_the_move(
    model: Model, scenario: str, locale: str
) -> None:
    game = draw(load(scenario), seed=3, locale=locale)
    player = PlannedPlayer(model, short=True)
    dialogue = Dialogue(game=game)
    for _ in range(3):
        role = referee.floor(dialogue)
        view = referee.view(dialogue, role)
        move = plan(view, Tactics().drawn(view.seed))
        said = await player.speak(view)

        assert move is not None
        assert said.action == move.action
        assert said.text
        assert contradictions(said.text, claim(view, move)) == []
        turn = Turn(index=len(dialogue.turns), role=role, text=said.text, action=said.action)
        dialogue = dialogue.say(turn)
        if referee.ending(dialogue):
            break

    assert len({turn.text for turn in dialogue.turns}) == len(dialogue.turns)


async def test_without_moves_it_speaks_freely(model: Model) -> None:
    view = seen(("buyer", "Hi! Is this your bike?"), options=())

    said = await LlmPlayer(model, short=True).speak(view)

    assert said.text
    assert not said.planned
