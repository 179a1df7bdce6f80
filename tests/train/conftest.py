"""Real trainers on files that the real command wrote of dialogues that were really played."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from society.domain.episode import Episode
from society.export.checks import tiny
from society.store.pages import Episodes
from society.store.store import Store

SAID = [
    ("I can offer you a fair price.", "propose", 125),
    ("I like the bike, and I would take it today.", "propose", 100),
    ("Let me think about it for a moment.", None, None),
    ("Agreed, thank you.", "accept", None),
    ("No, that is not for me.", "walk_away", None),
    ("How about we meet in the middle?", "propose", 120),
    ("Fine, we have a deal.", "accept", None),
]
"""What both sides say in turn. Its length is no multiple of theirs, so that games go apart."""

TALK = ["I hear you.", "Let us look at it calmly.", "我们再谈谈。", "That is a fair point."]
BIKE = "batch market/used_bike -n 12 --rollouts 6 --locale en --locale zh --player llm"
PEACE = "batch diplomacy/ceasefire -n 2 --player planned --set turns.max=9"
USUAL = "--judge brevity --judge deal --judge repetition --concurrency 1 --no-preflight --quiet"
FORMATS = (
    "trl-sft",
    "trl-sft-turns",
    "trl-dpo",
    "trl-reward",
    "trl-kto",
    "trl-grpo",
    "tokens",
    "prm",
)
OFFLINE = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="session", autouse=True)
def _trainers() -> None:
    """torch and trl, which are asked to look for nothing outside."""
    os.environ.update(OFFLINE)
    try:
        import torch
        import trl
    except ImportError as missing:
        pytest.skip(f"{missing.name} is not installed: `make test-train` installs the extra train")
    assert torch.__version__
    assert trl.__version__


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of played dialogues, and a tokenizer."""
    place = tmp_path_factory.mktemp("trained")
    tiny.tokenizer().save_pretrained(place / "tokenizer")
    moves = [json.dumps({"say": a, "action": b, "args": c and {"price": c}}) for a, b, c in SAID]
    (place / "deal.jsonl").write_text("\n".join(moves), encoding="utf-8")
    (place / "talk.jsonl").write_text("\n".join(map(json.dumps, TALK)), encoding="utf-8")
    society(place, f"{BIKE} --model scripted:deal.jsonl --seed 7 {USUAL}")
    society(place, f"{PEACE} --model scripted:talk.jsonl --seed 7 {USUAL}")
    return place


@pytest.fixture(scope="session")
def exports(home: Path) -> dict[str, Path]:
    """One export as JSON lines with the moves, and one as Parquet with the words alone."""
    wanted = " ".join(f"--format {name}" for name in FORMATS)
    for kind, actions in (("jsonl", "json"), ("parquet", "text")):
        words = f"--as {kind} --actions {actions} --margin 0.01 --tokenizer tokenizer"
        society(home, f"export {kind} {wanted} {words}")
    return {kind: home / kind for kind in ("jsonl", "parquet")}


@pytest.fixture(scope="session")
def episodes(home: Path) -> dict[str, Episode]:
    """The dialogues of the store by their names."""
    with Store.open(home / "society.db", write=False) as store, store.reading() as db:
        return {episode.id: episode for episode in Episodes(db)}


@pytest.fixture(scope="session")
def offline() -> dict[str, str]:
    """The environment of a child that trains."""
    return {**os.environ, **OFFLINE}


def society(place: Path, words: str) -> None:
    """Run a command of ours there, as a user would."""
    done = subprocess.run(
        [sys.executable, "-m", "society", *words.split(), "--db", "society.db"],
        cwd=place,
        env={**os.environ, "XDG_CONFIG_HOME": str(place), "XDG_STATE_HOME": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"society {words}\n{done.stdout}\n{done.stderr}"
