"""Mining from a command: which dialogues, what is found in them, what of it may be used."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from society.cli.output import SCHEMA, as_json, note
from society.cli.stored import changing
from society.cli.strategy.command import PLAYED, MineOptions
from society.cli.strategy.telling import listed
from society.domain.calls import Heard
from society.domain.dialogue import Game
from society.domain.episode import Episode
from society.domain.errors import ModelError, SocietyError
from society.domain.strategy import Strategy
from society.scenario.load import read, validated
from society.selfplay.strategies.extraction import mined as extracted
from society.selfplay.strategies.merging import merged
from society.selfplay.strategies.pairing import Pair, pairs
from society.selfplay.strategies.proof import NAMED
from society.selfplay.strategies.reading import gathered
from society.selfplay.strategies.reading import read as read_pair
from society.selfplay.strategies.screening import screened
from society.selfplay.strategies.traces import Trace, traces
from society.store.pages import Episodes
from society.store.strategies import put
from society.store.tags import without_trash
from society.store.where import Term, Where, Word

if TYPE_CHECKING:
    from society.store.store import Store

BILL = "mine"
"""Under which name what the model costs stands on the ledger."""

ALONE = (
    "no two dialogues of one game end differently enough; "
    "`society batch … --rollouts 4` plays each game several times"
)

Games = Mapping[str, Sequence[Game]]
"""The games of each scenario."""


async def mined(scenarios: Sequence[str], options: MineOptions) -> int:
    """Mine, screen, merge with what is known, store, tell; the exit code."""
    where = meant(scenarios, options)
    with changing(options.db, "there are no dialogues to mine", hint=PLAYED) as store:
        found, games = await _found(store, where, options)
        checked = [_checked(each, games) for each in found]
        new = fresh(checked, store.strategies())
        if not options.dry_run:
            await put(store, new)
    _told(checked, new, options)
    return 0


def meant(scenarios: Sequence[str], options: MineOptions) -> Where:
    """The dialogues to mine: done, of these scenarios, and of no proof, whose games are held out.

    A query that names a batch decides that itself.
    """
    query = without_trash(Where.parse(options.where))
    terms = [*query.terms, Term(field="status", words=(Word(text="done"),))]
    if scenarios:
        words = tuple(Word(text=_id(each)) for each in scenarios)
        terms.append(Term(field="scenario", words=words))
    if options.batch:
        terms.append(Term(field="batch", words=(Word(text=options.batch),)))
    elif not query.names("batch"):
        terms.append(Term(field="batch", words=(Word(text=f"{NAMED}*"),), negated=True))
    return query.model_copy(update={"terms": tuple(terms)})


def fresh(found: Iterable[Strategy], known: Sequence[Strategy]) -> list[Strategy]:
    """What is to be stored: what nothing that is known says already, and what has more evidence.

    What was tested keeps its proof; it is not proposed again because it was found again. What was
    screened stays so: other dialogues may not show what spoke against it.
    """
    mined_before = [each for each in known if each.origin != "win"]
    stored = {each.id: each for each in mined_before}
    barred = {each.id for each in mined_before if each.screened}
    kept = merged([*mined_before, *(each for each in found if each.id not in barred)])
    return [each for each in kept if stored.get(each.id) != each]


async def _found(
    store: "Store", where: Where, options: MineOptions
) -> tuple[list[Strategy], Games]:
    """What the miner finds, and the games that it looked at."""
    games: dict[str, list[Game]] = {}
    with store.reading() as db:
        passing = _passing(Episodes(db, where), games)
        if options.miner == "moves":
            looked: list[Trace] = list(traces(passing, options.role))
            compared = []
        else:
            compared = pairs(passing, options.role, options.pairs)
    if not games:
        raise SocietyError("no dialogue that is done is like that", hint=PLAYED)
    if options.miner == "moves":
        _count(looked)
        return extracted(looked, options.error), games
    if not compared:
        raise SocietyError(ALONE)
    return await _asked(store, compared, options), games


def _passing(episodes: Iterable[Episode], games: dict[str, list[Game]]) -> Iterator[Episode]:
    for episode in episodes:
        game = episode.dialogue.game
        games.setdefault(game.scenario.id, []).append(game)
        yield episode


async def _asked(store: "Store", compared: Sequence[Pair], options: MineOptions) -> list[Strategy]:
    """What the model says of the pairs; a pair that it does not keep to the form of is told."""
    from society.batch.purses import Limits, purse
    from society.cli.connecting import connected, refuse_unpriced
    from society.settings import settings
    from society.store import batches

    heard, found = list[Heard](), list[Strategy]()
    limits = Limits(dollars=options.budget, calls=options.max_calls)
    async with (
        purse(store, BILL, limits, slots=1) as kept,
        connected(settings(), api_base=options.api_base, stream=False, purse=kept) as connections,
    ):
        if options.budget is not None:
            refuse_unpriced([options.model], connections)
        model = connections(options.model)
        try:
            for pair in compared:
                found += await _read(pair, model, heard)
        finally:
            await batches.put_on_the_bill(store, BILL, heard)
    return gathered(found)


async def _read(pair: Pair, model: Any, heard: list[Heard]) -> Sequence[Strategy]:
    try:
        said = await read_pair(model, pair, tell=heard.append)
    except ModelError as error:
        if error.kind != "bad_reply":
            raise
        note(f"{pair.better.id} beside {pair.worse.id}: {error.message}", "yellow")
        return ()
    for why in said.refused:
        note(f"not believed: {why}", "dim")
    return said.strategies


def _checked(strategy: Strategy, games: Games) -> Strategy:
    why = screened(strategy, games.get(strategy.scenario, ()))
    return strategy.model_copy(update={"screened": why})


def _count(looked: Sequence[Trace]) -> None:
    seats: dict[tuple[str, str], int] = {}
    for each in looked:
        seats[each.scenario, each.role] = seats.get((each.scenario, each.role), 0) + 1
    for (scenario, role), n in sorted(seats.items()):
        note(f"{role} in {scenario}: {n} dialogues", "dim")


def _told(found: Sequence[Strategy], new: Sequence[Strategy], options: MineOptions) -> None:
    if options.json:
        stored = [] if options.dry_run else [each.id for each in new]
        as_json({"schema": SCHEMA, "strategies": found, "stored": stored})
        return
    if found:
        listed(found)
    refused = sum(bool(each.screened) for each in found)
    told = f"{len(found)} found, {refused} screened, {len(new)} new or with more evidence"
    note(f"{told}; nothing was stored" if options.dry_run else told)
    if len(found) > refused:
        note("society strategy test proves or retires what is proposed", "dim")
    elif not found and options.miner == "moves":
        note("what is no luck needs more dialogues of a role, some dozens at least", "dim")


def _id(named: str) -> str:
    """The id of a scenario: that of the file where one is named."""
    if not named.endswith((".yaml", ".yml")):
        return named
    from pathlib import Path

    return validated(read(Path(named))).id
