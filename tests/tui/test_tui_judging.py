"""The judge lab: what judges and people said of the same turns, and what it asks of commands."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from society.domain.judging import Judgement
from society.domain.trust import AuditReport, Check
from society.store import audits, labels, tags
from society.store.record import record
from society.store.store import Store
from society.store.where import Where
from tests.hostile import MARKUP, TITLE
from tests.store import paper
from tests.tui.look import look, settled
from tests.tui.stage import Commands, backstage
from tui.app import Studio
from tui.backstage import Done, document
from tui.screens.judging.roll import Roll
from tui.session import Session, keep

HOSTILE = f"{MARKUP[1]}{MARKUP[5]}{TITLE}"
JUDGES = [
    {
        "name": name,
        "scope": scope,
        "version": f"{at}00000ab",
        "reference": "",
        "package": "dialogue-society",
        "about": "",
        "error": "",
        "audit": "unaudited",
    }
    for at, (name, scope) in enumerate([("kind", "turn"), ("pairwise", "pair"), ("rubric", "turn")])
]
PRICE = {"questions": 4, "calls": 0, "cost": 0.0, "tokens": 0, "model": None}
SCORED = {"asked": 4, "scored": 4, "mean": 0.5, "unscored": {}, "why": {}}
AGREED: dict[str, Any] = {
    "checks": [Check(name="judges agree", figure=0.4, sentence="alpha of 2 raters").model_dump()],
    "matrix": [],
}


class Answers(Commands):
    """Commands answered by their words."""

    def __init__(self, **prices: Any) -> None:
        super().__init__()
        self.price = {**PRICE, **prices}

    async def run(self, words: Sequence[str]) -> Done:
        self.ran.append(tuple(words))
        kind = words[1]
        document: Any = {"list": JUDGES, "agree": AGREED}.get(kind)
        if document is None:
            document = self.price if "--dry-run" in words else SCORED
        return Done(0, json.dumps(document), "")


class Slow(Answers):
    """A judge that is asked for ever; `cancelled` once nobody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.cancelled = asyncio.Event(), False

    async def run(self, words: Sequence[str]) -> Done:
        found = await super().run(words)
        if words[1] == "score" and "--dry-run" not in words:
            self.begun.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled = True
                raise
        return found


