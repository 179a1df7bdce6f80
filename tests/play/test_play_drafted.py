"""Replies sampled for a turn: numbered as they come, handed back after a break, kept in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from society.domain.calls import Attempt
from society.domain.dialogue import Action, Dialogue, Draft, Searched, Turn, Utterance, View
from society.domain.errors import ModelError
from society.domain.events import Drafted, Event, Failed, Speaking
from society.llm.model import Tell, nobody
from society.play.bench import Bench
from society.play.speaking import next_turn
from society.play.talk import Talk
from society.players.hearing import quietly
from society.store.record import record
from society.store.store import Store
from tests.play.table import Line, Script, all_of, game, watch

PRICE = Action(name="propose", args={"price": 70})


@dataclass
class Sampler:
    """Samples until it has `wants` replies of a turn, and says the last; dies after `dies`."""

    wants: int = 3
    dies: int = 99
    name: str = "sampler"
    calls: list[str] = field(default_factory=list)
    seen: list[View] = field(default_factory=list)

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        self.seen.append(view)
        found = list(view.drafted)
        while len(found) < self.wants:
            if len(self.calls) >= self.dies:
                raise ModelError("the server went away", kind="server")
            call = f"{view.turn}-{len(found)}"
            self.calls.append(call)
            tell(Attempt(call=call, number=1, purpose=f"turn:{view.turn}", model="m"))
            found.append(Draft(text=f"{call}?", calls=(call,)))
            tell(found[-1])
        drafts = tuple(each.model_copy(update={"visits": 1}) for each in found)
        return Utterance(text=found[-1].text, action=PRICE, player=self.name, drafts=drafts)


def seated(seller: object, buyer: Sequence[Line] = ("Hm.",) * 3) -> Bench:
    return Bench(players={"seller": seller, "buyer": Script(buyer)})  # type: ignore[dict-item]


def drafted(events: Sequence[Event]) -> list[tuple[int, int, str]]:
    return [(e.turn, e.n, e.draft.text) for e in events if isinstance(e, Drafted)]


async def broken_off(store: Store, seller: Sampler) -> list[Event]:
    return await all_of(record(store, watch(seated(seller))))


async def test_each_sampled_reply_is_told_with_its_turn_and_number() -> None:
    events = await all_of(watch(seated(Sampler(wants=2))))

    assert drafted(events)[:4] == [(2, 0, "2-0?"), (2, 1, "2-1?"), (4, 0, "4-0?"), (4, 1, "4-1?")]


async def test_after_a_break_the_player_goes_on_with_what_was_sampled(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        first = await broken_off(store, Sampler(dies=2))
        so_far = store.episode("e1")
        again = Sampler()
        rest = seated(again)
        events = await all_of(record(store, watch(rest, so_far=so_far)))
        turn = store.episode("e1").dialogue.turns[2]

    assert isinstance(first[-1], Failed)
    assert [each.text for each in so_far.drafted] == ["2-0?", "2-1?"]
    assert again.seen[0].drafted == so_far.drafted
    assert again.calls[0] == "2-2"
    assert drafted(events)[0] == (2, 2, "2-2?")
    assert [each.text for each in turn.drafts] == ["2-0?", "2-1?", "2-2?"]
    assert [each.visits for each in turn.drafts] == [1, 1, 1]


async def test_only_the_first_view_of_that_turn_has_them(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        await broken_off(store, Sampler(dies=2))
        seller, buyer = Sampler(), Script(["Hm."] * 3)
        table = Bench(players={"seller": seller, "buyer": buyer})
        await all_of(record(store, watch(table, so_far=store.episode("e1"))))

    assert [len(view.drafted) for view in seller.seen] == [2, 0]
    assert [len(view.drafted) for view in buyer.seen] == [0] * len(buyer.seen)


async def test_a_person_who_took_the_role_says_a_turn_without_them(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        await broken_off(store, Sampler(dies=2))
        table = seated(Script(["I speak for myself.", "Still I."]), ["Well."] * 2)
        await all_of(record(store, watch(table, so_far=store.episode("e1"))))
        found = store.episode("e1")

    assert found.dialogue.turns[2].text == "I speak for myself."
    assert found.dialogue.turns[2].drafts == ()
    assert found.drafted == ()


class Twice:
    """Tries an offer that is not allowed, then one that is; each try samples two replies."""

    name = "twice"

    def __init__(self) -> None:
        self.seen: list[View] = []

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        self.seen.append(view)
        n = len(view.refused)
        move = PRICE if view.refused else Action(name="accept")
        mine = (
            Draft(text=f"{n}a", value=0.25, calls=(f"{n}a",)),
            Draft(text=f"{n}b", action=move, value=0.5, reason="said", calls=(f"{n}b",)),
            Draft(text="Then no.", above=1, role="buyer"),
        )
        for each in mine[:2]:
            tell(each)
        thought = None if view.refused else Searched(thought="best-of-2")
        said = {"drafts": mine, "searched": thought, "calls": (f"{n}b",)}
        return Utterance(text=f"{n}b", action=move, **said)


async def second_try() -> tuple[Turn, list[Event], Twice]:
    player = Twice()
    opened = Turn(index=0, role="seller", text="A lamp?", flags=("opening",))
    asked = Turn(index=1, role="buyer", text="How much?")
    talk = Talk.of(game_of(opened, asked), (Draft(text="sampled before"),))
    events: list[Event] = []
    turn = await next_turn("e1", talk, {"seller": player}, events.append)
    return turn, events, player


def game_of(*turns: Turn) -> Dialogue:
    return Dialogue(game=game(), turns=turns)


async def test_numbers_go_on_over_tries_and_over_what_was_there_before() -> None:
    _, events, player = await second_try()

    assert drafted(events) == [(2, 1, "0a"), (2, 2, "0b"), (2, 3, "1a"), (2, 4, "1b")]
    assert [each.again != "" for each in events if isinstance(each, Speaking)] == [False, True]
    assert [len(view.drafted) for view in player.seen] == [1, 0]


async def test_a_reply_that_is_told_again_with_its_value_keeps_its_number() -> None:
    said = [Draft(text="90?"), Draft(text="80?"), Draft(text="80?", value=0.5)]

    class Weighing(Sampler):
        async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
            for each in (*said, Draft(text="95?", value=0.75)):
                tell(each)
            return Utterance(text="80?")

    talk = Talk.of(game_of(Turn(index=0, role="seller", text="A lamp?", flags=("opening",))))
    talk = talk.say(Turn(index=1, role="buyer", text="How much?"))
    before = Talk.of(talk.dialogue, (Draft(text="95?"),))
    events: list[Event] = []

    await next_turn("e1", before, {"seller": Weighing()}, events.append)

    assert drafted(events) == [(2, 1, "90?"), (2, 2, "80?"), (2, 2, "80?"), (2, 0, "95?")]


async def test_of_a_refused_try_everything_that_was_considered_is_kept_in_its_place() -> None:
    turn, _, _ = await second_try()

    assert [each.text for each in turn.drafts] == ["0a", "0b", "Then no.", "1a", "1b", "Then no."]
    assert [each.above for each in turn.drafts] == [None, None, 1, None, None, 4]
    assert turn.drafts[1].reason.startswith("refused: ")
    assert turn.drafts[4].reason == "said"
    assert turn.calls == ("0b", "1b")
    assert turn.searched == Searched(thought="best-of-2")


async def test_a_try_that_was_thought_over_by_nobody_stands_before_the_next_ones_tree() -> None:
    class Once(Twice):
        async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
            said = await super().speak(view, tell=tell)
            return said if view.refused else said.model_copy(update={"drafts": ()})

    talk = Talk.of(game_of(Turn(index=0, role="seller", text="A lamp?", flags=("opening",))))
    talk = talk.say(Turn(index=1, role="buyer", text="How much?"))

    turn = await next_turn("e1", talk, {"seller": Once()}, lambda _: None)

    assert [each.text for each in turn.drafts] == ["0b", "1a", "1b", "Then no."]
    assert [each.above for each in turn.drafts] == [None, None, None, 2]
    assert turn.drafts[0].calls == ("0b",)


def test_what_is_sampled_for_a_try_that_nobody_will_say_is_no_candidate_of_the_turn() -> None:
    heard: list[object] = []

    quietly(heard.append)(Draft(text="a suggestion"))

    assert heard == []
