"""`society judge score`: adds, never overwrites, goes on, shows old beside new."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from society.cli.judge.seats import JudgingOptions, refuse_wrong
from society.cli.root import outcome
from society.domain.errors import SocietyError
from society.store.store import Store
from tests.cli import talks

Told = pytest.CaptureFixture[str]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return talks.played(tmp_path, "-n", "3")


def scored(db: Path, ref: str, *more: str) -> int:
    return outcome(["judge", "score", ref, "--db", str(db), *more])


def summary(capsys: Told, db: Path, ref: str, *more: str) -> dict[str, Any]:
    capsys.readouterr()
    scored(db, ref, "--json", *more)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_every_turn_is_judged_and_nothing_that_was_said_changes(db: Path, tmp_path: Path) -> None:
    before = talks.stored(db)

    assert scored(db, f"{talks.judges(tmp_path)}:polite") == 0

    after = talks.stored(db)
    for old, new in zip(before, after, strict=True):
        assert new.judgements[: len(old.judgements)] == old.judgements
        assert (new.rewards, new.outcome, new.status) == (old.rewards, old.outcome, old.status)
        added = [said for said in new.judgements if said.judge == "polite"]
        assert [said.turn for said in added] == [0, 1, 2, 3]
        assert {said.score for said in added} <= {0.4, 0.9}


def test_an_outcome_judge_is_asked_for_each_role_it_is_for(db: Path, tmp_path: Path) -> None:
    assert scored(db, f"{talks.judges(tmp_path)}:length") == 0

    said = [each for episode in talks.stored(db) for each in episode.judgements]
    assert [(each.scope, each.turn, each.role) for each in said if each.judge == "length"] == [
        ("outcome", None, "a")
    ] * 3


def test_what_is_answered_is_not_asked_again(db: Path, tmp_path: Path, capsys: Told) -> None:
    ref, model = f"{talks.judges(tmp_path)}:asked", talks.scorer(tmp_path, 0.7, 0.2)

    first = summary(capsys, db, ref, "--judge-model", model)
    again = summary(capsys, db, ref, "--judge-model", model)

    assert (first["asked"], first["calls"], first["exit"]) == (12, 12, 0)
    assert (again["asked"], again["calls"], again["exit"]) == (0, 0, 0)
    assert again["scored"] == 12


def test_its_calls_are_on_the_ledger_of_the_dialogue(db: Path, tmp_path: Path) -> None:
    ref, model = f"{talks.judges(tmp_path)}:asked", talks.scorer(tmp_path, 0.7)

    scored(db, ref, "--judge-model", model, "-n", "1")

    with Store.open(db, write=False) as store:
        latest = store.episodes(1)[0].id
        calls = [each for each in store.attempts(latest) if each.purpose == "judge:asked"]
        said = [each for each in store.episode(latest).judgements if each.judge == "asked"]
    assert {each.call for each in calls} == {call for each in said for call in each.calls}
    assert len(calls) == 4
    assert "Good?" in calls[0].request[-1].content


def test_a_limit_ends_it_with_4_and_the_same_command_goes_on(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    ref, model = f"{talks.judges(tmp_path)}:asked", talks.scorer(tmp_path, 0.7)

    assert scored(db, ref, "--judge-model", model, "--max-calls", "5") == 4
    assert "the same command goes on" in capsys.readouterr().err
    rest = summary(capsys, db, ref, "--judge-model", model)

    assert (rest["asked"], rest["scored"]) == (7, 12)


def test_a_dry_run_asks_nothing_and_says_what_it_would_take(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    ref, model = f"{talks.judges(tmp_path)}:asked", talks.scorer(tmp_path, 0.7)

    told = summary(capsys, db, ref, "--judge-model", model, "--dry-run")

    assert (told["dialogues"], told["questions"], told["calls"], told["cost"]) == (3, 12, 12, 0.0)
    assert not [
        each for one in talks.stored(db) for each in one.judgements if each.judge == "asked"
    ]


def test_a_new_version_is_shown_beside_the_old(db: Path, tmp_path: Path, capsys: Told) -> None:
    scored(db, f"{talks.judges(tmp_path)}:polite")
    changed = talks.POLITE.replace("0.9", "0.2")

    told = summary(capsys, db, f"{talks.judges(tmp_path, changed)}:polite")

    assert (told["both"], told["asked"]) == (12, 12)
    assert told["old_mean"] > told["new_mean"]
    assert told["spearman"] == pytest.approx(-1.0)
    assert told["old_versions"] != told["new_versions"]
    assert 0 < told["moved"] < 12
    mover = told["movers"][0]
    assert (mover["old"]["score"], mover["new"]["score"]) == (0.9, 0.2)


def test_the_table_names_both_versions_and_obeys_no_critique(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    scored(db, f"{talks.judges(tmp_path)}:polite")
    changed = talks.POLITE.replace("0.4", "0.8")
    capsys.readouterr()

    assert scored(db, f"{talks.judges(tmp_path, changed)}:polite") == 0

    told = capsys.readouterr().out
    assert "old     12" in told
    assert "<U+001B>[2Jcurt" in told
    assert "\x1b" not in told


def test_both_versions_are_shown_with_the_dialogue(db: Path, tmp_path: Path, capsys: Told) -> None:
    scored(db, f"{talks.judges(tmp_path)}:polite")
    latest = talks.stored(db)[-1]
    version = next(each.version for each in latest.judgements if each.judge == "polite")
    capsys.readouterr()

    outcome(["show", "--db", str(db), latest.id])

    shown = capsys.readouterr().out
    assert f"polite later, version {version}" in shown
    assert "brevity later" not in shown


def test_a_judge_that_fails_is_unscored_and_the_exit_code_says_partly(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    told = summary(capsys, db, f"{talks.judges(tmp_path)}:broken")

    assert told["unscored"] == {"judge_error": 6}
    assert "judge 'broken'" in told["why"]["judge_error"]
    assert (told["scored"], told["exit"]) == (6, 3)
    assert summary(capsys, db, f"{talks.judges(tmp_path)}:broken")["asked"] == 0
    assert summary(capsys, db, f"{talks.judges(tmp_path)}:broken", "--again")["asked"] == 6


def test_ctrl_c_keeps_what_was_said_and_the_same_command_goes_on(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    ref = f"{talks.judges(tmp_path)}:impatient"

    assert scored(db, ref, "--concurrency", "1") == 130

    kept = [
        each for one in talks.stored(db) for each in one.judgements if each.judge == "impatient"
    ]
    assert 2 <= len(kept) < 12
    while scored(db, ref, "--concurrency", "1") == 130:
        pass
    assert summary(capsys, db, ref)["scored"] == 12
    with closing(sqlite3.connect(db)) as file:
        rows = file.execute("SELECT count(*) FROM judgement WHERE judge = 'impatient'").fetchone()
    assert rows == (12,)


def test_a_dialogue_that_another_process_holds_is_left_to_it(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    held = talks.stored(db)[0].id
    with closing(sqlite3.connect(db)) as other, other:
        other.execute(
            "UPDATE episode SET lease_owner = 'elsewhere:1:0:now', lease_until = 9e12 WHERE id = ?",
            (held,),
        )

    assert scored(db, f"{talks.judges(tmp_path)}:polite") == 3

    assert "1 dialogue is held by another process" in capsys.readouterr().err
    assert len([each for each in talks.stored(db)[0].judgements if each.judge == "polite"]) == 0


def test_a_scenarios_own_seat_gives_its_params(tmp_path: Path, capsys: Told) -> None:
    db = talks.played(tmp_path, "-n", "1")

    told = summary(capsys, db, "brevity")

    assert (told["asked"], told["scored"]) == (0, 4)


@pytest.mark.parametrize(
    ("ref", "more", "said"),
    [
        ("brevity", ["--where", "scenario:nowhere"], "no dialogue that ended matches"),
        ("brevity", ["--max-calls", "0"], "--max-calls is 0"),
        ("brevity", ["--param.no", "1"], "takes no param"),
        ("os:system", [], "--allow-code"),
        ("MINE:longer", [], "society judge compare"),
        ("nobody", [], "no judge is installed as 'nobody'"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_asked(
    db: Path, tmp_path: Path, capsys: Told, ref: str, more: list[str], said: str
) -> None:
    before = talks.stored(db)

    assert scored(db, ref.replace("MINE", talks.judges(tmp_path)), *more) == 2

    assert said in capsys.readouterr().err
    assert talks.stored(db) == before


@pytest.mark.parametrize("budget", [0.0, -1.0, float("inf")])
def test_a_budget_that_means_nothing_is_refused(budget: float) -> None:
    with pytest.raises(SocietyError, match="--budget"):
        refuse_wrong(JudgingOptions(budget=budget))


def test_repeats_ask_anew_and_tell_how_far_the_answers_part(
    db: Path, tmp_path: Path, capsys: Told
) -> None:
    ref = f"{talks.judges(tmp_path)}:polite"
    scored(db, ref)

    told = summary(capsys, db, ref, "-n", "1", "--repeat", "3")

    assert told["asked"] == 12
    assert told["spread"] == 0.0


def test_fewer_repeats_than_none_are_refused(db: Path, tmp_path: Path) -> None:
    assert scored(db, f"{talks.judges(tmp_path)}:polite", "--repeat", "-1") == 2
