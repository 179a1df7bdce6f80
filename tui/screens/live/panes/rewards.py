"""What was paid: each role so far, the chosen turn part by part, the end, and what it all cost."""

from collections.abc import Iterable, Iterator

from textual.content import Content

from society.domain.display import money, one_line
from society.domain.episode import Outcome
from society.domain.judging import Judgement, Reward
from tui.cast import Cast
from tui.screens.live.panes import words
from tui.screens.live.scene import Scene
from tui.screens.live.spoken import Said
from tui.text import flat, reward, spark

CHECKS = ("leak", "repetition", "role_swap", "to_judge", "truncated", "refused", "illegal", "bidi")
"""Flags of a turn; a turn without one has passed that check."""

_ROLE, _FIGURES = 12, 16
_PASSED = 1.0
_WIDEST = 72
_INDENT, _WEIGHT = "        ", 5


def told(scene: Scene, turn: int | None, width: int) -> Content:
    """The tab; `width` in cells."""
    if scene.game is None:
        return words.aside(words.NOTHING)
    cast, one, width = Cast.of(scene.game), words.focused(scene, turn), min(width, _WIDEST)
    lines = [_role(scene, role, cast, width) for role in cast.roles]
    if one is not None:
        lines += [Content(), *_turn(scene, one, cast, width)]
    if scene.outcome is not None:
        lines += [Content(), *_end(scene, scene.outcome, cast, width)]
    return words.page([*lines, Content(), *_spent(scene, one)])


def _role(scene: Scene, role: str, cast: Cast, width: int) -> Content:
    """`A seller ▁▃▅▇ ▲0.61 Σ1.83`: each turn, the mean a turn, all of them together."""
    values, mean = scene.earned.get(role, []), scene.mean(role)
    name = words.field(f"{cast.letter(role)} {role}", _ROLE, f"bold {cast.colour(role)}")
    if mean is None or not values:
        return Content.assemble(name, words.aside(" nothing paid yet"))
    drawn = spark(values[-max(width - _ROLE - _FIGURES, 4) :])
    return Content.assemble(name, f" {drawn} ", reward(mean), (f" Σ{sum(values):.2f}", "dim"))


def _turn(scene: Scene, one: Said, cast: Cast, width: int) -> Iterator[Content]:
    paid = Content() if one.reward is None else reward(one.reward.value, width=words.BAR)
    yield words.heading(words.whose(one, cast), paid)
    if one.speaking:
        yield words.aside("It is being said.")
        return
    for said in one.judgements:
        yield from _judgement(scene, said, one.reward, width)
    for judge in one.judging:
        yield words.aside(f"  … {one_line(judge)} is judging")
    if not one.judgements and not one.judging:
        yield words.aside("No judge has said anything of this turn.")
    yield from _share(one.share)
    yield _checks(one)
    if one.thumb is not None:
        yield Content(f"your thumb: {'+' if one.thumb >= 0.5 else '-'}")


def _judgement(scene: Scene, said: Judgement, paid: Reward | None, width: int) -> Iterator[Content]:
    """What the judge's word paid, its score, its weight; its criteria; its reason in quotes."""
    name = one_line(said.judge)
    if said.score is None:
        why = one_line(said.unscored.replace("_", " "))
        yield flat(f"⚠ {name}: no score ({why})", "$text-warning")
    else:
        part = None if paid is None else paid.parts.get(said.judge)
        sign = "     " if part is None else f"{part:+.2f}"
        weight = scene.weight(said.judge)
        row = words.scored(name, said.score, width - len(sign) - _WEIGHT - 1)
        yield Content.assemble((sign, "bold"), " ", row, _weight(weight))
        if weight == 0:
            yield words.aside("      heard, not paid")
    for criterion, value in said.criteria.items():
        room = width - len(_INDENT) - _WEIGHT
        yield Content.assemble(_INDENT, words.scored(criterion, value, room, "dim"))
    if said.facts and words.frank(scene):
        told = ", ".join(f"{one_line(name)} {value:.4g}" for name, value in said.facts.items())
        yield words.aside(f"{_INDENT}{told}")
    if said.critique:
        known = words.allowed(scene, said.critique)
        yield words.quoted(said.critique) if known else words.aside(words.VEILED)


def _weight(weight: float | None) -> tuple[str, str]:
    return ("" if weight is None else f" ×{weight:<3g}"[:_WEIGHT], "dim")


def _share(share: Reward | None) -> Iterator[Content]:
    if share is None:
        return
    yield Content.assemble((f"{share.value:+.2f}", "bold"), " of how it ended")
    for judge, part in share.parts.items():
        yield words.aside(f"{_INDENT}{part:+.2f} {one_line(judge)}")


def _checks(one: Said) -> Content:
    """`✗ leak  ✓ repetition, role swap …`: what a turn did wrong first."""
    flags = set(one.turn.flags) if one.turn is not None else set()
    flags |= {"leak" for said in one.judgements if _leaked(said)}
    wrong = [name for name in CHECKS if name in flags]
    right = [name for name in CHECKS if name not in flags]
    return Content("  ").join(
        [
            *(Content.styled(f"✗ {_spelt(name)}", "bold $text-error") for name in wrong),
            Content.styled("✓ " + ", ".join(map(_spelt, right)), "dim $text-success"),
        ]
    )


def _leaked(said: Judgement) -> bool:
    return said.judge == "leak" and said.score is not None and said.score < _PASSED


def _spelt(flag: str) -> str:
    return flag.replace("_", " ")


def _end(scene: Scene, outcome: Outcome, cast: Cast, width: int) -> Iterator[Content]:
    ended = flat(outcome.ended.replace("_", " "), "bold")
    won = "no winner" if outcome.winner is None else f"{one_line(outcome.winner)} wins"
    yield words.heading(Content.assemble("the end: ", ended), flat(won, "dim"))
    for role, worth in outcome.utilities.items():
        star = " ★" if role in outcome.winners else ""
        colour = cast.colour(role)
        yield words.scored(f"{cast.letter(role)} {one_line(role)}{star}", worth, width, colour)
    if outcome.returns:
        told = "  ".join(
            f"{cast.letter(role)} {back:.2f}" for role, back in outcome.returns.items()
        )
        yield words.aside(f"return: {told}")
    yield from _whole(scene, scene.whole, width)


def _whole(scene: Scene, whole: Iterable[Judgement], width: int) -> Iterator[Content]:
    for said in whole:
        of = f"{said.judge} of {said.role}" if said.role else said.judge
        yield from _judgement(scene, said.model_copy(update={"judge": of}), None, width)


def _spent(scene: Scene, one: Said | None) -> Iterator[Content]:
    spent = scene.spent
    yield words.heading("spent")
    if one is not None:
        yield words.aside(f"t{one.index + 1}: {words.bill(words.behind(scene, one))}")
    whole = [
        f"{spent.calls} request{'' if spent.calls == 1 else 's'}",
        f"{words.counted(spent.prompt)} in",
        f"{words.counted(spent.completion)} out",
        money(spent.cost if spent.calls > spent.unpriced else None, spent.unpriced),
    ]
    yield flat("all: " + (" · ".join(whole) if spent.calls else "no model was asked"))
