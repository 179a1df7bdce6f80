"""The documents are tested: what they name exists, and what exists is named."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from cyclopts import App

from society.cli.root import build

HOUSE = Path(__file__).resolve().parents[2]
PAGES = sorted([*HOUSE.glob("README*.md"), HOUSE / "CONTRIBUTING.md", *HOUSE.glob("docs/*.md")])
COMMAND = re.compile(r"^(?: {4}|\$ )?(?:uv run )?(society(?: .*)?)$")


def commands(page: Path) -> Iterator[str]:
    """The command lines of a page: in a fenced block or indented by four."""
    for line in page.read_text(encoding="utf-8").splitlines():
        found = COMMAND.match(line)
        if found and (line.startswith(("    ", "$ ")) or not line.startswith("society ·")):
            yield found[1].partition(" #")[0].partition(" > ")[0].partition(" | ")[0]


@pytest.mark.parametrize(
    ("page", "command"),
    [
        pytest.param(page, command, id=f"{page.name}: {command}")
        for page in PAGES
        for command in dict.fromkeys(commands(page))
    ],
)
def test_a_documented_command_exists_with_these_words(page: Path, command: str) -> None:
    app = build()

    _, bound, *_ = app.parse_args(shlex.split(command)[1:], exit_on_error=False)

    assert bound is not None


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)

    missing = [name for name in names(build(), "society") if f"{name}" not in text]

    assert missing == []


def test_both_readmes_tell_the_same_commands() -> None:
    english, chinese = HOUSE / "README.md", HOUSE / "README.zh-CN.md"

    assert list(commands(english)) == list(commands(chinese))


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def names(app: App, prefix: str) -> Iterator[str]:
    for name in app:
        if name.startswith("-"):
            continue
        child = app[name]
        grown = f"{prefix} {name}"
        subcommands = [each for each in child if not each.startswith("-")]
        if subcommands:
            yield from names(child, grown)
        else:
            yield grown
