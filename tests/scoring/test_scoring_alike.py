"""How alike short texts are."""

import pytest

from society.scoring.alike import likeness

HIGH = "Opens near the best it can name, and concedes late."


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        pytest.param(HIGH, True, id="the same"),
        pytest.param("Open near the best you can name and concede late.", True, id="rephrased"),
        pytest.param("Asks what matters to the other side first.", False, id="another"),
        pytest.param("先听对方说什么，再出价。", False, id="another language"),
    ],
)
def test_what_is_said_in_nearly_the_same_words_is_alike(other: str, alike: bool) -> None:
    table = likeness([HIGH, other])

    assert (table[0][1] >= 0.6) is alike
    assert table[0][1] == pytest.approx(table[1][0])


def test_texts_without_letters_are_alike_only_where_they_are_the_same() -> None:
    assert likeness(["", " ", ""]) == [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
