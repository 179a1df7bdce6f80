"""What somebody asks of a model in one dialogue, and what thinking before speaking adds. Pure.

Law: rollouts ask nobody, and what a search may look at counts whether it differs or not.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from society.batch.arithmetic import Question, simulations
from society.batch.capping import Ask, Cap, Rates, cap, left, unknown, unreckoned
from society.players.candidates import AGREED
from society.players.thought import Thought


class Demand(NamedTuple):
    """What a role (`stage` turn) or a seat (judge, end) asks of its model, about and at most.

    It is asked about the turns of `roles`; `bounded` where its replies have a limit of their own.
    Of a role that thinks, `effort` tells in words what it asks, a request may bring `choices`
    replies, and further demands say what it asks to look ahead (`ahead`) and to value where replies
    lead (`guide`); these name its own model as `own`.
    """

    stage: str
    who: str
    model: str
    roles: tuple[str, ...]
    about: Question
    most: Question
    bounded: bool
    effort: str = ""
    choices: int = 1
    own: str = ""


class Guided(NamedTuple):
    """Whoever says what a position is worth: what it asks of its model each time."""

    name: str
    model: str
    about: Question
    most: Question
    bounded: bool


class Mind(NamedTuple):
    """How a role comes to its replies.

    `decides` where moves are planned before words are sought: they are weighed for nothing, and
    only what is said is put into words. `plays_on` where planners say what follows, and no model.
    """

    decides: bool
    plays_on: bool


class Asks(NamedTuple):
    """What is asked before one turn: `requests` for `candidates`, `ahead` for later replies.

    `positions` are valued, each once by every guide.
    """

    candidates: int
    requests: int
    ahead: int
    positions: int


def asks(thought: Thought, mind: Mind) -> Asks:
    """What a search asks at most, where each candidate is another one and a request brings several.

    >>> asks(Thought.parse("best-of-8"), Mind(decides=True, plays_on=True))
    Asks(candidates=1, requests=1, ahead=0, positions=8)
    >>> asks(Thought.parse("beam:8x2"), Mind(decides=False, plays_on=False))
    Asks(candidates=8, requests=2, ahead=16, positions=24)
    """
    wide, positions = thought.width, _positions(thought)
    ahead = 0 if mind.plays_on else _ahead(thought, positions)
    if mind.decides:
        said = wide if thought.worded else 1
        return Asks(said, said, ahead, positions)
    return Asks(wide, 1 if wide <= AGREED else 2, ahead, positions)


def thinking(
    own: Demand,
    thought: Thought,
    mind: Mind,
    guides: tuple[Guided, ...] = (),
    *,
    turn: int = 0,
    rates: Rates = unknown,
) -> Iterator[Demand]:
    """What the role asks for its turns, for looking ahead, and to value where replies lead.

    Limits of the setting are reckoned with at that `turn`, by what models cost and take.
    """
    whole, who = asks(thought, mind), f"{own.who} {thought}"
    about = _candidates(own.about, whole, mind)
    sampled = Ask(own.model, about.load([turn]), int(thought.worded or not mind.decides))
    after = [Ask(own.model, own.about.load([turn]), whole.ahead)]
    after += [Ask(each.model, each.about.load([turn]), whole.positions) for each in guides]
    ended = cap(thought, sampled, after, rates)
    found = whole._replace(ahead=left(whole.ahead, ended), positions=left(whole.positions, ended))
    told = [_told(thought, found, whole, guides, mind)]
    told += _limits(thought, ended, unreckoned(thought, [sampled, *after], rates))
    yield own._replace(
        who=who,
        about=about,
        most=own.most.model_copy(update={"chains": own.most.chains * thought.width}),
        effort=", ".join(told),
        choices=1 if mind.decides else found.candidates,
    )
    yield from _further(own._replace(who=who, own=own.model), thought, whole, found, guides)


def _further(
    own: Demand, thought: Thought, whole: Asks, found: Asks, guides: tuple[Guided, ...]
) -> Iterator[Demand]:
    """What is asked beyond the replies of the turn itself; by its limit where one ends it."""
    if found.ahead:
        yield own._replace(
            stage="ahead",
            who=f"{own.who} looking ahead",
            about=own.about.model_copy(update={"chains": own.about.chains * found.ahead}),
            most=own.most.model_copy(update={"chains": own.most.chains * whole.ahead}),
        )
    for guide in guides if found.positions else ():
        yield Demand(
            stage="guide",
            who=f"{own.who} guided by {guide.name}",
            model=guide.model,
            roles=own.roles,
            about=guide.about.model_copy(update={"chains": found.positions}),
            most=guide.most.model_copy(update={"chains": _positions(thought)}),
            bounded=guide.bounded,
            own=own.own,
        )


def _positions(thought: Thought) -> int:
    match thought.method:
        case "best-of":
            return thought.width
        case "beam":
            keep = Fraction(str(thought.keep))
            return int(simulations(thought.width, thought.depth, keep, "up"))
        case "mcts":
            return thought.simulations


def _ahead(thought: Thought, positions: int) -> int:
    """Replies that the own model is asked for beyond the turn: a node is unfolded all at once."""
    if thought.method == "mcts":
        deeper = max(thought.simulations - thought.width, 0) if thought.depth > 1 else 0
        return deeper * thought.width
    return positions - thought.width


def _candidates(about: Question, found: Asks, mind: Mind) -> Question:
    if mind.decides:
        return about.model_copy(update={"chains": about.chains * found.requests})
    reply = ceil(about.reply * found.candidates / found.requests)
    return about.model_copy(update={"chains": about.chains * found.requests, "reply": reply})


def _told(
    thought: Thought, found: Asks, whole: Asks, guides: tuple[Guided, ...], mind: Mind
) -> str:
    """What is asked before one turn, in words."""
    positions = f"{found.positions:,} positions"
    if found.positions < whole.positions:
        positions = f"{found.positions:,} of {whole.positions:,} positions"
    if mind.decides:
        told = [f"{thought.width} moves planned for nothing, {_many(found.candidates)} in words"]
    else:
        told = [f"{found.candidates} replies in {_many(found.requests)} of several choices"]
    if found.ahead:
        told.append(f"up to {_many(found.ahead)} to look ahead")
    if guides:
        judges = " and ".join(guide.name for guide in guides)
        told.append(f"{positions}, each put to {judges}")
    else:
        told.append(f"{positions} valued by rollouts, which ask nobody")
    return f"{thought} before each turn: {', '.join(told)}"


def _limits(thought: Thought, ended: Cap | None, unpriced: Sequence[str]) -> Iterator[str]:
    """Which limit ends it, and which cannot be reckoned with."""
    if ended is not None:
        yield f"where {ended.limit}={getattr(thought, ended.limit):g} ends it"
    if unpriced:
        yield f"money={thought.money:g} is not in it: no price is known for {', '.join(unpriced)}"


def _many(count: int) -> str:
    return "one request" if count == 1 else f"{count:,} requests"
