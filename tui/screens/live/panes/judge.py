"""How the judges of the chosen turn came to their word: prompt, raw reply, repairs, bill."""

from collections.abc import Iterator
from functools import partial

from textual.content import Content

from society.domain.calls import Attempt
from society.domain.display import one_line
from society.domain.judging import Judgement
from tui.cast import Cast
from tui.screens.live.panes import asked, words
from tui.screens.live.scene import Scene
from tui.screens.live.spoken import Said
from tui.text import flat


def told(scene: Scene, turn: int | None, width: int) -> Content:
    """The tab; after the end also the judges of the whole, where no turn was chosen."""
    if scene.game is None:
        return words.aside(words.NOTHING)
    cast, one = Cast.of(scene.game), words.focused(scene, turn)
    if one is None:
        return words.aside("Nobody has spoken yet.")
    lines = [words.heading(words.whose(one, cast)), *_turn(scene, one)]
    if turn is None and scene.whole:
        lines += [Content(), words.heading("of the whole")]
        for said in scene.whole:
            lines += _judge(scene, said, _calls(scene, said))
    return words.page(lines)


def _turn(scene: Scene, one: Said) -> Iterator[Content]:
    if not one.judgements and not one.judging:
        yield words.aside("No judge has said anything of this turn.")
    for said in one.judgements:
        yield from _judge(scene, said, _calls(scene, said))
    for judge in one.judging:
        yield flat(f"… {one_line(judge)} is asked", "italic")
        open_ = [each for each in one.attempts if each.purpose == f"judge:{judge}"]
        yield from asked.steps(open_, prompts=scene.private, replies=partial(words.allowed, scene))


def _calls(scene: Scene, said: Judgement) -> list[Attempt]:
    calls = set(said.calls)
    return [each for each in scene.attempts if each.call in calls]


def _judge(scene: Scene, said: Judgement, attempts: list[Attempt]) -> Iterator[Content]:
    score = f"no score ({said.unscored})" if said.score is None else f"{said.score:.2f}"
    of = f" of {said.role}" if said.scope != "turn" and said.role else ""
    yield Content()
    head = [flat(f"{said.judge}{of}", "bold $text-primary"), flat(score, "bold")]
    if said.version:
        head.append(flat(said.version, "dim"))
    yield Content("  ").join(head)
    if attempts:
        yield words.aside(words.bill(attempts))
        shown = partial(words.allowed, scene)
        yield from asked.steps(attempts, prompts=scene.private, replies=shown)
    elif said.calls:
        yield words.aside("Its requests are not on the ledger.")
    else:
        yield words.aside("It asks no model: its word is worked out.")
    if said.critique and not attempts:
        known = words.allowed(scene, said.critique)
        yield words.quoted(said.critique) if known else words.aside(words.VEILED)
