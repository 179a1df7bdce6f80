"""What can be told of a way of playing in one number each, with the turns that show it.

Law: a feature says what the role did, never how it ended; what ends the dialogue is no move here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from society.selfplay.strategies.shape import shape
from society.selfplay.strategies.traces import Trace

LONGEST = 3
"""Actions in a row that count as one pattern."""

SELDOM, OFTEN = 0.1, 0.9
"""A pattern that fewer, or more, of the dialogues have sets none apart."""

PATTERN = "moves:"


class Feature(NamedTuple):
    """A number, and the turns that it is read from."""

    value: float
    turns: tuple[int, ...]


Features = Mapping[str, Feature]


def features(trace: Trace) -> Features:
    """Every feature that the trace has; patterns of moves are left to `patterns`."""
    return {name: found for name, found in _read(trace) if found.turns}


def patterns(traces: Sequence[Trace]) -> list[dict[str, Feature]]:
    """For every trace which of the patterns it has, 1 or 0, of those that set traces apart.

    Of patterns that the same traces have the shortest stands for all.
    """
    runs = [_runs(trace) for trace in traces]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(runs):
        for name in each:
            holders[name].append(at)
    shortest: dict[tuple[int, ...], str] = {}
    for name in sorted(holders, key=lambda each: (each.count(" > "), each)):
        if SELDOM <= len(holders[name]) / len(traces) <= OFTEN:
            shortest.setdefault(tuple(holders[name]), name)
    telling = sorted(shortest.values())
    return [
        {
            PATTERN + name: Feature(float(name in each), each.get(name) or trace.turns)
            for name in telling
        }
        for each, trace in zip(runs, traces, strict=True)
    ]


def _read(trace: Trace) -> Iterator[tuple[str, Feature]]:
    own, turns = trace.own, tuple(step.turn for step in trace.own)
    yield "turns", Feature(float(len(trace.turns)), trace.turns)
    if own:
        yield "opening", Feature(own[0].worth, turns[:1])
    if own and trace.theirs:
        first = own[0].turn < trace.theirs[0].turn
        yield "first", Feature(float(first), turns[:1])
    if own[1:]:
        given = (own[0].worth - own[-1].worth) / (len(own) - 1)
        yield "conceded", Feature(given, turns)
    if (found := shape(trace)) is not None:
        yield "beta", Feature(found.beta, turns)
        yield "reciprocity", Feature(found.reciprocity, turns)
    if trace.took is not None:
        yield "accepted", Feature(trace.took.share, (trace.took.turn,))
    if trace.took is not None and own:
        yield "gap", Feature(own[-1].worth - trace.took.worth, (turns[-1], trace.took.turn))


def _runs(trace: Trace) -> dict[str, tuple[int, ...]]:
    """Every run of up to three actions, with the turns where it first stands."""
    found: dict[str, tuple[int, ...]] = {}
    for length in range(1, LONGEST + 1):
        for at in range(len(trace.moves) - length + 1):
            run = trace.moves[at : at + length]
            name = " > ".join(each for _, each in run)
            found.setdefault(name, tuple(turn for turn, _ in run))
    return found
