"""What a screen with a scenario on it can do: draw it otherwise, run it, batch it, mend it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType

from society.domain.errors import SocietyError
from society.domain.orders import Begin
from tui.editor import edit, words
from tui.messages import OpenBatch, Play
from tui.screens.home.begin import RunDialog
from tui.screens.home.choice import Choice
from tui.screens.home.faults import Faults
from tui.screens.home.keys import keyless
from tui.screens.home.paper import copy
from tui.screens.home.preview import Preview, refused
from tui.screens.home.shelf import Card, Places, linted
from tui.screens.home.shelf import card as filled
from tui.screens.page import Page


class Playing(Page):
    """The keys that Home and the screen of one scenario share."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "run_at_once", "Run at once", show=False, id="home.again"),
        Binding("b", "batch", "Batch", id="home.batch"),
        Binding("e", "edit", "Edit", id="home.edit"),
        Binding("E", "edit_here", "Edit here", show=False, id="home.edit_here"),
        Binding("v", "validate", "Validate", id="home.validate"),
        Binding("s", "reseed", "Reseed", id="home.reseed"),
        Binding("l", "level", "Level", id="home.level"),
        Binding("p", "role", "Next role", show=False, id="home.role"),
        Binding("x", "variables", "Variables", show=False, id="home.variables"),
    ]

    choice = Choice()

    @property
    def card(self) -> Card | None:
        """The scenario that keys are about."""
        return self.preview.card

    @property
    def preview(self) -> Preview:
        """Where it is shown."""
        return self.query_one(Preview)

    @property
    def places(self) -> Places:
        """Where scenario files are."""
        raise AssertionError("said by the screen")

    def chose(self, choice: Choice) -> None:
        """Remember what was chosen."""
        self.choice = choice

    async def written(self, scenario: str) -> None:
        """A file was written: look again, and stay at that scenario."""

    async def ready(self, card: Card) -> Card:
        """The card once its file was read: at once where it was."""
        return card if card.read else await asyncio.to_thread(filled, card.spot)

    def models(self, card: Card) -> Mapping[str, str]:
        """The models that the roles of a scenario have by choice, else by the settings."""
        choice = self.choice.fitting(card)
        everyone = dict.fromkeys(card.roles, choice.model) if choice.model else {}
        return {**everyone, **choice.named(card, self.backstage.settings.models)}

    # Drawing.

    def action_reseed(self) -> None:
        """Draw another seed."""
        seed, before = self.backstage.seed(), self.preview.wish.seed
        self.preview.redraw(seed=seed if seed != before else before + 1)

    def action_level(self) -> None:
        """The next level."""
        if self.card is not None:
            wish = self.preview.wish.fitting(self.card).next_level(self.card)
            self.preview.redraw(level=wish.level)

    def action_role(self) -> None:
        """The prompt, and then that of the next role."""
        if self.preview.tab == "prompt":
            self.preview.redraw(role=self.preview.wish.role + 1)
        self.preview.open("prompt")

    def action_variables(self) -> None:
        """Every variable as it was drawn, or no more."""
        self.preview.redraw(variables=not self.preview.wish.variables)

    # Playing.

    def action_run(self) -> None:
        """Ask how, then play it."""
        self._if_playable(self._ask_how)

    def action_run_at_once(self) -> None:
        """Play it as the last one was."""
        self._if_playable(lambda card: self._play(card, self.choice.fitting(card)))

    def action_batch(self) -> None:
        """A form for many of these."""
        self._if_playable(self._batch)

    def _if_playable(self, then: Callable[[Card], None]) -> None:
        card = self.card
        if card is not None and not card.read:
            self.attempt(self._once_read(card, then))
        else:
            self._refused_or(card, then)

    async def _once_read(self, card: Card, then: Callable[[Card], None]) -> None:
        self._refused_or(await self.ready(card), then)

    def _refused_or(self, card: Card | None, then: Callable[[Card], None]) -> None:
        error = refused(card)
        if error is None and self.backstage.desk.locked:
            error = SocietyError(
                "the database can only be read, so nothing can be played into it",
                hint="`society studio --db FILE` opens another; F2 shows where this one is",
            )
        if error is not None:
            self.fail(error)
        elif card is not None:
            then(card)

    def _ask_how(self, card: Card) -> None:
        level = self.preview.wish.level
        choice = self.choice.fitting(card)
        if level in card.levels:
            choice = choice.model_copy(update={"level": level})
        dialog = RunDialog(card, choice, self.backstage.settings)

        def answered(chosen: Choice | None) -> None:
            if chosen is not None:
                self._play(card, chosen)

        self.app.push_screen(dialog, answered)

    def _play(self, card: Card, choice: Choice) -> None:
        self.chose(choice)
        settings = self.backstage.settings
        seed = self.backstage.seed() if choice.seed is None else choice.seed
        job = choice.job(card, seed, settings.models)
        asked = self.models(card)
        names = {asked.get(role) or settings.model or "" for role in card.roles}
        names.add(choice.judge_model or settings.judge_model or "")
        self.attempt(self._begun(Begin(job=job, paused=choice.paused), names))

    async def _begun(self, order: Begin, names: set[str]) -> None:
        missing = await asyncio.to_thread(keyless, names, self.backstage)
        if missing:
            raise missing[0]
        self.app.post_message(Play(order))

    def _batch(self, card: Card) -> None:
        choice = self.choice.fitting(card)
        form = {
            "scenarios": [card.reference],
            "level": self.preview.wish.fitting(card).level or choice.level,
            "locale": choice.locale,
            "model": choice.model,
            "judge_model": choice.judge_model,
        }
        self.app.post_message(OpenBatch(form={key: value for key, value in form.items() if value}))

    # Mending.

    def action_edit(self) -> None:
        """Open the file in the user's editor."""
        if self.card is not None:
            self.attempt(self._edited(self.card))

    async def _edited(self, card: Card) -> None:
        environ = self.backstage.environ
        words(environ)
        card = await self._own(card)
        edit(card.spot.path, environ, lend=self.app.suspend, instead="E edits the file here")
        await self.written(card.id)

    def action_edit_here(self) -> None:
        """Edit the file in its tab."""
        if self.card is not None:
            self.attempt(self._edit_here(self.card))

    async def _edit_here(self, card: Card) -> None:
        await self._own(card)
        self.preview.open("yaml")
        self.call_after_refresh(self.preview.sheet.edit)

    async def _own(self, card: Card) -> Card:
        """The card of a file that may be written: a copy of one that ships, made now."""
        card = await self.ready(card)
        if not card.spot.fixed:
            return card
        path = await asyncio.to_thread(copy, card, self.places.own)
        self.say(f"{card.id} ships with society and stays as it is; yours is {path}")
        await self.written(card.id)
        return self.card or card

    async def on_sheet_saved(self) -> None:
        """Look at the file anew."""
        if self.card is not None:
            await self.written(self.card.id)

    def action_validate(self) -> None:
        """Everything that is wrong with the file."""
        if self.card is not None:
            self.attempt(self._validated(self.card))

    async def _validated(self, card: Card) -> None:
        card = await self.ready(card)
        sheet = self.preview.sheet
        text = sheet.lines.text if sheet.card is card else card.text
        problems = () if card.source is None else await asyncio.to_thread(linted, card, text)
        unread = card.problems if card.source is None else ()
        self.app.push_screen(Faults(card.id, problems, unread), self._go_to)

    def _go_to(self, place: tuple[int, int] | None) -> None:
        if place:
            self.preview.open("yaml")
            self.call_after_refresh(self.preview.sheet.jump, *place)
