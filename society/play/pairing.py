"""Ask which of two continuations is better, in both orders: to be shown first is no merit.

Law: where the two orders do not name the same winner nobody won; that is a tie, and it is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from typing import Any

from society.domain.dialogue import Dialogue, Turn
from society.domain.errors import JudgeError
from society.domain.judging import Judgement
from society.domain.lent import Archive, PlayOn
from society.llm.model import Model, Tell, nobody
from society.play.asking import ask
from society.play.gifts import Case
from society.plugins import Juror

TIE = 0.5


@dataclass(frozen=True)
class PairCase:
    """Two dialogues of one game that begin alike, and the role that they are compared for.

    Two plays of a game are such a pair too: then nothing but the game is what they begin with.
    """

    first: Dialogue
    second: Dialogue
    role: str
    params: dict[str, Any] = field(default_factory=dict)
    reference: Any = None
    archive: Archive | None = None
    play_on: PlayOn | None = None
    models: Mapping[str, Model] = field(default_factory=dict)

    @cached_property
    def prefix(self) -> Dialogue:
        """What both begin with; JudgeError where they are not dialogues of one game."""
        one, other = self.first.game, self.second.game
        if one is not other and one.model_copy(update={"rollout": other.rollout}) != other:
            raise JudgeError(
                "the two dialogues are of different games",
                hint="compare dialogues of one scenario, level, language, seed and index",
            )
        pairs = zip(self.first.turns, self.second.turns, strict=False)
        alike = tuple(turn for turn, _ in takewhile(lambda pair: _same(*pair), pairs))
        return Dialogue(game=one, turns=alike)

    @property
    def swapped(self) -> "PairCase":
        """The same question the other way round."""
        return replace(self, first=self.second, second=self.first)

    @property
    def case(self) -> Case:
        """The question in this order."""
        return Case(
            self.prefix,
            role=self.role,
            params=self.params,
            reference=self.reference,
            archive=self.archive,
            play_on=self.play_on,
            models=self.models,
            first=self.first,
            second=self.second,
        )


async def ask_pair(
    juror: Juror,
    pair: PairCase,
    *,
    model: Model | None = None,
    tell: Tell = nobody,
    timeout: float = 60.0,
    name: str = "",
) -> Judgement:
    """How likely it is that the first is better for what the role should do; 0.5 is a tie.

    Asked in both orders. `facts` hold what each said of the first: `forward` when it was shown
    first, `backward` when it was shown second; `flipped` is 1 where they name different winners,
    and the score is then a tie. Unscored in one order is unscored. Raises as `ask` does, and
    JudgeError where the dialogues are not of one game.
    """
    more: dict[str, Any] = {"model": model, "tell": tell, "timeout": timeout, "name": name}
    forward = await ask(juror, pair.case, **more)
    if forward.score is None:
        return forward
    backward = await ask(juror, pair.swapped.case, **more)
    calls = tuple(dict.fromkeys([*forward.calls, *backward.calls]))
    if backward.score is None:
        return backward.model_copy(update={"calls": calls})
    ahead, behind = forward.score, 1 - backward.score
    flipped = _winner(ahead) != _winner(behind)
    found = {
        "score": TIE if flipped else (ahead + behind) / 2,
        "critique": _critique(forward, backward, flipped),
        "criteria": _means(forward.criteria, _turned(backward.criteria)),
        "facts": {
            **_means(forward.facts, backward.facts),
            "flipped": float(flipped),
            "forward": ahead,
            "backward": behind,
        },
        "calls": calls,
    }
    return forward.model_copy(update=found)


def _same(one: Turn, other: Turn) -> bool:
    """Whether the same was said and done, whoever found the words."""
    if one is other:
        return True
    return (one.role, one.text, one.action) == (other.role, other.text, other.action)


def _winner(score: float) -> str:
    if abs(score - TIE) < 1e-9:
        return ""
    return "first" if score > TIE else "second"


def _critique(forward: Judgement, backward: Judgement, flipped: bool) -> str:
    """The first answer's reasons; where the other order says otherwise, both."""
    if not flipped:
        return forward.critique
    return (
        f"the answer depends on the order; as given: {forward.critique or forward.score}; "
        f"the other way round: {backward.critique or backward.score}"
    )


def _turned(criteria: Mapping[str, float]) -> dict[str, float]:
    return {name: 1 - value for name, value in criteria.items()}


def _means(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """The means of what both name."""
    return {name: (value + other[name]) / 2 for name, value in one.items() if name in other}
