"""From what a form says, or a stored plan, to the words of `society batch`.

Law: a database is data, whoever wrote it. What it says never becomes a flag by itself, and nobody
is asked to agree to a command that is not shown.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from society.domain.errors import SocietyError


@dataclass(frozen=True)
class Field:
    """One line of the form: what it is called, its flag ("" for the scenarios), what to write."""

    name: str
    title: str
    flag: str
    hint: str
    many: bool = False


FIELDS = (
    Field("scenarios", "Scenarios", "", "market/used_bike, market/*, a folder, a .yaml", True),
    Field("name", "Name", "--name", "from the scenarios"),
    Field("n", "Dialogues", "-n", "1"),
    Field("concurrency", "At once", "--concurrency", "64, or 4 where the model runs here"),
    Field("model", "Model", "--model", "that of the settings, else embedded"),
    Field("judge_model", "Judge model", "--judge-model", "that of the settings, else embedded"),
    Field("judges", "Judges", "--judge", "those of the scenario", True),
    Field("level", "Level", "--level", "easy hard", True),
    Field("locale", "Locale", "--locale", "en zh", True),
    Field("seed", "Seed", "--seed", "0", True),
    Field("rollouts", "Rollouts", "--rollouts", "1: how often each game is played"),
    Field("budget", "Budget $", "--budget", "none"),
    Field("max_calls", "Max calls", "--max-calls", "none"),
    Field("until", "Until", "--until", "30m, 2h"),
    Field("more", "Further", "", "--set turns.max=6 --model.buyer NAME", True),
)
NAMES = frozenset(field.name for field in FIELDS)


def typed(values: Mapping[str, Any]) -> dict[str, str]:
    """Values as they stand in the form: lists as words, nothing as ""."""
    return {name: _written(value) for name, value in values.items() if name in NAMES}


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return shlex.join(map(str, value))
    return str(value)


def words(form: Mapping[str, str]) -> list[str]:
    """What the form says, as the words after `batch`; SocietyError where a quote is not closed."""
    found: list[str] = []
    for field in FIELDS:
        text = form.get(field.name, "").strip()
        each = _split(field, text) if field.many else [text] if text else []
        found += [
            word for value in each for word in ([field.flag, value] if field.flag else [value])
        ]
    return found


def _split(field: Field, text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise SocietyError(f"{field.title}: {error}", hint="close the quote") from None


def of_plan(plan: Mapping[str, Any], limits: Mapping[str, Any]) -> dict[str, str] | None:
    """The form that says what a stored plan says; None where only a plan file can say it."""
    casts = plan["casts"]
    if len(casts) != 1 or "" in [*plan["levels"][1:], *plan["locales"][1:]]:
        return None
    (cast,) = casts
    if cast["judges"] == [] or not all(map(_plain, [*_listed(plan), *_named(cast)])):
        return None
    form = {name: plan[name] for name in ("scenarios", "name", "n")}
    form |= {"level": [*filter(None, plan["levels"])], "locale": [*filter(None, plan["locales"])]}
    form |= {"seed": plan["seeds"] if plan["seeds"] != [0] else None}
    form |= {"rollouts": plan["rollouts"] if plan["rollouts"] > 1 else None}
    form |= {"model": cast["model"], "judge_model": cast["judge_model"], "judges": cast["judges"]}
    return typed({**form, **_work(limits), "more": _more(plan, cast)})


def _work(limits: Mapping[str, Any]) -> dict[str, Any]:
    """How it was played, as far as these are the figures that they should be."""
    told = {name: limits.get(name) for name in ("budget", "max_calls", "at_once")}
    figures = {name: value for name, value in told.items() if isinstance(value, int | float)}
    until = str(limits.get("until") or "")
    return {
        "budget": figures.get("budget"),
        "max_calls": figures.get("max_calls"),
        "concurrency": figures.get("at_once"),
        "until": until if _plain(until) else "",
    }


def _more(plan: Mapping[str, Any], cast: Mapping[str, Any]) -> list[str]:
    """What has no line of its own in the form."""
    import orjson

    found = [
        *(["--player", cast["player"]] if cast["player"] else []),
        *(word for role, name in cast["models"].items() for word in (f"--model.{role}", name)),
        *(word for role, name in cast["players"].items() for word in (f"--player.{role}", name)),
    ]
    for path, value in plan["overrides"].items():
        found += ["--set", f"{path}={orjson.dumps(value).decode()}"]
    return found + around(plan)


def around(plan: Mapping[str, Any]) -> list[str]:
    """What a plan file cannot say."""
    base = [f"--api-base={plan['api_base']}"] if plan["api_base"] else []
    return base + (["--allow-code"] if plan["allow_code"] else [])


def plan_file(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The plan as a plan file says it."""
    same = ("name", "scenarios", "n", "rollouts", "seeds", "levels", "locales", "casts")
    told = {name: plan[name] for name in same}
    return {"schema": "plan/v1", **told, "set": plan["overrides"]}


def of_work(limits: Mapping[str, Any]) -> list[str]:
    """The words that say how it was played, without those that say what."""
    return words(typed(_work(limits)))


def _listed(plan: Mapping[str, Any]) -> Sequence[str]:
    """Everything in it that would stand as a word of its own."""
    listed = [plan["scenarios"], plan["levels"], plan["locales"], plan["seeds"], plan["overrides"]]
    one = [plan["name"], plan["n"], plan["rollouts"], plan["api_base"] or ""]
    return [str(word) for words_ in (*listed, one) for word in words_]


def _named(cast: Mapping[str, Any]) -> Sequence[str]:
    """Every name in it that would stand as a word of its own."""
    one = [cast["model"], cast["judge_model"], cast["player"], *(cast["judges"] or [])]
    by_role = [*cast["models"].items(), *cast["players"].items()]
    return [*filter(None, one), *(word for pair in by_role for word in pair)]


def _plain(word: str) -> bool:
    """Whether the word cannot be taken for a flag."""
    return not word.startswith("-")
