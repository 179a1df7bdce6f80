"""Ask one judge about one turn, or about the whole: its bug is never a score, nor the end of us."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from pathlib import Path
from traceback import extract_tb
from typing import Any

from society.domain.dialogue import Dialogue
from society.domain.episode import Outcome
from society.domain.errors import (
    Exit,
    ForeignError,
    JudgeError,
    LimitReached,
    ModelError,
    SocietyError,
    StoreError,
    boundary,
)
from society.domain.judging import Judgement
from society.llm.judge_model import JudgeModel
from society.llm.model import Model, Tell, nobody
from society.play.returns import LONGEST_CRITIQUE, Said, read
from society.play.sealing import sealed, sealed_dialogue
from society.plugins import Juror

UNSCORED = {"bad_reply": "bad_reply", "refused": "refused"}


@dataclass(frozen=True)
class Case:
    """What a judge is asked about: one turn, or with `turn` None the whole, for one role.

    Turns after the one in question are not shown: nobody judges with hindsight unasked. `sealed`
    says that the dialogue is closed already.
    """

    dialogue: Dialogue
    turn: int | None = None
    role: str | None = None
    outcome: Outcome | None = None
    params: dict[str, Any] = field(default_factory=dict)
    reference: Any = None
    sealed: bool = False

    @property
    def judged(self) -> str | None:
        """The role whose turn or whose game is judged."""
        return self.role if self.turn is None else self.dialogue.turns[self.turn].role


async def ask(
    juror: Juror,
    case: Case,
    *,
    model: Model | None = None,
    tell: Tell = nobody,
    timeout: float = 60.0,
    name: str = "",
) -> Judgement:
    """What the judge says, under `name` where the seat has one of its own.

    Whatever a judge does wrong comes back unscored: judge_error, timeout, or why its model gave
    nothing. `timeout` is the judge's own time in seconds, without its model's. What would fail for
    every judge alike is raised: a limit reached, the store, a provider that says no to all.
    """
    called = name or juror.name
    said, calls = await _heard(juror, case, called, model, tell, timeout)
    return Judgement(
        scope="outcome" if case.turn is None else "turn",
        turn=case.turn,
        role=case.judged,
        judge=called,
        score=said.score,
        unscored=said.unscored,
        critique=said.critique,
        criteria=said.criteria,
        version=juror.version,
        calls=tuple(dict.fromkeys([*calls, *said.calls])),
    )


async def _heard(
    juror: Juror, case: Case, called: str, model: Model | None, tell: Tell, timeout: float
) -> tuple[Said, tuple[str, ...]]:
    badge = juror.badge
    if badge.name != called:
        badge = badge.model_copy(update={"name": called})
    where = f"judge {called!r} on " + ("the outcome" if case.turn is None else f"turn {case.turn}")
    limit = asyncio.timeout(timeout)
    own = _own_model(juror, called, model, tell, _Clock(limit)) if model else None
    try:
        async with limit:
            with boundary(where):
                answer = await _call(juror, _given(juror, case, own), where)
                said = read(answer, badge, case.turn)
    except TimeoutError:
        said = Said(None, f"{where}: no answer within {timeout:g} s", unscored="timeout")
    except (LimitReached, StoreError):
        raise
    except SocietyError as error:
        said = _failed(error, where)
    return said, own.calls if own else ()


def _failed(error: SocietyError, where: str) -> Said:
    """Why there is no score; raised on where it is not this judge's failure alone."""
    if isinstance(error, ModelError):
        if error.exit is not Exit.PARTLY:
            raise error
        reason = UNSCORED.get(error.kind, "model_error")
        return Said(None, f"{where}: {_sentence(error)}", unscored=reason)
    named = isinstance(error, ForeignError) or error.message.startswith("judge ")
    critique = _sentence(error) if named else f"{where}: {_sentence(error)}"
    return Said(None, critique, unscored="judge_error")


def _sentence(error: SocietyError) -> str:
    parts = [error.message + _place(error.__cause__), *([error.hint] if error.hint else [])]
    return "; ".join(" ".join(part.split()) for part in parts)[:LONGEST_CRITIQUE]


