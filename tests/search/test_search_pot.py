"""What easy decisions leave over, and which decisions are close."""

from society.search import Branch, Node, Pot, close


def tried(*visits: int) -> Node[str]:
    root = Node("start", "root", "a", over=False)
    root.branches = [
        Branch(Node(str(at), at, "b", over=True), 1.0, each) for at, each in enumerate(visits)
    ]
    return root


def test_a_pot_gives_no_more_than_was_left_in_it() -> None:
    pot = Pot()
    pot.put(10)
    pot.put(-3)

    assert [pot.take(6), pot.take(6), pot.take(6)] == [6, 4, 0]


def test_a_decision_is_close_where_the_second_was_tried_nearly_as_often() -> None:
    assert close(tried(10, 8, 1))
    assert not close(tried(10, 7, 7))
    assert not close(tried(10))
