"""The preview of an export as a document: what would be written, and nothing is."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from society.cli.export.previewing import TOKENS, histogram, noted, tokens
from society.cli.root import outcome
from society.domain.events import Spoke
from society.export.formats import FORMATS
from society.store.record import record
from society.store.store import Store
from tests.store import paper

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Five dialogues; one broke off, and in one the seller tells its secret."""
    path = tmp_path_factory.mktemp("preview") / "society.db"

    async def play(store: Store) -> None:
        for at in range(4):
            events = list(paper.play(f"e{at}"))
            if at == 3:
                told = paper.turn(0, "15 is my limit.", flags=("leak",), calls=("e3-speak-0",))
                events[3] = Spoke(episode="e3", turn=told)
            _ = [each async for each in record(store, paper.told(events))]
        _ = [each async for each in record(store, paper.told(paper.play("cut", ends=False)))]

    with Store.open(path) as store:
        asyncio.run(play(store))
    return str(path)


def previewed(db: str, capsys: Captured, *words: str) -> Any:
    assert outcome(["export", "--preview", "2", "--json", "--db", db, *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_preview_tells_records_counts_and_what_is_left_out(db: str, capsys: Captured) -> None:
    (told,) = previewed(db, capsys, "--format", "trl-sft")["previews"]

    assert len(told["records"]) == 2
    assert told["records"][0]["record"]["dialogue_id"] == "e0"
    assert (told["rows"], told["episodes"]) == (3, 5)
    assert sum(told["dropped"].values()) == 2
    assert any("leak" in why or "secret" in why for why in told["dropped"])
    assert sum(told["tokens"]["rows"]) == 3
    assert told["warnings"] == {}


def test_secrets_that_are_kept_are_warned_of(db: str, capsys: Captured) -> None:
    (told,) = previewed(db, capsys, "--format", "trl-sft", "--keep-flagged")["previews"]

    assert told["warnings"] == {"dialogues in which a role tells its secret": 1}


def test_what_a_trainer_would_refuse_is_warned_of(
    db: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    from society.export import check

    def rule(row: Any) -> Any:
        yield "messages[1] is of the assistant, which cannot be first"

    monkeypatch.setattr(check, "RULES", {**check.RULES, "trl-sft": rule})

    (told,) = previewed(db, capsys, "--format", "trl-sft")["previews"]

    assert told["warnings"] == {"messages[…] is of the assistant, which cannot be first": 3}


def test_no_row_is_no_error_but_a_figure_with_its_reasons(db: str, capsys: Captured) -> None:
    (told,) = previewed(db, capsys, "--format", "trl-sft", "--min-reward", "0.9")["previews"]

    assert (told["rows"], told["records"]) == (0, [])
    assert sum(told["dropped"].values()) >= 5


@pytest.mark.parametrize("name", sorted({*FORMATS} - {"tokens"}))
def test_every_format_can_be_previewed(db: str, capsys: Captured, name: str) -> None:
    (told,) = previewed(db, capsys, "--format", name)["previews"]

    assert told["format"] == name
    assert told["tokens"]["to"] == [*TOKENS]
    assert (told["tokens"]["most"] > 0) == (told["rows"] > 0)


def test_sizes_are_counted_by_their_bar() -> None:
    assert histogram([256, 257, 40_000]) == [1, 1, 0, 0, 0, 0, 0, 0, 1]


def test_token_ids_are_counted_and_texts_estimated() -> None:
    assert tokens({"input_ids": [1, 2, 3]}) == 3
    assert tokens({"messages": [{"role": "user", "content": "word " * 40}]}) > 20
    assert tokens({"dialogue_id": "a long name " * 40}) == 0


def test_how_far_an_export_is_stands_in_a_file(db: str, tmp_path: Path) -> None:
    file, out = tmp_path / "far", tmp_path / "sft.jsonl"
    words = ["--format", "trl-sft", "--db", db, "--progress", str(file), "--json"]

    assert outcome(["export", str(out), *words]) == 0

    assert json.loads(file.read_text()) == {"read": 5, "of": 5}


def test_more_readings_than_were_foreseen_are_not_told(tmp_path: Path) -> None:
    with noted(str(tmp_path / "far"), 2) as passed:
        for _ in range(4):
            passed()

    assert json.loads((tmp_path / "far").read_text()) == {"read": 2, "of": 2}
