"""A plan that is wrong or has changed: told before anything is spent, played anew only if asked."""

from pathlib import Path

import pytest

from tests.faults.batch_stage import TALK, Stage, rows, whole

PLAN = "schema: plan/v1\nname: matrix\n"


def changed(folder: Path, old: str, new: str) -> Path:
    """The scenario with one thing changed, always at the same path."""
    path = folder / "talk.yaml"
    path.write_text(TALK.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"- a\n- b\n", "mapping", id="not a mapping"),
        pytest.param(b"id: x\n\troles: 1\n", "tab", id="a tab"),
        pytest.param(b"id: x\n  y: 1\n z: 2\n", ":", id="bad indent"),
        pytest.param(b"turns: {max: 5}\nturns: {max: 9}\n", "twice", id="a key twice"),
        pytest.param(b"rolse: 1\n", "did you mean 'roles'", id="a slip"),
        pytest.param(b"id: \xff\xfe\n", "UTF-8", id="not UTF-8"),
        pytest.param(b"a: &a [1]\nb: [*a, *a]\n", "a", id="anchors"),
        pytest.param(b"id: !!python/object/apply:os.system ['id']\n", "tag", id="a tag"),
        pytest.param(b"turns: {max: 1000000000}\n", "max", id="endless"),
    ],
)
def test_a_scenario_that_is_wrong_is_told_with_its_place_before_any_call(
    stage: Stage, tmp_path: Path, text: bytes, words: str
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_bytes(text)

    told = stage.play(scenario=file)

    assert told.code == 2, told.err
    assert "wrong.yaml" in told.err
    assert words in told.err
    assert stage.provider.requests == 0
    assert not stage.db.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"cast": {"judge": ("sterm",)}}, "sterm"),
        ({"cast": {"player": "plannd"}}, "plannd"),
        ({"cast": {"models": {"c": "talker"}}}, "no role 'c'"),
        ({"cast": {"model": "embeded"}, "api_base": None}, "did you mean embedded"),
        ({"matrix": {"level": ("hard",)}}, "hard"),
        ({"matrix": {"locale": ("zh",)}}, "zh"),
        ({"matrix": {"set": ("turns.mx=3",)}}, "turns has no 'mx'"),
    ],
)
def test_a_name_that_nobody_has_is_told_before_any_call(
    stage: Stage, more: dict[str, dict[str, object]], words: str
) -> None:
    told = stage.play(**more)  # type: ignore[arg-type]

    assert told.code in {2, 6}, told.err
    assert words in told.err
    assert stage.provider.requests == 0


def test_every_scenario_of_a_batch_is_read_before_the_first_is_played(
    stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("rolse: 1\n", encoding="utf-8")
    changed(tmp_path, "", "")

    told = stage.play(scenario=tmp_path)

    assert told.code == 2
    assert "broken.yaml" in told.err
    assert stage.provider.requests == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("You like cats.", "You like birds.", "scenario_hash"),
        ("max: 4", "max: 3", "scenario_hash"),
    ],
)
def test_a_changed_scenario_is_refused_with_the_difference_and_played_anew_when_accepted(
    stage: Stage, tmp_path: Path, old: str, new: str, words: str
) -> None:
    stage.play(n=2, scenario=changed(tmp_path, "", ""))
    seen = stage.provider.requests
    file = changed(tmp_path, old, new)

    told = stage.play(n=2, scenario=file)

    assert told.code == 2, told.err
    assert words in told.err
    assert "--accept-change" in told.err
    assert stage.provider.requests == seen, "a refusal costs nothing"
    assert stage.play(n=2, scenario=file, accept_change=True).code == 0
    assert rows(stage.db, "SELECT max(revision) FROM batch") == [(2,)]
    assert rows(stage.db, "SELECT count(*) FROM episode WHERE status = 'done'") == [(4,)]
    seen = stage.provider.requests
    assert stage.play(n=2, scenario=file).code == 0, "the new revision is what counts from now on"
    assert stage.provider.requests == seen


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"cast": {"model": "another"}}, "models.a was talker, is another"),
        ({"cast": {"judge": ("repetition",)}}, "judges"),
        ({"matrix": {"seed": (1,)}}, "seed was 0, is 1"),
        ({"matrix": {"set": ("turns.max=3",)}}, "turns.max"),
    ],
)
def test_another_configuration_is_refused_with_the_difference(
    stage: Stage, more: dict[str, dict[str, object]], words: str
) -> None:
    stage.play(n=2)
    seen = stage.provider.requests

    told = stage.play(n=2, **more)  # type: ignore[arg-type]

    assert told.code == 2
    assert words in told.err
    assert stage.provider.requests == seen


