"""`society batches`: every batch in the store, how far it is, and what is wished of one."""

from typing import TYPE_CHECKING, Any

from society.cli.output import SCHEMA, as_json, note, table
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.cli.batch.wishes import What
    from society.store.batches import Revision
    from society.store.store import Store


def batches(
    *,
    pause: str | None = None,
    go: str | None = None,
    stop: str | None = None,
    json: bool = False,
    db: str | None = None,
) -> None:
    """List the batches in the store, the last begun first; or pause, go on with or stop one.

    Parameters
    ----------
    pause
        The batch that is to begin nothing more until --go; what is being played ends.
    go
        The paused batch that is to go on.
    stop
        The batch to end after what is being said; the same `society batch` goes on with it.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.batch.wishes import wished
    from society.cli.stored import readable

    target = readable(db)
    wish = wished(pause, go, stop)
    if wish is None:
        _list(target, json=json)
    else:
        _wish(target, *wish, json=json)


def _wish(target: str | None, what: "What", name: str, *, json: bool) -> None:
    from society.cli.batch.wishes import told

    if target is None:
        raise SocietyError(f"no batch is called {name!r}", hint="there is no batch yet")
    done = told(target, what, name)
    if json:
        as_json({"schema": SCHEMA, **done})
        return
    note(done["said"])
    if done["played_by"]:
        note(f"played by {', '.join(done['played_by'])}", "dim")
    else:
        note("no dialogue of it is being played at this moment", "dim")


def _list(target: str | None, *, json: bool) -> None:
    from society.store import batches as stored
    from society.store.store import Store

    if target is None:
        found = []
    else:
        with Store.open(target, create=False, write=False) as store:
            found = [_row(store, each) for each in stored.batches(store)]
    if json:
        as_json({"schema": SCHEMA, "batches": found})
    elif found:
        table(COLUMNS, [_cells(row) for row in found], yields=_YIELDS)
    else:
        note("there is no batch yet: society batch market/used_bike -n 100")


COLUMNS = ("batch", "begun", "done", "failed", "running", "turns", "reward", "cost", "played by")

_YIELDS = (
    *(("turns", 0), ("begun", 0), ("reward", 0), ("batch", 24), ("running", 0)),
    *(("played by", 16), ("batch", 12), ("failed", 0), ("played by", 8)),
)
"""What gives way in a narrow window: never how far it is or what it cost."""


def _row(store: "Store", begun: "Revision") -> dict[str, Any]:
    from society.store.batches import holders
    from society.store.figures import figures

    now = figures(store, begun.name)
    holding = [f"{holder.host}:{holder.pid}" for holder in holders(store, begun.name)]
    return {
        "batch": begun.name,
        "revision": begun.revision,
        "begun": begun.created,
        "total": begun.plan["plan"]["n"],
        "played_by": list(dict.fromkeys(holding)),
        **now.model_dump(),
    }


def _cells(row: dict[str, Any]) -> list[object]:
    reward, unknown = row["mean_reward"], " + unknown" if row["unpriced"] else ""
    return [
        row["batch"],
        row["begun"][:16].replace("T", " "),
        f"{row['done']}/{row['total']}",
        row["failed"],
        row["running"],
        row["turns"],
        "" if reward is None else f"{reward:.2f}",
        f"${row['cost']:.4f}{unknown}",
        ", ".join(row["played_by"]),
    ]
