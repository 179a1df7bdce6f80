"""A player that leaves everything to a model: the words, and the move where there are moves."""

import re
from dataclasses import dataclass

from society.domain.calls import Sampling
from society.domain.dialogue import Utterance, View
from society.domain.errors import ModelError
from society.llm.model import DEFAULT, Model, Reply, Tell, nobody
from society.llm.structured import ask
from society.players.hearing import quietly
from society.players.prompt import prompt
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
        messages = prompt(view, short=self.short)
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
        messages = prompt(view, short=self.short)
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
            action = action_of(filled, view.options)
            text, swapped = own_words(filled.model_dump()["say"], view)
            if text or action:
                if text:
                    tell(text)
                flags = ("role_swap",) if swapped else ()
                return Utterance(
                    text=text, action=action, player=self.name, calls=tuple(calls), flags=flags
                )
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
