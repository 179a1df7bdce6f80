"""What a search weighed, exported: pairs, labels, steps, shares of visits, values; good and bad."""

from typing import Any

import orjson
import pytest

from society.domain.dialogue import Action, Dialogue, Draft, Game, Turn
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.domain.judging import Reward
from society.domain.thinking import AHEAD, KEPT, PASSED_OVER, SAID
from society.export.check import RULES
from society.export.formats import FORMATS
from society.export.positions import FLAGGED, HOMELESS, UNBOUND, UNPLAYABLE, WORDLESS
from society.export.rows import Choice, Tally, rows
from society.export.targets import ALONE, UNCOUNTED
from society.scenario.draw import draw
from society.search import shares
from tests.export import searching
from tests.export.played import episode
from tests.scenario.stage import HAGGLE, SMALL, made

Record = dict[str, Any]
TALK = made({**SMALL, "reward": {"turn": 1, "outcome": 0}})
BIKE = "market/used_bike"
CAN = ("trl-dpo", "trl-reward", "trl-kto", "llama-factory-kto", "prm", "search-policy")
"""Formats that can be made of what a search weighed."""


def reply(text: str, value: float | None = None, visits: int = 0, **more: Any) -> Draft:
    return Draft(text=text, value=value, visits=visits, **more)


BEST = reply("Please.", 0.8, 40, reason=SAID)
FAIR, WORST = reply("Maybe.", 0.5, 16), reply("Now!", 0.1, 8)
ANSWER = reply("Why?", 0.7, 12, above=0, role="b", reason=AHEAD)
GOOD, BAD = (
    reply("So that we agree.", 0.9, 9, above=3, role="a", reason=AHEAD),
    reply("Because!", 0.2, 2, above=3, role="a", reason=AHEAD),
)
TREE = (BEST, FAIR, WORST, ANSWER, GOOD, BAD)
AFTER_IT = (
    reply("Oh.", 0.9, 9, above=6, role="b", reason=AHEAD),
    reply("After it.", 0.9, 5, above=7, role="a", reason=AHEAD),
    reply("After it. Or so.", 0.1, 4, above=7, role="a", reason=AHEAD),
)


def telling() -> Game:
    """A game in which a has a secret."""
    game = draw(TALK, seed=1)
    first, *others = game.roles
    return game.model_copy(
        update={"roles": (first.model_copy(update={"secrets": ("4711",)}), *others)}
    )


def weighed(
    *drafts: Draft,
    said: str = "Please.",
    before: tuple[str, ...] = (),
    game: Game | None = None,
) -> Episode:
    """One turn of a, searched, after what was said before in turn by a and b."""
    dialogue = Dialogue(game=game or draw(TALK, seed=1))
    for at, text in enumerate((*before, said)):
        more = {"drafts": drafts} if at == len(before) else {}
        dialogue = dialogue.say(Turn(index=at, role="ab"[at % 2], text=text, **more))
    return episode(dialogue, name="e")


def paid(told: Episode, value: float) -> Episode:
    """The dialogue with that reward for its only turn."""
    reward = Reward(turn=0, role="a", value=value)
    return told.model_copy(update={"rewards": (reward,), "id": f"e{value}"})


def exported(name: str, *told: Episode, tally: Tally | None = None, **choice: Any) -> list[Record]:
    wanted = Choice.model_validate({"roles": ("a",), "source": "search", **choice})
    return [row.record for row in rows(name, told, wanted, tally or Tally())]


def pairs(*drafts: Draft, **choice: Any) -> list[tuple[str, str]]:
    told = exported("trl-dpo", weighed(*drafts), **choice)
    return [(each["chosen"][0]["content"], each["rejected"][0]["content"]) for each in told]


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("worst", [("Please.", "Now!")]),
        ("each", [("Please.", "Maybe."), ("Please.", "Now!")]),
        ("all", [("Please.", "Maybe."), ("Please.", "Now!"), ("Maybe.", "Now!")]),
    ],
)
def test_which_candidates_are_compared_is_chosen(
    which: str, expected: list[tuple[str, str]]
) -> None:
    assert pairs(*TREE, pairs=which) == expected


