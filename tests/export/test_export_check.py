"""The rules of every format: what is exported keeps them, and every kind of damage breaks one."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from society.domain.errors import SocietyError
from society.export.check import MOST, RULES, check, train
from society.export.formats import FORMATS
from society.export.rows import Choice, Tally, rows
from tests.export import searching
from tests.export.played import shipped

Record = dict[str, Any]
Damage = Callable[[Record], object]
PLAYED = ("market/used_bike", "diplomacy/ceasefire")


def encode(messages: list[Record]) -> tuple[list[int], list[bool]]:
    """A tokenizer of characters."""
    told = [(char, each["train"]) for each in messages for char in each["content"]]
    return [ord(char) for char, _ in told], [own for _, own in told]


@cache
def records(name: str) -> tuple[Record, ...]:
    games = searching.shipped if name.startswith("search-") else shipped
    told = [episode for scenario in sorted(PLAYED) for episode in games(scenario)]
    made = rows(name, told, Choice(margin=0.01), Tally(), encode=encode)
    return tuple(row.record for row in made)


def problems(name: str, record: Record) -> list[str]:
    return list(RULES[name](record))


def user(text: str = "And then?") -> Record:
    return {"role": "user", "content": text}


def parts(role: str) -> Record:
    return {"role": role, "parts": [{"text": "And then?"}]}


def write(path: Path, told: Sequence[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in told))
    return path


def test_every_format_has_a_rule() -> None:
    assert {*RULES} == {*FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_exported_keeps_the_rules(name: str) -> None:
    found = [problem for record in records(name) for problem in problems(name, record)]

    assert len(records(name)) > 1
    assert found == []


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_record_breaks_the_rules(name: str) -> None:
    assert problems(name, {}) != []


DAMAGES: list[tuple[str, str, Damage]] = [
    ("trl-sft", "messages is no list", lambda r: r.update(messages="Hi")),
    ("trl-sft", "messages[1] is no message", lambda r: insert(r["messages"], 1, "Hi")),
    ("trl-sft", "messages ends with 'user'", lambda r: r["messages"].append(user())),
    ("trl-sft", "messages[2] is said by 'user'", lambda r: insert(r["messages"], 1, user())),
    ("trl-sft", "messages[1] is said by 'assistant'", lambda r: r["messages"].pop(1)),
    (
        "trl-sft",
        "messages[2] is said by 'seller'",
        lambda r: r["messages"][2].update(role="seller"),
    ),
    ("trl-sft", "messages[2] has no text", lambda r: r["messages"][2].update(content=" ")),
    ("trl-sft", "unknown key 'reward'", lambda r: r["messages"][2].update(reward=1)),
    ("trl-sft", "the column 'prompt'", lambda r: r.update(prompt="Hi")),
    ("trl-sft", "the column 'labels'", lambda r: r.update(labels=[True])),
    ("trl-sft-turns", "prompt is no list", lambda r: r.update(prompt=[])),
    ("trl-sft-turns", "nobody says anything", lambda r: r.update(prompt=r["prompt"][:1])),
    ("trl-sft-turns", "completion is no list of one", lambda r: r["completion"].append(user())),
    ("trl-sft-turns", "said by 'user', not", lambda r: r.update(completion=[user()])),
    ("trl-dpo", "prompt ends with 'assistant'", lambda r: r["prompt"].extend(r["chosen"])),
    ("trl-dpo", "chosen and rejected are the same", lambda r: r.update(rejected=r["chosen"])),
    ("trl-dpo", "score_chosen is not above", lambda r: r.update(score_chosen=-9.0)),
    ("trl-dpo", "margin is missing", lambda r: r.pop("margin")),
    ("trl-reward", "rejected ends with 'user'", lambda r: r["rejected"].append(user())),
    ("trl-reward", "margin is True", lambda r: r.update(margin=True)),
    ("trl-kto", "label is 1, which is no bool", lambda r: r.update(label=1)),
    ("trl-kto", "label is 0.7, which is no bool", lambda r: r.update(label=0.7)),
    ("trl-grpo", "the column 'messages'", lambda r: r.update(messages=r["prompt"])),
    ("prm", "labels holds 1", lambda r: r.update(labels=[1 for _ in r["labels"]])),
    ("prm", "not equally many", lambda r: r["labels"].append(True)),
    ("prm", "prompt is ''", lambda r: r.update(prompt="")),
    ("tokens", "every label is -100", lambda r: r.update(labels=[-100] * len(r["labels"]))),
    ("tokens", "neither -100 nor", lambda r: r.update(labels=[-1] * len(r["labels"]))),
    ("tokens", "have", lambda r: r["labels"].pop()),
    ("sharegpt", "exactly the keys", lambda r: r["conversations"][1].update(weight=1)),
    ("sharegpt", "is said by 'user'", lambda r: r["conversations"][1].update({"from": "user"})),
    ("llama-factory", "messages[1] is said by", lambda r: r["messages"].pop(1)),
    ("llama-factory-dpo", "chosen is no message", lambda r: r.update(chosen=[r["chosen"]])),
    ("llama-factory-dpo", "ends with", lambda r: r["messages"].append(r["chosen"])),
    ("llama-factory-kto", "label is 'yes'", lambda r: r.update(label="yes")),
    ("axolotl", "lacks train", lambda r: r["messages"][2].pop("train")),
    ("axolotl", "train 1, which is no bool", lambda r: r["messages"][2].update(train=1)),
    ("axolotl", "which only assistant", lambda r: r["messages"][1].update(train=False)),
    ("axolotl-dpo", "are the same", lambda r: r.update(rejected=r["chosen"])),
    ("ms-swift", "nothing in it would be learned", lambda r: unmarked(r, "loss")),
    ("ms-swift-dpo", "the same", lambda r: same_end(r)),
    ("tinker", "messages[0] lacks trainable", lambda r: r["messages"][0].pop("trainable")),
    ("tinker", "of user is trainable", lambda r: r["messages"][1].update(trainable=True)),
    ("tinker-preference", "not A, B or Tie", lambda r: r.update(label="C")),
    ("tinker-preference", "completion_A is no", lambda r: r["comparison"].pop("completion_A")),
    ("verl-sft", "messages ends with", lambda r: r["messages"].pop()),
    ("verl-rl", "reward_model: style", lambda r: r["reward_model"].pop("style")),
    ("verl-rl", "no index", lambda r: r["extra_info"].pop("index")),
    ("openai-chat", "weight True", lambda r: r["messages"][2].update(weight=True)),
    ("openai-chat", "weight 0.5", lambda r: r["messages"][2].update(weight=0.5)),
    ("openai-chat", "'dialogue_id' is unknown", lambda r: r.update(dialogue_id="d1")),
    ("openai-dpo", "input' is unknown", lambda r: r.update(**{"an input": 1})),
    ("openai-dpo", "parallel_tool_calls is no", lambda r: r["input"].update(parallel_tool_calls=1)),
    ("openai-dpo", "preferred_output", lambda r: r["preferred_output"].append(user())),
    ("gemini-sft", "contents ends with", lambda r: r["contents"].append(parts("user"))),
    ("gemini-sft", "of the system", lambda r: insert(r["contents"], 0, parts("system"))),
    ("gemini-sft", "systemInstruction", lambda r: r["systemInstruction"].pop("role")),
    ("gemini-preference", "exactly two", lambda r: r["completions"].pop()),
    ("gemini-preference", "scores 1 and 0", lambda r: r["completions"][0].update(score=0)),
    ("bedrock", "schemaVersion", lambda r: r.update(schemaVersion="bedrock-conversion-2024")),
    ("bedrock", "messages[0].content is no", lambda r: r["messages"][0].update(content="Hi")),
    ("bedrock-claude", "among messages", lambda r: insert(r["messages"], 0, system())),
    ("bedrock-claude", "system is no text", lambda r: r.update(system=None)),
    ("search-policy", "prompt[2] is said by 'user'", lambda r: r["prompt"].append(user())),
    ("search-policy", "no list of two texts", lambda r: r.update(completions=["Hm."])),
    ("search-policy", "same reply twice", lambda r: r.update(completions=["Hm."] * 3)),
    ("search-policy", "visits is no list as long", lambda r: r["visits"].pop()),
    ("search-policy", "target adds up to", lambda r: r["target"].__setitem__(0, 0.0)),
    ("search-policy", "target[1] is -1", lambda r: r["target"].__setitem__(1, -1)),
    ("search-policy", "values[0] is outside 0..1", lambda r: r["values"].__setitem__(0, 2)),
    ("search-policy", "visits[0] is no count", lambda r: r["visits"].__setitem__(0, 0.5)),
    ("search-value", "value is 1.5", lambda r: r.update(value=1.5)),
    ("search-value", "visits is -1", lambda r: r.update(visits=-1)),
    ("search-value", "messages[1] is said by 'assistant'", lambda r: r["messages"].pop(1)),
    ("search-value", "messages is no list", lambda r: r.update(messages=[])),
    ("raw", "schema is 'society.raw/9'", lambda r: r.update(schema="society.raw/9")),
    ("raw", "dialogue", lambda r: r.pop("dialogue")),
]


def insert(into: list[Any], at: int, what: Any) -> None:
    into.insert(at, what)


def system() -> Record:
    return {"role": "system", "content": "Be kind."}


def unmarked(record: Record, key: str) -> None:
    for each in record["messages"]:
        if key in each:
            each[key] = False


def same_end(record: Record) -> None:
    record["rejected_response"] = record["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("name", "problem", "damage"),
    [pytest.param(*case, id=f"{case[0]}: {case[1]}") for case in DAMAGES],
)
def test_damage_is_found(name: str, problem: str, damage: Damage) -> None:
    record = deepcopy(records(name)[0])

    damage(record)

    assert any(problem in found for found in problems(name, record)), problems(name, record)


def test_every_format_is_damaged_here() -> None:
    assert {name for name, _, _ in DAMAGES} == {*FORMATS}


def test_a_finding_names_file_and_row(tmp_path: Path) -> None:
    good, bad = deepcopy(records("trl-kto")[:2])
    bad["label"] = 0.7

    (found,) = check(write(tmp_path / "bike.jsonl", [good, bad]), "trl-kto")

    assert str(found) == "bike.jsonl, row 2: label is 0.7, which is no bool"


def test_a_folder_is_checked_with_all_its_splits(tmp_path: Path) -> None:
    write(tmp_path / "out" / "trl-sft" / "train.jsonl", records("trl-sft"))
    write(tmp_path / "out" / "trl-sft" / "test.jsonl", [{}])

    found = check(tmp_path / "out", "trl-sft")

    assert {each.file for each in found} == {"test.jsonl"}


@pytest.mark.parametrize("name", ["trl-sft", "openai-chat", "axolotl", "verl-rl"])
def test_a_list_of_records_and_parquet_are_read_like_lines(name: str, tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    parquet = pytest.importorskip("pyarrow.parquet")
    told = list(records(name))
    (tmp_path / "bike.json").write_bytes(orjson.dumps(told))
    parquet.write_table(arrow.Table.from_pylist(told), tmp_path / "bike.parquet")

    found = [check(tmp_path / f"bike.{kind}", name) for kind in ("json", "parquet")]

    assert found == [[], []]


def test_a_line_that_is_no_json_is_a_finding(tmp_path: Path) -> None:
    path = write(tmp_path / "bike.jsonl", records("trl-sft")[:1])
    path.write_bytes(path.read_bytes() + b'{"messages": [')

    (found,) = check(path, "trl-sft")

    assert (found.row, found.problem[:11]) == (2, "is no JSON:")


def test_a_file_without_a_record_is_a_finding(tmp_path: Path) -> None:
    (found,) = check(write(tmp_path / "bike.jsonl", []), "trl-sft")

    assert str(found) == "bike.jsonl: holds no record"


def test_what_is_no_record_at_all_is_a_finding(tmp_path: Path) -> None:
    (found,) = check(write(tmp_path / "bike.jsonl", ["Hi"]), "trl-sft")

    assert found.problem == "is no record"


def test_no_more_is_told_than_anybody_reads(tmp_path: Path) -> None:
    assert len(check(write(tmp_path / "bike.jsonl", [{}] * 500), "trl-sft")) == MOST


def test_a_list_of_data_sets_must_name_files_that_are_there(tmp_path: Path) -> None:
    write(tmp_path / "llama-factory" / "train.jsonl", records("llama-factory"))
    entry = {"file_name": "llama-factory/train.json", "formatting": "openai"}
    write(tmp_path / "dataset_info.json", [{"bike": entry}])

    told = [each.problem for each in check(tmp_path, "llama-factory")]

    assert told == [
        "bike is not in the layout sharegpt: another sentence would be trained",
        "bike names llama-factory/train.json, which is not there",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("out", "out does not exist"),
        ("empty", "holds no files of trl-sft"),
        ("bike.csv", r"no trainer reads \.csv"),
    ],
)
def test_where_there_is_nothing_to_check_it_is_said(
    name: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bike.csv").touch()

    with pytest.raises(SocietyError, match=message):
        check(tmp_path / name, "trl-sft")


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="no format is called 'trl-dop'"):
        check(tmp_path, "trl-dop")


def test_without_the_trainers_it_is_said_how_to_get_them(tmp_path: Path) -> None:
    told = train(tmp_path, "trl-sft", installed=lambda name: name != "trl")

    assert told == (
        "trl-sft: not tried, since trl is not installed; pip install 'dialogue-society[train]'"
    )


def test_a_format_of_a_service_is_not_trained_here(tmp_path: Path) -> None:
    told = train(tmp_path, "gemini-sft")

    assert told == (
        "gemini-sft: no trainer for it is tried here; its records are checked by rules alone"
    )
