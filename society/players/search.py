"""A player that thinks before it speaks: it weighs its replies in games that could be this one.

Whatever was considered goes along as drafts with their value, their visits and why they were passed
over: first the replies of the turn in the order they were found, then those looked ahead to.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from society.domain.dialogue import Draft, Searched, Utterance, View
from society.domain.thinking import SAID
from society.llm.model import Tell, nobody
from society.players.candidates import AT_ONCE, Candidate, candidates
from society.players.hearing import entered
from society.players.imagining import Answer, Guide, Imagine, Imagined, Said
from society.players.player import Decider, Player
from society.players.recounting import drafts_of
from society.players.spending import Spending
from society.players.thought import ROLLOUTS, Thought
from society.players.verdicts import Verdicts
from society.search import Node, Pot, beam, best, best_of, close, lines, mcts, replanted
from society.search.mcts import Plan

EXTENSIONS = 3
"""How often a close decision may take a search more out of the pot."""

Guiding = Callable[[Tell, Mapping[str, float]], Sequence[Guide]]
"""The judges that guide a search, each telling what it cost; none is asked of what is known."""


@dataclass(frozen=True)
class SearchPlayer:
    """Says the best of what `own` might say. `imagine` draws games that look like this one.

    One side's own player makes the candidates; planners play everybody on from there, or `answer`
    where there is nothing to plan. `guided` marks a guiding judge that also pays. `pot` holds the
    simulations that easy turns leave to hard ones.
    """

    own: Player
    imagine: Imagine
    thought: Thought
    guiding: Guiding = lambda _tell, _known: ()
    answer: Callable[[Tell], Answer] | None = None
    guided: bool = False
    pot: Pot = field(default_factory=Pot)
    clock: Callable[[], float] = monotonic
    _grown: dict[Hashable, Node[Said]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The search and whose candidates it weighs: `mcts:32x6 over planned:embedded`."""
        return f"{self.thought} over {self.own.name}"

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """The candidate that proved best; without a search where only one thing can be said."""
        if view.refused:
            said = await self.own.speak(view, tell=tell)
            return said.model_copy(update={"player": self.name})
        spending = Spending(self.thought, self.clock)
        hearing = spending.hearing(tell)
        found = await candidates(
            self.own, view, self.thought.width, words=self.thought.worded, tell=hearing
        )
        if len(found) == 1:
            told = self._told(spending, 1, 0, "agreed")
            return await self._spoken(found[0], view, (), told, hearing)
        world = self._imagined(view, found, hearing)
        tree = await self._searched(world, found, spending)
        chosen = self._chosen(tree, found)
        drafts = drafts_of(tree, found, chosen)
        told = self._told(spending, len(found), world.valued, self._stopped(spending, world.valued))
        self._keep(tree)
        return await self._spoken(chosen, view, drafts, told, hearing)

    def _imagined(self, view: View, found: Sequence[Candidate], tell: Tell) -> Imagined:
        thought, verdicts = self.thought, Verdicts.of(found, tell)
        # What is imagined is part of the turn that is thought about, whoever is imagined.
        tell = entered(tell, f"turn:{view.turn}")
        return Imagined(
            self.imagine,
            view,
            worlds=thought.worlds,
            rollouts=thought.rollouts if ROLLOUTS in thought.values else 0,
            guides=self.guiding(tell, dict(verdicts.known)),
            answer=self.answer(tell) if self.answer else None,
            weighed=verdicts.hear,
        )

    async def _searched(
        self, at: Imagined, found: Sequence[Candidate], spending: Spending
    ) -> Node[Said]:
        thought, world = self.thought, at.world(found)
        pace = {"k": len(found), "at_once": 1 if thought.limited else AT_ONCE}
        match thought.method:
            case "best-of":
                return await best_of(world, (), **pace, enough=spending.enough)
            case "beam":
                deep, keep = thought.depth, thought.keep
                return await beam(world, (), **pace, keep=keep, depth=deep, enough=spending.enough)
            case "mcts":
                return await self._simulated(at, found, spending)

    async def _simulated(
        self, at: Imagined, found: Sequence[Candidate], spending: Spending
    ) -> Node[Said]:
        """The tree of MCTS: a close decision gets what easy ones left over."""
        thought, world = self.thought, at.world(found)
        sides = {at.view.role.id} if thought.others == "likely" else None
        root = replanted(world, (), at.offered(found), self._again(at), at.heard())
        more = thought.simulations
        for _ in range(1 + EXTENSIONS):
            plan = Plan(
                simulations=more,
                depth=thought.depth,
                width=len(found),
                sides=sides,
                at_once=self._at_once(at, more),
            )
            before = at.valued
            await mcts(world, (), plan, tree=root, enough=spending.enough)
            self.pot.put(more - (at.valued - before))
            more = self.pot.take(thought.simulations) if close(root) else 0
            if not more or spending.over:
                break
        return root

    def _at_once(self, at: Imagined, simulations: int) -> int:
        """Models are waited for, planners are not; with few simulations each must count."""
        waits = (at.guides or at.answer) and not self.thought.limited
        return min(AT_ONCE, max(1, simulations // 8)) if waits else 1

    def _chosen(self, tree: Node[Said], found: Sequence[Candidate]) -> Candidate:
        leader = best(tree)
        assert leader is not None
        return found[tree.branches.index(leader)]

    def _stopped(self, spending: Spending, valued: int) -> str:
        """Why it ended: MCTS that made fewer simulations than it was to had its answer before."""
        early = self.thought.method == "mcts" and valued < self.thought.simulations
        return spending.over or ("settled" if early else "done")

    def _told(
        self,
        spending: Spending,
        wide: int,
        valued: int,
        stopped: str,
    ) -> Searched:
        return Searched(
            thought=str(self.thought),
            simulations=valued,
            candidates=wide,
            seconds=spending.seconds,
            stopped=stopped,
            guided=self.guided,
        )

    async def _spoken(
        self,
        chosen: Candidate,
        view: View,
        drafts: tuple[Draft, ...],
        told: Searched,
        tell: Tell,
    ) -> Utterance:
        said = chosen.said
        if chosen.move is not None:
            assert isinstance(self.own, Decider)
            said = await self.own.utter(view, chosen.move, tell=tell)
        # What was said is found again among the drafts by its words.
        drafts = tuple(
            each.model_copy(update={"text": said.text}) if each.reason == SAID else each
            for each in drafts
        )
        update = {"player": self.name, "drafts": drafts, "searched": told}
        return said.model_copy(update=update)

    def _keep(self, tree: Node[Said]) -> None:
        """Remember what was found out about positions that this game may come to."""
        self._grown.clear()
        self._grown.update((node.key, node) for _, node in lines(tree) if node.branches)

    def _again(self, at: Imagined) -> Node[Said] | None:
        """What the search before the last turn found out about where the game is now."""
        node = self._grown.get(at.heard())
        if node is not None:
            said = len(node.position)
            for each in (node, *(below for _, below in lines(node))):
                each.position = each.position[said:]
        return node
