"""The embedded model with an adapter: found by name, written as trained, and never mixed up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from society.domain.calls import Message, Sampling
from society.domain.errors import ModelError
from society.llm.adapters import FOLDER, shipped
from society.llm.adapters.files import PREFIX, read, write
from society.llm.connect import Connections
from society.llm.embedded import Embedded
from society.llm.model import Model
from society.llm.runtime import Runtime
from society.llm.weights import ready

HEADS = (9, 3)
ASKED = (
    "Grass grows in every field and garden of the country. Is it green? Answer Yes or No.",
    "My aunt has painted all the doors of her house red. Is that wise? Answer Yes or No.",
    "Forty people waited for the last bus of the night. Was it late? Answer Yes or No.",
)
EXACT = 1e-3
ONE = Sampling(temperature=0.0, max_tokens=1)


def matrices(seed: int = 0, scale: float = 0.05) -> dict[str, np.ndarray]:
    """A LoRA of rank 2 on the last layer's attention."""
    chance = np.random.default_rng(seed)
    shapes = {"q_proj": (576, 576), "k_proj": (192, 576), "o_proj": (576, 576)}
    return {
        f"{PREFIX}.29.self_attn.{name}.lora_{side}.weight": chance.normal(
            0, scale, (2, shape[1]) if side == "A" else (shape[0], 2)
        ).astype(np.float32)
        for name, shape in shapes.items()
        for side in "AB"
    }


def written(folder: Path) -> Path:
    return write(folder / "loud.gguf", matrices(scale=0.5), alpha=4, heads=HEADS, title="loud")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    trained = matrices()

    found = read(write(tmp_path / "a.gguf", trained, alpha=4, heads=HEADS, title="a"), HEADS)

    assert set(found) == set(trained)
    for name, matrix in trained.items():
        assert np.allclose(found[name], matrix, atol=1e-3)


def test_a_matrix_of_no_layer_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lm_head"):
        write(
            tmp_path / "a.gguf",
            {"base_model.model.lm_head.lora_A.weight": np.zeros((2, 2))},
            alpha=4,
            heads=HEADS,
            title="a",
        )

    assert not list(tmp_path.iterdir())


def test_what_ships_is_small_and_has_its_card() -> None:
    for name, path in shipped().items():
        assert path.stat().st_size < 6_000_000
        assert (FOLDER / f"{name}.md").is_file()


def test_an_adapter_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    connections = Connections(
        environ={}, models_dir=tmp_path, adapters={"loud": tmp_path / "loud.gguf"}
    )

    with pytest.raises(ModelError, match="'lout'") as told:
        connections("embedded+lout")

    assert (told.value.kind, told.value.hint) == ("unknown_model", "there are: embedded+loud")


def test_what_a_server_has_not_cannot_be_worn(tmp_path: Path) -> None:
    runtime = Runtime(Path, adapters=[tmp_path / "loud.gguf"])

    assert runtime.wearing() == {"lora": [{"id": 0, "scale": 0.0}]}
    with pytest.raises(ValueError, match="not among the adapters"):
        runtime.wearing(tmp_path / "lout.gguf")


@pytest.fixture
async def serve(models_dir: Path, embedded: Model) -> AsyncIterator[Callable[..., Runtime]]:
    """Servers of two slots, so that one takes over what another left."""
    running: list[Runtime] = []

    def start(*adapters: Path) -> Runtime:
        ready_made = partial(ready, models_dir)
        running.append(Runtime(ready_made, slots=2, context=256, steady=True, adapters=adapters))
        return running[-1]

    yield start
    for each in running:
        await each.close()


@pytest.mark.embedded
async def test_one_server_answers_as_a_server_for_each(
    serve: Callable[..., Runtime], tmp_path: Path
) -> None:
    loud = written(tmp_path)
    plain, alone, both = serve(), serve(loud), serve(loud)
    bare = [await yes(Embedded("bare", plain), ask) for ask in ASKED]
    worn = [await yes(Embedded("loud", alone, worn=alone.wearing(loud)), ask) for ask in ASKED]
    names = ["bare", "loud"] * 3 + ["bare"] * 3 + ["loud"] * 3
    order = [0, 0, 1, 1, 2, 2, 0, 1, 2, 0, 1, 2]
    models = {
        "bare": Embedded("bare", both, worn=both.wearing()),
        "loud": Embedded("loud", both, worn=both.wearing(loud)),
    }

    heard = [await yes(models[name], ASKED[ask]) for name, ask in zip(names, order, strict=True)]

    fresh = {"bare": bare, "loud": worn}
    expected = [fresh[name][ask] for name, ask in zip(names, order, strict=True)]
    assert heard == pytest.approx(expected, abs=EXACT)
    assert all(abs(one - other) > 0.1 for one, other in zip(bare, worn, strict=True))


@pytest.mark.embedded
async def test_the_scale_is_each_requests_own(
    serve: Callable[..., Runtime], tmp_path: Path
) -> None:
    loud = written(tmp_path)
    both, fresh = serve(loud), serve(loud)
    half = both.wearing(loud, 0.5)
    expected = await yes(Embedded("half", fresh, worn=half), ASKED[0])

    whole = await yes(Embedded("whole", both, worn=both.wearing(loud)), ASKED[0])
    found = await yes(Embedded("half", both, worn=half), ASKED[0])

    assert found == pytest.approx(expected, abs=EXACT)
    assert abs(found - whole) > 0.1


@pytest.mark.embedded
async def test_an_adapter_changes_the_answer_and_leaves_the_bare_model_alone(
    models_dir: Path, embedded: Model, tmp_path: Path
) -> None:
    started: list[Runtime] = []

    def start(*prepare: Any, **options: Any) -> Runtime:
        started.append(Runtime(*prepare, **options))
        return started[-1]

    live = Connections(
        environ={}, models_dir=models_dir, adapters={"loud": written(tmp_path)}, runtime=start
    )
    try:
        bare, loud = live("embedded"), live("embedded+loud")
        first, worn = await yes(bare), await yes(loud)
        together = await asyncio.gather(*(yes(each) for each in (loud, bare, loud, bare)))
    finally:
        await live.close()

    assert len(started) == 1
    assert abs(worn - first) > 0.5
    assert together == pytest.approx([worn, first, worn, first], abs=EXACT)


async def yes(model: Model, asked: str = ASKED[0]) -> float:
    """The log-probability of Yes as the first token, no less than -20."""
    about, question = asked.split(". ", 1)
    said = [Message(role="system", content=about), Message(role="user", content=question)]
    reply = await model.reply(said, sampling=ONE, logprobs=100)
    return max(-20.0, reply.logprobs[0].top.get("Yes", -20.0))
