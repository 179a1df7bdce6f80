"""A scenario drawn with a seed: variables fixed, texts rendered, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from society.domain.dialogue import Game, Limit, Option, Role
from society.domain.errors import ScenarioError
from society.domain.scenario import ModelDefaults, Reservation, RoleSpec, Scenario, Text
from society.scenario.arguments import schema_faults
from society.scenario.expressions import is_template, words
from society.scenario.offers import accepted_by
from society.scenario.problems import Finding, Path, RuleError, meant
from society.scenario.variables import Values, dice, drawn, localised
from society.scenario.vocabulary import FUNCTIONS, Broken
from society.scenario.writings import texts


def draw(
    scenario: Scenario,
    *,
    seed: int,
    index: int = 0,
    rollout: int = 0,
    locale: str = "",
    level: str = "",
) -> Game:
    """The game of this seed: the same in every language but for its words.

    `level` and `rollout` are only recorded: a level is applied when the file is loaded, and every
    rollout is another play of the same game. ScenarioError where the
    scenario cannot be drawn, or asks for what is not played.
    """
    locale = _spoken(scenario, locale)
    _playable(scenario)
    values = drawn(scenario, dice(f"{scenario.id}@{scenario.version}", seed, index))
    chance = {"seed": seed, "index": index, "rollout": rollout}
    return dealt(scenario, values, locale=locale, level=level, **chance)


def dealt(
    scenario: Scenario, values: Values, *, locale: str, level: str = "", **chance: int
) -> Game:
    """The game in which the variables have these values (in the words of the default language).

    `chance` is the seed, index and rollout that it is called by.
    """
    named = localised(scenario, values, locale)
    pen = Pen(scenario, named, locale)
    return Game(
        scenario=scenario,
        level=level,
        locale=locale,
        **chance,
        variables=named,
        title=pen.text(("title",), scenario.title),
        context=pen.text(("context",), scenario.context),
        roles=tuple(_role(pen, name, role) for name, role in scenario.roles.items()),
        opening={
            role: pen.text(("opening", role), text).strip()
            for role, text in scenario.opening.items()
        },
        options={name: _option(pen, name) for name in scenario.actions},
    )


def fill(game: Game, value: Any) -> Any:
    """A nested value of the scenario (a judge's `params`) with its templates rendered."""
    return Pen(game.scenario, game.variables, game.locale).nested(("params",), value)


@dataclass(frozen=True)
class Pen:
    """Renders the texts of one scenario over one draw, in one language."""

    scenario: Scenario
    values: Mapping[str, Any]
    locale: str

    def text(self, path: Path, text: Text | None) -> str:
        """The text in this language, or in the default one where it is missing."""
        spoken = texts(text)
        default = spoken.get(self.scenario.locale.default, "")
        return self.rendered(path, spoken.get("", spoken.get(self.locale, default)))

    def rendered(self, path: Path, source: str) -> str:
        """The template filled in, once."""
        if not is_template(source):
            return source
        try:
            return words(source)(self.values)
        except Broken as broken:
            raise self.fault(path, str(broken)) from broken

    def nested(self, path: Path, value: Any) -> Any:
        """A nested value filled in; a text that is one template keeps the type of its value."""
        if isinstance(value, str):
            return self._value(path, value)
        if isinstance(value, Mapping):
            return {key: self.nested((*path, key), each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.nested((*path, at), each) for at, each in enumerate(value)]
        return value

    def number(self, path: Path, value: str | float | None) -> float | None:
        """A number written as such or as a template."""
        found = self.nested(path, value)
        try:
            return None if found is None else float(found)
        except (TypeError, ValueError) as fault:
            raise self.fault(path, f"{found!r} is not a number") from fault

    def fault(self, path: Path, why: str) -> RuleError:
        """The error that names the place."""
        return RuleError(self.scenario.id, path, why)

    def _value(self, path: Path, source: str) -> Any:
        if not is_template(source):
            return source
        try:
            whole = words(source).formula
            return whole({**FUNCTIONS, **self.values}) if whole else words(source)(self.values)
        except Broken as broken:
            raise self.fault(path, str(broken)) from broken


def _role(pen: Pen, name: str, spec: RoleSpec) -> Role:
    path: Path = ("roles", name)
    model = spec.model or ModelDefaults()
    return Role(
        id=name,
        name=pen.text((*path, "name"), spec.name),
        persona=pen.text((*path, "persona"), spec.persona),
        public=pen.text((*path, "public"), spec.public),
        private=pen.text((*path, "private"), spec.private),
        goal=pen.text((*path, "goal"), spec.goal),
        prompt=pen.text((*path, "prompt"), spec.prompt),
        limit=_limit(pen, (*path, "reservation"), spec.reservation),
        secrets=tuple(
            pen.rendered((*path, "secrets", at), text) for at, text in enumerate(spec.secrets)
        ),
        train=spec.train,
        human=spec.human,
        model=model.default,
        sampling=model.sampling,
    )


def _limit(pen: Pen, path: Path, reservation: Reservation | None) -> Limit | None:
    if reservation is None:
        return None
    return Limit(
        issue=reservation.issue,
        value=pen.number((*path, "value"), reservation.value),
        better=reservation.better,
        score=pen.number((*path, "score"), reservation.score),
    )


def _option(pen: Pen, name: str) -> Option:
    spec = pen.scenario.actions[name]
    path: Path = ("actions", name)
    schemas = {}
    for argument, schema in spec.args.items():
        here = (*path, "args", argument)
        schemas[argument] = pen.nested(here, _worded(schema, pen))
        for fault in schema_faults(schemas[argument]):
            raise pen.fault(here, fault)
    return Option(
        name=name,
        args=schemas,
        about=pen.text((*path, "about"), spec.about),
        of=accepted_by(pen.scenario, name),
        ends=spec.ends,
        leaves=spec.removes_role,
    )


def _worded(schema: Mapping[str, Any], pen: Pen) -> dict[str, Any]:
    """The schema with its title and description in one language."""
    return {
        key: pen.text((), value) if key in ("title", "description") else value
        for key, value in schema.items()
    }


def _spoken(scenario: Scenario, locale: str) -> str:
    spoken = scenario.locale.available
    if not locale:
        return scenario.locale.default
    if locale in spoken:
        return locale
    if locale.partition("-")[0] in spoken:
        return locale.partition("-")[0]
    raise ScenarioError(
        [f"{scenario.id} speaks {', '.join(spoken)}, not {locale!r}{meant(locale, spoken)}"]
    )


def unplayed(scenario: Scenario) -> list[Finding]:
    """What the scenario asks for that is validated but not played."""
    asked = []
    if scenario.turns.order == "moderated":
        why = "a moderator who gives the floor is not played yet"
        asked.append(Finding(("turns", "order"), f"turns.order is moderated: {why}"))
    if scenario.channels:
        why = "speech that only some roles hear is not played yet"
        asked.append(Finding(("channels",), f"channels: {why}"))
    for name, action in scenario.actions.items():
        if action.visibility == "channel":
            why = "a move that only some roles see is not played yet"
            path: Path = ("actions", name, "visibility")
            asked.append(Finding(path, f"actions.{name}: {why}"))
    return asked


def _playable(scenario: Scenario) -> None:
    if asked := unplayed(scenario):
        raise ScenarioError(
            [f"{scenario.id}: {each.message}" for each in asked],
            hint="the file is valid and can be linted; without these parts it can be played",
        )
