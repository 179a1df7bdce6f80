"""What a file, a judge or a server says never acts on the terminal, whatever command shows it."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from society.cli.root import outcome
from society.domain.display import visible
from society.llm.local import PORTS
from tests.hostile import MARKUP, SEQUENCES

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
HOSTILE = [*SEQUENCES, *MARKUP]
ALL = " ".join(f"<{at}>{text}" for at, text in enumerate(HOSTILE))
SCENARIO: dict[str, Any] = {
    "schema": "scenario/v1",
    "id": "hostile",
    "title": ALL,
    "summary": ALL,
    "tags": HOSTILE,
    "license": ALL,
    "variables": {"mood": {"choice": HOSTILE}},
    "context": ALL,
    "roles": {
        name: {
            "name": f"{name} {ALL}",
            **dict.fromkeys(("persona", "public", "private", "goal"), f"{name} {ALL}"),
            "secrets": [f"{name} {text}" for text in HOSTILE],
            "model": {"default": f"scripted:{ALL}"},
        }
        for name in ("a", "b")
    },
    "turns": {"max": 3},
    "opening": {"a": ALL},
    "actions": {
        "tell": {"about": ALL, "args": {"it": {"type": "string"}, "way": {"enum": HOSTILE}}},
        "agree": {"of": "tell", "ends": "done", "when": "last('tell', other=True)"},
    },
    "outcome": {
        "issues": {"it": "last('tell').it if ended == 'done' else none"},
        "utility": {"a": "0.5 if ended == 'done' else 0", "b": "1 if ended == 'done' else 0"},
    },
}
QUOTING = (
    *("scenario show", "scenario lint", "scenario new", "run", "show", "strategy show"),
    *("judge show", "judge test", "nothing", "run market/used_bike --set"),
    *("run market/used_bike --player", "run market/used_bike --judge"),
    *("scenario show market/used_bike --locale", "scenario show market/used_bike --level"),
)
"""Commands that name in their complaint the word that comes next."""

JUDGE = """
from society import judge

ALL = {text!r}


@judge(scope="turn", name="kind")
def kind():
    {text!r}
    return 0.5, ALL


@judge(scope="turn")
def broken():
    raise ValueError(ALL)


@judge(scope="turn")
def stray():
    return ALL


@judge(scope="turn", name=ALL)
def named():
    return 0.5
"""


class Show:
    """Runs a command in this process and keeps what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> str:
        """All that was printed, none of it a raw control character."""
        found = outcome(words)
        told = "".join(self._capsys.readouterr())
        assert found == code, told
        assert "Traceback" not in told
        left = {f"U+{ord(each):04X}" for each in RAW.findall(told)}
        assert left == set(), f"raw control characters of society {words[:2]}"
        return told


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    return Show(capsys)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "mine" / "hostile.yaml"
    path.parent.mkdir()
    path.write_text(json.dumps(SCENARIO, indent=1), encoding="utf-8")
    return str(path)


@pytest.fixture
def judges(tmp_path: Path) -> str:
    path = tmp_path / "mine.py"
    path.write_text(JUDGE.format(text=ALL), encoding="utf-8")
    return str(path)


