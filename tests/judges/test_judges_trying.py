"""The judges `novelty`, `exploration` and `competition`: what a curriculum mixes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from judges.competition import competition
from judges.ngrams import counted, likeness
from society import Action, Archive, Dialogue, Episode, Judgement, Outcome, SocietyError
from society.play.asking import Case, ask
from society.plugins import find

Talk = Callable[..., Dialogue]


class Shelf:
    """An archive of a few texts; `asked` keeps what was looked for."""

    def __init__(self, *texts: str) -> None:
        self.asked: list[dict[str, Any]] = []
        self._texts = texts

    def texts(
        self, *, scenario: str = "", role: str = "", before: str = "", limit: int = 1000
    ) -> Sequence[str]:
        """The first `limit` of them."""
        self.asked.append({"scenario": scenario, "role": role, "limit": limit})
        return self._texts[:limit]

    def episodes(self, query: str = "", *, limit: int = 100) -> Iterator[Episode]:
        """None."""
        yield from ()


async def judged(
    use: str, dialogue: Dialogue, archive: Archive | None, *, turn: int | None = -1, **params: Any
) -> Judgement:
    at = len(dialogue.turns) - 1 if turn == -1 else turn
    case = Case(dialogue, turn=at, role="seller", archive=archive)
    return await ask(find(f"judges.{use}", params=params), case)


NOVELTY, EXPLORATION = "novelty:Novelty", "exploration:Exploration"


async def test_what_was_stored_already_is_not_new(talk: Talk) -> None:
    shelf = Shelf("How about 120 for the bike?", "The weather is fine.")

    same = await judged(NOVELTY, talk(("seller", "How about 120 for the bike?")), shelf)
    near = await judged(NOVELTY, talk(("seller", "How about 125 for the bike?")), shelf)
    far = await judged(NOVELTY, talk(("seller", "Would you throw in a lock?")), shelf)

    assert same.score == pytest.approx(0.0, abs=1e-9)
    assert near.score is not None
    assert far.score is not None
    assert 0.0 < near.score < 0.35 < far.score
    assert near.facts["n"] == 2
    assert "How about 120" in near.critique


async def test_novelty_is_measured_in_chinese_too(talk: Talk) -> None:
    shelf = Shelf("这辆自行车一百二十块怎么样？")

    near = await judged(NOVELTY, talk(("seller", "这辆自行车一百三十块怎么样？")), shelf)
    far = await judged(NOVELTY, talk(("seller", "你能送我一把锁吗？")), shelf)

    assert near.score is not None
    assert far.score is not None
    assert near.score < 0.4 < 0.8 < far.score


async def test_an_empty_store_and_a_bare_move_have_no_novelty(talk: Talk) -> None:
    assert (await judged(NOVELTY, talk(("seller", "Hi")), Shelf())).unscored == "no_opinion"
    assert (await judged(NOVELTY, talk(("seller", " ")), Shelf("Hi"))).unscored == "no_opinion"


@pytest.mark.parametrize(
    ("same", "asked"),
    [
        ("any", {"scenario": "", "role": ""}),
        ("scenario", {"scenario": "sample/sale", "role": ""}),
        ("role", {"scenario": "sample/sale", "role": "seller"}),
    ],
)
async def test_a_seat_says_what_a_turn_is_compared_with(
    talk: Talk, same: str, asked: dict[str, str]
) -> None:
    shelf = Shelf("Hi")

    await judged(NOVELTY, talk(("seller", "Hi")), shelf, same=same, most=7)

    assert shelf.asked == [{**asked, "limit": 7}]


async def test_the_whole_part_of_a_role_is_as_new_as_its_turns(talk: Talk) -> None:
    dialogue = talk(("seller", "Hello there"), ("buyer", "zzz"), ("seller", "qqqqqq"))

    said = await judged(NOVELTY, dialogue, Shelf("Hello there"), turn=None)

    assert said.score == pytest.approx(0.5, abs=0.01)


async def test_novelty_needs_an_archive(talk: Talk) -> None:
    said = await judged(NOVELTY, talk(("seller", "Hi")), None)

    assert (said.unscored, said.score) == ("judge_error", None)
    assert "'archive'" in said.critique


def test_texts_are_like_themselves_and_not_like_others() -> None:
    rows = counted(["one bike", "One  bike", "十块钱", "", "\ud800", "x" * 50_000])

    alike = likeness(rows, rows)

    assert alike[0][1] == pytest.approx(1.0)
    assert alike[0][2] == pytest.approx(0.0, abs=0.05)
    assert alike[3][3] == 0.0


async def test_a_new_action_and_a_new_move_are_explored(talk: Talk) -> None:
    ask_120 = Action(name="propose", args={"price": 120})
    ask_130 = Action(name="propose", args={"price": 130})
    turns = [("seller", "", ask_120), ("seller", "", ask_120), ("seller", "", ask_130)]

    said = [
        (await judged(EXPLORATION, talk(*turns), None, turn=at)).criteria
        for at in range(len(turns))
    ]

    assert said[0] == {"move": 1.0, "action": 1.0}
    assert said[1] == {"move": pytest.approx(2**-0.5), "action": 0.0}
    assert said[2] == {"move": 1.0, "action": 0.0}


async def test_an_illegal_move_explores_nothing(talk: Talk) -> None:
    dialogue = talk(("seller", "", Action(name="steal")))
    turn = dialogue.turns[0].model_copy(update={"flags": ("illegal",)})

    said = await judged(EXPLORATION, dialogue.model_copy(update={"turns": (turn,)}), None)

    assert said.criteria == {"move": 0.0, "action": 0.0}


async def test_words_are_new_to_the_dialogue_and_to_the_store(talk: Talk) -> None:
    dialogue = talk(("seller", "Fine bike, 120."), ("buyer", "Hm"), ("seller", "Fine bike, 120."))

    again = await judged(EXPLORATION, dialogue, None)
    fresh = await judged(EXPLORATION, talk(("seller", "A lock?")), Shelf("Fine bike, 120."))
    stale = await judged(EXPLORATION, talk(("seller", "A lock?")), Shelf("A lock?"))

    assert again.criteria == {"words": pytest.approx(0.0, abs=1e-9)}
    assert fresh.criteria["words"] > 0.9
    assert stale.criteria["words"] == pytest.approx(0.0, abs=1e-9)


async def test_first_words_without_a_store_are_no_exploration(talk: Talk) -> None:
    assert (await judged(EXPLORATION, talk(("seller", "Hi")), None)).unscored == "no_opinion"


async def test_a_seat_weighs_the_parts(talk: Talk) -> None:
    move = Action(name="propose", args={"price": 120})
    dialogue = talk(("seller", "Hi", move), ("seller", "Hi", move))

    said = await judged(EXPLORATION, dialogue, None, weights={"words": 3, "move": 0, "action": 1})

    assert said.criteria == {"words": pytest.approx(0.0, abs=1e-9), "action": 0.0}
    with pytest.raises(SocietyError, match="cannot weigh"):
        find(f"judges.{EXPLORATION}", params={"weights": {"style": 1}})


@pytest.mark.parametrize(
    ("utilities", "score"),
    [
        ({"seller": 1.0, "buyer": 0.0}, 1.0),
        ({"seller": 0.5, "buyer": 0.5}, 0.5),
        ({"seller": 0.2, "buyer": 0.8}, 0.2),
        ({"seller": 0.0, "buyer": 0.0}, 0.5),
        ({"seller": -3.0, "buyer": 9.0}, 0.0),
        ({"seller": 0.4, "buyer": 0.1, "broker": 0.8}, 0.3),
    ],
)
def test_competition_pays_the_lead_over_the_best_of_the_others(
    utilities: dict[str, float], score: float
) -> None:
    outcome = Outcome(ended="agreement", verifiable=True, utilities=utilities)

    said = competition(outcome, "seller")

    assert said is not None
    assert said[0] == pytest.approx(score)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(ended="talked"),
        Outcome(ended="talked", utilities={"seller": 1.0, "buyer": 0.5}),
        Outcome(ended="agreement", verifiable=True, utilities={"seller": 1.0}),
    ],
)
def test_without_verified_utilities_or_another_side_there_is_no_competition(
    outcome: Outcome,
) -> None:
    assert competition(outcome, "seller") is None
