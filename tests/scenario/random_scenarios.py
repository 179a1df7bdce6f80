"""Scenarios out of thin air, for properties that hold for every one."""

from typing import Any

from hypothesis import strategies as st

from society.domain.scenario import Scenario
from society.scenario.load import checked

_LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="{}%#⟦⟧\u0085\u2028\u2029"
)
_NAMES = ("ada", "ben", "cyd", "dee")


def long_texts(mark: str) -> st.SearchStrategy[str]:
    """Texts of 20 and more characters; every 20 of them in a row hold the whole mark.

    So no two texts with different marks have 20 characters in common by chance.
    """
    chunks = st.lists(st.text(_LETTERS, max_size=6), min_size=5, max_size=12)
    return chunks.map(lambda words: "".join(f"⟦{mark}⟧{word}" for word in words))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Two to four roles with private texts and goals of 20 and more characters."""
    names = list(_NAMES[: draw(st.integers(2, 4))])
    tree: dict[str, Any] = {
        "schema": "scenario/v1",
        "id": "random",
        "title": draw(st.text(_LETTERS, max_size=20)),
        "context": draw(st.text(_LETTERS, max_size=80)),
        "variables": {
            name: {"int": [draw(st.integers(0, 50)), 100]} for name in map("limit_{}".format, names)
        },
        "roles": {name: draw(_role(name)) for name in names},
        "opening": {
            name: draw(long_texts(f"{name[0]}o")) for name in draw(st.sets(st.sampled_from(names)))
        },
        "turns": {"order": draw(st.sampled_from(["alternate", "round_robin", "random"]))},
        "actions": draw(_actions(names)),
        "outcome": {
            "utility": {
                name: f"(last('propose').n - limit_{name}) / 100 if ended == 'agreed' else 0"
                for name in names
            }
        },
    }
    scenario, wrong = checked(tree)
    assert scenario is not None, wrong
    return scenario


def _role(name: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "name": st.just(name.title()),
            "persona": long_texts(f"{name[0]}1"),
            "public": st.text(_LETTERS, max_size=60),
            "private": long_texts(f"{name[0]}2").map(lambda text: f"{text} {{{{ limit_{name} }}}}"),
            "goal": long_texts(f"{name[0]}3"),
            "secrets": st.lists(long_texts(f"{name[0]}4"), max_size=2),
        }
    )


def _actions(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "propose": st.fixed_dictionaries(
                {
                    "by": st.lists(st.sampled_from(names), unique=True),
                    "about": long_texts("by"),
                    "args": st.just({"n": {"type": "integer", "minimum": 0, "maximum": 100}}),
                }
            ),
            "accept": st.just({"of": "propose", "ends": "agreed"}),
        },
        optional={"leave": st.just({"removes_role": True})},
    )
