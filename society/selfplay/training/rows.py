"""What a policy is trained on: the rows of an export, as that policy is asked when it plays.

A policy that leaves everything to its model (`llm`) is asked once a turn, and answers with the
words and the move: its rows are the export's own, with the short prompt where its model is the
embedded one, and with the advice and the examples of its habits.

A planned policy makes no move by its model. Its model is asked small questions, several a turn,
and code chooses among its answers; what a turn says in the end was never one answer. So its rows
are what the ledger holds: the very messages that were sent, with the answers that were taken into
the turn, and beside them those that were not. Rows made of whole turns would teach it to answer a
question that nobody asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from json import JSONDecodeError, loads
from typing import Any

from sqlalchemy import Connection

from society.domain.policy import Policy
from society.export.choice import Choice
from society.export.formats import FORMATS, Format
from society.export.rows import Row, Tally, rows
from society.export.sources import Noted, Sources
from society.llm.adapters import is_embedded
from society.players.llm import SHORT
from society.players.prompt import taught
from society.selfplay.training.recipe import FORMATS as FORMAT_OF
from society.selfplay.training.recipe import Method
from society.selfplay.training.taken import Ledger
from society.store.pages import Episodes, Order
from society.store.where import Where

TOO_LONG = "it says more than a small model may"
TURNS = "trl-sft-turns"
EVERY: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """Which dialogues a policy learns from, and which of their rows.

    `roles` are those that learn, where empty those that the scenario marks. A method that imitates
    learns from winners alone unless `losers` are wanted too; `top` keeps the best share of them.
    """

    policy: Policy
    method: Method
    where: Where
    roles: tuple[str, ...] = EVERY
    losers: bool = False
    top: float | None = None
    min_reward: float | None = None
    held: float = 0.1
    seed: int = 0
    limit: int | None = None

    @property
    def format(self) -> Format[Any]:
        """The export format of the method."""
        return FORMATS[FORMAT_OF[self.method]]

    @property
    def short(self) -> bool:
        """Whether its model is asked with short prompts."""
        return not self.policy.model or is_embedded(self.policy.model)

    @property
    def player(self) -> str:
        """How it plays: as its policy says, else as its model is played with."""
        return self.policy.player or ("planned" if self.short else "llm")

    @property
    def planned(self) -> bool:
        """Whether its moves are planned, so that its model is asked for words alone."""
        return self.player == "planned"

    @property
    def choice(self) -> Choice:
        """The choice of the export."""
        return Choice(
            roles=self.roles,
            keep_losers=self.losers,
            top=self.top,
            min_reward=self.min_reward,
            split=self.held,
            seed=self.seed,
            short=self.short and not self.planned,
            actions="text" if self.planned else "json",
        )


class Lessons:
    """The rows of one training, read from a store; `sources` hears where they come from."""

    def __init__(self, db: Connection, wanted: Wanted, sources: Sources) -> None:
        self._db, self._wanted, self.sources = db, wanted, sources

    def rows(self, made: Format[Any], tally: Tally) -> Iterator[Row]:
        """The rows, counted in `tally`."""
        found = self._asked(made, tally) if self._wanted.planned else self._told(made, tally)
        limit = self._wanted.limit
        for at, row in enumerate(found):
            if limit is not None and at >= limit:
                return
            yield row

    def _told(self, made: Format[Any], tally: Tally) -> Iterator[Row]:
        """What the export makes of the turns, as the policy would be asked for them."""
        for split, record in self._exported(made, tally):
            if self._wanted.short and _says(record) > SHORT:
                tally.drop(TOO_LONG)
                tally.rows -= 1
            else:
                yield Row(split, self._instructed(record))

    def _asked(self, made: Format[Any], tally: Tally) -> Iterator[Row]:
        """What its model was really asked in the turns that the export would keep."""
        ledger = Ledger(self._db)
        for split, record in self._exported(FORMATS[TURNS], tally):
            tally.rows -= 1
            for each in ledger.told(record, self._wanted.method, tally):
                tally.rows += 1
                yield Row(split, each)

    def _exported(self, made: Format[Any], tally: Tally) -> Iterator[Row]:
        order: Order = "game" if made.ordered else "begun"
        episodes = Noted(Episodes(self._db, self._wanted.where, order), self.sources)
        yield from rows(made.name, episodes, self._wanted.choice, tally)

    def _instructed(self, record: dict[str, Any]) -> dict[str, Any]:
        """The record with what the habits of the policy add to its system text."""
        habit = self._wanted.policy.habit(record["scenario"], record["role_name"])
        more = list(taught(habit, record["locale"], short=self._wanted.short))
        if not more:
            return record
        first, *rest = record["prompt"]
        told = "\n\n".join([first["content"], *more])
        return {**record, "prompt": [{**first, "content": told}, *rest]}


def _says(record: dict[str, Any]) -> int:
    """Characters that the answer to be learned says, beside its form."""
    answer: Sequence[dict[str, str]] = record.get("completion") or record["chosen"]
    content = answer[-1]["content"]
    try:
        form = loads(content)
    except JSONDecodeError:
        return 0
    return len(form.get("say", "")) if isinstance(form, dict) else 0
