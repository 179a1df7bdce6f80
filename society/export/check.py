"""Exported files as their trainer will meet them: by its rules, and by two real steps of it."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import islice
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from pydantic import Field

from society.domain.errors import SocietyError
from society.domain.value import Value
from society.export.checks import hosted, local
from society.export.checks.learning import LEARNED
from society.export.checks.reading import files, records
from society.export.checks.talk import Rule
from society.export.checks.trial import ROWS, TRAINERS, Trial

RULES: Mapping[str, Rule] = {**hosted.RULES, **local.RULES}
"""The rule of every format."""

MOST = 100
"""So many findings are enough to know."""

NEEDED = ("torch", "transformers", "trl", "datasets", "accelerate")


class Finding(Value):
    """What is wrong with one record; row 0 stands for the file as a whole."""

    file: str
    row: int = Field(ge=0)
    problem: str

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row}" if self.row else self.file
        return f"{where}: {self.problem}"


def check(target: Path, format: str) -> list[Finding]:  # noqa: A002
    """What the format's trainer would refuse, or take otherwise than meant; at most 100 findings.

    `target` is a file, or the folder of an export. SocietyError where there is nothing to check.
    """
    rule = _rule(format)
    found = (each for path in files(target, format) for each in _of_file(path, rule))
    beside = _entries(target, format)
    return [*islice(found, MOST), *beside][:MOST]


def train(
    target: Path,
    format: str,  # noqa: A002 - the word of the command line
    *,
    installed: Callable[[str], object] = find_spec,
) -> str:
    """What two real steps of the format's trainer came to, in one sentence.

    They are made in a process of their own, on the processor, on a tiny model of random weights,
    without a network. SocietyError where the trainer refuses the files, or where its loss is on
    anything but what is to be learned. Says how to get the trainers where they are not installed.
    """
    _rule(format)
    if format not in TRAINERS:
        return f"{format}: no trainer for it is tried here; its records are checked by rules alone"
    if missing := [name for name in NEEDED if not installed(name)]:
        return (
            f"{format}: not tried, since {missing[0]} is not installed; "
            "pip install 'dialogue-society[train]'"
        )
    read = files(target, format, "train")
    tried = _tried(format, read)
    told = f"{format}: {len(tried.losses)} steps of {tried.trainer} on {tried.rows} rows"
    return f"{told}, loss {tried.losses[0]:.3f} to {tried.losses[-1]:.3f}" + _learned(
        format, read, tried
    )


def _rule(name: str) -> Rule:
    if name not in RULES:
        raise SocietyError(
            f"no format is called {name!r}", hint="`society export --list-formats` shows all"
        )
    return RULES[name]


def _of_file(path: Path, rule: Rule) -> Iterator[Finding]:
    row = 0
    try:
        for row, record in enumerate(records(path), start=1):
            problems = rule(record) if isinstance(record, Mapping) else iter(["is no record"])
            yield from (Finding(file=path.name, row=row, problem=each) for each in problems)
    except orjson.JSONDecodeError as error:
        yield Finding(file=path.name, row=row + 1, problem=f"is no JSON: {error}")
        return
    if row == 0:
        yield Finding(file=path.name, row=0, problem="holds no record")


def _entries(target: Path, name: str) -> Iterator[Finding]:
    """What LLaMA-Factory reads beside the records: where they are, and in which layout."""
    told = target / "dataset_info.json"
    if not name.startswith("llama-factory") or not told.is_file():
        return
    for entry, each in orjson.loads(told.read_bytes()).items():
        if each.get("formatting") != "sharegpt":
            problem = f"{entry} is not in the layout sharegpt: another sentence would be trained"
            yield Finding(file=told.name, row=0, problem=problem)
        if not (target / each["file_name"]).is_file():
            problem = f"{entry} names {each['file_name']}, which is not there"
            yield Finding(file=told.name, row=0, problem=problem)


def _tried(name: str, read: Sequence[Path]) -> Trial:
    with TemporaryDirectory(prefix="society-check-") as folder:
        out = Path(folder) / "trial.json"
        words = ["-m", "society.export.checks.trial", str(out), name, *map(str, read)]
        done = subprocess.run(  # noqa: S603 - this very program, with names of files
            [sys.executable, *words],
            env={**environ, "HF_HUB_OFFLINE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not out.exists():
            why = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
            raise SocietyError(
                f"{name}: its trainer refuses {read[0].name}: {why}",
                hint="the rules that its records break are told by check",
            )
        return Trial.model_validate_json(out.read_bytes())


def _learned(name: str, read: Sequence[Path], tried: Trial) -> str:
    """Compare what the loss was on with what the records say; the end of the sentence."""
    if name not in LEARNED:
        return ""
    all_records: Iterator[Any] = (record for path in read for record in records(path))
    wanted = [LEARNED[name](record) for record in islice(all_records, ROWS)]
    for row, (want, got) in enumerate(zip(wanted, tried.learned, strict=False), start=1):
        if want != got:
            raise SocietyError(
                f"{name}: {tried.trainer} learns {got!r} of row {row}, and not {want!r}"
            )
    if len(wanted) != len(tried.learned):
        raise SocietyError(f"{name}: {tried.trainer} keeps {tried.rows} of {len(wanted)} rows")
    return f"; it learns exactly what the {len(wanted)} records say"
