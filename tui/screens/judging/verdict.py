"""What one judge said of one turn: score, criteria, reason, raw reply, and what it took."""

import json
from collections.abc import Iterator, Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from society.domain.calls import Attempt
from society.domain.display import money
from society.domain.judging import Judgement
from tui.screens.judging.sample import Row, Sample
from tui.text import reward, safe

_NONE = "No judge has said anything of this turn. ⏎ asks the one on the left."


class Verdict(VerticalScroll):
    """The pane on the right."""

    def compose(self) -> Iterator[Static]:
        """One text."""
        yield Static(id="verdict-text")

    def show(self, sample: Sample, row: Row | None, judge: str, *, blind: bool) -> None:
        """Draw what that judge said of the row, or what all said in short."""
        text = self.query_one("#verdict-text", Static)
        if row is None:
            text.update("")
            return
        head = Content.assemble(safe(row.name, "bold"), "\n", safe(row.text), "\n")
        if blind and not row.labels:
            told = [safe("Scores are hidden until you rate the turn: h", "$text-warning")]
        else:
            told = list(_words(sample, row, judge))
        text.update(Content("\n").join([head, *told]))


def _words(sample: Sample, row: Row, judge: str) -> Iterator[Content]:
    for label in row.labels:
        note = f"  {label.note}" if label.note else ""
        yield Content.assemble(safe(f"{label.rater}: "), reward(label.score, width=6), safe(note))
    said = row.said.get(judge)
    if said is not None:
        yield from _whole(said, sample.behind(said))
    for name, other in row.said.items():
        if name != judge:
            yield Content.assemble(safe(f"{name}: ", "dim"), _score(other))
    if not row.said and not row.labels:
        yield safe(_NONE, "dim")


def _whole(said: Judgement, attempts: Sequence[Attempt]) -> Iterator[Content]:
    yield Content.assemble(safe(said.judge, "bold"), "  ", _score(said))
    if said.critique:
        yield safe(f"“{said.critique}”" if said.score is not None else said.critique)
    for name, value in said.criteria.items():
        yield Content.assemble(safe(f"  {name}: "), reward(value, width=6))
    for fact, value in said.facts.items():
        yield safe(f"  {fact} = {value:g}", "dim")
    yield safe(f"version {said.version}", "dim")
    for at, attempt in enumerate(attempts, start=1):
        yield from _call(at, attempt)


def _score(said: Judgement) -> Content:
    if said.score is None:
        return safe(f"⚠ no score ({said.unscored})", "$text-warning")
    return reward(said.score, width=8)


def _call(at: int, attempt: Attempt) -> Iterator[Content]:
    used = attempt.usage
    yield safe(
        f"\nrequest {at}: {attempt.model}, {used.prompt} + {used.completion} tokens, "
        f"{attempt.seconds:.1f} s, {money(attempt.cost)}",
        "dim",
    )
    if attempt.error:
        yield safe(f"✗ {attempt.error_kind}: {attempt.error}", "$text-error")
    yield safe(_pretty(attempt.response))


def _pretty(reply: str) -> str:
    """JSON indented, anything else as it came."""
    try:
        return json.dumps(json.loads(reply), indent=2, ensure_ascii=False)
    except ValueError:
        return reply
