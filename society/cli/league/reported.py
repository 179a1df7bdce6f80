"""What ratings hide, as people read it and as JSON: cycles, best answers, what strength costs."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from society.cli.league import told
from society.cli.league.page import page
from society.cli.output import SCHEMA, as_json, note, say, table
from society.domain.display import one_line
from society.domain.errors import SocietyError
from society.scoring.cycles import Cycle, Flow
from society.scoring.exploit import Answer, Nash, mixed
from society.selfplay.league.costs import Cost, Price, prices
from society.selfplay.league.standing import League

Paid = Mapping[str, Cost]

BOUND = (
    "exploitability is a lower bound: only policies of this league can answer, and what nobody has "
    "tried yet may take more"
)


def tell(found: League, paid: Paid) -> None:
    """Print the league, then what its ratings hide."""
    told.tell(found)
    say()
    for line in around(found):
        say(one_line(line))
    say()
    _answers(found)
    say()
    for line in balanced(found.nash()):
        say(one_line(line))
    say(BOUND, "dim")
    say()
    _costs(found, paid)


def around(found: League) -> Iterator[str]:
    """What can be said of cycles, in sentences."""
    listed, flow = found.cycles(), found.flow()
    for each in listed:
        yield _round(each)
    if not listed:
        yield "no cycle is shown: no three beat each other in turn with every interval above 0.5"
    if flow is None:
        yield "how much goes round cannot be said: that takes three who met, and a winner"
    else:
        yield _flowing(flow)


def _round(each: Cycle) -> str:
    first = each.names[0]
    steps = "".join(
        f" beats {name} ({share.value:.2f} [{share.low:.2f}, {share.high:.2f}])"
        for name, share in zip((*each.names[1:], first), each.shares, strict=True)
    )
    how = "also" if each.sure else "but not"
    return f"cycle: {first}{steps}; {how} when corrected for all pairs that were looked at"


def _flowing(flow: Flow) -> str:
    return (
        f"{flow.cyclic:.0%} of the payoffs goes round and no rating can say it (Hodge), "
        f"{flow.triangles:.0%} in threes; {flow.chance:.0%} would by chance alone "
        f"(p {flow.luck:.2g})"
    )


def _answers(found: League) -> None:
    head = ["policy", "best known answer", "takes", "95%, corrected", "exploitability"]
    table(head, [_answer(each) for each in found.answers()], yields=[("95%, corrected", 0)])


def _answer(each: Answer) -> list[str]:
    share = each.share
    return [
        each.policy,
        each.answer or "nobody",
        f"{share.value:.2f}",
        f"{share.low:.2f} to {share.high:.2f}",
        f"{each.exploitability:.2f}",
    ]


def balanced(found: Nash | None) -> Iterator[str]:
    """The league's equilibrium, in sentences."""
    if found is None:
        yield "there is no equilibrium to tell: no two policies met"
        return
    yield f"nobody of the league beats this mixture: {mixed(found.mixture)}"
    if found.held_out is None:
        yield "how it does in games that it was not found in cannot be said: too few games"
    else:
        yield (
            f"found in one half of the games, its best answer in the other half takes "
            f"{found.held_out:.2f} of the points"
        )
    if found.without:
        yield f"left out, as they did not meet all others: {', '.join(found.without)}"


def _costs(found: League, paid: Paid) -> None:
    priced = prices([each.rating for each in found.standings], paid)
    head = ["policy", "dollars a game", "tokens a game", "requests", "seconds"]
    head += ["dollars a point", "tokens a point"]
    nothing = Price(None, None)
    rows = [
        [name, *_cost(paid[name]), *_price(priced.get(name, nothing))]
        for name in found.names
        if name in paid
    ]
    table(head, rows, yields=[("seconds", 0), ("requests", 0), ("tokens a point", 0)])
    say("a point: of rating above the weakest, what it takes more than the weakest", "dim")


def _cost(each: Cost) -> list[str]:
    dollars = "unknown" if each.dollars is None else f"${each.dollars:.4g}"
    return [dollars, f"{each.tokens:,.0f}", f"{each.calls:,.1f}", f"{each.seconds:,.1f}"]


def _price(each: Price) -> list[str]:
    dollars = "" if each.dollars is None else f"${each.dollars:.3g}"
    return [dollars, "" if each.tokens is None else f"{each.tokens:,.3g}"]


def as_document(found: League, paid: Paid) -> None:
    """Print the same as one JSON document."""
    as_json({"schema": SCHEMA, **document(found, paid)})


def document(found: League, paid: Paid) -> dict[str, Any]:
    """The report as JSON."""
    nash, flow = found.nash(), found.flow()
    priced = prices([each.rating for each in found.standings], paid)
    return {
        **told.document(found),
        "cycles": [_cycle(each) for each in found.cycles()],
        "flow": None if flow is None else vars(flow),
        "answers": [
            {**each._asdict(), "share": each.share._asdict(), "exploitability": each.exploitability}
            for each in found.answers()
        ],
        "nash": None if nash is None else vars(nash),
        "costs": {name: each._asdict() for name, each in paid.items()},
        "a_rating_point": {name: each._asdict() for name, each in priced.items()},
        "said": [*around(found), *balanced(nash), BOUND],
    }


def _cycle(each: Cycle) -> dict[str, Any]:
    shares = [share._asdict() for share in each.shares]
    return {"policies": list(each.names), "shares": shares, "sure": each.sure}


def written(path: Path, found: League, paid: Paid) -> None:
    """Write the report as one page; SocietyError where that cannot be."""
    said = [*around(found), *balanced(found.nash()), BOUND]
    try:
        path.write_text(page(found, paid, said), encoding="utf-8")
    except OSError as error:
        raise SocietyError(f"{path} cannot be written: {error.strerror}") from error
    note(f"wrote {path}", "dim")
