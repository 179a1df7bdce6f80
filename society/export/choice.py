"""What is wanted of the episodes: which roles, which rows, in which form."""

from typing import Literal

from pydantic import Field

from society.domain.value import Value

Axis = Literal["winner", "locale", "scenario"]
Source = Literal["dialogues", "search"]
Pairing = Literal["worst", "each", "all"]


class Choice(Value):
    """Which rows are wanted. The defaults keep all that is fit to be learned from.

    `roles`: the roles to train; empty for those that the scenario marks `train`, or every role
    where it marks none. `top` keeps this share of the dialogues of each scenario and role, best
    return first; `min_reward` is the least that what one row trains may have earned: the role's
    return for a whole dialogue, the turn's own reward for one turn; `keep_losers=False` keeps only
    roles that won. Formats that learn from losers (`Format.losers`) keep them whatever these three
    say. `good` is the reward from which on a turn counts as good where a label is yes or no, and
    `margin` the least difference of a pair.
    `keep_flagged` also keeps turns flagged truncated, refused, illegal, leak or to_judge.
    `dedupe` leaves out near duplicates. `balance` cuts every combination of the values of these
    axes down to the size of the rarest. `split` is the share of games set aside for testing.
    `actions`: `json` trains the form that a model is asked for where a role may make moves,
    `text` the words alone. `kick_off` replaces what a role that speaks first is told.
    `providers` are those whose words may be trained on, all of them where none is named; `own`
    among them stands for models on one's own machine and for people. `seed` decides every draw.
    `source` is what rows are made of: the dialogues as they were played, or what searches weighed
    before their turns, with the searches' values for rewards. `pairs` says which candidates of one
    moment are compared: what was said with the `worst`, the best with `each`, or `all`; `ahead`
    takes moments that were only looked ahead to as well. `temperature` flattens (above 1) or
    sharpens the share of visits that a policy is to learn. `short` asks one turn as a model of a
    few hundred million parameters is asked.
    """

    roles: tuple[str, ...] = ()
    top: float | None = Field(default=None, gt=0, le=1)
    min_reward: float | None = None
    keep_losers: bool = True
    keep_flagged: bool = False
    good: float = Field(default=0.5, ge=0, le=1)
    margin: float = Field(default=0.1, gt=0)
    dedupe: bool = False
    balance: tuple[Axis, ...] = ()
    split: float = Field(default=0.0, ge=0, lt=1)
    actions: Literal["json", "text"] = "json"
    kick_off: str = ""
    providers: tuple[str, ...] = ()
    seed: int = 0
    source: Source = "dialogues"
    pairs: Pairing = "worst"
    ahead: bool = False
    temperature: float = Field(default=1.0, gt=0)
    short: bool = False