class Writes(Answers):
    """A command line that writes judges."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder / "judges"

    async def run(self, words: Sequence[str]) -> Done:
        if words[1] != "new":
            return await super().run(words)
        self.ran.append(tuple(words))
        self.folder.mkdir()
        files = [self.folder / f"{words[2]}.py", self.folder / f"test_{words[2]}.py"]
        for file in files:
            file.touch()
        return Done(0, "\n".join(map(str, files)), "")


async def until(pilot: Pilot[Any], words: str) -> None:
    """Wait until these words stand there."""
    for _ in range(200):
        if words in look(pilot.app):
            return
        await pilot.pause()
    raise AssertionError(look(pilot.app))


async def played(folder: Path, *, text: str = "", audit: bool = False) -> None:
    with Store.open(folder / "society.db") as store:
        async for _ in record(store, paper.told(paper.play("d1", 4))):
            pass
        said = Judgement(
            turn=1, role="buyer", judge="rubric", score=0.25, critique=text or "too soft"
        )
        from society.store.judging_again import judging

        async with judging(store, "d1") as again:
            await again.add(said)
            await again.add(
                Judgement(
                    turn=3,
                    role="buyer",
                    judge="rubric",
                    unscored="judge_error",
                    critique=text or "judge 'rubric': ZeroDivisionError in tone.py:7",
                )
            )
        if audit:
            await audits.add(store, REPORT)


REPORT = AuditReport(
    judge="kind",
    version="0123456789ab",
    material="casino",
    items=200,
    created="2026-11-20T10:00:00",
    checks=(
        Check(name="validity", figure=1.0, mark=">= 0.99", passed=True, n=200),
        Check(name="flaws", figure=0.51, low=0.44, high=0.58, mark=">= 0.85", passed=False, n=180),
    ),
)


def lab(folder: Path, commands: Commands | None = None, **remembered: Any) -> Studio:
    keep(folder / "state", Session(mode="judging", pages={"judging": remembered}))
    return Studio(backstage(folder, commands=commands or Answers()))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("state", ["empty", "said", "blind"])
async def test_the_lab_at_both_sizes(
    tmp_path: Path, size: tuple[int, int], state: str, snapshot: SnapshotAssertion
) -> None:
    if state != "empty":
        await played(tmp_path)
    studio = lab(tmp_path, blind=state == "blind")
    async with studio.run_test(size=size) as pilot:
        assert await settled(pilot) == snapshot


@pytest.mark.parametrize("tab", ["matrix", "agreement", "audits"])
async def test_the_other_tabs(tmp_path: Path, tab: str, snapshot: SnapshotAssertion) -> None:
    await played(tmp_path, audit=True)
    studio = lab(tmp_path)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        studio.screen.query_one("#judging-tabs").active = tab  # type: ignore[attr-defined]
        assert await settled(pilot) == snapshot


async def test_enter_asks_the_judge_under_the_cursor_of_the_dialogue_under_the_cursor(
    tmp_path: Path,
) -> None:
    await played(tmp_path)
    commands = Answers()
    studio = lab(tmp_path, commands)
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        told_ = await settled(pilot)
    dry, real = [words for words in commands.ran if words[1] == "score"]
    assert dry[2:5] == ("kind", "--where", "id:d1")
    assert "--dry-run" in dry
    assert "--dry-run" not in real
    assert "4 asked, 4 scored, mean 0.50" in told_


async def test_what_costs_money_is_asked_first_and_no_is_no(tmp_path: Path) -> None:
    await played(tmp_path)
    commands = Answers(cost=1.25, calls=4, model="openai/x")
    studio = lab(tmp_path, commands)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "about $1.2500" in look(studio)
        await pilot.press("escape")
        await settled(pilot)
    assert sum("--dry-run" not in words for words in commands.ran if words[1] == "score") == 0


async def test_all_judges_but_those_of_pairs_are_asked_of_the_sample(tmp_path: Path) -> None:
    await played(tmp_path)
    commands = Answers()
    studio = lab(tmp_path, commands)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("A")
        await settled(pilot)
    assert [words[2] for words in commands.ran if "score" in words and "--dry-run" in words] == [
        "kind",
        "rubric",
    ]


async def test_a_blind_score_is_stored_as_a_label(tmp_path: Path) -> None:
    await played(tmp_path)
    studio = lab(tmp_path)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("h")
        await pilot.pause()
        asked = look(studio)
        await pilot.press(*"9", "enter")
        await pilot.pause()
        refused = look(studio)
        await pilot.press("backspace", *"4 firm", "enter")
        await settled(pilot)
    with Store.open(tmp_path / "society.db") as store:
        (label,) = labels.listed(store)
    assert "0.50" not in asked
    assert "'9' is no score" in refused
    assert (label.episode, label.score, label.note) == ("d1", 0.75, "firm")


async def test_a_running_question_shows_how_far_it_is_and_escape_ends_it(tmp_path: Path) -> None:
    await played(tmp_path)
    commands = Slow()
    studio = lab(tmp_path, commands)
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await commands.begun.wait()
        await until(pilot, "0 of 4")
        asking = look(studio)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
        after = await settled(pilot)
    assert "asking kind" in asking
    assert "esc cancels" in asking
    assert commands.cancelled
    assert "still being asked" in after
    assert "asking kind" not in after
    assert sum("--dry-run" not in words for words in commands.ran if words[1] == "score") == 1


async def test_a_new_judge_is_written_and_listed(tmp_path: Path) -> None:
    commands = Writes(tmp_path)
    studio = lab(tmp_path, commands)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("n", *"kindly", "enter", "down", "enter")
        shown = await settled(pilot)
        chosen = studio.screen.query_one(Roll).chosen
    (words,) = [words for words in commands.ran if words[1] == "new"]
    assert words[2:] == (
        *("kindly", "--scope", "turn", "--model", "--dir", str(tmp_path / "judges")),
    )
    assert "test_kindly" not in shown
    assert chosen is not None
    assert chosen.name == "kindly"


async def test_a_file_with_the_name_of_an_installed_judge_is_another_line(tmp_path: Path) -> None:
    (tmp_path / "judges").mkdir()
    (tmp_path / "judges" / "kind.py").touch()
    studio = lab(tmp_path)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        refs = [judge.ref for judge in studio.screen.query_one(Roll)._all]
    assert refs == ["kind", "pairwise", "rubric", str(tmp_path / "judges" / "kind.py")]


async def test_a_dialogue_is_put_into_the_golden_set_while_a_table_has_the_keys(
    tmp_path: Path,
) -> None:
    await played(tmp_path)
    studio = lab(tmp_path)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("plus")
        await settled(pilot)
    with Store.open(tmp_path / "society.db") as store:
        found = [each.id for each in store.episodes(where=Where.parse("tag:golden"))]
    assert found == ["d1"]


@pytest.mark.parametrize("key", ["h", "plus"])
async def test_nothing_is_written_where_the_database_can_only_be_read(
    tmp_path: Path, key: str
) -> None:
    await played(tmp_path)
    studio = lab(tmp_path)
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        studio.backstage.desk.locked = True
        await pilot.press(key)
        assert "the database can only be read" in await settled(pilot)
        assert len(studio.screen_stack) == 1


async def test_what_is_in_the_trash_is_not_judged_nor_counted(tmp_path: Path) -> None:
    await played(tmp_path)
    with Store.open(tmp_path / "society.db") as store:
        await tags.put(store, ["d1"], tags.TRASH)
    commands = Answers()
    studio = lab(tmp_path, commands)
    async with studio.run_test(size=(120, 40)) as pilot:
        shown = await settled(pilot)
        await pilot.press("a")
        await until(pilot, "judges agree")
    assert "No judged dialogues match" in shown
    asked = [words[-1] for words in commands.ran if words[1] == "agree"]
    assert asked == ["--where=-tag:trash"]


@pytest.mark.parametrize("key", ["b", "d", "a", "A", "R", "U", "plus", "h", "e", "o", "enter"])
async def test_no_key_ends_the_window_where_the_query_is_wrong(tmp_path: Path, key: str) -> None:
    studio = lab(tmp_path, query="color:red")
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press(key, "escape")
        assert "Judge lab" in await settled(pilot)


async def test_what_a_judge_said_is_text_whatever_it_is(tmp_path: Path) -> None:
    await played(tmp_path, text=HOSTILE)
    studio = lab(tmp_path)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "down")
        await pilot.press("down", "down")
        shown = await settled(pilot)
    assert "\x1b]0" not in shown


async def test_a_query_that_is_wrong_is_said_in_place(tmp_path: Path) -> None:
    studio = lab(tmp_path, query="color:red")
    async with studio.run_test(size=(120, 40)) as pilot:
        assert "no field is called 'color'" in await settled(pilot)


def test_a_command_that_failed_is_its_own_sentence() -> None:
    failed = Done(2, "", "society: judge 'x' is not installed\n  society judge list shows all\n")

    with pytest.raises(Exception, match="judge 'x' is not installed") as caught:
        document(failed)

    assert caught.value.hint == "society judge list shows all"  # type: ignore[attr-defined]
