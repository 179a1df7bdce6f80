"""`society train`: dialogues that went well make a policy that plays so."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from society.domain.errors import SocietyError


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class LessonOptions:
    """What is learned from.

    Parameters
    ----------
    from_
        Which dialogues: generation:3, batch:NAME, or any query: 'scenario:used_bike turns<10'.
    role
        The role that learns (repeatable); those that the scenario marks without it.
    losers
        Imitate roles that lost, too; DPO and KTO learn from both anyway.
    top
        Imitate this share of the dialogues of each scenario and role, best first: 20%.
    min_reward
        Imitate only turns that were paid at least this.
    limit
        Learn from at most so many rows.
    held
        The share of games set aside to measure the loss on, before and after.
    """

    from_: Annotated[str, Parameter(name="--from")]
    role: tuple[str, ...] = ()
    losers: bool = False
    top: str = ""
    min_reward: float | None = None
    limit: int | None = None
    held: str = "10%"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class RecipeOptions:
    """How it is trained.

    Parameters
    ----------
    method
        sft imitates, dpo prefers one reply to another, kto knows good ones from bad ones.
    steps
        So many steps.
    rank
        The rank of the adapter: how much it can change.
    lr
        The learning rate; 0.001 for sft, 0.0002 for the others.
    batch_size
        Rows of a step.
    max_length
        Tokens of a row; longer rows are left out.
    first_layer
        Leave the layers below this one as they are, which is faster.
    keep
        Keep a checkpoint every so many steps.
    threads
        Threads that compute; torch's own choice without it.
    seed
        Decides the order of the rows, what is held out, and the adapter's beginning.
    model
        A Hugging Face directory to train instead of the embedded model; on a GPU where there is
        one.
    command
        Somebody else's trainer: it gets the folder of the rows as its last argument, and prints
        {"model": …} as the last line of its stdout: a .gguf adapter, a folder, or a model's name.
    """

    method: Literal["sft", "dpo", "kto"] = "sft"
    steps: int = 100
    rank: int = 8
    lr: float = 0.0
    batch_size: int = 4
    max_length: int = 1024
    first_layer: int = 0
    keep: int = 20
    threads: int = 0
    seed: int = 0
    model: Path | None = None
    command: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The other trainer's program and its arguments, as a shell would take them apart."""
        try:
            return tuple(shlex.split(self.command))
        except ValueError as error:
            raise SocietyError(f"--command {self.command}: {error}") from None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class PlaceOptions:
    """Where it goes.

    Parameters
    ----------
    name
        The name of the new policy and of its adapter; one is made up without it.
    player
        How `stock` plays: llm, where its model makes the moves, or planned, where it finds words.
    out
        The folder of the rows, the checkpoints and the log.
    resume
        Go on with a training that was stopped, from its last checkpoint.
    dry_run
        Print rows, tokens, and about how long it takes; train nothing.
    json
        Print what came of it as JSON.
    db
        The database to read, and to keep the policy in.
    """

    name: str = ""
    player: Literal["llm", "planned"] = "llm"
    out: Path | None = None
    resume: bool = False
    dry_run: bool = False
    json: bool = False
    db: str | None = None


STEADY, HERE = RecipeOptions(), PlaceOptions()


def train(
    policy: str,
    *,
    lessons: LessonOptions,
    recipe: RecipeOptions = STEADY,
    place: PlaceOptions = HERE,
) -> int:
    """Train a policy's model with an adapter of its own, from dialogues that went well.

    Needs the extra `train`. What comes of it is a policy like any other, which `league` rates and
    `evolve` tests; how well it plays is not known before that.

    Parameters
    ----------
    policy
        The name of a stored policy, or stock: the embedded model as it comes.
    """
    from society.cli.train.training import perform

    return perform(policy, lessons, recipe, place)
