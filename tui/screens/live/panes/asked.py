"""Requests as a conversation with a model: what was sent, what is new in it, what came back."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from textual.content import Content

from society.domain.calls import Attempt, Message
from society.domain.display import money, one_line
from tui.screens.live.panes import words
from tui.text import flat

MOST = 16
"""Replies that are shown of one turn or judge; a search may have asked for hundreds."""

_STYLES = {
    "system": "bold $text-secondary",
    "user": "bold $text-primary",
    "assistant": "bold $text-accent",
}


def exchanges(attempts: Sequence[Attempt]) -> list[tuple[Attempt, ...]]:
    """The requests by the reply that they belong to, in the order in which they were made."""
    return [tuple(each) for _, each in groupby(attempts, key=lambda each: each.call)]


def messages(attempts: Sequence[Attempt]) -> Iterator[Content]:
    """The messages of each reply in turn; of a further one only what was not sent before."""
    before: tuple[Message, ...] = ()
    found = exchanges(attempts)
    yield from _left(found)
    for at, tries in enumerate(found[-MOST:]):
        sent = tries[-1].request
        known = _shared(before, sent)
        if at:
            yield words.heading(f"asked again ({at + 1})")
        if known:
            yield words.aside(f"the {known} message{'s' if known > 1 else ''} from before, then")
        for message in sent[known:]:
            yield from _message(message)
        if not sent:
            yield words.aside("What was sent is not stored.")
        before = sent


def steps(
    attempts: Sequence[Attempt], *, prompts: bool, replies: Callable[[str], bool]
) -> Iterator[Content]:
    """What a judge's model replied and how it was asked again; under that what it was sent.

    `replies` says of each reply whether it may be shown, `prompts` whether what was sent may.
    """
    before: tuple[Message, ...] = ()
    found = exchanges(attempts)
    yield from _left(found)
    for at, tries in enumerate(found[-MOST:]):
        sent = tries[-1].request
        if at:
            yield Content.styled("↻ asked again", "bold $text-warning")
            new = sent[_shared(before, sent) :]
            yield from _correction(new, shown=prompts)
        yield from map(summary, tries)
        yield from _reply(tries[-1], replies)
        before = sent
    if not found:
        return
    yield Content.styled("it was sent", "bold")
    if prompts:
        yield from messages(found[0])
    else:
        yield words.aside(words.VEILED)


def _left(found: Sequence[object]) -> Iterator[Content]:
    if len(found) > MOST:
        yield words.aside(f"… {len(found) - MOST} earlier replies")


def _correction(new: Sequence[Message], *, shown: bool) -> Iterator[Content]:
    """What was said to a model whose reply did not do; its reply itself stands above."""
    for message in new:
        if message.role != "assistant":
            yield words.long(message.content) if shown else words.aside(words.VEILED)


def summary(attempt: Attempt) -> Content:
    """One request on a line: who answered, how long it took, what it cost, how it ended."""
    used = attempt.usage
    mark = ("✓ ", "$text-success") if attempt.ok else ("✗ ", "bold $text-error")
    told = [
        one_line(attempt.answered_by or attempt.model),
        f"{'≈' if used.estimated else ''}{words.counted(used.prompt)}→"
        f"{words.counted(used.completion)}",
        f"{attempt.seconds:.2f} s",
        money(attempt.cost),
    ]
    again = f"try {attempt.number} · " if attempt.number > 1 else ""
    line = Content.assemble(mark, flat(again + " · ".join(told), "dim"))
    return line if attempt.ok else Content.assemble(line, "\n", _fault(attempt))


def _fault(attempt: Attempt) -> Content:
    kind = attempt.error_kind.replace("_", " ")
    status = f" ({attempt.status})" if attempt.status else ""
    return flat(f"{kind}{status}: {one_line(attempt.error[:600], 300)}", "$text-error")


def _reply(attempt: Attempt, shown: Callable[[str], bool]) -> Iterator[Content]:
    if not attempt.response and not attempt.refusal:
        return
    yield Content.styled("replied", "bold $text-accent")
    if not shown(f"{attempt.refusal}\n{attempt.response}"):
        yield words.aside(words.VEILED)
        return
    if attempt.refusal:
        yield words.long(attempt.refusal, "$text-warning")
    yield words.pretty(attempt.response)
    if attempt.finish == "length":
        yield Content.styled("⚠ cut off at the most tokens it may have", "$text-warning")


def _message(message: Message) -> Iterator[Content]:
    yield Content.styled(message.role, _STYLES[message.role])
    yield words.pretty(message.content)


def _shared(before: Sequence[Message], sent: Sequence[Message]) -> int:
    """How many messages both begin with."""
    shared = 0
    for one, other in zip(before, sent, strict=False):
        if one != other:
            break
        shared += 1
    return shared
