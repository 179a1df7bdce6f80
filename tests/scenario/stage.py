"""A small stage for these tests: two example scenarios, a minimal one, and how to play them."""

from pathlib import Path
from typing import Any

import pytest

from society.domain.dialogue import Action, Dialogue, Game, Turn
from society.domain.errors import ScenarioError
from society.domain.scenario import Scenario
from society.scenario import referee
from society.scenario.draw import draw
from society.scenario.load import checked, load, validated
from society.scenario.source import Source

FILES = Path(__file__).parent / "files"
Move = str | tuple[str, dict[str, Any]] | None

SMALL: dict[str, Any] = {
    "schema": "scenario/v1",
    "id": "small",
    "title": "Small",
    "roles": {"a": {"name": "Ada"}, "b": {"name": "Ben"}},
}
"""The least that is a scenario."""

HAGGLE: dict[str, Any] = {
    **SMALL,
    "variables": {"low": {"int": [40, 60]}, "high": {"expr": "low + draw(10, 30) | round | int"}},
    "roles": {
        "a": {
            "name": "Ada",
            "private": "At least {{ low }}.",
            "reservation": {"issue": "price", "value": "{{ low }}", "better": "higher"},
            "secrets": ["{{ low }}"],
        },
        "b": {
            "name": "Ben",
            "private": "At most {{ high }}.",
            "reservation": {"issue": "price", "value": "{{ high }}", "better": "lower"},
            "secrets": ["{{ high }}"],
        },
    },
    "turns": {"max": 8},
    "actions": {
        "propose": {"args": {"price": {"type": "integer", "minimum": 0, "maximum": 120}}},
        "accept": {"of": "propose", "when": "last('propose', other=True)", "ends": "agreement"},
    },
    "stop": [{"when": "turn >= limits.max", "outcome": "no_deal"}],
    "outcome": {
        "issues": {"price": "last('propose').price if ended == 'agreement' else none"},
        "utility": {
            "a": "(price - low) / (high - low) if price is not none else 0",
            "b": "(high - price) / (high - low) if price is not none else 0",
        },
    },
    "reward": {"turn": 0, "outcome": 1},
}
"""Two roles, one price, no language but one."""


def example(name: str, **more: Any) -> Scenario:
    return load(name, folders=[FILES], **more)


def made(tree: dict[str, Any], **changes: Any) -> Scenario:
    """The tree, with these top-level keys, as a scenario; its faults fail the test."""
    scenario, wrong = checked({**tree, **changes})
    assert wrong == []
    assert scenario is not None
    return scenario


def wrong_with(tree: dict[str, Any], **changes: Any) -> list[str]:
    """What is wrong with the tree with these top-level keys."""
    return [finding.message for finding in checked({**tree, **changes})[1]]


def small(**changes: Any) -> Dialogue:
    """The beginning of the least dialogue, with these top-level keys."""
    return Dialogue(game=draw(made(SMALL, **changes), seed=0))


def names(dialogue: Dialogue, role: str) -> list[str]:
    """The moves that the role may take now."""
    return [option.name for option in referee.options(dialogue, role)]


def source(text: str) -> Source:
    return Source(Path("my.yaml"), "my.yaml", text, "")


def complaints(text: str) -> tuple[str, ...]:
    """Every problem of a file with this text."""
    with pytest.raises(ScenarioError) as caught:
        validated(source(text))
    return caught.value.problems


def said(dialogue: Dialogue, move: Move = None, text: str = "", **more: Any) -> Dialogue:
    """One turn more, of whoever has the floor; by default no two turns are alike."""
    index = len(dialogue.turns)
    action = None
    if move is not None:
        name, args = (move, {}) if isinstance(move, str) else move
        action = Action(name=name, args=args)
    role = more.pop("role", None) or referee.floor(dialogue)
    words = text or f"turn {index}"
    return dialogue.say(Turn(index=index, role=role, text=words, action=action, **more))


def played(game: Game, *moves: Move) -> Dialogue:
    """The game after these moves, each of whoever has the floor, each legal."""
    dialogue = Dialogue(game=game)
    for move in moves:
        longer = said(dialogue, move)
        assert referee.refuse(dialogue, longer.last.role, longer.last.action) is None
        dialogue = longer
    return dialogue


def offer(**args: Any) -> tuple[str, dict[str, Any]]:
    return ("propose", args)


TREATY = offer(territory=50, water=20, aid=5)
THREE = {"roles": {name: {"name": name.upper()} for name in ("a", "b", "c")}}
