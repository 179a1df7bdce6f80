"""Whatever a scenario says: a role is never shown what is another's own."""

from collections.abc import Iterator

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from society.domain.dialogue import Action, Dialogue, Role, View
from society.domain.scenario import Scenario
from society.scenario import referee
from society.scenario.draw import draw
from tests.scenario.random_scenarios import scenarios
from tests.scenario.stage import example, said

WINDOW = 20


def shown_to(view: View) -> str:
    """The whole dump of the view, as plain text."""
    return "\n".join(_texts(orjson.loads(view.model_dump_json())))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def windows(text: str) -> set[str]:
    return {text[at : at + WINDOW] for at in range(len(text) - WINDOW + 1)}


def own(role: Role) -> set[str]:
    """Every 20 characters of what is the role's alone."""
    return set().union(
        *map(windows, (role.private, role.goal, role.persona, role.prompt, *role.secrets))
    )


def walked(scenario: Scenario, seed: int, moves: list[int]) -> Dialogue:
    """A dialogue of harmless words and whatever moves the numbers pick."""
    dialogue = Dialogue(game=draw(scenario, seed=seed))
    for number in moves:
        role = referee.floor(dialogue)
        options = referee.options(dialogue, role)
        move = None
        if options and number % 3:
            option = options[number % len(options)]
            move = (option.name, {"n": number % 100} if option.args else {})
        dialogue = said(dialogue, move, text=f"turn {number}")
        if referee.ending(dialogue):
            break
    return dialogue


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios(), st.integers(0, 99), st.lists(st.integers(0, 200), max_size=6))
def test_no_view_holds_twenty_characters_of_anothers_private_text(
    scenario: Scenario, seed: int, moves: list[int]
) -> None:
    dialogue = walked(scenario, seed, moves)

    for role in dialogue.game.roles:
        seen = windows(shown_to(referee.view(dialogue, role.id)))
        assert own(role) <= seen
        for other in dialogue.game.roles:
            assert other.id == role.id or not own(other) & seen


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios(), st.integers(0, 99), st.integers(0, 100))
def test_the_worth_of_an_offer_does_not_depend_on_what_others_were_dealt(
    scenario: Scenario, seed: int, price: int
) -> None:
    game = draw(scenario, seed=seed)
    offered = Action(name="propose", args={"n": price})
    for role in game.roles:
        dealt = {
            name: value if name == f"limit_{role.id}" else 100 - value
            for name, value in game.variables.items()
        }
        other = game.model_copy(update={"variables": dealt})
        one, two = (referee.view(Dialogue(game=each), role.id).value for each in (game, other))
        assert one is not None
        assert two is not None
        assert one(offered) == two(offered)


def test_the_view_of_a_shipped_kind_of_game_holds_only_ones_own_number() -> None:
    game = draw(example("market/used_bike"), seed=7)
    low, high = str(game.variables["seller_min"]), str(game.variables["buyer_max"])
    seller, buyer = (
        shown_to(referee.view(Dialogue(game=game), role)) for role in ("seller", "buyer")
    )

    assert low in seller
    assert high not in seller
    assert high in buyer
    assert low not in buyer


def test_the_seed_of_a_view_is_not_the_seed_of_the_game() -> None:
    game = draw(example("market/used_bike"), seed=7)
    seeds = [referee.view(Dialogue(game=game), role).seed for role in ("seller", "buyer")]

    assert len({*seeds, game.seed}) == 3
