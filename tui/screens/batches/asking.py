"""What is asked of the batch under the cursor, key by key, each with the question before it."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tui.dialogs.reading import Reading
from tui.journal import ending
from tui.screens.batches import command
from tui.screens.batches.form import Form, Start
from tui.screens.batches.launches import Launches
from tui.screens.batches.orders import Orders, going_on
from tui.screens.batches.question import Figure, Question, dollars, slots
from tui.screens.page import Page

if TYPE_CHECKING:
    from society.store.sightings import Seen, Sight

_READ = 40_000

NONE_CHOSEN = "there is no batch under the cursor"


class Asking(Page):
    """The keys of the page; what they act on is `chosen`."""

    launches: Launches
    orders: Orders

    @property
    def chosen(self) -> "Seen | None":
        """The batch under the cursor."""
        return None

    @property
    def under(self) -> str:
        """The name under the cursor, also of a batch that is not in the store yet."""
        return ""

    def look(self) -> None:
        """Look at the store."""

    def go_to(self, name: str) -> None:
        """The cursor to that batch once it is seen."""

    # A new one.

    def action_new(self) -> None:
        """Ask what is to be played."""
        self.open_form({})

    def open_form(self, filled: Mapping[str, Any], *, again: bool = False) -> None:
        """The form with these fields filled in; what it gives is started."""
        if self._may_write():
            self.app.push_screen(Form(self.backstage, filled, again=again), self._start)

    def _start(self, start: Start | None) -> None:
        if start is not None:
            self.attempt(self._started(start.name, start.words))

    async def _started(self, name: str, words: Sequence[str]) -> None:
        pid = await self.orders.start(name, words, self.launches.log(name))
        self.launches.pids[name] = pid
        self.say(f"{name} is started as process {pid}; it goes on when the window is closed")
        self.go_to(name)

    # One that is there.

    def action_pause(self) -> None:
        """Begin nothing more, or go on."""
        seen = self.chosen
        if self.launches.starting(self.under) and not (seen and seen.played):
            self._hold(self.under)
        elif seen is None:
            self.say(NONE_CHOSEN)
        elif seen.state in {"playing", "paused"}:
            self._pause(seen, paused=seen.state == "playing")
        elif seen.state in {"resting", "over budget"}:
            self._go_on(seen)
        else:
            self.say(_NOTHING_LEFT.get(seen.state, "it is stopping").format(name=seen.name))

    def _hold(self, name: str) -> None:
        """A run that begins forgets what was wished before: this wish waits here until it plays."""
        if self._may_write():
            held = self.launches.hold(name)
            then = "is paused as soon as it plays" if held else "plays at once when it has started"
            self.say(f"{name} is still starting: it {then}")
            self.look()

    def pause_due(self, sight: "Sight") -> None:
        """Pause those that were to be paused once they play."""
        for seen in self.launches.due(sight):
            self._pause(seen, paused=True)

    def _pause(self, seen: "Seen", *, paused: bool) -> None:
        async def wish() -> None:
            await self.orders.wish(seen.name, paused=paused, stop=False)
            now = "begins nothing more; what is being played ends" if paused else "goes on"
            self.say(f"{seen.name} {now}")
            self.look()

        if self._may_write():
            self.attempt(wish())

    def action_stop(self) -> None:
        """End it after what is being said; it can be gone on with."""
        seen = self.chosen
        if seen is None:
            self.say(NONE_CHOSEN)
        elif not seen.played and seen.state != "paused":
            self.say(f"nobody plays {seen.name} now")
        elif self._may_write():
            lines = ["What is being said is finished and kept; nothing is lost, space goes on."]
            lines += [f"played by {each}" for each in seen.holders]
            question = Question(f"Stop {seen.name}?", lines, yes="stop it")
            self.app.push_screen(question, lambda yes: self._stop(seen) if yes else None)

    def _stop(self, seen: "Seen") -> None:
        async def stop() -> None:
            told = await self.orders.stop(seen.name)
            here = f"{told} process{'' if told == 1 else 'es'} here told to stop"
            self.say(f"{seen.name}: {here}; others hear of it between two dialogues")
            self.look()

        self.attempt(stop())

    def action_retry(self) -> None:
        """Play what failed again."""
        seen = self.chosen
        if seen is None:
            self.say(NONE_CHOSEN)
        elif not seen.figures.failed:
            self.say(f"nothing failed in {seen.name}")
        else:
            self._go_on(seen, again=True)

    def _go_on(self, seen: "Seen", *, again: bool = False) -> None:
        if not self._may_write():
            return
        words = going_on(self.backstage, seen, again=again)
        lines = [f"{seen.left + (seen.figures.failed if again else 0)} dialogues are to be played."]
        if seen.limited:
            lines.append("Its budget is used up: $ gives more.")
        if seen.plan["allow_code"]:
            lines.append("Judges of its scenario are programs, and would be run.")
        question = Question(
            f"{'Retry what failed in' if again else 'Go on with'} {seen.name}?",
            lines,
            yes="start it",
            command=shlex.join(["society", *words]),
        )
        start = Start(seen.name, words)
        self.app.push_screen(question, lambda yes: self._start(start if yes else None))

    def action_workers(self) -> None:
        """How many at once: now where it plays, else for the next start."""
        self._figure("at_once", "w", "Dialogues at once of each process", slots)

    def action_budget(self) -> None:
        """What all runs together may cost: now where it plays, else for the next start."""
        self._figure("budget", "$", "Dollars that all runs together may cost", dollars)

    def _figure(self, name: str, key: str, title: str, read: Callable[[str], float]) -> None:
        seen = self.chosen
        if seen is None:
            self.say(NONE_CHOSEN)
        elif not self._may_write():
            return
        elif not seen.played and seen.state != "paused":
            self._form_of(seen)
        elif seen.limits.get(name) is None:
            what = "a budget" if name == "budget" else "a limit of its own"
            self.say(
                f"{seen.name} was begun without {what}, and takes none while it plays: "
                f"x stops it, then {key} starts it with one",
                severity="warning",
            )
        else:
            now = getattr(seen.wished, name) or seen.limits[name]
            dialog = Figure(f"{title} ({seen.name})", str(now), read)
            self.app.push_screen(dialog, lambda value: self._wish(seen, name, value))

    def _form_of(self, seen: "Seen") -> None:
        """The form as the batch was begun."""
        limits = {**seen.limits, "budget": seen.budget}
        form = command.of_plan(seen.plan, limits)
        if form is None:
            self.say(f"{seen.name} is a plan of several casts: y copies its command")
        else:
            self.open_form(form)

    def _wish(self, seen: "Seen", name: str, value: float | None) -> None:
        async def wish() -> None:
            await self.orders.wish(seen.name, **{name: value})
            self.look()

        begun_with = seen.limits["at_once"] if name == "at_once" else None
        if value is None:
            return
        if begun_with is not None and value > begun_with:
            self.say(
                f"it was begun with {begun_with} at once; start another for more",
                severity="warning",
            )
            return
        self.attempt(wish())

    def action_tail(self) -> None:
        """What a batch that was started from here wrote."""
        name = self.chosen.name if self.chosen else next(iter(self.launches.pids), "")
        log = self.launches.log(name)
        if name and log.exists():
            told = ending(log, _READ).decode(errors="replace").strip()
            written = told or "nothing was written so far"
            self.app.push_screen(Reading(str(log), written, at_end=True))
        else:
            self.say("it was not started from here, so there is no log of it")

    def _may_write(self) -> bool:
        locked = self.backstage.desk.locked
        if locked:
            self.say("the database can only be read", severity="warning")
        return not locked


_NOTHING_LEFT = {
    "finished": "{name} is finished: nothing is left to play",
    "failures": "{name} is through, but for what failed: r plays that again",
}
