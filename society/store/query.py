"""The read side: an episode whole, its ledger, and where it came from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from society.domain.calls import Attempt
from society.domain.dialogue import Dialogue, Draft, Game, Turn
from society.domain.episode import Episode, Lineage, Provenance
from society.domain.errors import StoreError
from society.domain.judging import Judgement, Reward
from society.domain.scenario import Scenario
from society.store import rows, turn_rows
from society.store.bodies import Body, unpack
from society.store.listing import resolve
from society.store.rows import Read
from society.store.tables import METADATA
from society.store.texts import from_json
from society.store.values import RunInfo

_T = METADATA.tables
_EPISODE, _BODY = _T["episode"], _T["body"]
_Drafts = Mapping[tuple[str, int], tuple[Draft, ...]]
_KNOWN = 256
"""Scenarios kept at hand while many episodes are read."""


def episode(db: Connection, wanted: str) -> Episode:
    """One episode whole, with everything said of it."""
    found = exactly(db, resolve(db, wanted))
    assert found is not None, "an id that was just found"
    return found


def exactly(db: Connection, id_: str) -> Episode | None:
    """The episode with exactly that id, None where there is none."""
    found = whole(db, db.execute(_one(), {"id": id_}).mappings().all(), {})
    return found[0] if found else None


def whole(db: Connection, found: Sequence[Read], known: dict[bytes, Scenario]) -> list[Episode]:
    """The episodes of those rows, in their order, by one query a table.

    `known` keeps the scenarios for the next call: the same few serve many episodes.
    """
    ids = [row["id"] for row in found]
    ended = {row["episode_id"]: rows.outcome_of(row) for row in _of(db, "outcome", ids)}
    drafts = _drafts(db, ids)
    turns, judgements, rewards = _turns(db, ids, drafts), _judgements(db, ids), _rewards(db, ids)
    tags = _tags(db, ids)
    specs = _scenarios(db, {row["spec"] for row in found}, known)
    return [
        Episode(
            id=row["id"],
            dialogue=Dialogue(
                game=rows.game_of(specs[row["spec"]], row["game"], row["variables"]),
                turns=turns.get(row["id"], ()),
            ),
            judgements=judgements.get(row["id"], ()),
            rewards=rewards.get(row["id"], ()),
            outcome=ended.get(row["id"]),
            provenance=Provenance.model_validate(from_json(row["provenance"])),
            lineage=Lineage(**{name: row[name] for name in ("parent", "branch", "generation")}),
            batch=row["batch"],
            tags=tags.get(row["id"], ()),
            drafted=drafts.get((row["id"], len(turns.get(row["id"], ()))), ()),
            **{name: row[name] for name in ("status", "error", "started", "seconds")},
        )
        for row in found
    ]


def game(db: Connection, id_: str) -> Game | None:
    """The game of the episode with exactly that id, None where there is none."""
    row = db.execute(_one(), {"id": id_}).mappings().first()
    if not row:
        return None
    return rows.game_of(
        _scenarios(db, {row["spec"]}, {})[row["spec"]], row["game"], row["variables"]
    )


def _scenarios(
    db: Connection, specs: set[bytes], known: dict[bytes, Scenario]
) -> Mapping[bytes, Scenario]:
    wanted = sorted(specs - known.keys())
    if len(known) + len(wanted) > _KNOWN:
        known.clear()
        wanted = sorted(specs)
    known.update((sha, rows.scenario_of(plain)) for sha, plain in _plain(db, wanted).items())
    return known


def _of(db: Connection, name: str, ids: Sequence[str], *order: str) -> Iterable[Read]:
    return db.execute(_rows_of(name, order), {"ids": list(ids)}).mappings()


# A statement is built once: building costs more than running it.


@cache
def _one() -> Select[Any]:
    return select(_EPISODE).where(_EPISODE.c.id == bindparam("id"))


@cache
def _rows_of(name: str, order: tuple[str, ...]) -> Select[Any]:
    table = _T[name]
    chosen = select(table).where(table.c.episode_id.in_(bindparam("ids", expanding=True)))
    return chosen.order_by(table.c.episode_id, *(table.c[by] for by in order))


@cache
def _chain() -> Select[Any]:
    """Bodies with all that they are told as differences to."""
    wanted = _BODY.c.sha.in_(bindparam("keys", expanding=True))
    first = select(_BODY).where(wanted).cte(recursive=True)
    return select(first.union(select(_BODY).join(first, _BODY.c.sha == first.c.base)))


def _by_episode(listed: Iterable[Read]) -> Iterator[tuple[str, list[Read]]]:
    for id_, group in groupby(listed, key=itemgetter("episode_id")):
        yield id_, list(group)


def _drafts(db: Connection, ids: Sequence[str]) -> _Drafts:
    """By dialogue and place: also those of the turn that was under way when it broke off."""
    return {
        (id_, seq): tuple(map(turn_rows.draft_of, listed))
        for id_, every in _by_episode(_of(db, "draft", ids, "seq", "n"))
        for seq, listed in groupby(every, key=itemgetter("seq"))
    }


def _turns(db: Connection, ids: Sequence[str], drafts: _Drafts) -> dict[str, tuple[Turn, ...]]:
    return {
        id_: tuple(turn_rows.turn_of(each, drafts.get((id_, each["seq"]), ())) for each in said)
        for id_, said in _by_episode(_of(db, "turn", ids, "seq"))
    }


def _judgements(db: Connection, ids: Sequence[str]) -> dict[str, tuple[Judgement, ...]]:
    return {id_: _latest(said) for id_, said in _by_episode(_of(db, "judgement", ids, "id"))}


def _latest(listed: Iterable[Read]) -> tuple[Judgement, ...]:
    """The latest that each version of each judge said of each thing, in the order it was said.

    Versions stay apart: what two of them said is never one judge's word. Pairs are all kept, each
    is its own.
    """
    latest: dict[object, Judgement] = {}
    for each in listed:
        said = rows.judgement_of(each)
        about = (said.scope, said.turn, said.role, said.judge, said.version)
        key = each["id"] if said.scope == "pair" else about
        latest.pop(key, None)
        latest[key] = said
    return tuple(latest.values())


def _rewards(db: Connection, ids: Sequence[str]) -> dict[str, tuple[Reward, ...]]:
    """What turns earned for themselves, then what the end was worth."""
    return {
        id_: tuple(sorted(map(rows.reward_of, paid), key=lambda each: each.scope == "outcome"))
        for id_, paid in _by_episode(_of(db, "reward", ids, "seq"))
    }


def _tags(db: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    listed = _by_episode(_of(db, "tag", ids, "tag"))
    return {id_: tuple(row["tag"] for row in put) for id_, put in listed}


def attempts(db: Connection, wanted: str) -> list[Attempt]:
    """The ledger of one episode, in the order it was written."""
    listed = list(_of(db, "call", [resolve(db, wanted)], "entry"))
    plain = _plain(db, {each["request"] for each in listed if each["request"]})
    return [rows.call_of(each, plain.get(each["request"], b"")) for each in listed]


def _plain(db: Connection, wanted: Iterable[bytes]) -> dict[bytes, bytes]:
    """The bodies of those keys, with all they are told as differences to."""
    keys = list(wanted)
    bodies: dict[bytes, Body] = {}
    for at in range(0, len(keys), 500):
        found = db.execute(_chain(), {"keys": keys[at : at + 500]})
        bodies.update((each.sha, Body(*each)) for each in found)
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
