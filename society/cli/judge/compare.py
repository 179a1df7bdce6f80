"""`society judge compare`: which of two plays of one game is better, asked in both orders."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from society.cli.judge.matches import Match, Verdict, counted, matches, roles, show, verdict
from society.cli.judge.seats import JudgingOptions, refuse_wrong, version_of
from society.cli.judge.work import Work, performed
from society.cli.output import SCHEMA, as_json, note
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.domain.judging import Judgement
from society.domain.trust import BESIDE, beside

if TYPE_CHECKING:
    from society.cli.judge.price import Sized
    from society.cli.judge.rejudging import Ask, Emit, Rejudging
    from society.play.bench import Seat


def compare(ref: str, *, options: JudgingOptions | None = None) -> int:
    """Ask a judge of pairs which of two stored dialogues of one game is better, for each role.

    Rollouts and branches of a game are compared, each pair in both orders: where the two answers
    name different winners it is a tie, and counted. --n limits the pairs. The same command again
    asks only what this version has not answered yet.

    Parameters
    ----------
    ref
        A judge's name, module:object, or file.py:object.
    """
    options = options or JudgingOptions()
    refuse_wrong(options)
    if options.repeat is not None:
        raise SocietyError("--repeat is for judges of turns and ends: society judge score")
    return asyncio.run(performed(ref, options, _Comparing))


class _Comparing(Work):
    """One run of the command."""

    async def through(self) -> int:
        """Ask what is left, tell what came of it; the exit code."""
        chosen, games = self._chosen_pairs()
        seat = self.seat(self.store.episode(chosen[0].first))
        left, known, sizes = self._left(chosen)
        price = self.priced(seat, sizes, dialogues=2 * len(chosen), known=known)
        if self.options.dry_run:
            return self.tell_price(price)
        run = await self.run(sorted({match.first for match in left}), price, self._judge_all(left))
        return self._told(chosen, games, run)

    def seat(self, episode: Episode) -> "Seat":
        """The judge made ready; SocietyError where it does not compare."""
        seat = super().seat(episode)
        if seat.juror.badge.scope != "pair":
            raise SocietyError(
                f"judge {seat.name!r} does not compare pairs: its scope is {seat.scope}",
                hint="declare @judge(scope='pair'), or use society judge score",
            )
        return seat

    def _chosen_pairs(self) -> tuple[list[Match], int]:
        from society.store.pages import Episodes
        from society.store.where import Where

        where = Where.parse(f"{self.options.where} status:done")
        with self.store.reading() as db:
            found, games = matches(Episodes(db, where, order="game"), self.options.n)
        if not found:
            raise SocietyError(
                "no two dialogues of one game match that differ in a turn",
                hint="society batch … --rollouts 4 plays each game several times",
            )
        return found, games

    def _left(self, chosen: Sequence[Match]) -> "tuple[list[Match], int, list[Sized]]":
        from society.cli.judge.price import Sized

        left, known, sizes = list[Match](), 0, list[Sized]()
        for match in chosen:
            first, second = map(self.store.episode, match)
            seat = self.seat(first)
            missing = list(self._missing(first, second, seat))
            known += len(list(roles(first, seat.hears))) - len(missing)
            size = sum(len(each.dialogue.text().encode()) for each in (first, second))
            sizes += [Sized(size)] * (2 * len(missing))
            left += [match] if missing else []
        return left, known, sizes

    def _missing(self, first: Episode, second: Episode, seat: "Seat") -> Iterator[str]:
        """The roles for which nothing was said of these two yet."""
        from society.store.judging_again import settled

        done = {
            said.role
            for said in _said(first, second.id, seat)
            if settled(said, again=self.options.again)
        }
        return (role for role in roles(first, seat.hears) if role not in done)

    def _judge_all(self, left: Sequence[Match]) -> Any:
        """How all pairs of one first dialogue are asked about."""
        others: dict[str, list[str]] = {}
        for match in left:
            others.setdefault(match.first, []).append(match.second)

        async def judge(run: "Rejudging", id_: str) -> None:
            from society.store.judging_again import judging

            async with judging(self.store, id_) as again, asyncio.TaskGroup() as group:
                seat = self.seat(again.episode)
                for other in others[id_]:
                    second = self.store.episode(other)
                    for role in self._missing(again.episode, second, seat):
                        ask = self._asking(again.episode, second, seat, role)
                        group.create_task(run.question(again, ask))

        return judge

    def _asking(self, first: Episode, second: Episode, seat: "Seat", role: str) -> "Ask":
        from society.play.hearing import play_on
        from society.play.lending import Apart
        from society.play.pairing import PairCase, ask_pair
        from society.play.speaking import teller

        bench = self.bench(first, seat)
        pair = PairCase(
            first.dialogue,
            second.dialogue,
            role,
            params=dict(seat.params),
            archive=Apart(bench.archive, first.id) if bench.archive else None,
            play_on=play_on(bench),
            models=seat.models,
        )

        async def ask(emit: "Emit") -> Judgement:
            said = await ask_pair(
                seat.juror,
                pair,
                model=seat.model,
                tell=teller(first.id, role, f"judge:{seat.name}", emit),
                timeout=self.chosen.judge_timeout,
                name=seat.name,
            )
            shared = {f"{BESIDE}{second.id}": float(len(pair.prefix.turns))}
            return said.model_copy(update={"facts": {**said.facts, **shared}})

        return ask

    def _told(self, chosen: Sequence[Match], games: int, run: "Rejudging") -> int:
        found = [each for match in chosen for each in self._verdicts(match)]
        told = counted(found)
        code = self.code(told["unscored"], run)
        if self.options.json:
            spent = self.spent(run, code)
            as_json({"schema": SCHEMA, "judge": self.name, "games": games, **spent, **told})
        elif told["judged"] or told["unscored"]:
            show(self.name, games, told)
        else:
            note("nothing was said")
        return self.ended(run, code)

    def _verdicts(self, match: Match) -> Iterator[Verdict]:
        first, second = map(self.store.episode, match)
        seat = self.seat(first)
        latest = {said.role: said for said in _said(first, second.id, seat)}
        return (verdict(first, second, role or "", said) for role, said in latest.items())


def _said(first: Episode, other: str, seat: "Seat") -> list[Judgement]:
    """What this version said of the two, as often as it was asked."""
    from society.store.judging_again import by

    told = by(first.judgements, seat.name, version_of(seat))
    return [said for said in told if said.scope == "pair" and beside(said) == other]
