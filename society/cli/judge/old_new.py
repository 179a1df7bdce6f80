"""What a judge said before and what it says now, side by side; versions are never mixed."""

from collections.abc import Iterable, Sequence
from statistics import fmean, stdev
from typing import Any

from society.cli.output import say, table
from society.domain.display import one_line
from society.domain.episode import Episode
from society.domain.judging import Judgement
from society.domain.value import Value

MOVED = 0.05
"""A score that changed by more than this has moved."""

MOVERS = 5
_REASON = 60
_FAULT = 200


class Beside(Value):
    """One thing judged: what the version that is asked now says of it, and one before it."""

    episode: str
    turn: int | None
    role: str | None
    new: Judgement
    old: Judgement | None = None

    @property
    def moved(self) -> float | None:
        """How far the score moved; None where one of the two has none."""
        if self.old is None or self.old.score is None or self.new.score is None:
            return None
        return self.new.score - self.old.score


def beside(episode: Episode, judge: str, version: str) -> list[Beside]:
    """All that this version said of a dialogue, beside the same of an earlier one.

    Earlier is the version that the dialogue was played with, else the one that spoke last.
    """
    told = [said for said in episode.judgements if said.judge == judge and said.scope != "pair"]
    others = [said for said in told if said.version != version]
    played = episode.provenance.judges.get(judge)
    known = {said.version for said in others}
    before = played if played in known else others[-1].version if others else None
    old = {_about(said): said for said in others if said.version == before}
    return [
        Beside(
            episode=episode.id,
            turn=said.turn,
            role=said.role,
            new=said,
            old=old.get(_about(said)),
        )
        for said in told
        if said.version == version
    ]


def compared(found: Sequence[Beside]) -> dict[str, Any]:
    """The figures: both means over what both scored, correlation, how many moved, which most."""
    from society.scoring.ranks import spearman

    both = [each for each in found if each.moved is not None]
    old = [each.old.score for each in both if each.old and each.old.score is not None]
    new = [each.new.score for each in both if each.new.score is not None]
    scored = [each.new.score for each in found if each.new.score is not None]
    movers = sorted(both, key=lambda each: -abs(each.moved or 0.0))
    return {
        "scored": len(scored),
        "mean": fmean(scored) if scored else None,
        "unscored": _reasons(found),
        "why": _why(found),
        "both": len(both),
        "old_mean": fmean(old) if old else None,
        "new_mean": fmean(new) if new else None,
        "old_versions": sorted({each.old.version for each in both if each.old}),
        "new_versions": sorted({each.new.version for each in found}),
        "spearman": spearman(old, new),
        "moved": sum(abs(each.moved or 0.0) > MOVED for each in both),
        "movers": [each for each in movers[:MOVERS] if abs(each.moved or 0.0) > MOVED],
    }


def show(judge: str, told: dict[str, Any]) -> None:
    """Print the figures for people."""
    if not told["both"]:
        mean = "" if told["mean"] is None else f", mean {told['mean']:.3f}"
        say(f"{judge}: {told['scored']} scores{mean}; no earlier version to put beside it")
    else:
        rows = [
            (name, told["both"], f"{told[f'{name}_mean']:.3f}", _named(told[f"{name}_versions"]))
            for name in ("old", "new")
        ]
        table([judge, "scores", "mean", "version"], rows)
        _show_order(told)
        if told["scored"] > told["both"]:
            say(f"{told['scored']} scores in all, mean {told['mean']:.3f}")
        _show_movers(told["movers"])
    if told.get("spread") is not None:
        say(f"asked more than once, a score differs by {told['spread']:.3f} (SD)")
    for reason, count in told["unscored"].items():
        say(f"{count} without a score: {reason}", "yellow")
        if why := told["why"].get(reason):
            say(f"  {one_line(why, _FAULT)}", "yellow")


def _show_order(told: dict[str, Any]) -> None:
    order = told["spearman"]
    same = "not defined (one of them never varies)" if order is None else f"{order:.2f}"
    share = told["moved"] / told["both"]
    moved = f"{told['moved']} of {told['both']} moved by more than {MOVED} ({share:.0%})"
    say(f"Spearman {same}; {moved}")


def _show_movers(movers: Sequence[Beside]) -> None:
    if not movers:
        return
    say()
    table(
        ["moved most", "turn", "role", "old", "new", "why now"],
        [
            (
                *(each.episode, "end" if each.turn is None else each.turn, each.role or ""),
                *(f"{said.score:.2f}" for said in (each.old, each.new) if said),
                one_line(each.new.critique, _REASON),
            )
            for each in movers
        ],
    )


def spread(scores: Iterable[Sequence[float]]) -> float | None:
    """The mean standard deviation of what was scored more than once; None where nothing was."""
    repeated = [stdev(several) for several in scores if len(several) > 1]
    return fmean(repeated) if repeated else None


def _reasons(found: Iterable[Beside]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in found:
        if each.new.unscored:
            counts[each.new.unscored] = counts.get(each.new.unscored, 0) + 1
    return counts


def _why(found: Iterable[Beside]) -> dict[str, str]:
    """What the first of them said, by the reason for no score."""
    told: dict[str, str] = {}
    for each in found:
        if each.new.unscored and each.new.critique:
            told.setdefault(each.new.unscored, each.new.critique)
    return told


def _named(versions: Sequence[str]) -> str:
    shown = ", ".join(each or "unversioned" for each in versions[:3])
    return shown + (f" and {len(versions) - 3} more" if len(versions) > 3 else "")


def _about(said: Judgement) -> tuple[object, ...]:
    return (said.scope, said.turn, said.role)
