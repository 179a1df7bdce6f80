"""The recipes as they are: the scripts of docs/training, and what lies beside an export."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from society.export.checks import tiny

pytestmark = [
    pytest.mark.train,
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning"),
]

SCRIPTS = Path(__file__).resolve().parents[2] / "docs" / "training"


def child(words: list[str], folder: Path, env: dict[str, str]) -> str:
    """Run a program there; what it printed."""
    done = subprocess.run(
        words, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("script", "kind"),
    [("prm_token_classification.py", "jsonl"), ("prm_regression.py", "parquet")],
)
def test_a_process_reward_model_is_trained_by_the_script(
    script: str,
    kind: str,
    exports: dict[str, Path],
    tmp_path: Path,
    offline: dict[str, str],
) -> None:
    (data,) = (exports[kind] / "prm").iterdir()
    tiny.save(tmp_path / "tiny")
    words = ["--data", str(data), "--model", "tiny", "--out", "made", "--steps", "2"]

    told = child([sys.executable, str(SCRIPTS / script), *words], tmp_path, offline)

    assert told.count("'loss'") == 2
    assert (tmp_path / "made" / "model.safetensors").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        ("sft", "trl_sft"),
        ("sft", "trl_sft_turns"),
        ("dpo", "trl_dpo"),
        ("kto", "trl_kto"),
        ("reward", "trl_reward"),
    ],
)
def test_a_configuration_beside_the_export_is_understood_and_names_its_file(
    verb: str, name: str, exports: dict[str, Path]
) -> None:
    parser = import_module(f"trl.scripts.{verb}").make_parser()
    config = exports["jsonl"] / f"train_{name}.yaml"
    cpu = ["--bf16", "false", "--use_cpu", "true"]

    _, training, _, read = parser.parse_args_and_config(
        ["--config", str(config), *cpu], fail_with_unknown_args=True
    )

    assert training.max_length == 4096
    assert (exports["jsonl"] / read.datasets[0].data_files).is_file()


@pytest.mark.parametrize(("verb", "name"), [("sft", "trl_sft"), ("kto", "trl_kto")])
def test_a_configuration_beside_the_export_trains(
    verb: str, name: str, exports: dict[str, Path], tmp_path: Path, offline: dict[str, str]
) -> None:
    tiny.save(tmp_path / "tiny")
    small = ["--model_name_or_path", str(tmp_path / "tiny"), "--output_dir", str(tmp_path / "made")]
    two = ["--max_steps", "2", "--logging_steps", "1", "--report_to", "none"]
    cpu = ["--use_cpu", "true", "--bf16", "false", "--gradient_checkpointing", "false"]
    trl = str(Path(sys.executable).with_name("trl"))
    words = [verb, "--config", f"train_{name}.yaml", *small, *two, *cpu]

    told = child([trl, *words], exports["jsonl"], offline)

    assert told.count("'loss'") == 2
