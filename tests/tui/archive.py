"""Stores with dialogues to browse: two branches of one game, many begun ones, hostile words."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from textual.pilot import Pilot

import tui
from society.domain.dialogue import Action
from society.domain.events import Called, Ended, Event, Paid, Spoke, Started
from society.domain.judging import Reward
from society.store import tags
from society.store.record import record
from society.store.store import Store
from tests.store import paper
from tests.tui.stage import backstage
from tui.app import Studio
from tui.messages import OpenDialogue, OpenExport, OpenJudging
from tui.screens.dialogues import Dialogues

SIZES = [(80, 24), (120, 40)]
OPENING = ("Hi! The bike is $170. Interested?", "I can do 110 in cash.")
FIRM = (*OPENING, "For that condition 150 is fair, and I add the lock for free.", "124, not more.")
SOFT = (
    *OPENING,
    "For that condition 140 is fair, and I add the lock and the pump.",
    "成交，我今天下午来取车。",
    "Thank you, see you at four.",
)
CLOCK = "2026-11-22T12:0{}:00.000+00:00"


def talk(
    name: str, said: Sequence[str], pay: Sequence[float], *, winner: str = "seller", ended: str = ""
) -> Iterator[Event]:
    """A dialogue with these words and these rewards."""
    yield Started(episode=name, game=paper.game(), provenance=paper.provenance())
    for at, (text, value) in enumerate(zip(said, pay, strict=True)):
        call = paper.attempt(f"{name}-{at}", cost=0.0021)
        yield Called(episode=name, attempt=call)
        move = Action(name="propose", args={"price": 170 - 10 * at})
        yield Spoke(episode=name, turn=paper.turn(at, text, action=move, calls=()))
        paid = Reward(turn=at, role=paper.ROLES[at % 2], value=value)
        yield Paid(episode=name, reward=paid)
    worth = sum(pay) / len(pay)
    utilities = {"seller": round(worth, 2), "buyer": round(0.95 - worth, 2)}
    settled = paper.outcome(
        ended=ended or "agreement",
        issues={"price": 170 - 10 * len(said)},
        utilities=utilities,
        returns={"seller": worth, "buyer": worth / 2},
        winner=winner,
    )
    yield Ended(episode=name, outcome=settled, seconds=12.0)


FIRM_PAY, SOFT_PAY = (0.62, 0.48, 0.71, 0.4), (0.62, 0.48, 0.35, 0.8, 0.9)


async def branches(path: Path) -> None:
    """Two plays of one game that part at the third turn, and one that only began."""
    minutes = iter(range(9))
    with Store.open(path, clock=lambda: CLOCK.format(next(minutes, 9))) as store:
        for events in (
            talk("f1f1f1f1f1", FIRM, FIRM_PAY),
            talk("50f750f750", SOFT, SOFT_PAY, winner="buyer", ended="walked_away"),
            paper.play("bead00bead", turns=2, ends=False),
        ):
            _ = [each async for each in record(store, paper.told(events))]
        await tags.put(store, ["f1f1f1f1f1"], "favourite")
        await tags.put(store, ["f1f1f1f1f1"], "好")
        await tags.put(store, ["50f750f750"], "good")


async def one(path: Path) -> None:
    """A single dialogue."""
    with Store.open(path, clock=lambda: CLOCK.format(0)) as store:
        events = talk("f1f1f1f1f1", FIRM, FIRM_PAY)
        _ = [each async for each in record(store, paper.told(events))]


async def many(path: Path, count: int) -> None:
    """So many dialogues that were only begun, n0 the first."""
    with Store.open(path) as store:
        game, made = paper.game(), paper.provenance()
        await asyncio.gather(*(store.begin(f"n{at:04}", game, made) for at in range(count)))


class Heard(Studio):
    """A window that writes down where it is sent instead of going there."""

    CSS_PATH = str(Path(tui.__file__).with_name("studio.tcss"))

    def __init__(self, folder: Path, db: Path) -> None:
        super().__init__(backstage(folder, db=db))
        self.sent: list[tuple[str, str]] = []

    def on_open_dialogue(self, message: OpenDialogue) -> None:
        message.prevent_default()
        self.sent.append(("read", message.episode))

    def on_open_export(self, message: OpenExport) -> None:
        message.prevent_default()
        self.sent.append(("export", message.where))

    def on_open_judging(self, message: OpenJudging) -> None:
        message.prevent_default()
        self.sent.append(("judge", message.where))


async def opened(pilot: Pilot[int]) -> Dialogues:
    """The browser, with what it read."""
    await pilot.press("4")
    await settled(pilot)
    page = pilot.app.screen
    assert isinstance(page, Dialogues)
    return page


async def settled(pilot: Pilot[int]) -> None:
    """Everything that was asked is answered and drawn."""
    for _ in range(3):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def pressed(pilot: Pilot[int], *keys: str) -> None:
    """Press these keys and wait until all is drawn."""
    await pilot.press(*keys)
    await settled(pilot)
