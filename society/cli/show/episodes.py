"""`society list` and `society show`: what is in the store."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cyclopts import Parameter

from society.cli.output import SCHEMA, as_json, note, out, table
from society.cli.output import show as show_line
from society.cli.show.thinking import NO_TREE, TreeOptions, show_trees
from society.domain.display import one_line
from society.domain.episode import Status
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.domain.calls import Attempt
    from society.domain.episode import Episode
    from society.store.store import Store
    from society.store.values import EpisodeRow, Totals

EMPTY = "no dialogues yet; `society run market/used_bike` plays one"
_COLUMNS = ("id", "begun", "scenario", "turns", "ended", "utilities", "winner", "tokens", "cost")
_YIELDS = (
    *(("utilities", 0), ("tokens", 0), ("turns", 0), ("begun", 0), ("winner", 0)),
    *(("scenario", 16), ("ended", 8), ("scenario", 8), ("ended", 0), ("scenario", 0)),
)
"""What gives way in a narrow window: never the id, the cost or the status."""

_PRIVATE = {"persona", "private", "goal", "prompt", "limit", "secrets"}
HIDDEN = {"scenario": True, "variables": True, "roles": {"__all__": _PRIVATE}}
"""What of a game only its roles know."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Only:
    """Which dialogues are listed.

    Parameters
    ----------
    before
        Only dialogues begun before this one: the next page.
    scenario
        Only dialogues of this scenario.
    status
        Only dialogues with this status.
    winner
        Only dialogues that this role won.
    where
        A query: 'scenario:used_bike reward>=0.6 -tag:bad'; docs/datasets.md has its words.
    """

    before: str | None = None
    scenario: str | None = None
    status: Status | None = None
    winner: str | None = None
    where: str = ""


ALL = Only()


def list_(*, limit: int = 20, only: Only = ALL, json: bool = False, db: str | None = None) -> None:
    """List the dialogues in the store, the latest first.

    Parameters
    ----------
    limit
        How many.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.stored import readable
    from society.store.store import Store
    from society.store.where import Where

    if limit < 1:
        raise SocietyError(f"--limit {limit} shows nothing", hint="it is 1 or more")
    path, found = readable(db), []
    narrow = {**asdict(only), "where": Where.parse(only.where)}
    if path:
        with Store.open(path, create=False, write=False) as store:
            found = store.episodes(limit, **narrow)
    if json:
        as_json({"schema": SCHEMA, "episodes": found})
    elif found:
        table([*_COLUMNS, "status"], map(_row, found), yields=_YIELDS)
        if len(found) == limit:
            note(f"these are the latest {limit}; --limit {5 * limit} shows more", "dim")
    else:
        note(EMPTY if only == ALL else "no dialogue is like that")


def _row(row: "EpisodeRow") -> list[object]:
    from society.domain.display import money

    shares = " ".join(f"{role} {value:.2f}" for role, value in row.utilities.items())
    scenario = f"{row.scenario} {row.level}".strip()
    begun = row.started[:16].replace("T", " ")
    status = f"{row.status} ({row.code})" if row.code else row.status
    cost = money(row.cost, row.unpriced) if row.tokens else ""
    return [
        *(row.id, begun, scenario, row.turns, row.ended, shares),
        *(row.winner or "", row.tokens, cost, status),
    ]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Also:
    """What is shown beside the turns.

    Parameters
    ----------
    private
        Show what only each role knows, and the prompts of its calls.
    calls
        Show every request that was made for it.
    receipt
        Show what each turn took: calls, tokens, cost, seconds, and what was searched before it.
    """

    private: bool = False
    calls: bool = False
    receipt: bool = False


PLAIN = Also()


def show(
    episode: str | None = None,
    *,
    json: bool = False,
    also: Also = PLAIN,
    look: TreeOptions = NO_TREE,
    db: str | None = None,
) -> None:
    """Show one dialogue: turns, moves, rewards, the judges' reasons, how it ended.

    Parameters
    ----------
    episode
        Its id, or the beginning of it; without one, the latest.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.show.receipts import tell_receipt
    from society.cli.stored import reading
    from society.store.receipts import receipt_of

    what = f"no dialogue is called {episode!r}" if episode else "there is nothing to show"
    with reading(db, what, hint=EMPTY) as store:
        found = store.episode(episode or _latest(store))
        attempts = store.attempts(found.id) if also.calls else None
        spent = store.totals(found.id)
        bill = receipt_of(store, found) if also.receipt else None
    if look.checked():
        show_trees(found, look, private=also.private, json=json, bill=bill)
    elif json:
        told = document(found, attempts, private=also.private)
        as_json(told | ({"receipt": bill.told()} if bill else {}))
    else:
        _draw(found, attempts, spent, private=also.private)
        if bill:
            tell_receipt(bill)


def _latest(store: "Store") -> str:
    from society.domain.errors import SocietyError

    latest = store.episodes(1)
    if not latest:
        raise SocietyError("there is nothing to show", hint=EMPTY)
    return latest[0].id


def _draw(
    found: "Episode", attempts: "Sequence[Attempt] | None", spent: "Totals", *, private: bool
) -> None:
    from society.cli.show.transcript import CALL_COLUMNS, call_rows, episode_lines
    from society.domain.display import money

    for line in episode_lines(found, private=private):
        show_line(line)
    if attempts is not None:
        out().print()
        table(CALL_COLUMNS, call_rows(attempts))
    note(
        f"{spent.calls} calls, {spent.tokens} tokens, {money(spent.cost, spent.unpriced)}, "
        f"{one_line(found.status)} after {found.seconds:.1f} s",
        "dim",
    )


def document(
    found: "Episode", attempts: "Sequence[Attempt] | None", *, private: bool
) -> dict[str, Any]:
    """An episode as JSON, with its calls where given; private texts where `private` says so."""
    hidden: Any = None
    if not private:
        turns = {"__all__": {"standing"}}
        hidden = {"dialogue": {"game": HIDDEN, "turns": turns}, "provenance": {"job"}}
    told: dict[str, Any] = {
        "schema": SCHEMA,
        "episode": found.model_dump(mode="json", by_alias=True, exclude=hidden),
    }
    if attempts is not None:
        kept = None if private else {"request"}
        told["calls"] = [each.model_dump(mode="json", exclude=kept) for each in attempts]
    return told
