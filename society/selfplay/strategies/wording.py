"""Findings in plain words: no number but shares in percent, so that nothing private is told."""

from collections.abc import Sequence

from society.selfplay.strategies.contrast import Finding
from society.selfplay.strategies.features import PATTERN

SAID = {
    ("opening", True): "opens high, at about {level:.0%} of the best it can name",
    ("opening", False): "opens modestly, at about {level:.0%} of the best it can name",
    ("beta", True): "gives way early and holds the rest",
    ("beta", False): "holds out first and gives way late",
    ("reciprocity", True): "gives back about {level:.0%} of what the other side gives",
    ("reciprocity", False): "gives way by the clock, whatever the other side gives",
    ("conceded", True): "takes large steps, about {level:.0%} of the best it can name each",
    ("conceded", False): "takes small steps, about {level:.0%} of the best it can name each",
    ("accepted", True): "accepts late, when about {level:.0%} of the time has gone",
    ("accepted", False): "accepts early, when about {level:.0%} of the time has gone",
    ("gap", True): "accepts what is short of its own last offer",
    ("gap", False): "accepts only what is nearly as good as its own last offer, or better",
    ("turns", True): "keeps talking for many turns",
    ("turns", False): "comes to an end within few turns",
    ("first", True): "names the first offer",
    ("first", False): "lets the other side name the first offer",
}
ORDER = ("first", "opening", "beta", "conceded", "reciprocity", "gap", "accepted", "turns")
"""In which order a strategy tells what it is made of."""


def phrase(finding: Finding) -> str:
    """One finding as what the role does."""
    if finding.feature.startswith(PATTERN):
        moves = finding.feature.removeprefix(PATTERN).replace("_", " ").replace(" > ", ", then ")
        return f"{'makes' if finding.up else 'avoids'} the moves {moves}"
    return SAID[finding.feature, finding.up].format(level=finding.level)


def tactic(findings: Sequence[Finding]) -> str:
    """Several findings as one sentence, in the order of a talk."""
    told = "; ".join(phrase(each) for each in sorted(findings, key=_place))
    return told[:1].upper() + told[1:]


def support(finding: Finding) -> str:
    """How well a finding is supported, in one line."""
    tests = []
    if finding.rank:
        tests.append(f"rank correlation with utility {finding.rank.strength:+.2f}")
    if finding.groups:
        tests.append(f"winners against losers {finding.groups.strength:+.2f}")
    chance = f"{finding.chance:.3f}" if finding.chance >= 0.001 else "below 0.001"
    told = f"{phrase(finding)}: {', '.join(tests)}, {finding.n} dialogues"
    return f"{told}, chance of luck {chance} after correction"


def _place(finding: Finding) -> tuple[int, str]:
    name = finding.feature
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)
