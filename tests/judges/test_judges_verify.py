"""The judge `rubric` in yes/no questions, and several verdicts as one."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from judges.choosing import NO, YES, Leaning, Untold, leaning
from judges.rubric import Rubric, names
from society import Dialogue, Judgement, Message, Model, SocietyError
from society.llm.model import Model as AnyModel
from society.llm.scripted import Scripted
from society.play.asking import Case, ask
from society.plugins import find
from society.testing import sample_dialogue
from tests.judges.believer import Belief, Believer
from tests.llm.live import embedded_model

Talk = Callable[..., Dialogue]
TONE: dict[str, Any] = {"describe": {"tone": "is kind", "wit": "is funny"}}
BOTH = {"tone": 3, "wit": 1}


async def judged(talk: Talk, model: AnyModel, **params: Any) -> Judgement:
    juror = find("rubric", params={**TONE, **params}, criteria=BOTH)
    dialogue = talk(("buyer", "Hm?"), ("seller", "Hi"))
    return await ask(juror, Case(dialogue=dialogue, turn=1), model=model)


async def asked(belief: Belief | str) -> Leaning | Untold:
    model = Model(Believer(belief))
    return await leaning(model, [Message(role="user", content="?")], YES, NO)


@pytest.mark.parametrize(
    ("belief", "share"),
    [
        pytest.param({"Yes": 0.6, "No": 0.2, "Maybe": 0.2}, 0.75, id="renormalised"),
        pytest.param({"Yes": 0.2, " yes": 0.2, "▁YES": 0.2, "no.": 0.2}, 0.75, id="variants"),
        pytest.param({"是": 0.3, "否": 0.1, "No": 0.2}, 0.5, id="Chinese"),
        pytest.param({"Yes": 0.9}, 1.0, id="no is not among the likeliest"),
        pytest.param({"Nobody": 0.5, "Yesterday": 0.2, "No": 0.1, "Yes": 0.1}, 0.5, id="words"),
    ],
)
async def test_the_score_is_the_share_of_yes_in_yes_and_no(belief: Belief, share: float) -> None:
    said = await asked(belief)

    assert isinstance(said, Leaning)
    assert said.share == pytest.approx(share)


@pytest.mark.parametrize(
    ("belief", "why"),
    [
        pytest.param("Yes", "gives no log-probabilities", id="none told"),
        pytest.param({"The": 0.9, "A": 0.05}, "neither of the words", id="another answer"),
        pytest.param({"The": 0.9, "Yes": 0.001}, "neither of the words", id="hardly any belief"),
    ],
)
async def test_without_a_yes_or_no_there_is_no_guess(belief: Belief | str, why: str) -> None:
    said = await asked(belief)

    assert isinstance(said, Untold)
    assert why in said.why
    assert said.judgement.unscored == "bad_reply"


async def test_every_criterion_is_asked_for_and_weighed(talk: Talk) -> None:
    model = Believer({"Yes": 0.8, "No": 0.2}, {"Yes": 0.1, "No": 0.3})

    said = await judged(talk, model, mode="verify")

    assert said.criteria == {"tone": pytest.approx(0.8), "wit": pytest.approx(0.25)}
    assert said.score == pytest.approx((3 * 0.8 + 0.25) / 4)
    assert said.facts == {"mass": pytest.approx(0.4)}
    assert said.critique == "tone P(yes) 0.80\nwit P(yes) 0.25"


async def test_what_is_asked_comes_after_what_is_shown(talk: Talk) -> None:
    model = Believer({"Yes": 0.8, "No": 0.2})

    await judged(talk, model, mode="verify")

    first, second = model.heard
    assert [message.role for message in first] == ["system", "user", "assistant", "user"]
    assert first[:3] == second[:3]
    assert 'the criterion "tone": is kind?' in first[3].content
    assert all(sampling.temperature == 0 and wanted for sampling, wanted in model.drawn)


async def test_a_rubric_may_bring_its_own_questions(talk: Talk, tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text(
        '+++\nname = "mine"\n[criteria.tone]\nabout = "kind"\nask = "Was it kind?"\n+++\n',
        encoding="utf-8",
    )
    model = Believer({"Yes": 0.8, "No": 0.2})
    juror = find("rubric", params={"rubric": "mine.md", "mode": "verify"}, here=tmp_path)

    await ask(juror, Case(dialogue=talk(("seller", "Hi")), turn=0), model=model)

    assert model.heard[0][3].content.startswith("Was it kind?")


async def test_a_model_that_tells_no_probabilities_gives_no_score(talk: Talk) -> None:
    said = await judged(talk, Scripted(["Yes"], again=True), mode="verify")

    assert (said.score, said.unscored) == (None, "bad_reply")
    assert "use mode: score" in said.critique


async def test_samples_write_their_reasons_before_they_are_asked(talk: Talk) -> None:
    yes, no = {"Yes": 0.8, "No": 0.2}, {"Yes": 0.4, "No": 0.6}
    model = Believer("Kind, I think.", yes, yes, "Rather rude.", no, no)

    said = await judged(talk, model, mode="verify", samples=2)

    assert said.score == pytest.approx(0.6)
    assert said.facts["n"] == 2
    assert said.facts["sd"] == pytest.approx(0.2828, abs=1e-3)
    assert model.heard[1][2].content == "Kind, I think."
    thinking = [model.drawn[at][0] for at in (0, 3)]
    assert all(sampling.temperature == 0.7 for sampling in thinking)
    assert thinking[0].seed != thinking[1].seed


async def test_scores_are_averaged_with_their_spread(talk: Talk) -> None:
    def marks(tone: int) -> str:
        both = {"tone": tone, "wit": tone}
        return json.dumps({name: {"reason": "so", "score": at} for name, at in both.items()})

    said = await judged(talk, Scripted([marks(2), marks(4), marks(6)]), samples=3)

    assert said.score == pytest.approx(0.4)
    assert said.facts == {"n": 3.0, "sd": pytest.approx(0.2)}
    assert len(said.calls) == 3


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"mode": "guess"}, "no mode 'guess'"),
        ({"samples": 0}, "samples is 0"),
        ({"samples": 3, "temperature": 0}, "3 times the same"),
    ],
)
def test_what_could_never_work_is_refused_at_the_seat(params: dict[str, Any], message: str) -> None:
    with pytest.raises(SocietyError, match=message):
        Rubric(**params)


def test_another_mode_is_another_version() -> None:
    assert find("rubric").version != find("rubric", params={"mode": "verify"}).version


def test_every_shipped_criterion_makes_a_question() -> None:
    for name in names():
        sheet = Rubric(name).sheet
        assert all(each.question(name).endswith("?") for name, each in sheet.criteria.items())


@pytest.fixture(scope="module")
def embedded(request: pytest.FixtureRequest) -> Iterator[AnyModel]:
    yield from embedded_model(request)


@pytest.mark.embedded
async def test_the_embedded_model_tells_how_likely_yes_is(embedded: AnyModel) -> None:
    whole = sample_dialogue()
    dialogue = whole.model_copy(update={"turns": whole.turns[:2]})
    juror = find("rubric", params={**TONE, "mode": "verify"}, criteria={"tone": 1})

    said = await ask(juror, Case(dialogue=dialogue, turn=1), model=embedded)

    assert said.score is not None, said.critique
    assert 0 < said.score < 1
    assert 0.02 < said.facts["mass"] <= 1
    assert len(said.calls) == 1
