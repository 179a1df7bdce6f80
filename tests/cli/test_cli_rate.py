"""`society rate`: blind, one answer one label; from files; out again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from society.cli.rate.rating import Item, Rating, Scope, chosen, lines, named
from society.cli.root import outcome
from society.domain.trust import Label
from society.store import labels
from society.store.store import Store
from tests.cli import talks

Told = pytest.CaptureFixture[str]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return talks.played(tmp_path, "-n", "3")


def sit(db: Path, *said: str, n: int = 20, scope: Scope = "turn", role: str = "") -> int:
    """One sitting of Ann, who answers this; how many were rated."""
    typed = iter(said)
    with Store.open(db) as store:
        items = chosen(store, "", scope=scope, role=role, rater="ann", n=n, seed=0)
        return Rating(store, items, "ann", ask=lambda _: next(typed, None)).through()


def kept(db: Path) -> list[Label]:
    with Store.open(db, write=False) as store:
        return labels.listed(store)


def rate(db: Path, *more: str) -> int:
    return outcome(["rate", "--db", str(db), "--rater", "ann", *more])


def test_each_answer_is_a_label_in_0_to_1(db: Path) -> None:
    assert sit(db, "1", "3 could be warmer", "5", n=3) == 3

    said = kept(db)
    assert sorted(label.score for label in said) == [0.0, 0.5, 1.0]
    assert {label.note for label in said} == {"", "could be warmer"}
    assert {label.rater for label in said} == {"ann"}
    assert len({label.episode for label in said}) == 3


def test_one_may_skip_go_back_mend_and_stop(db: Path, capsys: Told) -> None:
    assert sit(db, "1", "b", "4", "s", "six", "q", "5") == 1

    assert [label.score for label in kept(db)] == [0.75]
    assert "'six' is no score" in capsys.readouterr().err


def test_a_script_answers_through_a_pipe_whose_end_ends_it(db: Path) -> None:
    words = ["rate", "--db", str(db), "--rater", "ann", "--json"]
    command = [sys.executable, "-m", "society", *words]

    told = subprocess.run(
        command, input="2\ns\n4 good\n", capture_output=True, text=True, check=True
    )

    assert json.loads(told.stdout)["rated"] == 2
    assert sorted(label.score for label in kept(db)) == [0.25, 0.75]


def test_what_was_rated_is_not_asked_again_of_the_same_rater(db: Path, capsys: Told) -> None:
    sit(db, *["3"] * 12)

    assert rate(db) == 0

    assert "nothing is left that 'ann' has not rated" in capsys.readouterr().err
    assert len(kept(db)) == 12


def test_no_judge_is_heard_and_nothing_after_the_turn_is_seen(db: Path) -> None:
    episode = talks.stored(db)[0]
    turns = tuple(
        turn.model_copy(update={"text": f"\x1b[2Jturn {turn.index}"})
        for turn in episode.dialogue.turns
    )
    dialogue = episode.dialogue.model_copy(update={"turns": turns})
    secret = [each.model_copy(update={"critique": "SECRET"}) for each in episode.judgements]
    shown = "\n".join(
        line.plain
        for line in lines(
            episode.model_copy(update={"dialogue": dialogue, "judgements": tuple(secret)}),
            Item(episode.id, 1, "b"),
        )
    )

    assert secret
    assert "turn 1" in shown
    assert "turn 2" not in shown
    assert "brevity" not in shown
    assert "SECRET" not in shown
    assert "\x1b" not in shown


def test_a_whole_part_is_rated_for_a_role(db: Path) -> None:
    sit(db, "4", "4", "4", scope="outcome", role="b")

    assert {(label.turn, label.role) for label in kept(db)} == {(None, "b")}


def test_the_turns_that_are_named_are_asked_about_in_that_order(db: Path) -> None:
    first, *_, last = talks.stored(db)

    with Store.open(db) as store:
        items = named(store, f"{last.id}:2, {first.id}:end:b,{last.id}:2", rater="ann")
        said = iter(["5", "1"])
        Rating(store, items, "ann", ask=lambda _: next(said, None)).through()
        left = named(store, f"{last.id}:2,{first.id}:1", rater="ann")

    assert items == [Item(last.id, 2, "a"), Item(first.id, None, "b")]
    assert {(label.episode, label.turn, label.score) for label in kept(db)} == {
        (last.id, 2, 1.0),
        (first.id, None, 0.0),
    }
    assert left == [Item(first.id, 1, "b")]


@pytest.mark.parametrize("turns", [":3", "ID", "ID:x", "ID:99", "ID:end", "ID:end:zoe", "nobody:1"])
def test_a_name_that_is_no_turn_is_told(db: Path, capsys: Told, turns: str) -> None:
    id_ = talks.stored(db)[0].id

    assert rate(db, "--turns", turns.replace("ID", id_)) == 2

    assert "society: " in capsys.readouterr().err
    assert kept(db) == []


def test_labels_go_out_and_come_in_again(db: Path, tmp_path: Path, capsys: Told) -> None:
    first, *_, last = talks.stored(db)
    file = tmp_path / "labels.csv"
    file.write_text(
        "episode,turn,role,rater,score,note\n"
        f'{first.id},0,a,bo,0.5,"kind, I think"\n'
        f"{last.id},,b,bo,1,\n",
        encoding="utf-8-sig",
    )

    assert rate(db, "--from", str(file)) == 0
    capsys.readouterr()
    assert outcome(["rate", "--db", str(db), "--export"]) == 0

    out = capsys.readouterr().out
    told = [Label.model_validate_json(line) for line in out.splitlines()]
    assert [(each.turn, each.score, each.note) for each in told] == [
        (0, 0.5, "kind, I think"),
        (None, 1.0, ""),
    ]
    again = tmp_path / "labels.jsonl"
    again.write_text(out, encoding="utf-8")
    assert rate(db, "--from", str(again), "--json") == 0
    assert json.loads(capsys.readouterr().out)["known"] == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("l.csv", "episode,mark\ne1,3\n", "l.csv:1: there is no column 'mark'"),
        ("l.csv", "episode,turn,role,rater,score\ne1,0,a,bo,4\n", "l.csv:2: score"),
        ("l.csv", "episode,turn,role,rater,score\ne1,0\n", "l.csv:2: the line has other columns"),
        ("l.csv", "episode,turn,role,rater,score\ne1,0,a,bo,nan\n", "l.csv:2: score"),
        ("l.csv", "episode,turn,role,rater,score\nnobody,0,a,bo,1\n", "which is not stored"),
        ("l.jsonl", '{"episode": "e1"\n', "l.jsonl:1:"),
        ("l.jsonl", "\n[1]\n", "l.jsonl:2: it is no JSON object"),
        ("l.jsonl", '{"episode": "e1", "role": "a", "score": 1, "x": 2}\n', "l.jsonl:1: x"),
    ],
)
def test_a_line_that_is_no_label_stops_it_before_anything_is_stored(
    db: Path, tmp_path: Path, capsys: Told, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert rate(db, "--from", str(tmp_path / name)) == 2

    assert said in capsys.readouterr().err
    assert kept(db) == []
