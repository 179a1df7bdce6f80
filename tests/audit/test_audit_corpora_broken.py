"""A broken file of a corpus is refused in words, with its name and the place; never a traceback."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from society.audit.corpora import corpus
from society.domain.errors import SocietyError

TIMES = 150
"""How often each sound file is broken."""

ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    1e308,
    "",
    "x",
    "9" * 40,
    [],
    {},
    [[]],
    {"x": None},
    "\x1b[2J",
    "²",
)


def casino(folder: Path) -> Path:
    ranks = {"High": "Food", "Medium": "Water", "Low": "Firewood"}
    person = {
        "value2issue": ranks,
        "value2reason": dict.fromkeys(ranks, "for the trip"),
        "outcomes": {"points_scored": 19, "satisfaction": "Slightly satisfied"},
    }
    data = {"issue2youget": dict.fromkeys(ranks.values(), "3")}
    data["issue2theyget"] = dict.fromkeys(ranks.values(), "0")
    logs = [
        {"text": "Shall we share?", "task_data": {}, "id": "agent_1"},
        {"text": "Yes.", "task_data": {}, "id": "agent_2"},
        {"text": "Submit-Deal", "task_data": data, "id": "agent_1"},
        {"text": "Accept-Deal", "task_data": {"data": "accept_deal"}, "id": "agent_2"},
    ]
    people = {"agent_1": person, "agent_2": person}
    record = {"dialogue_id": 7, "chat_logs": logs, "participant_info": people}
    return in_json(folder / "casino.json", [record])


def uss(folder: Path) -> Path:
    lines = ["USER\tA table.\tBOOK\t3,4", "SYSTEM\tFor when?\tASK\t", "USER\tNow.\tTELL\t5,4"]
    return written(folder / "SGD.txt", "\n".join([*lines, "USER\tOVERALL\t\t4,4", ""]))


def persuasion(folder: Path) -> Path:
    written(folder / "full_info.csv", "B2,B3,B4,B6\nd1,u,0,1\nd1,v,1,5\n")
    rows = ',Unit,Turn,B4,B2\n0,"Hello, give?",0,0,d1\n1,Yes.,0,1,d1\n'
    return written(folder / "full_dialog.csv", rows)


def convokit(folder: Path) -> Path:
    said = [
        {"id": "0", "conversation_id": "c", "text": "Give?", "meta": {"role": 0}},
        {"id": "1", "conversation_id": "c", "text": "One dollar.", "meta": {"role": 1}},
    ]
    in_json(folder / "conversations.json", {"c": {"meta": {"donation_ee": 1.0}}})
    written(folder / "utterances.jsonl", "\n".join(map(json.dumps, said)))
    return folder


LESSON = {
    "question": "What is 2 + 2?",
    "ground_truth": "4",
    "student_incorrect_solution": "5",
    "student_profile": "Kim is quick.",
    "self-correctness": "Yes",
    "conversation": "Teacher: (probing)How so?|EOM|Kim: I counted: 5.",
}


def mathdial(folder: Path) -> Path:
    return written(folder / "test.jsonl", json.dumps(LESSON) + "\n" + json.dumps(LESSON))


def mathdial_table(folder: Path) -> Path:
    rows = (",".join(f'"{cell}"' for cell in row) for row in (LESSON, LESSON.values()))
    return written(folder / "test.csv", "\n".join(rows))


def esconv(folder: Path) -> Path:
    said = [("speaker", "I am sad.", "5"), ("listener", "Why?", ""), ("speaker", "My cat.", "2")]
    record = {
        "situation": "A cat died.",
        "survey_score": {"seeker": {"empathy": "1", "relevance": "3"}},
        "dialog": [{"speaker": w, "content": t, "annotation": {"feedback": f}} for w, t, f in said],
    }
    return in_json(folder / "ESConv.json", [record, record])


def dealornodeal(folder: Path) -> Path:
    plain = "1 2 3 2 2 1 YOU: hats <eos> THEM: deal <eos> reward=6 agree 1 4 3 1 2 2"
    tagged = (
        "<input> 1 2 3 2 2 1 </input> <dialogue> THEM: take hats <eos> YOU: and a ball <eos> "
        "</dialogue> <output> item0=0 item1=3 item2=1 </output> <partner_input> 1 4 3 1 2 2 "
        "</partner_input>"
    )
    return written(folder / "data.txt", f"{plain}\n{tagged}\n")


def diplomacy(folder: Path) -> Path:
    talk = {
        "messages": ["An alliance?", "Gladly."],
        "speakers": ["italy", "turkey"],
        "sender_labels": [True, "false"],
        "receiver_labels": [True, "NOANNOTATION"],
    }
    return written(folder / "test.jsonl", json.dumps(talk) + "\n" + json.dumps(talk) + "\n")


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def in_json(path: Path, value: Any) -> Path:
    return written(path, json.dumps(value))


FILES = {
    "casino": casino,
    "uss": uss,
    "persuasion": persuasion,
    "persuasion, a folder": convokit,
    "mathdial": mathdial,
    "mathdial, a table": mathdial_table,
    "esconv": esconv,
    "dealornodeal": dealornodeal,
    "diplomacy": diplomacy,
}


def of_bytes(raw: bytes, dice: Random) -> bytes:
    """Cut off, with a stretch left out, or with bytes that are no text in it."""
    at, to = sorted(dice.randrange(len(raw) + 1) for _ in range(2))
    odd = dice.choice([b"\xff", b"\x00", b'"', b",", b"\t", b"\n", b"{", b"]", b"-", b"\xe2\x80"])
    return dice.choice([raw[:at], raw[:at] + raw[to:], raw[:at] + odd + raw[at:], b"", b"\n\n"])


def of_values(raw: bytes, dice: Random) -> bytes:
    """The same with one of its values replaced by an odd one, or left out."""
    try:
        lines = [json.loads(line) for line in raw.decode().split("\n") if line]
    except ValueError:
        return of_bytes(raw, dice)
    at, key = dice.choice([(held, key) for line in lines for held, key in _places([line])])
    if dice.random() < 0.2:
        del at[key]
    else:
        at[key] = dice.choice(ODD)
    return "\n".join(map(json.dumps, lines)).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) in it."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


@pytest.mark.parametrize("broken", [of_bytes, of_values])
@pytest.mark.parametrize("name", FILES)
def test_whatever_is_broken_is_read_or_refused_with_its_place(
    name: str, broken: Callable[[bytes, Random], bytes], tmp_path: Path
) -> None:
    path, dice, refused = FILES[name](tmp_path), Random(name), 0
    files = sorted(each for each in tmp_path.iterdir() if each.is_file())
    sound = {each: each.read_bytes() for each in files}
    for _ in range(TIMES):
        file = dice.choice(files)
        file.write_bytes(broken(sound[file], dice))
        if error := refusal(name, path):
            refused += 1
            assert file.name in error.message
            assert re.search(r"line \d|dialogue \d|conversation |the whole file", error.message)
            assert len(error.message) < 300
        file.write_bytes(sound[file])

    assert refused > TIMES / 10
    assert refusal(name, path) is None


def refusal(name: str, path: Path) -> SocietyError | None:
    """Why a file is not read; None where it is."""
    try:
        list(corpus(name.partition(",")[0]).read(path))
    except SocietyError as error:
        return error
    return None


@pytest.mark.parametrize("name", ["casino", "uss", "mathdial", "esconv", "dealornodeal"])
def test_a_folder_in_place_of_a_file_is_refused_in_words(name: str, tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="cannot be read: Is a directory"):
        list(corpus(name).read(tmp_path))


def test_a_folder_that_lacks_a_file_names_it(tmp_path: Path) -> None:
    (convokit(tmp_path) / "conversations.json").unlink()

    with pytest.raises(SocietyError, match=r"conversations\.json cannot be read: No such file"):
        list(corpus("persuasion").read(tmp_path))


def test_the_line_of_what_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "SGD.txt"
    path.write_bytes(b"USER\tHi\t\t3\nUSER\t\xff\t\t3\n")

    with pytest.raises(SocietyError, match="line 2: not as USS has it: invalid start byte"):
        list(corpus("uss").read(path))


def test_a_donation_that_is_no_number_of_dollars_is_refused(tmp_path: Path) -> None:
    path = persuasion(tmp_path)
    written(tmp_path / "full_info.csv", "B2,B3,B4,B6\nd1,u,0,1\nd1,v,1,nan\n")

    with pytest.raises(SocietyError, match=r"full_info\.csv, line 3: .*nan dollars"):
        list(corpus("persuasion").read(path))


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    path = mathdial_table(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert len(list(corpus("mathdial").read(path))) == 1


def test_a_fault_that_quotes_the_file_is_shown_on_one_short_line(tmp_path: Path) -> None:
    path = written(tmp_path / "SGD.txt", "USER\tHi\t\t\x1b]0;owned\x07" + "9" * 5000 + "\n")

    with pytest.raises(SocietyError) as told:
        list(corpus("uss").read(path))

    assert "\x1b" not in told.value.message
    assert len(told.value.message) < 300
