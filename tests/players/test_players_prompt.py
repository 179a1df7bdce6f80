"""The prompt: what a model is told of its role, of the others, and of what was said."""

import pytest

from society.domain.dialogue import Action, Option, Stranger, View
from society.players.prompt import prompt
from tests.players.seat import ANN, BARGAIN, BO, offered, seen

DEAL = Action(name="propose", args={"price": 110})


def contents(view: View, *, short: bool = False) -> list[tuple[str, str]]:
    return [(message.role, message.content) for message in prompt(view, short=short)]


@pytest.mark.parametrize("short", [False, True])
def test_a_role_is_told_who_it_is_and_what_it_alone_knows(short: bool) -> None:
    system = prompt(seen(("buyer", "Hi.")), short=short)[0].content

    for part in (
        ANN.name,
        ANN.persona,
        ANN.private,
        ANN.goal,
        "worn chain",
        "propose",
        "80 to 200",
    ):
        assert part in system


def test_the_short_prompt_is_much_shorter() -> None:
    view = seen(("buyer", "Hi."))

    assert len(prompt(view, short=True)[0].content) < 0.6 * len(prompt(view)[0].content)


def test_own_turns_are_the_assistants_and_moves_are_shown() -> None:
    view = seen(("seller", "200."), ("buyer", "Too much.", DEAL))

    assert contents(view)[1:] == [
        ("user", "(The conversation begins. You speak first.)"),
        ("assistant", "200."),
        ("user", "Too much. [propose price=110]"),
    ]


def test_who_opens_is_asked_to() -> None:
    assert contents(seen())[1:] == [("user", "(The conversation begins. You speak first.)")]
    assert contents(seen(locale="zh"))[1:] == [("user", "（对话开始，请你先说。）")]


def test_several_others_are_told_apart_and_merged() -> None:
    cy = Stranger(id="cy", name="Cy", public="Cy repairs bikes.")
    view = seen(("buyer", "Hi."), ("cy", "Hello."), others=(BO, cy))

    assert contents(view)[1:] == [("user", "Bo: Hi.\nCy: Hello.")]
    assert "Cy (Cy repairs bikes.)" in contents(view)[0][1]


def test_a_role_whose_own_words_came_last_goes_on() -> None:
    assert contents(seen(("buyer", "Hi."), ("seller", "Hm.")))[-1] == ("user", "(Go on.)")


def test_the_roles_own_prompt_takes_the_place_of_the_rest() -> None:
    role = ANN.model_copy(update={"prompt": "Be a bear."})

    system = prompt(seen(("buyer", "Hi."), role=role))[0].content

    assert system.startswith("Be a bear.")
    assert ANN.private not in system
    assert "propose" in system


def test_why_a_reply_was_refused_is_said_last() -> None:
    said = contents(seen(("buyer", "Hi."), refused=("price is 7; it must be 80 or more",)))[-1][1]

    assert said.startswith("Hi.")
    assert "refused: price is 7; it must be 80 or more" in said


def test_a_due_move_is_demanded() -> None:
    due = Option(name="answer", args={"value": {"type": "string"}}, due=True)

    assert "must make this move" in prompt(seen(options=(due,)))[0].content


def test_chinese_games_are_instructed_in_chinese() -> None:
    system = prompt(seen(("buyer", "你好"), locale="zh"))[0].content

    assert "你是Ann。" in system
    assert "用中文" in system
    assert "Your goal" not in system


def test_a_small_model_is_reminded_of_the_last_turns_only() -> None:
    view = seen(*[("buyer", f"Line {at}.") for at in range(20)], options=BARGAIN)

    assert "Line 3." not in prompt(view, short=True)[1].content
    assert "Line 3." in prompt(view)[1].content


def test_the_words_of_a_turn_with_only_a_move_are_the_move() -> None:
    assert contents(seen(offered("buyer", 110, "")))[-1] == ("user", "[propose price=110]")
