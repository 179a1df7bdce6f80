"""Plan, then speak: the move comes from a planner, the words from a model that must say that move.

Where there is nothing to plan, because no move has a worth, the model speaks freely.
"""

from dataclasses import dataclass
from functools import partial

from society.domain.calls import Message, Sampling
from society.domain.dialogue import Utterance, View
from society.domain.policy import Habit
from society.llm.model import DEFAULT, Model, Tell, nobody
from society.players import words
from society.players.claims import Claim, claim, consistent, contradictions
from society.players.llm import LlmPlayer, own_words, purpose, reseeded, varied
from society.players.moves import Move
from society.players.planner import plan
from society.players.prompt import UNTAUGHT, prompt
from society.players.tactics import Tactics
from society.scenario.phrases import phrases

TRIES = 3
PLAIN = Tactics()


@dataclass(frozen=True)
class PlannedPlayer:
    """Speaks with a model what a planner decided; `short` for models of some hundred million."""

    model: Model
    sampling: Sampling = DEFAULT
    tactics: Tactics = PLAIN
    short: bool = False
    habit: Habit = UNTAUGHT

    @property
    def name(self) -> str:
        """`planned:` and the model's name."""
        return f"planned:{self.model.name}"

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """The planned move and its words; the model's own reply where nothing can be planned."""
        move = None if view.refused else self.decide(view, chance=view.seed)
        return await (
            self._freely(view, tell) if move is None else self.utter(view, move, tell=tell)
        )

    def decide(self, view: View, *, chance: int) -> Move | None:
        """The planned move, by the tactics of that chance; None where nothing can be planned."""
        return plan(view, self.tactics.drawn(chance))

    async def utter(self, view: View, move: Move, *, tell: Tell = nobody) -> Utterance:
        """The move in the model's words."""
        sampling = varied(self.sampling, view)
        say = words.say if self.short else partial(_say, habit=self.habit)
        text, calls = await say(self.model, view, move, sampling=sampling, tell=tell)
        if not text and move.action is None:
            return await self._freely(view, tell)
        return Utterance(text=text, action=move.action, player=self.name, planned=True, calls=calls)

    async def _freely(self, view: View, tell: Tell) -> Utterance:
        player = LlmPlayer(self.model, self.sampling, self.short, self.habit)
        said = await player.speak(view, tell=tell)
        return said.model_copy(update={"player": self.name})


async def _say(
    model: Model, view: View, move: Move, *, sampling: Sampling, tell: Tell, habit: Habit
) -> tuple[str, tuple[str, ...]]:
    """The words of the move from a capable model: asked again where they contradict it.

    In the end the sentences that do not contradict it are kept, be it none: the move speaks.
    """
    what = claim(view, move)
    asked, kept = _told(view, move, what, habit), ""
    calls: list[str] = []
    for again in range(TRIES):
        reply = await model.reply(
            asked, sampling=reseeded(sampling, again), purpose=purpose(view), tell=tell
        )
        calls.append(reply.call)
        text, _ = own_words(reply.text, view)
        wrong = contradictions(text, what)
        if text and not wrong:
            return text, tuple(calls)
        kept = max(kept, consistent(text, what), key=len)
        asked = [*asked, *_again(reply.text, what, view)]
    return kept, tuple(calls)


def _told(view: View, move: Move, what: Claim, habit: Habit) -> list[Message]:
    """The prompt of a free reply, with the move to be said at its end."""
    talk = prompt(view.model_copy(update={"options": ()}), habit=habit)
    told = phrases(view.locale)
    action = move.agreed or move.action
    line = told.decided[move.kind].format(move=action or "")
    last = talk[-1].model_copy(
        update={"content": f"{talk[-1].content}\n\n({line} {_numbers(what, view)})"}
    )
    return [*talk[:-1], last]


def _again(said: str, what: Claim, view: View) -> list[Message]:
    told = phrases(view.locale)
    return [
        Message(role="assistant", content=said or told.silence),
        Message(role="user", content=f"({told.contradicts} {_numbers(what, view)})"),
    ]


def _numbers(what: Claim, view: View) -> str:
    """Which numbers may be said, in words."""
    told, numbers = phrases(view.locale), ", ".join(what.numbers.values())
    return told.numbers.format(numbers=numbers) if numbers else told.no_numbers
