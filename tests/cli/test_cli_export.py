"""`society export` and `import`: what lands on the disk, what is said, and with which exit code."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from society.cli.root import outcome
from society.domain.dialogue import Action, Draft, Searched
from society.domain.episode import Episode
from society.domain.events import Called, Ended, Event, Paid, Spoke, Started
from society.domain.judging import Reward
from society.export.formats import FORMATS
from society.store.record import record
from society.store.statements import write
from society.store.store import Store
from tests.store import paper

Captured = pytest.CaptureFixture[str]
WITHOUT = {"tokens"}
"""Formats that need more than a store."""


def weighed(value: float) -> tuple[Draft, ...]:
    """Two replies that a search tried."""
    return (
        Draft(text="Take it.", value=value, visits=3),
        Draft(text="Or leave it.", value=value / 2, visits=2),
        Draft(text="", action=Action(name="propose", args={"price": 30}), value=0.0, visits=1),
    )


def talks(name: str, at: int, **provenance: str) -> Iterator[Event]:
    """One of several dialogues of a game; the later, the better for the seller."""
    share = at / 8
    game = paper.game(seed=at // 4, locale="en", level="hard" if at % 2 else "easy")
    made = paper.provenance(
        seed=game.seed, level=game.level, judges={"kind": "1:ab"}, versions={"society": "0.1.0"}
    )
    yield Started(episode=name, game=game, provenance=made.model_copy(update=provenance))
    for index in range(4):
        step = list(paper.step(name, index))
        if index == 2:
            said = paper.turn(
                2,
                f"Last: {30 + at}.",
                calls=(f"{name}-speak-2",),
                drafts=weighed(share),
                searched=Searched(thought="mcts:8x2", simulations=6, candidates=3, seconds=0.5),
            )
            asked = paper.attempt(f"{name}-speak-2", "turn:2", cost=0.25)
            step[1] = Called(episode=name, attempt=asked)
            step[2] = Spoke(episode=name, turn=said)
            step[-1] = Paid(episode=name, reward=Reward(turn=2, role="seller", value=share))
        yield from step
    won = "seller" if share > 0.5 else "buyer"
    utilities = {"seller": share, "buyer": 1 - share}
    ended = paper.outcome(utilities=utilities, returns=utilities, winner=won, winners=(won,))
    yield Ended(episode=name, outcome=ended, seconds=1.0)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of eight dialogues of two games, and one that broke off."""
    path = tmp_path_factory.mktemp("export") / "society.db"

    async def play(store: Store) -> None:
        for at in range(8):
            _ = [each async for each in record(store, paper.told(talks(f"e{at}", at)))]
        _ = [each async for each in record(store, paper.told(paper.play("cut", ends=False)))]

    with Store.open(path, clock=lambda: "2026-11-22T12:00:00.000+00:00") as store:
        asyncio.run(play(store))
    return str(path)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_file_gets_one_record_a_line_and_the_losses_are_told(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "sft.jsonl"

    assert outcome(["export", str(out), "--format", "trl-sft", "--db", db]) == 0

    assert [each["dialogue_id"] for each in lines(out)] == [f"e{at}" for at in range(8)]
    said = capsys.readouterr()
    assert "trl-sft" in said.out
    assert "8 rows of 9 dialogues" in said.err
    assert "left out 1 × the dialogue is stopped, not done" in said.err


def test_a_query_a_role_and_a_share_narrow_the_rows(db: str, tmp_path: Path) -> None:
    out = tmp_path / "sft.jsonl"
    where = ["--where", "level:hard reward.seller>0.2", "--role", "buyer"]

    assert outcome(["export", str(out), "--format", "trl-sft", "--db", db, *where]) == 0
    assert {each["dialogue_id"] for each in lines(out)} == {"e3", "e5", "e7"}
    assert {each["role_name"] for each in lines(out)} == {"buyer"}

    words = ["export", str(out), "--format", "trl-sft", "--top", "25%", "--db", db]
    assert outcome(words) == 0
    assert {each["dialogue_id"] for each in lines(out)} == {"e6", "e7"}


@pytest.mark.parametrize("format_", [name for name in FORMATS if name not in WITHOUT])
def test_every_format_makes_a_folder_with_card_and_provenance(
    format_: str, db: str, tmp_path: Path
) -> None:
    out = tmp_path / "set"

    assert outcome(["export", str(out), "--format", format_, "--db", db]) == 0

    told = json.loads((out / "provenance.json").read_bytes())
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {*told["files"], "provenance.json"} == files
    assert {"README.md", "NOTICE.md"} < files
    assert sum(told["formats"][format_]["rows"].values()) > 0
    assert any(name.startswith(f"{format_}/train") for name in files)
    assert list(tmp_path.iterdir()) == [out]


def test_two_exports_of_one_store_are_the_same_byte_for_byte(db: str, tmp_path: Path) -> None:
    words = ["--format", "trl-kto", "--format", "verl-sft", "--split", "50%", "--balance"]

    for name in ("one", "two"):
        out = tmp_path / name / "set"
        assert outcome(["export", str(out), *words, "--dedupe", "--db", db]) == 0

    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()}
        for name in ("one", "two")
    )
    assert one == two
    assert len(one) >= 5


