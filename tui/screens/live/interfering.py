"""What a person does to a dialogue: speak in it, change it, sample again, say what they think."""

import asyncio

from society.domain.cues import Kept, Refused, Sampled, Shown, Suggested, Unwanted, Wanted
from society.domain.dialogue import Dialogue
from society.domain.errors import SocietyError
from society.domain.orders import (
    Begin,
    Branch,
    Give,
    Keep,
    Order,
    Reroll,
    Resume,
    Say,
    Suggest,
    Take,
)
from society.domain.trust import Label
from tui.messages import OpenBatch, OpenDialogues
from tui.screens.live.choosing import Choosing
from tui.screens.live.critique import Critique
from tui.screens.live.editing import Editing
from tui.screens.live.finale import Finale
from tui.screens.live.floor import Aside, Behind
from tui.screens.live.lectern import Lectern
from tui.screens.live.line import Line, typed
from tui.screens.live.moves import moves
from tui.screens.live.panes.thoughts import Thoughts
from tui.screens.live.rerolled import HowMany, Rerolled
from tui.screens.live.spoken import Said
from tui.screens.live.thumbs import put
from tui.screens.live.transcript import Transcript
from tui.screens.live.watching import Watching


class Interfering(Watching):
    """The orders that need an answer, a line or a choice."""

    _samples: Rerolled | None = None

    @property
    def chosen(self) -> Said | None:
        """The selected turn, or the latest that was said."""
        scene = self.scene
        return scene.at(self.turn if self.turn is not None else scene.said - 1)

    # A person's line.

    def hear_cue(self, shown: Shown) -> None:
        """What the stage asks of the person, or answers."""
        lectern = self.query_one(Lectern)
        match shown:
            case Wanted():
                self.company.scene.private = False
                self.attempt(self._want(shown), group="want")
            case Unwanted():
                lectern.rest()
            case Suggested():
                lectern.fill(typed(shown.text, shown.action))
            case Sampled() if self._samples is not None:
                self._samples.arrived(shown)
            case Refused(do="reroll") if self._samples is not None:
                self._samples.dismiss(None)
            case Kept():
                self.say("kept: the two replies are a preference pair now")

    async def _want(self, wanted: Wanted) -> None:
        dialogue = self.company.scene.dialogue
        if dialogue is None:
            return
        options = await moves(dialogue, wanted.role)
        if self.company.scene.wanted == wanted:
            await self.query_one(Lectern).want(options, wanted.refused)

    def on_line_sent(self, sent: Line.Sent) -> None:
        """Say it, where it can be read."""
        wanted, dialogue = self.company.scene.wanted, self.company.scene.dialogue
        if wanted is not None and dialogue is not None:
            self.attempt(self._say(sent.text, wanted, dialogue), group="say")

    async def _say(self, text: str, wanted: Wanted, dialogue: Dialogue) -> None:
        from society.players.human import parse_line

        lectern = self.query_one(Lectern)
        try:
            parse_line(text, await moves(dialogue, wanted.role))
        except SocietyError as error:
            lectern.complain(str(error))
        else:
            lectern.rest()
            await self.company.send(Say(text=text))

    def on_lectern_suggest(self) -> None:
        """Let the model say what it would."""
        self.order(Suggest())

    def on_lectern_give(self) -> None:
        """Give back every role."""
        scene = self.company.scene
        self.order(*(Give(role=role) for role in sorted(scene.mine)))
        scene.mine.clear()
        scene.version += 1
        self.query_one(Lectern).rest()

    def action_take_role(self) -> None:
        """Ask which role to take; from a stored dialogue it is taken in a branch."""
        game = self.scene.game
        if game is not None:
            self.app.push_screen(Choosing(game), self._taken)

    def _taken(self, role: str | None) -> None:
        one, scene = self.chosen, self.company.scene
        if role is None:
            return
        if not self.scene.moving or self.reading:
            if one is not None:
                # Taken once the branch has begun: until then another dialogue may be playing.
                self._next = role
                self.order(Branch(episode=self.scene.episode, turn=one.index, paused=True))
            return
        self.order(Take(role=role))
        scene.mine.add(role)
        scene.private = False
        scene.version += 1

    # From a turn on.

    def action_branch(self) -> None:
        """Play another dialogue that shares everything up to the chosen turn."""
        one = self.chosen
        if one is not None and one.turn is not None:
            self.order(Branch(episode=self.scene.episode, turn=one.index))

    def action_edit(self) -> None:
        """Say the chosen turn anew, and go on from there."""
        one, dialogue = self.chosen, self.scene.dialogue
        if one is not None and one.turn is not None and dialogue is not None:
            before = dialogue.turns[: one.index]
            earlier = Dialogue.model_construct(game=dialogue.game, turns=before)
            self.attempt(self._edit(one, self.scene.episode, earlier), group="edit")

    async def _edit(self, one: Said, episode: str, earlier: Dialogue) -> None:
        assert one.turn is not None
        options = await moves(earlier, one.role)

        def said(text: str | None) -> None:
            if text is not None:
                self.order(Branch(episode=episode, turn=one.index, text=text))

        self.app.push_screen(Editing(one.turn, options), said)

    def action_reroll(self) -> None:
        """Sample other replies in place of the chosen turn."""
        if self.chosen is not None and self.chosen.turn is not None:
            self.app.push_screen(HowMany(), self._rerolled)

    def _rerolled(self, k: int | None) -> None:
        one, episode = self.chosen, self.scene.episode
        if k is None or one is None or one.turn is None:
            return
        index = one.index

        def kept(n: int | None) -> None:
            self._samples = None
            if n is not None:
                self.order(Keep(episode=episode, turn=index, n=n))

        self._samples = Rerolled(one.turn, k)
        self.app.push_screen(self._samples, kept)
        self.order(Reroll(episode=episode, turn=index, k=k))

    # What one thinks of a turn.

    def action_critique(self) -> None:
        """Everything that judges said of the chosen turn."""
        if self.chosen is not None:
            self.app.push_screen(Critique(self.chosen, self.scene))

    def action_thumb(self, score: int) -> None:
        """Say what one thinks of the chosen turn."""
        one = self.chosen
        if one is not None and one.turn is not None:
            label = Label(
                episode=self.scene.episode,
                turn=one.index,
                role=one.role,
                rater=self.rater,
                score=float(score),
            )
            self.attempt(self._thumb(label), group="thumb")

    async def _thumb(self, label: Label) -> None:
        store = await self.backstage.desk.store()
        if self.backstage.desk.locked:
            raise SocietyError("the database is read-only, so a thumb cannot be kept")
        await asyncio.to_thread(put, store, label)
        if self.scene.episode == label.episode and label.turn is not None:
            self._thumbs[label.turn] = label.score
            self.scene.thumb(label.turn, label.score)

    def on_transcript_selected(self, selected: Transcript.Selected) -> None:
        """A turn was clicked."""
        self.select(None if self.turn == selected.turn else selected.turn)

    def on_behind_follow(self, message: Behind.Follow) -> None:
        """To the end."""
        self.select(None)
        self.transcript.action_follow()

    def action_side(self) -> None:
        """The side pane as a screen of its own, where there is no room beside the turns."""
        self.app.push_screen(Aside(self.scene, self.turn), self._branched)

    def on_thoughts_branched(self, branched: Thoughts.Branched) -> None:
        """A reply that was considered is to be said instead."""
        self._branched(branched.order)

    def _branched(self, order: Branch | None) -> None:
        if order is not None:
            self.order(order)

    # When it is over.

    def on_finale_chosen(self, chosen: Finale.Chosen) -> None:
        """Again or on, a batch of these, or this one among all."""
        scene = self.scene
        job = dict(scene.provenance.job) if scene.provenance else {}
        match chosen.what:
            case "batch":
                self.post_message(OpenBatch(form=job))
            case "list":
                self.post_message(OpenDialogues(where=self.query_text))
            case _:
                self.order(self._again(job))

    def _again(self, job: dict[str, object]) -> Order:
        scene = self.scene
        if scene.outcome is None:
            return Resume(episode=scene.episode)
        # What is stored is data: whether code may run is asked anew.
        allowed = {} if self.reading else {"allow_code": job.get("allow_code", False)}
        stripped = {name: value for name, value in job.items() if name != "allow_code"}
        return Begin(job={**stripped, **allowed, "seed": self.backstage.seed()})
