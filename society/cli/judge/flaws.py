"""`society judge flaws`: turns with a planted flaw beside the turns as they were said."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from society.cli.output import dumps, note
from society.domain.errors import SocietyError, StoreError

if TYPE_CHECKING:
    from society.audit.material import Material

MANY = 100_000
"""More turns than any store will be asked for at once."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class FlawOptions:
    """Which flaws, in which dialogues.

    Parameters
    ----------
    material
        casino, the people's dialogues that come along, or stored, all your own that ended.
    where
        Only stored dialogues that match, as `society list --where` takes it.
    flaws
        A Python file with flaws of your trade, marked @flaw, beside the nine; it runs.
    kinds
        Only these kinds (repeatable, or with commas).
    per_kind
        At most so many of each kind.
    seed
        Draws the turns and the flaws.
    kind
        jsonl: one pair a line.
    db
        The database that holds the dialogues.
    """

    material: Literal["casino", "stored"] | None = None
    where: str = ""
    flaws: Path | None = None
    kinds: tuple[str, ...] = ()
    per_kind: int = 100
    seed: int = 0
    kind: Annotated[Literal["jsonl"], Parameter(name="--format")] = "jsonl"
    db: str | None = None


def flaws(
    out: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    options: FlawOptions | None = None,
) -> None:
    """Write training pairs for judges: a turn as it was said, and the same turn with one flaw.

    Off topic, a verbatim repeat, a contradiction of one's own number, a leak of the private text,
    rudeness, a cut word, a deal nobody offered, the other's part, a false sum. The same seed writes
    the same file.

    Parameters
    ----------
    out
        A file; `-` is stdout.
    """
    options = options or FlawOptions()
    from society.audit.flaws import FLAWS
    from society.audit.flaws.own import own_flaws
    from society.audit.flaws.pairs import pairs, record

    known = {**FLAWS, **(own_flaws(options.flaws) if options.flaws else {})}
    wanted = tuple(name for each in options.kinds for name in each.split(",")) or tuple(known)
    _refuse_wrong(wanted, tuple(known), options)
    found = _material(options)
    counted: Counter[str] = Counter()

    def lines() -> Iterator[str]:
        for pair in pairs(
            found, kinds=wanted, per_kind=options.per_kind, seed=options.seed, flaws=known
        ):
            counted[pair.flawed.kind] += 1
            yield dumps(record(pair)) + "\n"

    _write(out, lines())
    told = ", ".join(f"{each} {counted[each]}" for each in wanted)
    note(f"{counted.total()} pairs of {found.name} ({options.kind}): {told}", "dim")


def _refuse_wrong(wanted: tuple[str, ...], known: tuple[str, ...], options: FlawOptions) -> None:
    strange = next((kind for kind in wanted if kind not in known), None)
    if strange is not None:
        raise SocietyError(f"no flaw is called {strange!r}", hint=f"there are: {', '.join(known)}")
    if options.per_kind < 1:
        raise SocietyError(f"--per-kind is {options.per_kind}; it must be at least 1")
    if options.where and options.material == "casino":
        raise SocietyError("--where chooses stored dialogues", hint="leave out --material casino")


def _material(options: FlawOptions) -> "Material":
    from society.audit.material import casino
    from society.cli.judge.audit.material import from_store
    from society.cli.stored import readable

    readable(options.db)
    if options.where or options.material == "stored":
        return from_store(options.where, MANY, seed=options.seed, db=options.db)
    return casino(MANY, seed=options.seed)


def _write(out: str, lines: Iterator[str]) -> None:
    """The whole file or the old one, never half."""
    if out == "-":
        sys.stdout.writelines(lines)
        return
    path = Path(out)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with half.open("w", encoding="utf-8") as file:
            file.writelines(lines)
        half.replace(path)
    except OSError as fault:
        raise StoreError(
            f"{out} cannot be written: {fault.strerror}", hint="name a file in a folder that exists"
        ) from fault
    finally:
        half.unlink(missing_ok=True)
