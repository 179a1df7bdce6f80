"""A panel asks its members: their time, their calls and their bill are told as its own."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from society import Member, Turn, judge
from society.domain.calls import Attempt, Heard, Message, Sampling
from society.llm.model import DEFAULT, Reply, Tell, nobody
from society.play.asking import ask
from society.play.gifts import Case
from society.plugins import find, seat
from society.plugins.members import with_members
from society.testing import sample_dialogue


@judge(name="council")
class Council:
    """The first member's score, and what it cost."""

    def __init__(self, members: list[Any]) -> None:
        self.members = members

    async def __call__(self, members: tuple[Member, ...]) -> dict[str, Any]:
        """As the first says; facts hold its price before and after."""
        before = members[0].price
        said = await members[0]()
        facts = {"before": before, "after": members[0].price}
        known = {name: price for name, price in facts.items() if price is not None}
        return {"score": said.score, "critique": said.critique, "facts": known}


@judge(name="asks")
async def asks(turn: Turn, model: Any) -> float:
    """Asks its model and is content."""
    await model.ask("Well?")
    return 0.75


@judge(name="slow")
async def slow(turn: Turn) -> float:
    """Never answers."""
    await asyncio.Event().wait()
    return 1.0


class Priced:
    """A model that costs a cent a call."""

    name = "priced"
    speaks_json = True

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Mapping[str, Any] | None = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "ask",
        tell: Tell = nobody,
    ) -> Reply:
        """Yes, for a cent."""
        tell(Attempt(call="call-1", number=1, purpose=purpose, model=self.name, cost=0.01))
        return Reply(text="yes", texts=("yes",), cost=0.01, model=self.name, call="call-1")


def council(*members: Any) -> Any:
    found = {"asks": asks, "slow": slow}

    def look_up(use: str, **more: Any) -> Any:
        return seat(found[use], use) if use in found else find(use, **more)

    return with_members(seat(Council, "council", params={"members": list(members)}), look_up)


def case(**more: Any) -> Case:
    return Case(dialogue=sample_dialogue(), turn=1, **more)


async def test_what_a_member_asks_is_on_the_panels_bill() -> None:
    heard: list[Heard] = []

    said = await ask(council("asks"), case(), model=Priced(), tell=heard.append)

    assert said.score == 0.75
    assert said.calls == ("call-1",)
    assert said.facts == {"after": 0.01}
    assert [each.purpose for each in heard if isinstance(each, Attempt)] == ["judge:council.asks"]


async def test_a_price_is_what_the_seat_says_until_it_is_known() -> None:
    member = {"use": "asks", "price": 0.5}

    said = await ask(council(member), case(), model=Priced())

    assert said.facts == {"before": 0.5, "after": 0.01}


async def test_a_member_without_a_model_costs_nothing() -> None:
    said = await ask(council("brevity"), case())

    assert said.facts == {"before": 0.0, "after": 0.0}


async def test_a_member_that_never_answers_is_cut_off_and_not_the_panel() -> None:
    said = await ask(council("slow"), case(), timeout=0.01)

    assert said.unscored == "no_opinion"
    assert "judge 'council.slow' on turn 1: no answer within 0.01 s" in said.critique


async def test_a_model_that_nobody_connected_is_said_by_name() -> None:
    said = await ask(council({"use": "asks", "model": "openai/x"}), case())

    assert said.score is None
    assert "it asks for 'model', and there is none" in said.critique


async def test_a_panel_without_members_cannot_be_asked() -> None:
    said = await ask(seat(Council, "council", params={"members": []}), case())

    assert (said.score, said.unscored) == (None, "judge_error")
    assert "it asks for 'members', and there is none" in said.critique
