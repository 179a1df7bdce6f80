"""The process behind a window, and the window's end of it: two pipes, and all that can break."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from society.cli.root import outcome
from society.cli.stage.theatre import GONE, Theatre
from society.domain.orders import (
    Begin,
    Branch,
    Give,
    Go,
    Keep,
    Reroll,
    Resume,
    Say,
    Step,
    Stop,
    Take,
)
from society.store.store import Store
from tests.cli.window import HAGGLE, ended, lines, performing, script, stored, talk
from tests.faults.batch_server import Provider
from tests.llm.live import weights


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider() as running:
        yield running


def asked_of(provider: Provider, **more: Any) -> dict[str, Any]:
    """The job of a chat with that provider's model."""
    return talk("talker", api_base=provider.url, **more)


async def held(provider: Provider, requests: int = 1) -> None:
    """Wait until so many requests are held."""
    async with asyncio.timeout(60):
        while provider.holding < requests:
            await asyncio.sleep(0)


async def test_a_dialogue_is_played_in_another_process_as_it_is_wished(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    async with performing(db) as (window, _):
        episode = await window.begun(talk(script(tmp_path, *lines())))
        before = stored(db, episode)
        await window.send(Step())
        await window.standing("paused")
        stepped = stored(db, episode)
        await window.send(Go())
        assert await window.idle() == episode

    assert before.dialogue.turns == ()
    assert len(stepped.dialogue.turns) == 1
    done = stored(db, episode)
    assert done.status == "done"
    assert [each.turn for each in window.of("spoke")] == list(done.dialogue.turns)
    assert tuple(each.judgement for each in window.of("judged")) == done.judgements
    assert window.of("ended")[0].outcome == done.outcome
    told = "".join(each.text for each in window.of("token"))
    assert told == "".join(turn.text for turn in done.dialogue.turns)


async def test_closing_stops_after_the_turn_and_another_process_goes_on(
    provider: Provider, tmp_path: Path
) -> None:
    db = tmp_path / "t.db"
    provider.choose = lambda _: "hold"
    async with performing(db) as (window, theatre):
        await window.send(Begin(job=asked_of(provider)))
        await held(provider)
        stopping = asyncio.create_task(window.until("standing", state="stopping"))
        closing = asyncio.create_task(theatre.close(keep=False))
        await asyncio.wait([stopping, closing], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        provider.go()
        await closing
        await ended(theatre)

    (row,) = listed(db)
    assert (row.status, row.code, row.turns) == ("stopped", "cancelled", 1)
    assert len(stored(db, row.id).judgements) == 1, "the turn was judged before it stopped"
    provider.choose = lambda _: "ok"
    async with performing(db) as (window, _):
        await window.send(Resume(episode=row.id))
        await window.idle()
    assert [each.turn.index for each in window.of("spoke")] == [1, 2, 3]
    assert stored(db, row.id).status == "done"


async def test_who_takes_leave_has_it_played_to_its_end(provider: Provider, tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    provider.choose = lambda _: "hold"
    async with performing(db) as (window, theatre):
        await window.send(Begin(job=asked_of(provider)))
        await held(provider)
        await window.send(Take(role="b"))
        await theatre.close(keep=True)
        assert theatre.running
        provider.choose = lambda _: "ok"
        provider.go()
        await ended(theatre)

    (row,) = listed(db)
    assert (row.status, row.turns) == ("done", 4)
    assert {turn.player for turn in stored(db, row.id).dialogue.turns} == {"llm:talker"}


async def test_control_c_at_the_windows_terminal_does_not_reach_it(
    provider: Provider, tmp_path: Path
) -> None:
    db = tmp_path / "t.db"
    async with performing(db) as (window, theatre):
        assert os.getsid(theatre.pid) == theatre.pid
        episode = await window.begun(asked_of(provider))
        os.kill(theatre.pid, signal.SIGINT)
        await window.send(Go())
        assert await window.idle() == episode

    assert stored(db, episode).status == "done"


async def test_sigterm_stops_it_after_the_turn(provider: Provider, tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    provider.choose = lambda _: "hold"
    async with performing(db) as (window, theatre):
        await window.send(Begin(job=asked_of(provider)))
        await held(provider)
        os.kill(theatre.pid, signal.SIGTERM)
        await window.until("standing", state="stopping")
        provider.go()
        await ended(theatre)

    (row,) = listed(db)
    assert (row.status, row.turns) == ("stopped", 1)


async def test_a_stop_now_gives_up_the_reply_under_way_and_its_request_is_on_the_bill(
    provider: Provider, tmp_path: Path
) -> None:
    db = tmp_path / "t.db"
    provider.choose = lambda _: "hold"
    async with performing(db) as (window, _):
        await window.send(Begin(job=asked_of(provider)))
        await held(provider)
        await window.send(Stop())
        await window.until("standing", state="stopping")
        await window.send(Stop(now=True))
        episode = await window.idle()

    assert (stored(db, episode).status, stored(db, episode).dialogue.turns) == ("stopped", ())
    with Store.open(db, write=False) as store:
        assert [each.error_kind for each in store.attempts(episode)] == ["cancelled"]


async def test_a_process_that_is_killed_is_said_in_a_sentence_and_nothing_stored_is_lost(
    provider: Provider, tmp_path: Path
) -> None:
    db = tmp_path / "t.db"
    async with performing(db) as (window, theatre):
        episode = await window.begun(asked_of(provider))
        await window.send(Step())
        await window.standing("paused")
        os.kill(theatre.pid, signal.SIGKILL)
        failed = await window.until("failed")

    assert (failed.episode, failed.code) == (episode, GONE)
    assert "signal 9" in failed.error
    assert len(stored(db, episode).dialogue.turns) == 1


async def test_a_failure_of_the_model_is_shown_as_it_is(provider: Provider, tmp_path: Path) -> None:
    provider.choose = lambda _: "401"
    async with performing(tmp_path / "t.db") as (window, _):
        await window.send(Begin(job=asked_of(provider)))
        failed = await window.until("failed")
        await window.idle()

        assert failed.code == "auth"


async def test_a_database_that_cannot_be_used_is_refused_in_words(tmp_path: Path) -> None:
    (db := tmp_path / "t.db").write_text("not a database, but a text that is long enough" * 90)
    async with performing(db) as (window, _):
        await window.send(Begin(job=talk(script(tmp_path, *lines()))))

        refused = await window.until("refused", do="begin")
        assert "t.db" in refused.error


async def test_what_it_died_of_is_told_without_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_API_KEY", "canary-123456789")
    theatre = await Theatre.open(["perform", "--db", "x.db", "canary-123456789"])

    shown = [each async for each in theatre.shown()]
    await theatre.close(keep=False)

    (failed,) = shown
    assert failed.kind == "failed"
    assert "exit code 2" in failed.error
    assert "society: " in failed.error
    assert "canary" not in failed.error


def test_the_windows_end_imports_nothing_heavy() -> None:
    heavy = ("litellm", "langgraph", "sqlmodel", "textual", "sqlalchemy", "jinja2", "yaml")
    report = (
        f"import society.cli.stage.theatre, sys; print([m for m in {heavy!r} if m in sys.modules])"
    )

    ran = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


def test_it_is_not_among_the_commands_that_help_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["--help"]) == 0

    assert "perform" not in capsys.readouterr().out


def test_orders_from_something_else_than_a_pipe_are_refused(tmp_path: Path) -> None:
    (orders := tmp_path / "orders").write_text('{"do": "go"}\n')
    with orders.open() as given:
        ran = subprocess.run(
            [sys.executable, "-m", "society", "perform", "--db", str(tmp_path / "t.db")],
            stdin=given,
            capture_output=True,
            text=True,
            check=False,
        )

    assert ran.returncode == 2
    assert "perform takes its orders through a pipe" in ran.stderr


@pytest.mark.embedded
async def test_an_evening_with_the_model_that_comes_along(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert request.config.cache is not None
    weights(folder := request.config.cache.mkdir("models"))
    monkeypatch.setenv("SOCIETY_MODELS_DIR", str(folder))
    db = tmp_path / "t.db"
    async with performing(db) as (window, _):
        first = await window.begun({"scenario": str(HAGGLE), "seed": 3})
        await window.send(Take(role="buyer"))
        await window.send(Go())
        await window.until("wanted")
        await window.send(Say(text="Sixty-five. /propose price=65"))
        await window.until("wanted", turn=3)
        await window.send(Give(role="buyer"))
        await window.until("spoke")
        await window.send(Stop())
        await window.idle()
        await window.send(Branch(episode=first, turn=1, paused=True))
        second = await window.standing("paused")
        await window.send(Step())
        await window.standing("paused")
        await window.send(Reroll(episode=second, turn=2, k=2))
        samples = [await window.until("sampled") for _ in range(2)]
        await window.send(Keep(episode=second, turn=2, n=samples[-1].n))
        third = (await window.until("kept")).branch
        await window.standing("paused")
        await window.send(Go())
        await window.idle()

    one, two, three = (stored(db, each) for each in (first, second, third))
    assert (one.status, two.status, three.status) == ("stopped", "stopped", "done")
    assert one.dialogue.turns[1].player == "human"
    assert one.dialogue.turns[3].player == "planned:embedded"
    assert two.dialogue.turns[:2] == three.dialogue.turns[:2] == one.dialogue.turns[:2]
    assert three.lineage.parent == second
    kept = three.dialogue.turns[2]
    assert (kept.text, kept.action) == (samples[-1].draft.text, samples[-1].draft.action)
    assert kept.drafts[0].value == 1.0
    assert [each.turn for each in three.rewards if each.scope == "turn"] == list(
        range(1, len(three.dialogue.turns))
    )


def listed(db: Path) -> list[Any]:
    with Store.open(db, write=False) as store:
        return list(store.episodes())
