"""What turns took: replies, tokens, dollars, seconds, and what was searched before them. Pure.

Law: a price that is not known makes no sum smaller without saying so.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from society.domain.dialogue import Searched, Turn
from society.domain.value import Value


class Spent(Value):
    """Sums over requests: `calls` are the replies they were for, `attempts` the requests.

    `cached` are the tokens of `prompt` that the provider, or the model in this process, had kept.
    `cost` is in dollars over what has a known price, and `unpriced` counts the replies without one.
    `seconds` are those of the requests one after another.
    """

    calls: int = 0
    attempts: int = 0
    prompt: int = 0
    completion: int = 0
    cached: int = 0
    cost: float = 0.0
    unpriced: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(**{name: getattr(self, name) + getattr(other, name) for name in _SUMMED})

    @property
    def tokens(self) -> int:
        """Prompt and completion together."""
        return self.prompt + self.completion

    @property
    def money(self) -> float | None:
        """Dollars; None where a price of it is not known."""
        return None if self.unpriced else self.cost

    @property
    def hits(self) -> float | None:
        """The share of the prompts' tokens that was kept from before; None without a prompt."""
        return self.cached / self.prompt if self.prompt else None


_SUMMED = tuple(Spent.model_fields)


class TurnReceipt(Value):
    """What one turn took. `searched` is None where nothing was searched before it."""

    turn: int
    role: str
    spent: Spent
    searched: Searched | None = None


class Receipt(Value):
    """What a dialogue took, turn by turn; `beside` is what judges and unsaid turns took."""

    turns: tuple[TurnReceipt, ...]
    beside: Spent = Spent()

    @property
    def searched(self) -> tuple[TurnReceipt, ...]:
        """The turns before which somebody thought."""
        return tuple(each for each in self.turns if each.searched is not None)

    @property
    def simulations(self) -> int:
        """Of all searches."""
        return sum(each.searched.simulations for each in self.turns if each.searched)

    def of(self, role: str | None = None) -> Spent:
        """What the turns of a role took, or those of everybody."""
        return total(each.spent for each in self.turns if role in (None, each.role))

    def told(self) -> dict[str, Any]:
        """The receipt as JSON."""
        return {
            "turns": [_row(each) for each in self.turns],
            "searched": _sums(total(each.spent for each in self.searched)),
            "simulations": self.simulations,
            "beside": _sums(self.beside),
            "in_all": _sums(self.of() + self.beside),
        }


class Thinking(Value):
    """What was searched in many dialogues, and what those turns took.

    `turns` are those before which somebody thought, `kept` the dialogues played to their end;
    `seconds` is how long the searches took.
    """

    turns: int = 0
    simulations: int = 0
    seconds: float = 0.0
    spent: Spent = Spent()
    kept: int = 0

    def __add__(self, other: "Thinking") -> "Thinking":
        names = ("turns", "simulations", "seconds", "spent", "kept")
        return Thinking(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def told(self) -> dict[str, Any]:
        """The same as JSON, with what each kept dialogue took; None where none was kept."""
        return {**self.counted(), "each_kept": self.each(self.kept) if self.kept else None}

    def counted(self) -> dict[str, Any]:
        """The sums as JSON."""
        counted = {"turns": self.turns, "simulations": self.simulations, "seconds": self.seconds}
        return {**counted, **_sums(self.spent, "requests_seconds")}

    def each(self, count: int) -> dict[str, float | None]:
        """What each of so many took; ZeroDivisionError for none."""
        return {
            "simulations": self.simulations / count,
            "seconds": self.seconds / count,
            "calls": self.spent.attempts / count,
            "tokens": self.spent.tokens / count,
            "cost": None if self.spent.money is None else self.spent.money / count,
        }


def receipt(turns: Iterable[Turn], spent: Mapping[int | None, Spent]) -> Receipt:
    """The receipt of these turns; `spent` is by the number of a turn, None for what is of none."""
    listed = tuple(
        TurnReceipt(
            turn=turn.index,
            role=turn.role,
            spent=spent.get(turn.index, Spent()),
            searched=turn.searched,
        )
        for turn in turns
    )
    said = {each.turn for each in listed}
    rest = total(each for turn, each in spent.items() if turn is None or turn not in said)
    return Receipt(turns=listed, beside=rest)


def total(each: Iterable[Spent]) -> Spent:
    """All of them together."""
    return sum(each, Spent())


def _row(each: TurnReceipt) -> dict[str, Any]:
    searched = each.searched.model_dump(mode="json") if each.searched else None
    return {"turn": each.turn, "role": each.role, **_sums(each.spent), "searched": searched}


def _sums(spent: Spent, seconds: str = "seconds") -> dict[str, Any]:
    told = spent.model_dump()
    return {
        seconds: told.pop("seconds"),
        **told,
        "tokens": spent.tokens,
        "cache_hits": spent.hits,
    }
