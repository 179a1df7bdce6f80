"""A dialogue with models and a judge that asks one, and eyes for what is written of it."""

import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from society.domain.calls import Attempt, Message, Usage
from society.domain.dialogue import Action, Draft, Turn
from society.domain.episode import Outcome, Provenance
from society.domain.events import (
    Asked,
    Called,
    Drafted,
    Ended,
    Event,
    Failed,
    Judged,
    Paid,
    Speaking,
    Spoke,
    Started,
    Token,
    Waiting,
)
from society.domain.judging import Judgement, Reward, judge
from society.llm.judge_model import JudgeModel
from society.llm.scripted import Scripted
from society.play.bench import Bench
from society.play.engine import play
from society.players.llm import LlmPlayer
from society.telemetry.spans import Traces
from tests.play.table import game, seat

SAID = "Sixty, and not a cent more"
"""Words that a buyer says."""

WHY = "She gives in too early"
"""Words that a judge says."""

ORIGIN = Provenance(
    scenario="test/haggle", scenario_hash="0123456789abcdef", level="hard", seed=7, index=3
)
CLOCK = "2026-11-22T10:00:00.250+00:00"
STARTED = 1_795_341_600_250_000_000
"""The moment of `CLOCK`, in nanoseconds."""


@judge(scope="turn")
async def stern(turn: Turn, model: JudgeModel) -> tuple[float, str]:
    reply = await model.ask(f"How early does she give in? {turn.text}")
    return 0.25, reply.text


@judge(scope="turn")
def broken(turn: Turn) -> float:
    raise ZeroDivisionError("division by zero")


def line(say: str, action: str, **args: Any) -> str:
    return json.dumps({"say": say, "action": action, "args": args or None})


def haggling(episode: str = "e1", origin: Provenance = ORIGIN) -> AsyncGenerator[Event, None]:
    """A dialogue of five turns as it is played: two models, a judge with a model, a broken one."""
    seller = [line("75 would do.", "propose", price=75), line("Agreed.", "accept")]
    buyer = [line(SAID, "propose", price=65), line("70 then.", "propose", price=70)]
    table = Bench(
        players={
            "seller": LlmPlayer(Scripted(seller, name="small")),
            "buyer": LlmPlayer(Scripted(buyer, name="large")),
        },
        seats=(seat(stern, model=Scripted([WHY], name="judging", again=True)), seat(broken)),
    )
    return play(game(), table, episode=episode, provenance=origin)


async def haggled(episode: str = "e1") -> list[Event]:
    """Every event of that dialogue, after it."""
    return [event async for event in haggling(episode)]


def attempt(**more: Any) -> Attempt:
    """One request of the second turn, as a remote model tells it."""
    told: dict[str, Any] = {
        "call": "c1",
        "number": 1,
        "purpose": "turn:1",
        "model": "openai/large",
        "answered_by": "large-2026",
        "provider": "openai",
        "host": "127.0.0.1:8000",
        "params": {"temperature": 0.5, "seed": 3},
        "request": (Message(role="system", content=SAID),),
        "response": SAID,
        "finish": "stop",
        "usage": Usage(prompt=30, completion=5, cached=20),
        "cost": 0.002,
        "started": CLOCK,
        "seconds": 1.5,
        "first_token": 0.5,
        "status": 200,
        "request_id": "r1",
    }
    return Attempt.model_validate({**told, **more})


def canned(episode: str = "e1") -> list[Event]:
    """One event of every kind, and a few more; each that can hold words holds some."""
    turn = Turn(
        index=0,
        role="buyer",
        text=SAID,
        action=Action(name="propose", args={"note": SAID}),
        drafts=(Draft(text=SAID, reason=SAID),),
        raw=SAID,
    )
    said = Judgement(turn=0, role="buyer", judge="kind", score=0.5, critique=SAID)
    mute = Judgement(turn=0, role="buyer", judge="odd", unscored="bad_reply", critique=SAID)
    failed = attempt(number=1, error=f"not JSON: {SAID}", error_kind="bad_reply", purpose="turn:0")
    return [
        Started(episode=episode, game=game(), provenance=ORIGIN),
        Speaking(episode=episode, turn=0, role="buyer"),
        Token(episode=episode, role="buyer", text=SAID),
        Called(episode=episode, attempt=failed),
        Waiting(episode=episode, purpose="turn:0", seconds=2.0, why="bad_reply: try 2 of 8"),
        Called(episode=episode, attempt=attempt(number=2, purpose="turn:0")),
        Drafted(episode=episode, turn=0, n=0, draft=Draft(text=SAID, calls=("c1",))),
        Speaking(episode=episode, turn=0, role="buyer", again=f"illegal: {SAID}"),
        Spoke(episode=episode, turn=turn),
        Asked(episode=episode, judge="kind", turn=0),
        Judged(episode=episode, judgement=said),
        Asked(episode=episode, judge="odd", turn=0),
        Judged(episode=episode, judgement=mute),
        Paid(episode=episode, reward=Reward(turn=0, role="buyer", value=0.5, parts={"kind": 0.5})),
        Ended(episode=episode, outcome=Outcome(ended="agreement", issues={"note": SAID})),
        Failed(episode=episode, code="error", error=f"a bug: {SAID}", hint=SAID),
    ]


@dataclass(frozen=True)
class Seen:
    """A span, or an evaluation, as it stands in a file."""

    name: str
    trace: str
    span: str
    parent: str
    said: dict[str, Any]
    raw: dict[str, Any]

    @property
    def times(self) -> tuple[int, int]:
        return int(self.raw["startTimeUnixNano"]), int(self.raw["endTimeUnixNano"])


def write(file: Path, events: list[Event], **more: Any) -> Traces:
    """Traces of these events, closed."""
    traces = Traces.open(str(file), **{"environ": {}, **more})
    for event in events:
        traces.hear(event)
    traces.close()
    return traces


def spans(path: Path) -> list[Seen]:
    """The spans of a file, in the order of their ends."""
    return [
        _seen(raw, raw["name"]) for raw in _records(path, "resourceSpans", "scopeSpans", "spans")
    ]


def evaluations(path: Path) -> list[Seen]:
    """The evaluations of a file, in their order."""
    records = _records(path, "resourceLogs", "scopeLogs", "logRecords")
    return [_seen(raw, raw["eventName"]) for raw in records]


def named(seen: Sequence[Seen], name: str) -> list[Seen]:
    return [each for each in seen if each.name == name]


def one(seen: Sequence[Seen], name: str) -> Seen:
    (found,) = named(seen, name)
    return found


def _records(path: Path, *names: str) -> Iterator[dict[str, Any]]:
    for text in path.read_text(encoding="utf-8").splitlines():
        found = [json.loads(text)]
        for name in names:
            found = [each for one in found for each in one[name]]
        yield from found


def _seen(raw: dict[str, Any], name: str) -> Seen:
    said = {each["key"]: _value(each["value"]) for each in raw.get("attributes", [])}
    parent = raw.get("parentSpanId", "")
    return Seen(name, raw["traceId"], raw["spanId"], parent, said, raw)


def _value(raw: dict[str, Any]) -> Any:
    ((kind, value),) = raw.items()
    if kind == "arrayValue":
        return [_value(each) for each in value["values"]]
    return int(value) if kind == "intValue" else value
