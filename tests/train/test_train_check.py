"""`train`: two steps in a process of their own, told in one sentence, or what is wrong in words."""

import re
from pathlib import Path

import orjson
import pytest

from society.domain.errors import SocietyError
from society.export.check import check, train
from society.export.checks.reading import files, records
from tests.train.conftest import FORMATS

pytestmark = pytest.mark.train


def test_two_steps_are_told_in_one_sentence(exports: dict[str, Path]) -> None:
    told = train(exports["jsonl"], "trl-dpo")

    assert re.fullmatch(
        r"trl-dpo: 2 steps of DPOTrainer on \d+ rows, loss 0\.\d+ to 0\.\d+; "
        r"it learns exactly what the \d+ records say",
        told,
    )


def test_what_a_trainer_refuses_is_said_in_its_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(orjson.dumps({"conversations": [{"role": "user", "content": "Hi"}]}))

    with pytest.raises(
        SocietyError, match=r"trl-sft: its trainer refuses broken\.jsonl: ValueError"
    ):
        train(broken, "trl-sft")


def test_words_that_would_be_learned_and_are_not_ones_own_are_named(
    exports: dict[str, Path], tmp_path: Path
) -> None:
    (path,) = files(exports["jsonl"], "trl-sft-turns")
    first = next(iter(records(path)))
    prompt, (answer,) = first["prompt"], first["completion"]
    more = [answer, {"role": "user", "content": "And then?"}, answer]
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_bytes(orjson.dumps({"prompt": prompt, "completion": more}))

    with pytest.raises(SocietyError, match=r"SFTTrainer learns .*And then\?.* of row 1, and not"):
        train(wrong, "trl-sft-turns")


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
@pytest.mark.parametrize("name", FORMATS)
def test_what_was_exported_keeps_its_rules(name: str, kind: str, exports: dict[str, Path]) -> None:
    assert check(exports[kind], name) == []
