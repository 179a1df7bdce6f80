"""From what judges said to what a turn is paid, and from that to who won."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from society.domain.dialogue import Turn
from society.domain.episode import Outcome
from society.domain.judging import Judgement, Reward, Weights

END = "outcome"
"""The part of an outcome reward that the scenario's own utility pays."""


def pay(panel: Sequence[Judgement], weights: Weights) -> Reward | None:
    """The weighted mean of a panel's judgements of one turn; None where nobody could say.

    A judge that failed said nothing: it neither raises nor lowers the pay.

    >>> kind = Judgement(turn=0, role="seller", judge="kind", score=1.0)
    >>> stern = Judgement(turn=0, role="seller", judge="stern", score=0.0)
    >>> pay([kind, stern], {"kind": 3.0, "stern": 1.0}).value
    0.75
    """
    parts = _shares({said.judge: said.score for said in panel}, weights)
    if not parts:
        return None
    turn, role = panel[0].turn, panel[0].role
    if turn is None or role is None:
        raise ValueError("only judgements of a turn are paid by turn")
    return Reward(turn=turn, role=role, value=_total(parts), parts=parts)


def settle(
    outcome: Outcome,
    roles: Sequence[str],
    rewards: Sequence[Reward],
    *,
    mix: tuple[float, float],
    tie: float = 0.02,
) -> Outcome:
    """The outcome with every role's return: `mix` weighs its mean turn reward and the end.

    Where the scenario has no utility of its own, the mean reward a turn decides, never the sum:
    talk must not pay.
    """
    turns, ends = _means(roles, rewards, "turn"), _means(roles, rewards, "outcome")
    returns = {role: _mixed(turns.get(role), ends.get(role), mix) for role in roles}
    kept = {role: value for role, value in returns.items() if value is not None}
    settled = outcome.model_copy(update={"returns": kept})
    return settled if outcome.verifiable else _by_turns(settled, turns, tie)


def pay_the_end(
    outcome: Outcome,
    turns: Sequence[Turn],
    said: Sequence[Judgement],
    weights: Weights,
) -> list[Reward]:
    """What the end is worth to each role, on its last turn: utility clipped to [0, 1], and judges.

    The scenario's utility weighs 1 beside the weights of the outcome judges.
    """
    rewards = []
    for role, turn in {turn.role: turn.index for turn in turns}.items():
        scores: dict[str, float | None] = {
            each.judge: each.score for each in said if each.role == role
        }
        if outcome.verifiable and role in outcome.utilities:
            scores[END] = min(1.0, max(0.0, outcome.utilities[role]))
        parts = _shares(scores, {**weights, END: 1.0})
        if parts:
            value = _total(parts)
            rewards.append(Reward(scope="outcome", turn=turn, role=role, value=value, parts=parts))
    return rewards


def _shares(scores: Mapping[str, float | None], weights: Weights) -> dict[str, float]:
    heard = {
        judge: score
        for judge, score in scores.items()
        if score is not None and weights.get(judge, 0.0) > 0
    }
    total = sum(weights[judge] for judge in heard)
    return {judge: score * weights[judge] / total for judge, score in heard.items()}


def _total(parts: Mapping[str, float]) -> float:
    return min(1.0, max(0.0, sum(parts.values())))


def _means(roles: Sequence[str], rewards: Sequence[Reward], scope: str) -> dict[str, float]:
    paid = {
        role: [each.value for each in rewards if each.role == role and each.scope == scope]
        for role in roles
    }
    return {role: fmean(values) for role, values in paid.items() if values}


def _mixed(turn: float | None, end: float | None, mix: tuple[float, float]) -> float | None:
    parts = [
        (weight, value)
        for weight, value in zip(mix, (turn, end), strict=True)
        if value is not None and weight > 0
    ]
    total = sum(weight for weight, _ in parts)
    return sum(weight * value for weight, value in parts) / total if parts else None


def _by_turns(outcome: Outcome, means: Mapping[str, float], tie: float) -> Outcome:
    ranked = sorted(means, key=means.__getitem__, reverse=True)
    if len(ranked) < 2:
        return outcome.model_copy(update={"utilities": dict(means)})
    margin = means[ranked[0]] - means[ranked[1]]
    winner = ranked[0] if margin > tie else None
    return outcome.model_copy(
        update={
            "utilities": dict(means),
            "winner": winner,
            "winners": (winner,) if winner else (),
            "margin": margin,
        }
    )
