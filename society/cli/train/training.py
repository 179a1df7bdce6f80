"""Doing a training: the order that the words mean, its progress, and what is told of it."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from society.cli.export.command import share
from society.cli.output import SCHEMA, as_json, note, say, table
from society.cli.train.command import LessonOptions, PlaceOptions, RecipeOptions
from society.cli.train.progress import shown
from society.domain.display import duration
from society.domain.errors import Exit, SocietyError

if TYPE_CHECKING:
    from society.domain.policy import Policy
    from society.selfplay.training.folder import Forecast
    from society.selfplay.training.recipe import Recipe
    from society.selfplay.training.rows import Wanted
    from society.selfplay.training.training import Order, Trained
    from society.store.store import Store

STOCK = "stock"
LACKING = "there are no dialogues to learn from"


def perform(name: str, lessons: LessonOptions, recipe: RecipeOptions, place: PlaceOptions) -> int:
    """Train, or say what it would take."""
    from society.cli.stored import changing, reading

    opened = reading if place.dry_run else changing
    with opened(place.db, LACKING) as store:
        policy = _policy(store, name, place)
        wanted = _wanted(policy, lessons, recipe)
        if place.dry_run:
            _foretell(store, wanted, _recipe(recipe, wanted.held), place)
            return Exit.DONE
        order = _order(wanted, recipe, place)
        trained = asyncio.run(_trained(store, order, place))
    if trained is None:
        return Exit.INTERRUPTED
    _tell(trained, place, recipe)
    return Exit.DONE


def _policy(store: "Store", name: str, place: PlaceOptions) -> "Policy":
    from society.domain.policy import Policy
    from society.llm.adapters import EMBEDDED
    from society.store import policies

    if name == STOCK:
        return Policy(name=STOCK, model=EMBEDDED, player=place.player)
    return policies.policy(store, name)


def _wanted(policy: "Policy", lessons: LessonOptions, recipe: RecipeOptions) -> "Wanted":
    from society.selfplay.training.rows import Wanted
    from society.store.tags import without_trash
    from society.store.where import Where

    if not lessons.from_.strip():
        raise SocietyError("--from names no dialogues", hint="--from batch:NAME")
    if lessons.limit is not None and lessons.limit < 1:
        raise SocietyError(f"--limit {lessons.limit} keeps nothing", hint="it is 1 or more")
    return Wanted(
        policy=policy,
        method=recipe.method,
        where=without_trash(Where.parse(lessons.from_)),
        roles=lessons.role,
        losers=lessons.losers,
        top=share("--top", lessons.top) if lessons.top else None,
        min_reward=lessons.min_reward,
        held=_held(lessons.held),
        seed=recipe.seed,
        limit=lessons.limit,
    )


def _held(text: str) -> float:
    if text in {"0", "0%"}:
        return 0.0
    part = share("--held", text)
    if part >= 1:
        raise SocietyError(f"--held {text} leaves nothing to learn from", hint="write 10%")
    return part


def _recipe(options: RecipeOptions, held: float) -> "Recipe":
    from pydantic import ValidationError

    from society.selfplay.training.recipe import Recipe

    try:
        return Recipe(
            method=options.method,
            steps=options.steps,
            rank=options.rank,
            rate=options.lr,
            batch=options.batch_size,
            longest=options.max_length,
            first_layer=options.first_layer,
            keep=options.keep,
            threads=options.threads,
            seed=options.seed,
            held=held,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise SocietyError(f"{first['loc'][0]} {first['input']}: {first['msg']}") from None


def _order(wanted: "Wanted", options: RecipeOptions, place: PlaceOptions) -> "Order":
    from society.llm.weights import present
    from society.selfplay.training.training import Order
    from society.settings import data_folder, models_folder, settings

    if options.model and not options.model.is_dir():
        raise SocietyError(f"{options.model} is no folder", hint="a Hugging Face directory")
    return Order(
        wanted=wanted,
        recipe=_recipe(options, wanted.held),
        base=options.model or present(models_folder(settings())),
        home=data_folder(),
        name=place.name,
        out=place.out,
        command=options.words,
        resume=place.resume,
    )


async def _trained(store: "Store", order: "Order", place: PlaceOptions) -> "Trained | None":
    """Train with somebody watching; None where it was stopped."""
    from society.selfplay.training.child import Stopped
    from society.selfplay.training.training import train
    from society.settings import environment

    with _stopping() as stop, shown(order.called) as tell:
        try:
            return await train(store, order, environment(), tell, stop)
        except Stopped as stopped:
            note(f"{stopped.message}; the same command with --resume goes on", "yellow")
            return None


@contextmanager
def _stopping() -> "Iterator[asyncio.Event]":
    """The first Ctrl-C lets the step end and keeps a checkpoint; the second leaves at once."""
    loop, task, stop = asyncio.get_running_loop(), asyncio.current_task(), asyncio.Event()

    def heard() -> None:
        if stop.is_set() and task:
            task.cancel()
        else:
            note("finishing this step and keeping a checkpoint; once more stops at once")
            stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, heard)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _foretell(store: "Store", wanted: "Wanted", recipe: "Recipe", place: PlaceOptions) -> None:
    from society.selfplay.training.folder import foretold, nothing

    found = foretold(store, wanted, recipe)
    if not found.train:
        raise nothing(found.tally)
    if place.json:
        as_json({"schema": SCHEMA, **_figures(found)})
        return
    table(
        ["what", "how many"],
        [(name.replace("_", " "), _cell(name, value)) for name, value in _figures(found).items()],
    )
    for why, count in sorted(found.tally.dropped.items()):
        note(f"  left out {count} × {why}", "dim")


def _figures(found: "Forecast") -> dict[str, float]:
    return {
        "dialogues": found.tally.episodes,
        "rows": found.train,
        "held_out_rows": found.held,
        "tokens": found.tokens,
        "steps": found.recipe.steps,
        "passes": round(found.passes, 2),
        "seconds": round(found.seconds),
    }


def _cell(name: str, value: float) -> str:
    if name == "seconds":
        return f"{value:,.0f} (about {duration(value)} on two cores)"
    return f"{value:,}"


def _tell(trained: "Trained", place: PlaceOptions, options: RecipeOptions) -> None:
    policy, learned = trained.policy, trained.learned
    if place.json:
        told = {"policy": policy, "label": policy.label, "card": str(trained.card)}
        as_json({"schema": SCHEMA, **told, "learned": learned, "again": trained.again})
        return
    if trained.again:
        note(f"{policy.label} was trained so before; nothing is left to do")
    say(f"{policy.label}: {policy.model}, played as {policy.player}")
    if learned.held:
        say("held-out loss {:.3f} before, {:.3f} after".format(*learned.held))
    say(f"its card: {trained.card}")
    if options.model and not options.command:
        note(
            f"serve it to play it: vllm serve {options.model} --enable-lora "
            f"--lora-modules {policy.name}={learned.model}"
        )
