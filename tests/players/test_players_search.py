"""A player that thinks first: what it weighs, what it says, and what it can never have known."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

import pytest

from society.domain.calls import Attempt
from society.domain.dialogue import Action, Dialogue, Game, Turn, Utterance, View
from society.domain.errors import SocietyError
from society.llm.model import Tell, nobody
from society.players.imagining import Guide
from society.players.mute import MutePlayer
from society.players.recounting import AS_GOOD
from society.players.search import SearchPlayer
from society.players.thought import Thought
from society.scenario import referee
from society.scenario.belief import imagined
from society.scenario.draw import dealt, draw
from society.scenario.load import load
from society.scenario.rules import rules_of

QUICK = {"worlds": 2, "rollouts": 1}


@dataclass
class Says:
    """Says these in turn, whatever the chance."""

    replies: list[tuple[str, Action | None]]
    name: str = "says"
    seen: list[View] = field(default_factory=list)

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        text, action = self.replies[len(self.seen) % len(self.replies)]
        self.seen.append(view)
        return Utterance(text=text, action=action, player=self.name, calls=(f"c{len(self.seen)}",))


def price(at: int) -> Action:
    return Action(name="propose", args={"price": at})


def bike(seed: int = 7) -> Dialogue:
    """The buyer has offered 100."""
    game = draw(load("market/used_bike"), seed=seed)
    return (
        Dialogue(game=game)
        .say(Turn(index=0, role="seller", text="Hi!"))
        .say(Turn(index=1, role="buyer", text="100?", action=price(100)))
    )


def thinker(own: object, talk: Dialogue, setting: str, **more: int) -> SearchPlayer:
    imagine = partial(imagined, talk.game, "seller")
    thought = Thought.parse(setting).model_copy(update={**QUICK, **more})
    return SearchPlayer(own, imagine, thought, clock=lambda: 0.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("setting", ["best-of-3", "beam:3x2", "mcts:12x3"])
async def test_it_says_what_comes_to_more(setting: str) -> None:
    """To ask for 140 is better for the seller than to give the bike away for 90."""
    talk = bike()
    own = Says([("Take it for 90.", price(90)), ("140 is fair.", price(140))])

    said = await thinker(own, talk, setting).speak(referee.view(talk, "seller"))

    assert said.action == price(140)
    assert said.player == f"{Thought.parse(setting)},worlds=2,rollouts=1 over says"


async def test_what_was_considered_goes_along_with_its_worth_and_the_calls_behind_it() -> None:
    talk = bike()
    own = Says([("Take it for 90.", price(90)), ("140 is fair.", price(140))])

    said = await thinker(own, talk, "best-of-2").speak(referee.view(talk, "seller"))

    low, high = said.drafts
    assert (low.action, high.action) == (price(90), price(140))
    assert low.value is not None
    assert high.value is not None
    assert low.value < high.value
    assert "less than what was said" in low.reason
    assert high.reason == "said"
    assert said.calls == ("c2",)
    assert (low.calls, high.calls) == (("c1",), ("c2",))


async def test_the_same_move_in_other_words_is_considered_once() -> None:
    talk = bike()
    own = Says([("140!", price(140)), ("I want 140.", price(140))])

    said = await thinker(own, talk, "best-of-4").speak(referee.view(talk, "seller"))

    assert said.text == "140!"
    assert said.drafts == ()
    assert said.searched
    assert said.searched.stopped == "agreed"
    assert len(own.seen) == 3


async def test_a_try_that_was_refused_is_mended_without_a_search() -> None:
    talk = bike()
    own = Says([("140.", price(140))])
    view = referee.view(talk, "seller", refused=("propose needs price",))

    await thinker(own, talk, "best-of-8").speak(view)

    assert len(own.seen) == 1


@pytest.mark.parametrize("setting", ["best-of-4", "mcts:16x4"])
async def test_what_the_other_side_hides_changes_nothing_that_it_thinks(setting: str) -> None:
    """Two games that differ only in the buyer's limit: the seller weighs and says the same."""
    talk = bike()
    values = rules_of(talk.game).values
    hidden = {**values, "buyer_max": values["buyer_max"] + 30, "zopa": 99}
    richer = dealt(talk.game.scenario, hidden, locale="en", seed=talk.game.seed)
    twin = Dialogue(game=richer, turns=talk.turns)

    one, other = [
        await thinker(MutePlayer(), each, setting).speak(referee.view(each, "seller"))
        for each in (talk, twin)
    ]

    assert richer.role("buyer").limit != talk.game.role("buyer").limit
    assert one == other