def test_a_game_is_on_one_side_of_a_split(db: str, tmp_path: Path) -> None:
    out = tmp_path / "set"
    split = ["--split", "50%", "--where", "status:done"]

    assert outcome(["export", str(out), "--format", "trl-sft", *split, "--db", db]) == 0

    sides = {path.stem: {each["seed"] for each in lines(path)} for path in out.rglob("*.jsonl")}
    assert not sides.get("train", set()) & sides.get("test", set())
    assert set().union(*sides.values()) == {0, 1}


def test_an_export_takes_the_place_of_an_older_one(db: str, tmp_path: Path) -> None:
    out = tmp_path / "set"

    for format_ in ("trl-sft", "trl-dpo"):
        assert outcome(["export", str(out), "--format", format_, "--db", db]) == 0

    assert (out / "trl-dpo").is_dir()
    assert not (out / "trl-sft").exists()


def test_two_llama_factory_formats_share_their_list_of_data_sets(db: str, tmp_path: Path) -> None:
    words = ["--format", "llama-factory", "--format", "llama-factory-kto", "--db", db]

    assert outcome(["export", str(tmp_path / "set"), *words]) == 0

    listed = json.loads((tmp_path / "set" / "dataset_info.json").read_bytes())
    assert set(listed) == {"set_llama-factory", "set_llama-factory-kto"}
    for told in listed.values():
        assert (tmp_path / "set" / told["file_name"]).is_file()


