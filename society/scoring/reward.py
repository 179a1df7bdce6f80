"""From what judges said to what a turn is paid, and from that to who won."""

from collections.abc import Iterable, Mapping, Sequence
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
    return Reward(turn=turn, role=role, value=_within(0.0, parts), parts=parts)


def settle(
    outcome: Outcome,
    roles: Sequence[str],
    rewards: Sequence[Reward],
    *,
    mix: tuple[float, float],
    tie: float = 0.02,
) -> Outcome:
    """The outcome with every role's return: `mix` weighs its mean turn reward and the end.

    What the end was worth is paid in as many rows as turns have earned it: they are added up.

    Where the scenario has no utility of its own, the mean reward a turn decides, never the sum:
    talk must not pay.
    """
    turns, ends = _means(roles, rewards), _sums(roles, rewards)
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
    """What the end is worth to each role: its utility clipped to [0, 1], and what judges said.

    The scenario's utility weighs 1 beside the weights of the outcome judges. It is all paid on the
    role's last turn, unless a judge credits turns: then its own part goes where it credits it, and
    a turn that did harm pays; the parts of those who credit nobody go to the turns that helped, in
    proportion to what they are credited with. The last turn always has a row.
    """
    rewards = []
    for role, last in {turn.role: turn.index for turn in turns}.items():
        heard = [each for each in said if each.role == role]
        scores: dict[str, float | None] = {each.judge: each.score for each in heard}
        if outcome.verifiable and role in outcome.utilities:
            scores[END] = min(1.0, max(0.0, outcome.utilities[role]))
        parts = _shares(scores, {**weights, END: 1.0})
        if parts:
            own = _credited(heard, parts, {**weights, END: 1.0})
            rewards += _spread(role, last, parts, own)
    return rewards


def _credited(
    heard: Sequence[Judgement], parts: Mapping[str, float], weights: Weights
) -> dict[str, dict[int, float]]:
    """What each judge that credits turns pays them: its credits, by its share of the weight."""
    voices = _shares(dict.fromkeys(parts, 1.0), weights)
    return {
        each.judge: {turn: part * voices[each.judge] for turn, part in each.credits.items()}
        for each in heard
        if each.judge in voices and each.credits
    }


def _spread(
    role: str, last: int, parts: Mapping[str, float], own: Mapping[str, Mapping[int, float]]
) -> list[Reward]:
    """The parts of a role's pay as one reward for each turn that has earned of it.

    `own` are the parts of the judges that credit turns, as they credit them.
    """
    helped = _helped(own.values()) or {last: 1.0}
    rows: dict[int, dict[str, float]] = {last: {}}
    for judge, part in parts.items():
        spread = own.get(judge) or {turn: share * part for turn, share in helped.items()}
        for turn, share in spread.items():
            if share or turn == last:
                rows.setdefault(turn, {})[judge] = share
    return [
        Reward(scope="outcome", turn=turn, role=role, value=_within(-1.0, paid), parts=paid)
        for turn, paid in sorted(rows.items())
    ]


def _helped(credited: Iterable[Mapping[int, float]]) -> dict[int, float]:
    """The shares of the turns that helped in all that is credited to turns that did."""
    sums: dict[int, float] = {}
    for each in credited:
        for turn, part in each.items():
            sums[turn] = sums.get(turn, 0.0) + part
    good = {turn: part for turn, part in sums.items() if part > 0}
    total = sum(good.values())
    return {turn: part / total for turn, part in good.items()}


def _shares(scores: Mapping[str, float | None], weights: Weights) -> dict[str, float]:
    """What each that could say adds to the weighted mean."""
    heard = {
        judge: score
        for judge, score in scores.items()
        if score is not None and weights.get(judge, 0.0) > 0
    }
    total = sum(weights[judge] for judge in heard)
    return {judge: score * weights[judge] / total for judge, score in heard.items()}


def _within(least: float, parts: Mapping[str, float]) -> float:
    return min(1.0, max(least, sum(parts.values())))


def _means(roles: Sequence[str], rewards: Sequence[Reward]) -> dict[str, float]:
    """What a turn earned for itself, in the mean."""
    return {role: fmean(values) for role, values in _paid(roles, rewards, "turn").items()}


def _sums(roles: Sequence[str], rewards: Sequence[Reward]) -> dict[str, float]:
    """What the end was worth in all."""
    return {role: sum(values) for role, values in _paid(roles, rewards, "outcome").items()}


def _paid(roles: Sequence[str], rewards: Sequence[Reward], scope: str) -> dict[str, list[float]]:
    paid = {
        role: [each.value for each in rewards if each.role == role and each.scope == scope]
        for role in roles
    }
    return {role: values for role, values in paid.items() if values}


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
