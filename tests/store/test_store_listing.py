"""Lists by page, by filter, by a name half remembered; sums that know what they do not know."""

from collections.abc import Iterable

import pytest

from society.domain.calls import Attempt, Usage
from society.domain.errors import SocietyError
from society.domain.events import Called, Ended, Event, Started
from society.store.record import record
from society.store.statements import write
from society.store.store import Store
from society.store.values import Totals
from tests.store import paper


async def played(store: Store, events: Iterable[Event]) -> None:
    _ = [event async for event in record(store, paper.told(events))]


async def begun(store: Store, *names: str) -> None:
    for name in names:
        await store.begin(name, paper.game(), paper.provenance())


async def test_a_row_tells_what_a_list_needs(store: Store) -> None:
    await played(store, paper.play("e1"))

    (row,) = store.episodes()

    assert (row.id, row.scenario, row.level, row.locale) == ("e1", "market/lamp", "", "en")
    assert row.models == {"seller": "embedded", "buyer": "openai/x"}
    assert row.players == {"seller": "planned:embedded", "buyer": "llm:openai/x"}
    assert (row.turns, row.ended, row.winner, row.status) == (4, "agreement", "seller", "done")
    assert row.utilities == {"seller": 0.75, "buyer": 0.25}
    assert (row.tokens, row.cost, row.unpriced, row.seconds) == (8 * 120, 0.0, 0, 1.5)


async def test_pages_follow_the_order_of_beginning_not_the_clock(store: Store) -> None:
    names = [f"e{number}" for number in (5, 3, 9, 1, 7)]
    await begun(store, *names)

    first = [row.id for row in store.episodes(2)]
    second = [row.id for row in store.episodes(2, before=first[-1])]
    third = [row.id for row in store.episodes(2, before=second[-1])]

    assert first + second + third == names[::-1]


async def test_a_list_is_narrowed_by_status_scenario_and_winner(store: Store) -> None:
    await played(store, paper.play("e1"))
    await played(store, paper.play("e2", ends=False))
    await begun(store, "e3")

    assert [row.id for row in store.episodes(status="done")] == ["e1"]
    assert [row.id for row in store.episodes(status="stopped")] == ["e2"]
    assert [row.id for row in store.episodes(winner="seller")] == ["e1"]
    assert store.episodes(winner="buyer") == []
    assert len(store.episodes(scenario="market/lamp")) == 3
    assert store.episodes(scenario="market/lam%") == []
    assert store.unfinished() == ["e3", "e2"]


@pytest.mark.parametrize("name", ["x'); DROP TABLE turn;--", "%", "_", "🙂", "a b"])
async def test_a_hostile_name_is_only_a_name(store: Store, name: str) -> None:
    await begun(store, "plain", name)

    assert store.episode(name).id == name
    assert {row.id for row in store.episodes()} == {"plain", name}


@pytest.mark.parametrize(("wanted", "found"), [("ab", "abcd"), ("abcd", "abcd"), ("b", "b")])
async def test_an_episode_is_found_by_the_beginning_of_its_id(
    store: Store, wanted: str, found: str
) -> None:
    await begun(store, "abcd", "b", "bcd")

    assert store.episode(wanted).id == found


async def test_a_beginning_that_fits_two_asks_for_more(store: Store) -> None:
    await begun(store, "abc", "abd")

    with pytest.raises(SocietyError) as refused:
        store.episode("ab")

    assert str(refused.value) == "2 dialogues begin with 'ab'\n  write more of it: abc, abd"


async def test_an_unknown_id_suggests_the_nearest(store: Store) -> None:
    await begun(store, "lamp1", "chair")

    with pytest.raises(SocietyError) as refused:
        store.episode("lapm1")

    assert refused.value.message == "no dialogue is called 'lapm1'"
    assert refused.value.hint == "did you mean lamp1? `society list` shows all"
    assert refused.value.exit == 2


@pytest.mark.parametrize("wanted", ["", "%", "x"])
async def test_an_empty_store_knows_no_dialogue(store: Store, wanted: str) -> None:
    with pytest.raises(SocietyError, match="no dialogue is called"):
        store.episode(wanted)


async def test_an_unknown_strategy_says_strategy(store: Store) -> None:
    with pytest.raises(SocietyError, match="no strategy is called 'x'"):
        store.strategy("x")


async def test_strategies_are_narrowed_by_scenario_role_and_status(store: Store) -> None:
    await played(store, paper.play("e1"))
    await played(store, paper.play("e2"))

    assert len(store.strategies(scenario="market/lamp", role="seller", status="observed")) == 2
    assert len(store.strategies(limit=1)) == 1
    assert store.strategies(role="buyer") == store.strategies(status="proven") == []


@pytest.mark.parametrize(
    ("costs", "cost", "unpriced"),
    [
        pytest.param([0.25, 0.5], 0.75, 0, id="all known"),
        pytest.param([None, None], None, 2, id="none known"),
        pytest.param([0.25, None], 0.25, 1, id="some known"),
        pytest.param([0.0, 0.0], 0.0, 0, id="free"),
        pytest.param([], None, 0, id="no calls"),
    ],
)
async def test_an_unknown_cost_is_never_counted_as_nothing(
    store: Store, costs: list[float | None], cost: float | None, unpriced: int
) -> None:
    calls = [paper.attempt(f"c{n}", cost=each) for n, each in enumerate(costs)]

    await played(store, finished_with(calls))

    assert (store.totals().cost, store.totals().unpriced) == (cost, unpriced)
    assert (store.episodes()[0].cost, store.episodes()[0].unpriced) == (cost, unpriced)


async def test_attempts_of_one_call_are_counted_as_one_call(store: Store) -> None:
    calls = [
        paper.attempt("c1", number=1, error_kind="server", cost=None, usage=Usage()),
        paper.attempt("c1", number=2),
        paper.attempt("c2"),
    ]

    await played(store, finished_with(calls))

    assert store.totals("e1") == Totals(
        calls=2, attempts=3, failed=1, prompt_tokens=200, completion_tokens=40, cost=0.0
    )
    assert store.totals("e1").tokens == 240


def finished_with(calls: list[Attempt]) -> list[Event]:
    return [
        Started(episode="e1", game=paper.game(), provenance=paper.provenance()),
        *(Called(episode="e1", attempt=each) for each in calls),
        Ended(episode="e1", outcome=paper.outcome()),
    ]


async def test_a_damaged_body_is_told_in_words(store: Store) -> None:
    await played(store, finished_with([paper.attempt("c1")]))
    call = {**CALL, "request": b"\x01" * 32}
    body = {"sha": b"\x01" * 32, "base": None, "head": 0, "tail": 0, "data": b"\x03\x00"}
    await store.write(write("keep body", body), write("keep call", call))

    with pytest.raises(SocietyError, match="a stored request is damaged"):
        store.attempts("e1")


CALL = {
    **dict.fromkeys(
        [
            "purpose",
            "model",
            "answered_by",
            "provider",
            "host",
            "request_hash",
            "finish",
            "refusal",
            "prices",
            "started",
            "request_id",
            "fingerprint",
            "error",
            "error_kind",
        ],
        "",
    ),
    **dict.fromkeys(["cost", "first_token", "status", "retry_after", "reserved"]),
    **dict.fromkeys(["prompt_tokens", "completion_tokens", "cached_tokens", "seconds"], 0),
    **{"call_id": "x", "number": 1, "episode_id": "e1", "params": "{}", "response": b""},
    "estimated": False,
}
