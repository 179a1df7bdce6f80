"""Stored dialogues on paper: what was said, what judges gave it, what the end was worth."""

from collections.abc import Mapping, Sequence

from society.domain.dialogue import Dialogue, Game, Role, Turn
from society.domain.episode import Episode, Outcome, Provenance
from society.domain.judging import Judgement, Reward
from society.domain.scenario import Scenario

ROLES = ("seller", "buyer")


def game(scenario: str = "market/lamp") -> Game:
    told = {
        "schema": "scenario/v1",
        "id": scenario,
        "title": "A lamp",
        "roles": {role: {"name": role.title()} for role in ROLES},
    }
    return Game(
        scenario=Scenario.model_validate(told),
        title="A lamp",
        roles=tuple(Role(id=role, name=role.title()) for role in ROLES),
    )


def episode(
    name: str,
    said: Sequence[str],
    *,
    scores: Mapping[str, Sequence[float | None]] | None = None,
    rewards: Sequence[float] = (),
    utilities: Mapping[str, float] | None = None,
    scenario: str = "market/lamp",
    version: str = "v1",
    facts: Mapping[int, Mapping[str, float]] | None = None,
    verifiable: bool = True,
) -> Episode:
    """Seller and buyer speak in turn; `scores` holds each judge's, turn by turn, None for none."""
    turns = tuple(Turn(index=at, role=ROLES[at % 2], text=text) for at, text in enumerate(said))
    judgements = tuple(
        Judgement(
            turn=at,
            role=ROLES[at % 2],
            judge=judge,
            score=score,
            version=version,
            facts=dict((facts or {}).get(at, {})) if judge == "rollout" else {},
        )
        for judge, given in (scores or {}).items()
        for at, score in enumerate(given)
        if score is not None
    )
    outcome = Outcome(ended="agreement", verifiable=verifiable, utilities=dict(utilities or {}))
    return Episode(
        id=name,
        dialogue=Dialogue(game=game(scenario), turns=turns),
        judgements=judgements,
        rewards=tuple(
            Reward(turn=at, role=ROLES[at % 2], value=value) for at, value in enumerate(rewards)
        ),
        outcome=outcome,
        provenance=Provenance(scenario=scenario),
        status="done",
    )
