"""Takes the pictures of the studio: every screen at two sizes, from dialogues that were played.

    python docs/make_screenshots.py FOLDER          # FOLDER/society.db is made where it is missing

What is to be seen was played by the embedded model, in English and in Chinese; playing it takes
ten minutes. The pictures at 120 by 40 that the documents show go to docs/studio.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from society.cli.studio import backstage  # noqa: E402
from society.settings import Settings  # noqa: E402
from society.store.store import Store  # noqa: E402
from tui.app import Studio  # noqa: E402
from tui.messages import OpenDialogue, OpenScenario  # noqa: E402
from tui.widgets.panel import Panel  # noqa: E402

SIZES = ((120, 40), (80, 24))
SHOWN = ("home", "live", "batches", "dialogues", "judging", "board")
"""The pictures that the documents show."""
LARGEST = 150_000
"""Bytes of a picture."""
CHEAP = ("--judge", "deal", "--judge", "repetition")
PLAYED: Sequence[Sequence[str]] = (
    ("run", "market/used_bike", "--seed", "7", "--locale", "zh"),
    ("run", "market/used_bike", "--seed", "7"),
    ("batch", "market/used_bike", "-n", "12", "-c", "2", "--name", "planned", *CHEAP),
    (
        *("batch", "market/used_bike", "-n", "12", "-c", "2", "--name", "free-seller", *CHEAP),
        *("--player.seller", "llm", "--set", "turns.max=8"),
    ),
    ("batch", "home/chores", "-n", "4", "-c", "2", "--name", "chores", *CHEAP),
)
AUDITED = ("judge", "audit", "brevity", "--items", "40", "--yes")

Shot = Callable[[Pilot[int], Path], Awaitable[None]]
"""Goes where there is something to be seen."""


def main() -> None:
    """Play what is missing, then take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    db = folder / "society.db"
    if not db.exists():
        play(db)
    asyncio.run(pictures(folder, db))
    for name in SHOWN:
        picture = (folder / f"{name}-120x40.svg").read_text(encoding="utf-8")
        check(picture)
        (HERE / "studio").mkdir(exist_ok=True)
        (HERE / "studio" / f"{name}.svg").write_text(picture, encoding="utf-8")


def play(db: Path) -> None:
    """Play everything with the embedded model."""
    own = [sys.executable, "-m", "society"]
    for words in PLAYED:
        more = ["--model", "embedded", "--quiet", "--db", str(db)]
        subprocess.run([*own, *words, *more], check=True)  # noqa: S603
    subprocess.run([*own, *AUDITED, "--db", str(db)], check=False)  # noqa: S603


async def pictures(folder: Path, db: Path) -> None:
    """Every screen at every size."""
    for size in SIZES:
        for name, go in SHOTS.items():
            state = folder / "state" / f"{name}-{size[0]}"
            real = backstage(Settings(), str(db))
            studio = Studio(replace(real, state=state, here=folder, seed=lambda: 7))
            async with studio.run_test(size=size) as pilot:
                await go(pilot, db)
                await settled(pilot)
                picture = studio.export_screenshot(title="society")
                path = folder / f"{name}-{size[0]}x{size[1]}.svg"
                path.write_text(small(picture), encoding="utf-8")


async def settled(pilot: Pilot[int]) -> None:
    """Wait until nothing is on its way any more."""
    for _ in range(400):
        await pilot.pause(0.02)
        await pilot.app.workers.wait_for_complete()
        if not any(panel.pending for panel in pilot.app.screen.query(Panel)):
            break
    await pilot.pause(0.3)


def opened(*keys: str) -> Shot:
    """By keys."""

    async def go(pilot: Pilot[int], _: Path) -> None:
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return go


def read(locale: str, *keys: str) -> Shot:
    """A stored dialogue of that language with an end, and keys in it."""

    async def go(pilot: Pilot[int], db: Path) -> None:
        with Store.open(db, write=False) as store:
            rows = store.episodes(100)
        chosen = [row.id for row in rows if row.locale == locale and row.scenario == SCENARIO]
        pilot.app.post_message(OpenDialogue(chosen[-1]))
        await settled(pilot)
        await opened(*keys)(pilot, db)

    return go


async def bike(pilot: Pilot[int], _: Path) -> None:
    """Home at the used bike."""
    await settled(pilot)
    pilot.app.post_message(OpenScenario(SCENARIO))
    await settled(pilot)


SCENARIO = "market/used_bike"
SHOTS: dict[str, Shot] = {
    "home": bike,
    "live": read("en", "left_square_bracket"),
    "live-zh": read("zh"),
    "batches": opened("3"),
    "dialogues": opened("4"),
    "judging": opened("5"),
    "board": opened("6"),
    "export": opened("4", "7"),
    "settings": opened("8"),
    "help": opened("4", "question_mark"),
}


def small(picture: str) -> str:
    """With short names, and without fonts from elsewhere: whoever looks has one of their own."""
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    return re.sub(r"terminal-\d+-", "", picture)


def check(picture: str) -> None:
    """Nothing of this machine is in it."""
    home, host = str(Path.home()), os.uname().nodename
    if len(picture.encode()) > LARGEST:
        raise SystemExit(f"a picture of {len(picture)} bytes is too large")
    for private in (home, str(HERE.parent), "/tmp"):  # noqa: S108
        if private in picture:
            raise SystemExit(f"{private} is in a picture, of {host}")


if __name__ == "__main__":
    main()
