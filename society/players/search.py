"""A player that thinks before it speaks: it weighs its replies in games that could be this one.

The hidden part is drawn several times from the role's belief, each is searched by itself, and what
was found is added up (perfect information Monte Carlo; Long et al. 2010). Whatever was considered
goes along as a draft with its value, its visits and why it was passed over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from society.domain.dialogue import Dialogue, Draft, Game, Utterance, View
from society.llm.model import Tell, nobody
from society.players.imagining import Candidate, Imagined
from society.players.player import Player
from society.players.thought import Thought
from society.scenario.variables import dice
from society.search import Node, beam, best_of, mcts
from society.search.mcts import Plan

Imagine = Callable[[int], Game]
"""A game that the role could be in, drawn by a seed."""


@dataclass
class Weighed:
    """A candidate with what the searches found: visits in all, and the mean value of each world."""

    candidate: Candidate
    visits: int = 0
    values: list[float] = field(default_factory=list)

    @property
    def value(self) -> float | None:
        """What saying it is worth to the role; None where nobody looked."""
        return fmean(self.values) if self.values else None


@dataclass(frozen=True)
class SearchPlayer:
    """Says the best of what `own` might say. `imagine` draws games that look like this one.

    One side's own player makes the candidates; planners play everybody on from there.
    """

    own: Player
    imagine: Imagine
    thought: Thought

    @property
    def name(self) -> str:
        """The search and whose candidates it weighs: `mcts:32x6 over planned:embedded`."""
        return f"{self.thought} over {self.own.name}"

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """The candidate that proved best; without a search where only one thing can be said."""
        candidates = await self._candidates(view, tell)
        if len(candidates) < 2 or view.refused:
            return candidates[0].said.model_copy(update={"player": self.name})
        weighed = await self._weigh(view, candidates)
        said = max(weighed, key=self._rank)
        calls = tuple(call for each in candidates for call in each.said.calls)
        drafts = tuple(_draft(each, said) for each in weighed)
        update = {"player": self.name, "drafts": drafts, "calls": calls}
        return said.candidate.said.model_copy(update=update)

    async def _candidates(self, view: View, tell: Tell) -> list[Candidate]:
        """What the own player says by several chances, equal ones counted once."""
        found: dict[str, Candidate] = {}
        for at in range(1 if view.refused else self.thought.width):
            seed = dice("candidate", view.seed, view.turn, at).getrandbits(32) if at else view.seed
            said = await self.own.speak(view.model_copy(update={"seed": seed}), tell=tell)
            one = Candidate(said)
            before = found.get(one.key)
            found[one.key] = Candidate(before.said, before.count + 1) if before else one
        return list(found.values())

    async def _weigh(self, view: View, candidates: Sequence[Candidate]) -> list[Weighed]:
        """Search every world that is imagined, and add up what was found."""
        weighed = {each.key: Weighed(each) for each in candidates}
        for at in range(self.thought.worlds):
            seed = dice("world", view.seed, view.turn, at).getrandbits(32)
            world = Imagined.of(self.imagine(seed), view, seed)
            tree = await self._searched(world, candidates)
            for branch, each in zip(tree.branches, weighed.values(), strict=False):
                if branch.node.visits or branch.node.estimate is not None:
                    each.visits += branch.visits
                    each.values.append(_worth(branch.node, view.role.id))
        return list(weighed.values())

    async def _searched(self, at: Imagined, candidates: Sequence[Candidate]) -> Node[Dialogue]:
        world = at.world(candidates, rollouts=self.thought.rollouts)
        wide = len(candidates)
        match self.thought.method:
            case "best-of":
                return await best_of(world, at.dialogue, k=wide)
            case "beam":
                deep, keep = self.thought.depth, self.thought.keep
                return await beam(world, at.dialogue, k=wide, keep=keep, depth=deep)
            case "mcts":
                each = max(self.thought.simulations // self.thought.worlds, wide)
                plan = Plan(simulations=each, depth=self.thought.depth, width=wide, widening=0)
                return await mcts(world, at.dialogue, plan)

    def _rank(self, each: Weighed) -> tuple[float, float, int]:
        value = float("-inf") if each.value is None else each.value
        visits = float(each.visits) if self.thought.method == "mcts" else 0.0
        return visits, value, each.candidate.count


def _worth(node: Node[Dialogue], role: str) -> float:
    return node.mean(role) if node.visits else (node.estimate or {}).get(role, 0.0)


def _draft(each: Weighed, said: Weighed) -> Draft:
    reason = "said" if each is said else _why(each, said)
    value = None if each.value is None else min(max(each.value, 0.0), 1.0)
    chosen = each.candidate.said
    return Draft(
        text=chosen.text, action=chosen.action, value=value, visits=each.visits, reason=reason
    )


def _why(each: Weighed, said: Weighed) -> str:
    if each.value is None or said.value is None:
        return "nobody looked where it leads"
    if each.value <= said.value:
        return f"worth {said.value - each.value:.2f} less than what was said"
    return f"tried {each.visits} times, what was said {said.visits} times"
