"""Doing an export: episodes through a format into their place, and what is told of it."""

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from society import __version__
from society.cli.export.command import FileOptions, RowOptions
from society.cli.export.words import Passed, losses, nothing, tell
from society.cli.output import as_json, dumps, note, out
from society.domain.errors import Exit, SocietyError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from society.domain.receipts import Thinking
    from society.export.card import Config, Dataset
    from society.export.choice import Axis, Choice
    from society.export.formats import Format
    from society.export.layout import Plan
    from society.export.sources import Sources
    from society.export.tally import Encode, Row, Tally
    from society.store.pages import Order
    from society.store.where import Where


def perform(out: str, rows: RowOptions, files: FileOptions) -> None:
    """Export, or show a preview of it."""
    from society.cli.export.previewing import Watched, counting, preview
    from society.cli.judge.trust import known
    from society.cli.stored import reading
    from society.store.tags import without_trash
    from society.store.where import Where

    where = without_trash(Where.parse(rows.where))
    plan, made = _plan(out, files, rows.split), _made(files)
    choice = rows.choice(_axes(made))
    encode = _encode(files.tokenizer)
    with (
        stopped_by_signals(),
        reading(files.db, "there are no dialogues to export") as store,
        store.reading() as db,
        counting(files.progress, db, where, choice, plan.formats) as passed,
    ):
        sources = Watched(audits=known(store))
        task = _Task(db, where, choice, rows, encode, passed, sources)
        if files.preview and files.json:
            flagged = rows.keep_flagged
            preview(plan.formats, files.preview, task.rows, sources, flagged=flagged)
        else:
            task.done(plan, files, streamed=out == "-")
    if files.check and not files.preview and out != "-":
        from society.cli.export.checking import checked

        checked(plan.out, plan.formats)


class _Task:
    """One export: what is read, and what is kept of it."""

    def __init__(
        self,
        db: "Connection",
        where: "Where",
        choice: "Choice",
        options: RowOptions,
        encode: "Encode | None",
        passed: Passed,
        sources: "Sources",
    ) -> None:
        self._db, self._where, self._choice = db, where, choice
        self._limit, self._encode, self._passed = options.limit, encode, passed
        self._sources = sources

    def rows(self, made: "Format[Any]", tally: "Tally") -> "Iterator[Row]":
        """The rows of one format, counted in `tally`."""
        from society.export.rows import rows
        from society.export.sources import Noted
        from society.store.pages import Episodes

        order: Order = "game" if made.ordered else "begun"
        episodes = Noted(Episodes(self._db, self._where, order), self._sources, self._passed)
        found = rows(made.name, episodes, self._choice, tally, encode=self._encode)
        return islice(found, self._limit)

    def done(self, plan: "Plan", files: FileOptions, *, streamed: bool) -> None:
        """Do it: print the first records, or write all of them where they are to go."""
        if files.preview:
            self.preview(plan.formats, files.preview)
        elif streamed:
            self.stream(plan.formats[0])
        elif _single(plan.out):
            self.file(plan, files)
        else:
            self.folder(plan, files)

    def preview(self, formats: Sequence[str], count: int) -> None:
        """Print the first records of each format."""
        from society.export.formats import FORMATS
        from society.export.tally import Tally

        for name in formats:
            found = list(islice(self.rows(FORMATS[name], tally := Tally()), count))
            for row in found:
                as_json(row.record)
            if not found:
                raise nothing([(FORMATS[name], tally)])

    def stream(self, name: str) -> None:
        """Write records to stdout as they come."""
        from society.export.formats import FORMATS
        from society.export.tally import Tally

        tally = Tally()
        count = 0
        for row in self.rows(FORMATS[name], tally):
            out().file.write(dumps(row.record) + "\n")
            count += 1
        losses(name, count, tally)

    def file(self, plan: "Plan", files: FileOptions) -> None:
        """Write one file."""
        from society.export.formats import FORMATS
        from society.export.layout import write_file

        config = write_file(plan, self.rows)
        if not config.files:
            raise nothing([(FORMATS[config.format], config.tally)])
        tell(plan, [config], self._thought([config]), as_document=files.json)

    def folder(self, plan: "Plan", files: FileOptions) -> None:
        """Write a folder with its card."""
        from society.export.layout import write_folder

        dataset = write_folder(plan, self.rows, self._describe(plan))
        tell(plan, dataset.configs, dataset.thought, as_document=files.json)

    def _thought(self, configs: "Sequence[Config]") -> "Mapping[str, Thinking]":
        """What was searched for the rows of each format, where they are made of it."""
        from society.store.receipts import thinking_of

        found = {
            config.format: thinking_of(self._db, config.tally.searched, config.tally.by["role"])
            for config in configs
            if config.tally.searched
        }
        return {name: each for name, each in found.items() if each.turns}

    def _describe(self, plan: "Plan") -> "Callable[[list[Config]], Dataset]":
        from society.export.card import Dataset
        from society.export.formats import FORMATS

        def describe(configs: "list[Config]") -> "Dataset":
            kept = [config for config in configs if config.files]
            for config in configs:
                if not config.files:
                    note(f"{config.format}: no row is left, so it is left out", "yellow")
            if not kept:
                raise nothing([(FORMATS[config.format], config.tally) for config in configs])
            return Dataset(
                name=plan.out.name,
                query=self._where.text,
                choice=self._choice,
                version=__version__,
                sources=self._sources.kept([config.tally for config in kept]),
                configs=kept,
                thought=self._thought(kept),
            )

        return describe


