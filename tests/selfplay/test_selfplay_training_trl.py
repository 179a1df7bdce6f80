"""Real trainers: the loss is on the trained role alone, and what is served is what was trained."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from society.domain.calls import Message, Sampling
from society.domain.policy import Policy
from society.export.checks import tiny
from society.llm.connect import Connections
from society.selfplay.training.child import Stopped, ours
from society.selfplay.training.folder import written
from society.selfplay.training.recipe import Method, Recipe, Step, Task
from society.selfplay.training.rows import Wanted
from society.selfplay.training.training import Order, train
from society.store.store import Store
from society.store.where import Where
from tests.llm import live
from tests.selfplay.bikes import played

pytestmark = pytest.mark.train

STOCK = Policy(name="stock", model="embedded", player="llm")
METHODS: tuple[Method, ...] = ("sft", "dpo", "kto")
ENDS = "<|im_end|>\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store, the rows of every method, and a tiny model."""
    os.environ |= {"HF_HUB_OFFLINE": "1"}
    folder = tmp_path_factory.mktemp("trained")
    tiny.save(folder / "tiny")
    with Store.open(played(folder)) as store:
        for method in METHODS:
            written(store, wanted(method), folder / method)
    return folder


def wanted(method: Method, policy: Policy = STOCK) -> Wanted:
    return Wanted(policy=policy, method=method, where=Where.parse("batch:bikes"), losers=True)


def task(home: Path, out: Path, method: Method = "sft", **more: Any) -> Task:
    recipe = Recipe(method=method, steps=4, batch=2, rank=2, longest=4096, keep=1)
    fields = {"recipe": recipe, "base": home / "tiny", "data": home / method, "out": out}
    return Task(**{**fields, "title": "t", **more})


def records(home: Path, method: Method) -> list[dict[str, Any]]:
    (file,) = (home / method).glob("trl-*/train.jsonl")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("method", METHODS)
def test_the_loss_is_on_the_trained_roles_answers_alone(
    method: Method, home: Path, tmp_path: Path
) -> None:
    from society.selfplay.training.trainer import Student

    student = Student(task(home, tmp_path, method))

    words = student.base.words
    found = [learned(student.trainer, row, words) for row in student.trainer.train_dataset]
    sides = ("chosen", "rejected") if method == "dpo" else ("completion",)
    expected = [row[side][0]["content"] + ENDS for row in records(home, method) for side in sides]
    assert sorted(text for texts in found for text in texts) == sorted(expected)


def learned(trainer: Any, row: Any, words: Any) -> list[str]:
    """The texts that the loss is on, as the trainer's own collator marks them."""
    batch = trainer.data_collator([row])
    mask = batch["labels"] != -100 if "labels" in batch else batch["completion_mask"].bool()
    return [words.decode(ids[kept]) for ids, kept in zip(batch["input_ids"], mask, strict=True)]


def test_every_method_leaves_pefts_files_of_another_model(home: Path, tmp_path: Path) -> None:
    for method in METHODS:
        out, steps = tmp_path / method, list[Step]()
        out.mkdir()

        made = asyncio.run(ours(task(home, out, method), os.environ, steps.append, asyncio.Event()))

        assert made["model"] == str(out / "adapter")
        assert (out / "adapter" / "adapter_config.json").is_file()
        assert [step.step for step in steps] == [1, 2, 3, 4]
        assert made["rows"] == len(records(home, method))


def test_stopped_after_a_step_it_goes_on_from_there_to_the_same_end(
    home: Path, tmp_path: Path
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    at_once = asyncio.run(ours(task(home, whole), os.environ, print, asyncio.Event()))
    stop = asyncio.Event()
    with pytest.raises(Stopped):
        asyncio.run(ours(task(home, parts), os.environ, lambda _: stop.set(), stop))
    steps: list[Step] = []

    on = task(home, parts, resume=True)
    later = asyncio.run(ours(on, os.environ, steps.append, asyncio.Event()))

    assert 1 < steps[0].step <= 4
    assert later["steps"] == at_once["steps"] == 4
    assert later["losses"] == at_once["losses"]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return live.weights(tmp_path_factory.getbasetemp())


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store.open(home / "bikes.db") as opened:
        yield opened


@pytest.mark.embedded
async def test_the_embedded_model_says_what_it_was_trained_to_say(
    home: Path, store: Store, weights: Path, tmp_path: Path
) -> None:
    recipe = Recipe(steps=8, batch=2, rate=5e-3, first_layer=20, held=0.0, longest=640)
    order = Order(
        wanted=Wanted(
            policy=STOCK, method="sft", where=Where.parse("batch:bikes"), losers=True, limit=2
        ),
        recipe=recipe,
        base=weights,
        home=tmp_path,
        name="bike",
    )

    made = await train(store, order, os.environ, print, asyncio.Event())

    assert made.policy.model == "embedded+bike"
    assert made.learned.losses[-1][1] < made.learned.losses[0][1] / 2
    (row, *_) = records_of(order)
    asked = [Message(**each) for each in row["prompt"]]
    stock, tuned = await answers(tmp_path, asked, "embedded", "embedded+bike")
    assert (tuned.startswith('{"say"'), stock.startswith('{"say"')) == (True, False)


def records_of(order: Order) -> list[dict[str, Any]]:
    (file,) = order.folder.glob("data/trl-*/train.jsonl")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


async def answers(home: Path, asked: list[Message], *models: str) -> list[str]:
    connections = Connections(environ={}, models_dir=home, adapters_dir=home / "adapters")
    greedy = Sampling(temperature=0.0, max_tokens=24)
    try:
        replies = [await connections(name).reply(asked, sampling=greedy) for name in models]
    finally:
        await connections.close()
    assert "+bike@" in replies[-1].model
    return [reply.text for reply in replies]
