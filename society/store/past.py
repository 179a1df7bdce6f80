"""What earlier dialogues took, as means: the ground of every expectation about later ones.

Law: only dialogues that came to an end count, those that failed too: they were paid for.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from society.domain.value import Value
from society.store.clauses import condition
from society.store.store import Store
from society.store.tables import METADATA
from society.store.where import EVERYTHING, Term, Where, Word

_EPISODE, _TURN, _CALL = (METADATA.tables[name] for name in ("episode", "turn", "call"))
_OUTCOME = METADATA.tables["outcome"]

ENOUGH = 5
"""Dialogues, or calls, from which a mean is taken."""

LATEST = 1000
"""Dialogues, or calls, that a mean looks back on."""

WON = Where(terms=(Term(field="winner", words=(Word(text="none"),), negated=True),))
"""Dialogues that somebody won."""


class Stage(Value):
    """What is to be played: means of dialogues that were like it are looked for."""

    scenario: str
    level: str = ""
    locale: str = ""
    players: Mapping[str, str]


class Asked(Value):
    """What one role (`turn`) or one judge (`judge`) asked of a model, in all those dialogues.

    `calls` are replies, `attempts` requests; `seconds` is the sum over the requests that brought
    a reply. The role is empty where the turn never came to be said.
    """

    kind: str
    who: str
    model: str
    calls: int
    attempts: int
    prompt: int
    completion: int
    cached: int
    seconds: float
    replies: int


class Past(Value):
    """Dialogues that ended: how many, how far they got, how many are kept, what they asked.

    `likeness` says how they are like what is to be played, `exact` that they are so in all of it.
    """

    dialogues: int
    done: int
    kept: int
    turns: float
    seconds: float
    likeness: str
    exact: bool
    asked: tuple[Asked, ...]


def past(store: Store, stage: Stage, keep: Where = EVERYTHING) -> Past | None:
    """The latest dialogues that are most like the stage; None where there are not enough.

    `keep` says which of those that were played to their end are kept.
    """
    with store.reading() as db:
        for likeness, where in _likenesses(stage):
            found = _past(db, where, likeness, keep)
            if found.dialogues >= ENOUGH:
                exact = likeness == _SAME
                return found.model_copy(update={"asked": _asked(db, where), "exact": exact})
    return None


def pace(store: Store, model: str) -> float | None:
    """Mean seconds of the latest replies of a model; None where there are not enough."""
    told = (_CALL.c.model == model) & (_CALL.c.error_kind == "")
    latest = select(_CALL.c.seconds).where(told).order_by(_CALL.c.entry.desc()).limit(LATEST)
    seconds = latest.subquery().c.seconds
    with store.reading() as db:
        mean, count = db.execute(select(func.avg(seconds), func.count(seconds))).one()
    return float(mean) if count >= ENOUGH else None


_SAME = "of the same scenario, level and players"


def _likenesses(stage: Stage) -> Iterator[tuple[str, Where]]:
    """From the most to the least alike."""
    scenario = _word("scenario", stage.scenario)
    locale = _word("lang", stage.locale)
    level = _word("level", stage.level) if stage.level else _none("level")
    players = [_word("player", name, role) for role, name in stage.players.items()]
    for likeness, terms in [
        (_SAME, [scenario, locale, level, *players]),
        ("of the same scenario and level, but other players", [scenario, locale, level]),
        ("of the same scenario, but other levels or players", [scenario, locale]),
    ]:
        yield likeness, Where(terms=tuple(terms))


def _word(field: str, text: str, role: str = "") -> Term:
    return Term(field=field, role=role, words=(Word(text=text, exact=True),))


def _none(field: str) -> Term:
    return Term(field=field, words=(Word(text="none"),))


def _latest(where: Where) -> Select[tuple[str]]:
    """The ids of the latest dialogues that ended, of those meant."""
    ended = _EPISODE.c.status.in_(("done", "failed"))
    chosen = select(_EPISODE.c.id).where(ended, condition(where))
    return chosen.order_by(_EPISODE.c.number.desc()).limit(LATEST)


def _past(db: Connection, where: Where, likeness: str, keep: Where) -> Past:
    among = _EPISODE.c.id.in_(_latest(where))
    done = _EPISODE.c.status == "done"
    chosen = select(
        func.count(),
        func.coalesce(func.sum(_one(done)), 0),
        func.coalesce(func.sum(_one(and_(done, condition(keep)))), 0),
        func.coalesce(func.avg(_EPISODE.c.seconds), 0.0),
    ).where(among)
    dialogues, played, kept, seconds = db.execute(chosen).one()
    turns = select(func.count()).where(_TURN.c.episode_id.in_(_latest(where)))
    return Past(
        dialogues=dialogues,
        done=played,
        kept=kept,
        turns=db.execute(turns).scalar_one() / dialogues if dialogues else 0.0,
        seconds=float(seconds),
        likeness=likeness,
        exact=False,
        asked=(),
    )


def _one(holds: ColumnElement[bool]) -> ColumnElement[Any]:
    return case((holds, 1), else_=0)


def _asked(db: Connection, where: Where) -> tuple[Asked, ...]:
    purpose = _CALL.c.purpose
    judges = purpose.like("judge:%")
    of_turn = and_(
        _TURN.c.episode_id == _CALL.c.episode_id,
        purpose == literal("turn:") + cast(_TURN.c.seq, String),
    )
    kind = case((judges, "judge"), else_="turn")
    who = case((judges, func.substr(purpose, len("judge:") + 1)), else_=_TURN.c.role)
    replied = _CALL.c.error_kind == ""
    chosen = (
        select(
            kind.label("kind"),
            func.coalesce(who, "").label("who"),
            _CALL.c.model,
            func.count(func.distinct(_CALL.c.call_id)).label("calls"),
            func.count(_CALL.c.entry).label("attempts"),
            func.sum(_CALL.c.prompt_tokens).label("prompt"),
            func.sum(_CALL.c.completion_tokens).label("completion"),
            func.sum(_CALL.c.cached_tokens).label("cached"),
            func.sum(case((replied, _CALL.c.seconds), else_=0.0)).label("seconds"),
            cast(func.sum(_one(replied)), Integer).label("replies"),
        )
        .outerjoin(_TURN, of_turn)
        .where(_CALL.c.episode_id.in_(_latest(where)), or_(judges, purpose.like("turn:%")))
        .group_by("kind", "who", _CALL.c.model)
    )
    return _shared([Asked.model_validate(dict(row)) for row in db.execute(chosen).mappings()])


def _shared(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """What was asked for turns that were never said, shared among the roles of that model."""
    lost = {each.model: each for each in asked if not each.who}
    told = [each for each in asked if each.who]
    return tuple(_with_part(each, lost.get(each.model), told) for each in told)


def _with_part(mine: Asked, lost: Asked | None, told: Sequence[Asked]) -> Asked:
    if lost is None or mine.kind != "turn":
        return mine
    alike = [each for each in told if each.kind == "turn" and each.model == mine.model]
    share = mine.calls / sum(each.calls for each in alike)
    counted = ("calls", "attempts", "prompt", "completion", "cached", "replies")
    update = {name: round(getattr(mine, name) + share * getattr(lost, name)) for name in counted}
    return mine.model_copy(update={**update, "seconds": mine.seconds + share * lost.seconds})
