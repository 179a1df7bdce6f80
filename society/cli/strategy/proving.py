"""Proving from a command: which strategies, by whom, and what came of it."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from society.batch.garbage import seldom_collected
from society.casting import Cast
from society.cli.batch.batching import perform
from society.cli.batch.command import WorkOptions
from society.cli.field import field
from society.cli.options import CastOptions, cast_of
from society.cli.output import SCHEMA, as_json, note
from society.cli.stored import changing
from society.cli.strategy.command import EMPTY, Only, ProofOptions
from society.cli.strategy.telling import outcome, proofs
from society.domain.errors import SocietyError
from society.domain.policy import Policy
from society.domain.scenario import Scenario
from society.domain.strategy import Strategy
from society.scenario.offers import worth_known
from society.scoring import sequential
from society.selfplay.league.entrants import entrant
from society.selfplay.meeting import loaded
from society.selfplay.strategies.proof import NAMED, Trial, is_known, prove, refuse, wordless
from society.store import policies
from society.store.pages import Episodes
from society.store.strategies import put
from society.store.where import Term, Where, Word

if TYPE_CHECKING:
    from society.store.store import Store

PLAIN = "planner"
"""Who tries a strategy where nobody is named: the planner without words, which asks no model."""


def proved(
    wanted: Sequence[str], only: Only, proof: ProofOptions, cast: CastOptions, work: WorkOptions
) -> int:
    """Test every strategy that is meant and not known yet, and tell how all of them stand."""
    with (
        changing(work.db, "there are no strategies to test", hint=EMPTY) as store,
        seldom_collected(),
    ):
        tried, others = _policies(store, proof, cast)
        meant = _wanted(store, wanted, only)
        trials = [_trial(store, each, (tried, others), proof, cast) for each in meant]
        trials = _fitting(trials) if not wanted else trials
        for trial in trials:
            refuse(trial)
        found = asyncio.run(_through(store, trials, proof, work))
    if not work.dry_run:
        _told(found, work)
    return 0


async def _through(
    store: "Store", trials: Sequence[Trial], proof: ProofOptions, work: WorkOptions
) -> list[Strategy]:
    """Each strategy as it stands now; what is proven is kept as soon as it is known."""
    found = []
    for trial in trials:
        if is_known(trial.strategy, trial.against) and not proof.again:
            outcome(trial.strategy, known=True)
            found.append(trial.strategy)
            continue
        _refuse_mined(store, trial)
        if work.dry_run:
            await perform(trial.plan(proof.n), work)
            continue
        await policies.keep(store, *trial.policies)
        shown = await prove(trial, field(store, work))
        await put(store, [shown.strategy])
        outcome(shown.strategy, known=False, lost=shown.lost)
        found.append(shown.strategy)
    return found


def _wanted(store: "Store", wanted: Sequence[str], only: Only) -> list[Strategy]:
    """The strategies that are named, or all that are proposed; none that is but one win."""
    if wanted:
        found = [store.strategy(each) for each in dict.fromkeys(wanted)]
        if win := next((each for each in found if each.origin == "win"), None):
            raise SocietyError(
                f"{win.id} is what was done in one dialogue, not a tactic",
                hint="society strategy mine finds tactics",
            )
        return found
    status = only.status or "proposed"
    meant = store.strategies(scenario=only.scenario, role=only.role, status=status)
    found = [each for each in meant if each.origin != "win" and not each.screened]
    if not found:
        note(f"no strategy is {status}; society strategy mine finds some", "dim")
    return found[::-1]


def _fitting(trials: Sequence[Trial]) -> list[Trial]:
    """Those that the policy can try; the others are told, since nobody named them."""
    words = [
        each
        for each in trials
        if not each.strategy.tactics and wordless(each.policy, each.base, each.strategy.role)
    ]
    for each in words:
        note(f"{each.strategy.id} is words alone, left for a policy that asks a model", "dim")
    return [each for each in trials if each not in words]


def _policies(
    store: "Store", proof: ProofOptions, cast: CastOptions
) -> tuple[Policy, Policy | None]:
    """Who tries the strategies, and who the others are where they are somebody else."""
    others = entrant(store, proof.against) if proof.against else None
    if not proof.policy:
        player = cast.player or ("" if cast.model else PLAIN)
        plain = Policy(name=player or "plain", model=cast.model or "", player=player)
        return plain, others
    return entrant(store, proof.policy), others


def _trial(
    store: "Store",
    strategy: Strategy,
    who: tuple[Policy, Policy | None],
    proof: ProofOptions,
    cast: CastOptions,
) -> Trial:
    at = _source(store, strategy)
    scenario = loaded(at, proof.level)
    return Trial(
        strategy=strategy,
        policy=who[0],
        others=who[1],
        at=at,
        roles=tuple(scenario.roles),
        base=_base(cast, who[0], scenario),
        level=proof.level,
        locale=proof.locale,
        seed=proof.seed,
        test=sequential.Test(error=proof.error, least=proof.least, most=proof.n),
    )


def _source(store: "Store", strategy: Strategy) -> str:
    """Where the scenario is read from: as the dialogues were that it was found in, a file maybe."""
    words = tuple(Word(text=each.episode, exact=True) for each in strategy.evidence)
    if not words:
        return strategy.scenario
    with store.reading() as db:
        found = next(iter(Episodes(db, Where(terms=(Term(field="id", words=words),)))), None)
    played = found.provenance.job.get("scenario") if found else None
    return str(played or strategy.scenario)


def _base(cast: CastOptions, tried: Policy, scenario: Scenario) -> Cast:
    """What the policies leave open; no judge where the scenario says what its end is worth."""
    base = cast_of(cast)
    if not (cast.player or cast.model or tried.model or tried.player):
        base = base.model_copy(update={"player": PLAIN})
    if cast.judge is None and worth_known(scenario):
        return base.model_copy(update={"judges": ()})
    return base


def _refuse_mined(store: "Store", trial: Trial) -> None:
    """SocietyError where games of that seed were played for something else: they may be mined."""
    strategy, seed = trial.strategy, trial.seed
    terms = (
        Term(field="scenario", words=(Word(text=strategy.scenario, exact=True),)),
        Term(field="seed", numbers=(seed,)),
        Term(field="batch", words=(Word(text=f"{NAMED}*"),), negated=True),
    )
    with store.reading() as db:
        mined = Episodes(db, Where(terms=terms)).count()
    if mined:
        raise SocietyError(
            f"{mined} games of {strategy.scenario} with seed {seed} are no proof: "
            "they may have been mined",
            hint="name another --seed",
        )


def _told(found: Sequence[Strategy], work: WorkOptions) -> None:
    if work.json:
        as_json({"schema": SCHEMA, "strategies": found})
    else:
        proofs(found)
        proven = sum(each.status == "proven" for each in found)
        note(f"{proven} proven, {len(found) - proven} retired")
