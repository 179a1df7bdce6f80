"""`society run` and `society resume` themselves, killed at random instants."""

import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from society.domain.episode import Episode
from society.store.store import Store, exists

MOTHER = Path(__file__).parent / "command_mother.py"
CHAT = Path(__file__).parents[1] / "cli" / "chat.yaml"
TURNS, KILLS = 24, 10


class Commands:
    """Runs commands, each in a process of its own, killed where that is asked for."""

    def __init__(self) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, str(MOTHER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self, folder: Path, words: list[str], kill_after: float | None = None
    ) -> dict[str, Any]:
        """The exit code and the seconds that it took."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        asked = {"words": words, "folder": str(folder), "kill_after": kill_after}
        self._mother.stdin.write(json.dumps(asked) + "\n")
        self._mother.stdin.flush()
        told: dict[str, Any] = json.loads(self._mother.stdout.readline())
        return told

    def close(self) -> None:
        self._mother.communicate()


@dataclass
class Talk:
    """One dialogue in a folder of its own, and how often it was struck."""

    commands: Commands
    folder: Path
    struck: int = 0

    @property
    def db(self) -> str:
        return str(self.folder / "talk.db")

    @property
    def begin(self) -> list[str]:
        said = []
        for role, name in [("a", "Ann"), ("b", "Bo")]:
            file = self.folder / f"{role}.jsonl"
            file.write_text("".join(f'"{name} says {at}"\n' for at in range(TURNS)))
            said += [f"--model.{role}", f"scripted:{file}"]
        words = ["--player", "llm", "--jsonl", "--seed", "3", "--set", f"turns.max={TURNS}"]
        return ["run", str(CHAT), *said, *words, "--db", self.db]

    @property
    def resume(self) -> list[str]:
        return ["resume", "--jsonl", "--db", self.db]

    def stored(self) -> Episode | None:
        """What is in the store; None before the dialogue is in it."""
        if not exists(self.db):
            return None
        with Store.open(self.db, write=False) as store:
            found = store.episodes()
            assert len(found) <= 1, "nothing is begun twice"
            return store.episode(found[0].id) if found else None

    def go(self, kill_after: float | None = None) -> int:
        """Begin it, or go on with it."""
        words = self.resume if self.stored() else self.begin
        code: int = self.commands.run(self.folder, words, kill_after)["code"]
        self.struck += code == -9
        return code

    def errors(self) -> str:
        return (self.folder / "err").read_text()


@pytest.fixture
def commands() -> Iterator[Commands]:
    mother = Commands()
    yield mother
    mother.close()


def whole(talk: Talk) -> Episode:
    """Every turn, judgement and reward is there once and in order, and the file is sound."""
    episode = talk.stored()
    assert episode is not None
    assert (episode.status, episode.error) == ("done", "")
    assert episode.outcome is not None
    assert episode.outcome.ended == "over"
    turns = episode.dialogue.turns
    assert [turn.index for turn in turns] == list(range(TURNS))
    assert [turn.text.split()[0] for turn in turns] == ["Ann", "Bo"] * (TURNS // 2)
    said = [each.turn for each in episode.judgements if each.scope == "turn"]
    paid = [each.turn for each in episode.rewards if each.scope == "turn"]
    assert said == paid == list(range(TURNS))
    with Store.open(talk.db, write=False) as store:
        assert store.unfinished() == []
        calls = [each.call for each in store.attempts(episode.id)]
    made = [call for turn in turns for call in turn.calls]
    assert len(set(calls)) == len(calls)
    assert len(set(made)) == len(made) == TURNS
    assert set(made) <= set(calls)
    assert len(calls) - TURNS <= talk.struck, "a kill costs at most the call in flight"
    sound(talk.db)
    return episode


def sound(db: str) -> None:
    connection = sqlite3.connect(db)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM turn").fetchone() == (TURNS,)
    assert connection.execute("SELECT count(*) FROM judgement").fetchone() == (TURNS,)
    connection.close()


def cast(episode: Episode) -> dict[str, Any]:
    """Who played and who judged."""
    kept = ("players", "models", "judges", "judge_models", "weights", "sampling")
    return {name: getattr(episode.provenance, name) for name in kept}


def struck_and_mended(talk: Talk, chance: random.Random, span: float) -> None:
    """Strike it up to three times, then let it come to its end, looking at it in between."""
    first: Episode | None = None
    for kill_after in [*(chance.uniform(0, span) for _ in range(3)), None]:
        before = talk.stored()
        code = talk.go(kill_after)
        assert code in ({0} if kill_after is None else {0, -9}), talk.errors()
        after = talk.stored()
        first = first or after
        if before and after:
            kept = before.dialogue.turns
            assert after.dialogue.turns[: len(kept)] == kept
            assert after.dialogue.game == before.dialogue.game
    assert first is not None
    assert cast(whole(talk)) == cast(first)
    again = talk.commands.run(talk.folder, talk.resume)
    assert again["code"] == 0
    assert "nothing to resume" in talk.errors()


def test_ten_kills_of_run_and_resume_lose_nothing_and_double_nothing(
    commands: Commands, tmp_path: Path
) -> None:
    chance, struck, talks = random.Random(4), 0, 0
    (tmp_path / "calm").mkdir()
    calm = Talk(commands, tmp_path / "calm")
    told = commands.run(calm.folder, calm.begin)
    assert told["code"] == 0, calm.errors()
    whole(calm)

    while struck < KILLS:
        talks += 1
        (folder := tmp_path / str(talks)).mkdir()
        talk = Talk(commands, folder)
        struck_and_mended(talk, chance, told["seconds"])
        struck += talk.struck

    print(f"{struck} kills within {told['seconds']:.2f} s in {talks} dialogues")