def _plan(out: str, files: FileOptions, split: str) -> "Plan":
    from society.export.layout import Plan

    place = Path(out or "preview")
    ending = place.suffix[1:] if out and _single(place) else None
    if ending and files.kind and files.kind != ending:
        raise SocietyError(f"{out} does not end in .{files.kind}", hint="leave --as out")
    if not files.format:
        raise SocietyError(
            "no format is chosen", hint="--format trl-sft; `society export --list-formats` has all"
        )
    if len(files.format) > 1 and (out == "-" or ending):
        raise SocietyError("one file holds one format", hint="name a folder for several")
    if split and (out == "-" or ending):
        raise SocietyError("one file holds one side", hint="name a folder for --split")
    if out == "-" and files.kind not in (None, "jsonl"):
        raise SocietyError("stdout gets JSON lines", hint=f"name a file ending in .{files.kind}")
    kind: Any = ending or files.kind or _one_kind(files)
    return Plan(out=place, formats=files.format, kind=kind, raw=files.raw)


def _one_kind(files: FileOptions) -> str | None:
    """Parquet for all where one format of several needs it: a folder is read by one reader."""
    kinds = {made.kind for made in _made(files)}
    if "parquet" not in kinds or len(kinds) == 1:
        return None
    note("all are written as Parquet, since one of the formats is and one reader reads a folder")
    return "parquet"


def _single(place: Path) -> bool:
    from society.export.write import KINDS

    return place.suffix[1:] in KINDS


def _made(files: FileOptions) -> "list[Format[Any]]":
    from difflib import get_close_matches

    from society.export.formats import FORMATS

    for name in files.format:
        if name not in FORMATS:
            near = get_close_matches(name, FORMATS, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            raise SocietyError(
                f"no format is called {name!r}",
                hint=f"{meant}`society export --list-formats` shows all",
            )
    return [FORMATS[name] for name in files.format]


def _axes(made: "Sequence[Format[Any]]") -> "tuple[Axis, ...]":
    """What is balanced unless told: both labels, or else every language and scenario."""
    labelled = any(each.losers and each.needs == "turns" for each in made)
    return ("winner",) if labelled else ("locale", "scenario")


def _encode(tokenizer: str) -> "Encode | None":
    if not tokenizer:
        return None
    from society.export.tokenizer import encoder

    return encoder(tokenizer)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP leave as ctrl-C does: what lies half written beside its place goes."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(int(Exit.TERMINATED))

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
