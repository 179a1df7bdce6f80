"""A check without a model: does the submitted Python pass its tests?

The code runs in a process of its own that has little: limits of time, memory and files, no
environment, an empty folder, and a hook that refuses files, sockets and processes. That is a
limit, not a jail: run dialogues whose code you would not run at all in a container or a machine of
their own. The tests' expected values never enter that process, so nothing in it can fake them.
"""

import ast
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from math import isclose
from pathlib import Path
from typing import IO, Any, NamedTuple

from judges.answer import last
from society import Dialogue, JudgeError, SocietyError, judge

HARNESS = Path(__file__).with_name("harness.py")
WALL_SECONDS = 5.0
READY = -1
WRITE = "write lines like: assert add(2, 3) == 5"
_FENCE = re.compile(r"```(?:python|py)?[ \t]*\n(.*?)```", re.DOTALL | re.IGNORECASE)


class Trial(NamedTuple):
    """One call, and the value it must give."""

    function: str
    args: list[Any]
    expected: Any

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(repr, self.args))})"


@judge(name="python", scope="outcome")
class Python:
    """The share of tests that the code of the last submission passes.

    `tests` are lines like `assert add(2, 3) == 5`, calls and values written out; or a list of
    `[arguments, expected]` for the one `function`. Values are compared as JSON, so a tuple is a
    list; floats to nine digits.
    """

    def __init__(
        self,
        tests: str | Sequence[Sequence[Any]],
        function: str = "",
        action: str = "submit",
        argument: str = "code",
    ) -> None:
        self._tests = asserted(tests) if isinstance(tests, str) else _listed(tests, function)
        self._action = action
        self._argument = argument

    def __call__(self, dialogue: Dialogue) -> tuple[float, str]:
        """The share of tests passed, and which was failed first."""
        given = last(dialogue, self._action)
        code = str(given.args.get(self._argument) or "") if given else ""
        if not code.strip():
            return 0.0, "nothing was submitted"
        results = run(_unfenced(code), self._tests)
        judged = [_wrong(test, result) for test, result in zip(self._tests, results, strict=True)]
        failed = [reason for reason in judged if reason]
        passed = len(self._tests) - len(failed)
        first = f"; {failed[0]}" if failed else ""
        return passed / len(self._tests), f"{passed} of {len(self._tests)} tests passed{first}"


def asserted(text: str) -> list[Trial]:
    """The tests in lines of `assert f(2, 3) == 5`, read and not run; SocietyError for others."""
    try:
        tests = [_assertion(each) for each in ast.parse(text).body]
    except (SyntaxError, ValueError, TypeError) as error:
        raise SocietyError(f"a test of judge 'python' is no test: {error}", hint=WRITE) from error
    if not tests:
        raise SocietyError("judge 'python' has no tests", hint=WRITE)
    return tests


def _assertion(line: ast.stmt) -> Trial:
    match line:
        case ast.Assert(
            test=ast.Compare(
                left=ast.Call(func=ast.Name(id=name), args=args, keywords=[]),
                ops=[ast.Eq() | ast.Is()],
                comparators=[expected],
            )
        ):
            values = [ast.literal_eval(each) for each in args]
            return Trial(name, values, _as_json(ast.literal_eval(expected)))
    raise ValueError(ast.unparse(line))


def _listed(tests: Sequence[Sequence[Any]], function: str) -> list[Trial]:
    if not function or not tests or not all(len(t) == 2 and _is_list(t[0]) for t in tests):
        raise SocietyError("the tests of judge 'python' are not pairs", hint=WRITE)
    return [Trial(function, list(args), _as_json(expected)) for args, expected in tests]


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def run(code: str, tests: Sequence[Trial]) -> list[dict[str, Any]]:
    """What each test's call gave: {"value": …} or {"error": …}, in the order asked.

    Results come back through a file of limited size, so what the code prints is not among them.
    """
    if os.name != "posix":
        raise JudgeError(
            "judge 'python' runs code only where the system can limit it", hint="use Linux or macOS"
        )
    job = {"code": code, "calls": [[test.function, test.args] for test in tests]}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as asked, tempfile.TemporaryFile() as told:
        json.dump(job, asked)
        asked.seek(0)
        ended = _run(asked, told)
        told.seek(0)
        heard = _heard(told.read().decode("utf-8", "replace"))
    if READY not in heard:
        raise JudgeError(f"the process for submitted code did not start: it {ended}")
    return [heard.get(at, {"error": ended}) for at in range(len(tests))]


def _run(asked: IO[str], told: IO[bytes]) -> str:
    """Run the harness to its end, or end it with all its children; says how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603 - our own harness, no shell
            [sys.executable, "-I", "-S", "-B", str(HARNESS)],
            stdin=asked,
            stdout=told,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={},
            start_new_session=True,
        )
        try:
            code = process.wait(WALL_SECONDS)
        except subprocess.TimeoutExpired:
            return "ran out of time"
        finally:
            _end(process)
    slow = code in (-signal.SIGXCPU, -signal.SIGKILL)
    return "ran out of time" if slow else f"ended early with {code}"


def _end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _heard(lines: str) -> dict[int, dict[str, Any]]:
    """The results by test; a line that is none says nothing."""
    heard: dict[int, dict[str, Any]] = {}
    for line in lines.splitlines():
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict) and isinstance(told.get("test"), int):
            heard[told["test"]] = told
    return heard


def _wrong(test: Trial, result: dict[str, Any]) -> str:
    """Why the test is failed; empty where it is passed."""
    if "value" not in result:
        return f"{test}: {str(result.get('error', 'gave nothing'))[:200]}"
    if _equal(result["value"], test.expected):
        return ""
    return f"{test} gave {str(result['value'])[:100]}, not {test.expected}"


def _equal(given: Any, wanted: Any) -> bool:
    if isinstance(given, bool) or isinstance(wanted, bool):
        return given is wanted
    if isinstance(given, int | float) and isinstance(wanted, int | float):
        return given == wanted or isclose(given, wanted, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(given, list) and isinstance(wanted, list):
        return len(given) == len(wanted) and all(map(_equal, given, wanted))
    if isinstance(given, dict) and isinstance(wanted, dict):
        return given.keys() == wanted.keys() and all(
            _equal(given[key], wanted[key]) for key in given
        )
    return type(given) is type(wanted) and bool(given == wanted)


def _unfenced(code: str) -> str:
    found = _FENCE.search(code)
    return found[1] if found else code
