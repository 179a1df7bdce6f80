"""Whatever a scenario says: no row of one role holds what is another's own, in any format."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from society.domain.dialogue import Dialogue
from society.domain.episode import Episode, Outcome
from society.domain.scenario import Scenario
from society.export.formats import FORMATS
from society.export.rows import Choice, Tally, rows
from society.export.views import lens
from tests.export.played import episode
from tests.export.searching import searched
from tests.scenario.random_scenarios import scenarios
from tests.scenario.stage import SMALL, made
from tests.scenario.test_scenario_privacy import own, walked, windows

TRAINED = sorted(set(FORMATS) - {"raw", "tokens"})
QUICK = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def told(dialogue: Dialogue) -> list[Episode]:
    """The dialogue, won, and one with other last words, lost: so there are pairs and duels too."""
    *before, last = dialogue.turns
    other = last.model_copy(update={"text": "or else?"})
    both = dialogue, Dialogue(game=dialogue.game, turns=(*before, other))
    made = [settled(episode(each, variant=at), won=not at) for at, each in enumerate(both)]
    return [searched(each) for each in made]


def settled(plain: Episode, *, won: bool) -> Episode:
    """The episode, with every role or no role a winner."""
    roles = [role.id for role in plain.dialogue.game.roles]
    end = Outcome(
        ended="done",
        returns=dict.fromkeys(roles, 0.9 if won else 0.1),
        winners=tuple(roles) if won else (),
    )
    return plain.model_copy(update={"outcome": end})


@settings(QUICK, max_examples=20)
@given(
    scenarios(),
    st.integers(0, 99),
    st.lists(st.integers(0, 200), min_size=2, max_size=6),
    st.sampled_from(["json", "text"]),
)
def test_no_row_holds_twenty_characters_of_anothers_private_text_or_goal(
    scenario: Scenario, seed: int, moves: list[int], actions: str
) -> None:
    played = told(walked(scenario, seed, moves))
    secret = {role.id: own(role) for role in played[0].dialogue.game.roles}

    for name in TRAINED:
        for role in secret:
            wish = {"roles": (role,), "margin": 1e-9, "actions": actions, "ahead": True}
            choice = Choice.model_validate({**wish, "pairs": "all"})
            found = [row.record for row in rows(name, played, choice, Tally())]
            seen = windows("\n".join(texts(found)))
            leaks = [other for other in secret if other != role and secret[other] & seen]
            assert leaks == [], f"{name} for {role}"


@settings(QUICK, max_examples=20)
@given(scenarios(), st.integers(0, 99), st.lists(st.integers(0, 200), min_size=2, max_size=6))
def test_a_lens_holds_all_that_is_the_roles_own(
    scenario: Scenario, seed: int, moves: list[int]
) -> None:
    (played, _) = told(walked(scenario, seed, moves))

    for role in played.dialogue.game.roles:
        if lines := lens(played, role.id, Choice()).lines:
            assert role.private in lines[0].content
            assert role.goal in lines[0].content


@pytest.mark.parametrize("name", TRAINED)
def test_every_format_has_rows_of_such_dialogues(name: str) -> None:
    played = told(walked(made(SMALL), 1, [3, 6, 9]))

    assert list(rows(name, played, Choice(margin=1e-9), Tally()))
