"""The members of a panel are found before anything is played."""

from typing import Any

import pytest

from society import Member, SocietyError, judge
from society.plugins import Juror, find, seat
from society.plugins.members import models_of, with_members


@judge(name="council")
class Council:
    """Asks its members."""

    def __init__(self, members: list[Any]) -> None:
        self.members = members

    async def __call__(self, members: tuple[Member, ...]) -> float:
        """What the first says."""
        return float((await members[0]()).score or 0)


def council(*members: Any) -> Juror:
    return with_members(seat(Council, "council", params={"members": list(members)}), find)


def test_members_are_judges_made_ready_with_their_weights_and_prices() -> None:
    made = council("deal", {"use": "rubric", "name": "strict", "weight": 2, "price": 0.01})

    assert [chair.name for chair in made.members] == ["deal", "strict"]
    assert [chair.weight for chair in made.members] == [1.0, 2.0]
    assert [chair.price for chair in made.members] == [0.0, 0.01]
    assert made.members[1].juror.needs == find("rubric").needs


def test_a_judge_that_asks_for_no_members_has_none() -> None:
    deal = find("deal")

    assert with_members(deal, find) is deal
    assert deal.members == ()


def test_the_models_that_members_name_are_known_each_once() -> None:
    made = council(
        {"use": "rubric", "name": "a", "model": "openai/x"},
        {"use": "rubric", "name": "b", "model": "openai/x"},
        {"use": "rubric", "name": "c", "model": "openai/y"},
        "deal",
    )

    assert models_of(made) == ("openai/x", "openai/y")
    assert not made.asks_model
    assert council("rubric").asks_model


def test_a_panel_that_its_own_member_changes_is_another_version() -> None:
    assert council("deal").version == council("deal").version
    assert council("deal").version != council("leak").version
    assert council("rubric").with_model("a").version != council("rubric").with_model("b").version


@pytest.mark.parametrize(
    "members", [[], "deal", [3], [{"weight": 1}], [{"use": "deal", "weight": -1}]]
)
def test_a_list_of_members_that_is_none_is_refused(members: Any) -> None:
    with pytest.raises(SocietyError, match="member") as told:
        with_members(seat(Council, "council", params={"members": members}), find)

    assert "members: [{use: deal}" in told.value.hint


def test_panels_sit_only_so_deep() -> None:
    def nested(depth: int) -> dict[str, Any]:
        inner = nested(depth - 1) if depth else "deal"
        return {"use": "judges.panel:Panel", "params": {"members": [inner]}}

    assert council(nested(1)).members
    with pytest.raises(SocietyError, match="deep"):
        council(nested(3))
