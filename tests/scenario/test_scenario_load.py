"""From a reference to a scenario, or to everything that is wrong with its file, at once."""

import time
from typing import Any

import pytest

from society.domain.errors import ScenarioError
from society.domain.scenario import MAX_TURNS
from society.scenario.load import validated
from tests.scenario.stage import FILES, HAGGLE, SMALL, complaints, example, made, source, wrong_with

BIKE = (FILES / "market" / "used_bike.yaml").read_text(encoding="utf-8")


def with_line(old: str, new: str) -> str:
    assert old in BIKE
    return str(BIKE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("max: 12", "mx: 12", "43:42: turns has no 'mx'; did you mean 'max'?"),
        ("max: 12", "max: '12'", "43:42: turns.max is '12'; it must be a whole number"),
        ("max: 12", "max: true", "43:42: turns.max is true; it must be a whole number"),
        ("max: 12", "max: 0", "43:42: turns.max is 0; it must be at least 1"),
        ("max: 12", f"max: {10**9}", "43:42: turns.max is 1000000000; it must be at most 10000"),
        ("min: 2", "min: 20", "43:51: turns.min is 20, but turns.max is 12"),
        (
            "first: seller",
            "first: broker",
            "43:27: turns.first is 'broker', but there is only 'seller' and 'buyer'",
        ),
        (
            "turn >= 2",
            "turm >= 2",
            "51:36: actions.walk_away.when names 'turm', which does not exist;"
            " did you mean 'turn'?",
        ),
        (
            "last('propose', other=True)",
            "last('purpose', other=True)",
            "50:34: actions.accept.when asks for the action 'purpose', which there is not;"
            " did you mean 'propose'?",
        ),
        (
            "last('propose').price if",
            "last('propose').prize if",
            "58:12: outcome.issues.price: propose has no argument 'prize'; did you mean 'price'?",
        ),
        (
            "- seller_min) / zopa)",
            "- seller_mim) / zopa)",
            "60:5: outcome.utility.seller names 'seller_mim', which does not exist;"
            " did you mean 'seller_min'?",
        ),
        (
            "below ${{ seller_min }}",
            "below ${{ seller_min }",
            "28:7: roles.seller.private.en: unexpected '}'",
        ),
        (
            "listed at ${{ list_price }}",
            "listed at ${% raw %}",
            "20:3: context.en: {% opens a statement; only {{ expressions }} are part of a text",
        ),
        (
            "issue: price, value",
            "issue: prise, value",
            "31:19: roles.seller.reservation.issue is 'prise', but there is only 'price';"
            " did you mean 'price'?",
        ),
        (
            "{int: [150, 260], step: 5}",
            "{int: [260, 150], step: 5}",
            "12:3: variables.list_price runs from 260 down to 150",
        ),
        (
            "{int: [150, 260], step: 5}",
            "{int: [150, 260], float: [1, 2]}",
            "12:3: variables.list_price needs one of int, float, choice, expr;"
            " it has int and float",
        ),
        (
            "几乎全新, 车架有划痕, 链条磨损",
            "几乎全新, 车架有划痕",
            "13:17: variables.condition.choice needs as many words in each language;"
            " it has 3 in en, 2 in zh",
        ),
        (
            '{expr: "buyer_max - seller_min"}',
            '{expr: "buyer_max - zopa_min"}',
            "16:17: variables.zopa.expr names 'zopa_min', which does not exist;",
        ),
        (
            "list_price:  {int",
            "turn:  {int",
            "12:3: the variable 'turn' has the name of something built in",
        ),
        ("Bo, zh", "Ann, zh", "35:5: both roles 'seller' and 'buyer' are named 'Ann'"),
        ("available: [en, zh]", "available: [en]", "4:34: title has a text in 'zh'"),
        ("default: en, available", "default: fr, available", "9:10: locale.default is 'fr'"),
        ("ends: agreement", "ends: a greement", "50:71: actions.accept.ends is named"),
        ("scope: outcome, weight", "scope: verdict, weight", "70:36: judges[3].scope is"),
        (
            "criteria: {strategy: 0.5",
            "criteria: {strategy: high",
            "67:17: judges[0].criteria.strategy is 'high'; it must be a number",
        ),
        ("secrets: [", "secrets: [5, ", "32:15: roles.seller.secrets[0] is 5; it must be a text"),
        ("price: {type: number", "price: {type: numbr", "has the type 'numbr'"),
        ("minimum: 0}", "minimun: 0}", "has 'minimun', which is not one of"),
        ("tags: [", "license_key: 1\ntags: [", "did you mean 'license'?"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_was_meant(
    old: str, new: str, problem: str
) -> None:
    began = time.process_time()
    problems = complaints(with_line(old, new))

    assert any(problem in each for each in problems), problems
    assert all(each.startswith("my.yaml:") for each in problems)
    assert time.process_time() - began < 10


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = with_line("max: 12", "mx: 12").replace("first: seller", "first: seler")
    text = text.replace("turn >= 2", "trun >= 2").replace("weight: 0.6", "weight: -1")

    problems = complaints(text)

    assert [problem.split(": ")[1].split(" ")[0] for problem in problems] == [
        "turns.first",
        "turns",
        "actions.walk_away.when",
        "judges[0].weight",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"roles": {}}, "there is 0 role; a dialogue needs two or more"),
        ({"roles": {"a": {"name": "A"}}}, "there is 1 role; a dialogue needs two or more"),
        ({"roles": {"a": {}, "b": {"name": "B"}}}, "roles.a.name is missing"),
        ({"roles": {"A-1": {"name": "A"}, "b": {"name": "B"}}}, "names are small letters"),
        ({"id": "../../x"}, "id is named '../../x'"),
        ({"id": "a" * 70}, "names are small letters, digits and _, in parts joined by /"),
        ({"schema": "scenario/v2"}, "schema is 'scenario/v2'; it must be 'scenario/v1'"),
        ({"title": 5}, "title is 5; it must be a text or a mapping of names to values"),
        ({"title": {"en": 5}}, "title.en is 5; it must be a text"),
        ({"title": {"de": "Klein"}}, "title has no text in 'en', the default language"),
        ({"turns": {"max": MAX_TURNS + 1}}, "it must be at most 10000"),
        ({"turns": []}, "turns is []; it must be a mapping"),
        ({"opening": {"c": "Hello"}}, "opening is 'c', but there is only 'a' and 'b'"),
        ({"channels": {"x": {"members": ["a", "c"]}}}, "channels.x is 'c'"),
        ({"actions": {"go": {"by": ["c"]}}}, "actions.go.by is 'c'"),
        ({"actions": {"go": {"of": "propose"}}}, "actions.go.of is 'propose'"),
        ({"actions": {"go": {"quorum": 2}}}, "has a quorum, which needs of and ends"),
        ({"actions": {"go": {"of": "go", "quorum": 3, "ends": "x"}}}, "but there are 2 roles"),
        ({"actions": {"go": {"args": {"t": {"pattern": "(a+)+$"}}}}}, "can take for ever"),
        ({"actions": {"go": {"args": {"t": {"enum": []}}}}}, "has an enum that is not a list"),
        ({"outcome": {"utility": {"c": "1"}}}, "outcome.utility is 'c'"),
        ({"outcome": {"success": {"c": 1}}}, "outcome.success is 'c'"),
        ({"outcome": {"issues": {"turn": "1"}}}, "means something else already"),
        ({"outcome": {"utility": {"a": "b"}}}, "outcome.utility.a names 'b'"),
        ({"outcome": {"utility": {"a": "utility"}}}, "which has no value there"),
        ({"outcome": {"winner": "argmax(utillity)"}}, "did you mean 'utility'?"),
        ({"stop": [{"when": "count('go') > 2", "outcome": "x"}]}, "the action 'go'"),
        ({"stop": [{"when": "turn(3)", "outcome": "x"}]}, "'turn' is not a function"),
        ({"stop": [{"when": "draw(1, 2) > 1", "outcome": "x"}]}, "names 'draw'"),
        ({"variables": {"x": {"expr": "y"}, "y": {"int": [1, 2]}}}, "drawn only after it"),
        ({"variables": {"x": {"choice": []}}}, "variables.x.choice is empty"),
        ({"variables": {"x": {"int": [1, 9], "step": 0.5}}}, "but its step is 0.5"),
        ({"judges": [{"use": "brevity"}, {"use": "brevity"}]}, "two judges are named 'brevity'"),
        ({"judges": [{"use": "brevity", "roles": ["c"]}]}, "judges[0].roles is 'c'"),
        ({"reward": {"turn": 0, "outcome": 0}}, "nothing would be paid"),
        ({"include": ["other.yaml"]}, "include is not supported"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], said: str) -> None:
    messages = wrong_with(SMALL, **changes)

    assert any(said in message for message in messages), messages


