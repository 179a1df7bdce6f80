"""A player that leaves everything to a model: the words, and the move where there are moves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from society.domain.calls import Sampling
from society.domain.dialogue import Utterance, View
from society.domain.errors import ModelError
from society.domain.policy import Habit
from society.llm.model import DEFAULT, Model, Reply, Tell, nobody
from society.llm.structured import ask, form_of, read
from society.players.hearing import quietly
from society.players.prompt import UNTAUGHT, prompt
from society.players.reply import LONGEST, action_of, form
from society.players.taste import prattle

TRIES = 3
LONG, SHORT = LONGEST, 160
"""Characters that a structured reply may say."""

BRIEF = r"""root ::= line (" " line)?
line ::= [^ \n.!?。！？] [^\n.!?。！？]{3,150} [.!?。！？]"""
"""One or two sentences: a small model does not end by itself."""


@dataclass(frozen=True)
class LlmPlayer:
    """Speaks with a model; `short` prompts are for models of a few hundred million parameters."""

    model: Model
    sampling: Sampling = DEFAULT
    short: bool = False
    habit: Habit = UNTAUGHT

    @property
    def name(self) -> str:
        """`llm:` and the model's name."""
        return f"llm:{self.model.name}"

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """One reply: free text, or where the role may make moves a structured one."""
        sampling = varied(self.sampling, view)
        if view.options:
            return await self._structured(view, sampling, tell)
        return await self._free(view, sampling, tell)

    async def _free(self, view: View, sampling: Sampling, tell: Tell) -> Utterance:
        """The first try that can stand; of a small model the one with the fewest flaws."""
        messages = prompt(view, short=self.short, habit=self.habit)
        calls: list[str] = []
        found: list[tuple[int, Utterance]] = []
        for again in range(TRIES):
            reply = await self.model.reply(
                messages,
                sampling=reseeded(sampling, again),
                grammar=BRIEF if self.short else None,
                purpose=purpose(view),
                tell=tell,
            )
            calls.append(reply.call)
            said = self._heard(reply, view)
            if said.text:
                found.append((len(prattle(said.text, view)) if self.short else 0, said))
            if said.text and not found[-1][0]:
                break
        if not found:
            raise ModelError(f"{self.model.name} said nothing as {view.role.name}", kind="empty")
        best = min(found, key=lambda each: each[0])[1]
        return best.model_copy(update={"calls": tuple(calls)})

    async def several(self, view: View, n: int, *, tell: Tell = nobody) -> Sequence[Utterance]:
        """Up to n replies of one request, those that can stand; one more alone where none can."""
        shape = form(view.options, longest=SHORT if self.short else LONG) if view.options else None
        reply = await self.model.reply(
            prompt(view, short=self.short, habit=self.habit),
            sampling=varied(self.sampling, view),
            schema=form_of(shape) if shape else None,
            grammar=BRIEF if self.short and shape is None else None,
            n=n,
            purpose=purpose(view),
            tell=quietly(tell),
        )
        each = [reply.model_copy(update={"text": text}) for text in reply.texts or (reply.text,)]
        found = [self._read(one, shape, view) if shape else self._heard(one, view) for one in each]
        stand = [one for one in found if one is not None and (one.text or one.action)]
        if not stand:
            stand = [await self.speak(view, tell=quietly(tell))]
        return [one.model_copy(update={"calls": (reply.call, *one.calls)}) for one in stand]

    def _read(self, reply: Reply, shape: type[BaseModel], view: View) -> Utterance | None:
        """A structured reply; None where it does not keep to the form."""
        try:
            filled = read(reply.text, shape)
        except ValueError:
            return None
        return self._filled(filled, view)

    def _filled(self, filled: BaseModel, view: View) -> Utterance:
        text, swapped = own_words(filled.model_dump()["say"], view)
        flags = ("role_swap",) if swapped else ()
        action = action_of(filled, view.options)
        return Utterance(text=text, action=action, player=self.name, flags=flags)

    def _heard(self, reply: Reply, view: View) -> Utterance:
        text, swapped = own_words(reply.text, view)
        flags = {"role_swap": swapped, "truncated": reply.finish == "length"}
        return Utterance(
            text=text,
            player=self.name,
            flags=tuple(name for name, there in flags.items() if there),
            raw=reply.raw,
        )

    async def _structured(self, view: View, sampling: Sampling, tell: Tell) -> Utterance:
        messages = prompt(view, short=self.short, habit=self.habit)
        calls: list[str] = []
        for again in range(TRIES):
            filled, made = await ask(
                self.model,
                messages,
                form(view.options, longest=SHORT if self.short else LONG),
                sampling=reseeded(sampling, again),
                purpose=purpose(view),
                tell=quietly(tell),
                locale=view.locale,
            )
            calls += made
            said = self._filled(filled, view)
            if said.text or said.action:
                if said.text:
                    tell(said.text)
                return said.model_copy(update={"calls": tuple(calls)})
        raise ModelError(f"{self.model.name} said nothing as {view.role.name}", kind="empty")


def purpose(view: View) -> str:
    """What a call is for, as the ledger keeps it."""
    return f"turn:{view.turn}"


def varied(sampling: Sampling, view: View) -> Sampling:
    """The sampling with a seed of its own for this turn of this game, where none is given."""
    if sampling.seed is not None:
        return sampling
    return sampling.model_copy(update={"seed": (view.seed + 7919 * view.turn) % 2**31})


def reseeded(sampling: Sampling, again: int) -> Sampling:
    """The sampling of a further try."""
    if not again or sampling.seed is None:
        return sampling
    return sampling.model_copy(update={"seed": (sampling.seed + again) % 2**31})


def own_words(text: str, view: View) -> tuple[str, bool]:
    """The role's own words, and whether it spoke for others: cut where it does.

    A label with its own name is taken off. Labels count at the start of a line or a sentence.
    """
    own = _labels([view.role.id, view.role.name])
    others = _labels([name for other in view.others for name in (other.id, other.name)])
    said = re.sub(rf"(?i)^\W*(?:{own})\s*[:：]\s*", "", text.strip(), count=1)
    parts = re.split(rf"(?i)(?:^|[\n.!?。！？]\W*)(?=(?:{others})\s*[:：])", said, maxsplit=1)
    if not others or len(parts) == 1:
        return said.strip(), False
    end = said[len(parts[0]) :][:1]
    closed = parts[0] + (end if end in ".!?。！？" else "")
    return closed.strip(), True


def _labels(names: list[str]) -> str:
    return "|".join(re.escape(name) for name in names if name)
