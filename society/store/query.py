"""The read side: an episode whole, its ledger, and where it came from."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from society.domain.calls import Attempt
from society.domain.dialogue import Dialogue, Draft, Game, Turn
from society.domain.episode import Episode, Lineage, Provenance
from society.domain.errors import StoreError
from society.domain.judging import Judgement, Reward
from society.store import rows
from society.store.bodies import Body, unpack
from society.store.listing import resolve
from society.store.tables import METADATA
from society.store.texts import from_json
from society.store.values import RunInfo

_T = METADATA.tables
_EPISODE, _OUTCOME, _BODY = _T["episode"], _T["outcome"], _T["body"]


def episode(db: Connection, wanted: str) -> Episode:
    """One episode whole, with everything said of it."""
    id_ = resolve(db, wanted)
    row = db.execute(select(_EPISODE).where(_EPISODE.c.id == id_)).mappings().one()
    ended = db.execute(select(_OUTCOME).where(_OUTCOME.c.episode_id == id_)).mappings().first()
    return Episode(
        id=id_,
        dialogue=Dialogue(game=_game(db, row), turns=_turns(db, id_)),
        judgements=_judgements(db, id_),
        rewards=_rewards(db, id_),
        outcome=rows.outcome_of(ended) if ended else None,
        provenance=Provenance.model_validate(from_json(row["provenance"])),
        lineage=Lineage(**{name: row[name] for name in ("parent", "branch", "generation")}),
        status=row["status"],
        error=row["error"],
        started=row["started"],
        seconds=row["seconds"],
    )


def game(db: Connection, id_: str) -> Game | None:
    """The game of the episode with exactly that id, None where there is none."""
    row = db.execute(select(_EPISODE).where(_EPISODE.c.id == id_)).mappings().first()
    return _game(db, row) if row else None


def _game(db: Connection, row: Mapping[Any, Any]) -> Game:
    spec = row["spec"]
    return rows.game_of(_plain(db, [spec])[spec], row["game"], row["variables"])


def _of(db: Connection, name: str, id_: str, *order: str) -> Iterable[Mapping[Any, Any]]:
    table = _T[name]
    chosen = select(table).where(table.c.episode_id == id_).order_by(*(table.c[by] for by in order))
    return db.execute(chosen).mappings()


def _turns(db: Connection, id_: str) -> tuple[Turn, ...]:
    drafts: dict[int, list[Draft]] = {}
    for each in _of(db, "draft", id_, "seq", "n"):
        drafts.setdefault(each["seq"], []).append(rows.draft_of(each))
    return tuple(
        rows.turn_of(each, tuple(drafts.get(each["seq"], ())))
        for each in _of(db, "turn", id_, "seq")
    )


def _judgements(db: Connection, id_: str) -> tuple[Judgement, ...]:
    """The latest that each judge said of each thing; pairs are all kept, each is its own."""
    latest: dict[object, Judgement] = {}
    for each in _of(db, "judgement", id_, "id"):
        said = rows.judgement_of(each)
        key = each["id"] if said.scope == "pair" else (said.scope, said.turn, said.role, said.judge)
        latest.pop(key, None)
        latest[key] = said
    return tuple(latest.values())


def _rewards(db: Connection, id_: str) -> tuple[Reward, ...]:
    """What turns earned for themselves, then what the end was worth."""
    paid = [rows.reward_of(each) for each in _of(db, "reward", id_, "seq")]
    return tuple(sorted(paid, key=lambda each: each.scope == "outcome"))


def attempts(db: Connection, wanted: str) -> list[Attempt]:
    """The ledger of one episode, in the order it was written."""
    listed = list(_of(db, "call", resolve(db, wanted), "entry"))
    plain = _plain(db, {each["request"] for each in listed if each["request"]})
    return [rows.call_of(each, plain.get(each["request"], b"")) for each in listed]


def _plain(db: Connection, wanted: Iterable[bytes]) -> dict[bytes, bytes]:
    """The bodies of those keys, with all they are told as differences to."""
    keys = list(wanted)
    bodies: dict[bytes, Body] = {}
    for at in range(0, len(keys), 500):
        first = select(_BODY).where(_BODY.c.sha.in_(keys[at : at + 500])).cte(recursive=True)
        chain = first.union(select(_BODY).join(first, _BODY.c.sha == first.c.base))
        bodies.update((each.sha, Body(*each)) for each in db.execute(select(chain)))
    known: dict[bytes, bytes] = {}
    try:
        return {key: unpack(key, bodies, known) for key in keys}
    except (ValueError, KeyError) as fault:
        raise StoreError(
            f"a stored request is damaged: {fault}", hint="`society db check` looks at the file"
        ) from fault


def run(db: Connection, wanted: str) -> RunInfo | None:
    """The command that an episode was played by, None where none was told."""
    table = _T["run"]
    chosen = (
        select(table)
        .join(_EPISODE, _EPISODE.c.run_id == table.c.id)
        .where(_EPISODE.c.id == resolve(db, wanted))
    )
    row = db.execute(chosen).mappings().first()
    return rows.run_of(row) if row else None
