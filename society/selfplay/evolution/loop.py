"""The loop: each generation is played, improved, put to the gate, promoted or rejected.

Law: nothing is remembered but the store. Run again, the loop plays nothing that is played and comes
to the same decisions, until it meets the first thing that is left to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from society.batch.plan import Plan
from society.domain.generation import Generation
from society.domain.policy import Policy
from society.scoring.sequential import Verdict
from society.selfplay.evolution.by_examples import by_examples
from society.selfplay.evolution.by_strategies import by_strategies
from society.selfplay.evolution.by_tuning import by_tuning
from society.selfplay.evolution.course import Course, Improver
from society.selfplay.evolution.gate import gate
from society.selfplay.evolution.improving import Improve, Improved, Step
from society.selfplay.evolution.playing import play
from society.selfplay.evolution.report import final, learned_from, spent, standing
from society.selfplay.field import Field, Place
from society.selfplay.meeting import Match, meet
from society.store import generations, policies

IMPROVERS: Mapping[Improver, Improve] = {
    "strategies": by_strategies,
    "tuning": by_tuning,
    "examples": by_examples,
}
"""What makes a candidate, by name."""


class Watcher(Protocol):
    """Hears how an evolution goes."""

    def doing(self, line: str, /) -> None:
        """What is being done now."""

    def looked(self, found: Verdict, /) -> None:
        """What a gate knows so far."""

    def over(self, generation: Generation, /) -> None:
        """A generation is decided."""


@dataclass(frozen=True)
class Evolved:
    """How it all went: the generations, who stands in the end, and how that one meets the first."""

    generations: tuple[Generation, ...]
    policy: Policy
    final: Mapping[str, Any] | None


async def evolve(
    field: Field,
    course: Course,
    watch: Watcher,
    *,
    improvers: Mapping[Improver, Improve] = IMPROVERS,
) -> Evolved:
    """Run the course to its end; Halted where a limit or a signal stops it."""
    run = _Run(field, course, watch, improvers)
    first = Generation(evolution=course.name, number=0, policy=course.first.label)
    await policies.keep(field.store, course.first)
    told, past = [await run.decided(first)], [course.first]
    for number in range(1, course.generations + 1):
        made, stands = await run.generation(number, past)
        told.append(await run.decided(made))
        if stands.sha != past[-1].sha:
            past.append(stands)
    if last := await run.final(past[-1]):
        ended = told[-1].model_copy(update={"report": {**told[-1].report, "final": dict(last)}})
        told[-1] = await generations.put(field.store, ended)
    return Evolved(tuple(told), past[-1], last)


@dataclass(frozen=True)
class _Run:
    """One run of a course."""

    field: Field
    course: Course
    watch: Watcher
    improvers: Mapping[Improver, Improve]

    async def decided(self, generation: Generation) -> Generation:
        """Store what was decided and tell it."""
        kept = await generations.put(self.field.store, generation)
        self.watch.over(kept)
        return kept

    async def generation(self, number: int, past: Sequence[Policy]) -> tuple[Generation, Policy]:
        """One generation, and who stands after it; `past` are those before, the last stands now."""
        incumbent, names = past[-1], list[str]()
        watched = _counting(self.field, names)
        self.watch.doing(f"generation {number}: playing {self.course.episodes} games")
        batches = await play(watched, self.course, number, incumbent, past)
        improved = await self._improved(watched, Step(self.course, number, incumbent, batches))
        report: dict[str, Any] = {
            "incumbent": incumbent.label,
            "played": learned_from(self.field, batches, self.course.seed),
            "why": improved.why,
            "improved": improved.facts,
        }
        candidate = improved.candidate
        better = candidate and await self._gate(watched, number, candidate, incumbent, report)
        report["spent"] = spent(self.field, names).model_dump()
        stands = candidate if candidate and better else incumbent
        made = Generation(
            evolution=self.course.name,
            number=number,
            policy=stands.label,
            candidate=candidate.label if candidate else "",
            verdict="promoted" if better else "rejected",
            report=report,
        )
        return made, stands

    async def _improved(self, field: Field, step: Step) -> Improved:
        """What all improvers of the course make of it: each goes on from the one before."""
        candidate, why, facts = step.incumbent, list[str](), dict[str, Any]()
        for name in step.course.improvers:
            now = step._replace(incumbent=candidate)
            made = await self.improvers[name](field, now, self.watch.doing)
            candidate = made.candidate or candidate
            why.append(made.why)
            facts |= made.facts
        changed = candidate.sha != step.incumbent.sha
        return Improved(candidate if changed else None, "; ".join(why), facts)

    async def _gate(
        self,
        field: Field,
        number: int,
        candidate: Policy,
        incumbent: Policy,
        report: dict[str, Any],
    ) -> bool:
        """Whether the candidate passes; what was found goes into the report."""
        await policies.keep(field.store, candidate)
        self.watch.doing(f"generation {number}: {candidate.label} is at the gate")
        found, met = await gate(field, self.course, number, candidate, incumbent, self.watch.looked)
        report["gate"] = standing(candidate, incumbent, found, met).model_dump()
        return found.said == "better"

    async def final(self, policy: Policy) -> Mapping[str, Any] | None:
        """The last policy against the first one, on games that nobody has seen."""
        course = self.course
        if not course.final or policy.sha == course.first.sha:
            return None
        self.watch.doing(f"{policy.label} meets {course.first.label}, {course.final} new games")
        match = Match(
            name=f"{course.batch('final')}-{policy.sha[:6]}",
            first=policy,
            second=course.first,
            scenarios=course.scenarios,
            n=-(-course.final // len(course.scenarios)),
            seed=course.drawn("final"),
            level=course.level,
            base=course.base,
        )
        return final(await meet(self.field, match), course.seed)


def _counting(field: Field, names: list[str]) -> Field:
    """The field, which puts down the batches that are played on it."""

    async def play(plan: Plan) -> Sequence[Place]:
        names.append(plan.name)
        return await field.play(plan)

    return replace(field, play=play)
