"""What was considered for a turn that is stored already: drafts are added, nothing is changed."""

from collections.abc import Sequence
from contextlib import AsyncExitStack

from society.domain.dialogue import Draft
from society.domain.errors import SocietyError
from society.store.statements import write
from society.store.store import Store
from society.store.turn_rows import draft_rows


async def add_drafts(store: Store, episode_id: str, turn: int, drafts: Sequence[Draft]) -> None:
    """Store drafts behind those that the turn has, in order.

    SocietyError where there is no such turn, Taken where another process plays the dialogue.
    """
    async with AsyncExitStack() as leases:
        if store.fence(episode_id) is None:
            await leases.enter_async_context(store.leasing(episode_id))
        turns = store.episode(episode_id).dialogue.turns
        if turn >= len(turns):
            raise SocietyError(
                f"dialogue {episode_id!r} has no turn {turn}",
                hint=f"it has {len(turns)}; they count from 0",
            )
        before = turns[turn]
        after = before.model_copy(update={"drafts": (*before.drafts, *drafts)})
        rows = draft_rows(episode_id, after)[len(before.drafts) :]
        if rows:
            await store.write(write("add draft", *rows))
