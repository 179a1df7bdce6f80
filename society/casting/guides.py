"""Judges that guide a search: what replies are worth that were only imagined.

Law: a guide sees imagined games alone, and what it says is paid to nobody.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from society.domain.calls import Attempt, Heard
from society.domain.dialogue import Dialogue
from society.domain.errors import JudgeError
from society.llm.model import Tell
from society.play.asking import Case, ask
from society.play.bench import Seat
from society.players.candidates import key
from society.players.imagining import Guide
from society.search import Values


@dataclass(frozen=True)
class Guided:
    """A judge's seat, and how long it may take (seconds)."""

    seat: Seat
    timeout: float


@dataclass(frozen=True)
class Guides:
    """The judges that guide the searches of a role."""

    judges: tuple[Guided, ...] = ()

    def __call__(self, tell: Tell, known: Mapping[str, float]) -> Sequence[Guide]:
        """The guides of one turn's search; nothing is asked twice of one of them.

        `known` has the verdicts of before a break on the first replies, by their keys.
        """
        return [_Guide(each, tell, known).value for each in self.judges]


@dataclass
class _Guide:
    """What one judge said so far, by the words that it was asked about."""

    guided: Guided
    tell: Tell
    known: Mapping[str, float]
    heard: dict[tuple[str, ...], float | None] = field(default_factory=dict)
    locks: dict[tuple[str, ...], asyncio.Lock] = field(default_factory=dict)

    async def value(self, dialogue: Dialogue, start: int) -> Values:
        """The mean score of each role's turns from `start` on; of the whole, for such a judge.

        JudgeError where it gave no score for any of them: a search that nobody guides is none.
        """
        found: dict[str, list[float]] = {}
        for turn in dialogue.turns[start:]:
            if not self.guided.seat.hears(turn.role):
                continue
            score = await self._score(dialogue, turn.index, start)
            if score is not None:
                found.setdefault(turn.role, []).append(score)
        if not found:
            raise JudgeError(
                f"{self.guided.seat.name} gave no score to guide the search by",
                hint="society judge test looks at a judge; value=judge:NAME names another",
            )
        return {role: fmean(scores) for role, scores in found.items()}

    async def _score(self, dialogue: Dialogue, index: int, start: int) -> float | None:
        until = Dialogue(game=dialogue.game, turns=dialogue.turns[: index + 1])
        first = key(until.last.text, until.last.action)
        if index == start and first in self.known:
            return self.known[first]
        asked = tuple(f"{turn.text}/{turn.action}" for turn in until.turns)
        # Simulations that run at the same time may come by the same words.
        async with self.locks.setdefault(asked, asyncio.Lock()):
            if asked not in self.heard:
                self.heard[asked] = await self._asked(until, index, start)
        return self.heard[asked]

    async def _asked(self, dialogue: Dialogue, index: int, start: int) -> float | None:
        seat = self.guided.seat
        role = dialogue.turns[index].role
        case = Case(
            dialogue,
            turn=index if seat.scope == "turn" else None,
            role=role,
            params=dict(seat.params),
            models=seat.models,
        )
        said = await ask(
            seat.juror,
            case,
            model=seat.model,
            tell=_of_turn(self.tell, start),
            timeout=self.guided.timeout,
            name=seat.name,
        )
        return said.score


def _of_turn(tell: Tell, turn: int) -> Tell:
    """Puts what is asked down to the turn that is thought about: nobody is paid by it."""

    def hear(heard: Heard, /) -> None:
        if isinstance(heard, Attempt):
            heard = heard.model_copy(update={"purpose": f"turn:{turn}"})
        tell(heard)

    return hear
