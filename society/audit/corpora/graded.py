"""What a corpus of human dialogues gives: turns and dialogues, with what people thought of them.

Law: a file of another format is refused with the place that is wrong; nothing is guessed.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Literal

from pydantic import Field

from society.domain.dialogue import Dialogue, Game, Role, Turn
from society.domain.display import one_line
from society.domain.errors import SocietyError
from society.domain.scenario import Scenario
from society.domain.value import Value
from society.scenario.problems import RuleError

Level = Literal["turn", "dialogue"]


class Graded(Value):
    """A turn, or with `turn` None a dialogue, and the grades of its raters (0..1, in their order).

    `dialogue` ends with what is graded, `role` is whose turn or game it is. `guess` is what
    somebody else took the grade for, where the corpus asked. A `group` is one dialogue of it.
    """

    dialogue: Dialogue
    turn: int | None = None
    role: str
    group: str
    ratings: tuple[float, ...] = Field(min_length=1)
    guess: float | None = None

    @property
    def level(self) -> Level:
        """Whether a turn was graded or a whole dialogue."""
        return "dialogue" if self.turn is None else "turn"

    @property
    def human(self) -> float:
        """The mean of its grades."""
        return sum(self.ratings) / len(self.ratings)


@dataclass(frozen=True)
class Corpus:
    """A corpus: what its grades mean, who gave them, how its files are read, where it is from."""

    name: str
    grade: str
    raters: str
    source: str
    read: Callable[[Path], Iterator[Graded]]


class Spoken:
    """A dialogue of people as it grows, turn by turn."""

    def __init__(self, game: Game) -> None:
        self._game = game
        self._turns: list[Turn] = []

    def say(self, role: str, text: str) -> int:
        """Add a turn; its index."""
        index = len(self._turns)
        self._turns.append(Turn(index=index, role=role, text=text.strip(), player="human"))
        return index

    def last(self, role: str) -> int | None:
        """The index of the role's latest turn, None before its first."""
        return next((turn.index for turn in reversed(self._turns) if turn.role == role), None)

    def upto(self, turn: int | None = None) -> Dialogue:
        """The dialogue to the end of that turn, or all of it so far."""
        end = len(self._turns) if turn is None else turn + 1
        return Dialogue.model_construct(game=self._game, turns=tuple(self._turns[:end]))


def table(
    name: str,
    title: str,
    roles: Sequence[Role],
    *,
    context: str = "",
    locale: str = "en",
    seed: int = 0,
) -> Game:
    """A game without rules for people of a corpus to talk in."""
    scenario = _scenario(name, title, tuple((role.id, role.name) for role in roles))
    return Game.model_construct(
        scenario=scenario,
        title=title,
        context=context,
        roles=tuple(roles),
        locale=locale,
        seed=seed,
        variables={},
        options={},
    )


@lru_cache(maxsize=256)
def _scenario(name: str, title: str, roles: tuple[tuple[str, str], ...]) -> Scenario:
    named: Mapping[str, Mapping[str, str]] = {id_: {"name": shown} for id_, shown in roles}
    told = {"schema": "scenario/v1", "id": f"corpus/{name}", "title": title, "roles": named}
    return Scenario.model_validate(told)


STRANGE = (
    *(ValueError, TypeError, LookupError, AttributeError, ArithmeticError),
    *(RecursionError, RuleError, csv.Error),
)
"""What reading a file of another format runs into."""

SHOWN = 160
"""Characters of a fault that are told: it may quote a whole file."""


@contextmanager
def told_where(corpus: str, path: Path, place: str, form: str) -> Iterator[None]:
    """What is not as the corpus has it becomes an error that names the place."""
    try:
        yield
    except STRANGE as strange:
        why = one_line(f"{type(strange).__name__}: {strange}", SHOWN)
        raise SocietyError(
            f"{path.name}, {place}: not as {corpus} has it: {why}",
            hint=f"expected {form}; docs/corpora.md shows it",
        ) from strange


def text_of(corpus: str, path: Path) -> str:
    """The text of a file; SocietyError with the line where it is no UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise SocietyError(
            f"{path} cannot be read: {fault.strerror}", hint=f"docs/corpora.md: a file of {corpus}"
        ) from fault
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as strange:
        line = raw.count(b"\n", 0, strange.start) + 1
        raise SocietyError(
            f"{path.name}, line {line}: not as {corpus} has it: {strange.reason}",
            hint="expected text in UTF-8",
        ) from strange


def lines_of(corpus: str, path: Path) -> Iterator[tuple[int, str]]:
    """Its lines that are not blank, with their numbers."""
    for number, line in enumerate(text_of(corpus, path).split("\n"), start=1):
        if line.strip():
            yield number, line


def rows_of(corpus: str, path: Path, form: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of a table, with the number of the line that each ends in."""
    reader = csv.DictReader(StringIO(text_of(corpus, path), newline=""))
    while True:
        with told_where(corpus, path, f"line {reader.line_num + 1}", form):
            row = next(reader, None)
        if row is None:
            return
        yield reader.line_num, row


def stars(told: object) -> float:
    """One to five stars as 0..1; ValueError for anything else.

    >>> stars("4")
    0.75
    """
    number = float(str(told))
    if not 1 <= number <= 5:
        raise ValueError(f"{told!r} is not between 1 and 5")
    return (number - 1) / 4
