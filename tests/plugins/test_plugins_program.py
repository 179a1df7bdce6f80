"""A judge in any language: what it is told, what it may answer, and what it cannot do to us."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from society import SocietyError
from society.domain.episode import Outcome
from society.domain.judging import Judgement
from society.play.asking import ask
from society.plugins import find
from society.plugins.process import MOST, PASSED_ON, environment, run
from society.testing import Case, sample_dialogue

JUDGE = """#!/usr/bin/env python3
import json, sys
asked = json.load(sys.stdin)
words = len(asked["turn"]["text"].split())
print(json.dumps({"score": min(1, words / 10), "critique": f"{words} words"}))
"""


def program(folder: Path, source: str, name: str = "judge.sh") -> Path:
    path = folder / name
    path.write_text(source if source.startswith("#!") else f"#!/bin/sh\n{source}\n", "utf-8")
    path.chmod(0o755)
    return path


async def judged(folder: Path, source: str, *, marks: str = "", timeout: float = 20) -> Judgement:
    program(folder, source)
    juror = find(f"cmd:./judge.sh{marks}", here=folder, allow_code=True)
    return await ask(juror, Case(dialogue=sample_dialogue(), turn=1), timeout=timeout)


async def told(folder: Path, case: Case, marks: str = "", **params: Any) -> dict[str, Any]:
    """The document that a judge is given."""
    program(folder, f"cat > '{folder}/told.json'; echo null")
    juror = find(f"cmd:./judge.sh{marks}", here=folder, allow_code=True, params=params)
    assert (await ask(juror, case)).unscored == "no_opinion"
    found: dict[str, Any] = json.loads((folder / "told.json").read_text("utf-8"))
    return found


async def test_a_program_judges_a_turn(tmp_path: Path) -> None:
    said = await judged(tmp_path, JUDGE)

    assert (said.score, said.critique, said.judge) == (0.6, "6 words", "judge")


async def test_a_program_is_told_the_turn_and_what_led_to_it(tmp_path: Path) -> None:
    asked = await told(tmp_path, Case(dialogue=sample_dialogue(), turn=4), strict=True)

    assert asked["schema"] == "society/judge/1"
    assert (asked["scope"], asked["role"], asked["params"]) == ("turn", "seller", {"strict": True})
    assert asked["turn"]["text"] == "一百五十块，怎么样？😀"
    assert asked["turn"]["action"] == {"name": "propose", "args": {"price": 150}}
    assert [turn["index"] for turn in asked["dialogue"]["turns"]] == [0, 1, 2, 3, 4]
    assert asked["dialogue"]["context"] == "A used bike is for sale."


async def test_a_program_is_told_only_the_judged_roles_own_words(tmp_path: Path) -> None:
    asked = await told(tmp_path, Case(dialogue=sample_dialogue(), turn=4))

    seller, buyer = asked["dialogue"]["roles"]
    assert seller["private"] == "You will not sell below 110."
    assert "private" not in buyer
    assert "160" not in json.dumps(asked)


async def test_an_outcome_judge_is_told_the_outcome(tmp_path: Path) -> None:
    case = Case(
        dialogue=sample_dialogue(), role="buyer", outcome=Outcome(ended="agreement", winner="buyer")
    )

    asked = await told(tmp_path, case, "#scope=outcome")

    assert (asked["scope"], asked["role"], asked["turn"]) == ("outcome", "buyer", None)
    assert asked["outcome"]["ended"] == "agreement"


async def test_a_pair_judge_is_told_both_ways_on(tmp_path: Path) -> None:
    whole = sample_dialogue()
    short = whole.model_copy(update={"turns": whole.turns[:2]})
    other = short.say(whole.turns[2])
    program(tmp_path, f"cat > '{tmp_path}/told.json'; echo 0.5")
    juror = find("cmd:./judge.sh#scope=pair", here=tmp_path, allow_code=True)

    await juror.function(dialogue=short, role="seller", params={}, first=whole, second=other)

    asked = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert (len(asked["first"]), len(asked["second"])) == (5, 1)


@pytest.mark.parametrize(
    ("marks", "printed", "score"),
    [
        pytest.param("", "0.25", 0.25, id="number"),
        pytest.param("", '{"score": 1}', 1.0, id="object"),
        pytest.param("#scale=0..10", "8", 0.8, id="scale"),
        pytest.param("#scale=bool", "true", 1.0, id="bool"),
    ],
)
async def test_what_a_program_may_print(
    tmp_path: Path, marks: str, printed: str, score: float
) -> None:
    said = await judged(tmp_path, f"echo '{printed}'", marks=marks)

    assert said.score == score


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        pytest.param("", "answered nothing", id="nothing"),
        pytest.param("NaN", "answered no JSON", id="nan"),
        pytest.param("-Infinity", "answered no JSON", id="infinity"),
        pytest.param("1e999", "returned inf", id="overflow"),
        pytest.param('"8"', "answered '\"8\"'", id="text"),
        pytest.param("true", "returned True", id="true"),
        pytest.param("[0.5]", "answered '[0.5]'", id="list"),
        pytest.param("7", "outside its scale 0..1", id="scale"),
        pytest.param("0.5 0.6", "answered no JSON", id="two"),
        pytest.param("[" * 5000, "answered no JSON", id="deep"),
        pytest.param('{"points": 1}', "no verdict", id="object"),
        pytest.param('{"score": null, "credits": {"x": 1}}', "credits 'x'", id="credits"),
    ],
)
async def test_what_is_no_verdict_is_unscored(tmp_path: Path, printed: str, sentence: str) -> None:
    said = await judged(tmp_path, f"cat >/dev/null; echo '{printed}'")

    assert (said.score, said.unscored) == (None, "judge_error")
    assert sentence in said.critique


async def test_a_program_that_fails_says_why_in_short(tmp_path: Path) -> None:
    said = await judged(tmp_path, "seq 9999 >&2; printf 'no \\033[31mrubric' >&2; exit 3")

    assert said.unscored == "judge_error"
    assert "the program ended with 3: " in said.critique
    assert said.critique.endswith("no ?[31mrubric")
    assert len(said.critique) < 400


async def test_a_program_that_prints_without_end_is_ended(tmp_path: Path) -> None:
    said = await judged(tmp_path, "yes")

    assert said.unscored == "judge_error"
    assert f"printed more than {MOST // 1024} kB" in said.critique


async def test_five_megabytes_are_too_much(tmp_path: Path) -> None:
    said = await judged(tmp_path, "head -c 5000000 /dev/zero | tr '\\0' 1")

    assert "printed more than" in said.critique


async def test_a_program_that_hangs_is_out_of_time_and_ended_with_its_children(
    tmp_path: Path,
) -> None:
    said = await judged(
        tmp_path, f"sleep 1000 & echo $! > '{tmp_path}/child'; sleep 1000", timeout=1.0
    )

    assert said.unscored == "timeout"
    await _gone(int((tmp_path / "child").read_text()))


async def test_children_do_not_outlive_a_program_that_is_done(tmp_path: Path) -> None:
    said = await judged(tmp_path, f"sleep 1000 & echo $! > '{tmp_path}/child'; echo 0.5")

    assert said.score == 0.5
    await _gone(int((tmp_path / "child").read_text()))


async def test_whoever_stops_waiting_ends_the_program(tmp_path: Path) -> None:
    path = program(tmp_path, f"echo $$ > '{tmp_path}/self.new'; mv self.new self; sleep 1000")
    asking = asyncio.create_task(run(path, b"{}"))
    while not (tmp_path / "self").exists():
        await asyncio.sleep(0.01)

    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
    await _gone(int((tmp_path / "self").read_text()))


async def test_a_program_does_not_see_a_key(tmp_path: Path) -> None:
    secret = {"OPENAI_API_KEY": "sk-canary", "MY_TOKEN": "canary", "SOCIETY_DB": "canary"}
    path = program(tmp_path, "env")

    seen = await run(path, b"{}", {**os.environ, **secret})

    names = {line.partition("=")[0] for line in seen.decode().splitlines()}
    assert b"canary" not in seen
    assert names <= {*PASSED_ON, "HOME", "TMPDIR", "PWD", "SHLVL", "_"}


def test_the_environment_is_an_allow_list() -> None:
    assert environment({"AWS_SECRET_ACCESS_KEY": "x", "LANG": "C"}, "home") == {
        "PATH": os.defpath,
        "LANG": "C",
        "HOME": "home",
        "TMPDIR": "home",
    }


async def test_its_home_is_empty_and_its_folder_is_where_it_lies(tmp_path: Path) -> None:
    path = program(tmp_path, 'ls -A "$HOME" | wc -l; ls')

    assert (await run(path, b"{}")).decode().split() == ["0", "judge.sh"]


async def test_memory_is_limited(tmp_path: Path) -> None:
    said = await judged(tmp_path, "#!/usr/bin/env python3\nbytearray(3 << 30)\nprint(1)")

    assert "MemoryError" in said.critique


async def test_a_program_that_reads_nothing_may_answer(tmp_path: Path) -> None:
    path = program(tmp_path, "exec <&-; echo 0.5")

    assert await run(path, b"x" * 4_000_000) == b"0.5\n"


def test_a_program_does_not_run_unasked(tmp_path: Path) -> None:
    program(tmp_path, "echo 1")

    with pytest.raises(SocietyError, match="has not been run"):
        find("cmd:./judge.sh", here=tmp_path)

    assert find("cmd:./judge.sh", here=tmp_path, trusted=[tmp_path]).name == "judge"


def test_a_program_that_is_missing_or_no_program_is_told_before_anything_is_played(
    tmp_path: Path,
) -> None:
    (tmp_path / "plain.sh").write_text("echo 1")

    with pytest.raises(SocietyError, match=r"there is no file './none\.sh'"):
        find("cmd:./none.sh", here=tmp_path, allow_code=True)
    with pytest.raises(SocietyError, match="cannot be run") as told:
        find("cmd:./plain.sh", here=tmp_path, allow_code=True)

    assert told.value.hint == "chmod +x ./plain.sh, and begin it with #!"


def test_marks_say_what_a_program_is_for(tmp_path: Path) -> None:
    program(tmp_path, "echo 1")
    marks = "#name=firm&scope=outcome&scale=0..10&roles=seller,buyer"

    badge = find(f"cmd:./judge.sh{marks}", here=tmp_path, allow_code=True).badge

    assert (badge.name, badge.scope, badge.scale) == ("firm", "outcome", (0.0, 10.0))
    assert badge.roles == ("seller", "buyer")


@pytest.mark.parametrize("mark", ["scope=all", "scale=high", "colour=red", "name", "scale=1..1"])
def test_marks_that_say_nothing_are_refused(tmp_path: Path, mark: str) -> None:
    program(tmp_path, "echo 1")

    with pytest.raises(SocietyError, match=r"says nothing|declares the scale"):
        find(f"cmd:./judge.sh#{mark}", here=tmp_path, allow_code=True)


def test_the_version_is_of_the_file_its_marks_and_the_params(tmp_path: Path) -> None:
    versions = set()
    for source, marks, params in (
        ("echo 1", "", {}),
        ("echo 0", "", {}),
        ("echo 0", "", {"strict": True}),
        ("echo 0", "#scale=0..10", {}),
    ):
        program(tmp_path, source)
        juror = find(f"cmd:./judge.sh{marks}", here=tmp_path, allow_code=True, params=params)
        versions.add(juror.version)

    assert len(versions) == 4


async def _gone(process: int) -> None:
    """Wait until that process runs no more; the test's own time limit is the bound."""
    while _runs(process):
        await asyncio.sleep(0.01)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")
