"""inspect's own scorers as judges; run by `make test-adapters`, in an environment of its own."""

from pathlib import Path

import pytest

from society.llm.scripted import Scripted
from society.plugins import find
from tests.plugins.adapted import judged, written

pytestmark = [pytest.mark.apart, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

OWN = """
from inspect_ai.scorer import Score, accuracy, scorer
@scorer(metrics=[accuracy()])
def second(wanted):
    async def score(state, target):
        assert [each.role for each in state.messages] == ["user", "assistant"]
        assert state.output.completion == state.messages[-1].text.split(" [")[0]
        assert state.metadata == {"wanted": wanted}
        right = wanted in state.output.completion
        return Score(value="P" if right else "N", explanation=f"{state.input_text} {target.text}")
    return score
"""


async def test_a_scorer_compares_with_the_reference(tmp_path: Path) -> None:
    juror = find("inspect:inspect_ai.scorer:includes", here=tmp_path, allow_code=True)

    said, other = await judged(juror, reference="120"), await judged(juror, reference="121")

    assert (said.score, other.score) == (1.0, 0.0)


async def test_a_scorer_that_grades_asks_our_model(tmp_path: Path) -> None:
    juror = written(
        tmp_path,
        "inspect:evals.py:graded",
        """
        from inspect_ai.scorer import model_graded_qa
        def graded(client):
            return model_graded_qa(model=client)
        """,
    )
    model = Scripted(["It is so. GRADE: C"])

    said = await judged(juror, model, reference="120")

    assert (said.score, said.critique) == (1.0, "It is so. GRADE: C")
    assert "It is scratched. How about 120?" in model.heard[0][-1].content


async def test_a_scorer_of_ones_own_gets_the_dialogue_and_the_params(tmp_path: Path) -> None:
    juror = written(tmp_path, "inspect:evals.py:second", OWN, wanted="scratched")

    said = await judged(juror, reference="fair")

    assert said.score == 0.5
    assert said.critique.startswith("A sale")
    assert said.critique.endswith(" fair")
