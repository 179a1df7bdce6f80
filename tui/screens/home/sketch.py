"""A scenario drawn for a look at it: its game, its words, and the prompt that a role would get."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from society.domain.calls import Message
from society.domain.dialogue import Dialogue, Game
from society.domain.errors import SocietyError
from society.settings import Settings
from tui.screens.home.shelf import Card

SMALL = "embedded"


@dataclass(frozen=True)
class Wish:
    """What is to be drawn: level, language, seed; whose prompt; whether with all variables."""

    level: str = ""
    locale: str = ""
    seed: int = 0
    role: int = 0
    variables: bool = False

    def fitting(self, card: Card) -> "Wish":
        """The same as far as the scenario has it."""
        return replace(
            self,
            level=self.level if self.level in card.levels else "",
            locale=self.locale if self.locale in card.locales else "",
            role=self.role % max(len(card.roles), 1),
        )

    def next_level(self, card: Card) -> "Wish":
        """The level after this one; after the last, the scenario as it is written."""
        levels = ("", *card.levels)
        return replace(self, level=levels[(levels.index(self.level) + 1) % len(levels)])


@dataclass(frozen=True)
class Sketch:
    """A drawn game and the messages of one of its roles; or, without a game, why there is none."""

    card: Card
    wish: Wish
    game: Game | None = None
    role: str = ""
    model: str = ""
    messages: tuple[Message, ...] = ()
    why: tuple[str, ...] = ()


def sketched(card: Card, wish: Wish, settings: Settings, models: Mapping[str, str]) -> Sketch:
    """The scenario drawn as wished; `models` are those that roles were given."""
    if card.source is None or card.scenario is None:
        return Sketch(card, wish, why=card.problems)
    wish = wish.fitting(card)
    try:
        return _drawn(card, wish, settings, models)
    except SocietyError as error:
        return Sketch(card, wish, why=(error.message,))


def _drawn(card: Card, wish: Wish, settings: Settings, models: Mapping[str, str]) -> Sketch:
    from society.players.prompt import prompt
    from society.scenario.draw import draw
    from society.scenario.load import validated
    from society.scenario.referee import view

    assert card.source is not None, "only a file that was read is drawn"
    scenario = validated(card.source, level=wish.level)
    game = draw(scenario, seed=wish.seed, locale=wish.locale, level=wish.level)
    role = game.roles[wish.role % len(game.roles)]
    model = models.get(role.id) or settings.model or role.model or SMALL
    seen = view(Dialogue(game=game), role.id)
    messages = tuple(prompt(seen, short=model == SMALL))
    return Sketch(card, wish, game, role.id, model, messages)
