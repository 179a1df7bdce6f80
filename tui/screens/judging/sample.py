"""The turns that judges are compared on, read from the store. Asked in a thread."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING

from society.domain.calls import Attempt
from society.domain.episode import Episode
from society.domain.judging import Judgement
from society.domain.trust import AuditReport, Label

if TYPE_CHECKING:
    from society.store.store import Store
    from society.store.where import Where

MOST = 20
"""Dialogues that are looked at: the latest that match."""


@dataclass(frozen=True)
class Row:
    """One turn, or with `turn` None a role's whole part, and everything that was said of it."""

    episode: str
    turn: int | None
    role: str
    name: str
    text: str
    context: str = ""
    said: Mapping[str, Judgement] = field(default_factory=dict)
    labels: tuple[Label, ...] = ()

    @property
    def key(self) -> str:
        """What names the row in a table."""
        return f"{self.episode}:{'end' if self.turn is None else self.turn}:{self.role}"

    @property
    def person(self) -> float | None:
        """The mean of what people said; None where nobody did."""
        return fmean(each.score for each in self.labels) if self.labels else None


@dataclass(frozen=True)
class Sample:
    """The rows, whoever judged any of them, the calls behind it, and the audits there are."""

    rows: tuple[Row, ...]
    judges: tuple[str, ...]
    attempts: Mapping[str, Attempt]
    audits: Mapping[str, AuditReport]
    rated: Mapping[str, int]
    matching: int = 0
    """Finished dialogues that match, those that are not looked at with them."""

    @property
    def episodes(self) -> tuple[str, ...]:
        """The dialogues, each once."""
        return tuple(dict.fromkeys(row.episode for row in self.rows))

    def row(self, key: str | None) -> Row | None:
        """The row of that key."""
        return next((row for row in self.rows if row.key == key), None)

    def behind(self, said: Judgement) -> list[Attempt]:
        """The requests that brought a judgement, where they are stored."""
        return [self.attempts[call] for call in said.calls if call in self.attempts]


def sample(store: "Store", query: str) -> Sample:
    """What the latest finished dialogues that match hold; SocietyError where the query is wrong.

    What is in the trash is left out, unless the query asks for it by its tag.
    """
    from society.store import audits, labels
    from society.store.tags import without_trash
    from society.store.where import Where

    where = without_trash(Where.parse(query))
    listed = store.episodes(limit=MOST, status="done", where=where)
    told = labels.listed(store, where=where)
    rows: list[Row] = []
    attempts: dict[str, Attempt] = {}
    for each in listed:
        episode = store.episode(each.id)
        rows += rows_of(episode, [label for label in told if label.episode == each.id])
        attempts |= {attempt.call: attempt for attempt in store.attempts(each.id)}
    reports = {report.judge: report for report in reversed(audits.listed(store))}
    judges = tuple(sorted({judge for row in rows for judge in row.said}))
    rated = {label.rater: 0 for label in told}
    for label in told:
        rated[label.rater] += 1
    return Sample(tuple(rows), judges, attempts, reports, rated, _matching(store, where))


def _matching(store: "Store", where: "Where") -> int:
    from society.store.browsing import Look, count
    from society.store.where import Where

    finished = (*where.terms, *Where.parse("status:done").terms)
    with store.reading() as db:
        return count(db, Look(where=where.model_copy(update={"terms": finished})))


def narrowed(query: str) -> str:
    """The query as a command is to be given it: commands that report also read the trash."""
    from society.store.tags import TRASH, without_trash
    from society.store.where import Where

    where = Where.parse(query)
    return query if without_trash(where) == where else f"{query} -tag:{TRASH}".strip()


def rows_of(episode: Episode, labels: Sequence[Label]) -> Iterator[Row]:
    """A dialogue's turns, then its end for each role that somebody judged as a whole."""
    names = {role.id: role.name for role in episode.dialogue.game.roles}
    lines: list[str] = []
    for turn in episode.dialogue.turns:
        move = f" ⟦{turn.action}⟧" if turn.action else ""
        text = f"{turn.text}{move}"
        if "opening" not in turn.flags:
            said = _said(episode, turn.index, turn.role)
            context = "\n".join(lines)
            heard = _of(labels, turn.index, turn.role)
            yield Row(
                episode.id, turn.index, turn.role, names[turn.role], text, context, said, heard
            )
        lines.append(f"{names[turn.role]}: {text}")
    for role, name in names.items():
        said, heard = _said(episode, None, role), _of(labels, None, role)
        if said or heard:
            whole = "\n".join(lines)
            yield Row(episode.id, None, role, name, "(the whole part)", whole, said, heard)


def _said(episode: Episode, turn: int | None, role: str) -> dict[str, Judgement]:
    """The latest that each judge said of it; pairs are another matter."""
    return {
        each.judge: each
        for each in episode.judgements
        if (each.turn, each.role) == (turn, role) and each.scope != "pair"
    }


def _of(labels: Sequence[Label], turn: int | None, role: str) -> tuple[Label, ...]:
    return tuple(each for each in labels if (each.turn, each.role) == (turn, role))
