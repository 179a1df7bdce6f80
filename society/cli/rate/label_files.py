"""Labels from files: .csv with a head line, or .jsonl; a wrong line is named, never guessed at."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from society.domain.errors import SocietyError
from society.domain.trust import Label

COLUMNS = ("episode", "turn", "role", "rater", "score", "note", "created")
HINT = f"each line has {', '.join(COLUMNS)}; score is in 0..1, turn is empty for the whole"


def read(file: Path, *, rater: str = "") -> list[Label]:
    """The labels of a file; `rater` stands for whoever is not named in it.

    SocietyError with the line where one is no label.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SocietyError(f"{file}: {error}", hint="labels are read from UTF-8 text") from error
    rows = _of_csv(file, text) if file.suffix == ".csv" else _of_lines(file, text)
    return [_label(file, line, row, rater) for line, row in rows]


def _of_csv(file: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    strange = [name for name in reader.fieldnames or () if name not in COLUMNS]
    if strange:
        raise SocietyError(f"{file}:1: there is no column {strange[0]!r}", hint=HINT)
    try:
        for row in reader:
            if None in row or None in row.values():
                raise SocietyError(
                    f"{file}:{reader.line_num}: the line has other columns than the head"
                )
            yield reader.line_num, {name: value for name, value in row.items() if value != ""}
    except csv.Error as error:
        raise SocietyError(f"{file}:{reader.line_num}: {error}", hint=HINT) from error


def _of_lines(file: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise SocietyError(f"{file}:{number}: {error}", hint=HINT) from error
        if not isinstance(row, dict):
            raise SocietyError(f"{file}:{number}: it is no JSON object", hint=HINT)
        yield number, row


def _label(file: Path, line: int, row: dict[str, Any], rater: str) -> Label:
    try:
        return Label.model_validate({**({"rater": rater} if rater else {}), **row})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SocietyError(f"{file}:{line}: {where}: {first['msg']}", hint=HINT) from error
