"""Every loader reads a file as its corpus was published, and refuses another with the place."""

import json
from pathlib import Path
from typing import Any

import pytest

from society.audit.corpora import NAMES, Graded, corpus
from society.domain.errors import SocietyError


def read(name: str, path: Path) -> list[Graded]:
    return list(corpus(name).read(path))


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def in_json(path: Path, value: Any) -> Path:
    return written(path, json.dumps(value))


USS = (
    "\nUSER\tA table for two, please.\tBOOK\t3,4,3\n"
    "SYSTEM\tFor when?\tREQUEST\t\n"
    "USER\tTonight.\tINFORM\t5,4,3\n"
    "USER\tAt eight.\tINFORM\t1,1,1\n"
    "SYSTEM\tIt is done.\tBOOK\t\n"
    "USER\tOVERALL\t\t4,4,4\n"
    "\nUSER\t你好\t\t3,3\nSYSTEM\t您好\t\t\nUSER\t我要退货\t\t2,2\n"
)


def test_in_uss_a_users_satisfaction_grades_the_systems_turn_before_it(tmp_path: Path) -> None:
    first, whole, chinese = read("uss", written(tmp_path / "SGD.txt", USS))

    assert (first.turn, first.role, first.dialogue.last.text) == (1, "system", "For when?")
    assert first.ratings == (1.0, 0.75, 0.5)
    assert (whole.turn, whole.ratings, len(whole.dialogue.turns)) == (None, (0.75,) * 3, 5)
    assert whole.group == first.group != chinese.group
    assert chinese.dialogue.game.locale == "zh"


@pytest.mark.parametrize("line", ["AGENT\tHello\t\t3", "USER\tHello\t\t9", "USER without a tab"])
def test_a_line_that_is_not_of_uss_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    path = written(tmp_path / "SGD.txt", f"USER\tHi\t\t3\n{line}\n")

    with pytest.raises(SocietyError, match="line 2: not as USS has it"):
        read("uss", path)


def test_a_donation_above_the_pay_counts_as_all_of_it(tmp_path: Path) -> None:
    path = written(
        tmp_path / "full_dialog.csv",
        ',Unit,Turn,B4,B2\n0,"Hello, give?",0,0,d1\n1,Yes.,0,1,d1\n2,Hi,0,0,d2\n3,No,0,1,d2\n',
    )
    written(tmp_path / "full_info.csv", "B2,B3,B4,B6\nd1,u,0,1\nd1,v,1,5\nd2,u,0,0\nd2,v,1,0.5\n")

    generous, mean = read("persuasion", path)

    assert (generous.ratings, mean.ratings) == ((1.0,), (0.25,))
    assert generous.dialogue.text() == "Persuader: Hello, give?\nPersuadee: Yes."
    assert generous.role == "persuader"


def test_the_convokit_folder_of_persuasion_is_read_too(tmp_path: Path) -> None:
    lines = [
        {"id": "0", "conversation_id": "c", "text": "Give?", "meta": {"role": 0}},
        {"id": "1", "conversation_id": "c", "text": "One dollar.", "meta": {"role": 1}},
    ]
    written(tmp_path / "utterances.jsonl", "\n".join(map(json.dumps, lines)))
    in_json(tmp_path / "conversations.json", {"c": {"meta": {"donation_ee": 1.0}}})

    (found,) = read("persuasion", tmp_path)

    assert (found.ratings, len(found.dialogue.turns)) == ((0.5,), 2)


def test_persuasion_without_the_table_of_donations_says_what_is_missing(tmp_path: Path) -> None:
    path = written(tmp_path / "full_dialog.csv", ",Unit,Turn,B4,B2\n")

    with pytest.raises(SocietyError, match="no full_info"):
        read("persuasion", path)


LESSON = {
    "question": "What is 2 + 2?",
    "ground_truth": "4",
    "student_incorrect_solution": "5",
    "student_profile": "Kim is quick.",
    "self-correctness": "Yes, but I had to reveal the answer",
    "conversation": "Teacher: (probing)How so?|EOM|Kim: I counted: 5.|EOM|"
    "Teacher: (telling)It is 4.",
}


def test_a_lesson_of_mathdial_comes_without_the_teachers_moves(tmp_path: Path) -> None:
    unknown = {**LESSON, "self-correctness": None}
    lines = "\n".join(json.dumps(each) for each in (LESSON, unknown))

    (found,) = read("mathdial", written(tmp_path / "test.jsonl", lines))

    assert found.ratings == (0.5,)
    assert [turn.text for turn in found.dialogue.turns] == ["How so?", "I counted: 5.", "It is 4."]
    assert [turn.role for turn in found.dialogue.turns] == ["teacher", "student", "teacher"]


def test_mathdial_is_read_from_csv_as_well(tmp_path: Path) -> None:
    import csv

    path = tmp_path / "test.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(LESSON))
        table.writeheader()
        table.writerow(LESSON)

    (found,) = read("mathdial", path)

    assert (found.ratings, found.role) == ((0.5,), "teacher")


