"""Preferences from the tree of one search: the real command plays, exports and trains on them."""

import json
import re
from pathlib import Path

import pytest

from society.export.check import check, train
from society.export.checks.reading import files, records
from tests.train.conftest import society

pytestmark = pytest.mark.train

RUN = "run market/used_bike --locale en --seed 7 --player llm --model scripted:deal.jsonl --quiet"
SEARCH = "--search.seller mcts:24x4 --judge deal"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was exported of one dialogue in which the seller searched before it spoke."""
    place = tmp_path_factory.mktemp("searched")
    moves = [
        {"say": f"How about {price}?", "action": "propose", "args": {"price": price}}
        for price in range(100, 190, 7)
    ]
    lines = "".join(f"{json.dumps(move)}\n" for move in moves)
    (place / "deal.jsonl").write_text(lines, encoding="utf-8")
    society(place, f"{RUN} {SEARCH}")
    formats = "--format trl-dpo --format search-policy --format search-value"
    society(place, f"export tree {formats} --source search --pairs all --margin 0.01 --role seller")
    return place / "tree"


def test_two_steps_of_dpo_learn_what_the_pairs_of_one_tree_say(tree: Path) -> None:
    (path,) = files(tree, "trl-dpo")

    told = train(tree, "trl-dpo")

    assert len(list(records(path))) > 1
    assert re.fullmatch(
        r"trl-dpo: 2 steps of DPOTrainer on \d+ rows, loss 0\.\d+ to 0\.\d+; "
        r"it learns exactly what the \d+ records say",
        told,
    )


@pytest.mark.parametrize("name", ["trl-dpo", "search-policy", "search-value"])
def test_what_was_exported_of_a_tree_keeps_its_rules(name: str, tree: Path) -> None:
    assert check(tree, name) == []
