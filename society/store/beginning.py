"""What is put down before a dialogue begins: its game, what produced it, the command behind it."""

from hashlib import sha256

from society.domain.dialogue import Game
from society.domain.episode import Lineage, Provenance
from society.store.games import drawn, spec_of
from society.store.rows import run_row
from society.store.statements import Write, write
from society.store.texts import to_json
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
    lineage: Lineage = FIRST,
) -> tuple[Write, ...]:
    """The rows of a dialogue not yet played; rows that are already there stay."""
    spec = spec_of(game)
    rest, variables = drawn(game)
    text_sha = sha256(scenario_text.encode()).hexdigest() if scenario_text else None
    row = {
        "id": episode,
        "run_id": run.id if run else None,
        "scenario": game.scenario.id,
        "scenario_sha": text_sha,
        "spec": spec.sha,
        "level": game.level,
        "locale": game.locale,
        "game": rest,
        "variables": variables,
        "provenance": to_json(provenance.model_dump()),
        **lineage.model_dump(),
        **_UNPLAYED,
    }
    writes = [write("keep body", spec._asdict()), write("keep episode", row)]
    if text_sha:
        text = {"sha": text_sha, "id": game.scenario.id, "text": scenario_text}
        writes.insert(0, write("keep scenario", text))
    if run:
        writes.insert(0, write("keep run", run_row(run)))
    return tuple(writes)
