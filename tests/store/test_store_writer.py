"""The writer: one thread, group commits, errors to whom they concern, and never in the way."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from society.domain.errors import StoreError
from society.store.beginning import beginning
from society.store.spill import Job
from society.store.statements import Write, write
from society.store.store import Store
from society.store.writer import Writer
from tests.store import paper


def episode(name: str, **changes: object) -> list[Write]:
    body, row = beginning(name, paper.game(), paper.provenance())
    return [body, write(row.name, {**row.rows[0], **changes})]


async def test_many_writers_share_commits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    commit = Writer._commit

    def counted(self: Writer, jobs: list[Job]) -> None:
        sizes.append(len(jobs))
        commit(self, jobs)

    monkeypatch.setattr(Writer, "_commit", counted)
    await asyncio.gather(*(store.write(*episode(f"e{number:03}")) for number in range(200)))

    assert len(store.unfinished()) == sum(sizes) == 200
    assert len(sizes) < 20


async def test_one_bad_job_does_not_take_the_others_with_it(store: Store) -> None:
    jobs = [store.write(*episode(f"e{n}", seconds=-1.0 if n == 7 else 0.0)) for n in range(20)]

    told = await asyncio.gather(*jobs, return_exceptions=True)

    assert [n for n, each in enumerate(told) if each is not None] == [7]
    assert isinstance(told[7], StoreError)
    assert len(store.unfinished()) == 19


async def test_a_job_is_written_whole_or_not_at_all(store: Store) -> None:
    orphan = write("put reward", {"episode_id": "e1", "seq": 9, "scope": "turn"} | PAID)

    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await store.write(*episode("e1"), orphan)

    assert store.unfinished() == []


PAID = {"role": "seller", "value": 0.5, "parts": "{}"}


async def test_a_bug_stays_a_bug_and_the_writer_lives_on(store: Store) -> None:
    with pytest.raises(KeyError, match="put nothing"):
        await store.write(write("put nothing", {}))
    await store.write(*episode("e1"))

    assert store.unfinished() == ["e1"]


async def test_a_caller_who_is_cancelled_does_not_take_the_write_with_it(store: Store) -> None:
    task = asyncio.create_task(store.write(*episode("e1")))
    await asyncio.sleep(0)
    task.cancel()
    await store.write(*episode("e2"))

    assert task.cancelled()
    assert set(store.unfinished()) == {"e1", "e2"}


async def test_what_was_handed_in_is_committed_by_closing(path: Path) -> None:
    store = Store.open(path)
    task = asyncio.create_task(store.write(*episode("e1")))
    await asyncio.sleep(0)
    store.close()
    await task

    with Store.open(path) as again:
        assert again.unfinished() == ["e1"]


async def test_a_closed_store_says_so(path: Path) -> None:
    store = Store.open(path)
    store.close()
    store.close()

    with pytest.raises(StoreError, match="is closed"):
        await store.write(*episode("e1"))


async def test_a_store_opened_to_read_does_not_write(store: Store, path: Path) -> None:
    with Store.open(path, write=False) as reading, pytest.raises(StoreError, match="to be read"):
        await reading.write(*episode("e1"))


def test_a_forked_child_may_not_use_the_store(path: Path) -> None:
    with Store.open(path) as store:
        child = os.fork()
        if child == 0:
            refused = 0
            for use in (store.unfinished, lambda: asyncio.run(store.write(*episode("e1")))):
                try:
                    use()
                except StoreError as error:
                    refused += "before this process was forked" in str(error)
            store.close()
            os._exit(refused)
        _, status = os.waitpid(child, 0)

        assert os.waitstatus_to_exitcode(status) == 2
        assert store.unfinished() == []


def test_a_process_that_dies_with_the_store_open_is_gone(path: Path) -> None:
    code = (
        "import sys; from society.store.store import Store\n"
        "store = Store.open(sys.argv[1]); print('open', flush=True); raise ZeroDivisionError"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == b"open\n"
        _, told = child.communicate(timeout=20)

    assert b"ZeroDivisionError" in told
    assert child.returncode == 1
