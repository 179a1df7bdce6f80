"""The judge lab's questions to judges: one, all, several times; audits and agreement."""

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual.widgets import TabbedContent
from textual.worker import Worker

from society.domain.errors import SocietyError
from tui.backstage import Done, document, refuse_failure
from tui.dialogs.confirm import Confirm
from tui.dialogs.reading import Reading
from tui.screens.judging import commands
from tui.screens.judging.bench import Bench
from tui.screens.judging.commands import asked, costly, done_sentence, file_name
from tui.screens.judging.doing import Doing
from tui.screens.judging.fresh import NewJudge
from tui.screens.judging.panes import Agreement
from tui.screens.judging.roll import Judge, Roll, in_files, listed
from tui.screens.judging.sample import narrowed

REPEATS = 5
MAY = (0, 3)
"""Exit codes with which a judge has been heard; with 3 not of everything."""


class Asking(Bench):
    """What asks judges, one question after the other; `esc` ends the one under way."""

    _work: Worker[None] | None = None

    def list_judges(self, go_to: str = "") -> None:
        """List the judges, by a command: loading them takes a moment."""
        self.query_one(Roll).waiting()
        self.run_worker(self._list(go_to), group="judges", exclusive=True)

    async def _list(self, go_to: str) -> None:
        roll = self.query_one(Roll)
        words = ["judge", "list", "--json", "--db", self._db]
        try:
            found = listed(document(await self.backstage.command(words)))
        except SocietyError as error:
            self.studio.write_down(error)
            roll.trouble(error, again=self.list_judges)
            return
        roll.show([*found, *in_files(self.backstage.here)])
        roll.go_to(go_to)
        self.take_up(self.sample)

    def action_ask(self) -> None:
        """The judge under the cursor, of the dialogue of the turn under the cursor."""
        row, judge = self.row, self.query_one(Roll).chosen
        if row and judge:
            self._begin(partial(self._ask, [judge], (row.episode,)))

    def action_ask_all(self) -> None:
        """Every judge that can be asked, of the whole sample: then the matrix is full."""
        judges = [each for each in self.query_one(Roll).judges if each.askable]
        if self.sample.rows:
            self._begin(partial(self._ask, judges, self.sample.episodes))

    def action_repeat(self) -> None:
        """The same judge five times: how far do its own answers part?"""
        row, judge = self.row, self.query_one(Roll).chosen
        if row and judge:
            self._begin(partial(self._ask, [judge], (row.episode,), repeat=REPEATS))

    def action_audit(self) -> None:
        """Audit the judge under the cursor, beside the window; its price is asked first."""
        judge = self.query_one(Roll).chosen
        if judge:
            self._begin(partial(self._audit, judge))

    def action_agree(self) -> None:
        """How far judges and people agree on the sample."""
        self.query_one(TabbedContent).active = "agreement"

    def agree(self) -> None:
        """Work the agreement out."""
        self.query_one(Agreement).waiting()
        self.run_worker(self._agree(), group="agree", exclusive=True)

    def action_bias(self) -> None:
        """How far the judge's scores are length, flattery, politeness or repetition."""
        judge = self.query_one(Roll).chosen
        if judge:
            words = ["judge", "hacking", judge.name, "--db", self._db]
            self._begin(partial(self._shown, f"Is it bias? {judge.name}", words))

    def action_versions(self) -> None:
        """What each version of the judge said of the same turns."""
        judge = self.query_one(Roll).chosen
        if judge:
            words = ["judge", "score", judge.ref, "--db", self._db, "--quiet"]
            self._begin(partial(self._compared, judge, words))

    def action_new(self) -> None:
        """Write a judge of one's own, and list it."""
        self.attempt(self._new(), group="new")

    def cancel(self) -> bool:
        """End what is asked now; whether anything was. What was answered stays."""
        if not self.asking or self._work is None:
            return False
        self._work.cancel()
        self.say("cancelled; what was answered is kept")
        self.read()
        return True

    @property
    def asking(self) -> bool:
        """Whether a judge is being asked."""
        return self._work is not None and self._work.is_running

    def _begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if self.asking:
            self.say("a judge is still being asked; esc cancels that", severity="warning")
        else:
            self._work = self.run_worker(partial(self._told, work), group="asking")

    async def _told(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await self._attempted(work())
        finally:
            for doing in self.query(Doing):
                doing.over()

    async def _ask(
        self, judges: Sequence[Judge], episodes: Sequence[str], *, repeat: int = 0
    ) -> None:
        where, doing = "id:" + ",".join(episodes), self.query_one(Doing)
        for at, judge in enumerate(judges):
            which = f"{judge.name} ({at + 1} of {len(judges)})" if len(judges) > 1 else judge.name
            doing.begin(f"making {which} ready")
            dry = commands.score(judge.ref, where, db=self._db, dry=True, repeat=repeat)
            price = document(await self._run(dry))
            if costly(price) and not await self._sure(asked(judge.ref, price)):
                continue
            doing.begin(f"asking {which}", episodes, price["questions"])
            words = commands.score(judge.ref, where, db=self._db, repeat=repeat)
            self._heard(judge, document(await self._run(words), may=MAY))

    def _heard(self, judge: Judge, said: Any) -> None:
        self.say(done_sentence(judge.name, said))
        for why in list(said["why"].values())[:1]:
            self.say(f"{judge.name}: {why}", severity="warning")
        self.read()

    async def _new(self) -> None:
        words = await self.app.push_screen_wait(NewJudge())
        if words is None:
            return
        folder = self.backstage.here / "judges"
        done = await self._run(["judge", "new", *words, "--dir", str(folder)])
        refuse_failure(done)
        file = next(iter(done.out.splitlines()), "")
        self.say(f"{file} is written, with a test beside it; e opens it")
        self.list_judges(str(Path(file)))

    async def _audit(self, judge: Judge) -> None:
        base = ["judge", "audit", judge.ref, "--db", self._db, "--json"]
        self.query_one(Doing).begin(f"pricing an audit of {judge.name}")
        price = document(await self._run([*base, "--dry-run"]))
        if await self._sure(asked(f"An audit of {judge.name}", price)):
            log = self.backstage.state / f"audit-{file_name(judge.name)}.log"
            await self.backstage.detach([*base, "--yes", "--quiet"], log)
            self.say(f"{judge.name} is being audited; what it says goes to {log}")

    async def _agree(self) -> None:
        pane = self.query_one(Agreement)
        try:
            words = ["judge", "agree", "--json", "--db", self._db, *self._where]
            pane.show(document(await self.backstage.command(words)))
        except SocietyError as error:
            pane.trouble(error, again=self.agree)

    async def _compared(self, judge: Judge, words: Sequence[str]) -> None:
        price = document(await self._run([*words, *self._where, "--dry-run", "--json"]))
        if not costly(price) or await self._sure(asked(judge.ref, price)):
            await self._shown(f"Versions of {judge.name}", words)

    async def _shown(self, title: str, words: Sequence[str]) -> None:
        self.query_one(Doing).begin(title)
        done = await self._run([*words, *self._where])
        refuse_failure(done, may=MAY)
        self.query_one(Doing).over()
        await self.app.push_screen(Reading(title, done.out))

    async def _run(self, words: Sequence[str]) -> Done:
        return await self.backstage.command(words)

    async def _sure(self, question: str) -> bool:
        said: bool | None = await self.app.push_screen_wait(Confirm(question))
        return said is True

    @property
    def _db(self) -> str:
        return self.backstage.desk.target

    @property
    def _where(self) -> list[str]:
        asked = narrowed(self.query_line)
        # A query may begin with a minus, which would be taken for a flag of its own.
        return [f"--where={asked}"] if asked else []
