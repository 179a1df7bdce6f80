"""The tab Tree: what was considered, to be opened and closed, and branched from.

Law: it says which draft is to be played on from, and plays nothing itself.
"""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static, Tree
from textual.widgets.tree import TreeNode

from society.domain import thinking
from society.domain.orders import Branch
from tui.cast import Cast
from tui.screens.live.panes import tree as pane
from tui.screens.live.panes import words
from tui.screens.live.scene import Scene

Key = tuple[object, ...]


class Boughs(Tree[int], inherit_bindings=False):
    """The replies; the data of a node is the place of its draft. Space stays the dialogue's."""

    DEFAULT_CSS = "Boughs { height: 1fr; padding: 0 1; background: transparent; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", "Up", show=False),
        Binding("down,j", "cursor_down", "Down", show=False),
        Binding("enter", "toggle_node", "Open", tooltip="Open or close a reply"),
        Binding("left", "cursor_parent", "To what it answers", show=False),
        Binding("g", "scroll_home", "Top", show=False),
        Binding("G", "scroll_end", "Bottom", show=False),
    ]


class Thoughts(Vertical):
    """The tree of one turn, and under it the marked reply in full."""

    DEFAULT_CSS = """
    Thoughts { height: 1fr; }
    Thoughts > .thoughts--heads { height: auto; padding: 0 1; }
    Thoughts > .thoughts--reply { height: auto; max-height: 40%; padding: 0 1; }
    Thoughts > .thoughts--reply { border-top: solid $foreground 25%; }
    Thoughts.-empty > Boughs, Thoughts.-empty > .thoughts--reply { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "b",
            "branch_here",
            "Branch",
            tooltip="Play on from the marked reply",
            id="live.branch_reply",
        ),
    ]

    class Branched(Message):
        """Another dialogue is wanted in which the marked reply is said."""

        def __init__(self, order: Branch) -> None:
            super().__init__()
            self.order = order

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._tree: thinking.Tree | None = None
        self._cast, self._episode = Cast(()), ""
        self._drawn: Key | None = None

    def compose(self) -> ComposeResult:
        """What the search was, its tree, and one reply of it."""
        yield Static(classes="thoughts--heads")
        boughs = Boughs("")
        boughs.show_root, boughs.guide_depth = False, 2
        yield boughs
        with VerticalScroll(classes="thoughts--reply", can_focus=False):
            yield Static()

    def show(self, scene: Scene, turn: int | None) -> None:
        """Draw the tree of that turn; what is drawn already stays as it was opened."""
        found = pane.weighed(scene, turn)
        key = _key(scene, found)
        if key == self._drawn:
            return
        self._drawn = key
        self._cast = Cast(()) if scene.game is None else Cast.of(scene.game)
        self._episode = scene.episode
        self._tree = None if isinstance(found, str) else found
        self.set_class(self._tree is None, "-empty")
        heads = self.query_one(".thoughts--heads", Static)
        if isinstance(found, str):
            heads.update(words.aside(found))
        else:
            keys = words.aside("enter opens a reply · b plays on from it")
            heads.update(words.page([*pane.heads(found, self._cast), keys]))
            self._grow(found)

    def _grow(self, tree: thinking.Tree) -> None:
        boughs = self.query_one(Boughs)
        boughs.clear()
        nodes: dict[int | None, TreeNode[int]] = {None: boughs.root}
        for each in pane.shown(tree):
            # A text of rich is drawn as it is; a string would be read for markup.
            below = bool(tree.below(each.n))
            told = pane.label(each, self._cast)
            label = Text(told if below else f"  {told}", "bold" if each.said else "")
            stem = nodes[each.above]
            nodes[each.n] = stem.add(label, each.n, expand=each.said, allow_expand=below)
        boughs.root.expand()
        said = next((nodes[each.n] for each in tree.replies if each.said and each.n in nodes), None)
        boughs.move_cursor(said or next(iter(boughs.root.children), None))
        self._tell(said.data if said else 0)

    @on(Tree.NodeHighlighted)
    def marked(self, event: "Tree.NodeHighlighted[int]") -> None:
        """Tell of the reply under the cursor."""
        event.stop()
        self._tell(event.node.data)

    def _tell(self, n: int | None) -> None:
        if self._tree is not None and n is not None and n < len(self._tree.replies):
            told = pane.detail(self._tree.replies[n], self._cast)
            self.query_one(".thoughts--reply Static", Static).update(told)

    def action_branch_here(self) -> None:
        """Ask for a dialogue that goes on from the marked reply."""
        node = self.query_one(Boughs).cursor_node
        if self._tree is not None and node is not None and node.data is not None:
            turn = self._tree.turn.index
            order = Branch(episode=self._episode, turn=turn, draft=node.data)
            self.post_message(self.Branched(order))


def _key(scene: Scene, found: "thinking.Tree | str") -> Key:
    if isinstance(found, str):
        return (found,)
    return scene.episode, found.turn.index, len(found.replies), id(found.turn)
