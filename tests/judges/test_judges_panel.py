"""The judge `panel`: members asked about its own case, put together, the dearer only in doubt."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from judges.panel import Panel
from society import Dialogue, Judgement, SocietyError
from society.domain.errors import LimitReached, ModelError
from society.llm.scripted import Scripted
from society.play.asking import Case, ask
from society.plugins import Juror, find
from society.scoring.agreement import alpha

Talk = Callable[..., Dialogue]


class Fake:
    """A member that says what it is told to; `asked` counts how often."""

    def __init__(
        self, name: str, score: float | None, *, weight: float = 1.0, price: float | None = 0.0
    ) -> None:
        self.name, self.weight, self.price = name, weight, price
        self.asked = 0
        self._said = (
            Judgement(unscored="judge_error", critique="broke")
            if score is None
            else Judgement(score=score, critique="so")
        )

    async def __call__(self) -> Judgement:
        self.asked += 1
        return self._said


async def put_together(members: Sequence[Fake], **params: Any) -> dict[str, Any]:
    said = await Panel([member.name for member in members], **params)(tuple(members))
    assert isinstance(said, dict)
    return said


def seated(members: Sequence[Any], **params: Any) -> Juror:
    return find("judges.panel:Panel", params={"members": members, **params})


async def asked(talk: Talk, juror: Juror, **more: Any) -> Judgement:
    dialogue = talk(("seller", "one two three"), ("buyer", "one two three"))
    model = more.pop("model", None)
    return await ask(juror, Case(dialogue=dialogue, turn=1, **more), model=model)


def mark(score: float) -> str:
    return json.dumps({"tone": {"reason": "so", "score": score}})


TONE: Mapping[str, Any] = {"params": {"describe": {"tone": "kind"}}, "criteria": {"tone": 1}}


@pytest.mark.parametrize(("how", "score"), [("mean", 0.5), ("median", 0.2), ("veto", 0.1)], ids=str)
async def test_members_are_put_together_as_the_seat_says(how: str, score: float) -> None:
    members = [Fake("a", 0.1), Fake("b", 0.2, weight=2), Fake("c", 1.0, weight=1.5)]

    said = await put_together(members, how=how)

    assert said["score"] == pytest.approx({"mean": 2.0 / 4.5}.get(how, score))
    assert said["criteria"] == {"a": 0.1, "b": 0.2, "c": 1.0}


async def test_the_median_of_an_even_panel_lies_between_the_two_in_the_middle() -> None:
    said = await put_together(
        [Fake("a", 0.2), Fake("b", 0.4), Fake("c", 0), Fake("d", 1)], how="median"
    )

    assert said["score"] == pytest.approx(0.3)


MUTE = """
def mute(turn):
    return None
