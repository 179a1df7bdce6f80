"""Who enters the league: stored policies, policies in files, or tactics given in a word."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from society.domain.errors import SocietyError
from society.domain.policy import Habit, Policy
from society.players.tactics import tactics
from society.store import policies
from society.store.store import Store

_HINT = "write a stored policy's name, a .json file, or NAME:beta=0.5:floor=0.2"


def entrants(store: Store, words: str) -> list[Policy]:
    """The policies that are named, separated by commas, each once; SocietyError for no policy."""
    named = [each.strip() for each in words.split(",") if each.strip()]
    found = {each.label: each for each in (entrant(store, word) for word in named)}
    return list(found.values())


def entrant(store: Store, word: str) -> Policy:
    """The policy of a word: `NAME`, `NAME:beta=0.5`, or a file ending in .json."""
    if word.endswith(".json"):
        return _read(Path(word))
    name, *told = word.split(":")
    return _given(name, told) if told else policies.policy(store, word)


def _read(path: Path) -> Policy:
    try:
        return Policy.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SocietyError(f"{path} cannot be read: {error.strerror}", hint=_HINT) from error
    except ValidationError as wrong:
        raise SocietyError(f"{path} is no policy: {_first(wrong)}") from wrong


def _given(name: str, told: Iterable[str]) -> Policy:
    words = dict(_pairs(told))
    player, search = words.pop("player", ""), words.pop("search", "")
    try:
        numbers = {key: _number(key, value) for key, value in words.items()}
        habit = Habit(tactics=numbers, search=search)
        found = Policy(name=name, player=player, habits=(habit,))
    except ValidationError as wrong:
        raise SocietyError(f"{name!r} is no policy: {_first(wrong)}", hint=_HINT) from wrong
    tactics(habit)
    return found


def _pairs(told: Iterable[str]) -> Iterator[tuple[str, str]]:
    for each in told:
        name, equals, value = each.partition("=")
        if not equals:
            raise SocietyError(f"{each!r} sets nothing", hint=_HINT)
        yield name, value


def _number(key: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise SocietyError(f"{key}={value} is no number", hint=_HINT) from None


def _first(wrong: ValidationError) -> str:
    error = wrong.errors()[0]
    place = ".".join(map(str, error["loc"]))
    return f"{place}: {error['msg'][:1].lower()}{error['msg'][1:]}"
