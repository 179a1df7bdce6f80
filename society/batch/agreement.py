"""Whether a batch goes on as it was begun: the revision that is played, or the difference."""

from collections.abc import Sequence
from typing import Any

from society.batch.configs import Config, differences
from society.batch.plan import Plan
from society.domain.errors import SocietyError
from society.store import batches
from society.store.store import Store


async def agreed(store: Store, plan: Plan, configs: Sequence[Config], *, accept: bool) -> int:
    """The revision that is played, put down; SocietyError where it changed and nobody said so."""
    told: dict[str, Any] = {"plan": plan.model_dump(mode="json"), "configs": list(configs)}
    before = batches.latest(store, plan.name)
    if before is None:
        await batches.put_down(store, plan.name, 1, told)
        return 1
    changed = differences(before.plan["configs"], configs)
    if not changed:
        if told["plan"] != before.plan["plan"]:
            await batches.put_down(store, plan.name, before.revision, told, created=before.created)
        return before.revision
    if not accept:
        raise refusal(plan.name, changed)
    await batches.put_down(store, plan.name, before.revision + 1, told)
    return before.revision + 1


def changes(store: Store, name: str, configs: Sequence[Config]) -> list[str]:
    """How the configurations differ from those that the batch was begun with; it is only read."""
    before = batches.latest(store, name)
    return [] if before is None else differences(before.plan["configs"], configs)


def refusal(name: str, changed: Sequence[str]) -> SocietyError:
    """What is said of a batch that changed and was not told to go on all the same."""
    return SocietyError(
        f"batch {name!r} was begun with another configuration:\n  " + "\n  ".join(changed),
        hint="--accept-change goes on with the new one; --name begins another batch",
    )
