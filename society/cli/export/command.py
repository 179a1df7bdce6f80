"""`society export`: from dialogues to files that trainers accept as they are."""

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.export.choice import Axis, Choice

FOLD = 0.1
"""The share of games set aside by `--split scenario-seed`."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class RowOptions:
    """Which rows are kept. Every draw is a hash: the same store gives the same rows.

    Parameters
    ----------
    where
        Which dialogues: 'scenario:used_bike outcome:agreement reward>=0.6'.
    role
        The role to train (repeatable); those that the scenario marks without it.
    top
        Keep this share of the dialogues of each scenario and role, best first: 20%.
    min_reward
        Keep what earned at least this.
    good
        The reward from which on a turn counts as good where a label is yes or no.
    margin
        The least difference between the two sides of a pair.
    split
        The share of games set aside for testing: 10%. A game is never on both sides.
    dedupe
        Leave out near duplicates.
    balance
        As many won as lost, or good as bad of a search, or of every language and scenario: of each
        kind as of the rarest.
    balance_by
        Balance by this instead: winner, locale or scenario (repeatable).
    winners_only
        Leave out roles that lost, where the format does not learn from them.
    keep_flagged
        Keep turns that were cut, refused, illegal, leaked or spoke to the judge.
    actions
        What a trained turn looks like where moves can be made: json as its player is asked for,
        or text, the words alone.
    kick_off
        What a role that speaks first is told, in place of the usual sentence.
    seed
        Decides every draw.
    limit
        At most so many rows of each format.
    allow_provider
        Train on words of these providers only: openai,own. Own are models on one's own machine
        and people.
    source
        What rows are made of: the dialogues as played, or what searches weighed before turns.
    pairs
        Which candidates of one moment are compared: what was said with the worst, the best with
        each, or all.
    ahead
        Take moments that a search only looked ahead to as well.
    temperature
        Above 1 flattens the share of visits that a policy learns, below 1 sharpens it.
    """

    where: str = ""
    role: tuple[str, ...] = ()
    top: str = ""
    min_reward: float | None = None
    good: float = 0.5
    margin: float = 0.1
    split: str = ""
    dedupe: bool = False
    balance: bool = False
    balance_by: tuple[Literal["winner", "locale", "scenario"], ...] = ()
    winners_only: bool = False
    keep_flagged: bool = False
    actions: Literal["json", "text"] = "json"
    kick_off: str = ""
    seed: int = 0
    limit: int | None = None
    allow_provider: tuple[str, ...] = ()
    source: Literal["dialogues", "search"] = "dialogues"
    pairs: Literal["worst", "each", "all"] = "worst"
    ahead: bool = False
    temperature: float = 1.0

    def choice(self, axes: "tuple[Axis, ...]") -> "Choice":
        """The rows that the words mean; `axes` are what is balanced where it is asked for."""
        from society.export.choice import Choice

        if self.limit is not None and self.limit < 1:
            raise SocietyError(f"--limit {self.limit} keeps nothing", hint="it is 1 or more")
        if not all(map(isfinite, (self.min_reward or 0.0, self.good, self.margin))):
            raise SocietyError("--min-reward, --good and --margin are finite numbers")
        if not (isfinite(self.temperature) and self.temperature > 0):
            raise SocietyError(f"--temperature {self.temperature:g}", hint="it is above 0")
        whole = self.split == "scenario-seed"
        return Choice(
            roles=self.role,
            top=share("--top", self.top) if self.top else None,
            min_reward=self.min_reward,
            good=self.good,
            margin=self.margin,
            split=FOLD if whole else share("--split", self.split) if self.split else 0.0,
            dedupe=self.dedupe,
            balance=self.balance_by or (axes if self.balance else ()),
            keep_losers=not self.winners_only,
            keep_flagged=self.keep_flagged,
            actions=self.actions,
            kick_off=self.kick_off,
            seed=self.seed,
            providers=tuple(name for each in self.allow_provider for name in each.split(",")),
            source=self.source,
            pairs=self.pairs,
            ahead=self.ahead,
            temperature=self.temperature,
        )


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class FileOptions:
    """What is written.

    Parameters
    ----------
    format
        The record format (repeatable for a folder); --list-formats shows all.
    kind
        Write jsonl, json, csv or parquet instead of what the format's trainer reads.
    raw
        Leave formulas in CSV as they are; a spreadsheet would run them.
    tokenizer
        The tokenizer of the format tokens: a folder with its files.
    preview
        Print so many records of each format, and write nothing; with --json also how many rows
        there would be, what is left out and why, how long they are, and what to look at.
    progress
        Write how many dialogues were read to this file, now and then.
    check
        Read back what was written as its trainers will; with the extra [train] each of them makes
        two steps on it.
    list_formats
        List the formats and leave.
    json
        Print the summary as JSON.
    db
        The database to read.
    """

    format: tuple[str, ...] = ()
    kind: Annotated[Literal["jsonl", "json", "csv", "parquet"] | None, Parameter(name="--as")] = (
        None
    )
    raw: bool = False
    tokenizer: str = ""
    preview: int = 0
    progress: str = ""
    check: bool = False
    list_formats: bool = False
    json: bool = False
    db: str | None = None


EVERY_ROW, USUAL = RowOptions(), FileOptions()


def export(
    out: Annotated[str, Parameter(allow_leading_hyphen=True)] = "",
    *,
    rows: RowOptions = EVERY_ROW,
    files: FileOptions = USUAL,
) -> None:
    """Write dialogues as training data: one file, a folder with its card, or to stdout.

    Parameters
    ----------
    out
        A file ending in .jsonl, .json, .csv or .parquet; `-` for stdout; else a folder, which gets
        a dataset card, its provenance, and ready configurations for the trainers.
    """
    from society.cli.export import exporting
    from society.cli.export import words as export_words

    if files.list_formats:
        export_words.list_formats(as_document=files.json)
        return
    if not out and not files.preview:
        raise SocietyError("where to is not said", hint="society export OUT --format trl-sft")
    exporting.perform(out, rows, files)


def share(option: str, text: str) -> float:
    """A share as it is written: 20% or 0.2.

    >>> share("--top", "20%")
    0.2
    """
    percent = text.endswith("%")
    try:
        value = float(text.removesuffix("%")) / (100 if percent else 1)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise SocietyError(f"{option} {text} is no share", hint=f"write {option} 20% or 0.2")
    return value
