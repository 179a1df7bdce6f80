"""Which models there are, told as a table and as JSON; one token of one of them."""

import json
from pathlib import Path

import pytest

from society.cli.models import _ports
from society.cli.root import outcome
from society.settings import Settings


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert outcome(["models", *words, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_the_price_list_is_told_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(told(capsys, "list")) == {"embedded", "servers", "providers"}


def test_the_whole_list_tells_window_price_and_schema(capsys: pytest.CaptureFixture[str]) -> None:
    models = told(capsys, "list", "--all")["models"]

    assert isinstance(models, list)
    assert len(models) > 3000
    (known,) = (each for each in models if each["name"] == "gpt-4o")
    assert (known["provider"], known["mode"], known["schema"]) == ("openai", "chat", True)
    assert (known["context"], known["prompt"], known["completion"]) == (128000, 2.5, 10.0)


def test_a_price_that_nobody_knows_is_no_price(capsys: pytest.CaptureFixture[str]) -> None:
    models = told(capsys, "list", "--all")["models"]

    assert isinstance(models, list)
    assert any(each["prompt"] is None for each in models)
    assert not any(each["prompt"] == 0 and each["completion"] == 0 for each in models)


def test_an_address_on_this_machine_is_looked_at_and_no_other() -> None:
    own = _ports(Settings(api_base="http://127.0.0.1:9999/v1"), {})
    other = _ports(Settings(api_base="http://models.example/v1"), {})
    moved = _ports(Settings(), {"OLLAMA_API_BASE": "http://localhost:4321"})

    assert own["openai"] == ("OpenAI-compatible", 9999)
    assert "openai" not in other
    assert moved["ollama"] == ("Ollama", 4321)


def test_one_token_is_one_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "talk.jsonl"
    script.write_text('"yes"\n')

    met = told(capsys, "test", f"scripted:{script}", "--once")

    assert (met["text"], met["keeps_schema"]) == ("yes", False)
    assert isinstance(met["seconds"], float)