@pytest.fixture
def server() -> Iterator[None]:
    """A server on one of the ports where models are looked for, with hostile names."""

    class Models(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"data": [{"id": text} for text in HOSTILE]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    for _, port in PORTS.values():
        try:
            serving = HTTPServer(("127.0.0.1", port), Models)
            break
        except OSError:
            continue
    else:
        pytest.skip("every port that models are looked for on is taken")
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield
    serving.shutdown()
    thread.join()
    serving.server_close()


def missing(told: str) -> list[str]:
    """What of the hostile texts is not shown word for word."""
    shown = " ".join(told.split())
    return [each for each in HOSTILE if " ".join(visible(each).split()) not in shown]


def script(folder: Path) -> str:
    """One side tells all, the other agrees; so a role wins."""
    lines = [
        {"say": ALL, "action": "tell", "args": {"it": ALL, "way": HOSTILE[0]}},
        {"say": ALL, "action": "agree", "args": None},
    ]
    path = folder / "lines.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return f"scripted:{path}"


@pytest.mark.parametrize("more", [[], ["--private"]])
def test_a_hostile_scenario_is_shown_word_for_word(more: list[str], file: str, show: Show) -> None:
    assert missing(show("scenario", "show", file, *more)) == []


def test_a_list_of_hostile_scenarios_is_only_a_list(file: str, show: Show) -> None:
    assert missing(show("scenario", "list", "--dir", str(Path(file).parent))) == []


def test_a_hostile_scenario_that_is_well_lints_clean(file: str, show: Show) -> None:
    show("scenario", "lint", file)
    show("scenario", "show", file, "--yaml")


@pytest.mark.parametrize("words", [["show"], ["show", "--private"], ["lint"], ["list", "--dir"]])
def test_a_hostile_scenario_as_json_holds_no_raw_control(
    words: list[str], file: str, show: Show
) -> None:
    target = str(Path(file).parent) if "list" in words else file

    show("scenario", *words, target, "--json")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_wrong_with_a_hostile_file_is_told_without_obeying_it(
    text: str, tmp_path: Path, show: Show
) -> None:
    tree = {
        **SCENARIO,
        text: 1,
        "id": text,
        "locale": {"default": text, "available": [text]},
        "turns": {"order": text, "max": text, "first": text},
        "stop": [{"when": f"turn == '{text}' and {text}", "outcome": text}],
        "outcome": {"utility": {text: f"nobody + '{text}'", "a": "oops"}},
        "judges": [{"use": text, "name": text, "criteria": {text: 1}, "roles": [text]}],
        "levels": {text: {}, "hard": {text: 1}},
        "include": [text],
    }
    path = tmp_path / "wrong.yaml"
    path.write_text(json.dumps(tree, indent=1), encoding="utf-8")

    show("scenario", "lint", str(path), code=2)
    show("run", str(path), code=2)
    show("scenario", "list", "--dir", str(tmp_path))


@pytest.mark.parametrize("words", [each.split() for each in QUOTING])
@pytest.mark.parametrize("text", ["\x1b]0;owned\x07", "\x9b2J", "[/b][link=x]"])
def test_a_hostile_word_on_the_command_line_is_quoted(
    words: list[str], text: str, show: Show
) -> None:
    show(*words, text, code=2)


def played(file: str, judges: str, folder: Path) -> list[str]:
    """The words that play the hostile scenario before hostile judges."""
    names = ("kind", "broken", "stray")
    seats = [part for name in names for part in ("--judge", f"{judges}:{name}")]
    return [file, "--model", script(folder), "--player", "llm", *seats, "--allow-code"]


def test_a_hostile_dialogue_its_strategies_and_reasons_are_only_shown(
    file: str, judges: str, tmp_path: Path, show: Show
) -> None:
    db = ["--db", str(tmp_path / "t.db")]

    live = show("run", *played(file, judges, tmp_path), "--private", *db)
    assert missing(live) == []
    assert missing(show("show", *db, "--private", "--calls")) == []
    show("list", *db)
    (id_,) = re.findall(r"won_\w+", show("strategy", "list", *db))
    assert missing(show("strategy", "show", id_, *db)) == []


@pytest.mark.parametrize(
    "words", [["show", "--calls", "--private"], ["list"], ["strategy", "list"], ["run", "--jsonl"]]
)
def test_a_hostile_dialogue_as_json_holds_no_raw_control(
    words: list[str], file: str, judges: str, tmp_path: Path, show: Show
) -> None:
    db = ["--db", str(tmp_path / "t.db")]
    play = played(file, judges, tmp_path)
    if "run" in words:
        show(*words, *play, *db)
    else:
        show("run", *play, "--quiet", *db)
        show(*words, "--json", *db)


JUDGES = pytest.mark.parametrize(
    ("name", "code"), [("kind", 0), ("broken", 2), ("stray", 2), ("named", 0)]
)


@JUDGES
def test_a_hostile_judge_is_tested_and_shown_without_obeying_it(
    name: str, code: int, judges: str, show: Show
) -> None:
    show("judge", "test", f"{judges}:{name}", code=code)
    assert "<U+001B>" in show("judge", "show", f"{judges}:{name}") or code


@JUDGES
def test_a_hostile_judge_as_json_holds_no_raw_control(
    name: str, code: int, judges: str, show: Show
) -> None:
    show("judge", "show", f"{judges}:{name}", "--json")
    show("judge", "test", f"{judges}:{name}", "--json", code=code)


def test_the_docstring_of_a_judge_is_shown_word_for_word(judges: str, show: Show) -> None:
    assert missing(show("judge", "show", f"{judges}:kind")) == []


@pytest.mark.usefixtures("server")
def test_a_server_with_hostile_names_of_models_is_only_listed(show: Show) -> None:
    assert missing(show("models", "list")) == []


def test_a_model_that_answers_hostilely_is_only_quoted(tmp_path: Path, show: Show) -> None:
    (path := tmp_path / "said.jsonl").write_text(json.dumps(ALL) + "\n", encoding="utf-8")

    assert missing(show("models", "test", f"scripted:{path}")) == []


@pytest.mark.usefixtures("server")
def test_hostile_models_as_json_hold_no_raw_control(tmp_path: Path, show: Show) -> None:
    show("models", "test", script(tmp_path), "--json")
    show("models", "list", "--json")
