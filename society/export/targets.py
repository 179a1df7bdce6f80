"""What a search found out, as what a policy, a value or a process reward is trained towards.

A policy learns the share of visits (Silver et al. 2018), a value what each position proved to be
worth to the role that searched, a process reward that worth of each own reply, said or not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from society.domain.dialogue import Turn
from society.domain.judging import Reward
from society.domain.thinking import PREFERRED, Considered, Tree
from society.export.positions import (
    UNPLAYABLE,
    WORDLESS,
    Drop,
    Position,
    fit,
    imagined,
    positions,
    sound,
    valued,
    worded,
)
from society.export.views import Lens, Line, Moment
from society.export.views import lens as seen
from society.export.views import moment as asked
from society.search import shares

UNCOUNTED = "no reply was tried more than once, so visits say nothing"
ALONE = "only one reply was considered"


@dataclass(frozen=True)
class Policy:
    """A moment of choice: each reply that was tried, and how much of the visits it had."""

    position: Position
    replies: tuple[Considered, ...]
    moments: tuple[Moment, ...]
    shares: tuple[float, ...]

    @property
    def lens(self) -> Lens:
        """The dialogue up to there."""
        return self.position.lens

    @property
    def key(self) -> str:
        """What names it among all rows."""
        place = f"#{self.position.path[-1].n}" if self.position.path else ""
        return f"{self.lens.key}/{self.position.turn}{place}?"

    @property
    def reward(self) -> float | None:
        """What the position proved to be worth: the mean over all visits."""
        found = ((each.draft.visits, each.draft.value) for each in self.replies)
        counted = [(visits, value) for visits, value in found if value is not None]
        total = sum(visits for visits, _ in counted)
        return sum(visits * value for visits, value in counted) / total if total else None

    @property
    def text(self) -> str:
        """What was to be answered, and every answer."""
        return "\n".join([self.moments[0].text, *(e.completion.content for e in self.moments[1:])])

    @property
    def escaped(self) -> int:
        """How many control tokens were taken apart."""
        return sum(each.escaped for each in self.moments)


@dataclass(frozen=True)
class Outlook:
    """A position that was valued: what the role had heard and said with `reply` the last of it."""

    lens: Lens
    turn: int
    reply: Considered
    lines: tuple[Line, ...]
    escaped: int

    @property
    def key(self) -> str:
        """What names it among all rows."""
        return f"{self.lens.key}/{self.turn}#{self.reply.n}="

    @property
    def reward(self) -> float | None:
        """What it is worth to the role."""
        return self.reply.draft.value

    @cached_property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(each.content for each in self.lines[1:])


def replies(lens: Lens, drop: Drop) -> Iterator[Moment]:
    """Every reply that a search valued, with its value: each is good or bad by itself."""
    for position in positions(lens, drop):
        own = [each for each in position.replies if valued(each.draft)]
        for each in worded(sound(own, drop), drop):
            yield position.moment(each)


def policies(lens: Lens, drop: Drop) -> Iterator[Policy]:
    """Every moment of which a search counted how often it tried each reply."""
    for position in positions(lens, drop):
        told = [each for each in position.replies if each.draft.reason not in PREFERRED]
        tried = [(each, position.moment(each)) for each in told if each.draft.visits > 0]
        replies = _apart([each for each in tried if each[1].completion.content.strip()])
        for _ in range(sum(not made.completion.content.strip() for _, made in tried)):
            drop(WORDLESS)
        if max((each.draft.visits for each, _ in replies), default=0) < 2:
            drop(UNCOUNTED)
        elif len(replies) < 2:
            drop(ALONE)
        else:
            own, made = zip(*replies, strict=True)
            parts = shares([each.draft.visits for each in own], lens.choice.temperature)
            yield Policy(position, own, made, tuple(parts))


def _apart(told: Sequence[tuple[Considered, Moment]]) -> list[tuple[Considered, Moment]]:
    """Replies of the same words in this form are one: the first, with the visits of all."""
    found: dict[str, tuple[Considered, Moment]] = {}
    for each, made in told:
        words = made.completion.content
        first, shown = found.get(words, (each, made))
        if first is not each:
            visits = first.draft.visits + each.draft.visits
            first = replace(first, draft=first.draft.model_copy(update={"visits": visits}))
        found[words] = first, shown
    return list(found.values())


def outlooks(lens: Lens, drop: Drop) -> Iterator[Outlook]:
    """Every position that a search valued: after each own reply, and ahead after the others'."""
    for turn in _searched(lens):
        tree = Tree.of(turn)
        for each in sound(_wanted(tree, lens, drop), drop):
            there = imagined(lens, turn, tree.chain(each.n)[:-1])
            after = there and imagined(lens, turn, tree.chain(each.n))
            if there is None or after is None:
                drop(UNPLAYABLE)
            elif made := _outlook(there if each.role == lens.role else after, turn.index, each):
                yield made
            else:
                drop(WORDLESS)


