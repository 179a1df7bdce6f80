"""The embedded judge's training, with the real weights and few steps."""

from pathlib import Path

import pytest

from society.audit.lora.pairs import Pair, pairs
from society.audit.lora.run import save
from society.audit.lora.talk import talks
from society.audit.lora.training import Learner, Recipe
from society.domain.calls import Sampling
from society.llm.adapters import shipped
from society.llm.adapters.files import read
from society.llm.connect import Connections
from society.scenario.load import load
from society.scoring.turn_question import turn_question, yes_share
from tests.llm import live

pytestmark = pytest.mark.train

NEAR = 0.05
"""How far the served P(yes) may be from the trained one: the server computes in 8 bits."""

FEW = Recipe(steps=3, slowing=3, check=1, pairs=6, pairs_a_step=2)


@pytest.fixture(scope="module")
def made() -> list[Pair]:
    return pairs(list(talks([load("market/used_bike"), load("debate/motion")], [1], ["en"])), 0)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return live.weights(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def learner(weights: Path) -> Learner:
    return Learner(weights, FEW)


def test_both_replies_in_one_pass_score_as_each_alone(learner: Learner, made: list[Pair]) -> None:
    for pair, likely in zip(made[:2], learner.likely(made[:2]), strict=True):
        assert learner.yes(pair.before, pair.good) == pytest.approx(likely.good, abs=0.02)
        assert learner.yes(pair.before, pair.bad) == pytest.approx(likely.bad, abs=0.02)


def test_steps_lower_the_loss_on_what_is_learned(
    weights: Path, made: list[Pair], tmp_path: Path
) -> None:
    learner, told = Learner(weights, FEW), list[str]()

    checks = learner.train(made[:6], made[:6], told.append)

    assert [check.step for check in checks] == [1, 2, 3]
    assert checks[-1].loss < checks[0].loss
    assert len(told) == 3
    restored = Learner(weights, FEW)
    restored.wear(read(save(learner, tmp_path), learner.heads))
    assert restored.yes(made[0].before, made[0].good) == pytest.approx(
        learner.yes(made[0].before, made[0].good), abs=0.005
    )


@pytest.mark.embedded
async def test_what_is_served_is_what_was_trained(
    learner: Learner, made: list[Pair], tmp_path: Path
) -> None:
    learner.wear(read(shipped()["judge"], learner.heads))
    live = Connections(environ={}, models_dir=tmp_path)
    try:
        model = live("embedded+judge")
        for pair in made[:3]:
            for turn in (pair.good, pair.bad):
                reply = await model.reply(
                    turn_question(pair.before, turn),
                    sampling=Sampling(temperature=0.0, max_tokens=1),
                    logprobs=100,
                )
                served = yes_share(reply.logprobs[0].top)
                assert served == pytest.approx(learner.yes(pair.before, turn), abs=NEAR)
    finally:
        await live.close()
