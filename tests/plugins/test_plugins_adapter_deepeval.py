"""deepeval's own metrics as judges; run by `make test-adapters`, in an environment of its own."""

import os
from pathlib import Path

import pytest

from society.llm.scripted import Scripted
from tests.plugins.adapted import judged, written

pytestmark = pytest.mark.apart

KIND = """
from deepeval.metrics import ConversationalGEval
from deepeval.test_case import MultiTurnParams
def kind(client):
    return ConversationalGEval(
        name="kind",
        criteria="Is it kind?",
        evaluation_params=[MultiTurnParams.ROLE, MultiTurnParams.CONTENT],
        model=client,
    )
"""
STEPS, GRADED = '{"steps": ["read", "score"]}', '{"reason": "so", "score": 8}'

SHORT = """
from deepeval.metrics import BaseConversationalMetric
class Short(BaseConversationalMetric):
    def __init__(self, most=5):
        self.threshold, self.most = 0.5, most
    def measure(self, test_case):
        raise AssertionError("judges are asked in the loop")
    async def a_measure(self, test_case, _show_indicator=True, **more):
        assert not _show_indicator
        assert {turn.role for turn in test_case.turns} == {"user", "assistant"}
        self.score = float(len(test_case.turns) <= self.most)
        self.reason = f"{test_case.scenario}; {test_case.expected_outcome}"
        return self.score
    def is_successful(self):
        return True
short = Short()
"""


async def test_a_conversational_metric_asks_our_model(tmp_path: Path) -> None:
    juror = written(tmp_path, "deepeval:evals.py:kind#scope=outcome", KIND)
    model = Scripted([STEPS, GRADED])

    said = await judged(juror, model, turn=None)

    assert (said.score, said.critique) == (0.8, "so")
    assert "Is it kind?" in model.heard[0][0].content
    assert "It is scratched. How about 120?" in model.heard[1][0].content


async def test_a_metric_of_ones_own_hears_the_whole_dialogue(tmp_path: Path) -> None:
    juror = written(tmp_path, "deepeval:evals.py:short#scope=outcome", SHORT)

    said = await judged(juror, turn=None, reference="a deal")

    assert said.score == 0.0
    assert said.critique.startswith("A sale")
    assert said.critique.endswith("; a deal")


async def test_a_class_is_built_with_the_params(tmp_path: Path) -> None:
    juror = written(tmp_path, "deepeval:evals.py:Short#scope=outcome", SHORT, most=7)

    assert (await judged(juror, turn=None)).score == 1.0


async def test_the_library_does_not_report_home(tmp_path: Path) -> None:
    juror = written(tmp_path, "deepeval:evals.py:short#scope=outcome", SHORT)
    await judged(juror, turn=None)

    from deepeval.telemetry import telemetry_opt_out

    assert os.environ["DEEPEVAL_TELEMETRY_OPT_OUT"] == "YES"
    assert telemetry_opt_out() is True