async def test_the_same_view_is_thought_about_the_same_way_twice() -> None:
    talk = bike()
    player = thinker(MutePlayer(), talk, "mcts:16x4")

    said = [await player.speak(referee.view(talk, "seller")) for _ in range(2)]

    assert said[0] == said[1]


async def test_what_was_looked_ahead_to_hangs_below_what_it_answers() -> None:
    talk = bike()

    said = await thinker(MutePlayer(), talk, "mcts:64x4").speak(referee.view(talk, "seller"))

    first = [each for each in said.drafts if each.above is None]
    later = [(at, each) for at, each in enumerate(said.drafts) if each.above is not None]
    assert sum(each.prior or 0 for each in first) == pytest.approx(1)
    assert later
    for at, each in later:
        assert each.above is not None
        assert each.above < at
        assert each.role in {"buyer", "seller"}
        assert each.visits <= said.drafts[each.above].visits


async def test_what_was_found_out_is_known_at_the_next_turn() -> None:
    """The buyer answers as imagined: where the game is then has been visited before."""
    talk = bike()
    player = thinker(MutePlayer(), talk, "mcts:96x4")
    said = await player.speak(referee.view(talk, "seller"))
    chosen = next(at for at, each in enumerate(said.drafts) if each.reason == "said")
    answer = max(
        (each for each in said.drafts if each.above == chosen), key=lambda each: each.visits
    )
    talk = talk.say(Turn(index=2, role="seller", text="", action=said.action))
    talk = talk.say(Turn(index=3, role="buyer", text="Well.", action=answer.action))
    fresh = thinker(MutePlayer(), talk, "mcts:96x4")

    again, anew = [await each.speak(referee.view(talk, "seller")) for each in (player, fresh)]

    visits = [
        sum(each.visits for each in one.drafts if each.above is None) for one in (again, anew)
    ]
    assert visits[0] > visits[1]


async def test_a_search_ends_when_its_time_is_up_and_says_so() -> None:
    talk = bike()
    ticks = iter(range(1000))
    player = SearchPlayer(
        MutePlayer(),
        partial(imagined, talk.game, "seller"),
        Thought.parse("mcts:500x4,seconds=20"),
        clock=lambda: float(next(ticks)),
    )

    said = await player.speak(referee.view(talk, "seller"))

    assert said.searched is not None
    assert said.searched.stopped == "seconds"
    assert said.searched.simulations < 100


async def test_a_tree_search_that_was_sure_before_its_end_says_so() -> None:
    """One reply is far better: no further simulation could make another one more visited."""
    talk = bike()
    own = Says([("Take it for 81.", price(81)), ("140 is fair.", price(140))])

    said = await thinker(own, talk, "mcts:60x2").speak(referee.view(talk, "seller"))

    assert said.searched is not None
    assert said.searched.simulations < 60
    assert said.searched.stopped == "settled"


async def test_a_reply_worth_as_much_to_two_places_is_not_said_to_be_worth_0_00_less() -> None:
    talk = bike()
    own = Says([("140 is fair.", price(140)), ("Well, 140.", None)])
    player = SearchPlayer(
        own,
        partial(imagined, talk.game, "seller"),
        Thought.parse("best-of-2,value=judge:even"),
        guiding=lambda _tell, _known: [even],
    )

    said = await player.speak(referee.view(talk, "seller"))

    assert {each.reason for each in said.drafts} == {"said", AS_GOOD}


async def even(dialogue: Dialogue, start: int) -> dict[str, float]:
    return {"seller": 0.5 - 0.001 * len(dialogue.turns[start].text)}


@pytest.mark.parametrize(
    ("setting", "worded"),
    [("best-of-2", False), ("best-of-2,words", True), ("best-of-2,value=self+rollouts", True)],
)
def test_judges_are_given_words_to_judge(setting: str, worded: bool) -> None:
    assert Thought.parse(setting).worded is worded


