"""Dialogues about a bike, really played by a scripted model into a store of their own."""

import json
from collections.abc import Sequence
from pathlib import Path

from society.cli.root import outcome
from society.llm.adapters.files import PREFIX

SAID: list[tuple[str, str | None, int | None]] = [
    ("I can offer you a fair price.", "propose", 125),
    ("I like the bike, and I would take it today.", "propose", 100),
    ("Let me think about it for a moment.", None, None),
    ("Agreed, thank you.", "accept", None),
    ("No, that is not for me.", "walk_away", None),
    ("How about we meet in the middle?", "propose", 120),
    ("Fine, we have a deal.", "accept", None),
]
"""What both sides say in turn, so that games go apart."""

WORDS = ["That is fair.", "I make it 9999.", "Let us talk about it.", "Good brakes, too."]
"""What a planned player's model says: now and then a number that is not its move's."""

FIRST = f"{PREFIX}.0.self_attn.q_proj"


Said = Sequence[tuple[str, str | None, int | None]]


def played(folder: Path, *, n: int = 8, player: str = "llm", said: Said = SAID) -> Path:
    """A store with so many finished dialogues, in the batch `bikes`."""
    lines = [json.dumps(each) for each in WORDS]
    if player == "llm":
        lines = [
            json.dumps({"say": a, "action": b, "args": c and {"price": c}}) for a, b, c in said
        ]
    script, db = folder / "said.jsonl", folder / "bikes.db"
    script.write_text("\n".join(lines), encoding="utf-8")
    told = ["batch", "market/used_bike", "-n", str(n), "--rollouts", "4", "--seed", "7"]
    cast = ["--player", player, "--model", f"scripted:{script}", "--judge", "deal"]
    usual = ["--name", "bikes", "--concurrency", "1", "--no-preflight", "--quiet"]
    assert outcome([*told, *cast, *usual, "--db", str(db)]) == 0
    return db
