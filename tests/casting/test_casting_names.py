"""From names to a table: which model speaks, who is seated, and what is refused before it costs."""

import json
from pathlib import Path
from typing import Any

import pytest

from society.casting import NOTES, SMALL, SMALL_JUDGE, Job, Table, assemble
from society.casting.guides import Guides
from society.domain.dialogue import Dialogue, Turn
from society.domain.errors import SocietyError
from society.llm.model import Model
from society.llm.scripted import Scripted
from society.play.asking import Case, ask
from society.play.bench import Seat
from society.players.search import SearchPlayer
from society.settings import Settings

TREE: dict[str, Any] = {
    "schema": "scenario/v1",
    "id": "test/cast",
    "title": "A cast",
    "variables": {"answer": {"int": [7, 7]}, "word": {"choice": ["plum"]}},
    "roles": {
        "a": {"name": "Ann", "model": {"default": "house/of-ann", "temperature": 0.25}},
        "b": {"name": "Bo"},
    },
    "turns": {"max": 4},
    "judges": [{"use": "brevity", "weight": 0.3}],
}


def connect(name: str) -> Model:
    """Any name is a model, and nobody is asked."""
    return Scripted([], name=name)


def cast(
    folder: Path,
    *,
    settings: Settings | None = None,
    tree: dict[str, Any] | None = None,
    **job: Any,
) -> Table:
    """The table of the tree above with these top-level keys and these words of a job."""
    file = folder / "cast.yaml"
    file.write_text(json.dumps({**TREE, **(tree or {})}, indent=1), encoding="utf-8")
    return assemble(Job(scenario=str(file), **job), settings or Settings(), connect)


def refused(folder: Path, **words: Any) -> SocietyError:
    with pytest.raises(SocietyError) as caught:
        cast(folder, **words)
    return caught.value


def only(table: Table) -> Seat:
    (seat,) = table.bench.seats
    return seat


@pytest.mark.parametrize(
    ("job", "settings", "ann", "bo"),
    [
        ({}, Settings(), "house/of-ann", "embedded"),
        ({}, Settings(model="set/m"), "set/m", "set/m"),
        ({"model": "flag/m"}, Settings(model="set/m"), "flag/m", "flag/m"),
        ({"model": "flag/m", "models": {"b": "own/m"}}, Settings(model="set/m"), "flag/m", "own/m"),
        ({"models": {"b": "own/m"}}, Settings(), "house/of-ann", "own/m"),
    ],
)
def test_a_flag_comes_before_settings_before_the_scenario_before_embedded(
    job: dict[str, Any], settings: Settings, ann: str, bo: str, tmp_path: Path
) -> None:
    table = cast(tmp_path, settings=settings, **job)

    assert table.provenance.models == {"a": ann, "b": bo}
    for role, model in table.provenance.models.items():
        assert table.bench.players[role].name.partition(":")[2] == model
    assert table.provenance.sampling == {"a": {"temperature": 0.25}, "b": {}}


def test_another_model_makes_another_judge_and_changes_no_judge_that_asks_none(
    tmp_path: Path,
) -> None:
    seats = ("rubric", "brevity")
    one = cast(tmp_path, judges=seats, judge_model="house/one").provenance.judges
    again = cast(tmp_path, judges=seats, judge_model="house/one").provenance.judges
    other = cast(tmp_path, judges=seats, judge_model="house/two").provenance.judges

    assert one == again
    assert one["rubric"] != other["rubric"]
    assert one["brevity"] == other["brevity"]


async def test_a_judgement_has_the_version_that_the_provenance_names(tmp_path: Path) -> None:
    table = cast(tmp_path, judges=("rubric",), judge_model="house/one")
    turn = Turn(index=0, role="a", text="Hi.")
    case = Case(Dialogue(game=table.game, turns=(turn,)), turn=0)

    said = await ask(only(table).juror, case, model=only(table).model)

    assert said.version == table.provenance.judges["rubric"]


