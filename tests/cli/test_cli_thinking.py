"""`society show ID --tree`: what was considered, cut to the window; words are only shown."""

import asyncio
import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from society.cli.root import outcome
from society.cli.show.thinking import NO_TREE, TreeOptions, document, drawn, thoughtful
from society.domain.dialogue import Action, Dialogue, Draft, Searched, Turn
from society.domain.episode import Episode
from society.domain.thinking import SAID, Tree
from society.store.record import record
from society.store.store import Store
from tests.store import paper

Captured = pytest.CaptureFixture[str]
SEARCHED = Searched(thought="mcts:64x6", simulations=64, candidates=3, seconds=1.25)
MOVE = Action(name="propose", args={"price": 30})
THOUGHT = (
    Draft(text="Thirty.", action=MOVE, value=0.62, visits=38, prior=0.21, reason=SAID),
    Draft(
        text="Ten.", value=0.4, visits=20, prior=0.5, reason="worth 0.22 less than what was said"
    ),
    Draft(text="Fine.", value=0.7, visits=12, above=0, role="buyer"),
    Draft(text="No.", value=0.1, visits=4, above=0, role="buyer"),
    Draft(text="Good.", value=0.7, visits=2, above=2, role="seller"),
)


def searched(*drafts: Draft, **changes: object) -> Turn:
    turn = paper.turn(2, "Thirty.", action=MOVE, drafts=drafts or THOUGHT, searched=SEARCHED)
    return turn.model_copy(update=changes)


def shown(
    turn: Turn, look: TreeOptions = NO_TREE, *, width: int = 80, private: bool = False
) -> str:
    console = Console(width=width, force_terminal=True, color_system=None, highlight=False)
    with console.capture() as captured:
        console.print(drawn(Tree.of(turn), paper.game(), look, private=private))
    return captured.get()


def test_a_tree_says_what_was_weighed_how_much_and_why_it_lost() -> None:
    assert [line.rstrip() for line in shown(searched()).splitlines()] == [
        "turn 2 · seller  mcts:64x6",
        "64 simulations · 3 candidates · 1.2 s · it was done",
        "├── 0.62 ▰▰▰▱▱   38×  21% ★ seller ⟦propose price=30⟧ Thirty.",
        "│   ├── 0.70 ▰▰▰▰▱   12×        buyer Fine.",
        "│   │   └── 0.70 ▰▰▰▰▱    2×        seller Good.",
        "│   └── 0.10 ▱▱▱▱▱    4×        buyer No.",
        "└── 0.40 ▰▰▱▱▱   20×  50%   seller Ten.",
        "    worth 0.22 less than what was said",
    ]


def test_what_is_hidden_is_counted_and_the_option_that_shows_it_is_named() -> None:
    told = shown(searched(), TreeOptions(tree=True, depth=1, width=1))

    assert "    └── … 3 more: --depth 3 shows them" in told.replace("│", " ")
    assert "└── … 1 more: --width 2 shows them" in told


def test_the_reply_that_was_said_is_never_cut() -> None:
    others = [Draft(text=f"n{at}", visits=9) for at in range(5)]

    said = THOUGHT[0].model_copy(update={"visits": 1})
    told = shown(searched(*others, said), TreeOptions(tree=True, width=2))

    assert "★ seller ⟦propose price=30⟧ Thirty." in told
    assert "… 3 more: --width 6 shows them" in told


@pytest.mark.parametrize("text", ["\x1b]0;owned\x07", "[bold]x[/bold]", "a\u202eb", "\x9b2J", "[/"])
def test_hostile_words_are_shown_on_one_line_not_obeyed(text: str) -> None:
    hostile = Draft(text=f"{text}\n{text}", reason=text, role=text, action=Action(name=text))

    told = shown(searched(hostile, thought=text), width=200)

    assert not any(control in told for control in "\x1b\x07\x9b\u202e")
    assert text in told if text[:1] == "[" else "<U+" in told


def test_every_line_fits_a_window_of_80_however_long_the_words() -> None:
    long = [
        Draft(text="谈判 and talk " * 90, reason="why " * 90, above=n - 1 or None) for n in range(9)
    ]

    lines = shown(searched(*long), TreeOptions(tree=True, depth=9)).splitlines()

    assert max(map(cell_len, lines)) <= 80


