"""What the settings page only shows: keys that are set, prices and limits, paths, versions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from platform import python_version

from society.domain.display import money
from society.settings import Origin, config_file, data_folder, environment, models_folder, origins
from tui.backstage import Backstage

Row = tuple[str, ...]

LIBRARIES = ("textual", "rich", "langgraph", "litellm", "xllamacpp", "sqlmodel", "pydantic")


@dataclass(frozen=True)
class Sheet:
    """A table: its columns, its rows, and what is said when there are none, or under them."""

    columns: tuple[str, ...]
    rows: Sequence[Row]
    none: str = ""
    under: str = ""


Source = Callable[[Backstage], Sheet]
"""Reads files; for a thread."""


def keys(backstage: Backstage) -> Sheet:
    """Which variables with keys are set, and where. Never a character of a key."""
    from society.llm.providers import KEYS, OWN_KEY

    rows = []
    for provider, names in {"an --api-base of yours": (OWN_KEY,), **KEYS}.items():
        for name in names:
            where = source(name, backstage)
            rows.append(("● set" if where else "○ not set", name, provider, where))
    rows.sort(key=lambda row: (not row[3], row[2]))
    under = "Keys live in the environment or in .env and nowhere else; they are never shown."
    return Sheet(("key", "variable", "provider", "from"), rows, under=under)


def source(name: str, backstage: Backstage) -> str:
    """`environment`, `.env`, or '' where the variable is not set."""
    written, real = environment({}, backstage.here).get(name), backstage.environ.get(name)
    if written and real in (None, "", written):
        return ".env" if real != "" else ""
    return "environment" if real else ""


def budget(backstage: Backstage) -> Sheet:
    """The prices and limits in force, with the layer that each comes from."""
    found = {each.name: each for each in origins(backstage.environ, backstage.here)}
    rows = [
        *_prices(found["prices"]),
        *_limits(found["limits"]),
        *(
            (name.replace("_", " "), "", f"{found[name].value:g} s", found[name].source)
            for name in ("timeout", "judge_timeout")
        ),
        ("spent so far", "", _spent(backstage), "the store"),
    ]
    under = (
        'A price of your own: [prices."name"] prompt = 0.5, completion = 1.5 ($ a million tokens).'
        ' A limit: [limits."name or provider"] rpm = 60, tpm = 90000, concurrency = 4.'
    )
    return Sheet(("what", "for", "value", "from"), rows, under=under)


def _prices(origin: Origin) -> list[Row]:
    return [("price", model, _pairs(each), origin.source) for model, each in origin.value.items()]


def _limits(origin: Origin) -> list[Row]:
    return [("limit", name, _pairs(each), origin.source) for name, each in origin.value.items()]


def _pairs(table: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in table.items())


def _spent(backstage: Backstage) -> str:
    from society.store.store import Store, exists

    target = backstage.desk.target
    if not exists(target):
        return "nothing"
    with Store.open(target, create=False, write=False) as store:
        totals = store.totals()
    if not totals.calls:
        return "nothing"
    return f"{money(totals.cost, totals.unpriced)} in {totals.calls} calls"


def paths(backstage: Backstage) -> Sheet:
    """Where everything is, and whether it is there yet."""
    here, settings = backstage.here, backstage.settings
    places = [
        ("database", Path(backstage.desk.target)),
        ("your settings", config_file()),
        ("settings of this folder", here / "society.toml"),
        ("keys of this folder", here / ".env"),
        ("your scenarios", here / "scenarios"),
        *(("more scenarios", Path(folder).expanduser()) for folder in settings.scenarios),
        ("model weights", models_folder(settings)),
        ("downloads and store", data_folder(backstage.environ)),
        ("log", backstage.log),
        ("screenshots", backstage.state / "screenshots"),
        ("what the window remembers", backstage.state / "session.json"),
    ]
    rows = [(what, str(path), "" if path.exists() else "not there yet") for what, path in places]
    return Sheet(("what", "where", ""), rows)


def about(_: Backstage) -> Sheet:
    """What this is, and which versions of what it stands on."""
    own = metadata("dialogue-society")
    licence = own["License-Expression"]
    rows: list[Row] = [
        ("society", f"{own['Version']}", own["Summary"]),
        ("licence", licence, "no warranty; the licence says more"),
        ("python", python_version(), ""),
        *((name, _version(name), "") for name in LIBRARIES),
    ]
    return Sheet(("what", "version", ""), rows)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
