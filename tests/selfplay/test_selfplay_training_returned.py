"""What trainers bring back, and the policy of it: kept once, under one name, for good."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from society.domain.errors import SocietyError
from society.domain.policy import Policy
from society.llm.adapters import called, shipped
from society.llm.adapters.files import read, write
from society.llm.adapters.stack import Worn, stacked, worn
from society.selfplay.training.recipe import Recipe
from society.selfplay.training.returned import HEADS, WIDTH, kept
from society.selfplay.training.rows import Wanted
from society.selfplay.training.training import Order, Trained, train
from society.store import policies
from society.store.store import Store
from society.store.where import Where
from tests.selfplay.bikes import FIRST, played

STOCK = Policy(name="stock", model="embedded", player="llm")


def matrices(seed: int = 0, rank: int = 2, width: int = WIDTH) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    return {
        f"{FIRST}.lora_A.weight": chance.normal(0, 0.1, (rank, width)).astype(np.float32),
        f"{FIRST}.lora_B.weight": chance.normal(0, 0.1, (576, rank)).astype(np.float32),
    }


def adapter(file: Path, *, seed: int = 0, width: int = WIDTH) -> Path:
    made = matrices(seed, width=width)
    return write(file, made, alpha=4, heads=HEADS, title=file.stem)


def test_an_adapter_is_kept_under_the_policys_name(tmp_path: Path) -> None:
    brought = adapter(tmp_path / "out.gguf")

    model = kept(str(brought), "bike", tmp_path / "adapters")

    assert model == "embedded+bike"
    assert (tmp_path / "adapters" / "bike.gguf").read_bytes() == brought.read_bytes()
    assert list(shipped(tmp_path / "adapters")) == ["bike"]


def test_a_name_is_for_one_adapter_for_good(tmp_path: Path) -> None:
    adapters = tmp_path / "adapters"
    kept(str(adapter(tmp_path / "a.gguf")), "bike", adapters)

    with pytest.raises(SocietyError, match="an adapter 'bike' already"):
        kept(str(adapter(tmp_path / "b.gguf", seed=1)), "bike", adapters)

    assert (adapters / "bike.gguf").read_bytes() == (tmp_path / "a.gguf").read_bytes()
    assert kept(str(tmp_path / "a.gguf"), "bike", adapters) == "embedded+bike"


def test_another_models_adapter_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    brought = adapter(tmp_path / "wide.gguf", width=2 * WIDTH)

    with pytest.raises(SocietyError, match="another model"):
        kept(str(brought), "wide", tmp_path / "adapters")

    assert not (tmp_path / "adapters").exists() or not list((tmp_path / "adapters").iterdir())


def test_what_is_no_adapter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "junk.gguf").write_bytes(b"junk" * 100)

    with pytest.raises(SocietyError, match="is no adapter"):
        kept(str(tmp_path / "junk.gguf"), "junk", tmp_path / "adapters")


def pefts(folder: Path, given: dict[str, np.ndarray]) -> Path:
    """A folder as peft leaves it."""
    folder.mkdir()
    header, numbers = {}, b""
    for name, each in given.items():
        begin, numbers = len(numbers), numbers + each.tobytes()
        offsets = [begin, len(numbers)]
        header[name] = {"dtype": "F32", "shape": list(each.shape), "data_offsets": offsets}
    told = json.dumps(header).encode()
    file = len(told).to_bytes(8, "little") + told + numbers
    (folder / "adapter_model.safetensors").write_bytes(file)
    (folder / "adapter_config.json").write_text('{"lora_alpha": 4}', encoding="utf-8")
    return folder


def test_pefts_own_files_become_an_adapter(tmp_path: Path) -> None:
    folder = pefts(tmp_path / "peft", matrices())

    assert kept(str(folder), "bike", tmp_path / "adapters") == "embedded+bike"

    found = read(tmp_path / "adapters" / "bike.gguf", HEADS)
    for name, matrix in matrices().items():
        assert np.allclose(found[name], matrix, atol=1e-3)


def test_pefts_files_of_another_model_stay_where_they_are(tmp_path: Path) -> None:
    folder = pefts(tmp_path / "peft", matrices(width=2 * WIDTH))

    assert kept(str(folder), "large", tmp_path / "adapters") == "hosted_vllm/large"
    assert not (tmp_path / "adapters").exists()


def test_a_folder_of_another_model_is_named_as_its_server_will(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")

    assert kept(str(tmp_path), "large", tmp_path / "adapters") == "hosted_vllm/large"
    assert kept("openai/ft:me", "large", tmp_path / "adapters") == "openai/ft:me"


@pytest.mark.parametrize("brought", ["gone.gguf", "nothing"])
def test_what_is_not_there_is_refused(brought: str, tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="no such file"):
        kept(str(brought), "bike", tmp_path / "adapters")


def test_two_adapters_as_one_change_a_model_as_both_do(tmp_path: Path) -> None:
    first, second = Worn(matrices(0, rank=2), 4.0), Worn(matrices(1, rank=3), 9.0)

    both = stacked(first, second)
    file = write(tmp_path / "both.gguf", both.matrices, alpha=both.alpha, heads=HEADS, title="both")

    name = "model.layers.0.self_attn.q_proj"
    expected = first.changes()[name] + second.changes()[name]
    assert np.allclose(both.changes()[name], expected, atol=1e-5)
    assert np.allclose(worn(file, HEADS).changes()[name], expected, atol=2e-2)
    assert np.abs(expected).max() > 0.1


def test_the_hash_of_an_adapters_file_is_in_its_name(tmp_path: Path) -> None:
    one, other = adapter(tmp_path / "a" / "x.gguf"), adapter(tmp_path / "b" / "x.gguf", seed=1)

    assert called(one).startswith("x@")
    assert called(one) != called(other)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(played(tmp_path)) as opened:
        yield opened


def ordered(folder: Path, **more: object) -> Order:
    """A training by another trainer, which brings an adapter that was made before."""
    made = adapter(folder / "theirs.gguf")
    script = folder / "theirs.py"
    told = json.dumps(json.dumps({"model": str(made), "rows": 3, "held": [2.0, 1.0]}))
    script.write_text(
        "import os, pathlib, sys\n"
        "assert (pathlib.Path(sys.argv[1]) / 'trl-sft-turns' / 'train.jsonl').is_file()\n"
        f"print({told})\n",
        encoding="utf-8",
    )
    fields: dict[str, object] = {
        "wanted": Wanted(policy=STOCK, method="sft", where=Where.parse("batch:bikes")),
        "recipe": Recipe(),
        "base": folder / "base.gguf",
        "home": folder,
        "name": "bike",
        "command": (sys.executable, str(script)),
        **more,
    }
    return Order(**fields)  # type: ignore[arg-type]


async def trained(store: Store, order: Order) -> Trained:
    return await train(store, order, {}, print, asyncio.Event())


async def test_a_training_leaves_a_policy_an_adapter_and_a_card(
    store: Store, tmp_path: Path
) -> None:
    made = await trained(store, ordered(tmp_path))

    assert made.policy == policies.policy(store, "bike")
    assert (made.policy.model, made.policy.player) == ("embedded+bike", "llm")
    assert (made.policy.origin, made.policy.parents) == ("command", (STOCK.sha,))
    # A small model's own penalties would forbid a price that was named before.
    assert made.policy.sampling.extra["repeat_penalty"] == 1.0
    assert (tmp_path / "adapters" / "bike.gguf").is_file()
    card = (tmp_path / "adapters" / "bike.md").read_text(encoding="utf-8")
    assert card == made.card.read_text(encoding="utf-8")
    assert "2.000 before, 1.000 after" in card
    assert "`batch:bikes`" in card
    assert "the role lost" in card


async def test_the_same_order_again_does_nothing(store: Store, tmp_path: Path) -> None:
    first = await trained(store, ordered(tmp_path))
    (tmp_path / "theirs.py").unlink()

    again = await trained(store, ordered_again(tmp_path, first))

    assert again.again
    assert again.policy == first.policy


def ordered_again(folder: Path, first: Trained) -> Order:
    """The same order, whose trainer would fail now."""
    assert not first.again
    order = ordered(folder)
    (folder / "theirs.py").write_text("raise SystemExit(1)", encoding="utf-8")
    return order


async def test_another_order_of_the_same_name_is_refused(store: Store, tmp_path: Path) -> None:
    await trained(store, ordered(tmp_path))

    with pytest.raises(SocietyError, match="another training"):
        await trained(store, ordered(tmp_path, recipe=Recipe(steps=7)))


async def test_a_name_that_is_made_up_is_that_of_the_order(tmp_path: Path) -> None:
    one, same = (ordered(tmp_path, name="").called for _ in range(2))
    other = ordered(tmp_path, name="", recipe=Recipe(seed=1)).called

    assert one == same
    assert one.startswith("stock-sft-")
    assert one != other


async def test_a_stopped_training_is_gone_on_with_only_where_that_is_said(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "training" / "bike" / "checkpoints" / "checkpoint-5").mkdir(parents=True)

    with pytest.raises(SocietyError, match="was stopped") as told:
        await trained(store, ordered(tmp_path))

    assert "--resume" in told.value.hint
    assert (await trained(store, ordered(tmp_path, resume=True))).policy.name == "bike"
