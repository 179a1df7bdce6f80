"""Every record of every format, made of every scenario that ships: what its trainer takes."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import cycle, islice
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from society.domain.errors import SocietyError
from society.export.formats import FORMATS
from society.export.formats.order import interleaved
from society.export.rows import Choice, Row, Tally, rows
from tests.export import searching
from tests.export.played import SHIPPED, changed, everything, own, shipped
from tests.export.schemas import SCHEMAS

Record = dict[str, Any]
LOOSE = Choice(margin=0.01, split=0.2)
BIKE = "market/used_bike"


def encode(messages: list[Record]) -> tuple[list[int], list[bool]]:
    """A tokenizer of characters; \\x03 ends a turn."""
    ids: list[int] = []
    own: list[bool] = []
    for each in messages:
        words = f"{each['content']}\x03"
        ids += [*map(ord, f"\x02{each['role']}\n"), *map(ord, words)]
        mine = each["role"] == "assistant" and each["train"]
        own += [False] * (len(each["role"]) + 2) + [mine] * len(words)
    return ids, own


@cache
def exported(name: str, choice: Choice = LOOSE) -> tuple[Row, ...]:
    """All that ships in that format."""
    games = searching.shipped if name.startswith("search-") else shipped
    told = [episode for scenario in sorted(SHIPPED) for episode in games(scenario)]
    return tuple(rows(name, told, choice, Tally(), encode=encode))


def records(name: str, choice: Choice = LOOSE) -> list[Record]:
    return [row.record for row in exported(name, choice)]


def alternates(roles: Sequence[str], end: str) -> bool:
    """Whether there is a system text, then user and assistant in turns up to `end`."""
    talk = [role for role in roles if role != "system"]
    usual = list(islice(cycle(["user", "assistant"]), len(talk)))
    return talk == usual and talk[-1] == end and "system" not in roles[1:]


def roles(messages: Sequence[Record]) -> list[str]:
    same = {"human": "user", "gpt": "assistant", "model": "assistant"}
    said = [each.get("role") or each["from"] for each in messages]
    return [same.get(role, role) for role in said]


def conversations(record: Record) -> Iterator[tuple[list[str], str]]:
    """Every list of messages in a record of any format, and with whom it has to end."""
    for key in ("conversations", "messages"):
        if key in record:
            yield roles(record[key]), "user" if "chosen" in record else "assistant"
    if "contents" in record:
        yield roles(record["contents"]), "user" if "completions" in record else "assistant"
    for asked in _asked(record):
        yield roles(asked), "user"
    if "prompt" not in record and isinstance(record.get("chosen"), list):
        yield roles(record["chosen"]), "assistant"
        yield roles(record["rejected"]), "assistant"


def _asked(record: Record) -> Iterator[list[Record]]:
    """What a role is asked, under the names that formats have for it."""
    if isinstance(record.get("prompt"), list):
        yield record["prompt"]
    if "input" in record:
        yield record["input"]["messages"]
    if "comparison" in record:
        yield record["comparison"]["prompt_conversation"]


def test_every_format_but_raw_has_a_schema_here() -> None:
    assert {*SCHEMAS, "raw"} == set(FORMATS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_record_is_what_the_trainer_takes(name: str) -> None:
    check = Draft202012Validator(SCHEMAS[name])

    wrong = [error.message for record in records(name) for error in check.iter_errors(record)]

    assert len(records(name)) > 5
    assert wrong == []


@pytest.mark.parametrize("name", sorted(set(SCHEMAS) - {"prm", "tokens"}))
def test_every_conversation_alternates_from_user_to_its_right_end(name: str) -> None:
    for record in records(name):
        found = list(conversations(record))
        assert found
        assert all(alternates(said, end) for said, end in found)


@pytest.mark.parametrize("name", FORMATS)
def test_every_record_is_plain_json_without_a_number_that_is_none(name: str) -> None:
    for record in records(name):
        assert orjson.loads(json.dumps(record, allow_nan=False)) == record


@pytest.mark.parametrize("name", FORMATS)
def test_records_of_one_format_have_the_same_columns(name: str) -> None:
    assert len({tuple(record) for record in records(name)}) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_it_is_for(name: str) -> None:
    made = FORMATS[name]

    assert made.name == name
    assert len(made.title) > 10
    assert made.kind in ("jsonl", "json", "parquet")


@pytest.mark.parametrize("name", ["trl-sft", "trl-dpo", "trl-kto", "tokens", "prm"])
def test_all_locales_three_roles_and_openings_are_in_these_checks(name: str) -> None:
    found = records(name)

    assert {record["locale"] for record in found} == {"en", "zh"}
    assert "diplomacy/ceasefire" in {record["scenario"] for record in found}


@pytest.mark.parametrize("name", ["openai-chat", "axolotl", "ms-swift", "tinker"])
def test_a_flagged_turn_stays_and_is_not_trained(name: str) -> None:
    told = shipped(BIKE)[0]
    flagged = changed(told, own(told, "seller"), flags=("truncated",))
    key = {"openai-chat": "weight", "axolotl": "train", "ms-swift": "loss", "tinker": "trainable"}

    (row,) = rows(name, [flagged], Choice(roles=("seller",)), Tally())

    said = [each for each in row.record["messages"] if each["role"] == "assistant"]
    assert [bool(each[key[name]]) for each in said[:3]] == [False, False, True]


@pytest.mark.parametrize(
    "name", ["trl-sft", "sharegpt", "llama-factory", "verl-sft", "gemini-sft", "bedrock"]
)
def test_a_format_that_trains_every_turn_holds_no_flagged_one(name: str) -> None:
    told = shipped(BIKE)[0]
    at = own(told, "seller", 1)
    cut = changed(told, at, text="And then I would", flags=("truncated",))

    (row,) = rows(name, [cut], Choice(roles=("seller",)), Tally())

    assert "And then I would" not in json.dumps(row.record)


def test_labels_of_tokens_decode_to_exactly_the_own_words() -> None:
    for record, lensed in zip(records("tokens"), records("openai-chat"), strict=True):
        labels = [label for label in record["labels"] if label != -100]
        trained = [each["content"] for each in lensed["messages"] if each.get("weight")]
        assert "".join(map(chr, labels)) == "".join(f"{said}\x03" for said in trained)
        assert len(record["labels"]) == len(record["input_ids"])


def test_tokens_without_a_tokenizer_are_refused_at_once() -> None:
    with pytest.raises(SocietyError, match="needs a tokenizer"):
        rows("tokens", list(everything()), LOOSE, Tally())


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(SocietyError, match="no format is called 'trl-dop'") as caught:
        rows("trl-dop", [], LOOSE, Tally())

    assert caught.value.hint.startswith("did you mean trl-dpo?")


def test_kto_labels_come_in_turns_as_long_as_there_are_both() -> None:
    labels = [row.record["label"] for row in exported("trl-kto") if row.split == "train"]
    fewer = min(labels.count(True), labels.count(False))

    assert fewer > 5
    assert labels[: 2 * fewer] == [True, False] * fewer


def test_labels_of_one_kind_do_not_wait_for_ever() -> None:
    told = [Row("train", {"label": True, "at": at}) for at in range(50)]
    come = interleaved(iter(told), waiting=10)

    assert [row.record["at"] for row in come] == list(range(50))


def test_a_label_is_whether_the_role_won() -> None:
    won = {(r["dialogue_id"], r["role_name"]): r["won"] for r in records("trl-sft")}

    assert {True, False} == set(won.values())
    for record in records("trl-kto"):
        assert record["label"] is won[record["dialogue_id"], record["role_name"]]


def test_a_process_step_has_a_label_and_a_reward_and_holds_the_own_words_last() -> None:
    for record in records("prm"):
        steps, labels, rewards = (record[key] for key in ("completions", "labels", "rewards"))
        assert len(steps) == len(labels) == len(rewards)
        assert labels == [reward >= 0.5 for reward in rewards]


def test_a_process_step_is_what_others_said_since_and_the_own_words() -> None:
    told = shipped(BIKE)[0]
    (row,) = rows("prm", [told], Choice(roles=("seller",), actions="text"), Tally())
    turns = [turn for turn in told.dialogue.turns if turn.index >= own(told, "seller")]

    lines = "\n".join(row.record["completions"]).split("\n")

    assert lines[0] == f"Ann: {turns[0].text}"
    assert lines[1].startswith(f"Bo: {turns[1].text}")
    assert lines[2] == f"Ann: {turns[2].text}"
    assert "Bo: (The conversation" not in row.record["prompt"]


def test_the_better_reply_of_a_comparison_is_not_always_first() -> None:
    pairs = zip(records("tinker-preference"), records("trl-dpo"), strict=True)
    labels = set()
    for record, known in pairs:
        labels.add(record["label"])
        assert record["comparison"][f"completion_{record['label']}"] == known["chosen"]

    assert labels == {"A", "B"}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("llama-factory", {"messages"}),
        ("llama-factory-dpo", {"messages", "chosen", "rejected"}),
        ("llama-factory-kto", {"messages", "label"}),
    ],
)
def test_dataset_info_names_the_files_and_the_columns_that_are_there(
    name: str, columns: set[str]
) -> None:
    files = {"train": "bike.json", "test": "bike-test.json"}

    made = FORMATS[name].side_files("bike", files)

    info = json.loads(made["dataset_info.json"])
    assert {key: entry["file_name"] for key, entry in info.items()} == {
        "bike": "bike.json",
        "bike_test": "bike-test.json",
    }
    for entry in info.values():
        assert entry["formatting"] == "sharegpt"
        assert set(entry["columns"].values()) == columns <= set(records(name)[0])
        assert entry.get("ranking", False) is (name == "llama-factory-dpo")


def test_axolotl_is_told_which_key_says_whether_to_train() -> None:
    made = FORMATS["axolotl"].side_files("bike", {"train": "bike.jsonl"})

    assert "path: bike.jsonl" in made["axolotl_sft.yaml"]
    assert "message_field_training: train" in made["axolotl_sft.yaml"]


def test_what_a_role_is_asked_for_comes_with_its_own_limit_only() -> None:
    for record in records("trl-grpo"):
        if record["scenario"] == BIKE:
            assert f"{record['reservation']:g}" in record["prompt"][0]["content"]
            assert "propose" in record["moves"]
