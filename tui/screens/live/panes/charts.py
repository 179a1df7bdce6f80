"""The plots under the state: how both sides come towards each other, and what could be agreed."""

import asyncio
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical

from society.domain.dialogue import Dialogue
from society.domain.errors import SocietyError
from tui.screens.live.panes.state import until
from tui.screens.live.scene import Scene
from tui.widgets.plots import Concession, Pareto, Space, concessions, space
from tui.widgets.plots.concession import numbers
from tui.widgets.plots.figure import Figure
from tui.widgets.plots.pareto import made


class Charts(Vertical):
    """A concession plot, and a front of outcomes where there are several issues to trade."""

    DEFAULT_CSS = """
    Charts { height: auto; }
    Charts > Chart { height: 14; margin-top: 1; display: none; }
    Charts > Chart.-shown { display: block; }
    """
    _episode = ""
    _space: Space | None = None
    _dialogue: Dialogue | None = None
    _traded = False

    def compose(self) -> ComposeResult:
        """Both plots; each is to be seen where it has something to say."""
        yield Concession()
        yield Pareto()

    def show(self, scene: Scene, turn: int | None) -> None:
        """Draw what was offered up to the chosen turn."""
        if scene.game is None:
            self._dialogue, self._traded = None, False
            self._seen(concession=False)
            return
        self._dialogue = dialogue = until(scene, turn)
        curves = concessions(dialogue, private=scene.private)
        if curves is not None:
            self.query_one(Concession).show(curves)
        self._traded = scene.private and len(numbers(dialogue.game)) > 1
        if self._traded and self._episode != scene.episode:
            self._episode, self._space = scene.episode, None
            self.query_one(Pareto).draw(Figure(""))
            self.run_worker(self._valued(dialogue), exclusive=True)
        self._seen(concession=curves is not None)

    async def _valued(self, dialogue: Dialogue) -> None:
        """Value every outcome, once a game and beside the keys."""
        try:
            self._space = await asyncio.to_thread(space, dialogue)
        except SocietyError as error:
            self.query_one(Pareto).draw(Figure("outcomes", note=error.message))
        self._seen(concession=self.query_one(Concession).has_class("-shown"))

    def _seen(self, *, concession: bool) -> None:
        """Show the plots that have something to say, as of the dialogue that is shown now."""
        pareto = self.query_one(Pareto)
        if self._space is not None and self._dialogue is not None:
            offers = made(self._dialogue, self._space.roles)
            pareto.show(replace(self._space, made=offers))
        told = self._space is not None or bool(pareto.figure.note)
        self.query_one(Concession).set_class(concession, "-shown")
        pareto.set_class(self._traded and told, "-shown")
