"""The rows of a dialogue before it is played: what produces it, and the turns that it grew from."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from society.domain.dialogue import Game, Turn
from society.domain.episode import Lineage, Provenance
from society.domain.judging import Judgement, Reward
from society.store.rows import drawn, judgement_row, reward_row, run_row, spec_of
from society.store.statements import Write, some, write
from society.store.texts import to_json
from society.store.turn_rows import draft_rows, turn_row
from society.store.values import RunInfo

FIRST = Lineage()
"""Of a dialogue that comes from no other."""

_UNPLAYED = {
    "status": "pending",
    "code": "",
    "error": "",
    "started": "",
    "seconds": 0.0,
    "lease_owner": "",
    "lease_until": 0.0,
    "fence": 0,
}


def beginning(
    episode: str,
    game: Game,
    provenance: Provenance,
    *,
    scenario_text: str = "",
    run: RunInfo | None = None,
    batch: str | None = None,
    lineage: Lineage = FIRST,
    turns: Sequence[Turn] = (),
    judgements: Sequence[Judgement] = (),
    rewards: Sequence[Reward] = (),
) -> tuple[Write, ...]:
    """The rows of a dialogue not yet played, and of the turns that it grew from."""
    spec = spec_of(game)
    text_sha = sha256(scenario_text.encode()).hexdigest() if scenario_text else None
    row = {
        "id": episode,
        "run_id": run.id if run else None,
        "scenario_sha": text_sha,
        "spec": spec.sha,
        "provenance": to_json(provenance.model_dump()),
        "batch": batch,
        **_of_game(game),
        **lineage.model_dump(),
        **_UNPLAYED,
    }
    writes = [
        write("keep body", spec._asdict()),
        write("keep episode", row),
        *_grown(episode, turns, judgements, rewards),
    ]
    if text_sha:
        text = {"sha": text_sha, "id": game.scenario.id, "text": scenario_text}
        writes.insert(0, write("keep scenario", text))
    if run:
        writes.insert(0, write("keep run", run_row(run)))
    return tuple(writes)


def _grown(
    episode: str,
    turns: Sequence[Turn],
    judgements: Sequence[Judgement],
    rewards: Sequence[Reward],
) -> list[Write]:
    return [
        *some("keep turn", [turn_row(episode, turn) for turn in turns]),
        *some("keep draft", [each for turn in turns for each in draft_rows(episode, turn)]),
        *some("add judgement", [judgement_row(episode, said) for said in judgements]),
        *some("put reward", [reward_row(episode, paid) for paid in rewards]),
    ]


def _of_game(game: Game) -> dict[str, Any]:
    rest, variables = drawn(game)
    named = {"scenario": game.scenario.id, "level": game.level, "locale": game.locale}
    return {**named, "game": rest, "variables": variables}
