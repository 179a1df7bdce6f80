"""Asks a judge everything an audit needs, several questions at once, and reads the answers.

Law: whatever stops it, what was answered is read; only a whole audit is called one.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter
from typing import Any

from society.audit.checks import examinations
from society.audit.lending import planner, wants_games
from society.audit.probing import NO_OPINION, ORIGINAL, Answer, Exam, Heard, Key, Probe, ask_item
from society.audit.prompts import miscounted
from society.domain.calls import Attempt
from society.domain.calls import Heard as Told
from society.domain.dialogue import Dialogue
from society.domain.episode import Outcome
from society.domain.errors import LimitReached, ModelError, SocietyError
from society.domain.judging import Judgement
from society.domain.lent import Archive, PlayOn
from society.domain.trust import AuditReport, Check
from society.llm.model import Model
from society.play.asking import Case, ask
from society.play.pairing import PairCase, ask_pair
from society.play.sealing import sealed_dialogue
from society.plugins import Juror

BROKEN = 20
"""Failures from the first question on after which a judge is taken to be broken."""


@dataclass(frozen=True)
class Judge:
    """Who is audited: a judge with its model, and how long it may think (seconds).

    `rival` is another model that answers the same judge where its self-preference is looked for.
    """

    juror: Juror
    model: Model | None = None
    timeout: float = 60.0
    archive: Archive | None = None
    models: Mapping[str, Model] = field(default_factory=dict)
    rival: Model | None = None

    @property
    def version(self) -> str:
        """The version that its judgements carry: another model is another judge."""
        return self.juror.with_model(self.model.name if self.model else None).version


@dataclass
class Audit:
    """One audit under way. `stopped` is why it was not finished, empty where it was."""

    judge: Judge
    exam: Exam
    answers: dict[Key, Answer] = field(default_factory=dict)
    probes: tuple[Probe, ...] = ()
    stopped: str = ""
    error: SocietyError | None = None
    seconds: float = 0.0
    spent: float | None = 0.0
    calls: int = 0

    @property
    def whole(self) -> bool:
        """Whether every question was answered."""
        return len(self.answers) == len(self.probes)

    @property
    def mute(self) -> bool:
        """Whether nothing it was asked got a score: then there is nothing to tell of the judge."""
        return bool(self.answers) and all(each.said.score is None for each in self.answers.values())

    @property
    def quotable(self) -> bool:
        """Whether what was found may be stored and quoted: it is whole, and the judge spoke."""
        return self.whole and not self.mute

    def checks(self) -> tuple[Check, ...]:
        """Every check, on what was answered so far."""
        heard = Heard(self.exam, self.answers)
        return tuple(each.read(heard) for each in examinations(self.exam))

    def report(self, *, strict: bool = False) -> AuditReport:
        """What was found so far; worth storing only where it is `quotable`."""
        return AuditReport(
            judge=self.judge.juror.name,
            version=self.judge.version,
            model=self.judge.model.name if self.judge.model else "",
            material=self.exam.material.name,
            seed=self.exam.seed,
            items=len(self.exam.items),
            strict=strict,
            checks=self.checks(),
            cost=self.spent,
            calls=self.calls,
            seconds=self.seconds,
        )


def questions(exam: Exam) -> tuple[Probe, ...]:
    """All that is asked, item by item, so that what is reached says something of every check."""
    found: dict[Key, Probe] = {}
    for number, item in enumerate(exam.items):
        probe = ask_item(exam, number, ORIGINAL, item.dialogue)
        found[probe.key] = probe
    for each in examinations(exam):
        found.update((probe.key, probe) for probe in each.probes(exam))
    return tuple(sorted(found.values(), key=lambda probe: (probe.key.item, probe.key)))


async def examine(
    judge: Judge,
    exam: Exam,
    *,
    probes: Sequence[Probe] | None = None,
    at_once: int = 8,
    told: Callable[[Audit], None] = lambda audit: None,
    halted: Callable[[], bool] = lambda: False,
) -> Audit:
    """Ask every question of the exam, or these `probes`, `at_once` together, until `halted`.

    `told` hears of every answer. A limit reached, or a provider that says no to all, ends it; the
    audit then holds the error and what was answered. A judge that fails from the first question on
    is not asked all of them.
    """
    audit = Audit(judge, exam, probes=questions(exam) if probes is None else tuple(probes))
    began = perf_counter()
    waiting = iter(audit.probes)

    async def work() -> None:
        for probe in _until(waiting, audit, halted):
            try:
                audit.answers[probe.key] = await _answered(audit, probe)
            except (LimitReached, ModelError) as error:
                audit.stopped, audit.error = error.message, error
                return
            audit.seconds = perf_counter() - began
            told(audit)
            # A judge that waits for nothing must not keep signals from being heard.
            await asyncio.sleep(0)

    try:
        await asyncio.gather(*(work() for _ in range(at_once)))
    except asyncio.CancelledError:
        audit.stopped = "interrupted"
        if not halted():
            raise
    return audit


def _until(waiting: Iterator[Probe], audit: Audit, halted: Callable[[], bool]) -> Iterator[Probe]:
    for probe in waiting:
        if halted():
            audit.stopped = audit.stopped or "interrupted"
        elif _broken([*islice(audit.answers.values(), BROKEN + 1)]):
            failure = next(iter(audit.answers.values())).said
            audit.stopped = f"it fails at every question: {failure.critique or failure.unscored}"
        if audit.stopped:
            return
        yield probe


def _broken(first: Sequence[Answer]) -> bool:
    faults = [each.said.unscored not in ("", NO_OPINION) for each in first]
    return len(faults) >= BROKEN and all(faults)


async def _answered(audit: Audit, probe: Probe) -> Answer:
    """One question asked, with what it took."""
    asked: list[Attempt] = []

    def tell(heard: Told, /) -> None:
        if isinstance(heard, Attempt):
            asked.append(heard)

    began = perf_counter()
    said = await _said(audit.judge, audit.exam, probe, tell)
    seconds, cost = perf_counter() - began, _sum([each.cost for each in asked])
    audit.calls += len(asked)
    audit.spent = _sum([audit.spent, cost])
    return Answer(said, seconds, cost, _miscounted(audit.exam, probe, asked))


def _miscounted(exam: Exam, probe: Probe, asked: Sequence[Attempt]) -> bool | None:
    """Whether a prompt shows a wrong number of turns; of pairs it shows two ways to go on."""
    if exam.scope == "pair" or probe.key.check != "tag":
        return None
    said = len(probe.dialogue.turns[: probe.turn + 1 if exam.scope == "turn" else None])
    return miscounted((each.request for each in asked), said)


def _sum(costs: Sequence[float | None]) -> float | None:
    known = [each for each in costs if each is not None]
    return sum(known) if len(known) == len(costs) else None


async def _said(judge: Judge, exam: Exam, probe: Probe, tell: Callable[[Told], None]) -> Judgement:
    model = judge.rival if probe.rival else judge.model
    if exam.scope == "pair":
        original = exam.items[probe.key.item].dialogue
        lent: dict[str, Any] = {
            "archive": judge.archive,
            "models": judge.models,
            "play_on": _games(judge, original),
        }
        pair = PairCase(probe.dialogue, original, probe.role, **lent)
        return await ask_pair(judge.juror, pair, model=model, tell=tell, timeout=judge.timeout)
    case = _case(exam, probe)
    case = replace(
        case,
        archive=judge.archive,
        models=judge.models,
        play_on=_games(judge, case.dialogue),
    )
    return await ask(judge.juror, case, model=model, tell=tell, timeout=judge.timeout)


def _games(judge: Judge, dialogue: Dialogue) -> PlayOn | None:
    return planner(dialogue) if wants_games(judge.juror) else None


def _case(exam: Exam, probe: Probe) -> Case:
    dialogue = sealed_dialogue(probe.dialogue)
    if exam.scope == "turn":
        return Case(dialogue, turn=probe.turn, sealed=True)
    outcome = Outcome(ended=_ended(dialogue))
    return Case(dialogue, role=probe.role, outcome=outcome, sealed=True)


def _ended(dialogue: Dialogue) -> str:
    """How it ended, as its last move says; `stopped` where it was cut at the audited turn."""
    action = dialogue.last.action
    spec = dialogue.game.scenario.actions.get(action.name) if action else None
    return spec.ends or "stopped" if spec else "stopped"
