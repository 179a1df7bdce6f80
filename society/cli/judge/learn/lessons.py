"""What a judge is trained on: examples from the store, from people's dialogues, or from a plan."""

from collections.abc import Callable, Sequence
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from society.cli.judge.learn.command import TrainOptions
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.audit.examples import Example
    from society.domain.dialogue import Dialogue
    from society.store.store import Store

GAMES = 2
"""Games of every shipped scenario in every language that it speaks, where they are planned."""

FRESH = 1_000_000
"""What lies between the seeds of games that are learned from and of those that are tested on."""

TESTED = 60
"""Dialogues of another store that are tested on at most."""

_LACKING = {
    "judgements": "`society list --where …` shows what matches; --judge names who judged",
    "labels": "`society rate` takes them",
    "outcomes": "only ends that the scenario can value count",
    "flaws": "play some dialogues, or --material casino, or --material planned",
}


def gathered(options: TrainOptions) -> "list[Example]":
    """What is learned from; SocietyError where there is nothing."""
    ways = {
        "stored": lambda: _stored(options),
        "casino": lambda: casino(options),
        "planned": lambda: flawed(games(options), options),
    }
    return [each for material in dict.fromkeys(options.material) for each in ways[material]()]


def _stored(options: TrainOptions) -> "list[Example]":
    with _opened(options.db, "to learn from") as store:
        examples = _told(store, options)
    if not examples:
        raise SocietyError(
            f"there are no {options.from_} to learn from", hint=_LACKING[options.from_]
        )
    return examples


def casino(options: TrainOptions) -> "list[Example]":
    """Flaws in dialogues that people spoke."""
    from society.audit.casino import shipped

    return flawed({talk.id: talk.dialogue for talk in islice(shipped(), options.n)}, options)


def games(options: TrainOptions, *, fresh: bool = False) -> "dict[str, Dialogue]":
    """Planned games of all shipped scenarios in English and Chinese; fresh ones are no lessons."""
    from society.audit.examples import planned
    from society.scenario.load import catalog, load

    first = options.seed * GAMES + (FRESH if fresh else 0)
    found = planned([load(entry.id) for entry in catalog()], range(first, first + GAMES))
    names = Random(f"{options.seed}|games").sample(sorted(found), len(found))
    return {name: found[name] for name in islice(names, options.n)}


def flawed(dialogues: "dict[str, Dialogue]", options: TrainOptions) -> "list[Example]":
    """Their turns as they were said, and with flaws."""
    from society.audit import examples

    return list(examples.flawed(dialogues, seed=options.seed, per_turn=options.per_turn))


def others(options: TrainOptions, known: "Sequence[Example]") -> "list[Example]":
    """Flaws in dialogues of another store, whose games are no lessons."""
    from society.store.pages import Episodes
    from society.store.where import Where

    learned = {_game(each.dialogue) for each in known}
    with _opened(options.test_db, "to test on") as store, store.reading() as db:
        done = (each for each in Episodes(db, Where.parse("")) if each.status == "done")
        found = {each.id: each.dialogue for each in done if _game(each.dialogue) not in learned}
    names = Random(f"{options.seed}|tests").sample(sorted(found), len(found))[:TESTED]
    tests = flawed({name: found[name] for name in names}, options)
    if not tests:
        raise SocietyError(
            f"{options.test_db} has no dialogue to test on",
            hint="one that is finished, of a game that was not learned from",
        )
    return tests


def _game(dialogue: "Dialogue") -> tuple[str, str, int, int]:
    game = dialogue.game
    return game.scenario.id, game.locale, game.seed, game.index


def _opened(db: str | None, why: str) -> "Store":
    from society.cli.stored import reading

    return reading(db, f"there are no dialogues {why}", hint="`society batch` plays many")


def _told(store: "Store", options: TrainOptions) -> "list[Example]":
    from society.audit import examples
    from society.store import labels
    from society.store.pages import Episodes
    from society.store.where import Where

    where = Where.parse(options.where)
    labelled = labels.listed(store, where=where) if options.from_ == "labels" else []
    with store.reading() as db:
        every = (each for each in Episodes(db, where) if each.status == "done")
        found = islice(every, options.n)
        ways: dict[str, Callable[[], Any]] = {
            "judgements": lambda: examples.judged(found, options.judge),
            "labels": lambda: examples.labelled(found, labelled),
            "outcomes": lambda: examples.ended(found),
            "flaws": lambda: flawed({each.id: each.dialogue for each in found}, options),
        }
        return list(ways[options.from_]())
