"""What an audit is made on: the shipped dialogues, or those of the store that match."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from society.cli.output import note
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.audit.material import Material, Rated
    from society.audit.probing import Exam
    from society.cli.judge.audit.command import AuditOptions
    from society.domain.episode import Episode
    from society.plugins import Juror
    from society.settings import Settings
    from society.store.store import Store
    from society.store.where import Where

PLAYED = "audit it on dialogues of a scenario with offers and a utility: --where scenario:…"
WORDS_ALONE = (
    "games are played on with the planner, which sees moves and no words; in CaSiNo people moved "
    "at the end alone, so audit it on dialogues that were played, too: --where scenario:…"
)

DIALOGUES = 1000
"""The latest stored dialogues that items are drawn from."""


def material_for(juror: "Juror", chosen: "Settings", options: "AuditOptions") -> "Exam":
    """The exam for this judge; SocietyError where there is nothing to ask it about."""
    from society.audit.flaws.own import own_flaws
    from society.audit.lending import needs_games
    from society.audit.material import casino, only
    from society.audit.probing import Exam
    from society.casting import SMALL, engine

    games = needs_games(juror)
    if options.where or options.material == "stored":
        found = from_store(
            options.where,
            options.number,
            seed=options.seed,
            db=options.db,
            player=juror if games else None,
        )
    else:
        if games and not options.quiet:
            note(WORDS_ALONE, "yellow")
        found = casino(options.number, seed=options.seed)
    material = only(found, juror.badge.roles)
    if not material.items:
        raise SocietyError(
            f"judge {juror.name!r} judges {', '.join(juror.badge.roles)}, and {material.name} has "
            "no such role",
            hint="give dialogues that have: --where scenario:…",
        )
    model = ""
    if juror.asks_model:
        named = options.judge_model or chosen.judge_model or chosen.model or SMALL
        model = engine(juror, named)
    return Exam(
        material,
        scope=juror.badge.scope,
        model=model,
        seed=options.seed,
        own=own_flaws(options.flaws) if options.flaws else {},
        rival=_rival(juror, model, options.rival_model),
    )


def _rival(juror: "Juror", model: str, rival: str) -> str:
    """The second model; SocietyError where it could not be one."""
    if rival and not juror.asks_model:
        raise SocietyError(f"judge {juror.name!r} asks no model, so it has no rival")
    if rival and rival == model:
        raise SocietyError(
            f"{rival} judges already", hint="--rival-model is another, whose turns are stored, too"
        )
    return rival


def from_store(
    where: str, items: int, *, seed: int, db: str | None, player: "Juror | None" = None
) -> "Material":
    """Items of the latest stored dialogues that match; for a `player`, of those it can play on."""
    from society.audit.material import stored
    from society.cli.stored import reading
    from society.store.judging_again import finished
    from society.store.where import Where

    meant = Where.parse(where)
    with reading(db, "there are no dialogues to take turns from") as store:
        ids = finished(store, meant, DIALOGUES)
        episodes = map(store.episode, ids)
        return stored(
            _playable(player, list(episodes)) if player else episodes,
            items,
            seed=seed,
            name=where or "all that is stored",
            ratings=_ratings(store, meant),
        )


def _playable(juror: "Juror", found: "Sequence[Episode]") -> "list[Episode]":
    """Those that the planner can play on; SocietyError where there are some, and none of these."""
    from society.audit.counting import many
    from society.audit.lending import playable, unplayable

    kept = [each for each in found if playable(each.dialogue.game.scenario)]
    left_out = many(len(found) - len(kept), "dialogue")
    if found and not kept:
        what = f"what is stored there ({left_out})"
        raise unplayable(juror, what, PLAYED)
    if len(kept) < len(found):
        note(f"{left_out} left out: the planner cannot play on there", "dim")
    return kept


def _ratings(store: "Store", where: "Where") -> "list[Rated]":
    from society.audit.material import Rated
    from society.store import labels

    return [
        Rated(
            group=each.episode,
            turn=each.turn,
            role=each.role,
            rater=each.rater,
            score=each.score,
        )
        for each in labels.listed(store, where=where)
    ]
