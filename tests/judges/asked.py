"""Every prompt that the judges which ask a model send, of one dialogue: to hold old against new."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from society import Dialogue, Outcome, turn_question
from society.domain.calls import Message
from society.llm.scripted import Scripted
from society.play.asking import Case, ask
from society.play.pairing import PairCase, ask_pair
from society.plugins import find
from tests.judges.believer import Believer

SHEET = """+++
name = "kind"

[criteria.warm_tone]
about = "is kind"

[criteria.wit]
about = "is funny"
ask = "Is it funny?"
+++

You judge manners.
"""

SEATS: Mapping[str, Mapping[str, Any]] = {
    "scores": {},
    "quotes": {"evidence": True},
    "questions": {"mode": "verify"},
    "reasons": {"mode": "verify", "samples": 2},
}
"""What the rubric is asked for."""

END = Outcome(ended="agreement", verifiable=True, utilities={"seller": 0.6, "buyer": 0.4})


async def prompts(dialogue: Dialogue, here: Path) -> dict[str, list[Message]]:
    """The first prompts of every judge, the random key of a transcript replaced.

    `here` is a folder for the rubric that they judge by.
    """
    (here / "kind.md").write_text(SHEET, encoding="utf-8")
    last = len(dialogue.turns) - 1
    found = {name: await _rubric(dialogue, here, each, last) for name, each in SEATS.items()}
    found["whole"] = await _rubric(dialogue, here, SEATS["scores"], None)
    found["pair"] = await _pair(dialogue, here, {})
    found["pair in a letter"] = await _pair(dialogue, here, {"mode": "verify"})
    for scheme in ("direct", "key_turn"):
        found[f"hindsight {scheme}"] = await _hindsight(dialogue, scheme)
    found["one question"] = [*turn_question(dialogue, dialogue.last)]
    return {name: [_keyless(each) for each in asked] for name, asked in found.items()}


def written(found: Mapping[str, Sequence[Message]]) -> str:
    """The prompts as one JSON text."""
    plain = {name: [each.model_dump() for each in asked] for name, asked in found.items()}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


async def _rubric(
    dialogue: Dialogue, here: Path, params: Mapping[str, Any], turn: int | None
) -> list[Message]:
    model = Believer({"Yes": 0.5, "No": 0.5}) if "mode" in params else Scripted(["{}"], again=True)
    case = Case(dialogue=dialogue, turn=turn, role="seller")
    juror = find("rubric", params={"rubric": "kind.md", **params}, here=here)
    await ask(juror, case, model=model)
    return [*model.heard[0], *model.heard[1]]


async def _pair(dialogue: Dialogue, here: Path, params: Mapping[str, Any]) -> list[Message]:
    model = Believer({"A": 0.5, "B": 0.5}) if params else Scripted(["{}"], again=True)
    other = dialogue.model_copy(
        update={"turns": (*dialogue.turns[:-1], dialogue.last.model_copy(update={"text": "No."}))}
    )
    case = PairCase(first=dialogue, second=other, role="seller")
    juror = find("pairwise", params={"rubric": "kind.md", **params}, here=here)
    await ask_pair(juror, case, model=model)
    return [*model.heard[0]]


async def _hindsight(dialogue: Dialogue, scheme: str) -> list[Message]:
    model = Scripted(["{}"], again=True)
    case = Case(dialogue=dialogue, role="seller", outcome=END)
    await ask(find("hindsight", params={"scheme": scheme}), case, model=model)
    return [*model.heard[0]]


def _keyless(message: Message) -> Message:
    told = re.sub(r"transcript_[0-9a-f]{16}", "transcript_KEY", message.content)
    return message.model_copy(update={"content": told})
