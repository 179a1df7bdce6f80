"""`society db`: where the store is, whether it is sound."""

from cyclopts import App

from society.cli.output import SCHEMA, as_json, note, say

app = App(name="db", help="Where the store is, whether it is sound.")


@app.command
def path(*, db: str | None = None) -> None:
    """Print where the database is (it may not exist yet).

    Parameters
    ----------
    db
        The database to use instead.
    """
    from society.settings import database

    say(database(db))


@app.command
def check(*, json: bool = False, db: str | None = None) -> int:
    """Read the whole database and say whether it is sound; exit code 5 where it is not.

    Parameters
    ----------
    json
        Print one JSON document.
    db
        The database to check.
    """
    from society.cli.stored import readable
    from society.domain.errors import Exit
    from society.settings import database
    from society.store.health import examine

    where = readable(db)
    if where is None:
        note(f"there is no database at {database()} yet; `society run market/used_bike` makes it")
        return Exit.DONE
    found = examine(where)
    if json:
        as_json({"schema": SCHEMA, "sound": not found.problems, **found.model_dump()})
    else:
        say(f"{found.path}  {_size(found.bytes)}  schema {found.migration}")
        say(", ".join(f"{name} {count}" for name, count in found.counts.items()))
        for problem in found.problems:
            say(f"✗ {problem}", "red")
        if not found.problems:
            say("✓ sound", "green")
        for remark in found.notes:
            note(f"note: {remark}", "yellow")
    return Exit.STORAGE if found.problems else Exit.DONE


@app.command
def vacuum(*, db: str | None = None) -> None:
    """Give the space of what was deleted back to the disk.

    Parameters
    ----------
    db
        The database to shrink.
    """
    from society.cli.stored import made
    from society.store import health

    where = made(db, "there is no database to shrink yet")
    before, after = health.vacuum(where)
    say(f"{_size(before)} before, {_size(after)} after")


def _size(count: int) -> str:
    return f"{count / 1_048_576:.1f} MB" if count >= 1 << 20 else f"{count / 1024:.0f} KB"
