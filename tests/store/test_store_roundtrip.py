"""What goes in comes out: every field, every language, every odd character."""

import asyncio
import base64
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from society.domain.calls import Message, Usage
from society.domain.dialogue import Action, Draft, Limit, Option, Role
from society.domain.episode import Lineage
from society.domain.errors import SocietyError
from society.domain.events import Called, Event, Judged, Paid, Spoke, Started
from society.domain.judging import Reward
from society.domain.strategy import Evidence, Strategy
from society.store.record import record
from society.store.rows import strategy_row
from society.store.statements import write
from society.store.store import Store
from society.store.values import RunInfo
from tests.store import paper

ODD = [
    "",
    "سلام، قیمت؟",
    "二手自行车 ¥110",
    "👩‍👩‍👧🏽 deal?",
    "a\x00b\x1b[2J",
    "\u202e\u200b",
    "é́́",
    "'); DROP TABLE turn;--",
]


async def played(store: Store, *events: Event) -> None:
    _ = [event async for event in record(store, paper.told(events))]


async def test_an_episode_comes_back_equal_in_every_field(store: Store) -> None:
    turns = [
        paper.turn(0, "Hi!", flags=("opening",), calls=(), action=None, standing=None),
        paper.turn(1, "加 5 元？", drafts=(Draft(text="no", value=0.25, visits=3, reason="weak"),)),
        paper.turn(2, "ok", action=Action(name="accept"), raw="/w==", calls=("a", "b")),
    ]
    said = [
        paper.judgement(1, calls=()),
        paper.judgement(2, "stern", score=None, unscored="timeout", critique=""),
        paper.judgement(2, "deal", scope="outcome", turn=None, score=1.0, version="sha:1"),
    ]
    paid = [
        Reward(turn=1, role="buyer", value=0.25, parts={"kind": 0.25}),
        Reward(turn=2, role="seller", value=0.5),
        Reward(turn=2, role="seller", value=-0.5, scope="outcome", parts={"z": -1.0, "a": 0.5}),
    ]
    game, made_by = paper.game(), paper.provenance(job={"scenario": "x", "overrides": {"a.b": 3}})

    await played(
        store,
        Started(episode="e1", game=game, provenance=made_by),
        *(Spoke(episode="e1", turn=each) for each in turns),
        *(Judged(episode="e1", judgement=each) for each in said),
        *(Paid(episode="e1", reward=each) for each in paid),
        *list(paper.play("e1", 0))[1:],
    )
    found = store.episode("e1")

    assert found.dialogue.game == game
    assert found.dialogue.turns == tuple(turns)
    assert found.judgements == tuple(said)
    assert found.rewards == tuple(paid)
    assert found.rewards[2].parts == {"z": -1.0, "a": 0.5}
    assert found.outcome == paper.outcome()
    assert found.provenance == made_by
    assert (found.status, found.seconds, found.error) == ("done", 1.5, "")
    assert found.started == "2026-11-22T12:00:00.000+00:00"


@pytest.mark.parametrize("text", ODD)
async def test_odd_text_is_stored_verbatim(store: Store, text: str) -> None:
    spoken = paper.turn(0, text, action=Action(name="say", args={text or "empty": text}), calls=())
    spoken = spoken.model_copy(update={"text": text})

    await played(store, *list(paper.play("e1", 0))[:1], Spoke(episode="e1", turn=spoken))

    assert store.episode("e1").dialogue.turns == (spoken,)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(), min_size=1, max_size=5), st.dictionaries(st.text(), st.integers()))
def test_any_text_and_any_number_comes_back(texts: list[str], args: dict[str, int]) -> None:
    turns = tuple(
        paper.turn(at, calls=(), action=Action(name="x", args=args)).model_copy(
            update={"text": text}
        )
        for at, text in enumerate(texts)
    )
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "a.db") as store:
        spoken = [Spoke(episode="e", turn=each) for each in turns]
        asyncio.run(played(store, *list(paper.play("e", 0))[:1], *spoken))

        assert store.episode("e").dialogue.turns == turns


async def test_a_lone_surrogate_is_mended_and_its_bytes_are_kept_in_raw(store: Store) -> None:
    spoken = paper.turn(0, "a\ud800b", calls=(), action=Action(name="x", args={"k": "\udfff"}))

    await played(store, *list(paper.play("e1", 0))[:1], Spoke(episode="e1", turn=spoken))
    found = store.episode("e1").dialogue.last

    assert found.text == "a\ufffdb"
    assert base64.b64decode(found.raw).decode("utf-8", "surrogatepass") == "a\ud800b"
    assert found.action == Action(name="x", args={"k": "\ufffd"})


async def test_a_number_that_is_not_finite_is_refused_not_changed(store: Store) -> None:
    spoken = paper.turn(0, calls=(), action=Action(name="x", args={"price": float("nan")}))

    with pytest.raises(ValueError, match="not JSON compliant"):
        await played(store, *list(paper.play("e1", 0))[:1], Spoke(episode="e1", turn=spoken))


