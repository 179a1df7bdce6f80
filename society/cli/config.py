"""`society config`: the settings in force and where each comes from; trusting a folder."""

from pathlib import Path

from cyclopts import App

from society import settings as house
from society.cli.output import as_json, note, say, table
from society.domain.errors import SocietyError

app = App(name="config", help="Show settings; trust folders.")


@app.command
def show(*, origin: bool = False, json: bool = False) -> None:
    """Show every setting.

    Parameters
    ----------
    origin
        Say where each value comes from.
    json
        Print one JSON document.
    """
    found = house.origins()
    if json:
        as_json({each.name: each.value for each in found} if not origin else list(found))
    elif origin:
        table(["setting", "value", "from"], [(e.name, _shown(e.value), e.source) for e in found])
    else:
        table(["setting", "value"], [(each.name, _shown(each.value)) for each in found])


@app.command
def path() -> None:
    """Print where the user's own configuration file is."""
    say(str(house.config_file()))


@app.command
def trust(folder: Path) -> None:
    """Let judges in files of this folder run without --allow-code. They are programs: read them.

    Parameters
    ----------
    folder
        The folder with the judges.
    """
    if not folder.is_dir():
        raise SocietyError(f"{folder} is no folder", hint="name the folder that holds the judges")
    file = house.config_file()
    trusted = house.written(file).get("trusted", [])
    house.write(file, "trusted", [*dict.fromkeys([*trusted, str(folder.resolve())])])
    note(f"judges in {folder.resolve()} may run; written to {file}")


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
