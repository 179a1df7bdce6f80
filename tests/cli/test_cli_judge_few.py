"""Reports on a store with nothing in it, or with a handful: said plainly, with what to do."""

import asyncio
from pathlib import Path

import pytest

from society.cli.root import outcome
from society.domain.trust import Label
from society.store import labels
from society.store.store import Store
from tests.cli import talks

Told = pytest.CaptureFixture[str]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A store without any dialogue."""
    path = tmp_path / "empty.db"
    Store.open(path).close()
    return path


@pytest.mark.parametrize(
    "words", [["agree"], ["hacking", "stored"], ["hacking", "deal"], ["reconcile", "stored"]]
)
def test_an_empty_store_is_answered_with_how_to_fill_it(
    db: Path, capsys: Told, words: list[str]
) -> None:
    assert outcome(["judge", *words, "--db", str(db)]) == 2

    said = capsys.readouterr().err
    assert "no dialogue that ended matches" in said
    assert "`society run SCENARIO` plays one" in said
    assert "judge score" not in said


def test_there_is_nothing_to_rate_in_an_empty_store(db: Path, capsys: Told) -> None:
    assert outcome(["rate", "--db", str(db)]) == 2

    said = capsys.readouterr().err
    assert "there is nothing to rate: no dialogue that ended is stored" in said
    assert "`society run SCENARIO` plays one" in said


def test_there_is_nothing_to_rate_of_a_role_that_nobody_plays(tmp_path: Path, capsys: Told) -> None:
    db = talks.played(tmp_path, "-n", "1")

    assert outcome(["rate", "--db", str(db), "--role", "zoe"]) == 2

    assert "no turn of 'zoe' in the dialogues that match" in capsys.readouterr().err


def test_turns_that_nobody_was_paid_for_are_no_matter_of_a_judge(
    tmp_path: Path, capsys: Told
) -> None:
    db = talks.played(tmp_path, "-n", "1")

    assert outcome(["judge", "hacking", "deal", "--db", str(db)]) == 2

    said = capsys.readouterr().err
    assert "'deal' scored nothing in the 1 dialogue that matches" in said
    assert "`society judge score deal` asks it" in said


def test_a_handful_of_scores_concludes_nothing(tmp_path: Path, capsys: Told) -> None:
    db = talks.played(tmp_path, "-n", "1")
    with Store.open(db) as store:
        episode = store.episode(store.episodes(1)[0].id)
        told = [
            Label(episode=episode.id, turn=at, role=turn.role, rater="ann", score=at / 4)
            for at, turn in enumerate(episode.dialogue.turns[:3])
        ]
        asyncio.run(labels.add(store, told))
    capsys.readouterr()

    assert outcome(["judge", "agree", "--db", str(db)]) == 0
    agreed = capsys.readouterr()
    assert outcome(["judge", "hacking", "stored", "--db", str(db), "--strict"]) == 0
    hacked = capsys.readouterr().err

    assert "too few to tell" in agreed.out
    assert "3 scores that both gave are too few to conclude anything" in agreed.err
    assert "1 person" in agreed.out
    assert "4 scores are too few to conclude anything" in hacked
