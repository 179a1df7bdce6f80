"""Evaluators of other libraries as judges, asked for real where the library is installed."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from society import SocietyError
from society.domain.errors import JudgeError
from society.llm.scripted import Scripted
from society.play.asking import ask
from society.plugins import find, names_file
from society.plugins.adapters.coerce import coerce
from society.testing import Case, sample_dialogue
from tests.plugins.adapted import judged, written


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        pytest.param(0.5, 0.5, id="number"),
        pytest.param(None, None, id="none"),
        pytest.param("C", 1.0, id="correct"),
        pytest.param("N", 0.0, id="no answer"),
        pytest.param(
            {"key": "x", "score": True, "comment": "kind"},
            {"score": 1.0, "critique": "kind"},
            id="openevals",
        ),
        pytest.param(
            SimpleNamespace(value="P", explanation="half"),
            {"score": 0.5, "critique": "half"},
            id="inspect",
        ),
        pytest.param(
            SimpleNamespace(score=0.1, metadata={"rationale": "so"}),
            {"score": 0.1, "critique": "so"},
            id="autoevals",
        ),
        pytest.param({"score": None}, {"score": None, "critique": ""}, id="no opinion"),
    ],
)
def test_results_of_all_libraries_become_one_shape(result: object, verdict: Any) -> None:
    assert coerce(result) == verdict


@pytest.mark.parametrize("result", ["8", [1, 2], {"score": "high"}, {"points": 1}, object()])
def test_what_is_no_result_is_not_guessed(result: object) -> None:
    with pytest.raises(JudgeError, match="the evaluator gave"):
        coerce(result)


def test_an_evaluator_does_not_run_unasked(tmp_path: Path) -> None:
    (tmp_path / "evals.py").write_text("raise SystemExit('it ran')", "utf-8")

    for use in ("openevals:evals.py:polite", "autoevals:os:system", "trl:subprocess:run"):
        with pytest.raises(SocietyError, match="has not been run"):
            find(use, here=tmp_path)


def test_an_evaluator_needs_a_name_and_has_no_pairs(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="names no evaluator"):
        find("openevals:evals", here=tmp_path, allow_code=True)
    with pytest.raises(SocietyError, match="cannot compare pairs"):
        written(tmp_path, "trl:evals.py:fair#scope=pair", "def fair(completions): return [1]")


@pytest.mark.parametrize(
    ("use", "named"),
    [
        ("cmd:./judge.sh", True),
        ("./judges.py:polite", True),
        ("openevals:evals.py:polite#scope=outcome", True),
        ("openevals:evals:polite", False),
        ("http://127.0.0.1/judge.py", False),
        ("brevity", False),
    ],
)
def test_a_file_on_the_command_line_is_seen(use: str, named: bool) -> None:
    assert names_file(use) is named


def test_the_version_is_of_the_users_file(tmp_path: Path) -> None:
    versions = set()
    for prompt in ("be kind", "be fair"):
        source = f"class R:\n    prompt = {prompt!r}\n    funcs = weights = ()\nr = R()\n"
        versions.add(written(tmp_path, "verifiers:evals.py:r", source).version)

    assert len(versions) == 2


async def test_a_reward_function_hears_one_prompt_and_one_completion(tmp_path: Path) -> None:
    juror = written(
        tmp_path,
        "trl:evals.py:short#scale=-1..1",
        """
        def short(prompts, completions, limit, **kwargs):
            assert len(prompts) == len(completions) == 1
            assert [each["role"] for each in prompts[0]] == ["user"]
            assert completions[0][0]["role"] == "assistant"
            return [1.0 if len(completions[0][0]["content"]) < limit[0] else -1.0]
        """,
        limit=5,
    )

    assert (await judged(juror)).score == 0.0


async def test_a_rubric_is_a_weighted_sum_of_functions_called_by_name(tmp_path: Path) -> None:
    juror = written(
        tmp_path,
        "verifiers:evals.py:rubric",
        """
        def polite(completion): return 1.0
        async def right(completion, answer, state): return float(answer == "42")
        class Rubric:
            funcs, weights = [polite, right], [0.25, 0.75]
        rubric = Rubric()
        """,
    )

    said = await judged(juror, reference="41")

    assert (said.score, said.critique) == (0.25, "polite 1 x 0.25, right 0 x 0.75")


@pytest.mark.adapters
async def test_trls_own_reward_function_judges(tmp_path: Path) -> None:
    pytest.importorskip("trl")
    juror = find("trl:trl.rewards:think_format_reward", here=tmp_path, allow_code=True)

    assert (await judged(juror)).score == 0.0


@pytest.mark.adapters
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_an_openevals_evaluator_judges_with_our_model(tmp_path: Path) -> None:
    pytest.importorskip("openevals")
    juror = written(
        tmp_path,
        "openevals:evals.py:polite",
        """
        from openevals.llm import create_llm_as_judge
        def polite(client):
            return create_llm_as_judge(
                prompt="Polite? {outputs}", judge=client, model="ours", continuous=True
            )
        """,
    )
    model = Scripted([json.dumps({"reasoning": "so", "score": 0.75})])

    said = await ask(juror, Case(dialogue=sample_dialogue(), turn=1), model=model, timeout=60)

    assert (said.score, said.critique) == (0.75, "so")
    assert "It is scratched. How about 120?" in model.heard[0][0].content


@pytest.mark.adapters
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_a_plain_openevals_evaluator_judges(tmp_path: Path) -> None:
    pytest.importorskip("openevals")
    juror = find("openevals:openevals.exact:exact_match", here=tmp_path, allow_code=True)

    same = await judged(juror, reference="It is scratched. How about 120?")
    other = await judged(juror, reference="Deal.")

    assert (same.score, other.score) == (1.0, 0.0)


@pytest.mark.adapters
async def test_an_autoevals_scorer_judges(tmp_path: Path) -> None:
    pytest.importorskip("autoevals")
    juror = find("autoevals:autoevals.string:Levenshtein", here=tmp_path, allow_code=True)

    said = await judged(juror, reference="It is scratched. How about 120?")

    assert said.score == 1.0


@pytest.mark.adapters
async def test_an_autoevals_classifier_judges_with_our_model(tmp_path: Path) -> None:
    pytest.importorskip("autoevals")
    juror = find("autoevals:autoevals.llm:Factuality", here=tmp_path, allow_code=True)

    said = await judged(
        juror, ['{"reasons": "the same", "choice": "C"}'], reference="It is scratched."
    )

    assert (said.score, said.critique) == (1.0, "the same")
