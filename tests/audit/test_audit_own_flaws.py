"""Flaws of a trade: a file named on the command line, planted beside the nine."""

import json
from pathlib import Path

import pytest

from society.audit.flaws import FLAWS, planted
from society.audit.flaws.own import own_flaws
from society.audit.material import casino
from society.audit.probing import Exam
from society.audit.run import Judge, examine
from society.cli.root import outcome
from society.domain.errors import ForeignError, SocietyError
from society.domain.judging import judge
from society.plugins.juror import seat
from tests.audit.talk import chinese

MINE = '''
from society import flaw

@flaw
def shouted(turn):
    """All in capitals."""
    return turn.text.upper() + " NOW", "shouts"

@flaw
def drawn(turn, dialogue, role, history, chance):
    """Everything there is to ask for."""
    told = f"{len(history)} of {len(dialogue.turns)}, {role.name}, {chance.random()}"
    return told, "tells what it was given"

@flaw
def never():
    return None

def helper(turn):
    return "not marked", "no flaw"
'''


def written(tmp_path: Path, text: str = MINE) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_marked_functions_of_a_file_are_its_flaws(tmp_path: Path) -> None:
    assert list(own_flaws(written(tmp_path))) == ["shouted", "drawn", "never"]


def test_a_flaw_is_given_what_it_asks_for_and_the_same_chance_each_time(tmp_path: Path) -> None:
    own, dialogue = own_flaws(written(tmp_path)), chinese()

    one, two, other = (planted(dialogue, 3, "drawn", seed, flaws=own) for seed in (1, 1, 2))

    assert one == two
    assert one
    assert other
    assert one.bad.last.text.startswith(f"3 of 4, {dialogue.game.role('buyer').name}, 0.")
    assert one.bad.last.text != other.bad.last.text
    assert (one.kind, one.about, one.turn) == ("drawn", "tells what it was given", 3)
    assert one.bad.last.action == dialogue.turns[3].action


def test_a_turn_that_cannot_have_the_flaw_is_left_alone(tmp_path: Path) -> None:
    assert planted(chinese(), 3, "never", flaws=own_flaws(written(tmp_path))) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("A = 1", "holds no flaws", id="none marked"),
        pytest.param("1 / 0", "ZeroDivisionError", id="does not run"),
        pytest.param(
            "from society import flaw\n@flaw\ndef rude(turn): ...", "plant anyway", id="taken"
        ),
        pytest.param(
            "from society import flaw\n@flaw\ndef odd(turns): ...", "asks for 'turns'", id="asks"
        ),
        pytest.param(
            "from society import flaw\n@flaw\nasync def odd(turn): ...", "is async", id="async"
        ),
    ],
)
def test_a_file_that_plants_nothing_says_why(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SocietyError, match=told):
        own_flaws(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="there is no file"):
        own_flaws(tmp_path / "none.py")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param("return turn.text", "returned", id="no reason"),
        pytest.param("return 'x', ''", "returned", id="empty reason"),
        pytest.param("return '', 'silent'", "returned", id="empty turn"),
        pytest.param("return 1 / 0", "flaw 'odd' on turn 3: ZeroDivisionError", id="a bug"),
    ],
)
def test_a_flaw_that_breaks_stops_the_audit_by_its_name(
    tmp_path: Path, body: str, told: str
) -> None:
    text = f"from society import flaw\n@flaw\ndef odd(turn):\n    {body}"
    own = own_flaws(written(tmp_path, text))

    with pytest.raises((SocietyError, ForeignError), match=told):
        planted(chinese(), 3, "odd", flaws=own)


async def test_an_audit_names_own_flaws_in_a_row_of_their_own(tmp_path: Path) -> None:
    @judge
    def calm(turn: object) -> float:
        """Capitals are bad."""
        return 0.0 if getattr(turn, "text", "").isupper() else 1.0

    exam = Exam(casino(12), own=own_flaws(written(tmp_path)))
    done = await examine(Judge(seat(calm, "calm")), exam)

    found = {check.name: check for check in done.checks()}
    assert list(found)[2:4] == ["planted flaws", "own flaws"]
    assert found["own flaws"].parts == {"shouted": 1.0, "drawn": 0.0}
    assert found["own flaws"].n == 24
    assert set(found["planted flaws"].parts) <= set(FLAWS)


async def test_without_own_flaws_there_is_no_row_for_them() -> None:
    @judge
    def same(turn: object) -> float:
        """Everything is alike."""
        return 0.5

    done = await examine(Judge(seat(same, "same")), Exam(casino(4)))

    assert "own flaws" not in {check.name for check in done.checks()}


def test_own_flaws_are_written_as_training_pairs_beside_the_nine(tmp_path: Path) -> None:
    out, path = tmp_path / "pairs.jsonl", str(written(tmp_path))
    words = ["judge", "flaws", str(out), "--flaws", path, "--per-kind", "2"]

    assert outcome(words) == 0

    made = [json.loads(line)["kind"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert set(made) == {*FLAWS, "shouted", "drawn"}
    assert outcome([*words, "--kinds", "shouted"]) == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2
