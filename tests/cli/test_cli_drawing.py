"""A reply that was sampled, on a terminal: counted while it is sought, never printed as said."""

import asyncio
from pathlib import Path

import pytest

from society.cli.play.drawing import Mode, Style, drawing
from society.domain.events import Event, Speaking, Spoke, Started
from society.store.store import Store
from tests.store import paper


@pytest.mark.parametrize("mode", ["watch", "quiet"])
def test_what_was_sampled_is_not_printed_as_said(
    mode: Mode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events: list[Event] = [
        Started(episode="e1", game=paper.game(), provenance=paper.provenance()),
        Speaking(episode="e1", turn=0, role="seller"),
        *paper.sampled(0),
        *paper.sampled(1),
        Spoke(episode="e1", turn=paper.turn(0, "28, my last word.", calls=("0-0",))),
    ]

    with Store.open(tmp_path / "a.db") as store:
        asyncio.run(store.begin("e1", paper.game(), paper.provenance()))
        with drawing(Style(mode), store, "e1") as draw:
            for event in events:
                draw(event)

    printed = capsys.readouterr().out
    assert "sample" not in printed
    assert ("28, my last word." in printed) is (mode == "watch")
