"""The sums of a batch: an end is one payment to each role, over however many turns it is spread."""

from society.domain.episode import Provenance
from society.domain.judging import Reward
from society.play.engine import play
from society.store.figures import figures
from society.store.record import record
from society.store.rows import reward_row
from society.store.statements import write
from society.store.store import Store
from tests.play.table import DEAL, bench, game


async def test_a_spread_end_counts_once_a_role(store: Store) -> None:
    await store.begin("e1", game(), Provenance(scenario="test/haggle"), batch="b")
    table = bench(DEAL["seller"], DEAL["buyer"])
    played = play(game(), table, episode="e1", provenance=Provenance(scenario="test/haggle"))
    assert [event async for event in record(store, played)]
    whole = figures(store, "b")

    # Each role has 0.5, on its last turn; the seller's is now spread over three.
    for turn, value in ((0, 1.0), (2, -0.75), (4, 0.25)):
        paid = Reward(scope="outcome", turn=turn, role="seller", value=value)
        await store.write(write("put reward", reward_row("e1", paid)))

    spread = figures(store, "b")
    assert (spread.mean_reward, spread.rewards) == (whole.mean_reward, whole.rewards)
    assert whole.mean_reward == 0.5
    assert whole.rewards == (0, 0, 0, 0, 0, 2, 0, 0, 0, 0)
