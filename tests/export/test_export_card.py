"""The card of a dataset: what a machine reads of it and what a person does."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from society.domain.dialogue import Dialogue
from society.domain.episode import Episode
from society.export.card import Config, Dataset, card, front, notice
from society.export.choice import Choice
from society.export.formats import FORMATS
from society.export.layout import provenance
from society.export.recipes import recipe
from society.export.shape import NULL, features, fitted, grown, settled, uneven
from society.export.sources import Noted, Sources
from society.export.tally import Tally
from society.export.yaml import yaml
from tests.store import paper

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def episode(name: str = "e1", **made: Any) -> Episode:
    fields: dict[str, Any] = {
        "judges": {"rubric": "1.2:ab12"},
        "judge_models": {"rubric": "openai/judge"},
        "versions": {"society": "0.1.0"},
        "scenario_hash": "f" * 64,
        **made,
    }
    return Episode(
        id=name,
        dialogue=Dialogue(game=paper.game(level="hard"), turns=(paper.turn(0),)),
        provenance=paper.provenance(**fields),
        outcome=paper.outcome(),
        status="done",
        started="2026-11-22T12:00:00.000+00:00",
    )


def dataset(**changes: Any) -> Dataset:
    sources, tally = Sources(), Tally(episodes=3, rows=2)
    assert list(Noted([episode()], sources)) == [episode()]
    tally.drop("private text leaked")
    tally.by["provider"].update(["embedded", "openai"])
    record = {"messages": [{"role": "user", "content": "x"}], "reward": 0.5, "own": {"n": 1}}
    config = Config(
        format="trl-sft",
        title="whole | dialogues",
        files={"train": ("trl-sft/train-00000-of-00002.parquet", "trl-sft/train-00001-of-00002")},
        rows={"train": 2},
        bytes={"train": 100},
        shape=settled(grown(NULL, record)),
        digest="d1",
        tally=tally,
    )
    fields: dict[str, Any] = {
        "name": "bikes",
        "query": "level:hard",
        "choice": Choice(),
        "version": "0.1.0",
        "sources": sources,
        "configs": [config],
    }
    return Dataset(**{**fields, **changes})


def test_the_head_of_the_card_is_yaml_that_says_the_same() -> None:
    text = card(dataset())

    head = text.removeprefix("---\n").partition("---\n")[0]
    assert YAML(typ="safe").load(head) == front(dataset())


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text(min_size=1, max_size=12), PLAIN, min_size=1))
def test_any_plain_values_survive_as_yaml(values: dict[str, Any]) -> None:
    assert YAML(typ="safe").load(yaml(values)) == values


@pytest.mark.parametrize("word", ["no", "on", "null", "1.0", "12:30:45", "a: b", "# x", "- x", ""])
def test_a_word_that_yaml_would_read_otherwise_is_quoted(word: str) -> None:
    assert YAML(typ="safe").load(yaml({"language": [word]})) == {"language": [word]}


def test_the_head_names_files_columns_and_sizes() -> None:
    told = front(dataset())

    assert told["language"] == ["en"]
    assert told["configs"] == [
        {
            "config_name": "trl-sft",
            "default": True,
            "data_files": [{"split": "train", "path": "trl-sft/train-*-of-00002.parquet"}],
        }
    ]
    assert told["dataset_info"][0]["features"] == [
        {
            "name": "messages",
            "list": [{"name": "role", "dtype": "string"}, {"name": "content", "dtype": "string"}],
        },
        {"name": "reward", "dtype": "float64"},
        {"name": "own", "struct": [{"name": "n", "dtype": "int64"}]},
    ]
    assert told["size_categories"] == ["n<1K"]


def test_the_card_says_where_it_comes_from_and_what_to_distrust() -> None:
    text = card(dataset())

    for part in (
        "`level:hard`",
        "begun on 2026-11-22",
        "| market/lamp | 1 | ffffffffffffffff | none named | hard |",
        "| openai/x | buyer |",
        "| rubric | 1.2:ab12 | openai/judge | unaudited |",
        "| trl-sft | private text leaked | 1 |",
        "| trl-sft | openai | 1 |",
        "whole \\| dialogues",
        "society-canary ",
    ):
        assert part in text


def test_a_licence_is_named_where_all_scenarios_share_one() -> None:
    free, other = Sources(), Sources()
    free.add(licensed("CC0-1.0"))
    other.add(licensed("CC0-1.0"))
    other.add(licensed("", version=2))

    assert front(dataset(sources=free))["license"] == "cc0-1.0"
    assert front(dataset(sources=other))["license"] == "other"
    assert "market/lamp version 2: no licence named in the file" in notice(other)


def licensed(licence: str, **changes: Any) -> Episode:
    game = paper.game(scenario=paper.scenario(license=licence, **changes))
    return episode().model_copy(update={"dialogue": Dialogue(game=game)})


def test_the_canary_is_of_these_rows_and_no_others() -> None:
    one, same = dataset(), dataset()
    other = dataset(configs=[*one.configs, *one.configs])

    assert one.canary == same.canary != other.canary


def test_provenance_tells_query_choice_rows_judges_and_files() -> None:
    told = json.loads(provenance(dataset(), {"README.md": "aa"}))

    assert told["schema"] == "society.export/1"
    assert told["query"] == "level:hard"
    assert told["choice"]["keep_flagged"] is False
    assert told["formats"]["trl-sft"]["rows_sha256"] == "d1"
    assert told["formats"]["trl-sft"]["dropped"] == {"private text leaked": 1}
    assert told["judges"][0]["audit"] == "unaudited"
    assert told["scenarios"][0]["sha256"] == "f" * 64
    assert (told["seeds"], told["files"]) == ([7], {"README.md": "aa"})


def test_only_what_a_kept_row_comes_from_is_named() -> None:
    sources, tally = Sources(), Tally()
    sources.add(episode())
    sources.add(episode(models={"seller": "closed/one", "buyer": "embedded"}))
    tally.keep({"scenario": ("market/lamp",), "model": ("embedded", "openai/x"), "judge": ()})

    kept = sources.kept([tally]).facts()

    assert [each["model"] for each in kept["models"]] == ["embedded", "openai/x"]
    assert kept["judges"] == []


def test_many_seeds_are_told_by_their_ends() -> None:
    sources = Sources(seeds=set(range(5, 3000)))

    assert sources.facts()["seeds"] == {"count": 2995, "least": 5, "most": 2999}


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_a_recipe_is_yaml_that_names_the_file(format_: str) -> None:
    for name, text in recipe(format_, "bikes", "data/train.jsonl").items():
        told = YAML(typ="safe").load(text)
        assert name == f"train_{format_.replace('-', '_')}.yaml"
        assert name in text.splitlines()[0]
        if format_.startswith("trl"):
            assert told["datasets"][0]["data_files"] == "data/train.jsonl"
        else:
            assert told["dataset"] == "bikes"


def test_the_trainers_with_a_command_of_their_own_have_a_recipe() -> None:
    recipes = {name for name in FORMATS if recipe(name, "d", "f.jsonl")}

    assert recipes == {
        *("trl-sft", "trl-sft-turns", "trl-dpo", "trl-reward", "trl-kto"),
        *("llama-factory", "llama-factory-dpo", "llama-factory-kto"),
    }


@settings(deadline=None, max_examples=50)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), PLAIN), min_size=1, max_size=5))
def test_a_shape_holds_every_record_that_it_grew_from(records: list[dict[str, Any]]) -> None:
    shape = NULL
    for record in records:
        shape = grown(shape, record)

    for record in records:
        assert grown(shape, record) is shape
        if settled(shape).kind == "struct":
            fit = fitted(settled(shape), record)
            assert set(fit) == set(settled(shape).fields)


def test_whole_numbers_and_fractions_are_fractions_and_the_rest_is_text() -> None:
    shape = settled(grown(grown(NULL, {"a": 1, "b": 1, "c": 2**70}), {"a": 0.5, "b": "x"}))

    assert [each["dtype"] for each in features(shape)] == ["float64", "string", "string"]
    assert uneven(shape)
