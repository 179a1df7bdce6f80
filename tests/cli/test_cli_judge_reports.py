"""`society judge gauntlet | reconcile | hacking | agree`: from a file or a store to a code."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from society.cli.root import outcome
from society.domain.trust import Label
from society.store import labels
from society.store.store import Store
from tests.cli.talks import judges, played

LAMPS = """\
schema: scenario/v1
id: test/lamps
title: A lamp
context: A lamp is for sale.
variables:
  floor: {int: [10, 30], step: 5}
roles:
  a: {name: Ann, goal: Sell it dearly., private: "Never below {{ floor }}.", train: true}
  b: {name: Bo, goal: Pay little.}
turns: {order: alternate, first: a, max: 6, min: 6}
outcome:
  utility: {a: "floor / 40", b: "1 - floor / 40"}
judges:
  - use: brevity
    weight: 1
  - use: repetition
    weight: 1
"""


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight dialogues with an end that is worth something, judged by two judges."""
    folder = tmp_path_factory.mktemp("reports")
    scenario, script, path = folder / "lamps.yaml", folder / "talk.jsonl", folder / "t.db"
    scenario.write_text(LAMPS, encoding="utf-8")
    said = (json.dumps("word " * (1 + at * at % 90)) + "\n" for at in range(97))
    script.write_text("".join(said), encoding="utf-8")
    cast = ["--model", f"scripted:{script}", "--player", "llm", "-n", "8", "--concurrency", "1"]
    assert outcome(["batch", str(scenario), *cast, "--db", str(path), "--quiet"]) == 0
    return path


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert outcome(["judge", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def complaint(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert outcome(["judge", *words]) == 2
    return capsys.readouterr().err


def uss(folder: Path) -> str:
    """Thirty little dialogues in which longer replies please."""
    lines = []
    for number in range(30):
        stars = 1 + number % 5
        reply = " ".join(["word"] * stars * 15)
        lines += ["USER\tHello\t\t3,3,3", f"SYSTEM\t{reply}\t\t"]
        lines += [f"USER\tI see\t\t{stars},{min(stars + 1, 5)},{stars}", ""]
    path = folder / "SGD.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_a_judge_before_graded_turns_is_put_beside_people_and_length(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, "gauntlet", "brevity", uss(tmp_path), "--corpus", "uss", "-n", "20")

    checks = {check["name"]: check for check in found["checks"]}
    assert (found["items"], found["of"], found["level"]) == (20, 30, "turns")
    assert checks["judge"]["figure"] < -0.9
    assert checks["human ceiling"]["figure"] > 0.9
    assert checks["trivial baseline"]["figure"] > 0.9
    assert checks["ahead of the baseline"]["passed"] is False


def test_a_judge_that_sees_too_little_of_what_people_see_is_exit_3_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["judge", "gauntlet", "brevity", uss(tmp_path), "--corpus", "uss"]

    assert outcome([*words, "--fail-under", "0.2"]) == 3
    assert outcome([*words, "--fail-under", "-1"]) == 0
    shown = capsys.readouterr()
    assert "judge: Spearman's rho between its scores" in shown.out
    assert "judge is -" in shown.err


def test_a_judge_from_a_file_that_says_the_same_to_all_has_no_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, "gauntlet", f"{judges(tmp_path)}:polite", uss(tmp_path), "--corpus", "uss")

    assert found["checks"][0]["figure"] is None
    assert found["checks"][0]["sentence"] == "its scores put nothing in an order"


def test_a_judge_that_fails_at_every_question_is_not_asked_them_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = judges(tmp_path, "def bad(turn):\n    return 1 / 0\n")

    found = told(capsys, "gauntlet", f"{file}:bad", uss(tmp_path), "--corpus", "uss", code=3)

    assert "it fails at every question" in found["stopped"]
    assert found["checks"][0]["figure"] is None


def test_a_dry_run_of_the_gauntlet_asks_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["judge", "gauntlet", "brevity", uss(tmp_path), "--corpus", "uss", "--dry-run"]

    assert outcome(words) == 0
    assert capsys.readouterr().out == "30 questions about 30 turns; no model is asked\n"


def test_what_the_gauntlet_cannot_do_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, pair = uss(tmp_path), f"{judges(tmp_path)}:lazy"

    assert "there is no file" in complaint(capsys, "gauntlet", "deal", "no.txt", "--corpus", "uss")
    assert "compares" in complaint(capsys, "gauntlet", pair, corpus, "--corpus", "uss")
    assert "line 1" in complaint(capsys, "gauntlet", "deal", corpus, "--corpus", "mathdial")
    assert "--n is 0" in complaint(capsys, "gauntlet", "deal", corpus, "--corpus", "uss", "-n", "0")


def test_turn_rewards_are_held_against_the_end(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, "reconcile", "stored", "--db", str(db))

    names = [check["name"] for check in found["checks"]]
    assert names[:3] == ["all, within scenario and role", "test/lamps a", "test/lamps b"]
    assert names[3:] == ["best of 2", "best of 4", "best of 8"]
    best = found["checks"][5]["parts"]
    assert best["best"] >= found["checks"][5]["figure"] >= 0
    assert found["dialogues"] == 8
    assert {"side", "judged", "ended"} == set(found["apart"][0])


def test_one_judge_is_reconciled_alone_and_shown_with_the_dialogues_that_part(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["judge", "reconcile", "brevity", "--db", str(db)]) == 0

    shown = capsys.readouterr()
    assert "brevity against the end of 8 dialogues" in shown.out
    assert "parts most" in shown.out
    assert "show " in shown.err


def test_a_correlation_below_what_was_asked_for_is_exit_3(db: Path) -> None:
    assert outcome(["judge", "reconcile", "stored", "--db", str(db), "--fail-under", "1.1"]) == 3


def test_a_judge_that_was_not_heard_is_an_error_with_those_who_were(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("reconcile", "hacking"):
        said = complaint(capsys, command, "deal", "--db", str(db))
        assert "'deal' scored nothing" in said
        assert "brevity, repetition" in said


def test_dialogues_without_a_verifiable_end_cannot_be_reconciled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = played(tmp_path, "-n", "2")

    assert "verifiable end" in complaint(capsys, "reconcile", "stored", "--db", str(db))


def test_a_judge_of_brevity_leans_on_length(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "hacking", "brevity", "--db", str(db), "--strict", code=3)

    length = found["checks"][0]
    assert (length["name"], length["passed"], length["figure"] < -0.6) == ("length", False, True)
    assert len(found["tenths"]) == 10
    assert outcome(["judge", "hacking", "brevity", "--db", str(db)]) == 0
    assert "brevity leans on length" in capsys.readouterr().err


def test_judges_are_held_against_people_and_turns_to_rate_are_suggested(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(db) as store:
        episodes = [store.episode(row.id) for row in store.episodes(8)]
        said = [
            Label(
                episode=each.id,
                turn=turn,
                role=each.dialogue.turns[turn].role,
                rater=rater,
                score=score,
            )
            for each in episodes
            for turn, score in enumerate((0.0, 0.25, 1.0))
            for rater in ("ann", "bob")
        ]
        asyncio.run(labels.add(store, said))

    found = told(capsys, "agree", "--db", str(db), "--suggest", "3")
    one = told(capsys, "agree", "--db", str(db), "--judge", "brevity")

    checks = {check["name"]: check for check in found["checks"]}
    assert checks["people agree"]["figure"] == 1.0
    assert checks["mean by brevity, corrected"]["n"] == 24
    assert {(each["judge"], each["person"]) for each in one["matrix"]} == {
        ("brevity", "ann"),
        ("brevity", "bob"),
        ("brevity", "people"),
    }
    assert len(found["suggested"]) == 3
    rated = {(each.episode, each.turn) for each in said}
    assert not {(each["episode"], each["turn"]) for each in found["suggested"]} & rated
    assert outcome(["judge", "agree", "--db", str(db), "--fail-under", "1.1"]) == 3
    assert outcome(["judge", "agree", "--db", str(db), "--suggest", "1"]) == 0
    next_ = found["suggested"][0]
    name = f"{next_['episode']}:{next_['turn']}"
    assert f"rate --turns {name}`" in " ".join(capsys.readouterr().err.split())


def test_members_of_a_panel_are_held_against_each_other(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = ["--param.members", '["brevity", "repetition"]']
    told(capsys, "score", "panel", *members, "--db", str(db), "--quiet")

    found = told(capsys, "agree", "--db", str(db), "--judge", "panel")

    (check,) = [each for each in found["checks"] if each["name"].startswith("members of")]
    assert check["name"] == "members of panel agree"
    assert check["n"] == 48
    assert -1 < check["figure"] < 1


def test_agreement_of_a_judge_nobody_heard_is_an_error(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "'deal' scored nothing" in complaint(capsys, "agree", "--judge", "deal", "--db", str(db))
