"""The judges that come along are a stranger's: same door, same contract."""

import ast
from pathlib import Path
from typing import Any

import pytest

import society
from society.plugins import find, installed
from society.testing import check_juror

FOLDER = Path(__file__).resolve().parents[2] / "judges"
PARAMS: dict[str, dict[str, Any]] = {
    "answer": {"expected": "3"},
    "learned": {"model": "flaws"},
    "panel": {"members": ["deal"]},
    "python": {"tests": "assert add(2, 3) == 5"},
}


@pytest.mark.parametrize("name", [each.name for each in installed()])
async def test_a_shipped_judge_keeps_the_contract(name: str) -> None:
    report = await check_juror(find(name, params=PARAMS.get(name)))

    assert report.ok, report


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_a_shipped_judge_imports_only_what_a_stranger_may(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(name.name.startswith("society") for name in node.names)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("society"):
            assert node.module == "society"
            assert {name.name for name in node.names} <= set(society.__all__)
