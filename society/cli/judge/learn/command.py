"""`society judge train`: a judge learned on this machine, with an honest card."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

Source = Literal["judgements", "labels", "outcomes", "flaws"]
Kind = Literal["best", "linear", "boosted"]
Material = Literal["stored", "casino", "planned"]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class TrainOptions:
    """What is learned from, and where the model goes.

    Parameters
    ----------
    from_
        Judgements of a judge, labels that people gave, outcomes (what the end was worth), or flaws
        planted in dialogues.
    to
        The file of the model, ending in .npz, or a folder; the card goes beside it.
    judge
        Learn from this judge's scores; without it from what turns were paid.
    where
        Which dialogues: 'scenario:used_bike status:done'.
    material
        Plant the flaws in the stored dialogues, in the shipped slice of CaSiNo, or in planned games
        of the shipped scenarios with templated words, in English and Chinese; named twice, in both.
    test_db
        Test on dialogues of another database too, none of which is a game that it learned from.
    n
        Learn from at most so many dialogues: all that match without it.
    per_turn
        At most so many flaws of each turn.
    model_kind
        A linear model, boosted trees, or the best: trees where they do clearly better on dialogues
        that were held out.
    embeddings
        Try sentence embeddings beside the words, and keep them where they clearly help; needs the
        extra `embeddings`, and so does whoever seats the judge.
    seed
        Decides which flaws are planted and what is held out.
    json
        Print the card as JSON.
    db
        The database to read.
    lora
        Train the embedded model's own adapter instead, in a quarter of an hour or more, into the
        folder `--to`; needs the extra `train`.
    steps
        So many steps of that training.
    """

    from_: Annotated[Source, Parameter(name="--from")] = "judgements"
    to: Path = Path("learned.npz")
    judge: str = ""
    where: str = ""
    material: tuple[Material, ...] = ("stored",)
    test_db: str | None = None
    n: Annotated[int | None, Parameter(name=["--n", "-n"])] = None
    per_turn: int = 3
    model_kind: Kind = "best"
    embeddings: bool = False
    seed: int = 0
    json: bool = False
    db: str | None = None
    lora: bool = False
    steps: int | None = None


USUAL = TrainOptions()


def train(*, options: TrainOptions = USUAL) -> None:
    """Train a reward model in seconds to minutes, without a graphics card, and say how good it is.

    What it is tested on is held out by whole dialogues. Seat it with `use: learned` and
    `params: {model: FILE}`.
    """
    if options.lora:
        from society.cli.judge.learn.lora import perform_lora

        perform_lora(options.to, steps=options.steps, seed=options.seed, json=options.json)
        return
    from society.cli.judge.learn.learning import perform

    perform(options)