def test_accepting_a_change_plays_only_what_changed(stage: Stage) -> None:
    stage.play(n=4, matrix={"seed": (1, 2)})
    seen = stage.provider.requests

    told = stage.play(n=4, matrix={"seed": (1, 3)}, accept_change=True)

    assert told.code == 0, told.err
    assert stage.provider.requests == seen + 1 + 2 * 4
    whole(stage.db, done=6)


def test_more_dialogues_are_no_change_and_play_only_what_is_new(stage: Stage) -> None:
    stage.play(n=2)
    seen = stage.provider.requests

    assert stage.play(n=4).code == 0

    assert stage.provider.requests == seen + 1 + 2 * 4
    whole(stage.db, done=4)


def test_how_it_is_played_may_change_freely(stage: Stage) -> None:
    stage.play(n=2, max_calls=4)

    assert stage.play(n=2, concurrency=1, until="1h", transport="direct").code == 0

    whole(stage.db, done=2)


def test_a_plan_that_is_wrong_is_told_with_every_place_before_any_call(
    stage: Stage, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN + "scenarios: []\nn: 0\nsedes: [1]\n", encoding="utf-8")

    told = stage.plan(plan)

    assert told.code == 2
    assert told.err.count("plan.yaml:") == 3, "all that is wrong, at once"
    assert stage.provider.requests == 0


def test_a_plan_plays_every_combination_and_again_nothing(stage: Stage, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    casts = "casts:\n- {model: talker, player: llm}\n- {model: other, player: llm}\n"
    plan.write_text(
        f"{PLAN}scenarios: [{TALK}]\nn: 8\nseeds: [1, 2]\nrollouts: 2\n{casts}", encoding="utf-8"
    )

    assert stage.plan(plan).code == 0

    played = rows(
        stage.db,
        "SELECT json_extract(provenance, '$.seed'), json_extract(provenance, '$.models.a'), "
        "count(*) FROM episode GROUP BY 1, 2",
    )
    assert sorted(played) == [(1, "other", 2), (1, "talker", 2), (2, "other", 2), (2, "talker", 2)]
    seen = stage.provider.requests
    assert stage.plan(plan).code == 0
    assert stage.provider.requests == seen


@pytest.mark.parametrize("until", ["soon", "-1m", "5 d"])
def test_a_time_that_is_none_is_told(stage: Stage, until: str) -> None:
    told = stage.play(until=until)

    assert told.code == 2
    assert "is not a duration" in told.err
    assert stage.provider.requests == 0


def test_when_the_time_is_up_nothing_more_begins(stage: Stage) -> None:
    told = stage.play(n=60, until="0.01s")

    assert told.code == 4, told.err
    assert "the time of --until 0.01s is up" in told.err
    assert "go on with: society" in told.err
    assert stage.attempts() == stage.provider.requests < 1 + 60 * 4
    assert stage.play(n=12).code == 0


def test_names_in_any_script_are_kept_as_they_are(stage: Stage, tmp_path: Path) -> None:
    file = changed(tmp_path, "name: Ann", 'name: "עדי 李雷 👩‍🚀"')

    assert stage.play(n=2, scenario=file).code == 0

    assert "עדי 李雷 👩‍🚀" in rows(stage.db, "SELECT text FROM scenario")[0][0]
    said = [each["content"] for each in stage.provider.asked[-1].body["messages"]]
    assert any("עדי 李雷 👩‍🚀" in content for content in said)