@pytest.mark.parametrize("setting", ["best-of-6", "beam:6x2", "mcts:40x2"])
async def test_a_limit_of_calls_is_kept_to_the_call(setting: str) -> None:
    """Whoever values replies is waited for, and yet no more are put to it than may be."""
    talk, asked = bike(), list[int]()
    own = Says([(f"{at} is fair.", price(at)) for at in range(120, 180, 10)])

    def guiding(tell: Tell, _known: object) -> list[Guide]:
        async def slow(dialogue: Dialogue, start: int) -> dict[str, float]:
            asked.append(start)
            await asyncio.sleep(0)
            tell(Attempt(call=str(len(asked)), number=1, purpose="turn:2", model="judge"))
            return {each.id: 0.5 for each in dialogue.game.roles}

        return [slow]

    player = SearchPlayer(
        own,
        partial(imagined, talk.game, "seller"),
        Thought.parse(f"{setting},value=judge:slow,calls=3"),
        guiding=guiding,
        clock=lambda: 0.0,
    )

    said = await player.speak(referee.view(talk, "seller"))

    assert len(asked) == 3
    assert said.searched is not None
    assert said.searched.stopped == "calls"


async def test_nearly_the_same_words_are_one_candidate_and_all_their_calls_are_kept() -> None:
    talk = bike()
    own = Says(
        [("I could take 140 for it.", None), ("I could take 140 for it!!", None), ("No.", None)]
    )

    said = await thinker(own, talk, "best-of-3").speak(referee.view(talk, "seller"))

    assert [each.text for each in said.drafts] == ["I could take 140 for it.", "No."]
    assert said.drafts[0].calls == ("c1", "c2")
    assert [each.prior for each in said.drafts] == pytest.approx([2 / 3, 1 / 3])


async def test_nobody_imagines_another_who_offers_what_is_worth_less_to_it_than_no_deal() -> None:
    talk = bike()
    player = thinker(MutePlayer(), talk, "mcts:8x2", worlds=16)
    offered = talk.say(Turn(index=2, role="seller", text="", action=price(190)))
    offered = offered.say(Turn(index=3, role="buyer", text="", action=price(140)))

    world = player._imagined(referee.view(offered, "seller"), (), nobody)

    limits = [world.dream(at).game.role("buyer").limit for at in range(16)]
    assert all(limit is not None and (limit.value or 0) >= 140 for limit in limits)


@pytest.mark.parametrize(
    "wrong",
    [
        "best-of-0",
        "mcts:8",
        "beam:8x2@2",
        "think",
        "best-of-",
        "best-of-2,luck",
        "best-of-2,calls=0",
        "best-of-2,view=both",
    ],
)
def test_a_setting_that_says_nothing_is_refused(wrong: str) -> None:
    with pytest.raises(SocietyError) as refused:
        Thought.parse(wrong)
    assert "best-of-8" in refused.value.hint or "there are value=…" in refused.value.hint


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("mcts:0x3", "simulations is 0; it must be at least 1"),
        ("best-of-999", "width is 999; it must be at most 256"),
        ("beam:8x3@0", "keep is 0; it must be above 0"),
        ("best-of-2,calls=x", "calls is 'x', which is no number"),
        ("best-of-2,view=both", "view is 'both'; it can be own or oracle"),
        ("best-of-2,value=a++b", "value is 'a++b', which says nothing"),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_in_words(wrong: str, why: str) -> None:
    with pytest.raises(SocietyError) as refused:
        Thought.parse(wrong)

    assert refused.value.message == f"{wrong!r}: {why}"


@pytest.mark.parametrize(
    "text",
    [
        "best-of-8",
        "beam:8x3@0.25",
        "mcts:32x6",
        "mcts:32x6,value=judge:rubric+rollouts,view=oracle,width=4,calls=40,money=0.5,words,forced",
    ],
)
def test_a_setting_is_written_as_it_is_read(text: str) -> None:
    assert str(Thought.parse(text)) == text


def test_a_game_of_three_can_be_imagined_and_searched_by_each() -> None:
    game: Game = draw(load("diplomacy/ceasefire"), seed=1)

    assert {imagined(game, role.id, 1).scenario.id for role in game.roles} == {game.scenario.id}