async def test_the_game_needs_no_scenario_file_to_come_back(store: Store) -> None:
    game = paper.game(
        scenario=paper.scenario(version=3, tags=["a"], levels={"hard": {"turns": {"max": 3}}}),
        level="hard",
        locale="zh",
        seed=2**80,
        variables={"w": 0.1, "big": 10**30, "items": [1, {"k": None}], "on": True},
        opening={"seller": "你好！"},
        roles=(
            Role(id="seller", name="Ann", limit=Limit(issue="price", value=15.0), model="m"),
            Role(id="buyer", name="Bo", human=True),
        ),
        options={"accept": Option(name="accept", ends="agreement", of="propose", due=True)},
    )

    await store.begin("e1", game, paper.provenance())

    assert store.episode("e1").dialogue.game == game
    assert store.episode("e1").status == "pending"


async def test_attempts_come_back_equal_with_their_prompts(store: Store) -> None:
    history = [Message(role="user", content=f"turn {each} {'word ' * 50}") for each in range(9)]
    attempts = [
        paper.attempt(
            f"c{upto}",
            "turn:seller",
            request=(Message(role="system", content="Sell. 卖！"), *history[:upto]),
            error_kind="server",
            error="500",
            number=1,
            usage=Usage(prompt=2**40, completion=1, cached=3, estimated=True),
            cost=None if upto % 2 else 0.25,
            first_token=0.5,
            retry_after=2.0,
            fingerprint="fp",
            response="¡sí!",
        )
        for upto in range(1, 9)
    ]
    bare = paper.attempt("c9", request=(), response="", error_kind="timeout")

    begun, *_ = paper.play("e1", 0)
    await played(store, begun, *(Called(episode="e1", attempt=a) for a in (*attempts, bare)))

    assert store.attempts("e1") == [*attempts, bare]


async def test_scenario_text_and_run_are_kept_beside_the_episode(store: Store) -> None:
    text = "# 注释\nid: market/lamp\n"
    run = RunInfo(
        id="r1", command=("society", "run"), seed=2**70, config={"model": None}, dirty=True
    )
    lineage = Lineage(parent="e0", branch=3, generation=2)

    await store.begin(
        "e1", paper.game(), paper.provenance(), scenario_text=text, run=run, lineage=lineage
    )
    await store.begin("e2", paper.game(), paper.provenance(), scenario_text=text, run=run)

    with closing(sqlite3.connect(store.path)) as db:
        kept = db.execute("SELECT text FROM scenario").fetchall()
    assert kept == [(text,)]
    assert store.run("e1") == run
    assert store.episode("e1").lineage == lineage


async def test_beginning_again_is_fine_but_not_with_another_game(store: Store) -> None:
    await store.begin("e1", paper.game(), paper.provenance())
    await store.begin("e1", paper.game(), paper.provenance())

    with pytest.raises(SocietyError, match="already stored with another game"):
        await store.begin("e1", paper.game(seed=8), paper.provenance())


async def test_judging_again_adds_and_the_latest_counts(store: Store) -> None:
    first, again = paper.judgement(0, calls=()), paper.judgement(0, score=1.0, calls=())
    begun, *_ = paper.play("e1", 0)

    await played(
        store,
        begun,
        Spoke(episode="e1", turn=paper.turn(0, calls=())),
        Judged(episode="e1", judgement=first),
        Judged(episode="e1", judgement=again),
    )

    assert store.episode("e1").judgements == (again,)
    with closing(sqlite3.connect(store.path)) as db:
        assert db.execute("SELECT score FROM judgement ORDER BY id").fetchall() == [(0.5,), (1.0,)]


async def test_paying_again_replaces(store: Store) -> None:
    begun, *_ = paper.play("e1", 0)
    paid = [Reward(turn=0, role="seller", value=value) for value in (0.25, 0.75)]

    await played(
        store,
        begun,
        Spoke(episode="e1", turn=paper.turn(0, calls=())),
        *(Paid(episode="e1", reward=each) for each in paid),
    )

    assert store.episode("e1").rewards == (paid[1],)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="plain"),
        pytest.param({"lift": 0.1, "interval": (-0.5, 0.25), "status": "proven"}, id="tested"),
    ],
)
async def test_a_strategy_comes_back_equal(store: Store, changes: dict[str, Any]) -> None:
    strategy = Strategy(
        id="s1",
        scenario="market/lamp",
        role="seller",
        tactic="等一等",
        moves=("propose price=3",),
        evidence=(Evidence(episode="e1", turns=(0, 2)),),
        utility=0.5,
        margin=0.25,
        **changes,
    )

    await store.write(write("keep strategy", strategy_row(strategy)))

    assert store.strategies() == [strategy]
    assert store.strategy("s") == strategy
