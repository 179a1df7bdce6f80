"""The side pane on a screen: its tabs, its keys, its sizes, and texts of anybody in it."""

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.app import App, ComposeResult

from society.domain.calls import Message
from society.domain.dialogue import Dialogue
from society.domain.events import Called, Judged
from society.domain.judging import Judgement
from tests.hostile import MARKUP
from tests.tui.bargain import bargain, lease
from tests.tui.look import look
from tests.tui.watched import EPISODE, attempt, scene
from tui.screens.live.panes.sheet import Sheet
from tui.screens.live.panes.side import TABS, Side, SideScreen
from tui.screens.live.scene import Scene
from tui.widgets.plots import Concession, Pareto

BESIDE, NARROW, WIDE = (44, 36), (80, 24), (120, 40)


class Beside(App[None]):
    """A side pane alone."""

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield Side()

    @property
    def side(self) -> Side:
        return self.query_one(Side)


class Alone(App[None]):
    """An app that opens the side pane as a screen."""

    def __init__(self, made: Scene, turn: int | None = None, tab: str = "rewards") -> None:
        super().__init__()
        self.aside = SideScreen(made, turn, tab)
        self.animation_level = "none"

    def on_mount(self) -> None:
        self.push_screen(self.aside)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(Scene(), id="empty"),
        pytest.param(scene(bargain(turns=1)), id="one"),
        pytest.param(scene(ends=True), id="many"),
        pytest.param(scene(private=False), id="hidden"),
    ],
)
async def test_beside_the_dialogue(made: Scene, snapshot: SnapshotAssertion) -> None:
    app = Beside()
    async with app.run_test(size=BESIDE) as pilot:
        app.side.show(made, None)
        for tab in TABS:
            app.side.open(tab)
            await pilot.pause()
            await pilot.pause()

            assert look(app) == snapshot(name=tab)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_with_the_whole_window(size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = Alone(scene(ends=True), 2)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for tab in TABS:
            app.aside.query_one(Side).open(tab)
            await pilot.pause()
            await pilot.pause()

            assert look(app) == snapshot(name=tab)


async def test_the_front_of_outcomes_stands_under_several_issues() -> None:
    app = Beside()
    async with app.run_test(size=(60, 90)) as pilot:
        app.side.show(scene(lease()), None)
        app.side.open("state")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()

        assert app.query_one(Pareto).has_class("-shown")
        assert "465 outcomes" in look(app)


async def test_no_front_is_drawn_of_what_is_private() -> None:
    app = Beside()
    async with app.run_test(size=(60, 90)) as pilot:
        app.side.show(scene(lease(), private=False), None)
        app.side.open("state")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()

        assert not app.query_one(Pareto).has_class("-shown")
        assert app.query_one(Concession).has_class("-shown")
        assert "reservation" not in look(app)


async def test_the_front_goes_once_private_matters_are_hidden() -> None:
    app = Beside()
    async with app.run_test(size=(60, 90)) as pilot:
        made = scene(lease())
        app.side.show(made, None)
        app.side.open("state")
        await pilot.pause()
        made.private = False
        app.side.show(made, None)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert not app.query_one(Pareto).has_class("-shown")

        made.private = True
        app.side.show(made, None)
        await pilot.pause()
        assert app.query_one(Pareto).has_class("-shown")


async def test_what_no_rule_can_value_is_said_in_place_of_the_front() -> None:
    dialogue = lease()
    scenario = dialogue.game.scenario
    broken = scenario.outcome.model_copy(
        update={"utility": {"landlord": "1 / (turn - turn)", "tenant": "0"}}
    )
    game = dialogue.game.model_copy(
        update={"scenario": scenario.model_copy(update={"outcome": broken})}
    )
    app = Beside()
    async with app.run_test(size=(60, 90)) as pilot:
        app.side.show(scene(Dialogue(game=game, turns=dialogue.turns)), None)
        app.side.open("state")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()

        assert app.query_one(Pareto).has_class("-shown")
        assert "outcome.utility.landlord" in look(app)


async def test_what_was_shown_before_there_was_a_pane_is_told() -> None:
    app = Beside()
    async with app.run_test(size=BESIDE) as pilot:
        side = Side()
        side.show(scene(), 1)
        await app.query(Side).remove()
        await app.mount(side)
        await pilot.pause()
        await pilot.pause()

        assert "t2 B buyer" in look(app)


async def test_another_turn_is_told_of_from_its_top() -> None:
    app = Beside()
    async with app.run_test(size=(44, 12)) as pilot:
        made = scene()
        app.side.open("judge")
        app.side.show(made, 0)
        await pilot.pause()
        sheet = app.query_one("#judge-sheet", Sheet)
        sheet.scroll_to(y=9, animate=False)
        await pilot.pause()
        app.side.show(made, 3)
        await pilot.pause()

        assert "t4 B buyer" in look(app)


async def test_one_stays_where_one_reads_while_the_turn_goes_on() -> None:
    app = Beside()
    async with app.run_test(size=(44, 12)) as pilot:
        made = scene()
        app.side.open("judge")
        app.side.show(made, 5)
        await pilot.pause()
        sheet = app.query_one("#judge-sheet", Sheet)
        sheet.scroll_to(y=9, animate=False)
        await pilot.pause()
        late = Judgement(turn=5, role="buyer", judge="late", score=0.5)
        made.take(Judged(episode=EPISODE, judgement=late))
        app.side.show(made, 5)
        await pilot.pause()

        assert sheet.scroll_y == 9


async def test_keys_walk_the_tabs_and_back() -> None:
    app = Beside()
    async with app.run_test(size=BESIDE) as pilot:
        app.side.show(scene(), None)
        app.query_one("#rewards-sheet").focus()
        await pilot.press("ctrl+right")
        await pilot.pause()
        assert app.side.tab == "judge"
        await pilot.press("ctrl+left", "ctrl+left")
        await pilot.pause()
        assert app.side.tab == "tree"


async def test_a_tab_opens_by_a_click() -> None:
    app = Beside()
    async with app.run_test(size=BESIDE) as pilot:
        app.side.show(scene(), None)
        await pilot.click(Side, offset=(18, 0))
        await pilot.pause()

        assert app.side.tab == "state"


async def test_y_copies_the_open_tab() -> None:
    app = Beside()
    async with app.run_test(size=BESIDE) as pilot:
        app.side.show(scene(), None)
        app.side.open("prompt")
        await pilot.pause()
        app.query_one("#prompt-sheet").focus()
        await pilot.press("y")
        await pilot.pause()

        assert "[system]\nYou are Ann." in app.clipboard


async def test_brackets_walk_the_turns_of_the_screen_and_escape_closes_it() -> None:
    app = Alone(scene(), 2)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert "t4 B buyer" in look(app)
        await pilot.press("left_square_bracket", "left_square_bracket", "left_square_bracket")
        await pilot.press("left_square_bracket", "left_square_bracket")
        await pilot.pause()
        assert "t1 A seller" in look(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not app.aside


@pytest.mark.parametrize("text", [*MARKUP, "\x1b]0;t\x07", "\u202egpj", "中文，很长。" * 30])
async def test_texts_of_anybody_are_shown_and_not_obeyed(text: str) -> None:
    made = _hostile(text)
    app = Beside()
    async with app.run_test(size=(100, 70)) as pilot:
        app.side.show(made, None)
        for tab in TABS:
            app.side.open(tab)
            await pilot.pause()
            seen = look(app)
            assert "\x1b" not in seen
            assert "\u202e" not in seen
            if text in MARKUP and tab in ("rewards", "judge", "prompt", "trace"):
                assert text in seen.replace('\\"', '"'), tab


async def test_a_reply_of_five_megabytes_is_cut() -> None:
    made = _hostile("long", said="x" * 5_000_000)
    app = Beside()
    async with app.run_test(size=BESIDE) as pilot:
        app.side.show(made, None)
        app.side.open("judge")
        await pilot.pause()
        await pilot.pause()

        assert app.query_one("#judge-sheet", Sheet).virtual_size.height < 2000


def _hostile(text: str, said: str = "") -> Scene:
    """A scene in which everybody is called and says that; or says something else."""
    words = said or text
    game = bargain(turns=0).game
    game = game.model_copy(update={"variables": {**game.variables, "note": text}})
    made = scene(Dialogue(game=game, turns=bargain(turns=1).turns))
    sent = (Message(role="user", content=words),)
    fault = {"error": words, "error_kind": "bad_reply", "status": 500}
    model = {"model": text, "response": words, "request": sent}
    made.take(Called(episode=EPISODE, attempt=attempt("s0", "turn:0", **model, **fault)))
    asked = attempt("h", f"judge:{text}", **model, finish="length")
    made.take(Called(episode=EPISODE, attempt=asked))
    judgement = Judgement(
        turn=0,
        role="seller",
        judge=text,
        score=0.5,
        critique=words,
        criteria={text: 0.5},
        facts={text: 1.0},
        version=text,
        calls=("h",),
    )
    made.take(Judged(episode=EPISODE, judgement=judgement))
    return made
