"""A curve from its plan to what is told of it: played as a batch, read back, reckoned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from society.batch.configs import Config
from society.batch.plan import Plan
from society.cli.batch.batching import Ready, made_ready, perform
from society.cli.batch.command import WorkOptions
from society.cli.search.told import as_document, tell
from society.domain.episode import Episode
from society.domain.receipts import Receipt
from society.players.thought import ROLLOUTS, Thought
from society.scenario.offers import agreements
from society.scoring.curve import Curve, Played, Rung, curve
from society.settings import database, settings
from society.store import batches
from society.store.receipts import receipts
from society.store.store import Store, exists

if TYPE_CHECKING:
    from society.cli.search.command import DrawnOptions


async def told(
    plan: Plan,
    role: str,
    rungs: Sequence[Rung],
    seed: int,
    work: WorkOptions,
    drawn: "DrawnOptions",
) -> int:
    """Play what is left of the plan, then tell what all of it came to; gives the batch's exit code.

    Where it is stopped before its end, what was played until then is told.
    """
    if work.dry_run:
        return await perform(plan, work)
    ready = await made_ready(plan, settings(), work)
    quiet = replace(
        work, json=False, accept_change=work.accept_change or _climbed(ready, role, work)
    )
    code = await perform(plan, quiet, aside=ready)
    with Store.open(database(work.db), create=False, write=False) as store:
        curves = tuple(reckoned(store, ready, role, rungs, seed))
    if drawn.out is not None:
        from society.cli.search.files import written

        written(drawn.out, curves)
    if work.json:
        as_document(plan, curves, code)
    else:
        tell(plan, curves, drawn.against)
    return code


def reckoned(
    store: Store, ready: Ready, role: str, rungs: Sequence[Rung], seed: int
) -> Iterator[Curve]:
    """The curve of each scenario, from what of the plan is stored and came to its end."""
    places = {id_: (cell, job.index) for cell, (id_, job) in _placed(ready)}
    found: dict[str, dict[Rung, list[Played]]] = {}
    for episode, receipt in receipts(store, list(places)):
        if episode.status != "done":
            continue
        cell, game = places[episode.id]
        played = found.setdefault(ready.origins[cell].scenario, {each: [] for each in rungs})
        rung = rungs[cell % len(rungs)]
        played[rung].append(_played(episode, receipt, role, game, rung))
    for scenario, by_rung in found.items():
        yield curve(scenario, role, by_rung, seed=seed)


def _placed(ready: Ready) -> Iterator[tuple[int, tuple[str, Any]]]:
    """Every dialogue of the plan with the number of its combination."""
    cells = (cell for cell, _ in ready.plan.jobs(ready.cells))
    return zip(cells, ready.todo(), strict=True)


def _played(episode: Episode, receipt: Receipt, role: str, game: int, rung: Rung) -> Played:
    outcome, own = episode.outcome, receipt.of(role)
    thought = [each.searched for each in receipt.searched if each.role == role]
    simulations = sum(each.simulations for each in thought if each)
    return Played(
        game=game,
        utilities=outcome.utilities if outcome else {},
        agreed=_agreed(episode),
        simulations=simulations,
        rollouts=simulations * (_rollouts(Thought.parse(rung.setting)) if rung.setting else 0),
        calls=own.attempts,
        tokens=own.tokens,
        money=own.money,
        seconds=episode.seconds,
    )


def _rollouts(thought: Thought) -> int:
    """How often a position is played on to value it: MCTS comes back to it, the others do not."""
    if ROLLOUTS not in thought.values:
        return 0
    return thought.rollouts * (1 if thought.method == "mcts" else thought.worlds)


def _agreed(episode: Episode) -> bool | None:
    """Whether it ended with somebody accepting an offer; None where nothing can be accepted."""
    scenario = episode.dialogue.game.scenario
    ends = agreements(scenario)
    if not ends:
        return None
    return episode.outcome is not None and episode.outcome.ended in ends


def _climbed(ready: Ready, role: str, work: WorkOptions) -> bool:
    """Whether the batch was begun with the same, but for which settings of the role there are."""
    path = database(work.db)
    if not exists(path):
        return False
    with Store.open(path, create=False, write=False) as store:
        before = batches.latest(store, ready.plan.name)
    known = [_bare(each, role) for each in before.plan["configs"]] if before else []
    return all(_bare(each, role) in known for each in ready.configs)


def _bare(config: Config, role: str) -> Mapping[str, Any]:
    """The configuration with the role's own player, whatever it thinks."""
    players: dict[str, str] = config["players"]
    own = players.get(role, "").rpartition(" over ")[2]
    return {**config, "players": {**players, role: own}}
