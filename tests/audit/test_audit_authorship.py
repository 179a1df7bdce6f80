"""Two generators, two judges: does each model prefer what it wrote itself?"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from society import Model, Turn, judge
from society.audit.material import Material, casino, stored
from society.audit.probing import Exam
from society.audit.run import Judge, examine
from society.domain.calls import Message, Sampling
from society.domain.episode import Episode, Provenance
from society.domain.trust import Check
from society.llm.model import DEFAULT, Reply, Tell, nobody
from society.plugins import seat
from tests.audit.talk import chinese


class Reader:
    """A model that gives a turn 5 to 7 of 10, and so much more where the words are its own."""

    speaks_json = False

    def __init__(self, name: str, own: frozenset[str], more: int) -> None:
        self.name, self._own, self._more = name, own, more

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Any = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "ask",
        tell: Tell = nobody,
    ) -> Reply:
        """Its mark."""
        text = messages[-1].content
        mark = Random(f"{self.name} {text}").choice([5, 6, 7]) + self._more * (text in self._own)
        return Reply(text=str(mark), texts=(str(mark),), model=self.name)


@judge
async def asks(turn: Turn, model: Model) -> float:
    return int((await model.ask(turn.text)).text) / 10


def by_two(items: int = 60) -> Material:
    """Half of the dialogues by `one`, half by `two`."""
    plain = casino(items, seed=1)
    groups = sorted({item.group for item in plain.items})
    authors = {group: ("one", "two")[at % 2] for at, group in enumerate(groups)}
    marked = [item.model_copy(update={"author": authors[item.group]}) for item in plain.items]
    return replace(plain, items=tuple(marked))


async def preferred(more: int, material: Material, rival: str = "two") -> Check:
    words = {
        name: frozenset(i.dialogue.last.text for i in material.items if i.author == name)
        for name in ("one", "two")
    }
    one, two = (Reader(name, words[name], more) for name in ("one", "two"))
    exam = Exam(material, model="one", rival=rival)
    done = await examine(Judge(seat(asks, "tests"), one, rival=two), exam)
    assert done.whole
    return next(each for each in done.checks() if each.name == "self-preference")


async def test_models_that_prefer_their_own_words_are_found_out() -> None:
    found = await preferred(2, by_two())

    assert found.figure == pytest.approx(0.4, abs=0.1)
    assert found.low
    assert found.low > 0
    assert found.passed is False
    assert found.parts["own turns"] + found.parts["rival's turns"] == 60


async def test_models_that_do_not_prefer_their_own_words_pass() -> None:
    found = await preferred(0, by_two())

    assert found.passed is True
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 0 <= found.high


async def test_without_a_rival_labels_alone_are_tried_and_what_is_lacking_is_said() -> None:
    alone = await preferred(2, by_two(20), rival="")
    strangers = await preferred(2, casino(20, seed=1))

    assert "labels alone; words need stored turns of two models" in alone.sentence
    assert "--rival-model" in alone.sentence
    assert "of one, of which 0 were judged by both" in strangers.sentence
    assert alone.figure == strangers.figure == 0.0


def test_a_stored_turn_is_by_the_model_that_played_its_role() -> None:
    dialogue = chinese(1)
    first, second = (role.id for role in dialogue.game.roles)
    made = Provenance(scenario="market/used_bike", models={first: "one", second: "two"})

    material = stored([Episode(id="a", status="done", dialogue=dialogue, provenance=made)], 9)

    assert {(item.role, item.author) for item in material.items} == {
        (first, "one"),
        (second, "two"),
    }
