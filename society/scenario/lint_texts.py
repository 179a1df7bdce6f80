"""What the texts of a scenario give away, leave out, or carry unseen."""

import re
from collections.abc import Iterator, Mapping

from society.domain.scenario import Scenario, Text
from society.scenario.expressions import formula, is_template
from society.scenario.problems import Finding, Path, Problem, dotted
from society.scenario.source import Source
from society.scenario.writings import EVERYONE, NOBODY, Writing, texts, writings

_TELLING = 4
_UNSEEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything that is wrong with what is written, without drawing it."""
    written = list(writings(scenario))
    yield from _translations(scenario)
    yield from _betrayals(scenario, written)
    yield from _spelled_out(scenario, written)
    yield from _computed(scenario, written)
    yield from _unused(scenario, written)


def unseen(source: Source) -> Iterator[Problem]:
    """Where the file has characters that are not seen but change what is."""
    for at, line in enumerate(source.text.split("\n"), start=1):
        if found := _UNSEEN.findall(line):
            names = ", ".join(dict.fromkeys(f"U+{ord(letter):04X}" for letter in found))
            column = line.index(found[0]) + 1
            count = f"{len(found)} characters" if found[1:] else "a character"
            said = f"the line has {count} that cannot be seen ({names})"
            yield Problem(source.name, at, column, said, "warning")


def _translations(scenario: Scenario) -> Iterator[Finding]:
    spoken = scenario.locale.available
    for path, text in _spoken_texts(scenario):
        words = texts(text)
        if "" in words:
            if len(spoken) > 1 and any(letter.isalpha() for letter in words[""]):
                said = f"{dotted(path)} is one text for {' and '.join(spoken)}"
                yield Finding(path, said, "warning")
            continue
        for locale in spoken:
            if words and locale not in words:
                yield Finding(path, f"{dotted(path)} has no text in {locale!r}")


def _spoken_texts(scenario: Scenario) -> Iterator[tuple[Path, Text | None]]:
    """The texts that the players hear."""
    yield ("title",), scenario.title
    yield ("context",), scenario.context
    for name, role in scenario.roles.items():
        for field in ("public", "persona", "private", "goal", "prompt"):
            yield ("roles", name, field), getattr(role, field)
        if isinstance(role.name, Mapping):
            yield ("roles", name, "name"), role.name
    for name, text in scenario.opening.items():
        yield ("opening", name), text
    for name, action in scenario.actions.items():
        yield ("actions", name, "about"), action.about


def _betrayals(scenario: Scenario, written: list[Writing]) -> Iterator[Finding]:
    """A secret told to all, or what is one role's own told to another."""
    secret, own = _shown(scenario, ("secrets",)), _shown(scenario, ("secrets", "reservation"))
    public = {name for writing in written if writing.hears == EVERYONE for name in writing.shows}
    for writing in written:
        for role in scenario.roles:
            if writing.hears == EVERYONE:
                yield from _told(writing, secret[role], role, "everyone")
            elif writing.hears not in (role, NOBODY):
                taken = (own[role] - public) | secret[role]
                yield from _told(writing, taken - own[writing.hears], role, writing.hears)


def _shown(scenario: Scenario, fields: tuple[str, ...]) -> dict[str, set[str]]:
    """For each role what can be read in these fields of it."""
    found: dict[str, set[str]] = {role: set() for role in scenario.roles}
    for writing in writings(scenario):
        if writing.path[0] == "roles" and writing.path[2] in fields:
            found[str(writing.path[1])] |= writing.shows
    return found


def _told(writing: Writing, secret: set[str], role: str, to: str) -> Iterator[Finding]:
    for name in sorted(secret):
        if any(_within(name, shown) or _within(shown, name) for shown in writing.shows):
            said = f"{dotted(writing.path)} tells {to} {name!r}, which is {role}'s own secret"
            yield Finding(writing.path, said)


def _within(part: str, whole: str) -> bool:
    """Whether a name is another or a part of it: `bug.code` of `bug`."""
    return part == whole or part.startswith(f"{whole}.")


def _spelled_out(scenario: Scenario, written: list[Writing]) -> Iterator[Finding]:
    """A secret without a template that stands in what others hear."""
    for role, spec in scenario.roles.items():
        for secret in spec.secrets:
            if len(secret) < _TELLING or is_template(secret):
                continue
            for writing in written:
                if writing.hears not in (role, NOBODY) and secret in writing.source:
                    to = "everyone" if writing.hears == EVERYONE else writing.hears
                    said = f"{dotted(writing.path)} tells {to} {secret!r}"
                    yield Finding(writing.path, f"{said}, which is {role}'s own secret")


def _computed(scenario: Scenario, written: list[Writing]) -> Iterator[Finding]:
    """A text that shows what is computed, without chance, from another's secret."""
    secret = _shown(scenario, ("secrets",))
    for writing in written:
        for name in sorted(writing.shows & set(scenario.variables)):
            source = scenario.variables[name].expr
            parts = formula(source).names if source is not None else frozenset()
            if "draw" in parts:
                continue
            for role in scenario.roles:
                behind = sorted(parts & (secret[role] - secret.get(writing.hears, set())))
                if behind and writing.hears != role:
                    said = f"{name!r} is computed from {behind[0]!r}, which is {role}'s own secret"
                    yield Finding(writing.path, f"{dotted(writing.path)}: {said}", "warning")


def _unused(scenario: Scenario, written: list[Writing]) -> Iterator[Finding]:
    used: set[str] = set()
    for writing in written:
        used |= writing.compiled.names
    patches = str(scenario.levels)
    for name in scenario.variables:
        if name not in used and not re.search(rf"\b{name}\b", patches):
            yield Finding(("variables", name), f"the variable {name!r} is never used", "warning")