def test_the_margin_of_a_pair_is_the_difference_of_their_values() -> None:
    (record,) = exported("trl-dpo", weighed(*TREE))

    assert (record["score_chosen"], record["score_rejected"]) == (0.8, 0.1)
    assert record["margin"] == pytest.approx(0.7)


def test_pairs_with_less_than_the_margin_are_left_out() -> None:
    assert pairs(*TREE, pairs="all", margin=0.35) == [("Please.", "Now!"), ("Maybe.", "Now!")]


def test_what_was_looked_ahead_to_is_paired_after_the_words_that_lead_there() -> None:
    told = exported("trl-dpo", weighed(*TREE), ahead=True)

    assert [each["ahead"] for each in told] == [0, 2]
    deep = told[1]
    assert [each["content"] for each in deep["prompt"][-2:]] == ["Please.", "Why?"]
    assert deep["chosen"][0]["content"] == "So that we agree."
    assert deep["rejected"][0]["content"] == "Because!"
    assert deep["turn"] == 2


def test_what_the_others_could_answer_is_never_compared_by_ones_own_values() -> None:
    other = reply("No.", 0.1, 3, above=0, role="b", reason=AHEAD)

    told = pairs(BEST, other, ANSWER.model_copy(update={"above": 0}), pairs="all", ahead=True)

    assert told == []


def test_candidates_without_words_are_left_out_and_counted() -> None:
    mute = reply("", 0.0, 3, action=Action(name="wave"))

    tally = Tally()
    told = exported("trl-dpo", weighed(*TREE, mute), tally=tally)

    assert [each["rejected"][0]["content"] for each in told] == ["Now!"]
    assert tally.dropped[WORDLESS] == 1


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (reply("lost", 0.0, above=99), HOMELESS),
        (reply("illegal", 1.0, 50, reason="refused: no such move"), UNPLAYABLE),
        (reply("wild", 7.5), UNBOUND),
        (reply("Out of turn.", 0.1, above=0, role="a"), UNPLAYABLE),
    ],
)
@pytest.mark.parametrize("name", ["trl-dpo", "prm", "search-value"])
def test_broken_candidates_are_left_out_and_counted(name: str, broken: Draft, why: str) -> None:
    below = reply("below it", 0.3, above=len(TREE), role="a")
    tally = Tally()

    told = exported(name, weighed(*TREE, broken, below), tally=tally, ahead=True)

    assert told
    assert broken.text not in str(told)
    assert why in tally.dropped or name != "trl-dpo"


@pytest.mark.parametrize("name", ["trl-dpo", "trl-kto", "prm", "search-policy", "search-value"])
def test_a_candidate_that_tells_a_secret_is_not_learned_from_nor_what_follows_it(name: str) -> None:
    told = weighed(*TREE, reply("It is 4711!", 0.95, 30), *AFTER_IT, game=telling())
    tally = Tally()

    found = exported(name, told, tally=tally, ahead=True)

    assert found
    assert not any("4711!" in str(each) or "After it." in str(each) for each in found)
    assert tally.dropped[FLAGGED] > 0
    kept = exported(name, told, ahead=True, keep_flagged=True)
    assert any("4711!" in str(each) for each in kept)


def test_a_persons_choice_and_a_searchs_values_are_two_scales() -> None:
    chosen = (reply("Please.", 1.0, reason=KEPT), reply("Hm.", 0.0, reason=PASSED_OVER))

    told = pairs(BEST, WORST, *chosen, pairs="all")

    assert sorted(told) == [("Please.", "Hm."), ("Please.", "Now!")]


