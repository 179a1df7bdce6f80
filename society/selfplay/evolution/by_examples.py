"""Improve by examples: the replies of those who came away with most, shown before it speaks."""

import heapq
from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import itemgetter

from society.domain.episode import Episode
from society.domain.policy import Example, Habit
from society.scenario.briefing import line
from society.scenario.referee import view
from society.selfplay.evolution.improving import Improved, Step, Tell, renamed
from society.selfplay.field import Field
from society.store.pages import Episodes
from society.store.where import Where

SHOWN = 4
"""Replies that a seat is shown."""

Told = tuple[float, str, Episode]


async def by_examples(field: Field, step: Step, tell: Tell) -> Improved:
    """Show each seat replies of its best dialogues; nothing where nobody has spoken."""
    tell("choosing the replies that went best")
    query = Where.parse(f"batch:{','.join(step.batches)} status:done")
    best: dict[tuple[str, str], list[Told]] = {}
    with field.store.reading() as db:
        for episode in Episodes(db, query):
            _keep(best, episode)
    habits = [
        Habit(scenario=scenario, role=role, examples=found)
        for (scenario, role), episodes in sorted(best.items())
        if (found := tuple(_examples((each for _, _, each in episodes), role)))
    ]
    if not habits:
        return Improved(None, "nobody spoke a word that could be shown", {})
    bare = [each.model_copy(update={"examples": ()}) for each in step.incumbent.habits]
    made = step.incumbent.model_copy(update={"habits": (*bare, *habits)})
    facts = {"examples": sum(len(each.examples) for each in habits)}
    return Improved(renamed(step, made), f"{facts['examples']} replies are shown", facts)


def _keep(best: dict[tuple[str, str], list[Told]], episode: Episode) -> None:
    """Remember the dialogues that were worth most to each role, one for each reply shown."""
    if episode.outcome is None:
        return
    scenario = episode.dialogue.game.scenario.id
    for role, utility in episode.outcome.utilities.items():
        kept = [*best.get((scenario, role), []), (utility, episode.id, episode)]
        best[scenario, role] = heapq.nlargest(SHOWN, kept, key=itemgetter(0, 1))


def _examples(episodes: Iterable[Episode], role: str) -> Iterator[Example]:
    """Of each dialogue one reply, further on in each, so that all of a talk is shown."""
    for at, episode in enumerate(episodes):
        spoken = view(episode.dialogue, role).turns
        replies = [
            (heard, said)
            for heard, said in pairwise(spoken)
            if said.role == role and heard.role != role and said.text.strip()
        ]
        if replies:
            heard, said = replies[min(at, len(replies) - 1)]
            yield Example(heard=line(heard), said=line(said))
