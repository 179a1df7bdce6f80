"""The documents are tested: what they name exists, and what exists is named."""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cyclopts import App

from society.cli.root import build, outcome
from society.settings import database
from society.store.store import Store

HOUSE = Path(__file__).resolve().parents[2]
PAGES = sorted([*HOUSE.glob("README*.md"), HOUSE / "CONTRIBUTING.md", *HOUSE.glob("docs/*.md")])
PAGES.extend(sorted(HOUSE.glob("docs/verticals/*.md")))
FOLLOWED = ["README.md", *(f"docs/{name}.md" for name in ("getting-started", "judges", "models"))]
FOLLOWED.extend(["docs/scenario-format.md", "docs/datasets.md", "docs/evolution.md"])
FOLLOWED.extend(f"docs/verticals/{trade}.md" for trade in ("finance", "law", "teaching"))
OPTION = re.compile(r"--[a-z][a-z-]*(?:\.[A-Z]+)?")
COMMAND = re.compile(r"^(?: {4}|\$ )?(?:uv run )?(society(?: .*)?)$")
MODELS = re.compile(r"--(?:model|player|judge-model|api-base)(?:\.\w+)? \S+")
FEW = re.compile(r"-n \d+")
LONG = re.compile(r"--(?:generations|episodes|gate|final|proof|improve) \S+")
SHORT = "--generations 1 --episodes 8 --gate 4 --final 0 --improve examples"
TALK = ["--model", "scripted:talk.jsonl", "--judge-model", "scripted:talk.jsonl", "--player", "llm"]
TALKING: list[dict[str, Any]] = [
    {"say": "Thank you, please tell me more.", "action": None, "args": None}
]
DEALING: list[dict[str, Any]] = [
    {"say": "120, please.", "action": "propose", "args": {"price": 120}},
    {"say": "Thank you, agreed.", "action": "accept", "args": None},
]
GRADED = "".join(f"SYSTEM\tHi there, {n}\t\t\nUSER\tHi\t\t{1 + n % 5},3,3\n\n" for n in range(9))


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


def test_every_command_has_a_row_of_its_own_and_every_row_a_command() -> None:
    told = [" ".join(named(row)) for row, _ in rows()]

    assert sorted(told) == sorted(names(build(), "society"))


