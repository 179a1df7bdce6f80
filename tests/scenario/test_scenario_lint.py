"""What is valid and still wrong: found before a game is paid for."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest

from society.domain.scenario import Scenario
from society.scenario.lint import lint
from society.scenario.load import catalog, examined, read, validated
from society.scenario.problems import Problem
from society.scenario.source import Source
from tests.scenario.stage import FILES, HAGGLE, SMALL, source

BIKE = (FILES / "market" / "used_bike.yaml").read_text(encoding="utf-8")
DOCS = Path(__file__).parents[2] / "docs" / "scenario-format.md"


def found(text: str) -> list[Problem]:
    scenario, problems = examined(source(text))
    assert scenario is not None, problems
    return lint(scenario, source(text))


def with_(tree: dict[str, Any], **changes: Any) -> list[Problem]:
    """JSON is YAML: the tree as a one-line file."""
    return found(orjson.dumps({**tree, **changes}).decode())


def messages(problems: list[Problem], level: str = "error") -> list[str]:
    return [problem.message for problem in problems if problem.level == level]


def roles(**changes: Any) -> dict[str, Any]:
    """The two sides of the haggle, with more in what a role has."""
    return {name: {**role, **changes.get(name, {})} for name, role in HAGGLE["roles"].items()}


@pytest.mark.parametrize("entry", catalog(), ids=lambda entry: str(entry.id))
def test_what_ships_lints_clean(entry: Any) -> None:
    shipped = read(entry.id)

    assert lint(validated(shipped), shipped) == []


@pytest.mark.parametrize("name", ["market/used_bike", "diplomacy/ceasefire"])
def test_the_examples_have_no_errors(name: str) -> None:
    example = read(name, folders=[FILES])

    assert messages(lint(validated(example), example)) == []


def test_the_file_of_the_documents_lints_clean() -> None:
    text = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)[0]

    assert found(text) == []


def test_the_small_ones_lint_clean() -> None:
    assert with_(HAGGLE) == []
    assert with_(SMALL, reward={"turn": 0, "outcome": 1}) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"context": "The least is {{ low }}."}, "context tells everyone 'low', which is a's own"),
        (
            {"opening": {"a": "At least {{ low }}!"}},
            "opening.a tells everyone 'low', which is a's own secret",
        ),
        (
            {"roles": roles(b={"goal": "She takes {{ low }}."})},
            "roles.b.goal tells b 'low', which is a's own secret",
        ),
        (
            {"roles": roles(a={"secrets": []}, b={"goal": "She takes {{ low }}."})},
            "roles.b.goal tells b 'low', which is a's own secret",
        ),
        (
            {"roles": roles(a={"secrets": ["the red key"]}, b={"private": "Get the red key."})},
            "roles.b.private tells b 'the red key', which is a's own secret",
        ),
        (
            {
                "actions": {
                    **HAGGLE["actions"],
                    "peek": {"by": ["b"], "about": "See {{ low }}."},
                }
            },
            "actions.peek.about tells b 'low', which is a's own secret",
        ),
    ],
)
def test_a_secret_that_is_told_is_an_error(changes: dict[str, Any], said: str) -> None:
    assert any(said in message for message in messages(with_(HAGGLE, **changes)))


@pytest.mark.parametrize(
    "text", ["{{ ['dear', 'cheap'][low % 2] }}", "{{ 'dear' if low > 50 else 'cheap' }}"]
)
def test_words_that_a_secret_only_chooses_do_not_tell_it(text: str) -> None:
    assert with_(HAGGLE, context=text) == []


def test_a_part_of_a_secret_can_be_public() -> None:
    bug = {"choice": [{"task": "add", "cause": "a minus"}]}
    tree = {
        **SMALL,
        "variables": {"bug": bug},
        "roles": {"a": {"name": "A", "secrets": ["{{ bug.cause }}"]}, "b": {"name": "B"}},
        "reward": {"turn": 0, "outcome": 1},
    }

    assert with_(tree, context="{{ bug.task }}") == []
    assert "tells everyone 'bug.cause'" in messages(with_(tree, context="{{ bug.cause }}"))[0]


def test_what_both_sides_have_as_their_own_is_no_betrayal() -> None:
    assert messages(found((FILES / "diplomacy" / "ceasefire.yaml").read_text("utf-8"))) == []


def test_what_follows_from_a_secret_is_warned_of() -> None:
    tree = {
        **HAGGLE,
        "variables": {**HAGGLE["variables"], "double": {"expr": "low * 2"}},
        "context": "Worth {{ double }}.",
    }

    assert "context: 'double' is computed from 'low', which is a's own secret" in messages(
        with_(tree), "warning"
    )


def test_a_missing_translation_is_an_error_and_one_text_for_all_a_warning() -> None:
    text = BIKE.replace(", zh: 尽量卖出高价。}", "}").replace(
        "{en: You own the bike., zh: 你是车主。}", "You own the bike."
    )

    problems = found(text)

    assert "roles.seller.goal has no text in 'zh'" in messages(problems)
    assert "roles.seller.public is one text for en and zh" in messages(problems, "warning")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {
                "outcome": {
                    "issues": HAGGLE["outcome"]["issues"],
                    "utility": {
                        "a": "(price - low) / 100 if price is not none else 0",
                        "b": "(low - price) / 100 if price is not none else 0",
                    },
                }
            },
            "no offer is worth more than 0 to all at seed",
        ),
        (
            {
                "outcome": {
                    **HAGGLE["outcome"],
                    "utility": {"a": "price - low if price is not none else 0", "b": "0.5"},
                }
            },
            "outcome.utility.a is",
        ),
        (
            {"outcome": {**HAGGLE["outcome"], "utility": {"a": "-9", "b": "0"}}},
            "at the end 'no_deal' at seed",
        ),
        (
            {"stop": [{"when": "last('propose').price > 3", "outcome": "x"}]},
            "stop[0].when: 'price' is asked of none",
        ),
        (
            {"variables": {"low": {"int": [0, 2]}, "high": {"expr": "60 / low"}}},
            "variables.high: it divides by zero at seed",
        ),
        ({"require": ["high < low"]}, "require: none of 100 draws meets high < low"),
        ({"judges": [{"use": "brevty"}]}, "no judge is installed as 'brevty'; did you mean"),
        (
            {"judges": [{"use": "brevity", "weight": 0}], "reward": {"turn": 1, "outcome": 1}},
            "the weights of all judges are 0",
        ),
        (
            {"judges": [{"use": "rubric", "criteria": {"x": 0}}]},
            "judges[0].criteria has no weight above 0",
        ),
        (
            {"stop": [], "actions": {"end": {"by": ["a"], "ends": "over"}}, "outcome": {}},
            "b can never end the dialogue",
        ),
        ({"levels": {"hard": {"turns": {"mx": 3}}}}, "at level hard: turns has no 'mx'"),
        (
            {"levels": {"hard": {"variables": {"high": {"expr": "low - 1"}}}}},
            "at level hard: no offer is worth more than 0 to all",
        ),
    ],
)
def test_what_will_go_wrong_in_play_is_an_error(changes: dict[str, Any], said: str) -> None:
    told = messages(with_(HAGGLE, **changes))

    assert any(said in message for message in told), told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"variables": {**HAGGLE["variables"], "spare": {"int": [1, 2]}}},
            "the variable 'spare' is never used",
        ),
        ({"turns": {"order": "moderated"}}, "turns.order is moderated"),
        ({"reward": {"turn": 1, "outcome": 1}}, "no judge scores turns"),
        (
            {
                "actions": {
                    "propose": {"args": {"price": {"type": "number", "minimum": 0}}},
                    "accept": HAGGLE["actions"]["accept"],
                }
            },
            "actions.propose.args.price has no maximum",
        ),
        ({"context": "a\u202eb\u200bc"}, "the line has 2 characters that cannot be seen"),
    ],
)
def test_what_may_be_meant_is_a_warning(changes: dict[str, Any], said: str) -> None:
    problems = with_(HAGGLE, **changes)

    assert any(said in message for message in messages(problems, "warning")), problems
    assert messages(problems) == []


def test_a_treaty_of_two_needs_only_two_who_gain() -> None:
    text = (FILES / "diplomacy" / "ceasefire.yaml").read_text(encoding="utf-8")
    poor = text.replace("- 25)/100 if territory", "- 500)/100 if territory")

    assert not any("no offer is worth" in message for message in messages(found(poor)))


def test_everything_is_told_at_once_with_its_place() -> None:
    text = BIKE.replace("listed at ${{ list_price }}", "listed at ${{ seller_min }}")
    text = text.replace(", zh: 尽量低价买到。}", "}").replace("type: number, ", "type: number,")
    text = text.replace("hard:\n    require:", "hard:\n    requir:")

    problems = found(text)

    assert [(problem.line, problem.level) for problem in problems] == sorted(
        (problem.line, problem.level) for problem in problems
    )
    assert {str(problem).split(": ")[0] for problem in problems} >= {
        "my.yaml:20:3",
        "my.yaml:40:5",
        "my.yaml:77:5",
    }


def test_the_zone_is_found_where_it_is_narrow() -> None:
    narrow = {"low": {"int": [0, 996]}, "high": {"expr": "low + 3"}}
    wide = {"price": {"type": "number", "minimum": 0, "maximum": 1000}}

    problems = with_(
        HAGGLE,
        variables=narrow,
        actions={"propose": {"args": wide}, "accept": HAGGLE["actions"]["accept"]},
    )

    assert messages(problems) == []


def test_lint_takes_a_scenario_and_its_source() -> None:
    shipped: Source = read("market/used_bike")
    scenario: Scenario = validated(shipped)

    assert lint(scenario, shipped) == lint(scenario, shipped)
