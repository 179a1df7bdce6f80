"""Preferences: only what followed the very same words is compared."""

from typing import Any

import pytest

from society.domain.dialogue import Action, Dialogue, Draft, Game, Turn
from society.domain.episode import Episode, Outcome
from society.domain.judging import Reward
from society.export import pairs
from society.export.choice import Choice
from society.export.pairs import Duel, Pair
from society.export.views import lens
from society.scenario.draw import draw
from tests.export.played import episode, everything
from tests.scenario.stage import HAGGLE, SMALL, made

TALK = made({**SMALL, "reward": {"turn": 1, "outcome": 0}})
BARGAIN = made({**HAGGLE, "reward": {"turn": 1, "outcome": 0}})
CHOICE = Choice()


def played(
    name: str,
    *texts: str,
    paid: tuple[float, ...] = (),
    game: Game | None = None,
    winner: str | None = None,
    **last: Any,
) -> Episode:
    """Words said in turn by a and b, each paid as given; `last` changes the last turn."""
    dialogue = Dialogue(game=game or draw(TALK, seed=1))
    for at, text in enumerate(texts):
        more = last if at == len(texts) - 1 else {}
        dialogue = dialogue.say(Turn(index=at, role="ab"[at % 2], text=text, **more))
    rewards = tuple(
        Reward(turn=at, role="ab"[at % 2], value=value) for at, value in enumerate(paid)
    )
    returns = {
        role: sum(paid[at::2]) / len(paid[at::2]) for at, role in enumerate("ab") if paid[at::2]
    }
    outcome = Outcome(ended="max_turns", returns=returns, winner=winner)
    return episode(dialogue, name=name, rewards=rewards, outcome=outcome)


def compared(*told: Episode, role: str = "a", choice: Choice = CHOICE) -> list[Pair]:
    return list(pairs.branches([lens(each, role, choice) for each in told], choice))


def sides(pair: Pair) -> tuple[str, str]:
    return pair.chosen.completion.content, pair.rejected.completion.content


def fought(*told: Episode) -> list[Duel]:
    return list(pairs.duels([lens(each, "a", CHOICE) for each in told], CHOICE))


def test_two_answers_to_the_same_words_are_a_pair() -> None:
    good = played("good", "Hi.", "And?", "Please.", paid=(0.5, 0.5, 0.9))
    bad = played("bad", "Hi.", "And?", "Now!", paid=(0.5, 0.5, 0.1))

    (pair,) = compared(bad, good)

    assert sides(pair) == ("Please.", "Now!")
    assert (pair.score_chosen, pair.score_rejected) == (0.9, 0.1)
    assert pair.margin == pytest.approx(0.8)
    assert pair.chosen.prompt == pair.rejected.prompt
    assert [each.content for each in pair.chosen.prompt[1:]][-1] == "And?"


def test_answers_to_different_words_are_no_pair() -> None:
    good = played("good", "Hi.", "And?", "Please.", paid=(0.5, 0.5, 0.9))
    bad = played("bad", "Hi.", "What?", "Now!", paid=(0.5, 0.5, 0.1))

    assert compared(good, bad) == []


def test_after_a_pair_what_follows_is_of_another_prefix() -> None:
    good = played("good", "Please.", "Yes?", "Here.", paid=(0.9, 0.5, 0.9))
    bad = played("bad", "Now!", "Yes?", "There.", paid=(0.1, 0.5, 0.1))

    assert [pair.chosen.completion.turn for pair in compared(good, bad)] == [0]


def test_the_same_words_with_another_move_are_another_answer() -> None:
    game = draw(BARGAIN, seed=1)
    offers = [Action(name="propose", args={"price": price}) for price in (50, 60)]
    good, bad = (
        played(str(at), "Mine.", paid=(paid,), game=game, action=offer)
        for at, (offer, paid) in enumerate(zip(offers, (0.9, 0.1), strict=True))
    )

    (pair,) = compared(good, bad)

    assert '"price": 50' in sides(pair)[0]
    assert '"price": 60' in sides(pair)[1]
    assert compared(good, bad, choice=Choice(actions="text")) == []


def test_a_turn_is_worth_the_return_from_it_on_and_not_before() -> None:
    lucky = played("lucky", "Hi.", "And?", "Now!", "No.", "Oh.", paid=(1, 0.5, 0.1, 0.5, 0.3))
    polite = played("polite", "Hi.", "And?", "Please.", "Yes.", "Oh.", paid=(0, 0.5, 0.9, 0.5, 0.7))

    (pair,) = compared(lucky, polite)

    assert sides(pair) == ("Please.", "Now!")
    assert (pair.score_chosen, pair.score_rejected) == pytest.approx((0.8, 0.2))


def test_an_answer_given_twice_is_worth_the_mean() -> None:
    told = [
        played("one", "Please.", paid=(1.0,)),
        played("two", "Please.", paid=(0.0,)),
        played("three", "Now!", paid=(0.3,)),
    ]

    (pair,) = compared(*told)

    assert sides(pair) == ("Please.", "Now!")
    assert pair.score_chosen == 0.5


def test_a_small_difference_is_no_preference() -> None:
    told = played("one", "Please.", paid=(0.5,)), played("two", "Now!", paid=(0.45,))

    assert compared(*told) == []
    assert len(compared(*told, choice=Choice(margin=0.04))) == 1


