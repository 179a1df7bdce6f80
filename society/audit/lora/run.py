"""From nothing to an adapter with its card: pairs, training, tests, and the files that are left."""

from collections.abc import Callable, Sequence
from pathlib import Path

import orjson

from society.audit.lora.card import card
from society.audit.lora.pairs import Pair
from society.audit.lora.report import Test, casino_pairs, told
from society.audit.lora.split import Split, split
from society.audit.lora.training import Checked, Learner, Recipe
from society.audit.material import casino
from society.domain.scenario import Scenario
from society.domain.value import Value
from society.llm.adapters.files import write

NAME = "judge"
CASINO = "people's dialogues (CaSiNo) with the audit's flaws"
ITEMS, EACH = 200, 40
"""Turns of CaSiNo to plant in, and pairs of each kind of flaw at most."""


class Made(Value):
    """An adapter that was trained, and what is known of it."""

    path: Path
    card: Path
    checks: tuple[Checked, ...]
    tests: tuple[Test, ...]


def train(
    to: Path,
    weights: Path,
    scenarios: Sequence[Scenario],
    recipe: Recipe,
    tell: Callable[[str], None],
    *,
    each: int = EACH,
) -> Made:
    """Train an adapter on games of the scenarios and test it; its files are written into `to`.

    `each` is how many pairs of a kind of flaw the test on CaSiNo has. Raises SocietyError where the
    extra `train` is missing.
    """
    parted = split(scenarios, recipe.pairs, recipe.seed, chinese=recipe.chinese)
    learner = Learner(weights, recipe)
    tell(f"{len(parted.train)} pairs to learn from, {len(parted.valid)} to stop by")
    checks = learner.train(parted.train, parted.valid, tell)
    path = save(learner, to)
    tests = measured(learner, parted, tell, each=each)
    written = to / f"{NAME}.md"
    text = card(parted, recipe, checks, tests, path.stat().st_size)
    written.write_text(text, encoding="utf-8")
    made = Made(path=path, card=written, checks=tuple(checks), tests=tuple(tests))
    (to / f"{NAME}.json").write_bytes(figures(made, recipe))
    return made


def figures(made: Made, recipe: Recipe) -> bytes:
    """Every figure of the card, for programs."""
    found = {
        "recipe": recipe.model_dump(mode="json"),
        "checks": [each._asdict() for each in made.checks],
        "tests": [each.model_dump(mode="json") for each in made.tests],
    }
    return orjson.dumps(found, option=orjson.OPT_INDENT_2)


def save(learner: Learner, to: Path) -> Path:
    """The adapter as a GGUF file."""
    return write(
        to / f"{NAME}.gguf",
        learner.tensors(),
        alpha=learner.recipe.alpha,
        heads=learner.heads,
        title=f"society {NAME}",
    )


def measured(
    learner: Learner, parted: Split, tell: Callable[[str], None], *, each: int = EACH
) -> list[Test]:
    """All the tests: our own generator's, and the audit's flaws in people's dialogues."""
    sets: dict[str, Sequence[Pair]] = dict(parted.tests)
    sets[CASINO] = casino_pairs(casino(ITEMS), each)
    found = []
    for name, pairs in sets.items():
        if pairs:
            tell(f"testing {len(pairs)} pairs: {name}")
            adapter, stock = learner.likely(pairs), learner.likely(pairs, stock=True)
            found.append(told(name, pairs, adapter, stock))
    return found
