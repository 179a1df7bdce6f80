"""What a judge is given, made so that it cannot change what happened."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel

from society.domain.dialogue import Dialogue, Game, Turn
from society.domain.scenario import Scenario
from society.domain.value import Same

Sealable = TypeVar("Sealable", bound=BaseModel)


def _refuse(self: object, *_: object, **__: object) -> NoReturn:
    raise TypeError("a judge cannot change what it is given; work on a copy")


class SealedDict(dict[Any, Any]):
    """A mapping to read; whoever writes to it hears why not. A copy of it is an ordinary dict."""

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __reduce__(self) -> tuple[type[dict[Any, Any]], tuple[dict[Any, Any]]]:
        return dict, (dict(self),)


class SealedList(list[Any]):
    """A list to read, likewise."""

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = extend = insert = remove = pop = clear = sort = reverse = _refuse

    def __reduce__(self) -> tuple[type[list[Any]], tuple[list[Any]]]:
        return list, (list(self),)


def sealed_dialogue(dialogue: Dialogue) -> Dialogue:
    """The dialogue with every mapping and list in it closed; equal to the original."""
    return Dialogue.model_construct(
        game=_sealed_game(Same(dialogue.game)),
        turns=tuple(sealed_turn(turn) for turn in dialogue.turns),
    )


def sealed_turn(turn: Turn) -> Turn:
    """The turn with every mapping in it closed; itself where it holds none."""
    if turn.action is None and turn.standing is None and not turn.drafts:
        return turn
    closed = {"action": turn.action and sealed(turn.action), "drafts": sealed(turn.drafts)}
    return turn.model_copy(update={**closed, "standing": sealed(turn.standing)})


def sealed(value: Any) -> Any:
    """The value with every mapping and list in it closed."""
    if value is None or isinstance(value, str | float | int):
        return value
    if isinstance(value, Scenario):
        return _sealed_scenario(Same(value))
    if isinstance(value, BaseModel):
        return _sealed_model(value)
    if isinstance(value, Mapping):
        return SealedDict({key: sealed(each) for key, each in value.items()})
    if isinstance(value, list):
        return SealedList([sealed(each) for each in value])
    if isinstance(value, tuple):
        return tuple(sealed(each) for each in value)
    return value


def _sealed_model(model: Sealable) -> Sealable:
    fields = {name: sealed(getattr(model, name)) for name in type(model).model_fields}
    return type(model).model_construct(_fields_set=model.model_fields_set, **fields)


@lru_cache(maxsize=64)
def _sealed_game(game: Same[Game]) -> Game:
    return _sealed_model(game.value)


@lru_cache(maxsize=64)
def _sealed_scenario(scenario: Same[Scenario]) -> Scenario:
    return _sealed_model(scenario.value)
