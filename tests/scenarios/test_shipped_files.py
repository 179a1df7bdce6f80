"""The shipped files: they load at every level, draw at many seeds, and read the same in each
language."""

import re
from typing import TYPE_CHECKING, Any

import pytest

from judges.rubric import Rubric
from society.domain.dialogue import Game
from society.scenario.draw import fill
from society.scenario.lint import lint
from society.scenario.load import catalog, load, read, shipped

if TYPE_CHECKING:
    from tests.scenarios.conftest import Deal

SHIPPED = [entry.id for entry in catalog()]
LEVELS = ["easy", "normal", "hard"]
PROMISED = {
    "camp/supplies",
    "charity/persuasion",
    "classroom/bug_hunt",
    "classroom/fractions",
    "debate/motion",
    "diplomacy/ceasefire",
    "finance/loan_terms",
    "home/chores",
    "law/liability_clause",
    "market/car_parts",
    "market/flat_rental",
    "market/used_bike",
    "support/refund",
    "work/deadline",
    "work/salary_offer",
}
HAN = "\u4e00-\u9fff，。；：！？、"
GAP = re.compile(f"[{HAN}] +[{HAN}]")
LONGEST = 42


def numbers(value: Any) -> Any:
    """The value without its words, which are the only part that differs between languages."""
    if isinstance(value, dict):
        return {key: numbers(each) for key, each in value.items()}
    return "a word" if isinstance(value, str) else value


def rendered(game: Game) -> list[str]:
    roles = [
        text
        for role in game.roles
        for text in (role.name, role.persona, role.public, role.private, role.goal)
    ]
    abouts = [option.about for option in game.options.values()]
    return [game.title, game.context, *roles, *game.opening.values(), *abouts]


def test_what_ships_is_what_is_promised() -> None:
    assert set(SHIPPED) == PROMISED


def test_five_or_more_speak_chinese() -> None:
    assert sum("zh" in load(each).locale.available for each in SHIPPED) >= 5


@pytest.mark.parametrize("scenario", SHIPPED)
def test_a_shipped_file_has_nothing_to_complain_about(scenario: str) -> None:
    assert lint(load(scenario), read(scenario)) == []


@pytest.mark.parametrize("scenario", SHIPPED)
def test_a_shipped_file_begins_with_what_it_shows_and_has_three_levels(scenario: str) -> None:
    text = read(scenario).text

    assert text.startswith("# ")
    assert max(map(len, text.splitlines())) <= 120
    assert list(load(scenario).levels) == LEVELS


@pytest.mark.parametrize("scenario", SHIPPED)
def test_a_shipped_file_names_no_model_and_brings_no_code(scenario: str) -> None:
    loaded = load(scenario)

    assert all(role.model is None for role in loaded.roles.values())
    assert all(seat.model is None for seat in loaded.judges)
    assert {path.suffix for path in (shipped() / scenario).parent.iterdir()} <= {".yaml"}
    used = {seat.use for seat in loaded.judges}
    assert used <= {"deal", "repetition", "leak", "brevity", "rubric"}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("scenario", SHIPPED)
def test_a_hundred_seeds_draw_the_same_game_in_every_language(
    scenario: str, level: str, deal: "Deal"
) -> None:
    locales = load(scenario).locale.available
    for seed in range(100):
        games = [deal(scenario, seed=seed, locale=each, level=level) for each in locales]
        for game in games[1:]:
            assert numbers(game.variables) == numbers(games[0].variables)
            assert [role.limit for role in game.roles] == [role.limit for role in games[0].roles]
            assert {name: option.args for name, option in game.options.items()} == {
                name: option.args for name, option in games[0].options.items()
            }


@pytest.mark.parametrize("scenario", SHIPPED)
def test_texts_are_whole_and_short_in_every_language(scenario: str, deal: "Deal") -> None:
    for locale in load(scenario).locale.available:
        for seed in range(20):
            game = deal(scenario, seed=seed, locale=locale)
            texts = rendered(game)
            assert not any("{" in text or GAP.search(text) for text in texts)
            assert all(role.name and role.persona and role.public for role in game.roles)
            assert all(role.goal for role in game.roles)
            words = [len(f"{role.private}".split()) for role in game.roles]
            assert max(words) <= LONGEST


@pytest.mark.parametrize("scenario", SHIPPED)
def test_twenty_seeds_tell_ten_or_more_stories(scenario: str, deal: "Deal") -> None:
    stories = {
        "\n".join([game.context, *(role.persona for role in game.roles)])
        for game in (deal(scenario, seed=seed) for seed in range(20))
    }

    assert len(stories) >= 10


@pytest.mark.parametrize("scenario", SHIPPED)
def test_a_secret_is_told_to_its_own_role_and_stands_in_no_public_text(
    scenario: str, deal: "Deal"
) -> None:
    for locale in load(scenario).locale.available:
        game = deal(scenario, seed=3, locale=locale)
        for role in game.roles:
            for secret in role.secrets:
                others = [each.private for each in game.roles if each.id != role.id]
                public = [game.context, *game.opening.values(), *(r.public for r in game.roles)]
                assert not any(secret in text for text in [*public, *others])


@pytest.mark.parametrize("scenario", SHIPPED)
def test_every_rubric_has_the_criteria_that_are_asked_of_it(scenario: str, deal: "Deal") -> None:
    game = deal(scenario)
    for seat in game.scenario.judges:
        if seat.use == "rubric":
            rubric = Rubric(**fill(game, seat.params), criteria=seat.criteria)
            assert set(rubric.weights) == set(seat.criteria)