def test_a_key_in_the_environment_selects_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")

    assert cast(tmp_path).provenance.models == {"a": "house/of-ann", "b": "embedded"}


@pytest.mark.parametrize(
    ("job", "settings", "kinds"),
    [
        ({"model": "embedded"}, Settings(), ["planned", "planned"]),
        ({"model": "gguf:/m.gguf"}, Settings(), ["llm", "llm"]),
        ({"model": "some/model"}, Settings(), ["llm", "llm"]),
        ({"model": "some/model"}, Settings(player="planned"), ["planned", "planned"]),
        ({"model": "embedded", "player": "llm"}, Settings(player="planned"), ["llm", "llm"]),
        ({"player": "llm", "players": {"b": "planned"}}, Settings(), ["llm", "planned"]),
    ],
)
def test_the_embedded_model_is_planned_for_unless_somebody_says_otherwise(
    job: dict[str, Any], settings: Settings, kinds: list[str], tmp_path: Path
) -> None:
    players = cast(tmp_path, settings=settings, **job).bench.players

    assert [players[role].name.partition(":")[0] for role in ("a", "b")] == kinds


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        ({"models": {"c": "m"}}, "test/cast has no role 'c'", "its roles are a, b"),
        ({"players": {"ann": "llm"}}, "test/cast has no role 'ann'", "its roles are a, b"),
        ({"player": "wizard"}, "no player is called 'wizard'", "planned, llm, human"),
        ({"player": "human"}, "a human player needs a terminal", "planned or llm"),
        ({"judges": ("brevty",)}, "no judge is installed as 'brevty'", "did you mean brevity?"),
        ({"level": "hrad", "tree": {"levels": {"hard": {}}}}, "'hrad'", ""),
        ({"overrides": {"turns.mx": 3}}, "did you mean 'max'?", ""),
    ],
)
def test_an_unknown_name_is_refused_with_what_was_meant(
    words: dict[str, Any], said: str, hint: str, tmp_path: Path
) -> None:
    error = refused(tmp_path, **words)

    assert said in error.message
    assert hint in error.hint


def test_a_misspelt_scenario_is_told_the_nearest_one() -> None:
    with pytest.raises(SocietyError) as caught:
        assemble(Job(scenario="market/used_bkie"), Settings(), connect)

    assert "did you mean market/used_bike?" in caught.value.hint


def test_judges_on_the_command_line_take_the_place_of_the_scenarios(tmp_path: Path) -> None:
    table = cast(tmp_path, judges=("leak", "brevity"))

    seats = {seat.name: seat.weight for seat in table.bench.seats}
    assert seats == {"leak": 1.0, "brevity": 0.3}
    assert table.provenance.weights == seats
    assert list(table.provenance.judges) == ["leak", "brevity"]


def test_no_judges_can_be_asked_for(tmp_path: Path) -> None:
    assert cast(tmp_path, judges=()).bench.seats == ()


def test_a_judge_that_asks_the_embedded_model_is_heard_and_not_paid(tmp_path: Path) -> None:
    file = tmp_path / "kind.py"
    file.write_text("from society import judge\n@judge\nasync def kind(turn, model): ...\n")

    table = cast(tmp_path, judges=(f"{file}:kind", "brevity"), model="embedded", allow_code=True)

    assert table.provenance.weights == {"kind": 0.0, "brevity": 0.3}
    assert table.provenance.notes == (NOTES[SMALL].format(seat="kind"),)
    assert "--judge-model" in NOTES[SMALL]


def test_a_judge_of_roles_that_are_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "kind.py"
    file.write_text(
        "from society import judge\n@judge(roles=['student'])\ndef kind(turn): return 1.0\n"
    )

    error = refused(tmp_path, judges=(f"{file}:kind",), allow_code=True)

    assert "judges student, and test/cast has no such role" in error.message
    assert error.hint == "its roles are a, b"