def test_what_fits_is_a_scenario() -> None:
    assert made(SMALL).turns.max == 12
    assert made(HAGGLE).roles["a"].name == "Ada"


def test_every_key_of_the_domain_has_its_did_you_mean() -> None:
    for key, path in (("trian", "roles.a"), ("shcope", "judges[0]"), ("quorm", "actions.go")):
        text = (
            "schema: scenario/v1\nid: x\ntitle: X\n"
            f"roles: {{a: {{name: A{', trian: true' * (key == 'trian')}}}, b: {{name: B}}}}\n"
            f"judges: [{{use: brevity{', shcope: turn' * (key == 'shcope')}}}]\n"
            f"actions: {{go: {{ends: x{', quorm: 2' * (key == 'quorm')}}}}}\n"
        )
        assert any(
            f"{path} has no {key!r}; did you mean" in problem for problem in complaints(text)
        )


@pytest.mark.parametrize(
    "key",
    [
        "sk-abcdefghijklmnop1234",
        "sk-ant-api03-abcdefghijklmnop",
        "AKIAABCDEFGHIJKLMNOP",
        "AIzaSyA-abcdefghijklmnopqrstuvwxyz012345",
        "ghp_abcdefghijklmnopqrstuvwxyzABCDEF0123",
        "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH",
        "-----BEGIN RSA PRIVATE KEY-----",
    ],
)
@pytest.mark.parametrize("where", ["# {}", "summary: {}"])
def test_what_looks_like_a_key_is_refused_and_never_repeated(key: str, where: str) -> None:
    text = f"schema: scenario/v1\nid: x\n{where.format(key)}\n"

    problems = complaints(text)

    told = [problem for problem in problems if "looks like an API key" in problem]
    assert told
    assert all(key not in problem for problem in problems)
    assert "my.yaml:3:" in told[0]


