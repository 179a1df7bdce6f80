"""Training of a learned judge: fit, choose by cross-validation, and score what was held out.

Law: whatever is chosen is chosen without the dialogues that it is then tested on.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judges.learned_features import BUCKETS, FEATURES, NAMES
from judges.learned_file import SCHEMA
from judges.learned_material import Indices, Material, parts
from judges.learned_model import FAR, Floats, LearnedModel, distances
from judges.learned_recipes import RECIPES, Recipe
from judges.learned_sentences import EMBEDDING
from judges.learned_trees import grown
from society import SocietyError

FOLDS, INNER = 5, 3

LOUDER = 3.0
"""The weight of the words: at length 1 they would be drowned by some fifty figures."""

LEAST_SPREAD = 0.05
WITHIN = 0.99


@dataclass(frozen=True)
class Trial:
    """A recipe and its loss on dialogues that it did not learn from: log loss, or squared error."""

    recipe: Recipe
    losses: Floats
    groups: NDArray[np.str_]

    @property
    def loss(self) -> float:
        """The mean over all examples."""
        return float(self.losses.mean())

    def beats(self, other: "Trial") -> bool:
        """Whether it loses less than the other, by more than the standard error over dialogues."""
        places = np.unique(self.groups, return_inverse=True)[1]
        gained = np.bincount(places, weights=other.losses - self.losses)
        return bool(gained.mean() > gained.std(ddof=1) / np.sqrt(len(gained)))


def trials(
    found: Material, rows: Indices, tried: Sequence[Recipe] = RECIPES, seed: int = 0
) -> list[Trial]:
    """Every recipe on dialogues among the rows that it did not learn from."""
    losses = np.zeros((len(tried), len(rows)))
    for train, test in parts(found.groups[rows], INNER, seed):
        for at, recipe in enumerate(tried):
            said = scores(fit(found, rows[train], recipe), found, rows[test])
            losses[at, test] = _losses(said, found.targets[rows[test]], found.link)
    return [
        Trial(recipe, row, found.groups[rows]) for recipe, row in zip(tried, losses, strict=True)
    ]


def best(tried: Sequence[Trial]) -> Recipe:
    """The recipe that loses least; a dearer one only where it beats the plainer ones clearly."""
    ranks = sorted({each.recipe.rank for each in tried})
    leader = min((each for each in tried if each.recipe.rank == ranks[0]), key=lambda t: t.loss)
    for rank in ranks[1:]:
        rival = min((each for each in tried if each.recipe.rank == rank), key=lambda t: t.loss)
        leader = rival if rival.beats(leader) else leader
    return leader.recipe


def chosen(
    found: Material, rows: Indices, seed: int = 0, tried: Sequence[Recipe] = RECIPES
) -> Recipe:
    """The best recipe for those rows; with one alone there is nothing to try."""
    return tried[0] if len(tried) == 1 else best(trials(found, rows, tried, seed))


def fit(found: Material, rows: Indices, recipe: Recipe) -> LearnedModel:
    """A model of those rows."""
    state, text, made = _measured(found, rows)
    meant = found.meant[rows] if found.meant is not None and recipe.sentences else None
    if recipe.sentences and meant is None:
        raise SocietyError("this way of training needs sentence embeddings", hint="--embeddings")
    far = np.array([distances(*each, made["usual"]) for each in zip(state, text, strict=True)])
    made["bounds"] = np.maximum(np.quantile(far, WITHIN, axis=0), 1e-3)
    card: dict[str, Any] = {
        "schema": SCHEMA,
        "features": FEATURES,
        "link": found.link,
        "kind": "boosted" if recipe.boosted else "linear",
        "recipe": str(recipe),
        **({"embedding": EMBEDDING} if recipe.sentences else {}),
    }
    learn = _boosted if recipe.boosted else _linear
    lesson = _Rows(state, text, meant, found.targets[rows], found.groups[rows], found.link)
    embed = found.embed if recipe.sentences else None
    return LearnedModel({**made, **learn(lesson, recipe)}, card, embed=embed)


def scores(model: LearnedModel, found: Material, rows: Indices) -> Floats:
    """What the model says of those rows, before it is mapped to [0, 1]: ties are rare there."""
    state = (found.figures[rows] - model.arrays["centre"]) / model.arrays["spread"]
    text = _lengths_one(found.counts[rows] * model.arrays["rarity"])
    meant = None if found.meant is None else found.meant[rows]
    return model.totals(np.clip(state, -FAR, FAR), text, meant)


def held_out(
    found: Material,
    recipe: Recipe | None = None,
    *,
    by: Sequence[Hashable] = (),
    seed: int = 0,
    tried: Sequence[Recipe] = RECIPES,
) -> Floats:
    """A score of every example by a model that saw nothing of its dialogue (or of its `by`).

    Without a recipe each model's is chosen among what it may see.
    """
    said = np.full(len(found.targets), np.nan)
    groups = np.array([str(each) for each in by], dtype=str) if by else found.groups
    for train, test in parts(groups, FOLDS, seed):
        taken = recipe or chosen(found, train, seed, tried)
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


@dataclass(frozen=True)
class _Rows:
    """The rows that one model learns from, as it measures them."""

    state: Floats
    text: Floats
    meant: Floats | None
    targets: Floats
    groups: NDArray[np.str_]
    link: str


def _linear(lesson: _Rows, recipe: Recipe) -> dict[str, Floats]:
    columns = [NAMES.index(name) for name in recipe.columns]
    blocks = [lesson.state[:, columns]]
    blocks += [LOUDER * lesson.text] if recipe.words else []
    blocks += [LOUDER * lesson.meant] if lesson.meant is not None else []
    weights, bias = _weights(np.hstack(blocks), lesson.targets, lesson.link, recipe.strength)
    state_weights, text_weights = np.zeros(len(NAMES)), np.zeros(BUCKETS)
    state_weights[columns] = weights[: len(columns)]
    rest = LOUDER * weights[len(columns) :]
    if recipe.words:
        text_weights, rest = rest[:BUCKETS], rest[BUCKETS:]
    arrays = {"state_weights": state_weights, "text_weights": text_weights, "bias": bias}
    return {**arrays, **({"sentence_weights": rest} if lesson.meant is not None else {})}


def _boosted(lesson: _Rows, recipe: Recipe) -> dict[str, Floats]:
    """Trees over the figures and the heads: what a head says of a row, it says not knowing it."""
    text_weights, words = _head(lesson.text, lesson, recipe)
    arrays = {"state_weights": np.zeros(len(NAMES)), "text_weights": text_weights}
    meaning = np.zeros(len(words))
    if lesson.meant is not None:
        arrays["sentence_weights"], meaning = _head(lesson.meant, lesson, recipe)
    rows = np.column_stack([lesson.state, words, meaning])
    trees, bias = grown(rows, lesson.targets, lesson.link)
    return {**arrays, **trees, "bias": np.array([bias])}


def _head(block: Floats, lesson: _Rows, recipe: Recipe) -> tuple[Floats, Floats]:
    """The weights of one block of figures, and what others make of each dialogue without it."""
    scaled, blind = LOUDER * block, np.zeros(len(block))
    for train, test in parts(lesson.groups, INNER, 0):
        told = _weights(scaled[train], lesson.targets[train], lesson.link, recipe.strength)[0]
        blind[test] = scaled[test] @ told
    whole = _weights(scaled, lesson.targets, lesson.link, recipe.strength)[0]
    return LOUDER * whole, blind


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


def _weights(rows: Floats, targets: Floats, link: str, strength: float) -> tuple[Floats, Floats]:
    """The weights and the bias; where targets are yes or no, both answers count alike."""
    from sklearn.linear_model import LogisticRegression, Ridge

    learner: Any
    if link == "clip":
        learner = Ridge(alpha=1.0 / strength)
    else:
        if len(np.unique(targets)) < 2:
            raise SocietyError("every dialogue set aside leaves only one answer to learn from")
        learner = LogisticRegression(C=strength, class_weight="balanced", max_iter=300, tol=1e-3)
    learner.fit(rows.astype(np.float32), targets)
    weights = np.ravel(learner.coef_).astype(np.float64)
    return weights, np.ravel(learner.intercept_)[:1].astype(np.float64)


def _losses(said: Floats, targets: Floats, link: str) -> Floats:
    if link == "clip":
        squares: Floats = (np.clip(said, 0, 1) - targets) ** 2
        return squares
    signs = 2 * targets - 1
    odds: Floats = np.logaddexp(0, -signs * said)
    return odds
