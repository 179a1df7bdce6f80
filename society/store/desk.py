"""What one dialogue's recorder remembers between events, and which rows each event makes. Pure."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import assert_never

from society.domain.calls import Attempt
from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Episode
from society.domain.events import Called, Drafted, Ended, Failed, Judged, Paid, Spoke, Started
from society.domain.judging import Judgement
from society.scoring.strategies import observed
from society.store.bodies import Body, pack
from society.store.rows import call_row, judgement_row, outcome_row, reward_row, strategy_row
from society.store.statements import Write, some, write
from society.store.texts import to_json
from society.store.turn_rows import draft_row, draft_rows, turn_row

Told = Started | Called | Drafted | Spoke | Judged | Ended | Failed
Kept = Told | Paid

STOPS = frozenset({"limit", "cancelled", "cut"})
"""Codes that say a limit, a person or a broken stream ended it: it is stopped, not failed."""

_REMEMBERED = 16


class Desk:
    """The rows of one dialogue, event by event, as it is played (or played on)."""

    def __init__(self, started: Started, *, now: str, fence: int) -> None:
        self._id = started.episode
        self._guard = write(
            "renew",
            {"id": self._id, "fence": fence},
            missing=f"dialogue {self._id!r} was taken over by another process",
        )
        self._begun = started
        self._now = now
        self._dialogue = Dialogue(game=started.game, turns=started.turns)
        self._held: dict[str, Attempt] = {}
        self._paid_out: list[Write] = []
        self._asked: OrderedDict[object, tuple[bytes, bytes]] = OrderedDict()
        # Somebody who played it before may have left replies that were sampled for the next turn.
        self._sampled = fence > 1

    def writes(self, event: Kept) -> list[Write]:
        """The rows that must be on the disk before the event is told on; may be none.

        What was paid follows from what was judged, which is on the disk: it goes with what is next.
        """
        if event.kind == "paid":
            self._paid_out.append(write("put reward", reward_row(self._id, event.reward)))
            return []
        rows = self._rows(event)
        return [self._guard, *self._settled(), *rows] if rows else []

    def leave(self, code: str, error: str, unheard: Iterable[Attempt] = ()) -> list[Write]:
        """The rows of a dialogue that is left in the middle: what was paid for, and why."""
        bill = self.bill(unheard)
        return [self._guard, *self._settled(), *bill, self._broken(code, error, 0.0)]

    def bill(self, unheard: Iterable[Attempt] = ()) -> list[Write]:
        """The requests not stored yet; these may be written whoever plays the dialogue now."""
        told = [one for attempt in unheard for one in self._call(attempt)]
        return [*told, *self._flush(list(self._held))]

    def _settled(self) -> list[Write]:
        due, self._paid_out = self._paid_out, []
        return due

    def _rows(self, event: Told) -> list[Write]:
        match event:
            case Called(attempt=attempt):
                return self._call(attempt)
            case Drafted():
                return self._sample(event)
            case Spoke(turn=turn):
                return self._say(turn)
            case Judged(judgement=said):
                return self._judge(said)
            case Started():
                return self._start()
            case Ended() | Failed():
                return self._end(event)
            case _:
                assert_never(event)

    def _start(self) -> list[Write]:
        row = {"id": self._id, "now": self._now, "turns": len(self._dialogue.turns)}
        gone_on = f"dialogue {self._id!r} is already done, or was played on since it was read"
        return [write("start", row, missing=gone_on)]

    def _call(self, attempt: Attempt) -> list[Write]:
        """A failed request is stored now; one that brought a reply waits for who names it."""
        older = [
            call
            for call, held in self._held.items()
            if held.purpose == attempt.purpose or call == attempt.call
        ]
        writes = self._flush(older)
        if attempt.ok:
            self._held[attempt.call] = attempt
            return writes
        return [*writes, *self._paid([attempt])]

    def _sample(self, event: Drafted) -> list[Write]:
        """The reply with all that was asked before it; again with its value where it is known."""
        self._sampled = True
        row = draft_row(self._id, event.turn, event.n, event.draft)
        told = "add draft" if event.draft.value is None else "put draft"
        return [*self._flush(list(self._held)), write(told, row)]

    def _say(self, turn: Turn) -> list[Write]:
        """The turn with every request made for it; what was sampled gives way to what became of it.

        Nobody else asks a model while a turn is sought, so no other reply could name them.
        """
        self._dialogue = self._dialogue.say(turn)
        place = {"episode_id": self._id, "seq": turn.index}
        gone = [write("drop draft", place)] if self._sampled else []
        self._sampled = False
        return [
            *self._flush(list(self._held)),
            *gone,
            write("add turn", turn_row(self._id, turn)),
            *some("add draft", draft_rows(self._id, turn)),
        ]

    def _judge(self, said: Judgement) -> list[Write]:
        return [
            *self._used(said.calls),
            write("add judgement", judgement_row(self._id, said)),
        ]

    def _end(self, event: Ended | Failed) -> list[Write]:
        writes = self._flush(list(self._held))
        if isinstance(event, Failed):
            return [*writes, self._broken(event.code, event.error, event.seconds)]
        won = observed(
            Episode(
                id=self._id,
                dialogue=self._dialogue,
                outcome=event.outcome,
                provenance=self._begun.provenance,
            )
        )
        return [
            *writes,
            write("put outcome", outcome_row(self._id, event.outcome)),
            *some("keep strategy", map(strategy_row, won)),
            self._finish("done", "", "", event.seconds),
        ]

    def _broken(self, code: str, error: str, seconds: float) -> Write:
        status = "stopped" if code in STOPS else "failed"
        return self._finish(status, code, error, seconds)

    def _finish(self, status: str, code: str, error: str, seconds: float) -> Write:
        row = {"id": self._id, "status": status, "code": code, "error": error, "seconds": seconds}
        return write("finish", row)

    def _used(self, calls: Sequence[str]) -> list[Write]:
        """The requests behind a reply, and those of the same purpose that it left unused."""
        purposes = {self._held[call].purpose for call in calls if call in self._held}
        return self._flush([call for call, held in self._held.items() if held.purpose in purposes])

    def _flush(self, calls: Sequence[str]) -> list[Write]:
        return self._paid([self._held.pop(call) for call in calls])

    def _paid(self, attempts: Iterable[Attempt]) -> list[Write]:
        writes = []
        for attempt in attempts:
            body = self._body(attempt)
            if body:
                writes.append(write("keep body", body._asdict()))
            writes.append(write("keep call", call_row(self._id, attempt, body and body.sha)))
        return writes

    def _body(self, attempt: Attempt) -> Body | None:
        """The request, told as its difference to the last that began alike or served the same."""
        if not attempt.request:
            return None
        plain = to_json([[each.role, each.content] for each in attempt.request]).encode()
        keys = _likes(attempt)
        known = [self._asked[key] for key in keys if key in self._asked]
        body = pack(plain, *known[0]) if known else pack(plain)
        for key in keys:
            self._asked[key] = (plain, body.sha)
            self._asked.move_to_end(key)
        while len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
        return body


def _likes(attempt: Attempt) -> tuple[object, ...]:
    """What a request is like: a role's by how it begins, a judge's by which judge asks.

    Few keys, so that a dialogue under way holds few bodies.
    """
    kind, _, _ = attempt.purpose.partition(":")
    return (attempt.purpose,) if kind == "judge" else (attempt.request[0], kind)
