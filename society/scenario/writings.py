"""Everything in a scenario that is written in the language of templates and expressions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from society.domain.scenario import ActionSpec, OutcomeSpec, RoleSpec, Scenario, Text
from society.scenario.expressions import Formula, Words, formula, is_template, words
from society.scenario.problems import Path
from society.scenario.vocabulary import FUNCTIONS

Kind = Literal["text", "params", "draw", "require", "rule", "issue", "utility", "winner", "promote"]
EVERYONE = "*"
NOBODY = ""

STATE = frozenset({"turn", "role", "limits", "active_roles", "signers", "ended"})
"""What a rule may ask about the dialogue so far."""

MOVES = frozenset({"last", "count", "repeats"})
"""The functions by which a rule looks at what was done."""

RESERVED = frozenset(
    {*FUNCTIONS, *STATE, *MOVES, "draw", "argmax", "utility", "self", "loop", "super", "caller"}
    | {"varargs", "kwargs", "true", "false", "none", "True", "False", "None", "result"}
    | {"and", "or", "not", "if", "else", "in", "is"}
)
"""Names that no variable, issue or check may have."""


@dataclass(frozen=True)
class Writing:
    """One template or expression: where it stands, and who is told what it says.

    `hears` is EVERYONE, NOBODY, or the one role that it is for.
    """

    path: Path
    source: str
    kind: Kind
    hears: str = NOBODY

    @property
    def compiled(self) -> Formula | Words:
        """It, compiled; Broken where it is refused."""
        texts = self.kind in ("text", "params")
        return words(self.source) if texts else formula(self.source)

    @property
    def shows(self) -> frozenset[str]:
        """The names whose values can be read in it: none in what nobody hears."""
        return words(self.source).shows if self.hears != NOBODY else frozenset()


def writings(scenario: Scenario) -> Iterator[Writing]:
    """All of them, in the order of the file."""
    yield from _text(("title",), scenario.title, EVERYONE)
    yield from _text(("summary",), scenario.summary, NOBODY)
    yield from _variables(scenario)
    yield from _text(("context",), scenario.context, EVERYONE)
    for name, role in scenario.roles.items():
        yield from _role(name, role)
    for name, text in scenario.opening.items():
        yield from _text(("opening", name), text, EVERYONE)
    for name, action in scenario.actions.items():
        yield from _action(("actions", name), action, set(scenario.roles))
    for at, rule in enumerate(scenario.stop):
        yield Writing(("stop", at, "when"), rule.when, "rule")
    yield from _outcome(scenario.outcome)
    for at, seat in enumerate(scenario.judges):
        yield from _nested(("judges", at, "params"), seat.params, "params", NOBODY)
    for key in ("when", "demote"):
        if source := getattr(scenario.promote, key, None):
            yield Writing(("promote", key), source, "promote")


def texts(text: Text | None) -> Mapping[str, str]:
    """The text by language; "" stands for all of them."""
    if text is None:
        return {}
    return text if isinstance(text, Mapping) else {"": text}


def _text(path: Path, text: Text | None, hears: str) -> Iterator[Writing]:
    for locale, source in texts(text).items():
        yield Writing((*path, locale) if locale else path, source, "text", hears)


def _variables(scenario: Scenario) -> Iterator[Writing]:
    for name, variable in scenario.variables.items():
        if variable.expr is not None:
            yield Writing(("variables", name, "expr"), variable.expr, "draw")
    for at, source in enumerate(scenario.require):
        yield Writing(("require", at), source, "require")


def _role(name: str, role: RoleSpec) -> Iterator[Writing]:
    path: Path = ("roles", name)
    yield from _text((*path, "name"), role.name, EVERYONE)
    yield from _text((*path, "public"), role.public, EVERYONE)
    yield from _text((*path, "persona"), role.persona, name)
    yield from _text((*path, "private"), role.private, name)
    yield from _text((*path, "goal"), role.goal, name)
    yield from _text((*path, "prompt"), role.prompt, name)
    for at, secret in enumerate(role.secrets):
        yield Writing((*path, "secrets", at), secret, "text", name)
    if role.reservation:
        for key in ("value", "score"):
            value = getattr(role.reservation, key)
            yield from _nested((*path, "reservation", key), value, "text", name)


def _offered(path: Path, action: ActionSpec, hears: str) -> Iterator[Writing]:
    """What a role that may take the action reads of it."""
    yield from _nested((*path, "args"), action.args, "text", hears)
    yield from _text((*path, "about"), action.about, hears)


def _action(path: Path, action: ActionSpec, roles: set[str]) -> Iterator[Writing]:
    everyone = not action.by or set(action.by) == roles
    for hears in (EVERYONE,) if everyone else action.by:
        yield from _offered(path, action, hears)
    if action.when is not None:
        yield Writing((*path, "when"), action.when, "rule")
    if action.due is not None:
        yield Writing((*path, "due"), action.due, "rule")


def _outcome(outcome: OutcomeSpec) -> Iterator[Writing]:
    for name, check in outcome.checks.items():
        path: Path = ("outcome", "checks", name, "params")
        yield from _nested(path, check.params, "params", NOBODY)
    for name, source in outcome.issues.items():
        yield Writing(("outcome", "issues", name), source, "issue")
    for name, source in outcome.utility.items():
        yield Writing(("outcome", "utility", name), source, "utility")
    if outcome.winner is not None:
        yield Writing(("outcome", "winner"), outcome.winner, "winner")


def _nested(path: Path, value: Any, kind: Kind, hears: str) -> Iterator[Writing]:
    """The templates in the texts of a nested value."""
    if isinstance(value, str) and is_template(value):
        yield Writing(path, value, kind, hears)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _nested((*path, key), each, kind, hears)
    elif isinstance(value, list | tuple):
        for at, each in enumerate(value):
            yield from _nested((*path, at), each, kind, hears)
