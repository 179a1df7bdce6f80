"""What a batch plays: every combination, dealt evenly, under ids that stand for what is played."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.batch.configs import differences
from society.batch.plan import MOST, Plan, episode_id, sized
from society.batch.planfile import read_plan
from society.batch.stages import scenarios
from society.casting import Cast
from society.domain.errors import ScenarioError, SocietyError
from tests.batch.talkers import TALK

CONFIG = {"scenario": "market/bike", "level": "", "locale": "en", "seed": 1, "models": {"a": "x"}}


def plan(**more: object) -> Plan:
    return Plan.model_validate({"name": "p", "scenarios": ("s",), **more})


@given(
    n=st.integers(1, 60),
    rollouts=st.integers(1, 5),
    seeds=st.integers(1, 3),
    levels=st.integers(1, 3),
)
def test_no_dialogue_of_a_plan_is_planned_twice_and_all_combinations_grow_alike(
    n: int, rollouts: int, seeds: int, levels: int
) -> None:
    told = plan(
        n=n,
        rollouts=rollouts,
        seeds=tuple(range(seeds)),
        levels=tuple(f"l{at}" for at in range(levels)),
    )

    jobs = list(told.jobs(told.cells))

    assert len(jobs) == n
    assert len({(cell, job.index, job.rollout) for cell, job in jobs}) == n
    counts = [sum(cell == each for each, _ in jobs) for cell in range(len(told.cells))]
    assert max(counts) - min(counts) <= rollouts


def test_every_combination_is_there_once() -> None:
    told = plan(
        scenarios=("s", "t"), seeds=(1, 2), levels=("", "hard"), casts=(Cast(model="m"), Cast())
    )

    found = {(job.scenario, job.level, job.model, job.seed) for job in told.cells}

    assert found == set(product(("s", "t"), ("", "hard"), ("m", None), (1, 2)))


def test_a_longer_plan_begins_with_the_shorter_one() -> None:
    told = plan(seeds=(1, 2, 3), rollouts=2)

    short = list(sized(told, 10).jobs(told.cells))

    assert list(sized(told, 30).jobs(told.cells))[:10] == short


@pytest.mark.parametrize(
    "changed",
    [{"seed": 2}, {"models": {"a": "y"}}, {"scenario": "market/car"}, {"locale": "zh"}],
)
def test_an_id_changes_with_all_that_decides_what_is_played_and_with_nothing_else(
    changed: dict[str, object],
) -> None:
    (_, job), *_ = plan().jobs(plan().cells)
    mine = episode_id("night", CONFIG, job)

    assert episode_id("night", {**CONFIG, **changed}, job) != mine
    assert episode_id("night", dict(reversed(CONFIG.items())), job) == mine
    assert episode_id("morning", CONFIG, job) != mine
    assert episode_id("night", CONFIG, job.model_copy(update={"rollout": 1})) != mine


def test_too_many_dialogues_are_refused_in_words() -> None:
    with pytest.raises(SocietyError, match="too many for one batch"):
        sized(plan(), MOST + 1)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ([CONFIG], []),
        (
            [{**CONFIG, "models": {"a": "y", "b": "z"}}],
            [
                "market/bike: models.a was x, is y",
                "market/bike: models.b was nothing, is z",
            ],
        ),
        ([CONFIG, {**CONFIG, "seed": 2}], ["market/bike en with seed 2 is new"]),
        ([], ["market/bike en with seed 1 is no longer there"]),
    ],
)
def test_differences_are_told_field_by_field(now: list[dict[str, object]], said: list[str]) -> None:
    assert differences([CONFIG], now) == said


def test_a_plan_file_says_all_that_is_wrong_each_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("schema: plan/v1\nname: ../up\nscenarios: [a]\nn: 0\nsedes: [1]\n")

    with pytest.raises(ScenarioError) as refused:
        read_plan(file)

    places = [problem.split(": ")[0] for problem in refused.value.problems]
    assert places == [f"{file}:{line}" for line in ("2:1", "4:1", "5:1")]


@pytest.mark.parametrize(
    "text", [b"", b"- 1\n", b"\xff", b"a: 1\na: 2\n", b"x" * 1_100_000, f"n: {MOST + 1}\n".encode()]
)
def test_a_plan_file_that_is_none_is_refused_in_words(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "plan.yaml"
    file.write_bytes(text)

    with pytest.raises(ScenarioError, match=r"plan\.yaml"):
        read_plan(file)


def test_a_plan_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="No such file"):
        read_plan(tmp_path / "plan.yaml")


def test_a_word_may_be_an_id_a_pattern_a_beginning_a_file_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "talk.yaml").write_text(TALK.read_text(encoding="utf-8"), encoding="utf-8")

    assert scenarios(["market/used_bike"]) == ("market/used_bike",)
    assert "market/used_bike" in scenarios(["market/*"])
    assert scenarios(["market"]) == scenarios(["market/*"]) == scenarios(["market/", "market/*"])
    assert scenarios([str(tmp_path)]) == (str(tmp_path / "talk.yaml"),)
    assert scenarios([str(TALK), str(TALK)]) == (str(TALK),)


@pytest.mark.parametrize("word", ["markt/used_bike", "nowhere/*", "market/used_bkie", "/nowhere"])
def test_a_word_that_means_no_scenario_is_refused(word: str) -> None:
    with pytest.raises(ScenarioError):
        scenarios([word])
