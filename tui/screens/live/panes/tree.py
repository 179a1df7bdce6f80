"""What was considered before the chosen turn, as text: the search, every reply, why it lost."""

from collections.abc import Iterator

from textual.content import Content

from society.domain.dialogue import Draft, Turn
from society.domain.display import bar, chip, one_line
from society.domain.thinking import AHEAD, Considered, Tree, effort
from tui.cast import Cast
from tui.screens.live.panes import words
from tui.screens.live.scene import Scene
from tui.text import flat

NO_SEARCH = "no search before this turn: society run … --search.ROLE mcts:64x6"
MOST = 400
"""Replies that are shown of one turn; a stranger's file may hold any number."""

_BAR, _LINE = 5, 160


def told(scene: Scene, turn: int | None, width: int) -> Content:
    """The whole tree under each other, each reply further in than what it answers."""
    tree = weighed(scene, turn)
    if isinstance(tree, str):
        return words.aside(tree)
    cast = Cast(()) if scene.game is None else Cast.of(scene.game)
    lines = [*heads(tree, cast)]
    for each in shown(tree):
        indent = "  " * each.depth
        lines.append(Content(f"{indent}{label(each, cast)}"))
        lines += [words.aside(f"{indent}    {why}") for why in reasons(each)]
    return words.page(lines)


def weighed(scene: Scene, turn: int | None) -> Tree | str:
    """The tree of the chosen turn, or why none is shown."""
    if scene.game is None:
        return words.NOTHING
    one = words.focused(scene, turn)
    if one is None or one.turn is None:
        return NO_SEARCH if one is None else "It is being said."
    if not one.turn.drafts:
        return NO_SEARCH
    return Tree.of(one.turn) if words.frank(scene) else words.HIDDEN


def shown(tree: Tree) -> list[Considered]:
    """The replies that are shown, each after what it answers; the rest of many thousand is not."""
    return [each for _, each in zip(range(MOST), tree.walk(), strict=False)]


def heads(tree: Tree, cast: Cast) -> Iterator[Content]:
    """Whose turn it is, how it was searched, and what is wrong with that."""
    turn = tree.turn
    whose = Content.assemble((f"t{turn.index + 1} ", "bold"), words.named(turn.role, cast))
    yield words.heading(whose, flat(_setting(turn), "dim"))
    if turn.searched:
        yield words.aside(effort(turn.searched))
    if turn.searched and turn.searched.guided:
        yield Content.styled("⚠ the judge that guided it also pays this turn", "$text-warning")
    if tree.misplaced:
        told = f"⚠ {tree.misplaced} without a place of their own, drawn at the turn"
        yield Content.styled(told, "$text-warning")
    if (left := len(tree.replies) - MOST) > 0:
        yield words.aside(f"{left} more: society show ID --tree --turn {turn.index}")


def _setting(turn: Turn) -> str:
    return one_line(turn.searched.thought if turn.searched else turn.player, 100)


def label(each: Considered, cast: Cast) -> str:
    """A reply on one line that may be shown: value, visits, who, move, words."""
    parts = [
        _value(each.draft),
        f"{each.draft.visits:>4}×",
        f"{'★' if each.said else ' '}{cast.letter(each.role)}",
        chip(each.draft.action) if each.draft.action else "",
        one_line(each.draft.text[: 2 * _LINE], _LINE),
    ]
    return " ".join(part for part in parts if part)


def _value(draft: Draft) -> str:
    if draft.value is None:
        return f"{'–':>4} {' ' * _BAR}"
    return f"{draft.value:4.2f} {bar(draft.value, _BAR)}"


def reasons(each: Considered) -> Iterator[str]:
    """Why it lost, and why it hangs where it does; on lines that may be shown."""
    if each.misplaced:
        yield f"⚠ {each.misplaced}"
    if each.draft.reason not in ("", AHEAD) and not each.said:
        yield one_line(each.draft.reason[:600], 300)


def detail(each: Considered, cast: Cast) -> Content:
    """One reply in full: its figures, its words, why it was not said."""
    draft = each.draft
    value = "no value" if draft.value is None else f"value {draft.value:.2f}"
    prior = [] if draft.prior is None else [f"prior {draft.prior:.0%}"]
    figures = " · ".join([value, f"{draft.visits} visits", *prior])
    said = ("  ★ said", "bold") if each.said else ("", "")
    lines = [Content.assemble(words.named(each.role, cast), ("  " + figures, "dim"), said)]
    if draft.action:
        lines.append(flat(chip(draft.action), f"bold {cast.colour(each.role)}"))
    if draft.text.strip():
        lines.append(words.long(draft.text))
    lines += [words.aside(why) for why in reasons(each)]
    return words.page(lines)