def test_stars_of_esconv_grade_the_supporters_turn_before(tmp_path: Path) -> None:
    said = [
        ("speaker", "I am sad.", {"feedback": "5"}),
        ("listener", "Why?", {"strategy": "Questions"}),
        ("listener", "Tell me.", {"strategy": "Questions"}),
        ("speaker", "My cat.", {"feedback": "2"}),
    ]
    record = {
        "situation": "A cat died.",
        "survey_score": {"seeker": {"empathy": "1", "relevance": "3"}, "supporter": {}},
        "dialog": [{"speaker": w, "content": t, "annotation": a} for w, t, a in said],
    }

    turn, whole = read("esconv", in_json(tmp_path / "FailedESConv.json", [record]))

    assert (turn.turn, turn.dialogue.last.text, turn.ratings) == (2, "Tell me.", (0.25,))
    assert (whole.turn, whole.ratings, whole.role) == (None, (0.25,), "supporter")


def test_deal_or_no_deal_is_read_in_both_its_forms(tmp_path: Path) -> None:
    plain = (
        "1 2 3 2 2 1 YOU: i want the hats <eos> THEM: deal <eos> YOU: <selection> item0=0 item1=3 "
        "item2=0 <eos> reward=6 agree 1 4 3 1 2 2\n"
        "1 2 3 2 2 1 YOU: all of it <eos> THEM: <selection> item0=1 item1=3 item2=2 <eos> "
        "reward=10 disagree 1 4 3 1 2 2\n"
    )
    tagged = (
        "<input> 1 2 3 2 2 1 </input> <dialogue> THEM: you take hats ? <eos> YOU: and a ball <eos> "
        "THEM: <selection> </dialogue> <output> item0=0 item1=3 item2=1 item0=1 item1=0 item2=1 "
        "</output> <partner_input> 1 4 3 1 2 2 </partner_input>\n"
    )

    agreed, disagreed = read("dealornodeal", written(tmp_path / "data.txt", plain))
    (split,) = read("dealornodeal", written(tmp_path / "val.txt", tagged))

    assert (agreed.ratings, disagreed.ratings, split.ratings) == ((0.6,), (0.0,), (0.7,))
    assert agreed.dialogue.text() == "You: i want the hats\nThem: deal"
    assert "a hat 2" in agreed.dialogue.game.role("you").private


def test_in_diplomacy_another_persons_guess_comes_with_the_truth(tmp_path: Path) -> None:
    talk = {
        "messages": ["An alliance?", "Gladly.", "Move to Rome."],
        "speakers": ["italy", "turkey", "italy"],
        "receivers": ["turkey", "italy", "turkey"],
        "sender_labels": [True, "false", True],
        "receiver_labels": [True, "NOANNOTATION", False],
        "game_id": 1,
    }

    found = read("diplomacy", in_json(tmp_path / "test.jsonl", talk))

    assert [each.ratings for each in found] == [(1.0,), (0.0,), (1.0,)]
    assert [each.guess for each in found] == [1.0, None, 0.0]
    assert [each.role for each in found] == ["italy", "turkey", "italy"]


def test_casino_gives_how_satisfied_each_camper_was(tmp_path: Path) -> None:
    ranks = {"High": "Food", "Medium": "Water", "Low": "Firewood"}
    person = {
        "value2issue": ranks,
        "value2reason": dict.fromkeys(ranks, "for the trip"),
        "outcomes": {"points_scored": 19, "satisfaction": "Slightly satisfied"},
    }
    packages = {"Food": "3", "Water": "1", "Firewood": "0"}
    other = {"Food": "0", "Water": "2", "Firewood": "3"}
    logs = [
        {"text": "Shall we share?", "task_data": {}, "id": "agent_1"},
        {"text": "Yes.", "task_data": {}, "id": "agent_2"},
        {
            "text": "Submit-Deal",
            "task_data": {"issue2youget": packages, "issue2theyget": other},
            "id": "agent_1",
        },
        {"text": "Accept-Deal", "task_data": {"data": "accept_deal"}, "id": "agent_2"},
    ]
    sad = {**person, "outcomes": {"points_scored": 8, "satisfaction": "Extremely dissatisfied"}}
    people = {"agent_1": person, "agent_2": sad}
    record = {"dialogue_id": 7, "chat_logs": logs, "participant_info": people}

    found = read("casino", in_json(tmp_path / "casino.json", [record]))

    assert {each.role: each.ratings for each in found} == {"camper_a": (0.75,), "camper_b": (0.0,)}
    assert {each.turn for each in found} == {None}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_something_else_is_refused_in_words(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / "full_dialog.txt", '"a","b"\n"c"\n')
    written(tmp_path / "full_info.txt", "x\n")

    with pytest.raises(SocietyError, match=r"full_dialog\.txt|dialogue"):
        read(name, path)


def test_no_corpus_is_guessed_from_a_name() -> None:
    with pytest.raises(SocietyError, match="no corpus is called 'movies'"):
        corpus("movies")
