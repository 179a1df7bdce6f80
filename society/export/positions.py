"""The moments at which a role chose, with all that a search weighed there; also imagined ones.

Law: values are worth to the role whose turn was searched, so only its own replies are compared; a
moment that was only looked ahead to is told by the referee, and only as far as the rules allow it.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace

from society.domain.dialogue import Dialogue, Draft, Turn, Utterance
from society.domain.judging import Reward
from society.domain.retold import REFUSED
from society.domain.thinking import PREFERRED, Considered, Tree
from society.export.views import UNWANTED, Lens, Line, Moment, moment
from society.scenario import referee
from society.scoring.flags import flags

Drop = Callable[[str], None]
"""Told why something is left out."""

WORDLESS = "a candidate has no words, only a move"
HOMELESS = "a candidate answers nothing that is there"
UNPLAYABLE = "the rules refuse a candidate"
FLAGGED = "a candidate tells a secret, or speaks to the judge"
UNBOUND = "a candidate's value is outside 0..1"


@dataclass(frozen=True)
class Position:
    """A moment of choice: `lens` up to there, `replies` of the role with the best first.

    `tree` is the one of the turn that was searched; `path` are the replies from there to here.
    """

    lens: Lens
    tree: Tree
    path: tuple[Considered, ...]
    replies: tuple[Considered, ...]

    @property
    def turn(self) -> int:
        """The index of the turn that could be said here."""
        return self.tree.turn.index + len(self.path)

    def moment(self, each: Considered) -> Moment:
        """One of the replies with what its player would be asked."""
        draft = each.draft
        value = None if draft.reason in PREFERRED else draft.value
        line = Line("assistant", "", train=True, turn=self.turn, reward=value)
        place = None if each.said else each.n
        told = moment(self.lens, line, draft.text, draft.action, place)
        return replace(told, value=value)


def positions(lens: Lens, drop: Drop) -> Iterator[Position]:
    """Every own turn that is to be learned and had something weighed before it; ahead as chosen."""
    for line in lens.trained:
        if line.turn is None:
            continue
        turn = lens.episode.dialogue.turns[line.turn]
        if turn.drafts:
            yield from _of_turn(lens, Tree.of(turn), drop)


def _of_turn(lens: Lens, tree: Tree, drop: Drop) -> Iterator[Position]:
    kept = fit(lens, tree, drop)
    yield Position(lens, tree, (), _own(lens, tree, None, kept))
    if not lens.choice.ahead:
        return
    for each in tree.walk():
        replies = _own(lens, tree, each.n, kept)
        if not replies or each.n not in kept:
            continue
        path = tree.chain(each.n)
        if (there := imagined(lens, tree.turn, path)) is None:
            drop(UNPLAYABLE)
        elif _speaks(there):
            yield Position(there, tree, path, replies)


def _speaks(lens: Lens) -> bool:
    """Whether the role may say something where the lens ends."""
    dialogue = lens.episode.dialogue
    return referee.ending(dialogue) is None and referee.floor(dialogue) == lens.role


def imagined(lens: Lens, turn: Turn, path: tuple[Considered, ...]) -> Lens | None:
    """The lens with these replies in place of that turn; None where the rules refuse one of them.

    Each own reply is paid its value. Nobody knows how such a dialogue ends.
    """
    dialogue = lens.episode.dialogue
    so_far = Dialogue.model_construct(game=dialogue.game, turns=dialogue.turns[: turn.index])
    paid = [each for each in lens.episode.rewards if each.turn < turn.index]
    for each in path:
        if not _playable(so_far, each):
            return None
        spoken = _spoken(each, len(so_far.turns))
        so_far = so_far.say(spoken)
        if each.draft.value is not None and each.role == lens.role:
            paid.append(Reward(turn=spoken.index, role=each.role, value=each.draft.value))
    made = {"dialogue": so_far, "rewards": tuple(paid), "outcome": None}
    episode = lens.episode.model_copy(update=made)
    return replace(lens, episode=episode, branch=f"@{turn.index}", ahead=len(path))


def _playable(so_far: Dialogue, each: Considered) -> bool:
    """Whether the rules let that role say it there."""
    if referee.ending(so_far) is not None or referee.floor(so_far) != each.role:
        return False
    return referee.refuse(so_far, each.role, each.draft.action) is None


def _spoken(each: Considered, index: int) -> Turn:
    return Turn(index=index, role=each.role, text=each.draft.text, action=each.draft.action)


def _own(lens: Lens, tree: Tree, n: int | None, kept: Container[int]) -> tuple[Considered, ...]:
    """What the role itself could say there, so far as it is kept."""
    return tuple(each for each in tree.below(n) if each.role == lens.role and each.n in kept)


def fit(lens: Lens, tree: Tree, drop: Drop) -> frozenset[int]:
    """The drafts that may be learned from: each hangs where it says, and so does what it answers.

    Nothing on the way to it was refused, or is flagged as a turn that nobody should learn to say.
    Of the others those that a search weighed are counted.
    """
    kept: set[int] = set()
    for each in tree.walk():
        if each.above is not None and each.above not in kept:
            continue
        why = _unfit(lens, each)
        if not why:
            kept.add(each.n)
        elif each.draft.value is not None or each.draft.visits > 0:
            drop(why)
    return frozenset(kept)


def _unfit(lens: Lens, each: Considered) -> str:
    if each.misplaced:
        return HOMELESS
    if each.draft.reason.startswith(REFUSED):
        return UNPLAYABLE
    return FLAGGED if not lens.choice.keep_flagged and _flagged(lens, each) else ""


def _flagged(lens: Lens, each: Considered) -> bool:
    game = lens.episode.dialogue.game
    if each.role not in {role.id for role in game.roles}:
        return False
    said = Utterance(text=each.draft.text, action=each.draft.action)
    return bool(UNWANTED & {*flags(game, (), said, each.role, words=())})


def valued(draft: Draft) -> bool:
    """Whether a search found a value; what a person thinks of it is on another scale."""
    return draft.value is not None and draft.reason not in PREFERRED


def worded(replies: Iterable[Considered], drop: Drop) -> Iterator[Considered]:
    """Those with words; others are counted."""
    for each in replies:
        if each.draft.text.strip():
            yield each
        else:
            drop(WORDLESS)


def sound(replies: Iterable[Considered], drop: Drop) -> Iterator[Considered]:
    """Those whose value is one, in [0, 1]; of others none or what is out of it."""
    for each in replies:
        value = each.draft.value
        if value is not None and not 0 <= value <= 1:
            drop(UNBOUND)
        elif value is not None:
            yield each
