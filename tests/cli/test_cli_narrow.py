"""Windows of 80 and 60 columns: status, cost and budget are whole, and no line is wider."""

import asyncio
import os
import pty
import re
import select
import sys
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from society.batch.tally import Progress
from society.cli.progress import panel
from society.domain.events import Ended, Failed, Started
from society.store.batches import put_down
from society.store.record import record
from society.store.store import Store
from tests.store import paper

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def lines(width: int, *words: str) -> list[str]:
    """What a command shows on a terminal that is so many columns wide."""
    child, screen = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS=str(width), LINES="40")
        os.execv(sys.executable, [sys.executable, "-m", "society", *words])
    sent = b""
    while select.select([screen], [], [], 60)[0]:
        try:
            piece = os.read(screen, 65536)
        except OSError:
            break
        if not piece:
            break
        sent += piece
    os.close(screen)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, sent.decode(errors="replace")
    return [line.rstrip() for line in COLOUR.sub("", sent.decode()).splitlines()]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A batch with a long name: one dialogue with a Chinese ending, and one that failed."""
    path = tmp_path_factory.mktemp("narrow") / "society.db"
    name = "market-used_bike-and-eleven-more-scenarios-of-a-long-night"
    ended = Ended(
        episode="alpha1",
        outcome=paper.outcome(ended="双方终于达成了一致的协议"),
        seconds=1.0,
    )
    failed = Failed(episode="beta2", error="slow down", code="rate_limited", seconds=1.0, hint="")

    async def play(store: Store) -> None:
        plan = {"plan": {"n": 1000}, "configs": []}
        await put_down(store, name, 1, plan)
        for last in (ended, failed):
            events = [*paper.play(last.episode)][:-1]
            begun = events[0]
            assert isinstance(begun, Started)
            await store.begin(last.episode, begun.game, begun.provenance, batch=name)
            _ = [each async for each in record(store, paper.told(iter([*events, last])))]

    with Store.open(path) as store:
        asyncio.run(play(store))
    return str(path)


@pytest.mark.parametrize("width", [80, 60])
def test_the_list_never_cuts_a_status_or_a_cost(db: str, width: int) -> None:
    head, failed, done, note, *more = lines(width, "list", "--db", db)

    assert max(map(cell_len, (head, failed, done, note, *more))) <= width
    assert head.split()[0] == "id"
    assert head.split()[-2:] == ["cost", "status"]
    assert failed.startswith("beta2")
    assert failed.endswith("failed (rate_limited)")
    assert re.search(r"\$\S+ +done$", done)
    assert note.startswith("no room for: ")
    assert "utilities" in note


@pytest.mark.parametrize("width", [80, 60])
def test_the_list_of_batches_never_cuts_how_far_one_is_or_its_cost(db: str, width: int) -> None:
    told = lines(width, "batches", "--db", db)

    head, row = told[:2]
    assert max(map(cell_len, told)) <= width
    assert "played by" in head
    assert "market-used_" in row
    assert "1/1000" in row
    assert re.search(r"\$\S+", row)


def test_a_wide_window_shows_every_column(db: str) -> None:
    head, *_ = told = lines(240, "list", "--db", db)

    assert "utilities" in head
    assert not any("no room for" in line for line in told)


def drawn(width: int, progress: Progress, name: str = "night") -> list[str]:
    console = Console(file=StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(panel(name, progress, 25.0, width))
    assert isinstance(console.file, StringIO)
    return COLOUR.sub("", console.file.getvalue()).splitlines()


BUSY = Progress(
    total=100_000,
    done=12_345,
    failed=678,
    running=64,
    kept=12_345,
    calls=987_654,
    cost=12.3456,
    per_minute=123.4,
    tokens_per_second=98_765.0,
    mean_reward=0.61,
    endings={"达成协议": 10, "agreement": 5},
    errors={"rate_limited": 3},
    said={"rate_limited": "请求过于频繁，请稍后再试。" * 9},
)


@pytest.mark.parametrize("width", [80, 60])
@pytest.mark.parametrize("name", ["night", "market-used_bike-and-eleven-more-of-a-long-night"])
def test_the_live_lines_of_a_batch_never_cut_the_budget_or_the_counts(
    name: str, width: int
) -> None:
    head, figures, *rest = drawn(width, BUSY, name)

    assert max(map(cell_len, (head, figures, *rest))) <= width
    assert "12345/100000" in head
    assert "64 running" in head
    assert "678 failed" in head
    assert "left" in head
    assert figures.lstrip().startswith("$12.3456 of about $")
    assert "budget $25.00" in figures
    assert not figures.endswith("…")


def test_the_live_lines_begin_with_the_name_and_a_bar_where_there_is_room() -> None:
    head, *_ = drawn(120, BUSY)

    assert head.startswith("night ")
    assert "━" in head
