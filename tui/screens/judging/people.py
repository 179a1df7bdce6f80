"""What a person adds in the judge lab: a score of their own, a golden dialogue, a mended judge."""

import asyncio
from pathlib import Path

from society.domain.errors import SocietyError
from society.domain.trust import Label
from society.settings import person
from tui.editor import edit
from tui.screens.judging.bench import Bench
from tui.screens.judging.roll import Roll
from tui.screens.judging.sample import Row
from tui.screens.judging.score import OwnScore

GOLDEN = "golden"
"""The tag of dialogues that a judge is held against again and again."""


class People(Bench):
    """What people add."""

    def action_score(self) -> None:
        """Score the turn yourself; judges' scores are out of sight meanwhile."""
        row = self.row
        if row and self._may_write():
            self.attempt(self._score(row), group="score")

    def action_golden(self) -> None:
        """Put the dialogue into the golden set: it gets a tag of that name."""
        row = self.row
        if row and self._may_write():
            self.attempt(self._keep(row), group="golden")

    def action_edit(self) -> None:
        """Open the judge's file in $EDITOR; one that is installed has to be copied first."""
        judge = self.query_one(Roll).chosen
        if judge is None:
            return
        path = Path(judge.ref)
        if path.suffix != ".py":
            self.say(
                f"{judge.name} is installed with {judge.source or 'a package'}: "
                "society judge new NAME writes one of your own"
            )
            return
        try:
            environ = self.backstage.environ
            edit(path, environ, lend=self.app.suspend, instead=f"open {path} elsewhere")
        except SocietyError as error:
            self.fail(error)
        self.read()

    def _may_write(self) -> bool:
        locked = self.backstage.desk.locked
        if locked:
            self.say("the database can only be read", severity="warning")
        return not locked

    async def _score(self, row: Row) -> None:
        from society.store import labels

        told = await self.studio.push_screen_wait(OwnScore(row))
        if told is None:
            return
        score, note = told
        label = Label(
            episode=row.episode,
            turn=row.turn,
            role=row.role,
            rater=await asyncio.to_thread(person),
            score=score,
            note=note,
        )
        await labels.add(await self.backstage.desk.store(), [label])
        self.say("your score is kept")
        self.read()

    async def _keep(self, row: Row) -> None:
        from society.store import tags

        await tags.put(await self.backstage.desk.store(), [row.episode], GOLDEN)
        self.say(f"{row.episode} is in the golden set: tag:{GOLDEN} finds it")
