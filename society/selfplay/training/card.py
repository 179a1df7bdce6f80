"""The card of a trained policy: what it learned from, how, and what it is worth so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from society.domain.display import duration
from society.domain.policy import Policy
from society.export.card import Dataset
from society.selfplay.training.recipe import Learned, Recipe
from society.selfplay.training.rows import Wanted

CARD = """# The policy `{label}`

`{before}` trained by {method} into `{model}`, to be played as `{player}`.

## Data

- {rows} rows of {episodes} dialogues that match `{where}`; roles: {roles}.
- {choice}
- {left_out}
- The files and their provenance: `{data}`.

## Training

- {steps} steps of {batch} rows, seed {seed}, rank {rank}, learning rate {rate:g}, {trained} trained
  numbers. The loss is on the answers of the trained role alone.
- {tokens} tokens of rows; the last run took {seconds}.
- {versions}

{loss}

## What it is worth

{held}
That is how well it imitates, not how well it plays: `society league play`, or the gate of
`society evolve`, says that on games that it has not seen.
"""

POINTS = 12
"""Lines of the loss curve."""


@dataclass(frozen=True)
class Facts:
    """What a card tells of."""

    policy: Policy
    wanted: Wanted
    recipe: Recipe
    dataset: Dataset
    learned: Learned
    data: str
    command: tuple[str, ...] = ()


def card(facts: Facts) -> str:
    """The card, in Markdown."""
    recipe, wanted, learned = facts.recipe, facts.wanted, facts.learned
    (config,) = facts.dataset.configs
    dropped = sorted(config.tally.dropped.items())
    return CARD.format(
        label=facts.policy.label,
        before=wanted.policy.label,
        method=" ".join(facts.command) or recipe.method.upper(),
        model=facts.policy.model,
        player=facts.policy.player,
        rows=sum(config.rows.values()),
        episodes=config.tally.episodes,
        where=wanted.where.text or "everything",
        roles=", ".join(sorted(config.tally.by["role"])),
        choice=_chosen(wanted),
        left_out="; ".join(f"{count} × {why}" for why, count in dropped) or "Nothing was left out.",
        data=facts.data,
        steps=learned.steps or recipe.steps,
        batch=recipe.batch,
        seed=recipe.seed,
        rank=recipe.rank,
        rate=recipe.learning_rate,
        trained=f"{learned.trained:,}",
        tokens=f"{learned.tokens:,}",
        seconds=duration(learned.seconds),
        versions=_versions(learned.versions),
        loss=curve(learned.losses),
        held=_held(learned),
    )


def _chosen(wanted: Wanted) -> str:
    who = "Winners and losers" if wanted.losers or wanted.format.losers else "Winners alone"
    asked = (
        "the questions that its model was really asked for words"
        if wanted.planned
        else "the very messages that the player asks, its JSON form the answer"
    )
    return f"{who}; a row is one turn: {asked}."


def _versions(versions: Mapping[str, str]) -> str:
    return (
        ", ".join(f"{name} {version}" for name, version in versions.items()) or "versions unknown"
    )


def curve(losses: Sequence[tuple[int, float]]) -> str:
    """The loss over the steps, as means of equal stretches."""
    if not losses:
        return "The trainer told no loss."
    size = -(-len(losses) // POINTS)
    parts = [losses[at : at + size] for at in range(0, len(losses), size)]
    lines = [
        f"| {part[0][0]}-{part[-1][0]} | {sum(loss for _, loss in part) / len(part):.3f} |"
        for part in parts
    ]
    return "\n".join(["| steps | mean loss |", "|---|---|", *lines])


def _held(learned: Learned) -> str:
    if learned.held is None:
        return "No row was held out, so nothing is known of other games.\n"
    before, after = learned.held
    return (
        f"Loss on {learned.held_rows} rows of games that were set aside: "
        f"{before:.3f} before, {after:.3f} after.\n"
    )
