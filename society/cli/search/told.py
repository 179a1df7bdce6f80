"""A curve as people read it and as JSON: a table, a picture in letters, and an honest sentence."""

from collections.abc import Iterator, Sequence
from typing import Any

from society.batch.plan import Plan
from society.cli.estimate.budget import dollars
from society.cli.output import SCHEMA, as_json, note, out, say, table
from society.cli.search.plot import drawn
from society.domain.display import one_line
from society.scoring.curve import PLAIN, Curve, Gain, Point
from society.scoring.intervals import Estimate

_YIELDS = (
    *(("joint gain", 0), ("seconds", 0), ("tokens", 0), ("agreed", 0), ("money", 0)),
    *(("joint", 0), ("calls", 0), ("simulations", 0), ("rollouts", 0), ("n", 0)),
)
"""What gives way in a narrow window: never the setting, its utility or its gain."""


def tell(plan: Plan, curves: Sequence[Curve], against: str | None = None) -> None:
    """Print every curve: its table, its picture, what can be said of it."""
    for each in curves:
        say()
        say(f"{each.scenario}: what {each.role} gains by thinking", "bold")
        say()
        _table(each)
        say()
        if any(point.rung != PLAIN for point in each.points):
            for line in drawn(each, against, width=out().width if out().is_terminal else 100):
                say(line)
            say()
        for line in sentences(each):
            say(line)
    if not curves:
        note("no dialogue has come to its end yet: there is nothing to tell")
    note(f"read them:  society list --where batch:{plan.name}", "dim")


def _table(found: Curve) -> None:
    others = list(dict.fromkeys(name for each in found.points for name in each.others))
    columns = [
        *("setting", "n", f"{found.role}, 95 %", "gain, 95 %", *others),
        *(
            "joint",
            "joint gain",
            "agreed",
            "simulations",
            "rollouts",
            "calls",
            "tokens",
            "money",
            "seconds",
        ),
    ]
    table(columns, [_row(each, others) for each in found.points], yields=_yields(others))
    say()
    say("  a dialogue, on average; calls, tokens and money are those of its own turns", "dim")


def _yields(others: Sequence[str]) -> list[tuple[str, int]]:
    return [*_YIELDS[:5], *((name, 0) for name in others), *_YIELDS[5:]]


def _row(point: Point, others: Sequence[str]) -> list[str]:
    takes = point.takes
    shares = [point.others.get(name) for name in others]
    return [
        point.rung.setting or "plain",
        str(point.games),
        ranged(point.own),
        _gained(point.gain),
        *("" if each is None else f"{each.value:.3f}" for each in shares),
        f"{point.joint.value:.3f}",
        "" if point.joint_gain is None else f"{point.joint_gain.found.value:+.3f}",
        "" if point.agreement is None else f"{point.agreement.value:.0%}",
        f"{takes['simulations'] or 0:,.0f}",
        f"{takes['rollouts'] or 0:,.0f}",
        f"{takes['calls'] or 0:,.1f}",
        f"{takes['tokens'] or 0:,.0f}",
        dollars(takes["money"]),
        f"{takes['seconds'] or 0:,.1f}",
    ]


def ranged(found: Estimate, sign: str = "") -> str:
    """A figure with the ends of its interval; by itself where it is of one game.

    >>> ranged(Estimate(0.5, 0.4, 0.6, 50)), ranged(Estimate(0.1, 0, 0.2, 50), "+")
    ('0.500 [0.400, 0.600]', '+0.100 [+0.000, +0.200]')
    """
    value, low, high = (format(each, f"{sign}.3f") for each in found[:3])
    return value if found.n == 1 else f"{value} [{low}, {high}]"


def _gained(gain: Gain | None) -> str:
    if gain is None:
        return ""
    return ranged(gain.found, "+") + (" *" if gain.better or gain.worse else "")


def sentences(found: Curve) -> Iterator[str]:
    """What can be said at 95%, corrected for how many settings were compared, and what cannot."""
    compared = found.compared
    if found.plain is None or not compared:
        yield "nothing can be compared: no game was played to its end both with and without thought"
        return
    how = "at 95 % (signs of the differences flipped)"
    if len(compared) > 1:
        many = f"corrected for the comparison of {len(compared)} settings"
        how = f"at 95 %, {many} (Holm; signs flipped)"
    better = [each for each in compared if each.gain and each.gain.better]
    worse = [each for each in compared if each.gain and each.gain.worse]
    if better:
        yield f"beat the plain {found.role} {how}: {', '.join(map(_brief, better))}"
    else:
        yield f"none is shown to beat the plain {found.role} {how}"
    if worse:
        yield f"do worse than the plain {found.role}: {', '.join(map(_brief, worse))}"
    yield from _joint(compared)
    both = [each.gain.found.n for each in compared if each.gain]
    least = f" at least {min(both)}" if min(both) < max(both) else f" {max(both)}"
    yield f"compared game by game, over{least} games that both played to their end"


def _brief(point: Point) -> str:
    assert point.gain is not None
    return f"{point.rung.setting} ({point.gain.found.value:+.3f}, p {point.gain.corrected:.2g})"


def _joint(compared: Sequence[Point]) -> Iterator[str]:
    """What becomes of all together."""
    for words, name in (("rises", "better"), ("falls", "worse")):
        told = [each for each in compared if each.joint_gain and getattr(each.joint_gain, name)]
        if told:
            listed = ", ".join(
                f"{each.rung.setting} ({each.joint_gain.found.value:+.3f})"
                for each in told
                if each.joint_gain
            )
            yield f"what all have together {words} with: {listed}"
    if not any(
        each.joint_gain and (each.joint_gain.better or each.joint_gain.worse) for each in compared
    ):
        yield "what all have together is not shown to change"


def as_document(plan: Plan, curves: Sequence[Curve], code: int) -> None:
    """Print the same as one JSON document."""
    as_json(
        {
            "schema": SCHEMA,
            "batch": plan.name,
            "planned": plan.n,
            "exit": int(code),
            "curves": [document(each) for each in curves],
        }
    )


def document(found: Curve) -> dict[str, Any]:
    """A curve as JSON, with what can be said of it."""
    return {
        "scenario": found.scenario,
        "role": found.role,
        "points": [_point(each) for each in found.points],
        "said": [one_line(each) for each in sentences(found)],
    }


def _point(point: Point) -> dict[str, Any]:
    named = point.model_dump(include={"games", "takes"})
    return {
        **point.rung.model_dump(),
        "plain": point.rung == PLAIN,
        **named,
        "own": point.own._asdict(),
        "others": {name: each._asdict() for name, each in point.others.items()},
        "joint": point.joint._asdict(),
        "agreement": None if point.agreement is None else point.agreement._asdict(),
        "gain": _gain(point.gain),
        "joint_gain": _gain(point.joint_gain),
    }


def _gain(gain: Gain | None) -> dict[str, Any] | None:
    if gain is None:
        return None
    told = {"luck": gain.luck, "corrected": gain.corrected}
    return {**gain.found._asdict(), **told, "better": gain.better, "worse": gain.worse}
