"""The embedded model with an adapter: found by name, written as trained, and never mixed up."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from society.domain.calls import Message, Sampling
from society.domain.errors import ModelError
from society.llm.adapters import FOLDER, shipped
from society.llm.adapters.files import PREFIX, read, write
from society.llm.connect import Connections
from society.llm.model import Model

HEADS = (9, 3)
ASK = [Message(role="user", content="Is the sky green? Answer Yes or No.")]
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

    assert (told.value.kind, told.value.hint) == ("unknown_model", "these ship: embedded+loud")


@pytest.mark.embedded
async def test_an_adapter_changes_the_answer_and_leaves_the_bare_model_alone(
    models_dir: Path, embedded: Model, tmp_path: Path
) -> None:
    live = Connections(environ={}, models_dir=models_dir, adapters={"loud": written(tmp_path)})
    try:
        bare, loud = live("embedded"), live("embedded+loud")
        first, worn = await yes(bare), await yes(loud)
        together = await asyncio.gather(*(yes(each) for each in (loud, bare, loud, bare)))
    finally:
        await live.close()

    assert abs(worn - first) > 2
    assert together == pytest.approx([worn, first, worn, first], abs=0.5)


async def yes(model: Model) -> float:
    """The log-probability of Yes as the first token, no less than -20."""
    reply = await model.reply(ASK, sampling=ONE, logprobs=100)
    return max(-20.0, reply.logprobs[0].top.get("Yes", -20.0))