def test_without_the_search_as_source_dialogues_are_compared_too() -> None:
    one, other = paid(weighed(*TREE), 0.9), paid(weighed(said="Never!"), 0.1)

    told = {
        source: exported("trl-dpo", one, other, source=source) for source in ("search", "dialogues")
    }

    worse = {source: [each["rejected"][0]["content"] for each in told[source]] for source in told}
    assert worse == {"search": ["Now!"], "dialogues": ["Never!", "Now!"]}


def test_a_reward_model_reads_both_sides_whole() -> None:
    (record,) = exported("trl-reward", weighed(*TREE))

    assert [each["content"] for each in record["chosen"][-1:]] == ["Please."]
    assert record["chosen"][:-1] == record["rejected"][:-1]
    assert record["margin"] == pytest.approx(0.7)


@pytest.mark.parametrize("name", ["trl-kto", "llama-factory-kto"])
def test_every_candidate_is_labelled_by_its_own_value(name: str) -> None:
    told = exported(name, weighed(*TREE), good=0.5)

    labels = {
        (each.get("completion") or each["messages"])[-1]["content"]: each["label"] for each in told
    }
    assert labels == {"Please.": True, "Maybe.": True, "Now!": False}


def test_steps_are_paid_what_the_search_found_them_worth_said_or_not() -> None:
    told = exported("prm", weighed(*TREE, before=("Hello.", "Yes?")))

    assert [each["rewards"] for each in told] == [[0.8], [0.5], [0.1]]
    assert [each["labels"] for each in told] == [[True], [True], [False]]
    assert [each["completions"][-1].split(": ")[-1] for each in told] == [
        "Please.",
        "Maybe.",
        "Now!",
    ]
    assert all("Hello." in each["prompt"] for each in told)
    assert [each["return"] is None for each in told] == [False, True, True]


def test_steps_that_were_looked_ahead_to_stand_behind_those_before_them() -> None:
    told = exported("prm", weighed(*TREE), ahead=True)

    deep = [each for each in told if each["ahead"]]
    assert [each["rewards"] for each in deep] == [[0.8, 0.9], [0.8, 0.2]]
    assert all("Why?" in each["completions"][1] for each in deep)


def test_a_policy_learns_the_share_of_visits() -> None:
    (record,) = exported("search-policy", weighed(*TREE))

    assert record["completions"] == ["Please.", "Maybe.", "Now!"]
    assert record["target"] == pytest.approx([0.625, 0.25, 0.125])
    assert (record["visits"], record["said"]) == ([40, 16, 8], 0)


def test_a_policy_also_learns_from_moments_that_were_looked_ahead_to() -> None:
    root, deep = exported("search-policy", weighed(*TREE), ahead=True)

    assert (root["ahead"], deep["ahead"]) == (0, 2)
    assert deep["target"] == pytest.approx([9 / 11, 2 / 11])
    assert deep["prompt"][-1]["content"] == "Why?"
    assert deep["said"] is None


@pytest.mark.parametrize(
    ("temperature", "target"), [(1.0, [0.8, 0.2]), (0.5, [16 / 17, 1 / 17]), (1e-3, [1.0, 0.0])]
)
def test_temperature_sharpens_the_shares(temperature: float, target: list[float]) -> None:
    assert shares([8, 2], temperature) == pytest.approx(target)


@pytest.mark.parametrize(
    ("drafts", "why"),
    [
        ((reply("Please.", 0.8, 1), reply("Now!", 0.1, 1)), UNCOUNTED),
        ((reply("Please.", 0.8), reply("Now!", 0.1)), UNCOUNTED),
        ((BEST,), ALONE),
    ],
)
def test_visits_that_say_nothing_are_no_policy(drafts: tuple[Draft, ...], why: str) -> None:
    tally = Tally()

    assert exported("search-policy", weighed(*drafts), tally=tally) == []
    assert tally.dropped == {why: 1}


