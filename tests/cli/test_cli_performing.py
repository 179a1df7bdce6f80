"""What a stage does with orders: persons, branches, rerolls, refusals; and what is stored of it."""

from pathlib import Path
from typing import Any

import pytest

from society.domain.dialogue import Action, Draft
from society.domain.episode import Provenance
from society.domain.judging import Judgement
from society.domain.orders import (
    Begin,
    Branch,
    Give,
    Go,
    Keep,
    Order,
    Reroll,
    Resume,
    Say,
    Step,
    Stop,
    Suggest,
    Take,
)
from society.export.rows import Choice, Tally, rows
from society.store.choices import add_drafts
from society.store.judging_again import judging
from society.store.store import Store
from tests.cli.window import CHAT, HAGGLE, Window, lines, script, staged, stored, talk
from tests.store import paper

PROPOSE = {"say": "So much?", "action": "propose", "args": {"price": 70}}


async def finished(window: Window, folder: Path, **more: Any) -> str:
    """A chat played to its end."""
    await window.send(Begin(job=talk(script(folder, *lines()), **more)))
    return await window.idle()


def preferences(db: Path, *names: str, **choice: Any) -> list[tuple[str, str]]:
    """The pairs that an export makes of these dialogues: chosen and rejected words."""
    episodes = [stored(db, name) for name in names]
    found = [row.record for row in rows("trl-dpo", episodes, Choice(**choice), Tally())]
    return [(row["chosen"][-1]["content"], row["rejected"][-1]["content"]) for row in found]