@pytest.mark.parametrize("use", ["rubric", "verifier"])
def test_the_embedded_judge_answers_for_a_rubric_and_weighs_little(
    tmp_path: Path, use: str
) -> None:
    table = cast(tmp_path, judges=(use, "brevity"), model="embedded")

    assert table.provenance.weights == {use: 0.2, "brevity": 0.3}
    assert table.provenance.judge_models == {use: "embedded+judge"}
    assert table.bench.seats[0].juror.name == "verifier"
    assert table.provenance.notes == (NOTES[SMALL_JUDGE].format(seat=use),)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ({"judge_model": "flag/j", "settings": Settings(judge_model="set/j")}, "flag/j"),
        ({"settings": Settings(judge_model="set/j", model="set/m")}, "set/j"),
        ({"tree": {"judges": [{"use": "rubric", "model": "own/j"}]}, "model": "flag/m"}, "own/j"),
        ({"model": "flag/m", "settings": Settings(model="set/m")}, "flag/m"),
        ({"settings": Settings(model="set/m")}, "set/m"),
    ],
)
def test_a_judges_model_is_the_nearest_that_was_named(
    words: dict[str, Any], asked: str, tmp_path: Path
) -> None:
    table = cast(tmp_path, **{"tree": {"judges": [{"use": "rubric"}]}, **words})

    seat = only(table)
    assert seat.model is not None
    assert seat.model.name == asked
    assert (seat.weight, table.provenance.notes) == (1.0, ())


def test_a_judge_that_asks_nobody_gets_no_model(tmp_path: Path) -> None:
    assert only(cast(tmp_path, judge_model="flag/j")).model is None


def test_a_check_is_seated_with_the_drawn_variables(tmp_path: Path) -> None:
    check = {"use": "answer", "params": {"expected": "{{ answer }}", "action": "say_{{ word }}"}}
    tree = {"judges": [], "outcome": {"checks": {"right": check}, "utility": {"a": "right"}}}

    seat = only(cast(tmp_path, tree=tree))

    assert (seat.name, seat.check, seat.scope, seat.weight) == ("right", True, "outcome", 0.0)
    assert seat.params == {"expected": 7, "action": "say_plum"}
    assert seat.juror.params == seat.params


def test_a_seats_params_are_filled_with_the_drawn_variables(tmp_path: Path) -> None:
    spec = {"use": "answer", "scope": "outcome", "params": {"expected": "{{ answer }} or so"}}

    assert only(cast(tmp_path, tree={"judges": [spec]})).params == {"expected": "7 or so"}


def test_a_judge_asked_for_twice_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, judges=("leak", "brevity", "brevity"))

    assert error.message == "two judges are seated as 'brevity'"
    assert "name:" in error.hint


@pytest.mark.parametrize("first", [{"use": "brevity"}, {"use": "leak", "name": "brevity"}])
def test_a_file_that_seats_two_judges_of_one_name_is_refused_with_the_place(
    first: dict[str, Any], tmp_path: Path
) -> None:
    error = refused(tmp_path, tree={"judges": [first, {"use": "brevity"}]})

    assert "two judges are named 'brevity'" in error.message
    assert "cast.yaml:" in error.message


def test_a_check_and_a_judge_of_one_name_are_refused(tmp_path: Path) -> None:
    check = {"use": "answer", "params": {"expected": "1"}}
    outcome = {"checks": {"brevity": check}, "utility": {"a": "brevity"}}

    assert "seated as 'brevity'" in refused(tmp_path, tree={"outcome": outcome}).message


def test_one_judge_may_sit_twice_under_two_names(tmp_path: Path) -> None:
    judges = [{"use": "brevity"}, {"use": "brevity", "name": "again", "roles": ["b"]}]

    table = cast(tmp_path, tree={"judges": judges})

    assert [seat.name for seat in table.bench.seats] == ["brevity", "again"]
    assert [seat.name for seat in table.bench.turn_seats("a")] == ["brevity"]