@pytest.mark.parametrize("flag", ["truncated", "refused", "leak", "to_judge", "opening"])
def test_an_unwanted_answer_is_on_neither_side(flag: str) -> None:
    good = played("good", "Please.", paid=(0.9,), flags=(flag,))
    bad = played("bad", "Now!", paid=(0.1,))

    assert compared(good, bad) == []


def test_an_answer_that_nobody_paid_is_on_neither_side() -> None:
    assert compared(played("one", "Please."), played("two", "Now!", paid=(0.1,))) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"seed": 2}, id="seed"),
        pytest.param({"index": 1}, id="index"),
        pytest.param({"level": "hard"}, id="level"),
        pytest.param({"locale": "zh"}, id="locale"),
    ],
)
def test_another_game_has_another_key(change: dict[str, Any]) -> None:
    game = draw(TALK, seed=1)

    one, other = (played("x", "Hi.", game=each) for each in (game, game.model_copy(update=change)))

    assert pairs.game_key(one) != pairs.game_key(other)


def test_roles_dealt_otherwise_are_another_setup_and_a_models_name_is_not() -> None:
    game = draw(TALK, seed=1)
    first, *rest = game.roles
    bolder = game.model_copy(update={"roles": (first.model_copy(update={"goal": "Win."}), *rest)})
    recast = game.model_copy(update={"roles": (first.model_copy(update={"model": "m"}), *rest)})

    setups = [
        pairs.setup(lens(played("x", "Hi.", game=each), "a", CHOICE))
        for each in (game, bolder, recast)
    ]

    assert setups[0] == setups[2] != setups[1]


def test_episodes_out_of_order_are_refused() -> None:
    one, two = (played(str(seed), "Hi.", game=draw(TALK, seed=seed)) for seed in (1, 2))

    with pytest.raises(ValueError, match="not ordered by game"):
        list(pairs.games([one, two, one]))


def test_episodes_in_order_come_game_by_game() -> None:
    told = list(everything())

    groups = list(pairs.games(told))

    assert [each.id for group in groups for each in group] == [each.id for each in told]
    assert all(len({pairs.game_key(each) for each in group}) == 1 for group in groups)
    assert len(groups) == len(told) / 3


def considered(*drafts: Draft, paid: float = 0.5) -> list[Pair]:
    told = played("search", "Please.", paid=(paid,), drafts=drafts)
    return list(pairs.drafts(lens(told, "a", CHOICE), CHOICE))


def test_what_was_said_is_better_than_the_worst_that_was_considered() -> None:
    (pair,) = considered(Draft(text="Hm.", value=0.3), Draft(text="Now!", value=0.1))

    assert sides(pair) == ("Please.", "Now!")
    assert (pair.score_chosen, pair.score_rejected) == (0.5, 0.1)


def test_the_searchs_own_value_of_what_was_said_counts_where_it_is_kept() -> None:
    said = Draft(text="Please.", value=0.8)

    (pair,) = considered(said, Draft(text="Now!", value=0.6), paid=0.0)

    assert (pair.score_chosen, pair.score_rejected) == (0.8, 0.6)


def test_a_draft_without_a_value_or_as_good_as_the_words_is_no_pair() -> None:
    assert considered(Draft(text="Now!", reason="refused: not now")) == []
    assert considered(Draft(text="Now!", value=0.45)) == []
    assert considered() == []


def test_what_was_weighed_for_a_turn_counts_over_how_two_dialogues_came_to_end() -> None:
    """A person kept `Please.` over `Now!`, yet the dialogue that said `Now!` ended better."""
    weighed = (Draft(text="Please.", value=1.0), Draft(text="Now!", value=0.0))
    kept = played("kept", "Hi.", "And?", "Please.", paid=(0.5, 0.5, 0.1), drafts=weighed)
    said = played("said", "Hi.", "And?", "Now!", paid=(0.5, 0.5, 0.9))
    both = [lens(each, "a", CHOICE) for each in (kept, said)]

    (pair,) = pairs.preferences(both, CHOICE)

    assert sides(pair) == ("Please.", "Now!")
    assert [sides(each) for each in compared(kept, said)] == [("Now!", "Please.")]


def test_a_won_dialogue_is_better_than_a_lost_one_of_the_same_game() -> None:
    won = played("won", "Please.", paid=(0.9,), winner="a")
    lost = played("lost", "Now!", paid=(0.1,), winner="b")

    (duel,) = fought(lost, won)

    assert (duel.chosen.key, duel.rejected.key) == ("won/a", "lost/a")
    assert duel.margin == pytest.approx(0.8)


def test_the_best_meets_the_worst_and_each_fights_once() -> None:
    won = [played(f"won{at}", f"W{at}.", paid=(0.6 + at / 10,), winner="a") for at in range(3)]
    lost = [played(f"lost{at}", f"L{at}.", paid=(at / 10,), winner="b") for at in range(2)]

    found = [(duel.chosen.episode.id, duel.rejected.episode.id) for duel in fought(*won, *lost)]

    assert found == [("won2", "lost0"), ("won1", "lost1")]


def test_two_won_dialogues_or_two_alike_do_not_fight() -> None:
    won = played("won", "Please.", paid=(0.9,), winner="a")
    also = played("also", "Now!", paid=(0.1,), winner="a")
    same = played("same", "Please.", paid=(0.1,), winner="b")

    assert fought(won, also) == []
    assert fought(won, same) == []
