"""How fast a store is listed and exported, and in how much memory: 50,000 dialogues of 20 turns.

    python -m benchmarks.export_speed --dialogues 50000 --turns 20

Makes a store beside the results (or takes the one that is there) and prints a line for each
figure. Each measurement runs in a process of its own, so that its memory is its own.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from society.domain.judging import Reward
from society.store.beginning import beginning
from society.store.connect import for_writing
from society.store.rows import judgement_row, outcome_row, reward_row
from society.store.statements import Write, apply, write
from society.store.store import Store
from society.store.turn_rows import turn_row

WORDS = [
    "price",
    "offer",
    "condition",
    "frame",
    "chain",
    "worn",
    "fair",
    "cash",
    "today",
    "deal",
    "bike",
    "lower",
    "higher",
    "final",
]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--dialogues", type=int, default=50_000)
    asked.add_argument("--turns", type=int, default=20)
    asked.add_argument("--folder", type=Path, default=Path(".society/export_speed"))
    asked.add_argument("--only", default="")
    told = asked.parse_args()
    store = told.folder / f"store-{told.dialogues}x{told.turns}.db"
    if told.only:
        measure(told.only, store, told.folder)
        return
    told.folder.mkdir(parents=True, exist_ok=True)
    if not store.exists():
        begun = time.perf_counter()
        fill(store, told.dialogues, told.turns)
        print(f"made {told.dialogues} dialogues of {told.turns} turns: {since(begun)}")
    print(f"{store.stat().st_size / 1e6:.0f} MB")
    for name in MEASURED:
        words = ["--dialogues", str(told.dialogues), "--turns", str(told.turns)]
        words += ["--folder", str(told.folder), "--only", name]
        subprocess.run([sys.executable, "-m", "benchmarks.export_speed", *words], check=True)


def fill(path: Path, dialogues: int, turns: int) -> None:
    """The rows that playing would leave, without playing."""
    Store.open(path).close()
    with closing(for_writing(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for at in range(0, dialogues, 500):
            connection.execute("BEGIN IMMEDIATE")
            for number in range(at, min(at + 500, dialogues)):
                apply(connection, rows_of(number, turns))
            connection.execute("COMMIT")


def rows_of(number: int, turns: int) -> Iterator[Write]:
    from tests.store import paper

    name, chance = f"d{number:07}", random.Random(number)
    seed = number // 4
    game = paper.game(seed=seed, level="hard" if seed % 3 else "easy")
    yield from beginning(name, game, paper.provenance(seed=seed, level=game.level))
    said = [
        paper.turn(n, " ".join(chance.choices(WORDS, k=22)), calls=(f"{name}-{n}",))
        for n in range(turns)
    ]
    yield write("add turn", *(turn_row(name, turn) for turn in said))
    judged = [paper.judgement(n, calls=(), score=chance.random()) for n in range(turns)]
    yield write("add judgement", *(judgement_row(name, each) for each in judged))
    paid = [
        Reward(turn=n, role=each.role or "", value=each.score or 0.0)
        for n, each in enumerate(judged)
    ]
    yield write("put reward", *(reward_row(name, each) for each in paid))
    share = round(chance.random(), 4)
    returns = {"seller": share, "buyer": round(1 - share, 4)}
    yield write("put outcome", outcome_row(name, paper.outcome(returns=returns)))
    row = {"id": name, "status": "done", "code": "", "error": "", "seconds": 1.0}
    yield write("finish", row)


def page(store: Path, _folder: Path) -> str:
    """The slowest of 200 pages of the list, far into it."""
    with Store.open(store, write=False) as opened:
        before = None
        took = []
        for _ in range(200):
            begun = time.process_time()
            rows = opened.episodes(100, before=before)
            took.append(time.process_time() - begun)
            if len(rows) < 100:
                break
            before = rows[-1].id
    slowest, usual = max(took) * 1000, sorted(took)[len(took) // 2] * 1000
    return f"CPU of {len(took)} pages of 100 rows: {usual:.1f} ms, slowest {slowest:.1f} ms"


def asked_page(store: Path, _folder: Path) -> str:
    """The first page of a query."""
    from society.store.where import Where

    found = []
    with Store.open(store, write=False) as opened:
        for query in ("level:hard reward.seller>=0.6 turns>10", 'text:"chain worn fair"'):
            begun = time.perf_counter()
            opened.episodes(100, where=Where.parse(query))
            found.append(f"{query}: {(time.perf_counter() - begun) * 1000:.0f} ms")
    return ", ".join(found)


def read(store: Path, _folder: Path) -> str:
    """Every episode whole, in the order of games."""
    from society.store.pages import Episodes

    with Store.open(store, write=False) as opened, opened.reading() as db:
        turns = sum(len(each.dialogue.turns) for each in Episodes(db, order="game"))
    return f"{turns} turns read"


def exported(name: str, record: str) -> Callable[[Path, Path], str]:
    """`society export` as a user calls it."""

    def run(store: Path, folder: Path) -> str:
        from society.cli.root import outcome

        out = folder / name
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            assert outcome(["export", str(out), "--format", record, "--db", str(store)]) == 0
        return f"{out.stat().st_size / 1e6:.0f} MB of {record}"

    return run


MEASURED: dict[str, Callable[[Path, Path], str]] = {
    "page": page,
    "query": asked_page,
    "read": read,
    "raw jsonl": exported("raw.jsonl", "raw"),
    "sft jsonl": exported("sft.jsonl", "trl-sft"),
    "sft parquet": exported("sft.parquet", "trl-sft"),
}


def measure(name: str, store: Path, folder: Path) -> None:
    begun = time.perf_counter()
    said = MEASURED[name](store, folder)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"{name:12} {since(begun)}  CPU {cpu:6.1f} s  peak {peak:.0f} MB  {said}", flush=True)


def since(begun: float) -> str:
    return f"{time.perf_counter() - begun:7.1f} s"


if __name__ == "__main__":
    main()