"""


@pytest.mark.parametrize("how", ["mean", "median", "veto"])
async def test_a_panel_of_silent_judges_gives_an_empty_turn_no_marks(
    talk: Talk, tmp_path: Path, how: str
) -> None:
    (tmp_path / "mute.py").write_text(MUTE, encoding="utf-8")
    members = ["repetition", {"use": "mute.py:mute"}]
    juror = find("panel", params={"members": members, "how": how}, here=tmp_path, allow_code=True)

    said = await ask(juror, Case(dialogue=talk(("seller", "Hello"), ("buyer", "")), turn=1))

    assert (said.score, said.unscored) == (None, "no_opinion")


async def test_nobody_vetoes_where_all_are_over_the_threshold() -> None:
    said = await put_together([Fake("a", 0.6), Fake("b", 0.8)], how="veto")

    assert said["score"] == pytest.approx(0.7)


async def test_how_far_members_agree_is_told() -> None:
    said = await put_together([Fake("a", 0.0), Fake("b", 0.5), Fake("c", 1.0)])

    assert said["facts"]["spread"] == 1.0
    assert said["facts"]["agreement"] == pytest.approx(1 - 2 / 3)
    assert (await put_together([Fake("a", 1), Fake("b", 1)]))["facts"]["agreement"] == 1.0


async def test_a_member_that_fails_is_left_out_and_named() -> None:
    said = await put_together([Fake("a", 0.8), Fake("b", None)])

    assert (said["score"], said["facts"]["n"]) == (0.8, 1.0)
    assert said["critique"] == "a 0.80: so\nb judge_error: broke"


async def test_where_every_member_fails_there_is_no_score() -> None:
    said = await Panel(["a", "b"])((Fake("a", None), Fake("b", None)))

    assert isinstance(said, Judgement)
    assert (said.score, said.unscored) == (None, "judge_error")


async def test_a_dear_member_is_spared_where_the_cheap_one_is_sure() -> None:
    cheap, dear = Fake("cheap", 0.95), Fake("dear", 0.1, price=0.03)

    said = await put_together([dear, cheap], cascade=1)

    assert (said["score"], dear.asked) == (0.95, 0)
    assert (said["facts"]["spared"], said["facts"]["saved"]) == (1.0, 0.03)


@pytest.mark.parametrize(
    "cheap",
    [
        pytest.param([Fake("a", 0.55)], id="near the threshold"),
        pytest.param([Fake("a", 0.5), Fake("b", 1.0)], id="far apart"),
        pytest.param([Fake("a", None)], id="nobody could say"),
    ],
)
async def test_a_dear_member_is_asked_in_doubt(cheap: list[Fake]) -> None:
    dear = Fake("dear", 0.9, price=0.03)

    said = await put_together([*cheap, dear], cascade=len(cheap))

    assert dear.asked == 1
    assert said["facts"]["spared"] == 0.0


async def test_what_was_saved_is_told_only_where_every_price_is_known() -> None:
    said = await put_together([Fake("a", 1.0), Fake("b", 1.0, price=None)], cascade=1)

    assert said["facts"]["spared"] == 1.0
    assert "saved" not in said["facts"]


async def test_members_judge_the_case_of_the_panel(talk: Talk) -> None:
    model = Scripted([mark(10)])
    juror = seated(["repetition", {"use": "rubric", "weight": 3, **TONE}])

    said = await asked(talk, juror, model=model)

    assert said.criteria == {"repetition": 0.0, "rubric": 1.0}
    assert said.score == pytest.approx(0.75)
    assert len(said.calls) == 1


async def test_a_member_may_have_a_model_of_its_own(talk: Talk) -> None:
    own, common = Scripted([mark(0)]), Scripted([mark(10)])
    juror = seated(
        [{"use": "rubric", "name": "strict", "model": "own", **TONE}, {"use": "rubric", **TONE}]
    )

    said = await asked(talk, juror, model=common, models={"own": own})

    assert said.criteria == {"strict": 0.0, "rubric": 1.0}
    assert (len(own.heard), len(common.heard)) == (1, 1)


async def test_a_members_model_that_says_nothing_is_its_failure_alone(talk: Talk) -> None:
    model = Scripted([ModelError("no", kind="server")])

    said = await asked(talk, seated(["repetition", {"use": "rubric", **TONE}]), model=model)

    assert said.criteria == {"repetition": 0.0}
    assert "rubric model_error" in said.critique


async def test_what_stops_everything_stops_the_panel(talk: Talk) -> None:
    model = Scripted([LimitReached("spent")])

    with pytest.raises(LimitReached):
        await asked(talk, seated([{"use": "rubric", **TONE}]), model=model)


async def test_a_panel_of_judges_without_a_model_asks_for_none(talk: Talk) -> None:
    juror = seated(["repetition", "brevity"])

    assert not juror.asks_model
    assert (await asked(talk, juror)).score == pytest.approx(0.5)
    assert seated(["repetition", "rubric"]).asks_model
    assert not seated([{"use": "rubric", "model": "own"}]).asks_model


async def test_agreement_over_a_dialogue_comes_from_what_each_member_gave(talk: Talk) -> None:
    dialogue = talk(("seller", "one two three"), ("buyer", "one two three"), ("seller", "four"))
    juror = seated(["repetition", {"use": "repetition", "name": "again"}, "brevity"])

    said = [(await ask(juror, Case(dialogue=dialogue, turn=at))).criteria for at in range(3)]

    same = [[each[name] for each in said] for name in ("repetition", "again")]
    whole = [[each[name] for each in said] for name in ("repetition", "again", "brevity")]
    assert alpha(same) == 1.0
    assert (alpha(whole) or 0.0) < 0.5


async def test_a_panel_may_sit_in_a_panel(talk: Talk) -> None:
    inner = {"use": "judges.panel:Panel", "name": "inner", "params": {"members": ["repetition"]}}

    said = await asked(talk, seated(["brevity", inner]))

    assert said.criteria == {"brevity": 1.0, "inner": 0.0}


def test_a_panel_has_the_version_of_its_members() -> None:
    versions = {
        seated(["repetition"]).version,
        seated(["brevity"]).version,
        seated([{"use": "rubric"}]).version,
        seated([{"use": "rubric", "model": "own"}]).version,
    }

    assert len(versions) == 4


@pytest.mark.parametrize(
    ("members", "params", "message"),
    [
        pytest.param([], {}, "needs members", id="none"),
        pytest.param(["deal", "deal"], {}, "called 'deal'", id="twice"),
        pytest.param([{"use": "deal", "wieght": 1}], {}, "wieght", id="a typo"),
        pytest.param([{"use": "nobody"}], {}, "'nobody'", id="unknown"),
        pytest.param([{"use": "deal", "model": "x"}], {}, "asks no model", id="no model needed"),
        pytest.param(["deal"], {"how": "max"}, "no way 'max'", id="how"),
        pytest.param(["deal"], {"cascade": 2}, "cascade is 2", id="cascade"),
        pytest.param(["deal"], {"unsure": {"far": 1}}, "'far'", id="unsure"),
        pytest.param([{"use": "os:system"}], {}, "has not been run", id="a program"),
    ],
)
def test_a_panel_that_cannot_sit_is_refused_before_it_is_asked(
    members: list[Any], params: dict[str, Any], message: str
) -> None:
    with pytest.raises(SocietyError, match=message):
        seated(members, **params)
