"""The members of a panel: their agreement is read from what its judgements kept of them."""

from collections.abc import Mapping, Sequence

import pytest

from society.audit.panels import Panels
from society.domain.judging import Judgement
from society.domain.trust import Check
from tests.audit.stored_words import episode

FACTS = {"n": 2.0, "spread": 0.1, "asked": 2.0, "spared": 0.0}


def agreed(
    *members: Mapping[str, float],
    facts: Mapping[str, float] = FACTS,
    versions: Sequence[str] = (),
) -> tuple[Check, ...]:
    said = tuple(
        Judgement(
            turn=at,
            role="seller",
            judge="council",
            version=versions[at] if versions else "v1",
            score=0.5,
            criteria=dict(each),
            facts=dict(facts),
        )
        for at, each in enumerate(members)
    )
    heard = Panels()
    heard.hear(episode("e", ["one"] * 6).model_copy(update={"judgements": said}))
    return heard.agreement({"council": "v1"})


def test_members_of_one_mind_agree_and_members_that_part_do_not() -> None:
    alike = agreed({"kind": 0.1, "stern": 0.1}, {"kind": 0.9, "stern": 0.9})
    apart = agreed({"kind": 0.1, "stern": 0.9}, {"kind": 0.9, "stern": 0.1})

    assert [(each.name, each.n) for each in alike] == [("members of council agree", 2)]
    assert alike[0].figure == pytest.approx(1.0)
    assert apart[0].figure is not None
    assert apart[0].figure < 0


def test_what_only_one_member_was_asked_about_tells_nothing() -> None:
    found = agreed({"kind": 0.1}, {"kind": 0.9})

    assert [(each.figure, each.n) for each in found] == [(None, 0)]


def test_the_criteria_of_a_rubric_are_no_members() -> None:
    assert agreed({"tone": 0.1, "depth": 0.1}, facts={"n": 1.0}) == ()


def test_members_of_another_version_are_not_mixed_in() -> None:
    two = [{"kind": 0.1, "stern": 0.9}, {"kind": 0.9, "stern": 0.1}]

    found = agreed(*two, {"kind": 0.2, "stern": 0.2}, versions=["v0", "v0", "v1"])

    assert [each.n for each in found] == [1]
