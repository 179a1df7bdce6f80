"""The tab Tree: what was considered before a turn, opened, read and branched from."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.app import App, ComposeResult

from society.domain.dialogue import Action, Dialogue, Draft, Searched
from society.domain.events import Spoke
from society.domain.orders import Branch
from society.domain.thinking import AHEAD, SAID
from tests.hostile import MARKUP
from tests.store.paper import turn as spoken
from tests.tui.bargain import bargain
from tests.tui.look import look
from tests.tui.playing import watching
from tests.tui.watched import EPISODE, scene
from tui.screens.live.panes import tree as pane
from tui.screens.live.panes.copies import copied
from tui.screens.live.panes.side import Side, SideScreen
from tui.screens.live.panes.thoughts import Boughs, Thoughts
from tui.screens.live.scene import Scene

BESIDE, NARROW, WIDE = (44, 36), (80, 24), (120, 40)
SEARCHED = Searched(thought="mcts:64x6", simulations=64, candidates=3, seconds=1.25)


def propose(price: int) -> Action:
    return Action(name="propose", args={"price": price})


def thought(text: str, action: Action | None) -> tuple[Draft, ...]:
    """What was said, two that lost, and what could have followed the first."""
    return (
        Draft(text=text, action=action, value=0.62, visits=38, prior=0.21, reason=SAID),
        Draft(
            text="Ten less, and it is yours today.",
            action=propose(95),
            value=0.4,
            visits=20,
            prior=0.5,
            reason="worth 0.22 less than what was said",
        ),
        Draft(text="", action=propose(60), value=0.05, visits=6, prior=0.29),
        Draft(text="好的，成交！", value=0.7, visits=12, above=0, role="buyer", reason=AHEAD),
        Draft(text="Good.", value=0.72, visits=2, above=3, role="seller", reason=AHEAD),
        Draft(text="lost", visits=1, above=99, reason="[b]bold[/b]"),
    )


def searched(drafts: tuple[Draft, ...] | None = None, *, at: int = 2, **more: bool) -> Scene:
    """A haggled dialogue of which one turn was searched."""
    dialogue = bargain()
    turns = list(dialogue.turns)
    own = thought(turns[at].text, turns[at].action) if drafts is None else drafts
    turns[at] = turns[at].model_copy(update={"drafts": own, "searched": SEARCHED})
    return scene(Dialogue(game=dialogue.game, turns=tuple(turns)), **more)


class Beside(App[None]):
    """A side pane alone, with what it wished to be branched from."""

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        self.orders: list[Branch] = []

    def compose(self) -> ComposeResult:
        yield Side()

    @property
    def side(self) -> Side:
        return self.query_one(Side)

    def on_thoughts_branched(self, branched: Thoughts.Branched) -> None:
        self.orders.append(branched.order)


class Alone(App[None]):
    """An app that opens the tree as a screen."""

    def __init__(self, made: Scene, turn: int | None) -> None:
        super().__init__()
        self.aside = SideScreen(made, turn, "tree")
        self.animation_level = "none"
        self.orders: list[Branch | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.aside, self.orders.append)


async def opened(app: Beside, made: Scene, turn: int | None) -> None:
    app.side.open("tree")
    app.side.show(made, turn)
    app.query_one(Boughs).focus()


async def test_the_tree_stands_beside_the_dialogue(snapshot: SnapshotAssertion) -> None:
    app = Beside()
    async with app.run_test(size=BESIDE) as pilot:
        await opened(app, searched(), 2)
        await pilot.pause()

        assert look(app) == snapshot


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_tree_has_the_whole_window(
    size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = Alone(searched(), 2)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()

        assert look(app) == snapshot


@pytest.mark.parametrize(
    ("made", "turn", "why"),
    [
        (Scene(), None, "Nothing is played yet"),
        (searched(), 0, "no search before this turn: society run … --search.ROLE mcts:64x6"),
        (searched(private=False), 2, "p shows it"),
    ],
)
async def test_where_there_is_no_tree_it_is_said_why(
    made: Scene, turn: int | None, why: str
) -> None:
    app = Beside()
    async with app.run_test(size=(80, 36)) as pilot:
        await opened(app, made, turn)
        await pilot.pause()

        assert why in look(app)
        assert "Ten less" not in look(app)
        assert not app.query_one(Boughs).display


async def test_the_marked_reply_is_told_in_full_with_why_it_lost() -> None:
    app = Beside()
    async with app.run_test(size=(80, 36)) as pilot:
        await opened(app, searched(), 2)
        await pilot.press("down", "j")
        await pilot.pause()

        found = look(app)
    assert "value 0.40 · 20 visits · prior 50%" in found
    assert "Ten less, and it is yours today." in found
    assert "worth 0.22 less than what was said" in found


async def test_enter_closes_a_reply_and_opens_it_again() -> None:
    app = Beside()
    async with app.run_test(size=(80, 36)) as pilot:
        await opened(app, searched(), 2)
        await pilot.pause()
        assert "好的，成交！" in look(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "好的，成交！" not in look(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "好的，成交！" in look(app)


async def test_b_asks_for_a_branch_from_the_marked_reply() -> None:
    app = Beside()
    async with app.run_test(size=(80, 36)) as pilot:
        await opened(app, searched(), 2)
        await pilot.pause()
        await pilot.press("j", "b")
        await pilot.pause()

    assert app.orders == [Branch(episode=EPISODE, turn=2, draft=3)]


async def test_from_the_whole_window_b_gives_the_branch_to_the_page() -> None:
    app = Alone(searched(), 2)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        app.aside.query_one(Boughs).focus()
        await pilot.pause()
        await pilot.press("b")
        await pilot.pause()

    assert app.orders == [Branch(episode=EPISODE, turn=2, draft=0)]


@pytest.mark.parametrize("text", [*MARKUP, "\x1b]0;t\x07", "\u202egpj", "中文，很长。" * 30])
async def test_words_of_anybody_are_shown_and_not_obeyed(text: str) -> None:
    hostile = Draft(text=text, action=Action(name=text), reason=text, role=text, value=0.5)
    app = Beside()
    async with app.run_test(size=(100, 40)) as pilot:
        await opened(app, searched((hostile,)), 2)
        await pilot.pause()

        seen = look(app)
    assert not any(each in seen for each in "\x1b\x07\u202e")
    assert text[:12] in seen or "<U+" in seen


async def test_what_was_opened_stays_open_while_the_dialogue_goes_on() -> None:
    made = searched()
    app = Beside()
    async with app.run_test(size=(80, 36)) as pilot:
        await opened(app, made, 2)
        await pilot.pause()
        await pilot.press("enter")
        made.take(Spoke(episode=EPISODE, turn=spoken(6, "later")))
        app.side.show(made, 2)
        await pilot.pause()

        assert "好的，成交！" not in look(app)


async def test_a_tree_of_256_replies_is_drawn_whole() -> None:
    many = tuple(
        Draft(text=f"reply {n}", value=n / 256, visits=n, above=n // 4 - 1 if n > 3 else None)
        for n in range(256)
    )
    made = searched(many)
    app = Beside()
    async with app.run_test(size=WIDE) as pilot:
        app.side.open("tree")
        await pilot.pause()
        app.side.show(made, 2)
        await pilot.pause()

        assert len(app.query_one(Boughs)._tree_nodes) == 257


async def test_of_a_strangers_many_thousand_replies_the_rest_is_counted() -> None:
    chain = tuple(Draft(text=str(n), above=n - 1 if n else None) for n in range(5000))
    app = Beside()
    async with app.run_test(size=(80, 36)) as pilot:
        await opened(app, searched(chain), 2)
        await pilot.pause()

        assert "4600 more: society show ID --tree --turn 2" in look(app)


def test_the_whole_tree_is_copied_as_text() -> None:
    told = copied(searched(), 2, "tree", pane.told)

    assert "0.62 ▰▰▰▱▱   38× ★A" in told
    assert "    worth 0.22 less than what was said" in told
    assert "⚠ it answers draft 99, which is not there" in told


async def test_on_the_page_a_branch_from_the_tree_is_an_order_to_the_stage(tmp_path: Path) -> None:
    async with watching(tmp_path, size=WIDE) as window:
        weighed = spoken(2, "Thirty.", drafts=(Draft(text="Ten.", value=0.1, visits=2),))
        window.live.scene.turns[2].turn = weighed
        side = window.live.query_one(Side)
        side.open("tree")
        side.show(window.live.scene, 2)
        await window.settle()
        side.query_one(Boughs).focus()
        await window.press("b")
        await window.until(lambda: window.orders)

        assert window.orders == [Branch(episode="e1", turn=2, draft=0)]
