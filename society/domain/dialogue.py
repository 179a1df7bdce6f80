"""A game and what was said in it. A role sees a `View`; only judges and the engine see all."""

from collections.abc import Callable
from typing import Any

from pydantic import Field, SkipValidation

from society.domain.sampling import Sampling
from society.domain.scenario import Scenario
from society.domain.value import Value


class Limit(Value):
    """A drawn reservation: the worst a role would still take."""

    issue: str | None = None
    value: float | None = None
    better: str = "higher"
    score: float | None = None


class Role(Value):
    """One side of a drawn game, texts rendered. `private`, `goal` and `limit` are its own alone."""

    id: str
    name: str
    persona: str = ""
    public: str = ""
    private: str = ""
    goal: str = ""
    prompt: str = ""
    limit: Limit | None = None
    secrets: tuple[str, ...] = ()
    train: bool = False
    human: bool = False
    model: str | None = None
    sampling: Sampling = Sampling()


class Stranger(Value):
    """What a role knows of another: name and public text."""

    id: str
    name: str
    public: str = ""


class Action(Value):
    """A move taken: the action's name and its arguments."""

    name: str
    args: dict[str, Any] = Field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{key}={value}" for key, value in self.args.items())])


class Option(Value):
    """A move a role may take now: argument schemas rendered, `ends` if it closes the dialogue."""

    name: str
    args: dict[str, dict[str, Any]] = Field(default_factory=dict)
    about: str = ""
    of: str | None = None
    ends: str | None = None
    leaves: bool = False
    due: bool = False


class Game(Value):
    """A scenario drawn with a seed, in one locale and at one level. Same seed, same game.

    `rollout` counts the plays of one game: it draws nothing, but its players' chance differs.
    """

    scenario: Scenario
    level: str = ""
    locale: str = "en"
    seed: int = 0
    index: int = 0
    rollout: int = 0
    variables: dict[str, Any] = Field(default_factory=dict)
    title: str
    context: str = ""
    roles: tuple[Role, ...]
    opening: dict[str, str] = Field(default_factory=dict)
    options: dict[str, Option] = Field(default_factory=dict)

    def role(self, role: str) -> Role:
        """The role with that id; KeyError where there is none."""
        for each in self.roles:
            if each.id == role:
                return each
        raise KeyError(role)


class Draft(Value):
    """A reply considered at a turn and not said, or one that a search looked ahead to.

    `value` in [0, 1] is what it is worth to the role whose turn it is, where something valued it;
    `visits` how often a search went through it, `prior` how likely it was to be said, in [0, 1].
    `above` is the place among the turn's drafts of the one that it answers, None for a reply at the
    turn itself; `role` is who would say it, "" for the role of the turn. `calls` made it.
    """

    text: str
    action: Action | None = None
    value: float | None = None
    visits: int = 0
    reason: str = ""
    prior: float | None = None
    above: int | None = None
    role: str = ""
    calls: tuple[str, ...] = ()


class Searched(Value):
    """What a search before a turn came to; what it cost is on the ledger, under the turn.

    `thought` is the setting as people write it. `stopped` says why it ended: all simulations were
    `done`, the answer was `settled`, the candidates `agreed`, or `calls`, `tokens`, `money` or
    `seconds` were spent. `guided` marks that the judge which guided it also pays the turn.
    """

    thought: str
    simulations: int = 0
    candidates: int = 0
    seconds: float = 0.0
    stopped: str = "done"
    guided: bool = False


class Turn(Value):
    """One reply. `standing` is what the offer on the table, accepted now, is worth per role.

    Flags: opening, repetition, role_swap, leak, to_judge, truncated, refused, illegal, bidi.
    `planned` marks that a planner chose the action and the model only found the words.
    """

    index: int = Field(ge=0)
    role: str
    text: str
    action: Action | None = None
    player: str = ""
    planned: bool = False
    flags: tuple[str, ...] = ()
    standing: dict[str, float] | None = None
    drafts: tuple[Draft, ...] = ()
    searched: Searched | None = None
    calls: tuple[str, ...] = ()
    raw: str = ""


class Utterance(Value):
    """What a player answers with; the engine makes a Turn of it."""

    text: str
    action: Action | None = None
    player: str = ""
    planned: bool = False
    flags: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()
    searched: Searched | None = None
    calls: tuple[str, ...] = ()
    raw: str = ""


class Dialogue(Value):
    """A game and its turns so far; `say` returns a longer copy, so branches are free."""

    game: Game
    turns: tuple[Turn, ...] = ()

    @property
    def last(self) -> Turn:
        """The latest turn; IndexError before the first."""
        return self.turns[-1]

    def say(self, turn: Turn) -> "Dialogue":
        """The dialogue with one turn more."""
        return Dialogue.model_construct(game=self.game, turns=(*self.turns, turn))

    def by(self, role: str) -> tuple[Turn, ...]:
        """One role's turns."""
        return tuple(turn for turn in self.turns if turn.role == role)

    def text(self, role: str | None = None) -> str:
        """The transcript as lines `Name: words [action]`, all of it or one role's."""
        names = {each.id: each.name for each in self.game.roles}
        turns = self.by(role) if role else self.turns
        return "\n".join(
            f"{names[turn.role]}: {turn.text}" + (f" [{turn.action}]" if turn.action else "")
            for turn in turns
        )


class Spoken(Value):
    """A turn as the others hear it."""

    index: int
    role: str
    name: str
    text: str
    action: Action | None = None


class View(Value):
    """All that a player may know when it speaks.

    `value` gives the role's own worth of an offer, scaled so that 0 is its reservation and 1 the
    best offer it could name: nothing of another side's limits can be read from it. None where the
    scenario gives no utility. `turn` counts from 0; `limit` is the most turns there can be.
    `drafted` are candidates of this very turn that were sampled and paid for before a break.
    """

    role: Role
    others: tuple[Stranger, ...]
    title: str = ""
    context: str = ""
    turns: tuple[Spoken, ...] = ()
    options: tuple[Option, ...] = ()
    turn: int = 0
    limit: int = 0
    locale: str = "en"
    seed: int = 0
    refused: tuple[str, ...] = ()
    drafted: tuple[Draft, ...] = ()
    value: SkipValidation[Callable[[Action], float | None]] | None = Field(
        default=None, exclude=True, repr=False
    )
