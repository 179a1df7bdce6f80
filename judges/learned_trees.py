"""Boosted trees as plain arrays: grown by scikit-learn, kept without pickle, read by NumPy alone.

Law: a child stands behind its parent, so that a reading ends whatever the arrays hold.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from society import SocietyError

Floats = NDArray[np.float64]
Trees = Mapping[str, Floats]

MOST_NODES, MOST_TREES = 16_384, 1024
PARTS = ("tree_roots", "node_column", "node_threshold", "node_left", "node_right", "node_value")
"""Where each tree begins, and of each node: what it asks about, up to what it goes left, where its
two children are, and the mean of what is below it. A node that is its own child is a leaf."""

ROUNDS, LEAVES, FEWEST, SLOW, HELD_BACK = 120, 12, 12, 0.1, 1.0


def grown(rows: Floats, targets: Floats, link: str) -> tuple[dict[str, Floats], float]:
    """Trees that tell the targets from the rows, and the bias that they start from.

    Where targets are yes or no, both answers count alike and the sum is a log-odds.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    wanted: dict[str, Any] = {
        "max_iter": ROUNDS,
        "max_leaf_nodes": LEAVES,
        "min_samples_leaf": FEWEST,
        "learning_rate": SLOW,
        "l2_regularization": HELD_BACK,
        "early_stopping": False,
        "random_state": 0,
    }
    # A few thousand rows are no work to share: on a busy machine many threads are slower.
    with threadpool_limits(limits=1, user_api="openmp"):
        if link == "clip":
            learner: Any = HistGradientBoostingRegressor(**wanted).fit(rows, targets)
            theirs = learner.predict(rows)
        else:
            learner = HistGradientBoostingClassifier(class_weight="balanced", **wanted)
            theirs = learner.fit(rows, targets).decision_function(rows)
    trees, bias = arrays(learner)
    if not np.allclose(climbed(trees, rows) + bias, theirs, atol=1e-6):
        raise SocietyError(
            "this version of scikit-learn keeps its trees in a way that is not known",
            hint="take the version of constraints.txt, or --model-kind linear",
        )
    return trees, bias


def arrays(learner: Any) -> tuple[dict[str, Floats], float]:
    """The trees of a fitted learner of scikit-learn, which tells them nowhere in public."""
    held: dict[str, list[Floats]] = {name: [] for name in PARTS}
    begun = 0
    for (tree,) in learner._predictors:
        nodes = tree.nodes
        own, leaf = np.arange(len(nodes)), nodes["is_leaf"] > 0
        made = {
            "tree_roots": [0],
            "node_column": np.where(leaf, 0, nodes["feature_idx"]),
            "node_threshold": np.where(leaf, 0.0, nodes["num_threshold"]),
            "node_left": np.where(leaf, own, nodes["left"]),
            "node_right": np.where(leaf, own, nodes["right"]),
            "node_value": _means(nodes, leaf),
        }
        for name in PARTS:
            ahead = begun if name in ("tree_roots", "node_left", "node_right") else 0
            held[name].append(np.asarray(made[name], dtype=np.float64) + ahead)
        begun += len(nodes)
    whole = {name: np.concatenate(parts) for name, parts in held.items()}
    return whole, float(np.ravel(learner._baseline_prediction)[0])


def climbed(trees: Trees, rows: Floats) -> Floats:
    """The sum of all trees for every row."""
    at = _roots(trees, len(rows))
    while (below := _next(trees, rows, at)) is not None:
        at = below
    total: Floats = trees["node_value"][at].sum(axis=1)
    return total


def reasons(trees: Trees, row: Floats) -> Floats:
    """What each column added to the sum: by how much the mean moved where a tree asked about it.

    With the means at the roots these add up to the sum of all trees.
    """
    added = np.zeros(len(row))
    at = _roots(trees, 1)
    while (below := _next(trees, row[None, :], at)) is not None:
        moved = trees["node_value"][below] - trees["node_value"][at]
        np.add.at(added, trees["node_column"][at].astype(np.intp), moved)
        at = below
    return added


def fault(trees: Trees, columns: int) -> str:
    """What is wrong with trees that somebody else wrote; empty where nothing is."""
    nodes = len(trees["node_value"])
    if not 0 < nodes <= MOST_NODES or {len(trees[name]) for name in PARTS[1:]} != {nodes}:
        return f"its trees do not have the same number of nodes, up to {MOST_NODES}"
    if not 0 < len(trees["tree_roots"]) <= MOST_TREES:
        return f"it has {len(trees['tree_roots'])} trees, a model has 1 to {MOST_TREES}"
    whole = {name: trees[name] for name in PARTS if name not in ("node_threshold", "node_value")}
    if any((each != np.floor(each)).any() or each.min() < 0 for each in whole.values()):
        return "its trees point at what is no place"
    if trees["node_column"].max() >= columns or max(whole[n].max() for n in _PLACES) >= nodes:
        return "its trees point at what is not there"
    left, right, own = trees["node_left"], trees["node_right"], np.arange(nodes)
    leaf = (left == own) & (right == own)
    if not (leaf | ((left > own) & (right > own))).all():
        return "its trees go in circles"
    return ""


_PLACES = ("tree_roots", "node_left", "node_right")


def _roots(trees: Trees, rows: int) -> NDArray[np.intp]:
    return np.tile(trees["tree_roots"].astype(np.intp), (rows, 1))


def _next(trees: Trees, rows: Floats, at: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """One step up every tree; None where all have ended."""
    asked = rows[np.arange(len(rows))[:, None], trees["node_column"][at].astype(np.intp)]
    left = asked <= trees["node_threshold"][at]
    below = np.where(left, trees["node_left"][at], trees["node_right"][at]).astype(np.intp)
    return None if (below == at).all() else below


def _means(nodes: Any, leaf: NDArray[np.bool_]) -> Floats:
    """The value of every leaf, and of every other node the mean of the lessons below it."""
    value, count = nodes["value"].astype(np.float64), nodes["count"].astype(np.float64)
    for at in reversed(np.flatnonzero(~leaf)):
        children = [nodes["left"][at], nodes["right"][at]]
        value[at] = np.average(value[children], weights=count[children])
    found: Floats = value
    return found
