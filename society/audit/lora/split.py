"""Which pairs train, which validate and which test: parted by scenario and by kind of flaw."""

from collections.abc import Sequence
from random import Random

from society.audit.lora.pairs import Pair, pairs
from society.audit.lora.talk import talks
from society.domain.scenario import Scenario
from society.domain.value import Value

HELD_SCENARIOS = frozenset({"charity/persuasion", "classroom/bug_hunt", "home/chores"})
HELD_KINDS = frozenset({"machine", "denial", "babble"})
VALID, TESTED = 32, 60
"""How many pairs validate, and how many each test has at most."""

ENOUGH = 1.3
"""How many more pairs are made than are needed, since those held out are put aside."""


class Split(Value):
    """Pairs to learn from, to stop by, and to test on by name."""

    train: tuple[Pair, ...]
    valid: tuple[Pair, ...]
    tests: dict[str, tuple[Pair, ...]]


def split(scenarios: Sequence[Scenario], wanted: int, seed: int, *, chinese: float = 0.0) -> Split:
    """Pairs of games of all scenarios: `wanted` to train, and others, of other games, to test.

    No game is on both sides. `chinese` is the share of Chinese among the pairs that train: its
    prompts are twice as long.
    """
    seeds = _seeds(scenarios, wanted, seed)
    known = [each for each in scenarios if each.id not in HELD_SCENARIOS]
    english = _trained_kinds(_made(known, seeds, ["en"], seed))
    some = round(wanted * chinese)
    others = _trained_kinds(_made(known, seeds[:2], ["zh"], seed)) if some else []
    train = [*english[: wanted - some], *others[:some]]
    Random(f"order:{seed}").shuffle(train)
    later = range(seeds.stop, seeds.stop + 5)
    fresh = _made(scenarios, later, ["en"], seed + 1)
    old = [each for each in fresh if each.scenario not in HELD_SCENARIOS]
    new = [each for each in fresh if each.scenario in HELD_SCENARIOS]
    seen = _trained_kinds(old)
    tests = {
        "scenarios and flaws as trained on, other games": seen[VALID:],
        "other scenarios": _trained_kinds(new),
        "other flaws": [each for each in old if each.kind in HELD_KINDS],
        "other scenarios and other flaws": [each for each in new if each.kind in HELD_KINDS],
        "Chinese": _made(scenarios, later[:2], ["zh"], seed + 2),
    }
    kept = {name: tuple(each[:TESTED]) for name, each in tests.items()}
    return Split.model_construct(train=tuple(train), valid=tuple(seen[:VALID]), tests=kept)


def _seeds(scenarios: Sequence[Scenario], wanted: int, seed: int) -> range:
    """As many games a scenario as the pairs need, about five pairs a game."""
    games = max(2, round(ENOUGH * wanted / (5 * len(scenarios))))
    first = 1000 * seed + 1
    return range(first, first + games)


def _made(
    scenarios: Sequence[Scenario], seeds: range, locales: Sequence[str], seed: int
) -> list[Pair]:
    return pairs(list(talks(scenarios, seeds, locales)), seed)


def _trained_kinds(made: Sequence[Pair]) -> list[Pair]:
    return [each for each in made if each.kind not in HELD_KINDS]