def test_words_of_other_providers_are_left_out_and_counted(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    out = str(tmp_path / "sft.jsonl")
    words = ["export", out, "--format", "trl-sft", "--role", "buyer", "--db", db]

    assert outcome([*words, "--allow-provider", "openai,own"]) == 0
    capsys.readouterr()
    assert outcome([*words, "--allow-provider", "own"]) == 2

    assert "8 × the words are of openai, which is not allowed" in capsys.readouterr().err
    assert len(lines(tmp_path / "sft.jsonl")) == 8


def test_a_folder_of_several_formats_is_of_one_kind_so_that_one_reader_reads_it(
    db: str, tmp_path: Path
) -> None:
    out = tmp_path / "set"

    code = outcome(["export", str(out), "--format", "trl-kto", "--format", "verl-sft", "--db", db])

    assert code == 0
    assert {each.suffix for each in out.glob("*/*")} == {".parquet"}


def test_stdout_gets_records_and_nothing_else(db: str, capsys: Captured) -> None:
    assert outcome(["export", "-", "--format", "openai-chat", "--limit", "3", "--db", db]) == 0

    said = capsys.readouterr()
    assert len([json.loads(line) for line in said.out.splitlines()]) == 3
    assert "3 rows" in said.err


def test_a_preview_shows_records_and_writes_nothing(
    db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)

    assert outcome(["export", "--format", "trl-sft", "--preview", "2", "--db", db]) == 0

    assert capsys.readouterr().out.count('"dialogue_id"') == 2
    assert list(tmp_path.iterdir()) == []


def test_the_summary_as_json_is_one_document(db: str, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "sft.jsonl"

    assert outcome(["export", str(out), "--format", "trl-sft", "--json", "--db", db]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "society/1"
    assert told["formats"]["trl-sft"]["rows"] == {"train": 8}


def test_the_formats_are_listed(capsys: Captured) -> None:
    assert outcome(["export", "--list-formats"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in FORMATS)

    assert outcome(["export", "--list-formats", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["formats"]
    assert [each["format"] for each in listed] == list(FORMATS)


SFT = ["--format", "trl-sft"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["out", "--format", "trl-stf"], "did you mean trl-sft?", id="format"),
        pytest.param(["out"], "no format is chosen", id="no format"),
        pytest.param(SFT, "where to is not said", id="no place"),
        pytest.param(["out", *SFT, "--top", "120%"], "--top 120% is no share", id="share"),
        pytest.param(["out", *SFT, "--where", "levl:x"], "did you mean level?", id="query"),
        pytest.param(["out", *SFT, "--where", "id:none"], "no row is left", id="nothing"),
        pytest.param(["out", "--format", "tokens"], "needs a tokenizer", id="tokenizer"),
        pytest.param(["o.csv", *SFT, "--format", "raw"], "holds one format", id="two in a file"),
        pytest.param(["o.csv", *SFT, "--split", "10%"], "holds one side", id="two sides"),
        pytest.param(["o.csv", *SFT, "--as", "json"], "does not end in .json", id="two kinds"),
        pytest.param(["-", *SFT, "--as", "csv"], "stdout gets JSON lines", id="csv to stdout"),
    ],
)
def test_what_cannot_be_done_is_exit_2_and_writes_nothing(
    words: list[str],
    said: str,
    db: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert outcome(["export", *words, "--db", db]) == 2

    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_was_never_made_is_the_users_to_mend(tmp_path: Path, capsys: Captured) -> None:
    assert outcome(["export", str(tmp_path / "out"), *SFT]) == 2

    assert "there are no dialogues to export" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_export_leaves_nothing_behind(db: str, tmp_path: Path) -> None:
    """SIGTERM arrives while the first row is being read: the pipe that it waits for is ours."""
    out = tmp_path / "set"
    code = (
        "import os, signal, sys\n"
        "from society.export import write\n"
        "from society.export.layout import Plan, write_folder\n"
        "from society.cli.export.exporting import stopped_by_signals\n"
        "from pathlib import Path\n"
        "def rows(made, tally):\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    yield\n"
        "with stopped_by_signals():\n"
        "    write_folder(Plan(out=Path(sys.argv[1]), formats=['trl-sft']), rows, None)\n"
    )

    ran = subprocess.run([sys.executable, "-c", code, str(out)], capture_output=True, check=False)

    assert ran.returncode == 143, ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_raw_comes_back_as_it_was_and_twice_changes_nothing(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    out, copy = tmp_path / "raw.jsonl", str(tmp_path / "copy.db")
    assert outcome(["export", str(out), "--format", "raw", "--db", db]) == 0
    capsys.readouterr()

    assert outcome(["import", str(out), "--db", copy]) == 0
    assert "9 dialogues are new" in capsys.readouterr().err
    assert outcome(["import", str(out), "--json", "--db", copy]) == 0

    assert json.loads(capsys.readouterr().out) == {"schema": "society/1", "new": 0, "known": 9}
    assert everything(copy) == everything(db)


def test_raw_carries_the_batch_and_the_tags_of_a_dialogue(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    first, again, copy = (tmp_path / name for name in ("raw.jsonl", "again.jsonl", "copy.db"))
    filed(tmp_path / "filed.db", "night", "kept", "odd 好")
    words = ["--format", "raw", "--where", "batch:night tag:kept"]
    assert outcome(["export", str(first), *words, "--db", str(tmp_path / "filed.db")]) == 0

    assert outcome(["import", str(first), "--db", str(copy)]) == 0
    assert outcome(["export", str(again), *words, "--db", str(copy)]) == 0

    assert again.read_bytes() == first.read_bytes()
    (told,) = everything(str(copy))
    assert (told.batch, told.tags) == ("night", ("kept", "odd 好"))
    (line,) = lines(first)
    assert (line["batch"], line["tags"]) == ("night", ["kept", "odd 好"])


def test_a_dialogue_that_was_filed_since_it_was_written_is_known(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    filed(tmp_path / "filed.db", "night", "kept")
    out = tmp_path / "raw.jsonl"
    assert outcome(["export", str(out), "--format", "raw", "--db", str(tmp_path / "filed.db")]) == 0
    (bare,) = lines(out)
    kept = {name: each for name, each in bare.items() if name not in {"batch", "tags"}}
    out.write_text(json.dumps(kept), encoding="utf-8")
    capsys.readouterr()

    assert outcome(["import", str(out), "--db", str(tmp_path / "filed.db"), "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["known"] == 1


def filed(path: Path, batch: str, *tags: str) -> None:
    """A store of one dialogue that was played in a batch and has these tags."""

    async def play(store: Store) -> None:
        (started, *_) = events = list(talks("e0", 0))
        assert isinstance(started, Started)
        await store.begin("e0", started.game, started.provenance, batch=batch)
        _ = [each async for each in record(store, paper.told(iter(events)))]
        await store.write(*(write("keep tag", {"episode_id": "e0", "tag": tag}) for tag in tags))

    with Store.open(path) as store:
        asyncio.run(play(store))


def test_another_dialogue_of_the_same_id_is_refused_before_anything_is_stored(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    out, copy = tmp_path / "raw.jsonl", str(tmp_path / "copy.db")
    assert outcome(["export", str(out), "--format", "raw", "--limit", "2", "--db", db]) == 0
    first, second = out.read_text(encoding="utf-8").splitlines()
    (tmp_path / "one.jsonl").write_text(second, encoding="utf-8")
    changed = second.replace("Last: 31", "Last: 13")
    (tmp_path / "both.jsonl").write_text(f"{first}\n{changed}\n", encoding="utf-8")
    assert outcome(["import", str(tmp_path / "one.jsonl"), "--db", copy]) == 0

    assert outcome(["import", str(tmp_path / "both.jsonl"), "--db", copy]) == 2

    assert "'e1' is already there and says something else" in capsys.readouterr().err
    assert [each.id for each in everything(copy)] == ["e1"]


def test_a_chat_of_people_is_imported_and_shown(tmp_path: Path, capsys: Captured) -> None:
    chat, db = tmp_path / "chat.jsonl", str(tmp_path / "society.db")
    said = [{"from": "human", "value": "你好"}, {"from": "gpt", "value": "您好，请说。"}]
    chat.write_text(json.dumps({"conversations": said}), encoding="utf-8")

    assert outcome(["import", str(chat), "--db", db]) == 0

    (episode,) = everything(db)
    assert [turn.text for turn in episode.dialogue.turns] == ["你好", "您好，请说。"]
    assert (episode.dialogue.game.locale, episode.status) == ("zh", "done")
    assert outcome(["show", episode.id, "--db", db]) == 0
    assert "您好，请说。" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"[{", "chat.jsonl:1", id="no JSON"),
        pytest.param(b"\xff\xfe", "is not UTF-8", id="no UTF-8"),
        pytest.param(None, "No such file", id="no file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    content: bytes | None, said: str, tmp_path: Path, capsys: Captured
) -> None:
    chat = tmp_path / "chat.jsonl"
    if content is not None:
        chat.write_bytes(content)

    assert outcome(["import", str(chat), "--db", str(tmp_path / "society.db")]) == 2

    assert said in capsys.readouterr().err


def test_the_list_takes_the_same_query(db: str, capsys: Captured) -> None:
    assert outcome(["list", "--where", "reward.seller>0.7", "--json", "--db", db]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in told["episodes"]] == ["e7", "e6"]


def everything(db: str) -> list[Episode]:
    from society.store.pages import Episodes

    with Store.open(db, write=False) as store, store.reading() as connection:
        return list(Episodes(connection))


@pytest.mark.parametrize(
    "words", [["--limit", "-1"], ["--limit", "0"], ["--min-reward", "nan"], ["--margin", "inf"]]
)
def test_a_number_that_keeps_nothing_is_refused(
    words: list[str], db: str, tmp_path: Path, capsys: Captured
) -> None:
    assert outcome(["export", str(tmp_path / "x"), *SFT, *words, "--db", db]) == 2

    assert words[0] in capsys.readouterr().err


def test_what_a_search_weighed_is_exported_and_its_losses_stand_in_the_card(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "set"
    words = ["--format", "trl-dpo", "--source", "search", "--pairs", "all", "--margin", "0.2"]

    assert outcome(["export", str(out), *words, "--role", "seller", "--db", db]) == 0

    told = lines(out / "trl-dpo" / "train.jsonl")
    assert {each["turn"] for each in told} == {2}
    assert "left out 8 × a candidate has no words, only a move" in capsys.readouterr().err
    assert "a candidate has no words, only a move | 8 |" in (out / "README.md").read_text()
    choice = json.loads((out / "provenance.json").read_bytes())["choice"]
    assert (choice["source"], choice["pairs"], choice["ahead"]) == ("search", "all", False)


def test_what_a_kept_row_of_a_search_took_is_told_by_the_receipts(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    """The four best of eight dialogues give a row each or two, of a turn that took one request."""
    out = tmp_path / "set"
    words = ["--format", "trl-dpo", "--source", "search", "--margin", "0.2", "--role", "seller"]

    assert outcome(["export", str(out), *words, "--limit", "2", "--db", db]) == 0
    assert "each row took 6.0 simulations · 1.0 requests · 120 tokens" in capsys.readouterr().err
    assert outcome(["export", str(out), *words, "--pairs", "all", "--db", db]) == 0

    told = json.loads((out / "provenance.json").read_bytes())["searches"]["trl-dpo"]
    assert (told["turns"], told["simulations"], told["attempts"]) == (4, 24, 4)
    assert (told["tokens"], told["cost"], told["seconds"]) == (480, 1.0, 2.0)
    assert told["each_row"]["cost"] == 0.125
    shown = (out / "README.md").read_text()
    assert "| trl-dpo | 4 searched turns | 24 | 4 | 480 | $1.0000 | 2.00 |" in shown
    assert "| trl-dpo | each of 8 rows | 3.0 | 0.5 | 60.0 | $0.1250 | 0.25 |" in shown


def test_dialogues_that_are_exported_as_played_are_not_billed_for_their_searches(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "set"

    assert outcome(["export", str(out), *SFT, "--db", db]) == 0

    assert "searches" not in json.loads((out / "provenance.json").read_bytes())
    assert "What the searches took" not in (out / "README.md").read_text()
    assert "each row took" not in capsys.readouterr().err


def test_the_summary_of_one_file_tells_what_its_rows_took(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    words = ["--format", "search-value", "--role", "seller", "--json", "--db", db]

    assert outcome(["export", str(tmp_path / "v.jsonl"), *words]) == 0

    facts = json.loads(capsys.readouterr().out)["formats"]["search-value"]
    assert facts["searched"]["simulations"] == 6 * facts["searched"]["turns"]
    assert facts["searched"]["each_row"]["seconds"] > 0


def test_visits_and_values_of_a_search_are_files_that_keep_their_rules(
    db: str, tmp_path: Path, capsys: Captured
) -> None:
    for kind in ("jsonl", "parquet"):
        out = tmp_path / kind
        words = ["--format", "search-policy", "--format", "search-value", "--as", kind, "--check"]

        assert outcome(["export", str(out), *words, "--role", "seller", "--db", db]) == 0

        assert "no trainer for it is tried here" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "trl-sft"], "trl-sft is not made of what a search weighed"),
        (["--format", "trl-dpo", "--temperature", "0"], "--temperature 0\n  it is above 0"),
        (["--format", "search-policy", "--where", "id:none"], "--search.ROLE mcts:64x6"),
    ],
)
def test_what_no_search_can_give_is_refused_in_words(
    words: list[str], said: str, db: str, tmp_path: Path, capsys: Captured
) -> None:
    out = str(tmp_path / "set")

    assert outcome(["export", out, "--source", "search", *words, "--db", db]) == 2

    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
