"""What the tabs Rewards and Judge tell, as text: what is there, and what is hidden."""

import pytest

from society.domain.events import Asked, Judged, Paid, Speaking, Spoke
from society.domain.judging import Judgement, Reward
from tests.tui.bargain import bargain
from tests.tui.watched import AGAIN, EPISODE, REASON, play, scene, shown
from tui.screens.live.panes import judge, prompt, rewards, state, trace, words
from tui.screens.live.scene import Scene

WIDTH = 60


def lines(tab: object, made: Scene, turn: int | None = None, width: int = WIDTH) -> list[str]:
    return tab.told(made, turn, width).plain.splitlines()  # type: ignore[attr-defined, no-any-return]


def told(tab: object, made: Scene, turn: int | None = None, width: int = WIDTH) -> str:
    return "\n".join(lines(tab, made, turn, width))


def judged(**more: object) -> Scene:
    """A scene with one turn that one judge spoke of."""
    made = Scene()
    dialogue = bargain(turns=1)
    turn = dialogue.turns[0]
    said = Judgement.model_validate({"turn": 0, "role": turn.role, "judge": "kind", **more})
    events = [
        next(iter(shown(dialogue))),
        Speaking(episode=EPISODE, turn=0, role=turn.role),
        Spoke(episode=EPISODE, turn=turn),
        Judged(episode=EPISODE, judgement=said),
    ]
    play(made, events)
    return made


@pytest.mark.parametrize("tab", [rewards, judge, state, prompt, trace])
def test_before_anything_is_played_every_tab_says_what_to_do(tab: object) -> None:
    assert "Press 1" in told(tab, Scene())


def test_a_role_has_its_line_mean_and_sum() -> None:
    (seller,) = [line for line in lines(rewards, scene()) if "A seller" in line and "Σ" in line]

    assert "▲0.66" in seller
    assert "Σ1.98" in seller


def test_each_judge_of_the_turn_has_its_part_score_and_weight() -> None:
    found = told(rewards, scene(), 2)

    assert "t3 A seller" in found
    assert "+0.26 deal" in found
    assert "×0.6" in found
    assert "strategy" in found
    assert f"“{REASON}”" in found


def test_a_judge_that_could_not_score_says_why() -> None:
    assert "⚠ kind: no score (bad reply)" in told(rewards, judged(unscored="bad_reply"))


def test_a_turn_without_its_judges_says_who_is_asked() -> None:
    made = judged(score=0.4)
    made.take(Asked(episode=EPISODE, judge="rubric", turn=0))

    assert "… rubric is judging" in told(rewards, made)


def test_checks_that_failed_come_first() -> None:
    made = judged(judge="leak", score=0.0, critique="gives away '107'")

    (checks,) = [line for line in lines(rewards, made) if "✓" in line]

    assert checks.startswith("✗ leak  ✓ repetition")


def test_a_reason_that_quotes_private_words_waits_and_others_do_not() -> None:
    quoting = judged(score=0.5, critique="It hides that its lowest price is $107. And well.")
    assert quoting.game is not None
    role = quoting.game.roles[0].model_copy(update={"private": "Its lowest price is $107."})
    quoting.game = quoting.game.model_copy(update={"roles": (role, *quoting.game.roles[1:])})
    quoting.private = False

    hidden = told(rewards, quoting)

    assert "107" not in hidden
    assert words.VEILED in hidden
    assert REASON in told(rewards, scene(private=False))


def test_what_a_judge_measured_waits_while_private_matters_are_hidden() -> None:
    assert "moved 12" not in told(rewards, scene(private=False))
    assert "moved 12" in told(rewards, scene(private=False, ends=True))


def test_what_the_end_paid_stands_with_its_turn() -> None:
    made = judged(score=0.5)
    share = Reward(scope="outcome", turn=0, role="seller", value=-0.12, parts={"outcome": -0.12})
    made.take(Paid(episode=EPISODE, reward=share))

    assert "-0.12 of how it ended" in told(rewards, made)


def test_the_end_has_utilities_returns_and_who_won() -> None:
    found = told(rewards, scene(ends=True))

    assert "the end: agreement seller wins" in found
    assert "A seller ★" in found
    assert "return: A 0.62  B 0.50" in found


def test_what_has_no_price_is_not_called_free() -> None:
    assert "≥$0.0378" in told(rewards, scene())


def test_a_judge_shows_its_reply_its_repair_and_then_its_prompt() -> None:
    found = told(judge, scene(), 0)

    first, repair, second = (
        found.index(each) for each in ('"score": 9', AGAIN[:20], '"score": 0.7')
    )
    assert first < repair < second < found.index("it was sent")
    assert "a1b2c3" in found
    assert "2 requests" in found


def test_a_judge_that_asks_no_model_says_so() -> None:
    found = told(judge, scene(), 0)

    assert "deal  0.60\nIt asks no model" in found


def test_what_a_judge_was_sent_is_hidden_with_private_matters() -> None:
    found = told(judge, scene(private=False), 0)

    assert "You are a judge" not in found
    assert "Anchors high" in found
    assert "2 requests" in found


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("no JSON at all", id="prose"),
        pytest.param("[" * 5000, id="nested"),
        pytest.param("[" * 400 + "]" * 400, id="deep"),
        pytest.param('{"score": NaN}', id="not a number"),
        pytest.param('{"a": "\ud800"}', id="surrogate"),
        pytest.param("", id="empty"),
    ],
)
def test_a_reply_that_is_not_fine_json_is_shown_as_it_came(reply: str) -> None:
    found = words.pretty(reply).plain

    assert found.startswith(reply[:20].replace("\ud800", "<U+D800>"))


def test_a_long_text_is_cut_and_says_by_how_much() -> None:
    found = words.long("x" * (words.LONGEST + 1234)).plain

    assert found.endswith("… 1,234 characters more; y copies all")
