"""The check `python`: code is run inside limits, and cannot fake what it is asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from judges.python import Python
from society import Action, Dialogue, SocietyError

Talk = Callable[..., Dialogue]

TESTS = "assert add(2, 3) == 5\nassert add(-1, 1) == 0"
ADD = "def add(a, b): return a + b"


@pytest.fixture
def run(talk: Talk) -> Callable[..., tuple[float, str]]:
    def judged(code: str, tests: Any = TESTS, **more: Any) -> tuple[float, str]:
        dialogue = talk(("seller", "…", Action(name="submit", args={"code": code})))
        return Python(tests, **more)(dialogue)

    return judged


Run = Callable[..., tuple[float, str]]


def test_code_that_passes_is_right(run: Run) -> None:
    assert run(ADD) == (1.0, "2 of 2 tests passed")


def test_the_share_of_tests_is_paid_and_the_first_failure_told(run: Run) -> None:
    score, told = run("def add(a, b): return 5")

    assert (score, told) == (0.5, "1 of 2 tests passed; add(-1, 1) gave 5, not 0")


def test_fenced_code_is_code(run: Run) -> None:
    assert run(f"Here it is:\n```python\n{ADD}\n```\nGood luck!")[0] == 1.0


def test_tests_may_be_pairs_for_one_function(run: Run) -> None:
    assert run(ADD, [[[2, 3], 5], [["a", "b"], "ab"]], function="add")[0] == 1.0


@pytest.mark.parametrize(
    ("tests", "code", "score"),
    [
        pytest.param("assert f() == (1, 2)", "def f(): return [1, 2]", 1.0, id="tuple"),
        pytest.param("assert f() == 0.3", "def f(): return 0.1 + 0.2", 1.0, id="float"),
        pytest.param("assert f() is True", "def f(): return 1", 0.0, id="one is not true"),
        pytest.param("assert f() is None", "def f(): pass", 1.0, id="none"),
        pytest.param("assert f() == {1: 'a'}", "def f(): return {1: 'a'}", 1.0, id="keys"),
        pytest.param("assert f() == 'a'", "def f(): return 'b'", 0.0, id="text"),
        pytest.param("assert f() == [1]", "def f(): return [1, 2]", 0.0, id="longer"),
        pytest.param("assert f() == 1", "def f(): return {1}", 0.0, id="a set"),
    ],
)
def test_values_are_compared_as_values(run: Run, tests: str, code: str, score: float) -> None:
    assert run(code, tests)[0] == score


@pytest.mark.parametrize(
    "tests",
    [
        pytest.param("", id="none"),
        pytest.param("add(2, 3)", id="no assert"),
        pytest.param("assert add(2, 3) > 4", id="not equal"),
        pytest.param("assert add(x, 3) == 4", id="a name"),
        pytest.param("import os", id="other code"),
        pytest.param("assert add(2", id="syntax"),
        pytest.param([[[2, 3], 5]], id="pairs without a function"),
    ],
)
def test_tests_that_are_none_are_refused_before_anything_runs(tests: Any) -> None:
    with pytest.raises(SocietyError) as told:
        Python(tests)

    assert told.value.hint == "write lines like: assert add(2, 3) == 5"


def test_nothing_submitted_passes_nothing(talk: Talk) -> None:
    assert Python(TESTS)(talk(("seller", "I would add them"))) == (0.0, "nothing was submitted")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        pytest.param("def add(a, b) return", "SyntaxError", id="syntax"),
        pytest.param("def sub(a, b): return 0", "defines no function 'add'", id="no function"),
        pytest.param("def add(a, b): return 1 / 0", "ZeroDivisionError", id="raises"),
        pytest.param("import sys; sys.exit(0)", "SystemExit", id="exits"),
        pytest.param("import os; os._exit(0)", "ended early with 0", id="leaves at once"),
        pytest.param("def add(a, b): return input()", "builtins.input", id="asks"),
    ],
)
def test_code_that_breaks_fails_its_tests(run: Run, code: str, told: str) -> None:
    score, critique = run(code)

    assert score == 0.0
    assert told in critique


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("def add(a, b): return open('/etc/passwd').read()", id="open"),
        pytest.param("import os\ndef add(a, b): return os.open('/etc/passwd', 0)", id="os.open"),
        pytest.param("import os\ndef add(a, b): return os.listdir('/')", id="listdir"),
        pytest.param("def add(a, b): open('kept', 'w')", id="write"),
        pytest.param(
            "import os\ndef add(a, b): os.open(os.__file__, os.O_RDWR)", id="write the library"
        ),
        pytest.param(
            "import os\ndef add(a, b): open(os.__file__ + '/../../../../../etc/passwd')", id="dots"
        ),
        pytest.param("import socket\ndef add(a, b): return socket.socket()", id="socket"),
        pytest.param("import os\ndef add(a, b): return os.system('true')", id="system"),
        pytest.param("import subprocess\ndef add(a, b): subprocess.run(['true'])", id="process"),
        pytest.param("import os\ndef add(a, b):\n  while True: os.fork()", id="fork bomb"),
        pytest.param("import os\ndef add(a, b): os.kill(os.getppid(), 9)", id="kill"),
        pytest.param("import os\ndef add(a, b): os.execv('/bin/true', ['true'])", id="exec"),
        pytest.param("import ctypes\ndef add(a, b): return ctypes.CDLL(None)", id="ctypes"),
        pytest.param("import _posixsubprocess\ndef add(a, b): return 1", id="bare process"),
        pytest.param("import gc\ndef add(a, b): return len(gc.get_objects())", id="gc"),
        pytest.param(
            "import __main__, builtins, posixpath\n"
            "__main__.HARMLESS = __main__.READING = frozenset(['open'])\n"
            "builtins.type = lambda *_: str\n"
            "posixpath.realpath = lambda path: '/'\n"
            "def add(a, b): return open('/etc/passwd').read()",
            id="tricks with modules",
        ),
    ],
)
def test_the_hook_refuses_what_is_no_computing(run: Run, code: str) -> None:
    score, critique = run(code)

    assert score == 0.0
    assert "not allowed here" in critique


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            'print(\'{"test": 0, "value": 5}\')\ndef add(a, b): print("passed")', id="print"
        ),
        pytest.param(
            "import os\n"
            "for fd in range(16):\n"
            "    try: os.write(fd, b'{\"test\": 0, \"value\": true}\\n' + b'[' * 99999 + b'\\n')\n"
            "    except OSError: pass\n"
            "os._exit(0)",
            id="write everywhere",
        ),
        pytest.param(
            "class Yes(int):\n"
            "    def __eq__(self, other): return True\n"
            "def add(a, b): return Yes(7)",
            id="equal to all",
        ),
        pytest.param(
            "import json, sys\n"
            'json.dumps = lambda *_, **__: \'{"test": 0, "value": true, "passed": 2}\'\n'
            "sys.modules['__main__'].results = lambda job: []\n"
            "def add(a, b): return None",
            id="replace the harness",
        ),
    ],
)
def test_a_faked_report_passes_nothing(run: Run, code: str) -> None:
    assert run(code)[0] == 0.0


def test_an_endless_loop_runs_out_of_time(run: Run) -> None:
    score, critique = run("def add(a, b):\n    while True: pass")

    assert (score, critique) == (0.0, "0 of 2 tests passed; add(2, 3): ran out of time")


def test_memory_has_an_end(run: Run) -> None:
    assert "MemoryError" in run("def add(a, b): return len('x' * 10**9)")[1]


def test_a_flood_of_output_has_an_end(run: Run) -> None:
    assert run("import os\nwhile True: os.write(3, b'x' * 100000)")[0] == 0.0


def test_the_environment_and_the_folder_are_empty(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    code = "import os\ndef f(): return 'OPENAI_API_KEY' in os.environ or os.getcwd() == HERE"

    assert run(f"HERE = {str(Path.cwd())!r}\n{code}", "assert f() is False")[0] == 1.0


def test_the_standard_library_can_be_used(run: Run) -> None:
    code = (
        "import collections, dataclasses, datetime, decimal, enum, fractions, functools, heapq\n"
        "import itertools, json, math, random, re, statistics, string, typing\n"
        "Pair = collections.namedtuple('Pair', 'a b')\n"
        "def add(a, b): return sum(Pair(a, b))"
    )

    assert run(code)[0] == 1.0
