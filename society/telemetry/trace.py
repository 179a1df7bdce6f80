"""One dialogue as one trace: the workflow, under it each role and judge, under those each request.

A request is told when it has ended, with its own times; everything else begins and ends when heard.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    set_span_in_context,
)

from society.domain.calls import Attempt
from society.domain.dialogue import Turn
from society.domain.events import (
    Asked,
    Called,
    Drafted,
    Ended,
    Event,
    Failed,
    Judged,
    Paid,
    Speaking,
    Spoke,
    Started,
    Token,
    Waiting,
)
from society.telemetry import attributes, semconv
from society.telemetry.attributes import Attributes
from society.telemetry.facts import about, reason
from society.telemetry.outlets import Outlet
from society.telemetry.redact import Redactor

MILLISECOND = 1_000_000


@dataclass(frozen=True)
class Desk:
    """What every trace of a run shares."""

    outlet: Outlet
    redact: Redactor
    content: bool
    now: Callable[[], int]

    def clean(self, said: Attributes) -> Attributes:
        """The attributes without secrets."""
        return {name: self.redact(value) for name, value in said.items()}


class _Step:
    """A span under way. It is made when something happens in it, so that it can begin with that.

    An event is heard a little after it happened; the times of a request are its own.
    """

    def __init__(self, make: Callable[[int], Span], began: int) -> None:
        self.began = began
        self.waited = 0.0
        self.refused = 0
        self._make = make
        self._span: Span | None = None

    @property
    def span(self) -> Span:
        """The span, which began when it was heard of, or with its first request."""
        if self._span is None:
            self._span = self._make(self.began)
        return self._span

    def holds(self, moment: int) -> None:
        """Something in it began at this moment (ns)."""
        if self._span is None:
            self.began = min(self.began, moment)


class Trace:
    """The spans of one dialogue, from `Started` to its end."""

    def __init__(self, desk: Desk, started: Started) -> None:
        origin = started.provenance
        said = attributes.of_dialogue(started.episode, origin, len(started.turns))
        self._desk = desk
        self._episode = started.episode
        self._spoken: dict[int, SpanContext] = {}
        self._speaking: tuple[int, _Step] | None = None
        self._asked: dict[tuple[str, int | None], _Step] = {}
        self._whole = self._begin(f"invoke_workflow {origin.scenario}", said, None)

    def hear(self, event: Event) -> None:
        """Begin, tell and end the spans that the event speaks of."""
        match event:
            case Speaking() | Spoke():
                self._talk(event)
            case Asked() | Judged() | Paid():
                self._verdict(event)
            case Called() | Waiting():
                self._call(event)
            case Ended() | Failed():
                self._settle(event)
            case Started() | Token() | Drafted():
                pass
            case _:
                assert_never(event)

    def stop(self) -> None:
        """End what is open: the dialogue was left before its end."""
        self._leave({"society.ended": "stopped"})

    def _begin(self, name: str, said: Attributes, under: "_Step | None", *links: Link) -> _Step:
        def make(began: int) -> Span:
            return self._desk.outlet.tracer.start_span(
                name,
                _under(under),
                attributes=self._desk.clean(said),
                links=links,
                start_time=began,
            )

        return _Step(make, self._desk.now())

    def _end(self, step: _Step, said: Attributes) -> None:
        held = {"society.waited": round(step.waited, 3)} if step.waited else {}
        again = {"society.refused": step.refused} if step.refused else {}
        step.span.set_attributes(self._desk.clean(said | held | again))
        step.span.end(self._desk.now())

    def _talk(self, event: Speaking | Spoke) -> None:
        match event:
            case Speaking(turn=turn, role=role):
                step = self._seat(turn, role)
                step.refused += bool(event.again)
            case Spoke(turn=turn):
                self._spoke(turn)

    def _seat(self, turn: int, role: str) -> _Step:
        """The span of the turn that is being spoken; a second try is the same turn."""
        if self._speaking and self._speaking[0] == turn:
            return self._speaking[1]
        said = attributes.of_agent(self._episode, role, turn, "role")
        step = self._begin(f"invoke_agent {role}", said, self._whole)
        self._speaking = (turn, step)
        return step

    def _spoke(self, turn: Turn) -> None:
        step = self._seat(turn.index, turn.role)
        self._end(step, attributes.of_turn(turn, content=self._desk.content))
        self._spoken[turn.index] = step.span.get_span_context()
        self._speaking = None

    def _verdict(self, event: Asked | Judged | Paid) -> None:
        content = self._desk.content
        match event:
            case Asked(judge=judge, turn=turn):
                said = attributes.of_agent(self._episode, judge, turn, "judge")
                links = [Link(self._spoken[turn])] if turn in self._spoken else []
                step = self._begin(f"invoke_agent {judge}", said, self._whole, *links)
                self._asked[judge, turn] = step
            case Judged(judgement=verdict):
                self._heard(verdict.judge, verdict.turn)
                self._evaluate(attributes.of_judgement(verdict, content=content), verdict.turn)
            case Paid(reward=paid):
                self._evaluate(attributes.of_reward(paid), paid.turn)

    def _heard(self, judge: str, turn: int | None) -> None:
        step = self._asked.pop((judge, turn), None) or self._asked.pop((judge, None), None)
        if step:
            self._end(step, {})

    def _evaluate(self, said: Attributes, turn: int | None) -> None:
        """An evaluation belongs to the turn it is about; without one, to the whole dialogue."""
        whole = self._whole.span.get_span_context()
        about_it = self._spoken.get(turn, whole) if turn is not None else whole
        self._desk.outlet.emit(
            semconv.EVALUATION,
            self._desk.clean({semconv.CONVERSATION: self._episode, **said}),
            context=set_span_in_context(NonRecordingSpan(about_it), Context()),
            at=self._desk.now(),
        )

    def _call(self, event: Called | Waiting) -> None:
        match event:
            case Called(attempt=tried):
                self._requested(tried, self._owner(tried.purpose))
            case Waiting(purpose=purpose, seconds=seconds):
                self._owner(purpose).waited += seconds

    def _requested(self, tried: Attempt, owner: _Step) -> None:
        began, ended = _times(tried, self._desk.now())
        began = _not_before(self._whole.began, began)
        owner.holds(began)
        who = attributes.provider(tried.provider)
        if owner is not self._whole and who:
            owner.span.set_attribute(semconv.PROVIDER, who)
        times = (_not_before(owner.began, began), ended)
        _chat(self._desk, self._episode, tried, _under(owner), times)

    def _owner(self, purpose: str) -> _Step:
        """Whose call it is: the judge's that asked, else the role's that is speaking."""
        judge = about(purpose).get("judge")
        asked = (step for (name, _), step in self._asked.items() if name == judge)
        if judge is not None:
            return next(asked, self._whole)
        return self._speaking[1] if self._speaking else self._whole

    def _settle(self, event: Ended | Failed) -> None:
        match event:
            case Ended(outcome=outcome):
                self._leave(attributes.of_outcome(outcome))
            case Failed(code=code, error=error):
                why = reason(code, error, content=self._desk.content)
                _failed(self._whole.span, self._desk.redact.text(why))
                self._leave({semconv.ERROR: code, "society.ended": "failed"})

    def _leave(self, said: Attributes) -> None:
        """End every span that is open, the innermost first."""
        for step in self._asked.values():
            self._end(step, {})
        if self._speaking:
            self._end(self._speaking[1], {})
        self._end(self._whole, said)


def alone(desk: Desk, episode: str, tried: Attempt) -> None:
    """The span of a request that no dialogue under way made."""
    _chat(desk, episode, tried, Context(), _times(tried, desk.now()))


def _chat(desk: Desk, episode: str, tried: Attempt, under: Context, times: tuple[int, int]) -> None:
    began, ended = times
    span = desk.outlet.tracer.start_span(
        f"chat {tried.model}",
        under,
        kind=SpanKind.CLIENT,
        attributes=desk.clean(attributes.of_request(tried, episode)),
        start_time=began,
    )
    span.set_attributes(desk.clean(attributes.of_answer(tried, content=desk.content)))
    if not tried.ok:
        why = reason(tried.error_kind, tried.error, content=desk.content)
        _failed(span, desk.redact.text(why))
    span.end(max(began, ended))


def _under(step: _Step | None) -> Context:
    return set_span_in_context(step.span, Context()) if step else Context()


def _not_before(earliest: int, moment: int) -> int:
    """A request says when it began in whole milliseconds, cut: within one, it began later."""
    return earliest if moment <= earliest < moment + MILLISECOND else moment


def _times(tried: Attempt, now: int) -> tuple[int, int]:
    """When a request began and ended, in ns; one that does not say when has just ended."""
    lasted = int(tried.seconds * 1e9)
    if not tried.started:
        return now - lasted, now
    began = int(datetime.fromisoformat(tried.started).timestamp() * 1000) * MILLISECOND
    return began, began + lasted


def _failed(span: Span, why: str) -> None:
    span.set_status(Status(StatusCode.ERROR, why or None))
