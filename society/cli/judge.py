"""`society judge`: which judges there are, what one does, and whether one keeps the contract."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from society.cli.output import as_json, note, say, table
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.plugins import Installed

app = App(name="judge", help="List, show and test judges.")


@app.command(name="list")
def list_(*, json: bool = False) -> None:
    """List the judges that are installed, and those that do not load.

    Parameters
    ----------
    json
        Print one JSON document.
    """
    from society.plugins import installed

    found = installed()
    if json:
        as_json([_plain(each) for each in found])
        return
    rows = [
        (each.name, each.badge.scope, each.version, each.package, each.badge.about)
        for each in found
        if each.badge
    ]
    table(["judge", "scope", "version", "from", "what for"], rows)
    for each in found:
        if each.error:
            note(f"society: {each.error}\n  {each.hint}", "red")


@app.command
def show(name: str, *, allow_code: bool = False, json: bool = False) -> None:
    """Show what a judge is for, what it asks for, and the params it takes.

    Parameters
    ----------
    name
        An installed judge, module:object, or file.py:object.
    allow_code
        Let a module that is no installed judge run.
    json
        Print one JSON document.
    """
    from society.plugins import describe, resolve

    found = describe(*resolve(name, here=Path.cwd(), allow_code=allow_code or _is_file(name)))
    if json:
        as_json(vars(found))
        return
    for key, value in vars(found).items():
        if key != "about":
            shown = ", ".join(value) if isinstance(value, tuple) else value
            say(f"{key:<9}  {shown or '-'}")
    say(f"\n{found.about}")


@app.command(name="test")
def check(
    ref: str,
    *,
    param: Annotated[dict[str, str] | None, Parameter(name="--param")] = None,
    timeout: float = 10.0,
    allow_code: bool = False,
    json: bool = False,
) -> None:
    """Ask a judge about sample dialogues and tell whether it keeps the contract.

    A verdict on its scale for every turn, nothing changed, in time, and without a model the same
    answer twice. Naming a file here is the permission to run it.

    Parameters
    ----------
    ref
        An installed judge, module:object, or file.py:object.
    param
        A param of the judge, as --param.name value.
    timeout
        How many seconds an answer may take.
    allow_code
        Let a module that is no installed judge run.
    json
        Print one JSON document.
    """
    from society.plugins import find
    from society.testing import check_juror

    juror = find(ref, params=param, here=Path.cwd(), allow_code=allow_code or _is_file(ref))
    report = asyncio.run(check_juror(juror, timeout=timeout))
    if json:
        as_json({**vars(report), "ok": report.ok})
    else:
        say(str(report))
    if not report.ok:
        raise SocietyError(
            f"judge {report.name!r} does not keep the contract",
            hint="a judge returns a number on its scale, (number, critique), a dict, or None",
        )


def _is_file(ref: str) -> bool:
    """Whether a file is named: on the command line that is the permission to run it."""
    return ref.endswith(".py") or ref.rpartition(":")[0].endswith(".py")


def _plain(each: "Installed") -> dict[str, Any]:
    badge = each.badge
    return {
        "name": each.name,
        "scope": badge.scope if badge else None,
        "version": each.version,
        "reference": each.reference,
        "package": each.package,
        "about": badge.about if badge else "",
        "error": each.error,
    }
