"""`society judge score`: stored dialogues judged again; what was said stays, both are shown."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from society.cli.judge.seats import JudgingOptions, refuse_wrong, version_of
from society.cli.judge.work import Work, performed
from society.cli.output import SCHEMA, as_json
from society.domain.episode import Episode
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.cli.judge.price import Sized
    from society.cli.judge.rejudging import Ask, Emit, Rejudging
    from society.domain.judging import Judgement
    from society.play.bench import Bench, Seat
    from society.store.judging_again import Again


@dataclass(frozen=True)
class Question:
    """One thing to be judged: a turn, or with `turn` None the whole, for one role."""

    turn: int | None
    role: str
    size: int


def score(ref: str, *, options: JudgingOptions | None = None) -> int:
    """Judge stored dialogues with another judge, or a new version of one; old beside new.

    Judgements are added, none is changed, and rewards stay as they were paid. The same command
    again asks only what this version has not answered yet.

    Parameters
    ----------
    ref
        A judge's name, a seat's name, module:object, or file.py:object.
    """
    options = options or JudgingOptions()
    refuse_wrong(options)
    return asyncio.run(performed(ref, options, _Scoring))


class _Scoring(Work):
    """One run of the command; `_scores` are what each question was answered with, in this run."""

    @cached_property
    def _scores(self) -> dict[tuple[str, int | None, str], list[float]]:
        return defaultdict(list)

    async def through(self) -> int:
        """Ask what is left, tell what came of it; the exit code."""
        ids = self._ids()
        seat = self.seat(self.store.episode(ids[0]))
        left, known, sizes = self._left(ids)
        price = self.priced(seat, sizes, dialogues=len(ids), known=known)
        if self.options.dry_run:
            return self.tell_price(price)
        return self._told(ids, await self.run(left, price, self._judge))

    def seat(self, episode: Episode) -> "Seat":
        """The judge made ready; SocietyError where it compares pairs."""
        seat = super().seat(episode)
        if seat.scope == "pair":
            raise SocietyError(
                f"judge {seat.name!r} compares pairs",
                hint=f"society judge compare {self.seating.ref}",
            )
        return seat

    def _ids(self) -> list[str]:
        from society.store.judging_again import finished
        from society.store.where import Where

        ids = finished(self.store, Where.parse(self.options.where), self.options.n)
        if not ids:
            raise SocietyError(
                "no dialogue that ended matches", hint="`society list --where …` shows what does"
            )
        return ids

    def _left(self, ids: Sequence[str]) -> "tuple[list[str], int, list[Sized]]":
        """Dialogues with something to ask, how much is answered, and the questions' sizes."""
        from society.cli.judge.price import Sized

        left, known, sizes = list[str](), 0, list[Sized]()
        for id_ in ids:
            episode = self.store.episode(id_)
            seat = self.seat(episode)
            missing = self._missing(episode, seat)
            if not self.options.repeat:
                known += len(list(_questions(episode, seat))) - len(missing)
            sizes += [Sized(each.size) for each in missing]
            left += [id_] if missing else []
        return left, known, sizes

    def _missing(self, episode: Episode, seat: "Seat") -> list[Question]:
        from society.store.judging_again import by, settled

        if self.options.repeat:
            return list(_questions(episode, seat)) * self.options.repeat
        said = by(episode.judgements, seat.name, version_of(seat))
        done = {(each.turn, each.role) for each in said if settled(each, again=self.options.again)}
        return [each for each in _questions(episode, seat) if (each.turn, each.role) not in done]

    async def _judge(self, run: "Rejudging", id_: str) -> None:
        """All that is left to ask about one dialogue, while no other process asks it."""
        from society.store.judging_again import judging

        async with judging(self.store, id_) as again:
            seat = self.seat(again.episode)
            bench = self.bench(again.episode, seat)
            async with asyncio.TaskGroup() as group:
                for each in self._missing(again.episode, seat):
                    ask = _asking(again.episode, seat, bench, each)
                    group.create_task(self._heard(run, again, each, ask))

    async def _heard(self, run: "Rejudging", again: "Again", each: Question, ask: "Ask") -> None:
        said = await run.question(again, ask)
        if said is not None and said.score is not None:
            self._scores[again.episode.id, each.turn, each.role].append(said.score)

    def _told(self, ids: Sequence[str], run: "Rejudging") -> int:
        """Old beside new, of all that this version has said so far; the exit code."""
        from society.cli.judge import old_new

        found = [
            each
            for episode in map(self.store.episode, ids)
            for each in old_new.beside(episode, self.name, version_of(self.seat(episode)))
        ]
        told = old_new.compared(found) | {"spread": old_new.spread(self._scores.values())}
        code = self.code(told["unscored"], run)
        if self.options.json:
            as_json({"schema": SCHEMA, "judge": self.name, **self.spent(run, code), **told})
        else:
            old_new.show(self.name, told)
        return self.ended(run, code)


def _questions(episode: Episode, seat: "Seat") -> Iterator[Question]:
    """What this seat judges of a dialogue: its turns, or its end for each role."""
    size = 0
    turns = episode.dialogue.turns
    for turn in turns if seat.scope == "turn" else ():
        size += len(turn.text.encode())
        if seat.hears(turn.role):
            yield Question(turn.index, turn.role, size)
    if seat.scope == "outcome":
        whole = sum(len(turn.text.encode()) for turn in turns)
        for role in episode.dialogue.game.roles:
            if seat.hears(role.id):
                yield Question(None, role.id, whole)


def _asking(episode: Episode, seat: "Seat", bench: "Bench", question: Question) -> "Ask":
    from society.play.hearing import hear_seat
    from society.play.sealing import sealed_dialogue

    closed = sealed_dialogue(episode.dialogue)

    async def ask(emit: "Emit") -> "Judgement":
        return await hear_seat(
            episode.id,
            closed,
            seat,
            bench,
            role=question.role,
            turn=question.turn,
            emit=emit,
            outcome=None if question.turn is not None else episode.outcome,
        )

    return ask
