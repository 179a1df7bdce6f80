"""Stored dialogues, a judge's file and a judge's model: all that judging again needs."""

import json
from pathlib import Path

from society.cli.root import outcome
from society.domain.episode import Episode
from society.store.store import Store

CHAT = Path(__file__).with_name("chat.yaml")
WORDS = ("one", "one two", "one two three", "please", "please one two", "no")
LINES = 97

POLITE = '''
import os
import signal

from society import Model, judge


@judge(scope="turn")
def polite(turn):
    """Whether it says please."""
    return (0.9, "polite") if "please" in turn.text else (0.4, "\\x1b[2Jcurt")


@judge(scope="turn")
async def asked(turn, model: Model):
    """What a model says."""
    return await model.score("Good? " + turn.text)


@judge(scope="turn")
def impatient(turn):
    """Somebody presses Ctrl-C while it judges the second turn."""
    if turn.index == 1:
        os.kill(os.getpid(), signal.SIGINT)
    return 0.5


@judge(scope="outcome", roles=["a"])
def length(dialogue, role, outcome):
    """The whole."""
    return min(len(dialogue.text(role)) / 200, 1.0)


@judge(scope="turn")
def broken(turn):
    """Fails on every second turn."""
    return 1 / (turn.index % 2)


@judge(scope="pair")
def longer(first, second, role):
    """The longer is better."""
    one, other = (len(each.text(role)) for each in (first, second))
    return 0.5 if one == other else float(one > other)


@judge(scope="pair")
def lazy(first, second):
    """The first is always better."""
    return 0.9
'''


def played(folder: Path, *more: str, scenario: Path = CHAT) -> Path:
    """A database with dialogues in it."""
    lines = (json.dumps(WORDS[(at * at) % len(WORDS)]) + "\n" for at in range(LINES))
    script = folder / "talk.jsonl"
    script.write_text("".join(lines), encoding="utf-8")
    db = folder / "t.db"
    cast = ["--model", f"scripted:{script}", "--player", "llm", "--concurrency", "1"]
    where = ["--db", str(db), "--name", "night", "--quiet"]
    assert outcome(["batch", str(scenario), *cast, *where, *more]) == 0
    return db


def judges(folder: Path, text: str = POLITE) -> str:
    """The path of a file of judges."""
    path = folder / "mine.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


def scorer(folder: Path, *scores: float) -> str:
    """A model that gives these scores in turn."""
    path = folder / "scores.jsonl"
    said = (json.dumps(json.dumps({"reason": "so", "score": each})) + "\n" for each in scores)
    path.write_text("".join(said), encoding="utf-8")
    return f"scripted:{path}"


def stored(db: Path) -> list[Episode]:
    """All dialogues of a database, the earliest first."""
    with Store.open(db, write=False) as store:
        return [store.episode(row.id) for row in reversed(store.episodes(100))]