def test_replies_of_the_same_words_share_their_visits() -> None:
    twice = reply("Please.", 0.6, 10, action=Action(name="wave"))

    (record,) = exported("search-policy", weighed(BEST, WORST, twice), actions="text")

    assert record["completions"] == ["Please.", "Now!"]
    assert record["visits"] == [50, 8]


def test_a_position_is_worth_what_the_search_found_also_after_the_others_answer() -> None:
    told = exported("search-value", weighed(*TREE), ahead=True)

    assert {each["messages"][-1]["content"]: each["value"] for each in told} == {
        "Please.": 0.8,
        "Why?": 0.7,
        "So that we agree.": 0.9,
        "Because!": 0.2,
        "Maybe.": 0.5,
        "Now!": 0.1,
    }
    assert [each["messages"][-1]["role"] for each in told][:2] == ["assistant", "user"]
    assert [each["said"] for each in told] == [True, False, False, False, False, False]


def test_moves_of_a_policy_are_json_text_and_those_without_words_are_told_by_their_form() -> None:
    game = draw(made({**HAGGLE, "reward": {"turn": 1, "outcome": 0}}), seed=1)
    moved = Action(name="propose", args={"price": 70})
    drafts = (reply("Hm.", 0.8, 40, reason=SAID), reply("", 0.3, 8, action=moved))
    turn = Turn(index=0, role="a", text="Hm.", drafts=drafts)
    told = episode(Dialogue(game=game, turns=(turn,)), name="e")

    (record,) = exported("search-policy", told, roles=(turn.role,))

    assert record["moves"][0] is None
    assert orjson.loads(record["moves"][1]) == {"name": "propose", "args": {"price": 70}}
    assert orjson.loads(record["completions"][1])["action"] == "propose"


@pytest.mark.parametrize("name", sorted({*FORMATS} - {"raw", "tokens"}))
def test_a_format_is_made_of_a_search_by_its_rules_or_refuses(name: str) -> None:
    choice: dict[str, Any] = {"roles": (), "ahead": True, "pairs": "all", "margin": 0.01}
    if FORMATS[name].searched is None and FORMATS[name].needs in ("lens", "turns", "duels"):
        with pytest.raises(SocietyError, match=f"{name} is not made of what a search weighed"):
            exported(name, *searching.shipped(BIKE), **choice)
        return

    told = exported(name, *searching.shipped(BIKE), **choice)

    assert len(told) > 10
    assert [problem for each in told for problem in RULES[name](each)] == []
    assert len({tuple(each) for each in told}) == 1


@pytest.mark.parametrize("name", CAN)
def test_every_row_has_a_key_of_its_own(name: str) -> None:
    """Rows are drawn by their keys: two of one key would be kept or left out together."""
    told = list(searching.shipped(BIKE))
    plain = Choice(source="search", ahead=True, pairs="all")

    whole = list(rows(name, told, plain, Tally()))
    drawn = list(rows(name, told, plain.model_copy(update={"balance": ("locale",)}), Tally()))

    locales = [row.record["locale"] for row in whole]
    fewest = min(locales.count(locale) for locale in set(locales))
    assert len(drawn) == fewest * len(set(locales))


def test_the_turns_of_a_dialogue_without_a_search_give_nothing() -> None:
    plain = weighed()

    assert exported("search-policy", plain) == []
    assert exported("search-value", plain) == []
    assert exported("trl-kto", plain) == []


@pytest.mark.parametrize("name", ["trl-kto", "llama-factory-kto"])
def test_labels_of_a_search_are_balanced_by_themselves_and_not_by_who_won(name: str) -> None:
    """Three bad replies and a good one in each dialogue, whoever won it."""
    tree = (BEST, reply("Maybe.", 0.4, 16), WORST, reply("Never.", 0.2, 3))
    told = [weighed(*tree).model_copy(update={"id": f"e{at}"}) for at in range(4)]

    found = [each.get("label") for each in exported(name, *told, balance=("winner",))]

    assert sorted(map(str, found)) == ["False"] * 4 + ["True"] * 4
