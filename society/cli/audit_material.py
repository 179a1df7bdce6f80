"""What an audit is made on: the shipped dialogues, or those of the store that match."""

from typing import TYPE_CHECKING

from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.audit.material import Material, Rated
    from society.audit.probing import Exam
    from society.cli.judge_audit import AuditOptions
    from society.plugins import Juror
    from society.settings import Settings
    from society.store.store import Store
    from society.store.where import Where

DIALOGUES = 1000
"""The latest stored dialogues that items are drawn from."""


def material_for(juror: "Juror", chosen: "Settings", options: "AuditOptions") -> "Exam":
    """The exam for this judge; SocietyError where there is nothing to ask it about."""
    from society.audit.flaws.own import own_flaws
    from society.audit.material import casino, only
    from society.audit.probing import Exam
    from society.casting import SMALL, engine

    if options.where or options.material == "stored":
        found = from_store(options.where, options.number, seed=options.seed, db=options.db)
    else:
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


def from_store(where: str, items: int, *, seed: int, db: str | None) -> "Material":
    """Items of the latest stored dialogues that match."""
    from society.audit.material import stored
    from society.settings import database
    from society.store.judging_again import finished
    from society.store.store import Store
    from society.store.where import Where

    meant = Where.parse(where)
    with Store.open(database(db), create=False, write=False) as store:
        ids = finished(store, meant, DIALOGUES)
        return stored(
            map(store.episode, ids),
            items,
            seed=seed,
            name=where or "all that is stored",
            ratings=_ratings(store, meant),
        )


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
