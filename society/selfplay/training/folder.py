"""The folder that a trainer reads: an export like any other, with its card and its provenance."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from society import __version__
from society.domain.errors import SocietyError
from society.export.card import Config, Dataset
from society.export.layout import Plan, write_folder
from society.export.sources import Sources
from society.export.tally import Tally
from society.selfplay.training.recipe import LOADING, OVERHEAD, SPEED, Recipe
from society.selfplay.training.rows import Lessons, Wanted
from society.store.store import Store

SIGNS = 3.6
"""Characters of a token, about, in English and in the form of a move."""

AGAIN = 3
"""How much more a row takes that is compared: it is read by two models, or has two answers."""


@dataclass(frozen=True)
class Forecast:
    """What a training would take, before anything is written."""

    tally: Tally
    train: int
    held: int
    signs: int
    recipe: Recipe

    @property
    def tokens(self) -> int:
        """Tokens of all rows, about."""
        return round(self.signs / SIGNS)

    @property
    def passes(self) -> float:
        """How often each row is learned from."""
        return self.recipe.steps * self.recipe.batch / max(1, self.train)

    @property
    def seconds(self) -> float:
        """How long it takes on two cores, about."""
        row = self.tokens / max(1, self.train + self.held)
        read = self.recipe.batch * row / SPEED
        times = 1 if self.recipe.method == "sft" else AGAIN
        return LOADING + self.recipe.steps * (OVERHEAD + times * read)


def foretold(store: Store, wanted: Wanted, recipe: Recipe) -> Forecast:
    """Count the rows and their length; nothing is written."""
    counts, signs, tally = {"train": 0, "test": 0}, 0, Tally()
    with store.reading() as db:
        for split, record in Lessons(db, wanted, Sources()).rows(wanted.format, tally):
            counts[split] += 1
            texts = (record["prompt"], record.get("completion"), record.get("chosen"))
            signs += sum(len(each["content"]) for told in texts for each in told or ())
    return Forecast(tally, counts["train"], counts["test"], signs, recipe)


def written(store: Store, wanted: Wanted, out: Path) -> Dataset:
    """Write the export; SocietyError where no row is left to train on, which says why."""
    sources = Sources()

    def describe(configs: Sequence[Config]) -> Dataset:
        (config,) = configs
        if "train" not in config.files:
            raise nothing(config.tally)
        return Dataset(
            name=out.name,
            query=wanted.where.text,
            choice=wanted.choice,
            version=__version__,
            sources=sources.kept([config.tally]),
            configs=configs,
        )

    plan = Plan(out=out, formats=(wanted.format.name,), kind="jsonl")
    with store.reading() as db:
        return write_folder(plan, Lessons(db, wanted, sources).rows, describe)


def nothing(tally: Tally) -> SocietyError:
    """No row is left: why."""
    why = [f"{count} × {reason}" for reason, count in sorted(tally.dropped.items())]
    return SocietyError(
        f"of {tally.episodes} dialogues no row is left to train on",
        hint="\n".join(why) or "society list --where … shows what a query finds",
    )
