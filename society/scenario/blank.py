"""New scenario files: a commented template with the roles and languages that were asked for."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import orjson

from society.domain.errors import ScenarioError
from society.scenario.expressions import is_template
from society.scenario.problems import meant
from society.scenario.reading import plain
from society.scenario.writings import RESERVED

DEFAULT_ROLES = {
    "bargain": ("seller", "buyer"),
    "group": ("north", "south", "east"),
    "interview": ("interviewer", "applicant"),
    "lesson": ("teacher", "student"),
}
"""The templates with the roles that they have unless others are named."""

_FOLDER = Path(__file__).parent / "blanks"
_LANGUAGE = re.compile(r"^( +)(en|zh): ", re.MULTILINE)
_EACH = re.compile(r"^#each\n(.*?)^#end\n", re.MULTILINE | re.DOTALL)
_SLUG = re.compile(r"[a-z0-9_]{1,64}")
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,47}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
_LONGEST = 200


def written(
    scenario_id: str,
    template: str = "bargain",
    title: str = "",
    roles: Sequence[str] = (),
    locales: Sequence[str] = ("en",),
) -> str:
    """The text of a new scenario file, valid as it stands; ScenarioError for what it cannot be."""
    slug(scenario_id)
    names = checked_roles(template, roles)
    checked_locales(locales)
    shown = title.strip() or scenario_id.rpartition("/")[2].replace("_", " ").capitalize()
    if len(shown) > _LONGEST or not shown.isprintable() or is_template(shown):
        raise ScenarioError([f"a title is one line of at most {_LONGEST} characters"])
    text = _named(_blank(template), {str(at): name for at, name in enumerate(names, start=1)})
    text = _EACH.sub(lambda block: _each(block[1], names), text)
    spoken = f"{{default: {locales[0]}, available: [{', '.join(locales)}]}}"
    text = text.replace("{default: en, available: [en]}", spoken)
    text = text.replace("\nid: blank\n", f"\nid: {_scalar(scenario_id)}\n")
    text = text.replace("\ntitle: blank\n", f"\ntitle: {_titles(shown, locales)}\n")
    return _in_languages(text, locales)


def slug(scenario_id: str) -> None:
    """Refuse an id that is not slugs joined by slashes, or that no file system should see."""
    parts = scenario_id.split("/")
    if len(scenario_id) > _LONGEST or not all(_SLUG.fullmatch(part) for part in parts):
        shown = scenario_id if len(scenario_id) <= 60 else scenario_id[:59] + "…"
        raise ScenarioError(
            [f"{shown!r} cannot be an id"],
            hint="an id is small letters, digits and _, in parts joined by /: market/my_lamp",
        )
    for part in parts:
        if _DEVICES.fullmatch(part):
            raise ScenarioError([f"{part!r} is the name of a device on some systems"])


def checked_roles(template: str, roles: Sequence[str]) -> tuple[str, ...]:
    """The roles asked for, or the template's own; ScenarioError where they do not fit it."""
    if template not in DEFAULT_ROLES:
        close = meant(template, DEFAULT_ROLES) or f"; there are {', '.join(DEFAULT_ROLES)}"
        raise ScenarioError([f"there is no template {template!r}{close}"])
    names = tuple(roles) or DEFAULT_ROLES[template]
    for name in names:
        if not _ROLE.fullmatch(name) or name in RESERVED or plain(name) != name:
            raise ScenarioError(
                [f"{name!r} cannot be a role"],
                hint="a role is small letters, digits and _, and begins with a letter",
            )
    if len(set(names)) < len(names):
        raise ScenarioError([f"two roles have the same name: {', '.join(names)}"])
    if len(names) < 2 or (template != "group" and len(names) != 2):
        wanted = "two or more" if template == "group" else "two"
        raise ScenarioError(
            [f"the template {template!r} has {wanted} roles, not {len(names)}"],
            hint="--template group takes two or more",
        )
    return names


def checked_locales(locales: Sequence[str]) -> None:
    """Refuse what is no language code, and the same language twice."""
    wrong = [each for each in locales if not _LOCALE.fullmatch(each)]
    if wrong or not locales:
        shown = repr(wrong[0]) if wrong else "nothing"
        raise ScenarioError([f"{shown} is not a language code"], hint="write --locale en,zh")
    if len(set(locales)) < len(locales):
        raise ScenarioError([f"a language is named twice: {', '.join(locales)}"])


@cache
def _blank(template: str) -> str:
    return (_FOLDER / f"{template}.yaml").read_text(encoding="utf-8")


def _each(block: str, names: Sequence[str]) -> str:
    return "".join(_named(block, {"n": name}) for name in names)


def _named(text: str, names: Mapping[str, str]) -> str:
    """The text with `role_1` as the id of a role and `Role_1` as its name."""

    def name(found: re.Match[str]) -> str:
        role = names[found[2]]
        return role if found[1] == "r" else role.replace("_", " ").title()

    return re.sub(rf"(r|R)ole_({'|'.join(names)})", name, text)


def _scalar(text: str) -> str:
    """The text as a YAML scalar that is read as a text: a bare 1e3 would be a number."""
    return text if plain(text) == text else orjson.dumps(text).decode()


def _titles(title: str, locales: Sequence[str]) -> str:
    quoted = orjson.dumps(title).decode()
    if len(locales) == 1:
        return quoted
    return "{" + ", ".join(f"{locale}: {quoted}" for locale in locales) + "}"


def _in_languages(text: str, locales: Sequence[str]) -> str:
    """The text with its lines in the languages asked for; English stands in for the others."""
    lines: list[str] = []
    here: dict[str, str] = {}
    indent = ""
    for line in [*text.split("\n"), ""]:
        found = _LANGUAGE.match(line)
        if found:
            indent = found[1]
            here[found[2]] = line[found.end() :]
            continue
        if here:
            lines += [f"{indent}{each}: {here.get(each, here['en'])}" for each in locales]
            here = {}
        lines.append(line)
    return "\n".join(lines[:-1])
