"""The shipped slice of CaSiNo: real dialogues as dialogues of a game."""

import pytest

from society.audit.casino import HERE, shipped, talks
from society.domain.errors import SocietyError
from society.scenario import referee


def test_the_referee_gives_the_points_that_the_corpus_gives() -> None:
    for talk in shipped():
        worth = {role: 5 + 31 * value for role, value in talk.outcome.utilities.items()}

        assert worth == pytest.approx(talk.points)


def test_nothing_is_kept_of_who_the_people_were() -> None:
    import gzip

    text = gzip.decompress((HERE / "casino.jsonl.gz").read_bytes()).decode()

    assert not any(word in text for word in ("demographics", "personality", "ethnicity", '"age"'))
    assert "CC BY 4.0" in (HERE / "CASINO.txt").read_text(encoding="utf-8")


def test_a_deal_is_a_move_and_what_stands_on_the_table_is_known() -> None:
    dialogue = shipped()[0].dialogue

    moves = [turn for turn in dialogue.turns if turn.action]
    assert not any(turn.text for turn in moves)
    assert moves[0].action
    assert moves[0].action.name == "submit_deal"
    assert moves[0].standing
    assert all(0 <= value <= 1 for value in moves[0].standing.values())


def test_a_camper_sees_its_own_worth_and_not_the_others() -> None:
    dialogue = shipped()[0].dialogue

    seen = referee.view(dialogue, "camper_a")

    assert "worth" in seen.role.private
    assert "worth" not in str(seen.others)


def test_a_file_of_something_else_is_refused_by_name() -> None:
    with pytest.raises(SocietyError, match="dialogue 7 is not as CaSiNo has it"):
        list(talks([{"dialogue_id": 7, "chat_logs": [{"id": "a"}, {"id": "b"}]}]))
