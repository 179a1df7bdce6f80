"""Whatever a scenario says: nothing that is one role's alone is in a prompt made for another."""

import asyncio

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from society.domain.calls import Message
from society.domain.dialogue import Action, Dialogue, View
from society.domain.scenario import Scenario
from society.llm.scripted import Scripted
from society.players.llm import LlmPlayer
from society.players.planned import PlannedPlayer
from society.players.prompt import prompt
from society.scenario import referee
from tests.scenario.random_scenarios import scenarios
from tests.scenario.test_scenario_privacy import own, walked, windows

FILLED = '{"say": "fine, then", "action": null}'
QUICK = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
FORBIDDEN = Action(name="propose", args={"n": 1000})


class Prosaic(Scripted):
    """Keeps to no schema by itself, so the form is asked for in words."""

    speaks_json = False


def clumsy() -> Prosaic:
    """Breaks the form at first, so that it is corrected too."""
    said = iter(["12 and 13"])
    return Prosaic(lambda messages: next(said, FILLED))


async def asked(view: View) -> dict[str, str]:
    """Every prompt that is made of the view, as one text for each maker."""
    made = {f"prompt, short={short}": told(prompt(view, short=short)) for short in (False, True)}
    for kind in (LlmPlayer, PlannedPlayer):
        for short in (False, True):
            await kind(model := clumsy(), short=short).speak(view)
            made[f"{kind.__name__}, short={short}"] = "\n".join(map(told, model.heard))
    return made


def told(messages: list[Message] | tuple[Message, ...]) -> str:
    return "\n".join(message.content for message in messages)


def shown(dialogue: Dialogue, role: str, *, again: bool) -> View:
    """What the role sees when it is asked, or after a move of its was refused."""
    why = (referee.refuse(dialogue, role, FORBIDDEN) or "no",) if again else ()
    return referee.view(dialogue, role, refused=why)


@settings(QUICK, max_examples=25)
@given(scenarios(), st.integers(0, 99), st.lists(st.integers(0, 200), max_size=6), st.booleans())
def test_no_prompt_holds_twenty_characters_of_anothers_private_text_or_goal(
    scenario: Scenario, seed: int, moves: list[int], again: bool
) -> None:
    dialogue = walked(scenario, seed, moves)
    secret = {role.id: own(role) for role in dialogue.game.roles}

    for role in dialogue.game.roles:
        for maker, text in asyncio.run(asked(shown(dialogue, role.id, again=again))).items():
            seen = windows(text)
            leaks = [other for other in secret if other != role.id and secret[other] & seen]
            assert leaks == [], f"{maker} for {role.id}"


@settings(QUICK, max_examples=10)
@given(scenarios(), st.integers(0, 99))
def test_a_role_is_told_its_own_private_text_and_goal(scenario: Scenario, seed: int) -> None:
    dialogue = walked(scenario, seed, [])

    for role in dialogue.game.roles:
        made = asyncio.run(asked(shown(dialogue, role.id, again=False)))
        for maker in ("prompt, short=False", "prompt, short=True", "LlmPlayer, short=False"):
            assert role.private in made[maker]
            assert role.goal in made[maker]
