"""`society scenario`: which there are, what one says, what is wrong with it, and a new one."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from society.cli.output import as_json, note, say, table
from society.domain.errors import ScenarioError
from society.settings import settings

if TYPE_CHECKING:
    from society.scenario.lint import Problem
    from society.scenario.source import Entry, Source

app = App(name="scenario", help="List, show, lint and write scenario files.")

Folders = Annotated[
    tuple[Path, ...],
    Parameter(name="--dir", negative=(), help="A folder of scenarios of your own (repeatable)."),
]
Reference = Annotated[str, Parameter(help="The id of a scenario, or the path of a .yaml file.")]
Json = Annotated[bool, Parameter(help="Print one JSON document.")]


@app.command(name="list")
def list_(*, folders: Folders = (), json: Json = False) -> None:
    """List the scenarios that ship and those of your folders."""
    from society.scenario.source import catalog

    found = [_listed(entry) for entry in catalog(_folders(folders))]
    if json:
        as_json(found)
        return
    columns = ("id", "title", "roles", "languages", "levels", "tags")
    table(["scenario", *columns[1:]], [_row(each, columns) for each in found])


@app.command
def show(
    scenario: Reference,
    *,
    seed: int = 0,
    level: str = "",
    locale: str = "",
    private: bool = False,
    yaml: bool = False,
    folders: Folders = (),
    json: Json = False,
) -> None:
    """Show one scenario as it is drawn with a seed.

    Parameters
    ----------
    seed
        Draws the variables; the same seed gives the same game.
    level
        A level of the scenario's curriculum, such as hard.
    locale
        The language, such as zh.
    private
        Show the private texts, goals and secrets of the roles too.
    yaml
        Print the file as it is written.
    """
    from society.cli.scenario.scene import described, shown
    from society.scenario.draw import draw
    from society.scenario.load import read, validated

    source = read(scenario, folders=_folders(folders))
    if yaml:
        say(source.text.rstrip("\n"))
        return
    game = draw(validated(source, level=level), seed=seed, locale=locale, level=level)
    if json:
        as_json(described(game, private=private))
    else:
        say("\n".join(shown(game, private=private)))


@app.command
def lint(*scenarios: str, folders: Folders = (), json: Json = False) -> None:
    """Find everything that is wrong with scenario files, each with file:line:col.

    Parameters
    ----------
    scenarios
        Ids, .yaml files, or folders of them; without any, all there are.
    """
    found = dict(_looked_at(scenarios, _folders(folders)))
    problems = [problem for each in found.values() for problem in each]
    if json:
        as_json([_plain(problem) for problem in problems])
    else:
        for problem in problems:
            say(str(problem))
    errors = [problem for problem in problems if problem.level == "error"]
    faulty = {problem.file for problem in errors}
    counted = f"{_count(len(errors), 'error')}, {_count(len(problems) - len(errors), 'warning')}"
    if errors:
        files = f"in {len(faulty)} of {_count(len(found), 'file')}"
        raise ScenarioError([f"{counted} {files}"], hint="each line above names the place")
    note(f"{_count(len(found), 'file')}: {counted}")


@app.command
def new(
    scenario: str = "",
    *,
    template: str = "",
    out: Path = Path(),
    title: str = "",
    roles: str = "",
    locale: str = "",
    force: bool = False,
) -> None:
    """Write a commented scenario file that lints clean, to be changed from there.

    On a terminal it asks for what is not given.

    Parameters
    ----------
    scenario
        The id of the new scenario, such as market/my_lamp: it is also where the file goes.
    template
        bargain, interview, lesson or group.
    out
        The folder to write under.
    title
        The title that people see.
    roles
        The roles, such as seller,buyer.
    locale
        The languages, such as en,zh; the first is the default.
    force
        Overwrite a file that exists.
    """
    from society.cli.scenario.newcomer import answers, place
    from society.scenario.blank import written

    ask = _asked if sys.stdin.isatty() else None
    given = answers(ask, scenario, template, title, roles, locale)
    path = place(given.id, written(*given), out, force=force)
    say(str(path))
    note(f"next: society scenario lint {path}; society run {path}")


def _folders(given: Sequence[Path]) -> tuple[Path, ...]:
    return (*given, *(Path(folder) for folder in settings().scenarios))


def _listed(entry: "Entry") -> dict[str, Any]:
    """What the list says of one file; `error` where it is no valid scenario."""
    from society.scenario.load import read, validated
    from society.scenario.writings import texts

    try:
        scenario = validated(read(entry.path))
    except ScenarioError as error:
        return {"id": entry.id, "path": str(entry.path), "error": error.problems[0]}
    titles = texts(scenario.title)
    return {
        "id": entry.id,
        "path": str(entry.path),
        "title": titles.get("", titles.get(scenario.locale.default, "")),
        "roles": list(scenario.roles),
        "languages": list(scenario.locale.available),
        "levels": list(scenario.levels),
        "tags": list(scenario.tags),
    }


def _row(listed: dict[str, Any], columns: Sequence[str]) -> list[str]:
    if "error" in listed:
        return [f"✗ {listed['id']}", listed["error"], *[""] * (len(columns) - 2)]
    cells = [listed[column] for column in columns]
    return [cell if isinstance(cell, str) else ", ".join(cell) for cell in cells]


PLACE = re.compile(r":?(?P<line>\d+)?:?(?P<col>\d+)?:?\s*(?P<said>.*)", re.DOTALL)


def _looked_at(
    scenarios: Sequence[str], folders: Sequence[Path]
) -> Iterator[tuple[str, list["Problem"]]]:
    """Each file with what is wrong with it; a file that cannot be read does not hide the others."""
    from society.scenario.source import catalog, read, within

    for ref in scenarios:
        if Path(ref).is_dir():
            yield from (_readable(entry.path) for entry in within(Path(ref)))
        else:
            source = read(ref, folders=folders)
            yield source.name, list(_problems(source))
    for entry in catalog(folders) if not scenarios else ():
        yield _readable(entry.path)


def _readable(path: Path) -> tuple[str, list["Problem"]]:
    from society.scenario.problems import Problem
    from society.scenario.source import read

    try:
        source = read(path)
    except ScenarioError as error:
        file = str(path)
        places = [PLACE.fullmatch(each.removeprefix(file)) for each in error.problems]
        return file, [
            Problem(file, int(place["line"] or 0), int(place["col"] or 0), place["said"])
            for place in places
            if place
        ]
    return source.name, list(_problems(source))


def _problems(source: "Source") -> Iterator["Problem"]:
    """Why the file is no scenario, or what is wrong with the one it is."""
    from society.scenario.lint import lint
    from society.scenario.load import examined

    scenario, problems = examined(source)
    yield from problems if scenario is None else lint(scenario, source)


def _plain(problem: "Problem") -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "col": problem.col,
        "level": problem.level,
        "message": problem.message,
    }


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _asked(question: str, default: str) -> str:
    note(f"{question} [{default}]" if default else question)
    return sys.stdin.readline().strip() or default
