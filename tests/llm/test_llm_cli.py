"""`society models`, as somebody at a shell meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from society.cli.models import _lines
from society.cli.weights import agreed, fetch_watched
from society.llm.probe import Probe
from society.llm.weights import FAST


def society(*argv: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from society.cli.root import main; main()", *argv]
    return subprocess.run(
        command,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_keys_are_listed_by_name_and_never_by_value(tmp_path: Path) -> None:
    shown = society("models", OPENAI_API_KEY="sk-canary-1", SOCIETY_HOME=str(tmp_path))
    listed = society(
        "models", "list", "--json", OPENAI_API_KEY="sk-canary-1", SOCIETY_HOME=str(tmp_path)
    )

    assert shown.returncode == listed.returncode == 0
    assert "OPENAI_API_KEY is set" in shown.stdout
    assert {"provider": "openai", "variable": "OPENAI_API_KEY"} in json.loads(listed.stdout)[
        "providers"
    ]
    assert "canary" not in shown.stdout + shown.stderr + listed.stdout + listed.stderr


def test_the_embedded_model_is_listed_with_its_licence(tmp_path: Path) -> None:
    listed = json.loads(society("models", "--json", SOCIETY_HOME=str(tmp_path)).stdout)

    assert listed["embedded"]["licence"] == "Apache-2.0"
    assert listed["embedded"]["name"] == "embedded"


def test_a_missing_key_is_named_before_anything_is_sent(tmp_path: Path) -> None:
    met = society("models", "test", "mistral/mistral-small", SOCIETY_HOME=str(tmp_path))

    assert met.returncode == 6
    assert "MISTRAL_API_KEY is not set" in met.stderr
    assert "Traceback" not in met.stderr


def test_nobody_agrees_where_there_is_no_terminal() -> None:
    assert agreed("Fetch?") is False


def test_a_price_that_nobody_knows_is_not_shown_as_nothing() -> None:
    shown = dict(_lines(Probe(model="mine", keeps_schema=False, problem="prose")))

    assert shown["cost"] == "no price is known"
    assert shown["JSON schema"] == "not kept: prose"


@pytest.mark.embedded
def test_weights_that_are_here_are_prepared_and_not_fetched(models_dir: Path) -> None:
    assert fetch_watched(models_dir) == models_dir / FAST


@pytest.mark.embedded
def test_a_first_meeting_with_the_embedded_model(models_dir: Path) -> None:
    met = society("models", "test", "embedded", "--json", SOCIETY_MODELS_DIR=str(models_dir))

    probe = json.loads(met.stdout)
    assert met.returncode == 0
    assert probe["answered_by"].startswith("SmolLM2-135M")
    assert probe["tokens_per_second"] > 1
    assert (probe["keeps_schema"], probe["constrained"], probe["cost"]) == (True, True, 0.0)
