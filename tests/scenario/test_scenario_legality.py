"""What is legal, and why something is not."""

import pytest

from society.domain.dialogue import Action, Dialogue, Game
from society.scenario import referee
from society.scenario.draw import draw
from tests.scenario.stage import HAGGLE, THREE, TREATY, made, names, offer, played, said, small


@pytest.mark.parametrize(
    ("action", "why"),
    [
        (Action(name="bid"), "there is no action 'bid'; possible now: propose"),
        (Action(name="propse"), "there is no action 'propse'; did you mean 'propose'?"),
        (Action(name="accept"), "accept is not possible now: the dialogue has at least 2 turns"),
        (Action(name="propose"), "propose: the argument 'price' is missing"),
        (
            Action(name="propose", args={"price": -1, "coin": "euro"}),
            "propose: there is no argument 'coin'; it takes price; "
            "price is -1; it must be at least 0",
        ),
        (
            Action(name="propose", args={"price": "ninety"}),
            "propose: price is 'ninety'; it must be a number",
        ),
        (
            Action(name="propose", args={"price": True}),
            "propose: price is true; it must be a number",
        ),
        (Action(name="propose", args={"price": 90.5}), None),
        (None, None),
    ],
)
def test_a_move_is_refused_with_the_reason(
    bike: Game, action: Action | None, why: str | None
) -> None:
    assert referee.refuse(Dialogue(game=bike), "seller", action) == why


@pytest.mark.parametrize(
    ("action", "why"),
    [
        (Action(name="bid"), "没有 'bid' 这个行动；现在可以采取的行动：propose"),
        (Action(name="propse"), "没有 'propse' 这个行动；你是不是指 'propose'？"),
        (Action(name="accept"), "现在不能采取行动 accept：对话至少要有 2 轮"),
        (Action(name="propose"), "propose：缺少参数 'price'"),
        (
            Action(name="propose", args={"price": -1, "coin": 1}),
            "propose：没有参数 'coin'；可用的参数：price；price 是 -1；不能小于 0",
        ),
        (Action(name="propose", args={"price": "九十"}), "propose：price 是 '九十'；必须是数字"),
    ],
)
def test_in_a_chinese_game_a_move_is_refused_in_chinese(
    bike: Game, action: Action, why: str
) -> None:
    game = bike.model_copy(update={"locale": "zh"})

    assert referee.refuse(Dialogue(game=game), "seller", action) == why


def test_a_move_of_another_role_is_refused() -> None:
    dialogue = small(actions={"ask": {"by": ["a"]}, "tell": {"by": ["b"]}})

    why = referee.refuse(dialogue, "a", Action(name="tell"))

    assert why == "tell is not possible now: it is a move of b"
    assert (names(dialogue, "a"), names(dialogue, "b")) == (["ask"], ["tell"])


def test_ones_own_offer_cannot_be_accepted_and_a_newer_one_overtakes_it(bike: Game) -> None:
    dialogue = played(bike, None, None, offer(price=130))
    assert "accept" in names(dialogue, "buyer")
    assert "accept" not in names(dialogue, "seller")

    overtaken = said(dialogue, offer(price=110))

    assert "accept" in names(overtaken, "seller")
    assert "accept" not in names(overtaken, "buyer")


def test_an_offer_stands_while_people_only_talk(bike: Game) -> None:
    dialogue = played(bike, offer(price=130), None, None, None, None)

    assert "accept" in names(dialogue, "buyer")


def test_of_alone_is_enough_to_keep_a_role_from_accepting_its_own() -> None:
    game = draw(
        made(
            HAGGLE,
            actions={**HAGGLE["actions"], "accept": {"of": "propose", "ends": "agreement"}},
        ),
        seed=0,
    )
    dialogue = said(Dialogue(game=game), offer(price=60))

    assert referee.refuse(dialogue, "a", Action(name="accept")) == (
        "accept is not possible now: the propose that stands is its own"
    )
    assert referee.refuse(dialogue, "b", Action(name="accept")) is None
    nothing = Dialogue(game=game)
    assert "there is no propose to accept" in str(
        referee.refuse(nothing, "b", Action(name="accept"))
    )


def test_who_proposed_or_signed_cannot_sign_again(talks: Game) -> None:
    dialogue = played(talks, None, None, None, None, None, TREATY)

    assert referee.refuse(dialogue, "borel", Action(name="sign")) == (
        "sign is not possible now: it has signed already"
    )


def test_a_new_proposal_begins_the_signatures_anew() -> None:
    scenario = made(
        HAGGLE,
        **{**THREE, "outcome": {}, "stop": [], "turns": {"max": 20}},
        actions={
            "propose": HAGGLE["actions"]["propose"],
            "sign": {"of": "propose", "quorum": 3, "ends": "treaty"},
        },
    )
    game = draw(scenario, seed=0)
    nearly = played(game, offer(price=1), "sign")
    assert referee.ending(nearly) is None

    anew = said(nearly, offer(price=2))
    assert referee.ending(said(anew, "sign")) is None
    assert referee.ending(said(said(anew, "sign"), "sign")) == "treaty"
    assert referee.ending(said(nearly, "sign")) == "treaty"


def test_an_offer_goes_with_the_one_who_made_it(talks: Game) -> None:
    dialogue = said(played(talks, *[None] * 5, TREATY), None)
    gone = said(dialogue, "walk_away", role="borel")

    assert referee.standing(gone) is None
    assert "sign" not in names(gone, "arken")


def test_nothing_that_ends_is_legal_before_the_least_number_of_turns() -> None:
    dialogue = small(
        turns={"min": 2},
        actions={"end": {"ends": "over"}, "leave": {"removes_role": True}, "nod": {}},
    )

    assert names(dialogue, "a") == ["leave", "nod"]
    assert names(said(said(dialogue)), "a") == ["end", "leave", "nod"]


def test_a_move_that_is_due_is_the_only_legal_one() -> None:
    dialogue = small(
        turns={"max": 4},
        actions={
            "answer": {"by": ["b"], "due": "turn >= limits.max - 1", "ends": "answered"},
            "ask": {},
        },
    )
    early, late = said(dialogue), said(said(said(dialogue)))

    assert names(early, "b") == ["answer", "ask"]
    assert [(option.name, option.due) for option in referee.options(late, "b")] == [
        ("answer", True)
    ]
    assert names(late, "a") == ["ask"]
    assert referee.refuse(late, "b", None) == "answer must be taken now"
    assert referee.refuse(late, "b", Action(name="ask")) == "answer must be taken now, not ask"
    assert referee.refuse(late, "b", Action(name="answer")) is None
    assert referee.refuse(late, "a", None) is None


def test_an_argument_with_a_default_need_not_be_given() -> None:
    dialogue = small(
        actions={"bid": {"args": {"n": {"type": "integer", "default": 7}}}},
        stop=[{"when": "last('bid') and last('bid').n == 7", "outcome": "seven"}],
    )

    assert referee.refuse(dialogue, "a", Action(name="bid")) is None
    assert referee.ending(said(dialogue, "bid")) == "seven"
    assert referee.ending(said(dialogue, ("bid", {"n": 8}))) is None


def test_an_action_of_an_illegal_turn_was_not_taken(bike: Game) -> None:
    dialogue = said(Dialogue(game=bike), offer(price=130), flags=("illegal",))

    assert referee.standing(dialogue) is None
    assert referee.view(dialogue, "buyer").turns[0].action is None
