"""What is at stake for a role in an offer: which issues are prices, and which way it leans."""

from random import Random

from society.domain.dialogue import Action, Option, View
from society.players.claims import Claim
from society.players.lexicon import chinese
from society.players.moves import Move, values, worth

PRICES = frozenset({"price", "rent", "salary", "wage", "pay", "fee", "fare", "bid", "cost", "rate"})
"""Names of arguments that are amounts of money paid by one side to the other."""


def leaning(view: View, move: Move, issue: str = "") -> str:
    """`more` where the role wants a higher price, `less` a lower one; `none` without a price.

    Without an issue named, the first price of the offer decides.
    """
    offer = move.action if move.worth is not None and not move.agreed else move.before
    if offer is None:
        return "none"
    name = issue or next((each for each in offer.args if each in PRICES), "")
    option = next((each for each in view.options if each.name == offer.name), None)
    if name not in PRICES or option is None or name not in option.args:
        return "none"
    return _direction(view, option, offer, name)


def spoken(view: View, move: Move, claim: Claim, dice: Random) -> list[str]:
    """The issues of an offer that its words name: those that changed first, at most two."""
    if move.worth is None or move.agreed or move.action is None:
        return []
    said = [name for name in move.action.args if _sayable(claim, name)]
    dice.shuffle(said)
    said.sort(key=lambda name: (_same(move, name), name not in claim.numbers))
    return said[: 2 if len(said) > 1 and dice.random() < 0.4 else 1]


def _sayable(claim: Claim, name: str) -> bool:
    """Zeros say little beside other numbers; in Chinese a name of an argument is no word."""
    if chinese(claim.locale) and name not in PRICES and claim.labels.get(name, "").isascii():
        return False
    if name in claim.names:
        return True
    return name in claim.numbers and (len(claim.numbers) == 1 or float(claim.numbers[name]) != 0)


def _same(move: Move, name: str) -> bool:
    """Whether the issue stands as it did in the role's own offer before."""
    before, now = move.before, move.action
    return before is not None and now is not None and before.args.get(name) == now.args[name]


def _direction(view: View, option: Option, offer: Action, name: str) -> str:
    ends = values(view, option)[name]
    low, high = (
        worth(view, offer.model_copy(update={"args": {**offer.args, name: end}}))
        for end in (ends[0], ends[-1])
    )
    if low is None or high is None or low == high:
        return "none"
    return "more" if high > low else "less"
