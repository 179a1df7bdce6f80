"""The judge `learned`: what it says of a turn, what it must not see, and when it only guesses."""

import ast
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from judges.learned import HERE, READ_BY, Learned, value_of, version_of
from judges.learned_features import NAMES, figures, grams
from judges.learned_file import load_model, write_model
from judges.learned_material import every, material
from judges.learned_recipes import RECIPES
from judges.learned_training import fit
from society import Action, Dialogue, SocietyError, Turn
from society.testing import check_judge, sample_dialogue
from tests.judges.lessons import lessons

Talk = Callable[..., Dialogue]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of kindness in it."""
    folder = tmp_path_factory.mktemp("scenario")
    found = material(lessons())
    write_model(fit(found, every(found), RECIPES[0]), folder / "kind.npz")
    return folder


def test_it_keeps_the_contract(here: Path) -> None:
    report = check_judge(Learned, params={"model": str(here / "kind.npz")})

    assert report.problems == ()


@pytest.mark.parametrize("module", READ_BY)
def test_its_version_covers_the_code_that_reads_turns(
    here: Path, tmp_path: Path, module: str
) -> None:
    model = load_model(here / "kind.npz")
    for name in READ_BY:
        shutil.copy(HERE / f"{name}.py", tmp_path)
    same = version_of(model, tmp_path)

    with (tmp_path / f"{module}.py").open("a", encoding="utf-8") as code:
        code.write("MORE = 1\n")

    assert same == version_of(model) == Learned("kind.npz", here).version
    assert version_of(model, tmp_path) != same


def test_what_its_version_covers_is_all_that_it_imports() -> None:
    reached, ahead = set[str](), ["learned"]
    while ahead:
        tree = ast.parse((HERE / f"{ahead.pop()}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("judges."):
                name = str(node.module).removeprefix("judges.")
                ahead += [] if name in reached else [name]
                reached.add(name)

    assert sorted(reached) == sorted(READ_BY)


def test_its_version_changes_with_its_model(here: Path) -> None:
    assert Learned("kind.npz", here).version != Learned("flaws").version


def test_a_kind_turn_scores_above_a_rude_one_with_its_reasons(here: Path, talk: Talk) -> None:
    judge = Learned("kind.npz", here)
    kind = talk(("seller", "Hello"), ("buyer", "Of course, thank you, with pleasure."))
    rude = talk(("seller", "Hello"), ("buyer", "Shut up, you stupid fool."))

    good, bad = (judge(each, "buyer", each.last) for each in (kind, rude))

    assert good is not None
    assert bad is not None
    assert good["score"] > 0.5 > bad["score"]
    assert "words" in bad["critique"]


def test_the_whole_part_is_the_mean_of_its_turns(here: Path) -> None:
    judge, dialogue = Learned("kind.npz", here), lessons()[5].dialogue
    said = [
        judge.value(
            dialogue.model_copy(update={"turns": dialogue.turns[: turn.index + 1]}), "buyer"
        )
        for turn in dialogue.by("buyer")
    ]

    whole = judge(dialogue, "buyer")

    assert whole is not None
    assert whole["score"] == pytest.approx(sum(said) / len(said))


def test_a_role_that_said_nothing_gets_no_opinion(here: Path, talk: Talk) -> None:
    assert Learned("kind.npz", here)(talk(("seller", "Hello")), "buyer") is None


def test_a_state_has_a_value_for_each_role_whoever_spoke(here: Path, talk: Talk) -> None:
    value, dialogue = value_of("kind.npz", here), talk(("seller", "With pleasure."))

    assert all(0 <= value(dialogue, role) <= 1 for role in ("seller", "buyer"))
    assert value(dialogue, "seller") != value(dialogue, "buyer")


def test_what_is_unlike_the_lessons_is_called_a_guess(here: Path, talk: Talk) -> None:
    judge, known = Learned("kind.npz", here), lessons()[10]
    strange = talk(
        ("seller", "Zxqv 99, 98 & 97 %%% " * 40, Action(name="propose", args={"price": 7}))
    )

    usual = judge(known.dialogue, known.role, known.dialogue.last)
    odd = judge(strange, "seller", strange.last)

    assert usual is not None
    assert odd is not None
    assert usual["facts"]["drift"] <= 1 < odd["facts"]["drift"]
    assert "guess" in odd["critique"]
    assert "guess" not in usual["critique"]


def test_another_roles_private_text_changes_nothing(talk: Talk) -> None:
    lines = (("seller", "I have 160 reasons."), ("buyer", "My limit is 110, never below 110."))
    plain = talk(*lines, others={"private": "", "secrets": (), "goal": ""})
    told = talk(*lines, others={"private": "You can pay 110.", "secrets": ("110",), "goal": "Win"})

    assert figures(plain, "seller") == figures(told, "seller")


def test_who_the_player_was_changes_nothing(talk: Talk) -> None:
    dialogue = talk(("seller", "Hello"), ("buyer", "Hi, 120?"))
    turns = tuple(
        turn.model_copy(update={"player": "gpt", "planned": True}) for turn in dialogue.turns
    )

    other = dialogue.model_copy(update={"turns": turns})

    assert figures(dialogue, "buyer") == figures(other, "buyer")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("same_as_own", "Not below 150, friend.", id="a repeat"),
        pytest.param("speaks_as_other", "I am Bo. I take it.", id="the other's part"),
        pytest.param("script", "Ann: fine\nBo: fine", id="a script"),
        pytest.param("leak", "My minimum is 110.", id="a leak"),
        pytest.param("recalls_unheard", "I told you 190 before.", id="a contradiction"),
        pytest.param("agrees_unoffered", "Deal! I accept your 137.", id="a deal nobody offered"),
        pytest.param("agrees_without_move", "Deal! I accept your 137.", id="no such move"),
        pytest.param("miscounts", "That is 20 plus 30, which makes 60.", id="a false sum"),
    ],
)
def test_a_figure_is_up_where_its_fault_is_and_down_where_not(
    talk: Talk, name: str, said: str
) -> None:
    before = (("seller", "Not below 150, friend."), ("buyer", "I can give 120 for it."))
    sound = talk(*before, ("seller", "20 plus 130 is 150, that is my price."))
    faulty = talk(*before, ("seller", said))
    at = NAMES.index(name)

    assert (figures(sound, "seller")[at], figures(faulty, "seller")[at]) == (0.0, 1.0)


def test_a_cut_turn_has_no_clean_end(talk: Talk) -> None:
    at = NAMES.index("clean_end")

    ends = [
        figures(talk(("seller", text)), "seller")[at] for text in ("好的。", "Fine!", "I could li")
    ]

    assert ends == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\0\n", "𝒳" * 9000, "١٢٣", "1" * 500, "🙂"])
def test_no_words_make_a_figure_that_is_not_finite(text: str) -> None:
    dialogue = sample_dialogue()
    turn = Turn.model_construct(**{**vars(dialogue.turns[4]), "text": text})
    odd = Dialogue.model_construct(game=dialogue.game, turns=(*dialogue.turns[:4], turn))

    found = figures(odd, "seller")

    assert len(found) == len(NAMES)
    assert all(-20 <= value <= 20 for value in found)
    assert grams(text)


@pytest.mark.parametrize("name", ["stern", "../kind", "/kind"])
def test_a_name_that_does_not_ship_is_refused(name: str) -> None:
    with pytest.raises(SocietyError, match="no learned model is called"):
        Learned(name)
