"""Three policies that beat each other in a ring, and a field to let them meet in."""

import json
from collections.abc import Sequence
from pathlib import Path

from society.domain.policy import Policy

THROWS = Path(__file__).with_name("throws.yaml")
HANDS = ("rock", "paper", "scissors")


def throwers(folder: Path, hands: Sequence[str] = HANDS) -> list[Policy]:
    """One policy a hand: its model always throws it."""
    return [thrower(folder, hand) for hand in hands]


def thrower(folder: Path, hand: str, *more: str, name: str = "") -> Policy:
    """A policy whose model throws these hands in turn, over and over."""
    path = folder / f"{name or hand}.jsonl"
    lines = [{"say": "", "action": "throw", "args": {"hand": each}} for each in (hand, *more)]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return Policy(name=name or hand, model=f"scripted:{path}", player="llm")


def written(folder: Path, policies: Sequence[Policy]) -> str:
    """The policies as files, as a command is told of them."""
    paths = []
    for each in policies:
        path = folder / f"{each.name}.json"
        path.write_text(each.model_dump_json(), encoding="utf-8")
        paths.append(str(path))
    return ",".join(paths)