def _place(bug: BaseException | None) -> str:
    """Where somebody else's code broke, as ` (file.py:7)`."""
    steps = extract_tb(bug.__traceback__) if bug else []
    theirs = [step for step in steps if Path(step.filename).parent != Path(__file__).parent]
    return f" ({Path(theirs[-1].filename).name}:{theirs[-1].lineno})" if theirs else ""


def _own_model(juror: Juror, called: str, model: Model, tell: Tell, clock: "_Clock") -> JudgeModel:
    scale = (0.0, 1.0) if juror.badge.scale == "bool" else juror.badge.scale
    purpose = f"judge:{called}"
    return JudgeModel(model, purpose=purpose, tell=tell, scale=scale, pause=clock.stopped)


def _given(juror: Juror, case: Case, model: JudgeModel | None) -> dict[str, Any]:
    """The arguments it needs, none of which lets it change what happened."""
    if juror.badge.scope == "outcome" and case.turn is not None:
        raise JudgeError("it judges outcomes", hint="seat it with scope: outcome")
    absent = _absent(case, model)
    for need in juror.needs:
        if need in absent and need not in juror.optional:
            raise JudgeError(f"it asks for {need!r}, and there is none", hint=absent[need])
    shown = _upto(case.dialogue, None if case.turn is None else case.turn + 1)
    closed = shown if case.sealed else sealed_dialogue(shown)
    if closed is not case.dialogue:
        case = replace(case, dialogue=closed)
    return {need: GIFTS[need](juror, case, model) for need in juror.needs if need not in absent}


def _upto(dialogue: Dialogue, turns: int | None) -> Dialogue:
    """The dialogue as it was after so many turns; all of it with None."""
    if turns is None or turns >= len(dialogue.turns):
        return dialogue
    return dialogue.model_copy(update={"turns": dialogue.turns[:turns]})


def _absent(case: Case, model: JudgeModel | None) -> dict[str, str]:
    """What this case cannot give, with what to do about it."""
    whole = case.turn is None
    missing = {
        "turn": whole and "seat it with scope: turn",
        "outcome": not whole and "seat it with scope: outcome",
        "model": model is None and "name one with --judge-model",
    }
    return {need: hint for need, hint in missing.items() if hint}


def _history(case: Case) -> Dialogue:
    """The dialogue before the turn in question; all of it where the whole is judged."""
    return _upto(case.dialogue, case.turn)


def _view(case: Case) -> Any:
    """What the role knew when it spoke, or knows at the end."""
    from society.scenario import referee

    return referee.view(_history(case), case.judged or "")


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
}
"""What a judge may ask for, by name, and how it is had."""


async def _call(juror: Juror, given: dict[str, Any], where: str) -> object:
    function = juror.function
    if juror.waits:
        return await function(**given)
    return await _in_thread(where, lambda: function(**given))


async def _in_thread(where: str, work: Callable[[], object]) -> object:
    """Run it beside the loop, in a thread that nothing waits for when the process leaves."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[object] = loop.create_future()
    context = copy_context()

    def settle(result: object, error: SocietyError | None) -> None:
        if answer.done():
            return
        if error:
            answer.set_exception(error)
        else:
            answer.set_result(result)

    def run() -> None:
        result, error = None, None
        try:
            with boundary(where):
                result = context.run(work)
        except SocietyError as known:
            error = known
        except BaseException as bug:
            error = ForeignError(f"{where}: {type(bug).__name__}: {bug}")
            error.__cause__ = bug
        # The dialogue may have been stopped meanwhile, its loop with it: then nobody listens.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name=where, daemon=True).start()
    return await answer


class _Clock:
    """A judge's own time: it stands still while its model is busy."""

    def __init__(self, limit: asyncio.Timeout) -> None:
        self._limit = limit
        self._busy = 0
        self._left = 0.0

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The time until the end of this block does not count."""
        now = asyncio.get_running_loop().time
        if not self._busy:
            self._left = (self._limit.when() or now()) - now()
            self._limit.reschedule(None)
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy:
                self._limit.reschedule(now() + self._left)
