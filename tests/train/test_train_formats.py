"""Every format that is trained here: loaded by `datasets`, two steps made, the loss read back."""

import json
from collections.abc import Callable
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from society.domain.dialogue import Turn
from society.domain.episode import Episode
from society.export.checks.learning import LEARNED
from society.export.checks.reading import files, filled, records
from society.export.checks.tiny import END
from society.export.checks.trial import ROWS, TRAINERS, Trial, run
from society.export.views import OPENING, UNWANTED
from tests.train.conftest import FORMATS

pytestmark = [
    pytest.mark.train,
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning"),
]

KINDS = ("jsonl", "parquet")
Tried = Callable[[str, str], Trial]


@pytest.fixture(scope="session")
def tried(exports: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Two steps of the trainer of a format, made once for each kind of file."""

    @cache
    def trial(name: str, kind: str) -> Trial:
        return run(name, files(exports[kind], name, "train"), tmp_path_factory.mktemp(name))

    return trial


def test_every_trainer_is_tried_here() -> None:
    assert {*TRAINERS} == {*FORMATS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FORMATS)
def test_a_trainer_takes_the_file_and_makes_two_steps(name: str, kind: str, tried: Tried) -> None:
    made = tried(name, kind)

    assert made.rows >= 2
    assert len(made.losses) == 2
    assert all(loss == loss for loss in made.losses)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(LEARNED))
def test_the_loss_is_on_exactly_what_the_records_say(
    name: str, kind: str, tried: Tried, exports: dict[str, Path]
) -> None:
    made = tried(name, kind)

    told = [each for path in files(exports[kind], name) for each in records(path)][:ROWS]
    assert list(made.learned) == [LEARNED[name](each) for each in told]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["trl-sft", "tokens"])
def test_the_loss_of_whole_dialogues_is_on_exactly_the_roles_own_words(
    name: str,
    kind: str,
    tried: Tried,
    exports: dict[str, Path],
    episodes: dict[str, Episode],
) -> None:
    made = tried(name, kind)

    told = [each for path in files(exports[kind], name) for each in records(path)][:ROWS]
    for record, learned in zip(told, made.learned, strict=True):
        turns = episodes[record["dialogue_id"]].dialogue.by(record["role_name"])
        mine = own(turns, openings=name == "trl-sft")
        assert [said(each, kind) for each in learned] == [turn.text for turn in mine]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["trl-sft-turns", "trl-kto"])
def test_the_loss_of_one_turn_is_on_that_turn(
    name: str,
    kind: str,
    tried: Tried,
    exports: dict[str, Path],
    episodes: dict[str, Episode],
) -> None:
    made = tried(name, kind)

    told = [each for path in files(exports[kind], name) for each in records(path)][:ROWS]
    for record, learned in zip(told, made.learned, strict=True):
        turn = episodes[record["dialogue_id"]].dialogue.turns[record["turn"]]
        assert turn.role == record["role_name"]
        assert said(learned[0], kind) == turn.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_label_is_that_of_a_dialogue_that_its_role_won(
    kind: str, tried: Tried, exports: dict[str, Path], episodes: dict[str, Episode]
) -> None:
    made = tried("trl-kto", kind)

    told = list(records(files(exports[kind], "trl-kto")[0]))[:ROWS]
    for record, (_, label) in zip(told, made.learned, strict=True):
        outcome = episodes[record["dialogue_id"]].outcome
        assert outcome is not None
        winners = {*outcome.winners, outcome.winner}
        assert label == str(record["role_name"] in winners)
    assert {label for _, label in made.learned} == {"True", "False"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_preference_trainer_has_the_better_reply_on_the_chosen_side(
    kind: str, tried: Tried, exports: dict[str, Path], episodes: dict[str, Episode]
) -> None:
    made = tried("trl-dpo", kind)

    told = list(records(files(exports[kind], "trl-dpo")[0]))[:ROWS]
    for record, (chosen, rejected) in zip(told, made.learned, strict=True):
        turn = episodes[record["dialogue_id"]].dialogue.turns[record["turn"]]
        assert said(chosen, kind) == turn.text
        assert said(rejected, kind) != turn.text
        assert record["score_chosen"] > record["score_rejected"]


def test_a_policys_reward_function_is_given_the_columns_of_the_record(
    tried: Tried, episodes: dict[str, Episode]
) -> None:
    made = tried("trl-grpo", "jsonl")

    assert len(made.learned) == 4
    assert {dialogue for (dialogue,) in made.learned} <= {*episodes}


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_export_is_loaded_by_the_names_of_its_formats(
    kind: str, exports: dict[str, Path], tmp_path: Path
) -> None:
    import datasets

    for name in FORMATS:
        loaded = datasets.load_dataset(str(exports[kind]), name, cache_dir=str(tmp_path))

        told = [each for path in files(exports[kind], name) for each in records(path)]
        assert rounded(filled(list(loaded["train"]))) == rounded(filled(told))


def test_both_languages_and_talks_of_three_are_among_what_is_trained(
    exports: dict[str, Path],
) -> None:
    told = [each for path in files(exports["jsonl"], "trl-sft") for each in records(path)]

    assert {each["locale"] for each in told} == {"en", "zh"}
    assert {each["role_name"] for each in told} == {"seller", "buyer", "arken", "borel"}


def rounded(value: Any) -> Any:
    """The value with its fractions as exact as every reader of JSON keeps them."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return round(value, 12) if isinstance(value, float) else value


def own(turns: tuple[Turn, ...], *, openings: bool) -> list[Turn]:
    """What a format learns of a role's turns: with the scenario's opening where it cannot mask."""
    if openings:
        return list(takewhile(lambda turn: not UNWANTED & {*turn.flags}, turns))
    return [turn for turn in turns if not {*turn.flags} & {*UNWANTED, OPENING}]


def said(text: str, kind: str) -> str:
    """The words of a text that was learned, which ends with the end of a turn."""
    assert text.endswith(END)
    words = text.removesuffix(END)
    return str(json.loads(words)["say"]) if kind == "jsonl" and words.startswith("{") else words
