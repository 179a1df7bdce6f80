"""What a judge is audited on: turns of stored or imported dialogues, or of the CaSiNo slice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from society.audit.flaws.scene import length
from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.domain.value import Value

FIRST = 2
"""The first turn that is audited: before it there is nothing to repeat or to contradict."""

WORDS = 4
"""The fewest words of an audited turn."""

SPOILT = frozenset({"opening", "truncated", "refused", "illegal", "role_swap", "leak", "to_judge"})


class Item(Value):
    """A turn to judge; `dialogue` ends with it. `group` is the dialogue it was taken from.

    `author` is the model that found the words, empty for people and where nobody knows.
    """

    dialogue: Dialogue
    turn: int
    role: str
    group: str
    source: str
    author: str = ""


class Ending(Value):
    """A whole dialogue and what its verifiable end was worth to each role."""

    group: str
    dialogue: Dialogue
    utilities: dict[str, float]


class Rated(Value):
    """What one person said of a turn, or with `turn` None of the whole, for one role (0..1)."""

    group: str
    turn: int | None
    role: str
    rater: str
    score: float


@dataclass(frozen=True)
class Material:
    """Items to judge, the whole dialogues they come from, how those ended, what people said.

    `lenders` are the dialogues that lend off-topic turns.
    """

    name: str
    items: tuple[Item, ...]
    wholes: Mapping[str, Dialogue]
    endings: tuple[Ending, ...] = ()
    ratings: tuple[Rated, ...] = ()
    lenders: tuple[Dialogue, ...] = field(default=(), repr=False)

    def whole(self, item: Item) -> Dialogue:
        """The dialogue that the item was taken from, to its end."""
        return self.wholes[item.group]


def casino(items: int, *, seed: int = 0) -> Material:
    """Items of the shipped slice of CaSiNo: people who share supplies, in English."""
    from society.audit.casino import shipped

    talks = shipped()
    wholes = {talk.id: talk.dialogue for talk in talks}
    endings = [
        Ending(group=talk.id, dialogue=talk.dialogue, utilities=talk.outcome.utilities)
        for talk in talks
    ]
    ratings = [
        Rated(group=talk.id, turn=None, role=role, rater=role, score=score)
        for talk in talks
        for role, score in talk.satisfied.items()
    ]
    return Material(
        name="casino",
        items=chosen(wholes, items, seed=seed, source="casino"),
        wholes=wholes,
        endings=tuple(_shuffled(endings, seed)),
        ratings=tuple(ratings),
    )


def stored(
    episodes: Iterable[Episode],
    items: int,
    *,
    seed: int = 0,
    name: str = "stored",
    ratings: Sequence[Rated] = (),
) -> Material:
    """Items of finished dialogues; SocietyError where none has a turn to judge."""
    done = [each for each in episodes if each.status == "done" and each.dialogue.turns]
    wholes = {each.id: each.dialogue for each in done}
    authors = {each.id: each.provenance.models for each in done}
    picked = tuple(
        item.model_copy(update={"author": authors[item.group].get(item.role, "")})
        for item in chosen(wholes, items, seed=seed, source=name)
    )
    if not picked:
        raise SocietyError(
            f"no stored dialogue has a turn to audit a judge on ({len(done)} finished match)",
            hint="play or import some, give another --where, or --material casino",
        )
    endings = [
        Ending(group=each.id, dialogue=each.dialogue, utilities=each.outcome.utilities)
        for each in done
        if each.outcome and each.outcome.verifiable and len(each.outcome.utilities) > 1
    ]
    return Material(
        name=name,
        items=picked,
        wholes=wholes,
        endings=tuple(_shuffled(endings, seed)),
        ratings=tuple(each for each in ratings if each.group in wholes),
        lenders=tuple(wholes.values()),
    )


def chosen(
    wholes: Mapping[str, Dialogue], items: int, *, seed: int = 0, source: str = ""
) -> tuple[Item, ...]:
    """So many turns, drawn by the seed, as evenly as can be from all the dialogues."""
    chance = Random(f"{seed}|items")
    drawn = []
    for group in chance.sample(sorted(wholes), len(wholes)):
        turns = [turn for turn in wholes[group].turns if fit(turn)]
        drawn.append([(group, turn) for turn in chance.sample(turns, len(turns))])
    rounds = [
        each[at] for at in range(max(map(len, drawn), default=0)) for each in _longer(drawn, at)
    ]
    return tuple(_item(wholes[group], group, turn, source) for group, turn in rounds[:items])


def fit(turn: Turn) -> bool:
    """Whether a judge can be audited on the turn: words enough, and nothing wrong with them yet."""
    return turn.index >= FIRST and length(turn.text) >= WORDS and not SPOILT & set(turn.flags)


def _longer(drawn: Sequence[list[tuple[str, Turn]]], at: int) -> Sequence[list[tuple[str, Turn]]]:
    return [each for each in drawn if len(each) > at]


def _item(whole: Dialogue, group: str, turn: Turn, source: str) -> Item:
    upto = Dialogue.model_construct(game=whole.game, turns=whole.turns[: turn.index + 1])
    return Item.model_construct(
        dialogue=upto, turn=turn.index, role=turn.role, group=group, source=source
    )


def _shuffled(endings: Sequence[Ending], seed: int) -> list[Ending]:
    return Random(f"{seed}|endings").sample(list(endings), len(endings))


def only(material: Material, roles: Sequence[str]) -> Material:
    """The material with items of these roles alone; all of it where none are named."""
    if not roles:
        return material
    kept = tuple(item for item in material.items if item.role in roles)
    return replace(material, items=kept)