async def test_a_person_takes_a_role_makes_a_move_and_gives_it_back(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        episode = await window.begun(talk(script(tmp_path, PROPOSE), HAGGLE))
        await window.send(Take(role="buyer"))
        await window.send(Go())
        wanted = await window.until("wanted")
        await window.send(Suggest())
        suggested = await window.until("suggested")
        await window.send(Say(text="Sixty-five. /propose price=65"))
        await window.until("wanted", turn=3)
        await window.send(Give(role="buyer"))
        await window.idle()

    turns = stored(db, episode).dialogue.turns
    assert (wanted.role, wanted.turn) == ("buyer", 1)
    assert (suggested.text, suggested.action.args) == ("So much?", {"price": 70})
    assert (turns[1].text, turns[1].player) == ("Sixty-five.", "human")
    assert turns[1].action == Action(name="propose", args={"price": 65})
    assert {turn.player for turn in turns[2:]} == {f"llm:{script(tmp_path, PROPOSE)}"}
    with Store.open(db, write=False) as store:
        made = {attempt.call for attempt in store.attempts(episode)}
    assert set(turns[1].calls) <= made, "the suggestion is on the bill"


async def test_a_move_that_is_not_legal_is_asked_for_again_with_the_reason(tmp_path: Path) -> None:
    async with staged(tmp_path / "t.db") as window:
        await window.begun(talk(script(tmp_path, PROPOSE), HAGGLE))
        await window.send(Take(role="buyer"))
        await window.send(Go())
        await window.until("wanted")
        await window.send(Say(text="/propose price=900"))
        again = await window.until("wanted")

        assert again.turn == 1
        assert "900" in again.refused[0]


@pytest.mark.parametrize("how", [{"player": "human"}, {"players": {"a": "human", "b": "human"}}])
async def test_roles_that_a_job_gives_to_a_person_are_theirs_from_the_start(
    how: dict[str, Any], tmp_path: Path
) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        await window.send(Begin(job={**talk(script(tmp_path, *lines())), "player": "llm", **how}))
        for turn, role in enumerate("abab"):
            wanted = await window.until("wanted", turn=turn)
            assert wanted.role == role
            await window.send(Suggest())
            await window.until("suggested")
            await window.send(Say(text=f"person {turn}"))
        episode = await window.idle()

    assert {turn.player for turn in stored(db, episode).dialogue.turns} == {"human"}


async def test_a_branch_keeps_its_beginning_with_all_that_was_said_and_paid(
    tmp_path: Path,
) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        parent = await finished(window, tmp_path)
        await window.send(Branch(episode=parent, turn=1))
        child = await window.idle()

    first, second = stored(db, parent), stored(db, child)
    assert second.lineage.parent == parent
    assert second.lineage.branch == 1
    assert second.status == "done"
    assert second.dialogue.turns[:2] == first.dialogue.turns[:2]
    assert second.dialogue.turns[2].text != first.dialogue.turns[2].text
    judged = [each.turn for each in second.judgements if each.scope == "turn"]
    paid = [each.turn for each in second.rewards if each.scope == "turn"]
    assert judged == paid == [0, 1, 2, 3]
    assert [each.judgement.turn for each in window.of("judged", child)] == [2, 3]
    with Store.open(db, write=False) as store:
        assert len(store.attempts(child)) == 2, "only what is new is on its bill"
        assert store.run(child) is not None


async def test_a_turn_said_otherwise_is_a_persons_and_judged_anew(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        parent = await finished(window, tmp_path)
        await window.send(Branch(episode=parent, turn=2, text="Otherwise.", paused=True))
        child = await window.standing("paused")
        held = stored(db, child)
        await window.send(Go())
        await window.idle()

    assert [turn.text for turn in held.dialogue.turns] == [
        "line 0 of the talk",
        "line 1 of the talk",
        "Otherwise.",
    ]
    assert held.dialogue.turns[2].player == "human"
    assert [each.judgement.turn for each in window.of("judged", child)] == [2, 3]
    assert len(stored(db, child).judgements) == 4


async def test_a_branch_of_what_is_played_stops_it_and_leaves_people_their_roles(
    tmp_path: Path,
) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        parent = await window.begun(talk(script(tmp_path, *lines())))
        await window.send(Take(role="b"))
        await window.send(Step())
        await window.standing("paused")
        await window.send(Branch(episode=parent, turn=0))
        wanted = await window.until("wanted")

        assert wanted.role == "b"
        assert wanted.episode != parent
        assert stored(db, parent).status == "stopped"


@pytest.mark.parametrize("n", [0, 2])
async def test_a_kept_sample_is_played_on_and_makes_a_preference_pair(
    n: int, tmp_path: Path
) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        parent = await finished(window, tmp_path)
        await window.send(Reroll(episode=parent, turn=2, k=3))
        samples = {}
        for _ in range(3):
            sampled = await window.until("sampled", turn=2, k=3)
            samples[sampled.n] = sampled.draft.text
        await window.send(Keep(episode=parent, turn=2, n=n))
        kept = await window.until("kept", n=n)
        await window.standing("paused")
        await window.send(Go())
        await window.idle()

    said = stored(db, parent).dialogue.turns[2].text
    turn = stored(db, kept.branch).dialogue.turns[2]
    assert sorted(samples) == [0, 1, 2]
    assert len({said, *samples.values()}) == 4
    assert turn.text == samples[n]
    assert turn.player.startswith("llm:")
    values = {draft.text: (draft.value, draft.reason) for draft in turn.drafts}
    others = {said, *samples.values()} - {turn.text}
    assert values.pop(turn.text) == (1.0, "a person kept it")
    assert values == dict.fromkeys(others, (0.0, "a person kept another"))
    ((chosen, rejected),) = preferences(db, kept.branch, roles=("a",))
    assert chosen == samples[n]
    assert rejected in others


THOUGHT = (
    Draft(text="Else.", value=0.4, visits=3),
    Draft(text="Why?", above=0, role="a"),
    Draft(text="Out of turn.", above=0, role="b"),
    Draft(text="lost", above=99),
    Draft(text=""),
)


async def thoughtful(window: Window, db: Path, folder: Path) -> str:
    """A chat played to its end, with what was considered before its second turn."""
    parent = await finished(window, folder)
    with Store.open(db) as store:
        await add_drafts(store, parent, 1, THOUGHT)
    return parent


@pytest.mark.parametrize(("n", "said"), [(0, ["Else."]), (1, ["Else.", "Why?"])])
async def test_a_branch_says_what_was_considered_and_goes_on_from_there(
    tmp_path: Path, n: int, said: list[str]
) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        parent = await thoughtful(window, db, tmp_path)
        await window.send(Branch(episode=parent, turn=1, draft=n))
        branch = await window.idle()

    before, after = stored(db, parent).dialogue.turns, stored(db, branch)
    new = after.dialogue.turns[1 : 1 + len(said)]
    assert after.dialogue.turns[:1] == before[:1]
    assert [turn.text for turn in new] == said
    assert {turn.player for turn in new} == {before[1].player}
    assert after.status == "done"
    assert len(after.dialogue.turns) > 1 + len(said)
    assert (after.lineage.parent, after.lineage.branch) == (parent, 1)


@pytest.mark.parametrize(
    ("n", "why"),
    [
        (9, "has no draft 9"),
        (2, "it is not the turn of b"),
        (3, "it answers draft 99, which is not there"),
        (4, "it says nothing"),
    ],
)
async def test_a_branch_from_what_cannot_be_said_is_refused_in_words(
    tmp_path: Path, n: int, why: str
) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        parent = await thoughtful(window, db, tmp_path)
        await window.send(Branch(episode=parent, turn=1, draft=n))
        refused = await window.until("refused")

    assert refused.do == "branch"
    assert why in refused.error


async def test_what_was_said_can_be_kept_too_and_makes_a_pair_likewise(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        parent = await finished(window, tmp_path)
        before = stored(db, parent)
        await window.send(Reroll(episode=parent, turn=2, k=2))
        for _ in range(2):
            await window.until("sampled")
        await window.send(Keep(episode=parent, turn=2, n=-1))
        kept = await window.until("kept")

    after = stored(db, parent)
    said = before.dialogue.turns[2]
    assert kept.branch == ""
    assert [draft.value for draft in after.dialogue.turns[2].drafts] == [1.0, 0.0, 0.0]
    assert after.dialogue.turns[2].model_copy(update={"drafts": ()}) == said
    assert after.model_copy(update={"dialogue": before.dialogue}) == before
    ((chosen, rejected),) = preferences(db, parent, roles=("a",))
    assert chosen == said.text
    assert rejected in {"line 4 of the talk", "line 5 of the talk"}


async def test_samples_are_on_the_bill_of_their_dialogue_and_no_turns(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        parent = await finished(window, tmp_path)
        await window.send(Reroll(episode=parent, turn=1, k=2))
        for _ in range(2):
            await window.until("sampled")

    with Store.open(db, write=False) as store:
        assert [each.purpose for each in store.attempts(parent)][-2:] == ["turn:1", "turn:1"]
    assert len(stored(db, parent).dialogue.turns) == 4


async def test_a_stopped_dialogue_is_not_exported_and_can_be_gone_on_with(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        episode = await window.begun(talk(script(tmp_path, *lines())))
        await window.send(Step())
        await window.standing("paused")
        await window.send(Stop())
        await window.idle()
        stopped, tally = stored(db, episode), Tally()
        exported = list(rows("sharegpt", [stopped], Choice(), tally))
        await window.send(Resume(episode=episode[:6]))
        await window.idle()

    assert stopped.status == "stopped"
    assert exported == []
    assert tally.dropped == {"the dialogue is stopped, not done": 1}
    done = stored(db, episode)
    assert done.status == "done"
    assert done.dialogue.turns[:1] == stopped.dialogue.turns
    assert len(done.judgements) == 4


async def test_a_stop_while_a_person_is_waited_for_is_at_once(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        episode = await window.begun(talk(script(tmp_path, *lines())))
        await window.send(Take(role="a"))
        await window.send(Go())
        await window.until("wanted")
        await window.send(Stop())
        await window.until("unwanted")
        await window.idle()

    assert stored(db, episode).status == "stopped"


async def test_a_line_that_is_refused_after_a_stop_is_not_waited_for_again(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        episode = await window.begun(talk(script(tmp_path, PROPOSE), HAGGLE))
        await window.send(Take(role="buyer"))
        await window.send(Go())
        await window.until("wanted")
        await window.send(Say(text="/propose price=900"))
        await window.send(Stop())
        await window.idle()

    kept = stored(db, episode)
    assert (kept.status, len(kept.dialogue.turns)) == ("stopped", 1)


@pytest.mark.parametrize(
    ("order", "error"),
    [
        (Go(), "no dialogue is being played"),
        (Begin(job={"scenario": "no/such"}), "no/such"),
        (Begin(job={"scenario": 7}), "the job cannot be read: scenario"),
        (Resume(episode="nobody"), "no dialogue is called 'nobody'"),
        (Resume(episode="DONE"), "is finished"),
        (Branch(episode="DONE", turn=9), "has no turn 9"),
        (Branch(episode="DONE", turn=3), "the dialogue is over with turn 3"),
        (Branch(episode="DONE", turn=1, text="/fly"), "there is no move /fly now"),
        (Reroll(episode="DONE", turn=9), "has no turn 9"),
        (Keep(episode="DONE", turn=1, n=0), "was not rerolled last"),
    ],
)
async def test_an_order_that_cannot_be_followed_is_refused_in_words(
    order: Any, error: str, tmp_path: Path
) -> None:
    async with staged(tmp_path / "t.db") as window:
        done = await finished(window, tmp_path)
        if getattr(order, "episode", "") == "DONE":
            order = order.model_copy(update={"episode": done})
        await window.send(order)

        refused = await window.until("refused")
        assert refused.do == order.do
        assert error in refused.error + refused.hint


@pytest.mark.parametrize(
    ("order", "error"),
    [
        (Begin(job={"scenario": "test/chat"}), "is being played"),
        (Take(role="nobody"), "there is no role 'nobody'"),
        (Say(text="Hm."), "nobody's line is waited for"),
        (Suggest(), "nobody's line is waited for"),
    ],
)
async def test_an_order_that_comes_at_the_wrong_time_changes_nothing(
    order: Order, error: str, tmp_path: Path
) -> None:
    async with staged(tmp_path / "t.db") as window:
        episode = await window.begun(talk(script(tmp_path, *lines())))
        await window.send(order)
        refused = await window.until("refused", do=order.do)
        await window.send(Go())

        assert error in refused.error
        assert await window.idle() == episode
        assert stored(tmp_path / "t.db", episode).status == "done"


async def test_an_opening_is_nobodys_to_say_otherwise(tmp_path: Path) -> None:
    async with staged(tmp_path / "t.db") as window:
        await window.send(Begin(job=talk(script(tmp_path, PROPOSE), HAGGLE)))
        episode = await window.idle()
        for order in (
            Reroll(episode=episode, turn=0),
            Branch(episode=episode, turn=0, text="Mine."),
        ):
            await window.send(order)
            refused = await window.until("refused")
            assert refused.error == "turn 0 is the scenario's own opening"


async def test_a_scenario_that_changed_is_not_gone_on_with(tmp_path: Path) -> None:
    chat = tmp_path / "chat.yaml"
    chat.write_text(CHAT.read_text())
    async with staged(tmp_path / "t.db") as window:
        await window.send(Begin(job=talk(script(tmp_path, *lines()), chat)))
        episode = await window.idle()
        chat.write_text(chat.read_text().replace("You like cats.", "You like parrots."))
        for order in (Branch(episode=episode, turn=1), Reroll(episode=episode, turn=1)):
            await window.send(order)
            refused = await window.until("refused")
            assert "test/chat has changed since" in refused.error


async def test_a_dialogue_that_came_from_a_file_has_nobody_to_play_it_on(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    with Store.open(db) as store:
        made, foreign = paper.game(), Provenance(scenario="market/lamp")
        await store.begin("e1", made, foreign, turns=[paper.turn(0), paper.turn(1)])
    async with staged(db) as window:
        for order in (Resume(episode="e1"), Branch(episode="e1", turn=0)):
            await window.send(order)
            refused = await window.until("refused", do=order.do)
            assert "came from a file" in refused.error


async def test_a_database_cannot_make_code_run_but_who_began_it_here_may_branch(
    tmp_path: Path,
) -> None:
    chat, judge = tmp_path / "chat.yaml", tmp_path / "mine.py"
    text = CHAT.read_text()
    chat.write_text(text.replace("use: brevity", "use: ./mine.py:mine"))
    judge.write_text(
        "from society import judge\n\n\n@judge(scope='turn')\ndef mine(turn):\n    return 0.5\n"
    )
    db = tmp_path / "t.db"
    async with staged(db) as window:
        await window.send(Begin(job=talk(script(tmp_path, *lines()), chat, allow_code=True)))
        parent = await window.idle()
        await window.send(Branch(episode=parent, turn=1))
        child = await window.idle()
        assert stored(db, child).status == "done"
    async with staged(db) as window:
        await window.send(Branch(episode=parent, turn=1))
        refused = await window.until("refused")
        await window.send(Branch(episode=parent, turn=1, allow_code=True))
        await window.idle()

    assert "allow" in refused.error + refused.hint
    assert refused.program == str(judge)


async def test_what_a_stranger_judge_said_later_does_not_come_into_a_branch(
    tmp_path: Path,
) -> None:
    db = tmp_path / "t.db"
    async with staged(db) as window:
        parent = await finished(window, tmp_path)
    with Store.open(db) as store:
        async with judging(store, parent) as again:
            await again.add(Judgement(turn=0, role="a", judge="stranger", score=0.1, version="v"))
    async with staged(db) as window:
        await window.send(Branch(episode=parent, turn=1))
        child = await window.idle()

    assert {each.judge for each in stored(db, child).judgements} == {"brevity"}
