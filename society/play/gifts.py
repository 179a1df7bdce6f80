"""What a judge may ask for, by name: what the case gives, and what to do where it gives none.

None of it lets a judge change what happened.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from society.domain.dialogue import Dialogue
from society.domain.episode import Outcome
from society.domain.errors import JudgeError
from society.domain.judging import Scope
from society.domain.lent import Archive, Member, PlayOn
from society.llm.judge_model import JudgeModel
from society.llm.model import Model
from society.play.sealing import sealed, sealed_dialogue
from society.plugins import Juror


@dataclass(frozen=True)
class Case:
    """What a judge is asked about: one turn, or with `turn` None the whole, for one role.

    With `first` and `second`, two ways the dialogue went on, it is asked which is better; then
    `dialogue` is what both begin with (`pairing` makes such a case, and asks it both ways round).
    Turns after the one in question are not shown: nobody judges with hindsight unasked. `sealed`
    says that the dialogue is closed already. `archive` and `play_on` are lent to whoever asks.
    `models` answer for the members of a panel that name one; `members` are its own, made by `ask`.
    """

    dialogue: Dialogue
    turn: int | None = None
    role: str | None = None
    outcome: Outcome | None = None
    params: dict[str, Any] = field(default_factory=dict)
    reference: Any = None
    sealed: bool = False
    archive: Archive | None = None
    play_on: PlayOn | None = None
    first: Dialogue | None = None
    second: Dialogue | None = None
    models: Mapping[str, Model] = field(default_factory=dict)
    members: tuple[Member, ...] = ()

    @property
    def scope(self) -> Scope:
        """What is judged: a turn, the whole, or a pair."""
        if self.first is not None and self.second is not None:
            return "pair"
        return "outcome" if self.turn is None else "turn"

    @property
    def judged(self) -> str | None:
        """The role whose turn or whose game is judged."""
        return self.role if self.turn is None else self.dialogue.turns[self.turn].role

    @property
    def own(self) -> tuple[int, ...]:
        """The turns that the judged role took."""
        return tuple(turn.index for turn in self.dialogue.turns if turn.role == self.judged)

    @property
    def about(self) -> str:
        """What the question is about, in words."""
        named: dict[Scope, str] = {"pair": "a pair", "outcome": "the outcome"}
        return named.get(self.scope, f"turn {self.turn}")


def given(juror: Juror, case: Case, model: JudgeModel | None) -> dict[str, Any]:
    """The arguments that the judge needs; JudgeError where one of them cannot be had."""
    _seated_right(juror, case)
    absent = _absent(case, model)
    for need in juror.needs:
        if need in absent and need not in juror.optional:
            raise JudgeError(f"it asks for {need!r}, and there is none", hint=absent[need])
    shown = upto(case.dialogue, None if case.turn is None else case.turn + 1)
    closed = shown if case.sealed else sealed_dialogue(shown)
    if closed is not case.dialogue:
        case = replace(case, dialogue=closed)
    return {need: GIFTS[need](juror, case, model) for need in juror.needs if need not in absent}


def upto(dialogue: Dialogue, turns: int | None) -> Dialogue:
    """The dialogue as it was after so many turns; all of it with None."""
    if turns is None or turns >= len(dialogue.turns):
        return dialogue
    return dialogue.model_copy(update={"turns": dialogue.turns[:turns]})


def _seated_right(juror: Juror, case: Case) -> None:
    """A judge of outcomes or of pairs can judge nothing else."""
    scope = juror.badge.scope
    if scope == "pair" and case.scope != "pair":
        raise JudgeError(
            "it compares pairs",
            hint="give it two dialogues that begin alike: society judge compare",
        )
    if scope == "outcome" and case.scope == "turn":
        raise JudgeError("it judges outcomes", hint="seat it with scope: outcome")


def _absent(case: Case, model: JudgeModel | None) -> dict[str, str]:
    """What this case cannot give, with what to do about it."""
    scope = case.scope
    of_pairs = "declare @judge(scope='pair'): only pairs have two sides"
    missing: dict[str, Literal[False] | str] = {
        "turn": scope != "turn" and "seat it with scope: turn",
        "outcome": scope != "outcome" and "seat it with scope: outcome",
        "model": model is None and "name one with --judge-model",
        "archive": case.archive is None and "ask it where a store is open, as society run does",
        "play_on": case.play_on is None and "ask it where there are players, as society run does",
        "members": not case.members and "list them: params: {members: [{use: deal}]}",
        "first": scope != "pair" and of_pairs,
        "second": scope != "pair" and of_pairs,
    }
    return {need: hint for need, hint in missing.items() if hint}


def _history(case: Case) -> Dialogue:
    """The dialogue before the turn in question; all of it where the whole is judged."""
    return upto(case.dialogue, case.turn)


def _view(case: Case) -> Any:
    """What the role knew when it spoke, or knows at the end."""
    from society.scenario import referee

    return referee.view(_history(case), case.judged or "")


def _side(dialogue: Dialogue | None, case: Case) -> Dialogue | None:
    return dialogue if dialogue is None or case.sealed else sealed_dialogue(dialogue)


Gift = Callable[[Juror, Case, JudgeModel | None], Any]

GIFTS: Mapping[str, Gift] = {
    "turn": lambda juror, case, model: case.dialogue.last,
    "dialogue": lambda juror, case, model: case.dialogue,
    "role": lambda juror, case, model: case.judged,
    "view": lambda juror, case, model: _view(case),
    "private": lambda juror, case, model: case.dialogue.game.role(case.judged or "").private,
    "variables": lambda juror, case, model: case.dialogue.game.variables,
    "scenario": lambda juror, case, model: case.dialogue.game.scenario,
    "outcome": lambda juror, case, model: sealed(case.outcome),
    "history": lambda juror, case, model: _history(case).turns,
    "model": lambda juror, case, model: model,
    "params": lambda juror, case, model: sealed({**juror.params, **case.params}),
    "reference": lambda juror, case, model: sealed(case.reference),
    "archive": lambda juror, case, model: case.archive,
    "play_on": lambda juror, case, model: case.play_on,
    "first": lambda juror, case, model: _side(case.first, case),
    "second": lambda juror, case, model: _side(case.second, case),
    "members": lambda juror, case, model: case.members,
}
"""What a judge may ask for, by name, and how it is had."""
