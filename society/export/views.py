"""An episode as one role lived it: what it was told, what it heard, and what it said.

Law: everything in a Lens comes through the referee's View of that role, so nothing that is
another's own can be in it; and what it is told is word for word what its player is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from society.domain.dialogue import Action, Dialogue, Option, Spoken, Turn, View
from society.domain.episode import Episode
from society.export.choice import Choice
from society.export.control import disarmed
from society.scenario import referee
from society.scenario.briefing import answer, heard, instruction, spoken, talk
from society.scenario.phrases import phrases
from society.scenario.state import taken

UNWANTED = frozenset({"truncated", "refused", "illegal", "leak", "to_judge"})
"""Flags of a turn that nobody should learn to say."""

OPENING = "opening"
"""The flag of a line that the scenario wrote: said, but nobody's choice."""


@dataclass(frozen=True)
class Line:
    """One message. `train` marks the role's own words to be learned; `reward` is the turn's own.

    `turn` is the last turn that it holds: none for the system text and for what sets a role going.
    """

    role: Literal["system", "user", "assistant"]
    content: str
    train: bool = False
    turn: int | None = None
    reward: float | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lens:
    """A whole dialogue of one role: system, then user and assistant in turns, the last its own.

    `escaped` counts the control tokens that were taken apart in it. `branch` names the replies that
    were never said, where some of it was only looked ahead to; `ahead` is how many they are.
    """

    episode: Episode
    role: str
    choice: Choice
    lines: tuple[Line, ...]
    escaped: int = 0
    branch: str = ""
    ahead: int = 0

    @property
    def lens(self) -> "Lens":
        """Itself: the dialogue that a row comes from."""
        return self

    @property
    def key(self) -> str:
        """What names it among all rows."""
        return f"{self.episode.id}/{self.role}{self.branch}"

    @property
    def reward(self) -> float | None:
        """The role's return; None where nobody could say."""
        outcome = self.episode.outcome
        return outcome.returns.get(self.role) if outcome else None

    @property
    def utility(self) -> float | None:
        """What the end was worth to the role, where the scenario can say so."""
        outcome = self.episode.outcome
        return outcome.utilities.get(self.role) if outcome else None

    @property
    def won(self) -> bool | None:
        """Whether the role reached its success; None where the dialogue has no outcome."""
        outcome = self.episode.outcome
        if outcome is None:
            return None
        return self.role in outcome.winners or self.role == outcome.winner

    @cached_property
    def text(self) -> str:
        """All that was said, as near duplicates are told by."""
        return "\n".join(each.content for each in self.lines if each.role != "system")

    @property
    def trained(self) -> tuple[Line, ...]:
        """The lines to be learned."""
        return tuple(each for each in self.lines if each.train)

    def unbroken(self) -> "Lens":
        """The lens up to its first unwanted turn, for formats that cannot leave one turn out."""
        for at, each in enumerate(self.lines):
            if each.role == "assistant" and not each.train and OPENING not in each.flags:
                return replace(self, lines=_ended(self.lines[:at]))
        return self


@dataclass(frozen=True)
class Moment:
    """One own turn and exactly the messages that its player is asked with before it.

    `draft` is the place of a reply that was considered and not said; `value` what a search found.
    """

    lens: Lens
    prompt: tuple[Line, ...]
    completion: Line
    escaped: int = 0
    draft: int | None = None
    value: float | None = None

    @property
    def key(self) -> str:
        """What names it among all rows."""
        place = "" if self.draft is None else f"#{self.draft}"
        return f"{self.lens.key}/{self.completion.turn}{place}"

    @property
    def good(self) -> bool | None:
        """Whether it is to be learned: by its value, else by who won; None where nobody can say."""
        return self.lens.won if self.value is None else self.value >= self.lens.choice.good

    @property
    def reward(self) -> float | None:
        """What the turn itself was paid."""
        return self.completion.reward

    @property
    def text(self) -> str:
        """What was answered, and to what."""
        return f"{self.prompt[-1].content}\n{self.completion.content}"


