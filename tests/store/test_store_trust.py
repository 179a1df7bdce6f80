"""Judging again, people's labels, audits: added, read back, never mixed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from society.domain.episode import Episode
from society.domain.errors import SocietyError, StoreError
from society.domain.events import Judged
from society.domain.trust import AuditReport, Check, Label, beside
from society.store import audits, labels
from society.store.judging_again import by, finished, judging, settled
from society.store.lease import Taken
from society.store.migrate import forward
from society.store.record import record
from society.store.schema import SHIPPED
from society.store.spill import waiting
from society.store.store import Store
from society.store.taking import compared, take
from society.store.where import Where
from tests.store import paper


async def played(store: Store, episode: str = "e1", *, ends: bool = True) -> None:
    _ = [event async for event in record(store, paper.told(paper.play(episode, ends=ends)))]


def label(turn: int | None = 0, **changes: object) -> Label:
    fields: dict[str, object] = {"episode": "e1", "turn": turn, "role": "seller", "rater": "ann"}
    return Label.model_validate({**fields, "score": 0.75, **changes})


def report(version: str, recall: float) -> AuditReport:
    check = Check(
        name="flaws",
        figure=recall,
        low=recall - 0.1,
        high=recall + 0.1,
        mark=">= 0.8",
        passed=recall >= 0.8,
        n=40,
        parts={"recall": recall},
    )
    return AuditReport(judge="kind", version=version, checks=(check,), items=40)


async def test_credits_and_facts_come_back(store: Store) -> None:
    said = paper.judgement(
        0,
        "hindsight",
        scope="outcome",
        turn=None,
        score=0.75,
        calls=(),
        credits={0: 0.5, 2: 0.25},
        facts={"n": 8.0, "low": -0.125},
    )

    await played(store)
    async with judging(store, "e1") as again:
        await again.add(said)

    assert by(store.episode("e1").judgements, "hindsight", "") == [said]


async def test_a_new_version_stands_beside_the_old_and_changes_nothing(store: Store) -> None:
    await played(store)
    before = store.episode("e1")

    async with judging(store, "e1") as again:
        await again.add(paper.judgement(0, score=1.0, version="v2", calls=("c9",)))
        await again.add(paper.judgement(0, score=0.25, version="v2", calls=()))

    after = store.episode("e1")
    assert after.judgements[:-1] == before.judgements
    assert [each.score for each in by(after.judgements, "kind", "v2")] == [0.25]
    assert (after.rewards, after.outcome) == (before.rewards, before.outcome)


async def test_what_judging_again_cost_is_on_the_dialogues_ledger(store: Store) -> None:
    await played(store)
    before = len(store.attempts("e1"))
    first, second = (paper.attempt(f"again-{n}", "judge:kind", cost=0.5) for n in (1, 2))

    async with judging(store, "e1") as again:
        await again.add(paper.judgement(0, version="v2", calls=("again-1",)), [first])
        await again.add(None, [second])

    assert [each.model_copy() for each in store.attempts("e1")][before:] == [first, second]


async def test_two_processes_do_not_judge_the_same_dialogue_at_once(store: Store) -> None:
    await played(store)

    async with judging(store, "e1"):
        with pytest.raises(Taken):
            async with judging(store, "e1"):
                pass


async def test_only_dialogues_that_ended_and_match_are_judged_again(store: Store) -> None:
    await played(store, "e1")
    await played(store, "e2", ends=False)
    await played(store, "e3")

    assert finished(store) == ["e3", "e1"]
    assert finished(store, limit=1) == ["e3"]
    assert finished(store, Where.parse("id:e1")) == ["e1"]


def test_a_failure_that_may_pass_is_asked_about_again_and_a_score_is_not() -> None:
    failed = paper.judgement(0, score=None, unscored="timeout")
    silent = paper.judgement(0, score=None, unscored="no_opinion")

    assert settled(paper.judgement(0))
    assert not settled(failed)
    assert settled(silent)
    assert not settled(silent, again=True)


def test_a_pair_names_the_other_dialogue() -> None:
    pair = paper.judgement(0, scope="pair", turn=None, facts={"flipped": 0.0, "beside:e7": 3.0})

    assert beside(pair) == "e7"
    assert beside(paper.judgement(0)) == ""


async def test_labels_come_back_and_the_latest_word_of_a_rater_counts(store: Store) -> None:
    await played(store)
    first, whole = label(0), label(None, role="buyer", note="太贵了")
    changed, other = label(0, score=0.25), label(0, rater="bo", score=1.0)

    assert await labels.add(store, [first, whole]) == 2
    assert await labels.add(store, [changed, other]) == 2

    dated = {"created": store.now()}
    told = [each.model_copy(update=dated) for each in (whole, changed, other)]
    assert labels.listed(store) == told
    assert labels.listed(store, rater="bo") == told[2:]


async def test_labels_said_already_are_not_added_twice(store: Store) -> None:
    await played(store)
    await labels.add(store, [label(0), label(2, score=0.5)])

    assert await labels.add(store, [label(0), label(2, score=0.5)]) == 0


@pytest.mark.parametrize(
    ("stray", "said"),
    [
        (label(episode="nobody"), "which is not stored"),
        (label(17), "turn 17 of 'e1', which is nobody's"),
        (label(1), "turn 1 of 'e1', which is buyer"),
        (label(None, role="ghost"), "the whole of 'e1', which is seller, buyer"),
    ],
)
async def test_a_label_of_nothing_that_is_stored_is_refused_with_all_others(
    store: Store, stray: Label, said: str
) -> None:
    await played(store)

    with pytest.raises(SocietyError, match=said):
        await labels.add(store, [label(0), stray])

    assert labels.listed(store) == []


async def test_the_latest_audit_of_a_version_is_the_one_that_counts(store: Store) -> None:
    for each in (report("v1", 0.5), report("v1", 0.9), report("v2", 0.7)):
        await audits.add(store, each)

    found = audits.latest(store, "kind", "v1")
    assert found is not None
    assert (found.checks[0].figure, found.created) == (0.9, store.now())
    assert audits.latest(store, "kind", "v3") is None
    assert [each.version for each in audits.listed(store)] == ["v2", "v1"]
    assert audits.listed(store, "stern") == []


async def test_a_file_of_the_release_before_grows_without_losing_a_judgement(path: Path) -> None:
    forward(path, folder=SHIPPED.folder, target="m002_batches")
    with closing(sqlite3.connect(path)) as db:
        db.executescript("""
            INSERT INTO body VALUES (x'00', NULL, 0, 0, x'');
            INSERT INTO episode (id, scenario, spec, level, locale, game, variables, provenance,
                status, code, error, started, seconds, lease_owner, lease_until, fence)
            VALUES ('e1', 's', x'00', '', 'en', x'', '', '', 'done', '', '', '', 0, '', 0, 1);
            INSERT INTO judgement (episode_id, scope, judge, score, unscored, critique, criteria,
                version, calls)
            VALUES ('e1', 'outcome', 'kind', 0.5, '', 'fair', '{}', 'v1', '[]');
        """)

    Store.open(path).close()

    with closing(sqlite3.connect(path)) as db:
        kept = db.execute("SELECT score, version, credits, facts FROM judgement").fetchall()
    assert kept == [(0.5, "v1", "{}", "{}")]


async def spilled_by(store: Store, other: sqlite3.Connection) -> None:
    async for event in record(store, paper.told(paper.play("e1"))):
        if event.kind == "spoke":
            other.execute("BEGIN IMMEDIATE")


async def test_a_judgement_that_an_earlier_release_spilled_still_comes_in(path: Path) -> None:
    with (
        Store.open(path, busy=0.1) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        pytest.raises(StoreError),
    ):
        await spilled_by(store, other)
    (spilled,) = waiting(path)
    earlier = spilled.read_text(encoding="utf-8")
    assert '"credits": "{}", ' in earlier
    earlier = earlier.replace('"credits": "{}", ', "").replace('"facts": "{}", ', "")
    spilled.write_text(earlier, encoding="utf-8")

    with Store.open(path) as store:
        assert [each.judge for each in store.episode("e1").judgements] == ["kind"]


def test_a_judged_event_carries_what_a_judge_credited() -> None:
    said = paper.judgement(0, scope="outcome", turn=None, credits={0: 0.5})

    assert Judged.model_validate_json(
        Judged(episode="e1", judgement=said).model_dump_json()
    ).judgement.credits == {0: 0.5}


async def test_a_dialogue_that_was_judged_again_is_still_known_to_its_own_file(
    store: Store,
) -> None:
    await played(store)
    written = store.episode("e1")
    async with judging(store, "e1") as again:
        await again.add(paper.judgement(0, version="v2", score=1.0, calls=()))

    assert compared(store, [written]) == (0, 1)
    said = (paper.judgement(0, version="v3", calls=()), *written.judgements)
    with pytest.raises(SocietyError, match="says something else"):
        compared(store, [written.model_copy(update={"judgements": said})])


async def test_credits_facts_and_versions_survive_the_way_through_a_file(
    store: Store, tmp_path: Path
) -> None:
    await played(store)
    said = paper.judgement(
        0, scope="outcome", turn=None, version="v2", calls=(), credits={0: 0.5}, facts={"n": 2.0}
    )
    async with judging(store, "e1") as again:
        await again.add(said)
        await again.add(said.model_copy(update={"version": "v3", "score": 0.25, "credits": {}}))
    line = store.episode("e1").model_dump_json(by_alias=True)

    with Store.open(tmp_path / "other.db") as other:
        assert await take(other, [Episode.model_validate_json(line)]) == (1, 0)
        assert other.episode("e1").judgements == store.episode("e1").judgements
