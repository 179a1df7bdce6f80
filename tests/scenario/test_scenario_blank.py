"""New scenario files: whatever roles and languages are asked for, they lint clean."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from society.domain.dialogue import Dialogue
from society.domain.errors import ScenarioError
from society.scenario.blank import DEFAULT_ROLES, slug, written
from society.scenario.draw import draw
from society.scenario.lint import lint
from society.scenario.load import validated
from society.scenario.referee import ending, floor
from society.scenario.writings import texts
from tests.scenario.stage import said, source

TWO = [template for template in DEFAULT_ROLES if template != "group"]


@pytest.mark.parametrize("template", DEFAULT_ROLES)
@pytest.mark.parametrize("locales", [("en",), ("zh",), ("en", "zh"), ("zh", "en"), ("de", "en")])
def test_every_template_lints_clean_in_every_language(
    template: str, locales: tuple[str, ...]
) -> None:
    text = written("market/my_lamp", template=template, locales=locales)

    scenario = validated(source(text))

    assert lint(scenario, source(text)) == []
    assert scenario.id == "market/my_lamp"
    assert set(texts(scenario.title).values()) == {"My lamp"}
    assert scenario.locale.available == locales
    assert tuple(scenario.roles) == DEFAULT_ROLES[template]
    assert "#each" not in text
    assert "#" in text, "it is commented"


@pytest.mark.parametrize("template", DEFAULT_ROLES)
def test_every_template_can_be_played_to_an_end(template: str) -> None:
    dialogue = Dialogue(game=draw(validated(source(written("x", template=template))), seed=1))
    while (ended := ending(dialogue)) is None:
        dialogue = said(dialogue)

    assert ended in {"no_deal", "nothing_reported", "unanswered", "no_agreement"}
    assert floor(dialogue)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(TWO),
    st.lists(st.from_regex(r"\A[a-z][a-z0-9_]{0,11}\Z"), min_size=2, max_size=2, unique=True),
    st.text(max_size=40),
    st.from_regex(r"\A[a-z0-9_]{1,8}(/[a-z0-9_]{1,8})?\Z"),
)
def test_any_names_and_title_make_a_file_or_a_sentence(
    template: str, roles: list[str], title: str, name: str
) -> None:
    try:
        text = written(name, template=template, roles=roles, title=title)
    except ScenarioError as refused:
        assert str(refused)  # noqa: PT017
        return

    scenario = validated(source(text))
    assert scenario.id == name
    assert tuple(scenario.roles) == tuple(roles)
    assert scenario.title == (title.strip() or scenario.title)


@pytest.mark.parametrize("roles", [("a", "b"), ("role_2", "role_1"), tuple("abcdefg")])
def test_a_group_has_as_many_as_are_named(roles: tuple[str, ...]) -> None:
    text = written("x", template="group", roles=roles)

    scenario = validated(source(text))

    assert tuple(scenario.roles) == roles
    assert lint(scenario, source(text)) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../x",
        "/etc/x",
        "C:\\x",
        "C:x",
        "con",
        "market/nul",
        "lpt1",
        "x" * 300,
        "/".join(["x"] * 150),
        "a\0b",
        "",
        "a//b",
        "a/",
        "Lamp",
        "lamp.yaml",
        "lämp",
        "a b",
        "~",
    ],
)
def test_a_name_that_is_no_slug_is_refused(name: str) -> None:
    with pytest.raises(ScenarioError):
        slug(name)
    with pytest.raises(ScenarioError):
        written(name)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"template": "bargian"}, "did you mean 'bargain'"),
        ({"roles": ["a"]}, "two roles, not 1"),
        ({"roles": ["a", "b", "c"]}, "two roles, not 3"),
        ({"roles": ["a", "a"]}, "the same name"),
        ({"roles": ["A", "b"]}, "'A' cannot be a role"),
        ({"roles": ["null", "b"]}, "'null' cannot be a role"),
        ({"roles": ["turn", "b"]}, "'turn' cannot be a role"),
        ({"locales": ["english"]}, "'english' is not a language code"),
        ({"locales": ["en", "en"]}, "named twice"),
        ({"locales": []}, "nothing is not a language code"),
        ({"title": "a\nb"}, "a title is one line"),
        ({"title": "{{ x }}"}, "a title is one line"),
        ({"title": "x" * 201}, "a title is one line"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(asked: dict[str, list[str]], why: str) -> None:
    with pytest.raises(ScenarioError, match=why):
        written("x", **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["123", "1e3", "0x1f", "007", "true", "null"])
def test_an_id_that_yaml_would_read_as_something_else_stays_a_text(name: str) -> None:
    assert validated(source(written(name))).id == name


def test_a_title_with_quotes_and_colons_stays_as_it_is() -> None:
    title = "Who's: \"first\" # {yes} 'no' \\ 谁"

    assert validated(source(written("x", title=title))).title == title
