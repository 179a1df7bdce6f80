"""The judge lab's questions to judges: one, all, several times; audits and agreement."""

from collections.abc import Sequence

from textual.widgets import TabbedContent

from society.domain.errors import SocietyError
from tui.backstage import Done
from tui.dialogs.confirm import Confirm
from tui.dialogs.reading import Reading
from tui.screens.judging import commands
from tui.screens.judging.bench import Bench
from tui.screens.judging.commands import asked, costly, done_sentence, told
from tui.screens.judging.panes import Agreement, Turns
from tui.screens.judging.roll import Judge, Roll, in_files, listed

REPEATS = 5
MAY = (0, 3)
"""Exit codes with which a judge has been heard; with 3 not of everything."""


class Asking(Bench):
    """What asks judges."""

    def list_judges(self) -> None:
        """List the judges, by a command: loading them takes a moment."""
        self.query_one(Roll).waiting()
        self.run_worker(self._list(), group="judges", exclusive=True)

    async def _list(self) -> None:
        roll = self.query_one(Roll)
        words = ["judge", "list", "--json", "--db", self._db]
        try:
            found = listed(told(await self.backstage.command(words)))
        except SocietyError as error:
            self.studio.write_down(error)
            roll.trouble(error, again=self.list_judges)
            return
        roll.show([*found, *in_files(self.backstage.here)])
        self.read()

    def action_ask(self) -> None:
        """The judge under the cursor, of the dialogue of the turn under the cursor."""
        row, judge = self.row, self.query_one(Roll).chosen
        if row and judge:
            self.attempt(self._ask([judge], f"id:{row.episode}"), group="asking")

    def action_ask_all(self) -> None:
        """Every judge that can be asked, of the whole sample: then the matrix is full."""
        judges = [each for each in self.query_one(Roll).judges if each.askable]
        self.attempt(self._ask(judges, self._sample_query), group="asking")

    def action_repeat(self) -> None:
        """The same judge five times: how far do its own answers part?"""
        row, judge = self.row, self.query_one(Roll).chosen
        if row and judge:
            repeated = self._ask([judge], f"id:{row.episode}", repeat=REPEATS)
            self.attempt(repeated, group="asking")

    def action_audit(self) -> None:
        """Audit the judge under the cursor, beside the window; its price is asked first."""
        judge = self.query_one(Roll).chosen
        if judge:
            self.attempt(self._audit(judge), group="asking")

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
            words = ["judge", "hacking", judge.name, "--db", self._db, *self._where]
            self.attempt(self._shown(f"Is it bias? {judge.name}", words), group="bias")

    def action_versions(self) -> None:
        """What each version of the judge said of the same turns."""
        judge = self.query_one(Roll).chosen
        if judge:
            words = ["judge", "score", judge.ref, "--db", self._db, *self._where]
            self.attempt(self._compared(judge, [*words, "--quiet"]), group="versions")

    async def _ask(self, judges: Sequence[Judge], where: str, *, repeat: int = 0) -> None:
        for judge in judges:
            price = told(await self._run(commands.score(judge.ref, where, db=self._db, dry=True)))
            question = asked(judge.ref, price)
            if costly(price) and not await self._sure(question):
                continue
            self._busy(f"asking {judge.name}: {price['questions']} questions …")
            words = commands.score(judge.ref, where, db=self._db, repeat=repeat)
            said = told(await self._run(words), may=MAY)
            self.say(done_sentence(judge.name, said))
            for why in list(said["why"].values())[:1]:
                self.say(f"{judge.name}: {why}", severity="warning")
            self.read()
        self._busy("")

    async def _audit(self, judge: Judge) -> None:
        base = ["judge", "audit", judge.ref, "--db", self._db, "--json"]
        price = told(await self._run([*base, "--dry-run"]))
        if await self._sure(asked(f"An audit of {judge.name}", price)):
            log = self.backstage.state / f"audit-{judge.name}.log"
            await self.backstage.detach([*base, "--yes", "--quiet"], log)
            self.say(f"{judge.name} is being audited; what it says goes to {log}")

    async def _agree(self) -> None:
        pane = self.query_one(Agreement)
        words = ["judge", "agree", "--json", "--db", self._db, *self._where]
        try:
            pane.show(told(await self.backstage.command(words)))
        except SocietyError as error:
            pane.trouble(error, again=self.agree)

    async def _compared(self, judge: Judge, words: Sequence[str]) -> None:
        price = told(await self._run([*words, "--dry-run", "--json"]))
        if not costly(price) or await self._sure(asked(judge.ref, price)):
            await self._shown(f"Versions of {judge.name}", words)

    async def _shown(self, title: str, words: Sequence[str]) -> None:
        done = await self._run(words)
        if done.code not in MAY:
            told(done)
        await self.app.push_screen(Reading(title, done.out))

    async def _run(self, words: Sequence[str]) -> Done:
        return await self.backstage.command(words)

    async def _sure(self, question: str) -> bool:
        said: bool | None = await self.app.push_screen_wait(Confirm(question))
        return said is True

    def _busy(self, what: str) -> None:
        self.query_one(Turns).border_subtitle = what

    @property
    def _db(self) -> str:
        return self.backstage.desk.target

    @property
    def _where(self) -> list[str]:
        return ["--where", self.query_line] if self.query_line else []

    @property
    def _sample_query(self) -> str:
        ids = dict.fromkeys(row.episode for row in self.sample.rows)
        return "id:" + ",".join(ids)