def test_a_level_patches_the_file_before_it_is_validated() -> None:
    assert example("market/used_bike", level="easy").turns.max == 8
    assert example("market/used_bike", level="hard").require == ("zopa >= 5 and zopa <= 20",)
    assert example("market/used_bike", level="normal") == example("market/used_bike")


def test_an_unknown_level_is_named_with_those_there_are() -> None:
    with pytest.raises(ScenarioError, match="there is no level 'hrad'; did you mean 'hard'"):
        example("market/used_bike", level="hrad")
    with pytest.raises(ScenarioError, match="it has none"):
        validated(source("schema: scenario/v1\nid: x\ntitle: X\n"), level="hard")


def test_what_a_level_breaks_is_found_where_the_level_says_it() -> None:
    text = with_line("easy:   {require", "easy:   {turns: {mx: 3}, requird")

    with pytest.raises(ScenarioError) as caught:
        validated(source(text), level="easy")

    assert caught.value.problems[0].startswith("my.yaml:74:20: turns has no 'mx'")


def test_overrides_set_dotted_paths_and_make_variables_constant() -> None:
    found = example(
        "market/used_bike",
        overrides={"turns.max": 6, "variables.zopa": 20, "roles.buyer.name": "Kim"},
    )

    assert found.turns.max == 6
    assert found.variables["zopa"].choice == [20]
    assert found.variables["zopa"].expr is None
    assert found.roles["buyer"].name == "Kim"


def test_an_override_can_change_how_a_variable_is_drawn() -> None:
    found = example("market/used_bike", overrides={"variables.zopa": {"int": [6, 9]}})

    assert found.variables["zopa"].ints == (6, 9)
    assert found.variables["zopa"].expr is None


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("turns.mx", 6, "turns has no 'mx'; did you mean 'max'?"),
        ("turns.max", "6", "turns.max is '6'; it must be a whole number"),
        ("trns.max", 6, "the scenario has no 'trns'; did you mean 'turns'?"),
        ("roles.broker.name", 6, "roles.broker.name is 6"),
    ],
)
def test_an_override_is_checked_like_the_file(path: str, value: object, said: str) -> None:
    with pytest.raises(ScenarioError, match=said.replace("?", r"\?")):
        example("market/used_bike", overrides={path: value})
