"""`society show ID --tree`: what was considered before a turn, and why the rest of it lost.

Pure but for printing: a turn in, rich trees and plain values out. Words are shown, never obeyed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text
from rich.tree import Tree as Drawn

from society.cli.output import SCHEMA, as_json, note, out, say
from society.cli.show.receipts import tell_receipt
from society.cli.show.transcript import colour
from society.domain.dialogue import Draft, Game, Turn
from society.domain.discretion import quotes
from society.domain.display import bar, chip, one_line
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.domain.receipts import Receipt
from society.domain.thinking import AHEAD, Considered, Tree, effort

DEPTH, WIDTH = 3, 8
"""Replies that are drawn below each other, and beside each other, unless told."""

NO_SEARCH = "no search before {}: society run … --search.ROLE mcts:64x6"
VEILED = "(it quotes what only a role knows; --private shows it)"
_BAR, _WORDS = 5, 400


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class TreeOptions:
    """What was considered and not said.

    Parameters
    ----------
    tree
        Show what was searched before the turns: every candidate, its value, why it lost.
    turn
        Only before this turn; they count from 0.
    depth
        So many replies below each other.
    width
        So many replies beside each other.
    """

    tree: bool = False
    turn: int | None = None
    depth: Annotated[int, Parameter(show_default=True)] = DEPTH
    width: Annotated[int, Parameter(show_default=True)] = WIDTH

    def checked(self) -> bool:
        """Whether the tree is wanted; SocietyError where what is said of it makes no sense."""
        if not self.tree and (self.turn is not None or (self.depth, self.width) != (DEPTH, WIDTH)):
            raise SocietyError("--turn, --depth and --width are of the tree", hint="add --tree")
        if min(self.depth, self.width) < 1:
            raise SocietyError("--depth and --width are 1 or more")
        return self.tree


NO_TREE = TreeOptions()


def show_trees(
    found: Episode, look: TreeOptions, *, private: bool, json: bool, bill: Receipt | None = None
) -> None:
    """Print the trees of the dialogue, or of one turn, and the receipt where there is one.

    SocietyError where it has no such turn.
    """
    trees = [Tree.of(turn) for turn in thoughtful(found, look.turn)]
    game = found.dialogue.game
    if json:
        told = [document(tree, game, private=private) for tree in trees]
        more = {"receipt": bill.told()} if bill else {}
        as_json({"schema": SCHEMA, "episode": found.id, "trees": told, **more})
        return
    if not trees:
        note(NO_SEARCH.format("any turn" if look.turn is None else f"turn {look.turn}"))
    else:
        say("value, visits, prior; ★ is what was said", "dim")
    for tree in trees:
        out().print()
        out().print(drawn(tree, game, look, private=private))
    if bill:
        tell_receipt(bill)


def thoughtful(found: Episode, turn: int | None) -> list[Turn]:
    """The turns before which something was weighed; with `turn` that one, if anything was."""
    turns = found.dialogue.turns
    if turn is None:
        return [each for each in turns if each.searched or any(map(_weighed, each.drafts))]
    if not 0 <= turn < len(turns):
        raise SocietyError(
            f"dialogue {found.id} has no turn {turn}",
            hint=f"it has {len(turns)}; they count from 0",
        )
    return [turns[turn]] if turns[turn].searched or turns[turn].drafts else []


def _weighed(draft: Draft) -> bool:
    return draft.value is not None or draft.visits > 0 or draft.above is not None


def drawn(tree: Tree, game: Game, look: TreeOptions, *, private: bool) -> Drawn:
    """The tree of a turn, cut to the depth and width that are wanted; what is hidden is counted."""
    top = Drawn(Text("\n").join(_heads(tree, game)), guide_style="dim")
    sizes, deepest = _sizes(tree), 1 + max((each.depth for each in tree.replies), default=0)
    waiting: list[tuple[int | None, int, Drawn]] = [(None, 0, top)]
    while waiting:
        at, depth, stem = waiting.pop()
        below = tree.below(at)
        if depth >= look.depth and below:
            stem.add(_more(sizes[at], f"--depth {deepest}"))
            continue
        kept = [each for n, each in enumerate(below) if n < look.width or each.said]
        for each in kept:
            bough = stem.add(_label(each, game, private=private))
            waiting.append((each.n, depth + 1, bough))
        if len(kept) < len(below):
            places = {each.n for each in kept}
            left = sum(1 + sizes[each.n] for each in below if each.n not in places)
            stem.add(_more(left, f"--width {len(below)}"))
    return top


def _more(left: int, option: str) -> Text:
    return Text(f"… {left} more: {option} shows them", style="dim", no_wrap=True)


def _sizes(tree: Tree) -> dict[int | None, int]:
    """How many replies hang below each, however deep."""
    found: dict[int | None, int] = dict.fromkeys((None, *range(len(tree.replies))), 0)
    for each in reversed(list(tree.walk())):
        found[each.above] += 1 + found[each.n]
    return found


def _heads(tree: Tree, game: Game) -> Iterator[Text]:
    """Whose turn it is, and what the search before it was."""
    turn = tree.turn
    who = Text(f"turn {turn.index} · {one_line(turn.role)}", f"bold {colour(game, turn.role)}")
    yield Text.assemble(who, f"  {_setting(turn)}", no_wrap=True, overflow="ellipsis")
    if turn.searched:
        yield Text(f"{effort(turn.searched)}", style="dim")
    if tree.misplaced:
        yield Text(f"⚠ {tree.misplaced} without a place of their own, drawn at the turn", "yellow")
    if turn.searched and turn.searched.guided:
        yield Text("⚠ the judge that guided it also pays this turn", style="yellow")


def _setting(turn: Turn) -> str:
    return one_line(turn.searched.thought if turn.searched else turn.player, 200)


def _label(each: Considered, game: Game, *, private: bool) -> Text:
    """A reply on one line, and under it why it lost."""
    mark, style = "★" if each.said else " ", colour(game, each.role)
    parts = [
        (_figures(each.draft), "" if each.said else "dim"),
        (mark, "bold"),
        (one_line(each.role, 40), style),
        (chip(each.draft.action) if each.draft.action else "", style),
        (words(each.draft, game, private=private) or "", ""),
    ]
    lines = [Text(" ").join(Text(*part) for part in parts if part[0])]
    lines += [Text(f"{why}", style="dim") for why in _reasons(each, game, private=private)]
    label = Text("\n").join(lines)
    label.no_wrap, label.overflow = True, "ellipsis"
    return label


def _figures(draft: Draft) -> str:
    """`0.62 ▰▰▰▱▱  38× 21%`, always as wide."""
    value = f"{'–':>4} {' ' * _BAR}"
    if draft.value is not None:
        value = f"{draft.value:4.2f} {bar(draft.value, _BAR)}"
    prior = "    " if draft.prior is None else f"{draft.prior:>4.0%}"
    return f"{value} {draft.visits:>4}× {prior}"


def words(draft: Draft, game: Game, *, private: bool) -> str | None:
    """The words on one line, or that they are hidden; None where there are none."""
    if not draft.text.strip():
        return None
    if not private and quotes(draft.text, game):
        return VEILED
    return one_line(draft.text, _WORDS)


def _reasons(each: Considered, game: Game, *, private: bool) -> Iterator[str]:
    if each.misplaced:
        yield f"⚠ {each.misplaced}"
    if each.draft.reason not in ("", AHEAD) and not each.said:
        hidden = not private and quotes(each.draft.reason, game)
        yield VEILED if hidden else one_line(each.draft.reason, _WORDS)


def document(tree: Tree, game: Game, *, private: bool) -> dict[str, Any]:
    """The same as plain values, whole: replies in their order, each by place with what is above."""
    turn = tree.turn
    return {
        "turn": turn.index,
        "role": turn.role,
        "player": turn.player,
        "searched": turn.searched.model_dump(mode="json") if turn.searched else None,
        "replies": [_row(each, game, private=private) for each in tree.walk()],
    }


def _row(each: Considered, game: Game, *, private: bool) -> dict[str, Any]:
    draft = each.draft
    hidden = not private and (quotes(draft.text, game) or quotes(draft.reason, game))
    kept = {"calls"} | ({"text", "reason"} if hidden else set())
    return {
        **draft.model_dump(mode="json", exclude=kept),
        **({"hidden": VEILED} if hidden else {}),
        **{"n": each.n, "above": each.above, "depth": each.depth, "role": each.role},
        **{"said": each.said, "misplaced": each.misplaced},
    }
