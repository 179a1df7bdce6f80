"""`society strategy`: mined from played dialogues, screened, proven, written down."""

import asyncio
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import scenarios
from society.cli.root import outcome
from society.cli.strategy.command import MineOptions
from society.cli.strategy.mining import mined
from society.domain.calls import Attempt
from society.domain.strategy import Strategy
from society.store.store import Store
from society.store.strategies import put
from tests.faults.server import FaultServer
from tests.faults.wire import Ask

Captured = pytest.CaptureFixture[str]
BIKE = "market/used_bike"
N = 60
TWICE = [
    *("batch", BIKE, "-n", "8", "--rollouts", "4", "--name", "twice", "--quiet"),
    *("--player", "planner", "--judge", "deal"),
]
WEAK = {
    "name": "weak",
    "player": "planner",
    "habits": [{"role": "seller", "tactics": {"aspiration": 0.2, "jitter": 0.0}}],
}
FIRM = {"name": "firm", "player": "planner", "habits": [{"tactics": {"beta": 0.4}}]}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with wordless games, mined for the seller."""
    db = tmp_path_factory.mktemp("played") / "played.db"
    batch = ["batch", BIKE, "-n", str(N), "--player", "planner", "--judge", "deal", "--seed", "3"]
    assert outcome([*batch, "--quiet", "--db", str(db)]) == 0
    assert outcome(["strategy", "mine", BIKE, "--role", "seller", "--db", str(db)]) == 0
    return db


@pytest.fixture
def db(played: Path, tmp_path: Path) -> str:
    """A copy of it, with a weak and a firm policy as files beside it."""
    for policy in (WEAK, FIRM):
        (tmp_path / f"{policy['name']}.json").write_text(json.dumps(policy), encoding="utf-8")
    return str(shutil.copy(played, tmp_path / "mine.db"))


def told(capsys: Captured, *words: str) -> Any:
    assert outcome([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def high(db: str) -> str:
    """The id of the strategy of opening high alone."""
    with Store.open(db, write=False) as store:
        return next(each.id for each in store.strategies() if set(each.tactics) == {"aspiration"})


def test_wordless_games_are_mined_without_a_model(db: str, capsys: Captured) -> None:
    found = told(capsys, "strategy", "list", "--status", "proposed", "--db", db)["strategies"]

    high = next(each for each in found if set(each["tactics"]) == {"aspiration"})
    assert (high["role"], high["origin"], high["screened"]) == ("seller", "contrast", "")
    assert high["tactics"]["aspiration"] > 0.7
    with Store.open(db, write=False) as store:
        episode = store.episode(high["evidence"][0]["episode"])
    assert episode.dialogue.turns[high["evidence"][0]["turns"][0]].role == "seller"


def test_mining_again_finds_the_same_and_stores_nothing(db: str, capsys: Captured) -> None:
    words = ["strategy", "mine", BIKE, "--role", "seller", "--db", db]

    found = told(capsys, *words)

    assert len(found["strategies"]) >= 1
    assert found["stored"] == []


def test_a_dry_run_stores_nothing(db: str, capsys: Captured) -> None:
    words = ["strategy", "mine", BIKE, "--role", "buyer", "--dry-run", "--db", db]

    found = told(capsys, *words)

    assert found["strategies"]
    with Store.open(db, write=False) as store:
        assert [each for each in store.strategies(role="buyer") if each.origin != "win"] == []


def test_what_helps_a_weak_policy_is_proven_with_its_lift(db: str, capsys: Captured) -> None:
    weak = str(Path(db).parent / "weak.json")

    test = ("strategy", "test", high(db), "--policy", weak, "-n", "96", "--quiet", "--db", db)
    (found,) = told(capsys, *test)["strategies"]

    assert found["status"] == "proven"
    assert 0 < found["interval"][0] < found["lift"] < found["interval"][1]
    assert found["trials"] in (24, 48, 72, 96)
    assert found["against"].startswith("weak@")


def test_what_is_known_is_told_without_playing_and_another_policy_tests_anew(
    db: str, capsys: Captured
) -> None:
    test = ["strategy", "test", high(db), "-n", "24", "--quiet", "--db", db]
    assert outcome([*test, "--policy", str(Path(db).parent / "weak.json")]) == 0
    before = count(db)
    capsys.readouterr()

    assert outcome([*test, "--policy", str(Path(db).parent / "weak.json")]) == 0
    assert "known before, nothing was played" in capsys.readouterr().err
    assert count(db) == before

    assert outcome([*test, "--against", str(Path(db).parent / "firm.json")]) == 0
    assert count(db) > before
    with Store.open(db, write=False) as store:
        assert " against firm@" in store.strategy(high(db)).against


def count(db: str) -> int:
    with Store.open(db, write=False) as store:
        return len(store.episodes(10_000))


def test_a_proof_on_mined_games_is_refused(db: str, capsys: Captured) -> None:
    assert outcome(["strategy", "test", high(db), "--seed", "3", "--db", db]) == 2

    assert "are no proof: they may have been mined" in capsys.readouterr().err


def test_games_of_a_proof_are_not_mined_unless_they_are_asked_for(
    db: str, capsys: Captured
) -> None:
    test = ["strategy", "test", high(db), "-n", "24", "--quiet", "--db", db]
    assert outcome([*test, "--policy", str(Path(db).parent / "weak.json")]) == 0
    capsys.readouterr()

    mine = ["strategy", "mine", BIKE, "--role", "seller", "--dry-run", "--db", db]
    assert outcome(mine) == 0
    assert f"seller in {BIKE}: {N} dialogues" in capsys.readouterr().err
    assert outcome([*mine, "--batch", "proof-*"]) == 0
    assert f"seller in {BIKE}: 48 dialogues" in capsys.readouterr().err


def test_a_win_is_no_tactic_to_test(db: str, capsys: Captured) -> None:
    with Store.open(db, write=False) as store:
        win = next(each.id for each in store.strategies() if each.origin == "win")

    assert outcome(["strategy", "test", win, "--db", db]) == 2
    assert "not a tactic" in capsys.readouterr().err


def test_proven_strategies_make_a_policy_that_is_kept_and_plays(db: str, capsys: Captured) -> None:
    weak = str(Path(db).parent / "weak.json")
    test = ["strategy", "test", high(db), "--policy", weak, "-n", "96", "--quiet", "--db", db]
    assert outcome(test) == 0
    capsys.readouterr()

    export = ["strategy", "export", "--as-policy", "taught", "--base", weak, "--db", db]
    assert outcome(export) == 0
    policy = json.loads(capsys.readouterr().out)
    assert (policy["name"], policy["origin"]) == ("taught", "strategies")
    assert policy["habits"][-1]["tactics"]["aspiration"] > 0.7

    again = ["strategy", "test", high(db), "--policy", "taught", "--dry-run", "--db", db]
    assert outcome(again) == 0


def test_a_policy_that_leaves_the_player_open_is_tried_by_the_planner(
    db: str, capsys: Captured
) -> None:
    bare = Path(db).parent / "bare.json"
    bare.write_text(json.dumps({"name": "bare", "habits": WEAK["habits"]}), encoding="utf-8")

    test = ("strategy", "test", high(db), "--policy", str(bare), "-n", "4", "--quiet", "--db", db)
    (found,) = told(capsys, *test)["strategies"]

    assert found["against"].endswith(" as planner")
    with Store.open(db, write=False) as store:
        assert store.totals().calls == 0


def test_a_playbook_is_written_as_a_page_or_as_json(db: str, tmp_path: Path) -> None:
    book = ["strategy", "export", "--status", "proposed", "--role", "seller", "--db", db]

    assert outcome([*book, "--format", "json"]) == 0
    page = tmp_path / "book.md"
    assert outcome([book[0], book[1], str(page), *book[2:]]) == 0

    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Playbook\n\n## seller in market/used\\_bike\n")
    assert "parameters of the planner: aspiration" in text


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["mine", "--miner", "model"], "--miner model and --model belong together"),
        (["mine", "--error", "0"], "it must be between 0 and 1"),
        (["mine", "--pairs", "0", "--miner", "model", "--model", "m"], "at least 1"),
        (["mine", "nosuch/game"], "no dialogue that is done is like that"),
        (["test", "-n", "0"], "it must be at least 1"),
        (["test", "--policy", "nobody"], "no policy is called 'nobody'"),
        (["test", "--policy", "no.json"], "no.json cannot be read"),
        (["export", "--as-policy", "good"], "no strategy is proven yet"),
    ],
)
def test_a_slip_is_told_in_a_sentence(
    db: str, words: list[str], why: str, capsys: Captured
) -> None:
    assert outcome(["strategy", *words, "--db", db]) == 2

    assert why in capsys.readouterr().err


@pytest.mark.parametrize("words", [["test", "--scenario", "nosuch/game"], ["export"]])
def test_where_nothing_is_meant_nothing_is_done_and_that_is_said(
    db: str, words: list[str], capsys: Captured
) -> None:
    assert outcome(["strategy", *words, "--db", db]) == 0

    assert capsys.readouterr().err.startswith("no strategy is pro")


def test_a_model_mines_pairs_of_one_game_and_what_it_says_is_screened(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    assert outcome([*TWICE, "--db", db]) == 0
    script = tmp_path / "said.jsonl"
    good = "Names a high first offer and then gives way in small steps."
    private = "Never goes below $135 whatever the other side says."
    tactics = [{"tactic": text, "turns": [2]} for text in (good, private)]
    script.write_text(json.dumps({"tactics": tactics}) + "\n", encoding="utf-8")
    capsys.readouterr()

    words = ["strategy", "mine", BIKE, "--role", "seller", "--batch", "twice"]
    model = ["--miner", "model", "--model", f"scripted:{script}", "--pairs", "2", "--db", db]
    found = told(capsys, *words, *model)["strategies"]

    assert {each["tactic"]: bool(each["screened"]) for each in found} == {
        good: False,
        private: True,
    }
    assert {each["origin"] for each in found} == {"model"}
    screened = next(each["id"] for each in found if each["screened"])
    assert outcome(["strategy", "test", screened, "--db", db]) == 2
    assert "may not be used" in capsys.readouterr().err


def test_a_model_behind_a_server_is_asked_in_its_form_and_stands_on_the_bill(
    db: str, capsys: Captured
) -> None:
    assert outcome([*TWICE, "--db", db]) == 0
    tactic = "Waits for the other side to move before it gives way."
    said = json.dumps({"tactics": [{"tactic": tactic, "turns": [2]}]})

    async def mine() -> list[Ask]:
        async with FaultServer(say=lambda _: said) as server:
            which = MineOptions(batch="twice", role="seller", pairs=2, db=db, json=True)
            asked = replace(which, miner="model", model="ok", api_base=server.url)
            assert await mined((BIKE,), asked) == 0
            return server.asked

    capsys.readouterr()
    asked = asyncio.run(mine())

    found = json.loads(capsys.readouterr().out)["strategies"]
    assert {each["tactic"] for each in found} == {tactic}
    assert len(asked) == 2
    form = asked[0].body["response_format"]["json_schema"]["schema"]
    assert "tactics" in form["properties"]
    with Store.open(db, write=False) as store:
        assert store.totals().calls == 2


def test_a_test_that_goes_on_plays_only_what_is_new_and_ends_as_if_never_stopped(
    db: str, tmp_path: Path
) -> None:
    other = str(shutil.copy(db, tmp_path / "other.db"))
    test = ["strategy", "test", high(db), "--quiet", "--policy", str(Path(db).parent / "firm.json")]
    before = count(db)

    assert outcome([*test, "-n", "24", "--db", db]) == 0
    assert outcome([*test, "-n", "30", "--again", "--db", db]) == 0
    assert outcome([*test, "-n", "30", "--db", other]) == 0

    assert count(db) in (before + 48, before + 60)
    with Store.open(db, write=False) as store, Store.open(other, write=False) as whole:
        assert store.strategy(high(db)) == whole.strategy(high(other))


def test_words_alone_reach_the_prompts_of_the_seat_that_tries_them(db: str, tmp_path: Path) -> None:
    words = Strategy(
        id="tactic_words",
        scenario=BIKE,
        role="buyer",
        tactic="Asks about the bike before naming a price",
        status="proposed",
        origin="model",
    )
    with Store.open(db) as store:
        asyncio.run(put(store, [words]))
    script = tmp_path / "deal.jsonl"
    said = [
        {"say": "120, please.", "action": "propose", "args": {"price": 120}},
        {"say": "Agreed.", "action": "accept", "args": None},
    ]
    script.write_text("".join(json.dumps(each) + "\n" for each in said), encoding="utf-8")

    test = ["strategy", "test", "tactic_words", "-n", "2", "--quiet", "--db", db]
    assert outcome([*test, "--player", "llm", "--model", f"scripted:{script}"]) == 0

    with Store.open(db, write=False) as store:
        played = [store.episode(row.id) for row in store.episodes(4)]
        told = {
            each.id: {attempt.call for attempt in store.attempts(each.id) if tells(attempt, words)}
            for each in played
        }
        kept = store.strategy("tactic_words")
    taught = [each for each in played if told[each.id]]
    roles = {
        turn.role
        for each in taught
        for turn in each.dialogue.turns
        if {*turn.calls} & told[each.id]
    }
    assert (len(played), len(taught), roles) == (4, 2, {"buyer"})
    assert (kept.status, kept.lift, kept.trials) == ("retired", 0.0, 2)


def tells(attempt: Attempt, strategy: Strategy) -> bool:
    """Whether a model was told that strategy."""
    return any(strategy.tactic in message.content for message in attempt.request)


def test_a_scenario_of_ones_own_file_is_mined_and_tested_from_that_file(
    tmp_path: Path, capsys: Captured
) -> None:
    shipped = Path(scenarios.__file__).parent / f"{BIKE}.yaml"
    own, db = tmp_path / "bike.yaml", str(tmp_path / "own.db")
    own.write_text(shipped.read_text(encoding="utf-8").replace(BIKE, "own/bike"), encoding="utf-8")
    batch = ["batch", str(own), "-n", "48", "--player", "planner", "--judge", "deal", "--seed", "3"]
    assert outcome([*batch, "--quiet", "--db", db]) == 0

    assert outcome(["strategy", "mine", str(own), "--role", "seller", "--db", db]) == 0
    capsys.readouterr()
    found = told(capsys, "strategy", "test", "-n", "3", "--quiet", "--db", db)["strategies"]

    assert {each["scenario"] for each in found} == {"own/bike"}
    assert {each["trials"] for each in found} == {3}
