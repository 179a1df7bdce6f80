"""verifiers' own rubrics as judges; run by `make test-adapters`, in an environment of its own."""

from pathlib import Path
from typing import Any

import pytest

from society.testing import sample_dialogue
from tests.plugins.adapted import judged, written

pytestmark = [pytest.mark.apart, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

RUBRIC = """
import verifiers as vf
def polite(completion, parser):
    return 0.5 if isinstance(parser, vf.Parser) else 0.0
async def right(completion, answer, **kwargs):
    return float(answer in parser.parse_answer(completion))
parser = vf.Parser()
rubric = vf.Rubric(funcs=[polite], weights=[0.25], parser=parser)
rubric.add_reward_func(right, weight=0.75)
"""


@pytest.mark.parametrize("reference", ["120", "121"])
async def test_a_rubric_pays_what_it_pays_at_home(tmp_path: Path, reference: str) -> None:
    said = await judged(written(tmp_path, "verifiers:evals.py:rubric", RUBRIC), reference=reference)

    assert said.score == pytest.approx(await _at_home(reference))
    assert said.score == pytest.approx(0.125 + 0.75 * (reference == "120"))


async def _at_home(reference: str) -> float:
    """The reward that the library itself gives the turn."""
    namespace: dict[str, Any] = {}
    exec(RUBRIC, namespace)
    before, turn = sample_dialogue().turns[:2]
    state = {
        "prompt": [{"role": "user", "content": before.text}],
        "completion": [{"role": "assistant", "content": turn.text}],
        "answer": reference,
        "task": "sale",
        "timing": {"scoring_ms": 0.0, "total_ms": 0.0},
        "trajectory": [],
    }
    await namespace["rubric"].score_rollout(state)
    return float(state["reward"])  # type: ignore[arg-type]


async def test_a_function_made_with_our_client_asks_our_model(tmp_path: Path) -> None:
    juror = written(
        tmp_path,
        "verifiers:evals.py:asking",
        """
        import verifiers as vf
        def asking(client):
            def fair(completion):
                asked = [{"role": "user", "content": f"Fair? {completion}"}]
                made = client.chat.completions.create(model="ours", messages=asked)
                return float(made.choices[0].message.content)
            return vf.Rubric(funcs=[fair])
        """,
    )

    said = await judged(juror, ["0.75"])

    assert (said.score, said.critique) == (0.75, "fair 0.75 x 1")
