"""A scenario file, validated: roles with private goals, actions, rules, judges. Data, never code.

Texts are templates and rules are expressions here; `society.scenario` draws, renders and evaluates.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from society.domain.sampling import Sampling
from society.domain.value import Value

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]
ScenarioId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}(/[a-z0-9_]{1,64})*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Text = str | dict[str, str]
"""One text for every locale, or one per locale: {en: …, zh: …}."""

MAX_TURNS = 10_000


class Locale(Value):
    """Which languages the file speaks; `default` is one of `available`."""

    default: str = "en"
    available: tuple[str, ...] = ("en",)


class Variable(Value):
    """One private or public quantity, drawn once per episode: exactly one kind is set.

    `choice` may be per locale; the same index is drawn in each language.
    """

    ints: tuple[int, int] | None = Field(default=None, alias="int")
    floats: tuple[float, float] | None = Field(default=None, alias="float")
    step: float | None = Field(default=None, gt=0)
    choice: list[Any] | dict[str, list[Any]] | None = None
    expr: Expression | None = None


class Reservation(Value):
    """Below what a role would rather walk away: a value of one issue, or a score."""

    issue: Name | None = None
    value: str | float | None = None
    better: Literal["higher", "lower"] = "higher"
    score: str | float | None = None


class ModelDefaults(Value):
    """What a scenario suggests for a role's or judge's model; flags and settings come first."""

    default: str | None = None
    temperature: float | None = Field(default=None, ge=0, le=5)
    max_tokens: int | None = Field(default=None, ge=1)
    top_p: float | None = Field(default=None, gt=0, le=1)
    seed: int | None = None
    extra: dict[str, Any] = Field(default_factory=dict)

    @property
    def sampling(self) -> Sampling:
        """The sampling part."""
        return Sampling(**self.model_dump(exclude={"default"}))


class RoleSpec(Value):
    """A role as written: `private` and `goal` are for its own player only."""

    name: Text
    persona: Text | None = None
    public: Text | None = None
    private: Text | None = None
    goal: Text | None = None
    prompt: Text | None = None
    reservation: Reservation | None = None
    secrets: tuple[str, ...] = ()
    model: ModelDefaults | None = None
    train: bool = False
    human: bool = False


class Turns(Value):
    """Who speaks when, and for how long."""

    order: Literal["alternate", "round_robin", "random", "moderated"] = "alternate"
    first: Name | None = None
    max: int = Field(default=12, ge=1, le=MAX_TURNS)
    min: int = Field(default=0, ge=0)
    timeout_s: float | None = Field(default=None, gt=0)


class Channel(Value):
    """Who hears what is said in it."""

    members: tuple[Name, ...]
    max_turns: int | None = None


class ActionSpec(Value):
    """A machine-readable move.

    `args` is a JSON Schema per argument. `when` says when it is legal, `due` when it is the only
    legal move. `of` names the proposal that this action accepts and `quorum` how many roles must;
    the proposer counts as the first. `ends` is how the dialogue then ended.
    """

    by: tuple[Name, ...] = ()
    args: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    about: Text | None = None
    when: Expression | None = None
    due: Expression | None = None
    of: Name | None = None
    quorum: int | None = Field(default=None, ge=2)
    ends: Name | None = None
    visibility: Literal["public", "channel"] = "public"
    removes_role: bool = False


class StopRule(Value):
    """The dialogue ends with `outcome` once `when` holds."""

    when: Expression
    outcome: Name


class Check(Value):
    """A verifiable fact of the end, found by a judge and named for the utilities: 0..1 or none."""

    use: str
    params: dict[str, Any] = Field(default_factory=dict)


class OutcomeSpec(Value):
    """What the end is worth. Utility 0 is a role's reservation, 1 the whole surplus.

    `success` is the utility at which a role has won (several may); without it the winner is the
    role with a positive surplus and the larger share.
    """

    issues: dict[Name, Expression] = Field(default_factory=dict)
    checks: dict[Name, Check] = Field(default_factory=dict)
    utility: dict[Name, Expression] = Field(default_factory=dict)
    winner: Expression | None = None
    tie: float = Field(default=0.02, ge=0)
    success: dict[Name, float] = Field(default_factory=dict)


class JudgeSpec(Value):
    """A seat on the bench; `name` tells two seats of one judge apart."""

    use: str
    name: Slug | None = None
    scope: Literal["turn", "outcome", "pair"] = "turn"
    weight: float = Field(default=1.0, ge=0)
    model: str | None = None
    criteria: dict[str, float] = Field(default_factory=dict)
    params: dict[str, Any] = Field(default_factory=dict)
    roles: tuple[Name, ...] = ()


class RewardMix(Value):
    """How a role's return mixes what its turns earned and what the end is worth."""

    turn: float = Field(default=0.5, ge=0)
    outcome: float = Field(default=0.5, ge=0)


class Promotion(Value):
    """When a curriculum moves to the next level (read by the curriculum, not by a dialogue)."""

    after: int = Field(default=20, ge=1)
    when: Expression
    demote: Expression | None = None


class Scenario(Value):
    """The whole file. `level` patches are JSON merge patches of the raw file."""

    schema_: Literal["scenario/v1"] = Field(alias="schema")
    id: ScenarioId
    version: int = Field(default=1, ge=1)
    title: Text
    summary: Text = ""
    tags: tuple[str, ...] = ()
    license: str = ""
    locale: Locale = Locale()
    variables: dict[Name, Variable] = Field(default_factory=dict)
    require: tuple[Expression, ...] = ()
    context: Text = ""
    roles: dict[Name, RoleSpec] = Field(min_length=2)
    channels: dict[Name, Channel] = Field(default_factory=dict)
    turns: Turns = Turns()
    opening: dict[Name, Text] = Field(default_factory=dict)
    actions: dict[Name, ActionSpec] = Field(default_factory=dict)
    stop: tuple[StopRule, ...] = ()
    outcome: OutcomeSpec = OutcomeSpec()
    judges: tuple[JudgeSpec, ...] = ()
    reward: RewardMix = RewardMix()
    levels: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    promote: Promotion | None = None
    include: tuple[str, ...] = ()
