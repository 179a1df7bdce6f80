"""Training of a learned judge: fit, choose by cross-validation, and score what was held out.

Law: whatever is chosen is chosen without the dialogues that it is then tested on.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from judges.learned_features import BUCKETS, FEATURES, NAMES, TRIVIAL, figures, grams
from judges.learned_model import FAR, SCHEMA, Floats, LearnedModel, distances
from society import Dialogue, SocietyError

FOLDS, INNER = 5, 3
FEWEST_GROUPS, FEWEST = 6, 30
MOST = 10_000
"""Examples that are learned from: more do not fit into a laptop's memory at once."""

LOUDER = 3.0
"""The weight of the words: at length 1 they would be drowned by some fifty figures."""

LEAST_SPREAD = 0.05
WITHIN = 0.99

Indices = NDArray[np.intp]


class Lesson(Protocol):
    """What is learned from: a dialogue up to a turn, its target, and what it must not be split."""

    @property
    def dialogue(self) -> Dialogue:
        """It ends with the turn in question."""

    @property
    def role(self) -> str:
        """For whom the turn is scored."""

    @property
    def target(self) -> float:
        """What it should get, in [0, 1]."""

    @property
    def group(self) -> str:
        """The dialogue it is from."""


@dataclass(frozen=True)
class Recipe:
    """One way to train: how strongly weights are held back, whether words count, which figures."""

    strength: float
    words: bool = True
    columns: tuple[str, ...] = NAMES

    def __str__(self) -> str:
        return f"{'figures and words' if self.words else 'figures'}, strength {self.strength:g}"


RECIPES = (Recipe(1.0), Recipe(0.1), Recipe(0.1, words=False))
"""What is chosen from; larger strength holds the weights back less."""

BASELINE = Recipe(1.0, words=False, columns=TRIVIAL)
"""What length and place alone can tell."""


@dataclass(frozen=True)
class Material:
    """Examples as arrays: figures, counts of character runs, targets, and dialogues as numbers."""

    figures: Floats
    counts: NDArray[np.float32]
    targets: Floats
    groups: NDArray[np.str_]

    @property
    def link(self) -> str:
        """Yes-or-no targets are learned as odds, others as they are."""
        return "sigmoid" if set(np.unique(self.targets)) <= {0.0, 1.0} else "clip"

    def only(self, rows: Indices) -> "Material":
        """Some of the examples."""
        return Material(
            self.figures[rows], self.counts[rows], self.targets[rows], self.groups[rows]
        )


def material(lessons: Sequence[Lesson]) -> Material:
    """The examples as arrays; SocietyError where there are too few to hold any out."""
    groups = np.array([each.group for each in lessons], dtype=str)
    dialogues = len(set(groups.tolist()))
    if len(lessons) < FEWEST or dialogues < FEWEST_GROUPS:
        raise SocietyError(
            f"there are {len(lessons)} examples of {dialogues} dialogues to learn from",
            hint=f"it takes at least {FEWEST} of {FEWEST_GROUPS}: `society batch` plays more",
        )
    if len(lessons) > MOST:
        raise SocietyError(
            f"there are {len(lessons)} examples, more than {MOST}", hint="choose some with --where"
        )
    targets = np.array([each.target for each in lessons], dtype=np.float64)
    if targets.max() - targets.min() < 1e-9:
        raise SocietyError(
            f"all {len(lessons)} examples have the score {targets[0]:g}",
            hint="there is nothing to learn from that",
        )
    rows = np.array([figures(each.dialogue, each.role) for each in lessons])
    counts = np.zeros((len(lessons), BUCKETS), dtype=np.float32)
    for at, each in enumerate(lessons):
        if each.dialogue.last.text.strip():
            for bucket, count in grams(each.dialogue.last.text):
                counts[at, bucket] = count
    return Material(rows, counts, targets, groups)


def every(found: Material) -> Indices:
    """All rows."""
    return np.arange(len(found.targets))


def fit(found: Material, rows: Indices, recipe: Recipe) -> LearnedModel:
    """A model of those rows."""
    state, text, made = _measured(found, rows)
    columns = [NAMES.index(name) for name in recipe.columns]
    parts = [state[:, columns], *([LOUDER * text] if recipe.words else [])]
    weights, bias = _weights(
        np.hstack(parts).astype(np.float32), found.targets[rows], found.link, recipe
    )
    state_weights, text_weights = np.zeros(len(NAMES)), np.zeros(BUCKETS)
    state_weights[columns] = weights[: len(columns)]
    if recipe.words:
        text_weights[:] = LOUDER * weights[len(columns) :]
    far = np.array([distances(*each, made["usual"]) for each in zip(state, text, strict=True)])
    bounds = np.maximum(np.quantile(far, WITHIN, axis=0), 1e-3)
    arrays = {**made, "state_weights": state_weights, "text_weights": text_weights}
    card = {"schema": SCHEMA, "features": FEATURES, "link": found.link, "recipe": str(recipe)}
    return LearnedModel({**arrays, "bias": np.array([bias]), "bounds": bounds}, card)


