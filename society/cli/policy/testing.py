"""Two policies meet from a command: what one takes more in the same seat, and how sure that is."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from society.batch.stages import scenarios as meant
from society.casting import Cast
from society.cli.batch.command import WorkOptions
from society.cli.evolve.shown import gained
from society.cli.field import field
from society.cli.output import SCHEMA, as_json, note, say, table
from society.cli.policy.command import EMPTY, HINT, MeetOptions
from society.cli.stored import changing
from society.domain.errors import Exit, SocietyError
from society.domain.policy import Policy
from society.scenario.offers import worth_known
from society.scoring.sequential import Test, Verdict
from society.selfplay.evolution.gate import decided
from society.selfplay.evolution.report import errors, final
from society.selfplay.meeting import Match, Meeting, loaded, roles_of
from society.settings import settings
from society.store import policies

SAID = {
    "better": "{first} is better than {second}, and that is sure",
    "worse": "{first} is not better than {second} by what is worth having, and that is sure",
    "undecided": "it is not sure which of {first} and {second} is better",
}


def tested(
    wanted: str,
    against: str,
    scenarios: Sequence[str],
    options: MeetOptions,
    work: WorkOptions,
) -> int:
    """Let them meet and tell what was found; the exit code."""
    if not scenarios:
        raise SocietyError(
            "no scenario is named", hint="society policy test NEW --against OLD market/used_bike"
        )
    found = meant(scenarios, [Path(folder) for folder in settings().scenarios])
    for each in found:
        roles_of(each, options.level)
    known = all(worth_known(loaded(each, options.level)) for each in found)
    test = Test(error=options.error, miss=options.miss, least=options.least)
    with changing(work.db, EMPTY, hint=HINT) as store:
        first, second = policies.policy(store, wanted), policies.policy(store, against)
        match = Match(
            name=f"test-{first.sha[:8]}-{second.sha[:8]}",
            first=first,
            second=second,
            scenarios=found,
            n=options.n,
            seed=options.seed,
            level=options.level,
            base=Cast(player=_player(first, second), judges=() if known else None),
        )
        note(f"{first.label} meets {second.label}: {errors(test)}")
        played = decided(field(store, work), match, test, _look, to_the_end=options.to_the_end)
        verdict, met = asyncio.run(played)
    _tell(first, second, verdict, met, options, work)
    low = verdict.low
    return Exit.PARTLY if options.fail_under is not None and low < options.fail_under else 0


def _player(*policies: Policy) -> str | None:
    """Who plays where the policies leave it open: the planner, if they name no model either."""
    return None if any(each.model for each in policies) else "planner"


def _look(found: Verdict) -> None:
    note(f"  after {found.n} games: gain {gained((found.mean, found.low, found.high))}", "dim")


def _tell(
    first: Policy,
    second: Policy,
    verdict: Verdict,
    met: Sequence[Meeting],
    options: MeetOptions,
    work: WorkOptions,
) -> None:
    counted = final(met, options.seed)
    if work.json:
        as_json(
            {
                "schema": SCHEMA,
                "policy": first.label,
                "against": second.label,
                "said": verdict.said,
                "games": verdict.n,
                "gain": [verdict.mean, verdict.low, verdict.high],
                "counted": counted,
            }
        )
        return
    say(SAID[verdict.said].format(first=first.label, second=second.label), "bold")
    gain = gained((verdict.mean, verdict.low, verdict.high))
    say(f"gain {gain}, {verdict.n} games in every seat")
    own, theirs = counted["own"], counted["theirs"]
    rows = [
        (scenario, gained(each), _seats(own, scenario), _seats(theirs, scenario))
        for scenario, each in counted["by_scenario"].items()
    ]
    table(["scenario", "gain, 95 % (bootstrap)", first.name, second.name], rows)


def _seats(utilities: Mapping[str, float], scenario: str) -> str:
    """The mean utility in each seat of a scenario."""
    found = {seat.rpartition(":"): value for seat, value in utilities.items()}
    mine = {role: value for (of, _, role), value in found.items() if of == scenario}
    return " ".join(f"{role} {value:.3f}" for role, value in mine.items())