def lens(episode: Episode, role: str, choice: Choice) -> Lens:
    """The dialogue as that role lived it."""
    view = _whole(episode.dialogue, role, choice)
    told = [Line("system", instruction(view)), *_lines(episode, view, choice)]
    clean = [disarmed(each.content) for each in told]
    lines = [replace(each, content=text) for each, (text, _) in zip(told, clean, strict=True)]
    return Lens(episode, role, choice, _ended(lines), sum(count for _, count in clean))


def moments(lens: Lens) -> Iterator[Moment]:
    """Every own turn that is to be learned, with what its player was asked."""
    for said in lens.trained:
        if said.turn is not None:
            turn = lens.episode.dialogue.turns[said.turn]
            yield moment(lens, said, turn.text, turn.action if taken(turn) else None)


def moment(
    lens: Lens, said: Line, text: str, action: Action | None, draft: int | None = None
) -> Moment:
    """These words at this turn of the lens: what was said, or what else could have been."""
    view, choice = before(lens, said.turn or 0), lens.choice
    asked = [Line("system", instruction(view, short=choice.short))]
    told = talk(view, short=choice.short, kick_off=choice.kick_off)
    asked += [Line(each.role, each.content) for each in told]
    content, found = disarmed(reply(text, action, view.options))
    clean = [disarmed(each.content) for each in asked]
    prompt = tuple(
        replace(each, content=words) for each, (words, _) in zip(asked, clean, strict=True)
    )
    escaped = found + sum(count for _, count in clean)
    return Moment(lens, prompt, replace(said, content=content), escaped, draft)


def before(lens: Lens, turn: int) -> View:
    """What the role knew when it spoke that turn."""
    dialogue = lens.episode.dialogue
    so_far = Dialogue.model_construct(game=dialogue.game, turns=dialogue.turns[:turn])
    return _worded(referee.view(so_far, lens.role), lens.choice)


def reply(text: str, action: Action | None, options: Sequence[Option]) -> str:
    """What the role's player is asked to give back: the form where there are moves, else words."""
    return answer(text, action, options) if options else text


def fit(turn: Turn, choice: Choice) -> bool:
    """Whether a turn is to be learned: a choice of the role's own, said, and not unwanted."""
    if OPENING in turn.flags or not (turn.text.strip() or _formed(turn, choice)):
        return False
    return choice.keep_flagged or not UNWANTED & {*turn.flags}


def _formed(turn: Turn, choice: Choice) -> bool:
    return turn.action is not None and choice.actions == "json"


def _whole(dialogue: Dialogue, role: str, choice: Choice) -> View:
    """What the role knows in the end, with every move that it may make at some time."""
    view, actions = referee.view(dialogue, role), dialogue.game.scenario.actions
    own = tuple(
        option
        for name, option in dialogue.game.options.items()
        if name in actions and (not actions[name].by or role in actions[name].by)
    )
    return _worded(view.model_copy(update={"options": own}), choice)


def _worded(view: View, choice: Choice) -> View:
    return view if choice.actions == "json" else view.model_copy(update={"options": ()})


def _lines(episode: Episode, view: View, choice: Choice) -> Iterator[Line]:
    """Others' neighbouring turns in one message; before an own turn there is always one."""
    words = phrases(view.locale)
    silent = choice.kick_off or words.kick_off
    paid = {each.turn: each.value for each in episode.rewards if each.scope == "turn"}
    others: list[Spoken] = []
    for told in view.turns:
        if told.role != view.role.id:
            others.append(told)
            continue
        yield _theirs(others, view) if others else Line("user", silent)
        turn = episode.dialogue.turns[told.index]
        yield _own(turn, told, view, choice, paid.get(turn.index))
        others, silent = [], words.go_on


def _theirs(others: Sequence[Spoken], view: View) -> Line:
    said = "\n".join(heard(each, view) for each in others)
    return Line("user", said, turn=others[-1].index)


def _own(turn: Turn, told: Spoken, view: View, choice: Choice, paid: float | None) -> Line:
    """An own turn as it is to be said; one that is empty stands as what the others heard."""
    said = reply(turn.text, told.action, view.options)
    content = said if said.strip() else spoken(told, phrases(view.locale))
    return Line("assistant", content, fit(turn, choice), turn.index, paid, turn.flags)


def _ended(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines up to the last to be learned; none where there is none."""
    last = max((at for at, each in enumerate(lines) if each.train), default=-1)
    return tuple(lines[: last + 1])
