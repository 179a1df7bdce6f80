"""Strategies as people read them: a table, one of them whole, how its proof came out."""

from collections.abc import Sequence

from society.cli.output import note, say, table
from society.domain.strategy import Strategy


def listed(found: Sequence[Strategy]) -> None:
    """A row each."""
    rows = [
        (
            each.id,
            each.scenario,
            each.role,
            "screened" if each.screened else each.status,
            f"{each.margin:+.2f}",
            _lift(each),
            each.tactic,
        )
        for each in found
    ]
    table(["id", "scenario", "role", "status", "margin", "lift", "tactic"], rows)


def drawn(found: Strategy) -> None:
    """One of them, with all that is known of it."""
    say(f"{found.role} in {found.scenario} · {found.status} · {found.id}", "bold")
    say(found.tactic)
    over = "over success" if found.origin == "win" else "over the others"
    say(f"utility {found.utility:.2f}, {found.margin:+.2f} {over}, {found.games} game(s)")
    if found.screened:
        say(f"may not be used: {found.screened}", "red")
    if found.lift is not None:
        say(f"lift {_lift(found)} on {found.trials} held-out games")
        say(f"  tried by {found.against}")
    if found.tactics:
        told = ", ".join(f"{name} {value:g}" for name, value in found.tactics.items())
        say(f"parameters of the planner: {told}")
    for move in found.moves:
        say(f"  {move}")
    for each in found.evidence:
        said = ", ".join(map(str, each.turns))
        say(f"evidence: turns {said} of {each.episode} (`society show {each.episode}`)", "dim")


def outcome(found: Strategy, *, known: bool, lost: int = 0) -> None:
    """How a strategy stands after its test, in one line on stderr."""
    why = "" if found.status == "proven" else f" ({_why(found)})"
    told = f"{found.id} {found.status}{why}: lift {_lift(found)} in {found.trials} paired games"
    before = " (known before, nothing was played)" if known else ""
    left_out = f", {lost} left out as a play had no end" if lost else ""
    note(f"{told}{left_out}{before}", "green" if found.status == "proven" else "dim")


def proofs(found: Sequence[Strategy]) -> None:
    """The table of a test: what is proven, with its lift, and what is not."""
    rows = [
        (
            each.id,
            each.scenario,
            each.role,
            each.status,
            "" if each.lift is None else f"{each.lift:+.3f}",
            "" if each.interval is None else "{:+.3f} to {:+.3f}".format(*each.interval),
            each.trials,
            each.tactic,
        )
        for each in found
    ]
    columns = ["id", "scenario", "role", "status", "lift", "interval", "games", "tactic"]
    table(columns, rows)


def _why(found: Strategy) -> str:
    """What speaks against a strategy that was tested."""
    return "it hurts" if found.interval and found.interval[1] < 0 else "not shown to help"


def _lift(found: Strategy) -> str:
    if found.lift is None or found.interval is None:
        return ""
    low, high = found.interval
    return f"{found.lift:+.3f} ({low:+.3f} to {high:+.3f})"