def scores(model: LearnedModel, found: Material, rows: Indices) -> Floats:
    """What the model says of those rows, before it is mapped to [0, 1]: ties are rare there."""
    state = (found.figures[rows] - model.arrays["centre"]) / model.arrays["spread"]
    text = _lengths_one(found.counts[rows] * model.arrays["rarity"])
    total: Floats = np.clip(state, -FAR, FAR) @ model.arrays["state_weights"]
    total += text @ model.arrays["text_weights"] + model.arrays["bias"][0]
    return total


def chosen(found: Material, rows: Indices, seed: int = 0) -> Recipe:
    """The recipe whose scores of dialogues it did not learn from are nearest to the truth."""
    losses = [0.0] * len(RECIPES)
    for train, test in parts(found.groups[rows], INNER, seed):
        for at, recipe in enumerate(RECIPES):
            said = scores(fit(found, rows[train], recipe), found, rows[test])
            losses[at] += _loss(said, found.targets[rows[test]], found.link)
    return RECIPES[int(np.argmin(losses))]


def held_out(
    found: Material,
    recipe: Recipe | None = None,
    *,
    by: Sequence[Hashable] = (),
    seed: int = 0,
) -> Floats:
    """A score of every example by a model that saw nothing of its dialogue (or of its `by`).

    Without a recipe each model's is chosen among what it may see.
    """
    said = np.full(len(found.targets), np.nan)
    groups = np.array([str(each) for each in by], dtype=str) if by else found.groups
    for train, test in parts(groups, FOLDS, seed):
        taken = recipe or chosen(found, train, seed)
        said[test] = scores(fit(found, train, taken), found, test)
    return said


def without_kinds(
    found: Material, kinds: Sequence[str], recipe: Recipe, *, seed: int = 0
) -> Floats:
    """As `held_out`, for every flaw by a model that saw neither its dialogue nor its kind.

    A row for each kind in their order, with scores for its flaws and for the turns without one.
    """
    held = np.array(kinds, dtype=str)
    said = np.full((len(set(kinds) - {""}), len(held)), np.nan)
    for train, test in parts(found.groups, FOLDS, seed):
        for at, kind in enumerate(sorted(set(kinds) - {""})):
            model = fit(found, train[held[train] != kind], recipe)
            told = test[(held[test] == kind) | (held[test] == "")]
            said[at, told] = scores(model, found, told)
    return said


def parts(groups: NDArray[np.str_], folds: int, seed: int) -> Iterator[tuple[Indices, Indices]]:
    """Splits that never tear a group apart."""
    from sklearn.model_selection import GroupKFold

    many = min(folds, len(set(groups.tolist())))
    splitter = GroupKFold(many, shuffle=True, random_state=seed)
    yield from splitter.split(groups, groups=groups)


def _measured(found: Material, rows: Indices) -> tuple[Floats, Floats, dict[str, Floats]]:
    centre = found.figures[rows].mean(axis=0)
    spread = np.maximum(found.figures[rows].std(axis=0), LEAST_SPREAD)
    met = (found.counts[rows] > 0).sum(axis=0)
    rarity: Floats = np.log((1 + len(rows)) / (1 + met)) + 1
    state = np.clip((found.figures[rows] - centre) / spread, -FAR, FAR)
    text = _lengths_one(found.counts[rows] * rarity)
    mean = text.mean(axis=0)
    usual = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return state, text, {"centre": centre, "spread": spread, "rarity": rarity, "usual": usual}


def _lengths_one(rows: Floats) -> Floats:
    scaled: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return scaled


def _weights(
    rows: NDArray[np.float32], targets: Floats, link: str, recipe: Recipe
) -> tuple[Floats, float]:
    """The weights and the bias; where targets are yes or no, both answers count alike."""
    from sklearn.linear_model import LogisticRegression, Ridge

    learner: Any
    if link == "clip":
        learner = Ridge(alpha=1.0 / recipe.strength).fit(rows, targets)
    else:
        if len(np.unique(targets)) < 2:
            raise SocietyError("every dialogue set aside leaves only one answer to learn from")
        learner = LogisticRegression(
            C=recipe.strength, class_weight="balanced", max_iter=300, tol=1e-3
        )
        learner.fit(rows, targets)
    return np.ravel(learner.coef_).astype(np.float64), float(np.ravel(learner.intercept_)[0])


def _loss(said: Floats, targets: Floats, link: str) -> float:
    if link == "clip":
        return float(np.sum((np.clip(said, 0, 1) - targets) ** 2))
    signs = 2 * targets - 1
    return float(np.sum(np.logaddexp(0, -signs * said)))