def _outlook(lens: Lens, turn: int, each: Considered) -> Outlook | None:
    """The position after an own reply, or where another's was the last; None without words."""
    line = Line("assistant", "", train=True, turn=len(lens.episode.dialogue.turns))
    own = each.role == lens.role
    made = asked(lens, line, each.draft.text if own else "", each.draft.action if own else None)
    if own and not made.completion.content.strip():
        return None
    lines = (*made.prompt, made.completion) if own else made.prompt
    at = replace(lens, branch=f"@{turn}", ahead=each.depth)
    return Outlook(at, turn, each, lines, made.escaped)


def _wanted(tree: Tree, lens: Lens, drop: Drop) -> list[Considered]:
    """What a search valued, so far as it may be learned from and as far ahead as is chosen."""
    kept, ahead = fit(lens, tree, drop), lens.choice.ahead
    told = [each for each in tree.walk() if each.n in kept and valued(each.draft)]
    return [each for each in told if ahead or each.above is None]


def steps(lens: Lens, drop: Drop) -> Iterator[Lens]:
    """The dialogue with its turns paid what a search found them worth; then what was not said.

    Each further one shares the turns before a searched one and goes on with what was considered
    there, as far ahead as is chosen: its last step is the one that a row is for.
    """
    worth = {turn.index: value for turn in _searched(lens) if (value := _worth(turn)) is not None}
    rewards = tuple(
        Reward(turn=at, role=lens.role, value=value) for at, value in sorted(worth.items())
    )
    paid = replace(lens, episode=lens.episode.model_copy(update={"rewards": rewards}))
    yield replace(paid, lines=_paid(lens, worth))
    for turn in _searched(lens):
        yield from _unsaid(paid, Tree.of(turn), drop)


def _unsaid(paid: Lens, tree: Tree, drop: Drop) -> Iterator[Lens]:
    told = _wanted(tree, paid, drop)
    own = [each for each in told if each.role == paid.role and not each.said]
    kept = list(worded(sound(own, drop), drop))
    passed = {above.n for each in kept for above in tree.chain(each.n)[:-1]}
    for each in kept:
        if each.n in passed:
            continue
        there = imagined(paid, tree.turn, tree.chain(each.n))
        if there is None:
            drop(UNPLAYABLE)
        else:
            made = seen(there.episode, paid.role, paid.choice)
            branch = f"@{tree.turn.index}#{each.n}"
            yield replace(made, branch=branch, ahead=each.depth)


def _searched(lens: Lens) -> Iterator[Turn]:
    """Own turns to be learned that had something weighed before them."""
    turns = lens.episode.dialogue.turns
    told = (turns[line.turn] for line in lens.trained if line.turn is not None)
    return (turn for turn in told if turn.drafts)


def _worth(turn: Turn) -> float | None:
    """What the search found what was said to be worth."""
    own = [each.draft for each in Tree.of(turn).replies if each.said and valued(each.draft)]
    values = [each.value for each in own if each.value is not None]
    return next((value for value in values if 0 <= value <= 1), None)


def _paid(lens: Lens, worth: Mapping[int, float]) -> tuple[Line, ...]:
    return tuple(
        replace(line, reward=worth.get(line.turn) if line.turn is not None else None)
        for line in lens.lines
    )
