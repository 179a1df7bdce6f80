"""Ask one judge about a turn, the whole or a pair: its bug is never a score, nor the end of us."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from typing import Any

from society.domain.errors import (
    Exit,
    ForeignError,
    LimitReached,
    ModelError,
    SocietyError,
    StoreError,
    boundary,
)
from society.domain.judging import Judgement
from society.llm.judge_model import JudgeModel
from society.llm.model import Model, Tell, nobody
from society.play.gifts import Case, given
from society.play.lending import Borrowed
from society.play.members import Asking, Seated, calls_of, seated
from society.play.returns import LONGEST_CRITIQUE, Said, read
from society.plugins import Juror
from society.plugins.beside import beside

__all__ = ["Case", "ask"]

UNSCORED = {"bad_reply": "bad_reply", "refused": "refused"}


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
        scope=case.scope,
        turn=case.turn,
        role=case.judged,
        judge=called,
        score=said.score,
        unscored=said.unscored,
        critique=said.critique,
        criteria=said.criteria,
        credits=said.credits,
        facts=said.facts,
        version=juror.with_model(model.name if model else None).version,
        calls=tuple(dict.fromkeys([*calls, *said.calls])),
    )


async def _heard(
    juror: Juror, case: Case, called: str, model: Model | None, tell: Tell, timeout: float
) -> tuple[Said, tuple[str, ...]]:
    badge = juror.badge
    if badge.name != called:
        badge = badge.model_copy(update={"name": called})
    where = f"judge {called!r} on {case.about}"
    limit = asyncio.timeout(timeout)
    clock = _Clock(limit)
    locale = case.dialogue.game.locale
    own = _own_model(juror, called, model, tell, clock, locale) if model else None
    lent = _own_games(juror, case, called, tell, clock)
    if lent:
        case = replace(case, play_on=lent)
    members: tuple[Seated, ...] = ()
    if juror.members:
        members = seated(juror, Asking(ask, case, called, model, tell, timeout, clock.stopped))
        case = replace(case, members=members)
    try:
        async with limit:
            with boundary(where):
                answer = await _call(juror, given(juror, case, own), where)
                said = read(answer, badge, case)
    except TimeoutError:
        said = Said(None, f"{where}: no answer within {timeout:g} s", unscored="timeout")
    except (LimitReached, StoreError):
        raise
    except SocietyError as error:
        said = _failed(error, where)
    own_calls = tuple(call for each in (own, lent) if each for call in each.calls)
    return said, (*own_calls, *calls_of(members))


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


def _own_model(
    juror: Juror, called: str, model: Model, tell: Tell, clock: "_Clock", locale: str
) -> JudgeModel:
    scale = (0.0, 1.0) if juror.badge.scale == "bool" else juror.badge.scale
    return JudgeModel(
        model,
        purpose=f"judge:{called}",
        tell=tell,
        scale=scale,
        pause=clock.stopped,
        locale=locale,
    )


def _own_games(
    juror: Juror, case: Case, called: str, tell: Tell, clock: "_Clock"
) -> Borrowed | None:
    if case.play_on is None or "play_on" not in juror.needs:
        return None
    return Borrowed(case.play_on, purpose=f"judge:{called}", tell=tell, pause=clock.stopped)


async def _call(juror: Juror, gifts: dict[str, Any], where: str) -> object:
    function = juror.function
    if juror.waits:
        return await function(**gifts)
    return await beside(lambda: _guarded(where, lambda: function(**gifts)), where)


def _guarded(where: str, work: Callable[[], object]) -> object:
    """What it gives; whatever it does wrong is a SocietyError, an exit from the program too."""
    try:
        with boundary(where):
            return work()
    except SocietyError:
        raise
    except BaseException as bug:
        raise ForeignError(f"{where}: {type(bug).__name__}: {bug}") from bug


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
