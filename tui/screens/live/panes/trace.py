"""The ledger: every request of the chosen turn, then of the whole dialogue, with its bill."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from society.domain.calls import Attempt
from society.domain.display import money, one_line
from tui.cast import Cast
from tui.screens.live.panes import words
from tui.screens.live.panes.words import aside
from tui.screens.live.scene import Scene
from tui.text import cut, flat, padded

LATEST = 120
"""Requests that are listed of a turn and of the whole; older ones are in the sums."""

ROOMY = 78
"""Cells from which a request stands on one line."""

_CLOCK = slice(11, 19)
_FIGURES, _MODEL, _TOOK = 28, 28, 18


def told(scene: Scene, turn: int | None, width: int) -> Content:
    """The tab."""
    if scene.game is None:
        return aside(words.NOTHING)
    if not scene.attempts:
        return aside("No request is on the ledger: nothing here asks a model.")
    one = words.focused(scene, turn)
    lines: list[Content] = []
    if one is not None:
        own = words.behind(scene, one)
        lines += [
            words.heading(words.whose(one, Cast.of(scene.game))),
            aside(words.bill(own)),
        ]
        lines += [*_listed(own, width), Content()]
    lines += [words.heading("the whole dialogue"), aside(words.bill(scene.attempts))]
    lines += [*_sums(scene.attempts, width), Content()]
    return words.page([*lines, *_listed(scene.attempts, width)])


def _listed(attempts: Sequence[Attempt], width: int) -> Iterator[Content]:
    left = len(attempts) - LATEST
    if left > 0:
        yield aside(f"… {left} earlier")
    yield from rows(attempts[-LATEST:], width)


def rows(attempts: Sequence[Attempt], width: int) -> Iterator[Content]:
    """A request on one line where there is room, else on two; a failed one says why below."""
    for each in attempts:
        between = " " if width >= ROOMY else "\n  "
        yield Content.assemble(_head(each, width), between, _tail(each, width))
        if not each.ok:
            kind = one_line(each.error_kind.replace("_", " "))
            again = f", retry after {each.retry_after:.0f} s" if each.retry_after else ""
            why = f"  {kind}{again}: {one_line(each.error[:400], 200)}"
            yield Content.styled(why, "$text-error")


def purpose(each: Attempt) -> str:
    """What a request was for, turns counted from 1: `t6`, `judge rubric`; `#2` for a second try."""
    kind, _, rest = each.purpose.partition(":")
    told = f"t{int(rest) + 1}" if kind == "turn" and rest.isdecimal() else f"{kind} {rest}".strip()
    return told + (f" #{each.number}" if each.number > 1 else "")


def _head(each: Attempt, width: int) -> Content:
    mark = ("✓ ", "$text-success") if each.ok else ("✗ ", "bold $text-error")
    when = words.field(each.started[_CLOCK] or "--:--:--", 8, "dim")
    took = f"{each.seconds:.2f} s · {money(each.cost)}"
    room = min(max(width - _FIGURES, 8), 16)
    took = padded(took, _TOOK) if width >= ROOMY else took
    named = words.field(purpose(each), room, "bold")
    return Content.assemble(mark, when, " ", named, " ", (took, "dim"))


def _tail(each: Attempt, width: int) -> Content:
    used = each.usage
    cached = f" ({words.counted(used.cached)} cached)" if used.cached else ""
    about = "≈" if used.estimated else ""
    told = f" {about}{words.counted(used.prompt)}{cached} → {words.counted(used.completion)}"
    if each.first_token is not None and width >= ROOMY:
        told += f" · first word {each.first_token:.2f} s"
    model = one_line(each.answered_by or each.model)
    model = model if width >= ROOMY else model.rpartition("/")[2] or model
    return Content.assemble(Content(cut(model, _MODEL)), (told, "dim"))


def _sums(attempts: Sequence[Attempt], width: int) -> Iterator[Content]:
    """What the turns and each judge took."""
    kinds: dict[str, list[Attempt]] = {}
    for each in attempts:
        kind = "turns" if each.purpose.startswith("turn:") else each.purpose.replace(":", " ", 1)
        kinds.setdefault(kind, []).append(each)
    for kind, own in kinds.items():
        bad = sum(not each.ok for each in own)
        failed = f" · {bad} failed" if bad else ""
        yield Content.assemble(flat(kind, "bold"), aside(f" {words.bill(own)}{failed}"))
