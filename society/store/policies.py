"""Policies as they are stored: kept once, never changed, found by name, label or hash."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, select

from society.domain.errors import SocietyError
from society.domain.policy import Policy
from society.store.statements import some
from society.store.store import Store
from society.store.tables import METADATA
from society.store.texts import to_json

_POLICY = METADATA.tables["policy"]


async def keep(store: Store, *policies: Policy) -> None:
    """Store what is not stored yet; the same under another name is another policy."""
    now = store.now()
    rows = [
        {
            "label": each.label,
            "name": each.name,
            "sha": each.sha,
            "created": now,
            "body": to_json(each.model_dump(mode="json")),
        }
        for each in policies
    ]
    await store.write(*some("keep policy", rows))


def listed(store: Store) -> list[Policy]:
    """Every policy, the last made first."""
    chosen = select(_POLICY.c.body).order_by(_POLICY.c.created.desc(), _POLICY.c.label)
    with store.reading() as db:
        return [Policy.model_validate_json(body) for body in db.scalars(chosen)]


def labelled(store: Store, labels: Iterable[str]) -> Mapping[str, Policy]:
    """The policies of these labels, those that are stored."""
    chosen = select(_POLICY.c.label, _POLICY.c.body).where(_POLICY.c.label.in_(list(labels)))
    with store.reading() as db:
        return {label: Policy.model_validate_json(body) for label, body in db.execute(chosen)}


def policy(store: Store, wanted: str) -> Policy:
    """The policy of that label, the last made of that name, or the one whose hash begins so.

    SocietyError where there is none, or where several hashes begin so.
    """
    column = _POLICY.c
    for meant in (column.label == wanted, column.name == wanted):
        if found := _found(store, meant):
            return found[0]
    found = _found(store, column.sha.startswith(wanted, autoescape=True)) if wanted else []
    if len({each.sha for each in found}) == 1:
        return found[0]
    several = ", ".join(each.label for each in found[:4])
    raise SocietyError(
        f"{wanted!r} may be {several}" if found else f"no policy is called {wanted!r}",
        hint="`society policy list` shows all",
    )


def _found(store: Store, meant: ColumnElement[bool]) -> list[Policy]:
    chosen = select(_POLICY.c.body).where(meant).order_by(_POLICY.c.created.desc())
    with store.reading() as db:
        return [Policy.model_validate_json(body) for body in db.scalars(chosen)]
