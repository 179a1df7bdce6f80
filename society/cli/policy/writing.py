"""A policy written by hand: read from the words of a command, checked, and stored."""

import asyncio

from society.cli.policy.command import HabitOptions
from society.domain.errors import SocietyError
from society.domain.policy import Habit, Policy
from society.players.tactics import tactics
from society.players.thought import Thought
from society.settings import database
from society.store import policies
from society.store.store import Store


def wrote(name: str, options: HabitOptions, player: str, model: str, db: str | None) -> Policy:
    """The policy, stored; SocietyError for what no policy can be."""
    habit = Habit(
        scenario=options.scenario,
        role=options.role,
        tactics=_numbers(options.tactics),
        advice={f"advice-{at}": each for at, each in enumerate(options.advice, 1)},
        search=options.search,
    )
    tactics(habit)
    if options.search:
        Thought.parse(options.search)
    with Store.open(database(db)) as store:
        base = policies.policy(store, options.base) if options.base else None
        made = _made(name, habit, player, model, base)
        asyncio.run(policies.keep(store, made))
    return made


def _made(name: str, habit: Habit, player: str, model: str, base: Policy | None) -> Policy:
    try:
        before = base or Policy(name=name)
        own = Policy(name=name, player=player or before.player, model=model or before.model)
    except ValueError as wrong:
        raise SocietyError(
            f"no policy can be called {name!r}", hint="letters, digits, . _ and - make a name"
        ) from wrong
    parents = (base.sha,) if base else ()
    told = {"habits": before.habits, "sampling": before.sampling, "parents": parents}
    return own.model_copy(update=told).with_habit(*([habit] if habit != Habit() else []))


def _numbers(words: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for each in words:
        name, _, value = each.partition("=")
        try:
            found[name] = float(value)
        except ValueError as wrong:
            raise SocietyError(
                f"--tactics {each!r} is no number", hint="write --tactics beta=0.5"
            ) from wrong
    return found
