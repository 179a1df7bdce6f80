"""No secret leaves the process: a canary key is looked for in everything that is written."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from society.cli.root import outcome
from tests.faults.beside import beside
from tests.faults.server import FaultServer

CANARY = "sk-canary-0123456789abcdef0123456789abcdef"
CHAT = Path(__file__).parents[1] / "cli" / "chat.yaml"


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """The server in a loop of its own, since a command runs a loop of its own."""
    with beside(FaultServer()) as running:
        yield running


@pytest.mark.filterwarnings("ignore:Accessing the 'model_computed_fields'")
@pytest.mark.parametrize("fault", ["ok", "echo-key", "quota", "400", "context", "refusal", "404"])
def test_the_key_is_in_no_database_no_output_and_no_log(
    fault: str,
    server: FaultServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("SOCIETY_API_KEY", CANARY)
    monkeypatch.chdir(tmp_path)
    words = ["--model", f"openai/{fault}", "--api-base", server.url, "--db", "canary.db"]

    with caplog.at_level(logging.DEBUG):
        code = outcome(["run", str(CHAT), *words, "--jsonl"])
        outcome(["show", "--db", "canary.db", "--calls", "--private", "--json"])
        outcome(["show", "--db", "canary.db", "--calls"])

    sent = [ask.headers.get("authorization", "") for ask in server.asked]
    assert f"Bearer {CANARY}" in sent, "the test is about a key that was really used"
    assert (code == 0) is (fault == "ok")
    told = capfd.readouterr()
    assert CANARY not in told.out + told.err + caplog.text
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert [path.name for path in written if CANARY.encode() in path.read_bytes()] == []


@pytest.mark.filterwarnings("ignore:Accessing the 'model_computed_fields'")
def test_the_key_of_a_provider_is_not_sent_to_another_address(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    before = len(server.asked)
    words = ["--model", "openai/ok", "--api-base", server.url, "--db", str(tmp_path / "t.db")]

    assert outcome(["run", str(CHAT), *words, "--quiet"]) == 0

    assert len(server.asked) > before
    assert CANARY not in str([ask.headers for ask in server.asked[before:]])


def test_a_scenario_that_holds_a_key_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "keyed.yaml"
    file.write_text(CHAT.read_text().replace("You like cats.", f"Use {CANARY} to ask."))

    assert outcome(["scenario", "lint", str(file)]) == 2

    assert CANARY not in "".join(capsys.readouterr())
    assert os.environ.get("SOCIETY_API_KEY") != CANARY
