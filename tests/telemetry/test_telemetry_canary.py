"""A key that was really used stands in no log and in no trace, however loud they are."""

import logging
from pathlib import Path

import pytest

from society.casting import Job, assemble
from society.llm.connect import Connections
from society.play.engine import play
from society.settings import Settings
from society.telemetry.logs import Log
from society.telemetry.outlets import events_file
from society.telemetry.spans import Traces
from tests.faults.server import FaultServer
from tests.telemetry.stage import evaluations, spans

CANARY = "sk-canary-0123456789abcdef0123456789abcdef"
CHAT = Path(__file__).parents[1] / "cli" / "chat.yaml"


@pytest.mark.filterwarnings("ignore:Accessing the 'model_computed_fields'")
@pytest.mark.parametrize("fault", ["ok", "echo-key", "quota", "400", "refusal"])
async def test_the_key_is_in_no_line_and_no_span(fault: str, tmp_path: Path) -> None:
    environ = {"SOCIETY_API_KEY": CANARY}
    log = Log.open(tmp_path / "log.jsonl", level="debug", environ=environ, content=True)
    traces = Traces.open(str(tmp_path / "spans.jsonl"), environ=environ, content=True)
    async with FaultServer() as server:
        connections = Connections(
            api_base=server.url, environ=environ, models_dir=tmp_path, timeout=10
        )
        job = Job(scenario=str(CHAT), model=f"openai/{fault}", judges=("brevity",))
        table = assemble(job, Settings(), connections)

        async for event in play(table.game, table.bench, episode="e1", provenance=table.provenance):
            log.hear(event)
            traces.hear(event)
        logging.getLogger("httpx").debug("asked with %s", CANARY)
        await connections.close()
    log.close()
    traces.close()

    assert f"Bearer {CANARY}" in [ask.headers.get("authorization") for ask in server.asked]
    assert holding(CANARY, tmp_path) == []
    chats = [span for span in spans(tmp_path / "spans.jsonl") if span.name.startswith("chat")]
    assert len(chats) == len(server.asked)
    scored = evaluations(events_file(tmp_path / "spans.jsonl"))
    assert bool(scored) is (fault == "ok")


def holding(words: str, folder: Path) -> list[str]:
    written = [path for path in folder.iterdir() if path.is_file()]
    assert len(written) == 3
    return [path.name for path in written if words.encode() in path.read_bytes()]