def test_the_options_that_a_row_names_are_options_of_its_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    strays = []
    for row, about in rows():
        assert outcome([*named(row)[1:], "--help"]) == 0
        known = set(OPTION.findall(capsys.readouterr().out))
        strays += [f"{row}: {name}" for name in OPTION.findall(about) if name not in known]

    assert strays == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_has_a_blank_left_to_fill(page: Path) -> None:
    assert "@@" not in page.read_text(encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own to follow a page in, with the README's judge and one dialogue."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOCIETY_HOME", str(tmp_path / "society"))
    monkeypatch.setenv("SOCIETY_DB", str(tmp_path / "society" / "society.db"))
    for name, script in {"talk": TALKING, "deal": DEALING}.items():
        lines = "".join(f"{json.dumps(line)}\n" for line in script)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "my_judges.py").write_text(readme_judge(), encoding="utf-8")
    shutil.copytree(HOUSE / "docs" / "verticals", tmp_path / "docs" / "verticals")
    (tmp_path / "graded.txt").write_text(GRADED, encoding="utf-8")
    words = ["--seed", "7", "--model", "scripted:deal.jsonl", "--player", "llm", "--judge", "deal"]
    assert outcome(["run", "market/used_bike", *words, "--quiet"]) == 0
    return tmp_path


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("page", FOLLOWED)
def test_a_page_can_be_followed_command_by_command(
    page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    followed = [words for command in commands(HOUSE / page) if (words := offline(command))]

    for words in followed:
        assert outcome(words) == 0, f"society {shlex.join(words)}\n{capsys.readouterr().err}"
    assert followed


@pytest.mark.usefixtures("home")
def test_every_command_of_the_table_runs(capsys: pytest.CaptureFixture[str]) -> None:
    given = arguments()

    for command in map(" ".join, map(named, (row for row, _ in rows()))):
        words = offline(f"{command} {given.get(command, '')}")
        assert words is None or outcome(words) == 0, f"{words}\n{capsys.readouterr().err}"


@pytest.mark.usefixtures("home")
def test_the_readmes_judge_is_paid_by_in_a_real_dialogue() -> None:
    judge = ["--judge", "./my_judges.py:politeness", "--allow-code"]
    assert outcome(["run", "market/used_bike", *TALK, *judge, "--quiet"]) == 0

    with Store.open(database(), write=False) as store:
        episode = store.episode(store.episodes(1)[0].id)
    said = {(each.judge, each.score, each.critique) for each in episode.judgements}
    assert said == {("politeness", 1.0, "please, thank")}
    assert len(readme_judge().splitlines()) <= 10


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


def offline(command: str) -> list[str] | None:
    """The words of a command with a script for every model; None where it fetches or waits."""
    words = shlex.split(command)[1:]
    if words[:2] == ["models", "get"] or words[:1] in ([], ["studio"], ["serve"]):
        return None
    if words[:2] == ["models", "test"]:
        return [*words[:2], TALK[1]]
    if words[:2] == ["search", "curve"]:
        return re.sub(r"--k \S+", "--k 1,2", FEW.sub("-n 1", " ".join(words))).split()
    if words[:1] == ["evolve"]:
        return [*LONG.sub("", " ".join(words)).split(), *SHORT.split()]
    if words[:1] not in (["run"], ["batch"]):
        return words
    return [*FEW.sub("-n 2", MODELS.sub("", " ".join(words))).split(), *TALK]


def arguments() -> dict[str, str]:
    """What stands in each row's place for an argument."""
    with Store.open(database(), write=False) as store:
        (episode,), (strategy,) = store.episodes(), store.strategies()
    return {
        "society run": "market/used_bike",
        "society batch": "market/used_bike -n 2 --seed 7",
        "society estimate": "market/used_bike -n 2",
        "society show": episode.id,
        "society diff": f"{episode.id} {episode.id}",
        "society export": "bikes.jsonl --format raw",
        "society import": "bikes.jsonl",
        "society scenario show": "market/used_bike",
        "society scenario new": "my_lesson --template lesson --out mine",
        "society scenario lint": "market/used_bike",
        "society judge show": "deal",
        "society judge new": "my_kind --scope pair --dir judged",
        "society judge score": "brevity",
        "society judge compare": "judged/my_kind.py",
        "society rate": "--export",
        "society judge test": "my_judges.py:politeness",
        "society judge audit": "brevity --items 12",
        "society judge flaws": "flaws.jsonl --per-kind 2",
        "society judge train": "--from flaws --material casino -n 6 --per-turn 1 --to mine.npz",
        "society judge gauntlet": "brevity graded.txt --corpus uss",
        "society judge reconcile": "stored",
        "society judge hacking": "stored",
        "society evolve": "market/used_bike --name first",
        "society generation show": "first",
        "society policy show": "plain",
        "society policy test": "plain --against plain market/used_bike -n 1",
        "society policy new": "soft --tactics beta=6",
        "society league play": "market/used_bike --policies a:beta=1,b:beta=2 -n 1 "
        "--player planner",
        "society curriculum show": "market/used_bike",
        "society curriculum ablate": "market/used_bike --budget-games 4 --tried 2 --deal 1 "
        "--held-out 1",
        "society search curve": "market/used_bike --role seller --player planner --k 2 -n 1",
        "society strategy show": strategy.id,
        "society train": "stock --from status:done --losers --held 0 --dry-run",
        "society models test": "any",
        "society config trust": ".",
        "society completion": "fish",
    }


def readme_judge() -> str:
    """The judge as the README prints it."""
    text = (HOUSE / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return str(block)


def rows() -> list[tuple[str, str]]:
    """The rows of the table of all commands: the command, and what is said of it."""
    text = (HOUSE / "docs" / "commands.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(society .*?)` \| (.*) \|$", text, re.MULTILINE)


def named(row: str) -> list[str]:
    """The command of a row without its arguments."""
    return [word for word in re.sub(r"\[.*?\]", "", row).split() if not word.isupper()]


def names(app: App, prefix: str) -> Iterator[str]:
    """Every command that people are shown."""
    for name in app:
        child = app[name]
        if name.startswith("-") or not child.show:
            continue
        grown = f"{prefix} {name}"
        subcommands = [each for each in child if not each.startswith("-")]
        if subcommands:
            yield from names(child, grown)
        else:
            yield grown