def test_a_judge_of_pairs_is_refused_however_it_is_seated(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from society import judge\n\n\n"
        '@judge(scope="pair")\ndef better(first, second):\n    """Which?"""\n    return 1.0\n',
        encoding="utf-8",
    )
    by_the_file = {"tree": {"judges": [{"use": "brevity", "scope": "pair"}]}}
    by_the_judge = {"judges": ("./mine.py:better",), "allow_code": True}

    for words in (by_the_file, by_the_judge):
        error = refused(tmp_path, **words)
        assert "compares pairs" in error.message
        assert "turn or outcome" in error.hint


def test_a_judge_in_a_file_needs_leave(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("raise SystemExit('it ran')\n", encoding="utf-8")

    assert "has not been run" in refused(tmp_path, judges=("./mine.py:x",)).message


def test_a_role_that_thinks_first_says_so_in_its_name() -> None:
    job = Job(scenario="market/used_bike", seed=7, searches={"seller": "best-of-4"})

    table = assemble(job, Settings(), connect)

    assert table.provenance.players["seller"] == "best-of-4 over planned:embedded"
    assert table.provenance.players["buyer"] == "planned:embedded"


def test_a_game_that_nobody_can_value_is_not_searched() -> None:
    job = Job(scenario="debate/motion", searches={"pro": "best-of-4"})

    with pytest.raises(SocietyError, match="does not say what an offer is worth to pro"):
        assemble(job, Settings(), connect)


def test_a_search_for_a_role_that_is_not_there_is_refused() -> None:
    job = Job(scenario="market/used_bike", searches={"vendor": "best-of-4"})

    with pytest.raises(SocietyError, match="has no role 'vendor'"):
        assemble(job, Settings(), connect)


def test_a_judges_file_named_in_full_is_the_seat_that_the_scenario_gives_it(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from society import judge\n\n@judge(scope='turn')\ndef fair(turn):\n    return 0.5\n"
    )
    tree = {"judges": [{"use": "./mine.py:fair", "name": "just", "weight": 0.3}]}

    table = cast(tmp_path, tree=tree, judges=(f"{tmp_path}/mine.py:fair",), allow_code=True)

    assert (only(table).name, only(table).weight) == ("just", 0.3)


def test_a_seat_of_the_scenario_is_known_by_its_name_too(tmp_path: Path) -> None:
    named = {"judges": [{"use": "brevity", "name": "terse", "weight": 0.3}]}

    seat = only(cast(tmp_path, tree=named, judges=("terse",)))

    assert (seat.name, seat.juror.badge.name, seat.weight) == ("terse", "brevity", 0.3)


def test_a_judge_counts_before_a_seat_that_is_called_like_it(tmp_path: Path) -> None:
    named = {
        "judges": [
            {"use": "repetition", "name": "brevity", "weight": 0.5},
            {"use": "brevity", "name": "terse", "weight": 0.3},
        ]
    }

    assert only(cast(tmp_path, tree=named, judges=("brevity",))).name == "terse"


@pytest.mark.parametrize("words", ["./mine.py:fair", "{here}/mine.py:fair", "mine"])
def test_a_judge_guides_a_search_as_the_scenario_seats_it(tmp_path: Path, words: str) -> None:
    (tmp_path / "mine.py").write_text("def fair(turn, params):\n    return 0.5\n")
    own = {"use": "./mine.py:fair", "name": "mine", "params": {"most": 4}}
    value = words.format(here=tmp_path)

    table = cast(
        tmp_path,
        tree={"judges": [own, {"use": "brevity"}]},
        judges=("brevity",),
        searches={"a": f"best-of-2,value=judge:{value}"},
        allow_code=True,
    )

    player = table.bench.players["a"]
    assert isinstance(player, SearchPlayer)
    assert isinstance(player.guiding, Guides)
    assert dict(player.guiding.judges[0].seat.params) == {"most": 4}
