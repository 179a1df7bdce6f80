"""How good a judge in training is: on what was held out, on fresh dialogues, on people's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from society.cli.judge.learn.command import TrainOptions
from society.cli.judge.learn.lessons import casino, flawed, games

if TYPE_CHECKING:
    from judges.learned_material import Indices, Material
    from judges.learned_model import Floats, LearnedModel
    from judges.learned_recipes import Recipe
    from society.audit.examples import Example
    from society.audit.learning import Line


@dataclass(frozen=True)
class Training:
    """What a judge learns from, as examples and as arrays, and how; `tests` are of other games."""

    options: TrainOptions
    examples: "Sequence[Example]"
    found: "Material"
    tried: "Sequence[Recipe]"
    recipe: "Recipe"
    tests: "Sequence[Example]" = ()

    @property
    def flaws(self) -> bool:
        """Whether flaws are what it learns from."""
        return self.options.from_ == "flaws"

    @property
    def every(self) -> "Indices":
        """All examples."""
        return np.arange(len(self.examples))

    @property
    def bare(self) -> "Indices":
        """Examples that the baseline learns from: padded turns would teach it the wrong way."""
        rows = [at for at, each in enumerate(self.examples) if each.pair or not self.flaws]
        return np.array(rows)

    @property
    def kinds(self) -> list[str]:
        """The kind of flaw of every example."""
        return [each.kind for each in self.examples]


def measured(training: Training) -> "list[Line]":
    """The figures on what was held out: dialogues, scenarios, kinds of flaws."""
    from judges.learned_recipes import BASELINE
    from judges.learned_training import held_out, without_kinds
    from society.audit import learning

    examples, found, seed = training.examples, training.found, training.options.seed
    here, size, bare = found.only(training.bare), len(training.examples), training.bare
    said = held_out(found, seed=seed, tried=training.tried)
    plain = _among(size, bare, held_out(here, BASELINE, seed=seed))
    told = learning.preferences if training.flaws else learning.correlations
    lines = list(told(examples, said, plain))
    scenarios = [each.scenario for each in examples]
    if len(set(scenarios)) > 1:
        said = held_out(found, training.recipe, by=scenarios, seed=seed)
        plain = held_out(here, BASELINE, by=[scenarios[at] for at in bare], seed=seed)
        one = learning.preference if training.flaws else learning.correlation
        lines += one("scenarios not learned from", examples, said, _among(size, bare, plain))
    if training.flaws:
        kinds = training.kinds
        said = without_kinds(found, kinds, training.recipe, seed=seed)
        plain = without_kinds(here, [kinds[at] for at in bare], BASELINE, seed=seed)
        lines += learning.unseen(examples, said, _among(size, bare, plain))
    return lines + learning.ceiling(examples)


def elsewhere(model: "LearnedModel", training: Training) -> "list[Line]":
    """The figures on other material: fresh planned dialogues, other flaws, people's dialogues."""
    options = training.options
    if not training.flaws:
        return []
    tests = list(_fresh(model, training)) if "planned" in options.material else []
    if training.tests:
        spoken = [each for each in training.tests if each.pair]
        tests += _all_kinds("other stored dialogues", spoken, model, training)
    if "casino" in options.material:
        return tests
    foreign = [each for each in casino(options) if each.pair]
    return tests + _all_kinds("CaSiNo, not learned from", foreign, model, training)


def _fresh(model: "LearnedModel", training: Training) -> "Iterator[Line]":
    """Each language by itself: the kinds learned from, kinds left out, and flaws of other words."""
    from society.audit.examples import reworded

    options = training.options
    dialogues = games(options, fresh=True)
    told = {
        "fresh dialogues": [each for each in flawed(dialogues, options) if each.pair],
        "fresh dialogues, other flaws": list(reworded(dialogues.values(), seed=options.seed)),
    }
    for about, examples in told.items():
        for locale in sorted({each.locale for each in examples}):
            there = [each for each in examples if each.locale == locale]
            yield from _all_kinds(f"{about}, {locale}", there, model, training)
    yield from _left_out(told["fresh dialogues"], training)


def _all_kinds(
    about: str, examples: "list[Example]", model: "LearnedModel", training: Training
) -> "list[Line]":
    """Pairs won, over all kinds and for each; fewer than can be tested on are left out."""
    from judges.learned_material import arrays, every
    from judges.learned_recipes import BASELINE
    from judges.learned_training import fit, scores
    from society.audit.learning import preference

    found = arrays(examples, training.found.embed)
    here = training.found.only(training.bare)
    plain = scores(fit(here, every(here), BASELINE), found, every(found))
    said = scores(model, found, every(found))
    lines = preference(about, examples, said, plain)
    for kind in sorted({each.kind for each in examples} - {""}):
        lines += preference(f"{about}: {kind}", examples, said, plain, kind)
    return lines


def _left_out(examples: "list[Example]", training: Training) -> "Iterator[Line]":
    """Every kind on fresh dialogues, by a model that learned from all kinds but that one."""
    from judges.learned_material import arrays, every
    from judges.learned_recipes import BASELINE
    from judges.learned_training import fit, scores
    from society.audit.learning import unseen

    found, kinds = arrays(examples, training.found.embed), np.array(training.kinds)
    ours, theirs = [], []
    for kind in sorted({each.kind for each in examples} - {""}):
        rows = np.flatnonzero(kinds != kind)
        bare = np.intersect1d(rows, training.bare)
        ours.append(scores(fit(training.found, rows, training.recipe), found, every(found)))
        theirs.append(scores(fit(training.found, bare, BASELINE), found, every(found)))
    for locale in sorted({each.locale for each in examples}):
        there = [each.locale == locale for each in examples]
        said, plain = (np.where(there, np.array(rows), np.nan) for rows in (ours, theirs))
        about = f"fresh dialogues, {locale}, kinds not learned from"
        lines = unseen(examples, said, plain, about)
        yield from (_placed(line, locale) for line in lines)


def _placed(line: "Line", locale: str) -> "Line":
    if line.about.startswith("fresh"):
        return line
    return line.model_copy(update={"about": f"fresh dialogues, {locale}, {line.about}"})


def _among(size: int, rows: "Indices", scores: "Floats") -> "Floats":
    """The scores at their places among all; the others have none."""
    every = np.full((*scores.shape[:-1], size), np.nan)
    every[..., rows] = scores
    return every