def test_words_that_quote_what_only_a_role_knows_need_to_be_asked_for() -> None:
    secret = paper.game().roles[0].private
    turn = searched(Draft(text=f"Well: {secret}", value=0.5))
    told = document(Tree.of(turn), paper.game(), private=False)["replies"][0]

    assert secret
    assert secret not in shown(turn, width=300)
    assert secret in shown(turn, width=300, private=True)
    assert "text" not in told
    assert told["value"] == 0.5


def test_replies_without_a_place_are_drawn_at_the_turn_with_a_warning() -> None:
    told = shown(searched(Draft(text="lost", above=7), Draft(text="self", above=1)))

    assert "⚠ 2 without a place of their own, drawn at the turn" in told
    assert "⚠ it answers draft 7, which is not there" in told


def test_a_judge_that_guided_the_search_and_pays_the_turn_is_said() -> None:
    guided = searched(searched=SEARCHED.model_copy(update={"guided": True}))

    assert "⚠ the judge that guided it also pays this turn" in shown(guided)


def test_turns_at_which_a_move_was_refused_were_not_searched() -> None:
    plain = paper.turn(0, drafts=(Draft(text="x", reason="refused: not now"),))
    turns = (plain, paper.turn(1), searched())
    dialogue = Dialogue(game=paper.game(), turns=turns)
    episode = Episode(id="e", dialogue=dialogue, provenance=paper.provenance())

    assert [turn.index for turn in thoughtful(episode, None)] == [2]
    assert thoughtful(episode, 0) == [plain]


@pytest.fixture
def db(tmp_path: Path) -> str:
    """A store with one dialogue, whose turns have one draft each."""
    path = tmp_path / "society.db"

    async def play(store: Store) -> None:
        _ = [event async for event in record(store, paper.told(paper.play("alpha1")))]

    with Store.open(path) as store:
        asyncio.run(play(store))
    return str(path)


def test_the_command_prints_the_tree_of_one_turn(db: str, capsys: Captured) -> None:
    assert outcome(["show", "alpha1", "--tree", "--turn", "1", "--db", db]) == 0

    assert "buyer or else?" in capsys.readouterr().out


def test_the_command_prints_the_same_as_json(db: str, capsys: Captured) -> None:
    assert outcome(["show", "alpha1", "--tree", "--turn", "1", "--json", "--db", db]) == 0

    (tree,) = json.loads(capsys.readouterr().out)["trees"]
    assert (tree["turn"], tree["replies"][0]["text"]) == (1, "or else?")
    assert tree["replies"][0]["said"] is False


def test_a_tree_and_a_receipt_can_be_asked_for_together(db: str, capsys: Captured) -> None:
    words = ["show", "alpha1", "--tree", "--turn", "1", "--receipt", "--db", db]

    assert outcome(words) == 0
    shown = capsys.readouterr().out
    assert outcome([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert "buyer or else?" in shown
    assert "in all" in shown
    assert len(told["trees"]) == 1
    assert told["receipt"]["in_all"]["attempts"] > 0


def test_one_candidate_is_told_in_the_singular() -> None:
    one = SEARCHED.model_copy(update={"simulations": 0, "candidates": 1, "stopped": "agreed"})

    told = shown(searched(searched=one))

    assert "0 simulations · 1 candidate · 1.2 s · the candidates agreed" in told


def test_where_nothing_was_searched_the_command_says_how_to_search(
    db: str, capsys: Captured
) -> None:
    assert outcome(["show", "alpha1", "--tree", "--db", db]) == 0

    assert "no search before any turn: society run … --search.ROLE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tree", "--turn", "9"], "has no turn 9\n  it has 4; they count from 0"),
        (["--turn", "1"], "--turn, --depth and --width are of the tree\n  add --tree"),
        (["--tree", "--depth", "0"], "--depth and --width are 1 or more"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    words: list[str], said: str, db: str, capsys: Captured
) -> None:
    assert outcome(["show", "alpha1", *words, "--db", db]) == 2

    assert said in capsys.readouterr().err
