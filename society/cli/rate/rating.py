"""A person at a terminal, or a script in a pipe, who scores turns blind: one answer, one label.

Law: nothing that a judge said is shown, nor what was paid, nor how it ended where a turn is rated.
"""

import asyncio
import random
import sys
from collections.abc import Callable, Sequence
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple

from rich.text import Text

from society.cli.output import err
from society.domain.display import one_line, visible
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.domain.trust import ASKED, Label, marked

if TYPE_CHECKING:
    from society.store.store import Store

HELP = f"{ASKED}; s skips, b goes back, q stops"

Scope = Literal["turn", "outcome"]
Ask = Callable[[str], str | None]
"""Gives the rater's next answer to a prompt; None where nobody answers any more."""


class Item(NamedTuple):
    """One thing to be rated."""

    episode: str
    turn: int | None
    role: str


def chosen(
    store: "Store", where: str, *, scope: Scope, role: str, rater: str, n: int, seed: int
) -> list[Item]:
    """What the rater has not rated yet, drawn by `seed`: the same for all who use that seed."""
    from society.store import labels
    from society.store.judging_again import finished
    from society.store.where import Where

    query = Where.parse(where)
    rated = {(each.episode, each.turn, each.role) for each in labels.listed(store, rater=rater)}
    ids = sorted(finished(store, query))
    random.Random(seed).shuffle(ids)
    dealt: list[list[Item]] = []
    for id_ in ids:
        open_ = [each for each in _items(store.episode(id_), scope, role) if each not in rated]
        random.Random(f"{seed} {id_}").shuffle(open_)
        dealt += [open_] if open_ else []
        if len(dealt) == n:
            break
    # One turn of each dialogue first: turns of one are alike, and each shows those before it.
    rounds = (item for row in zip_longest(*dealt) for item in row if item is not None)
    return list(islice(rounds, n))


def there_are(store: "Store", where: str, *, scope: Scope, role: str) -> bool:
    """Whether any dialogue that matches has something to rate, rated or not."""
    from society.store.judging_again import finished
    from society.store.where import Where

    ids = finished(store, Where.parse(where))
    return any(_items(store.episode(id_), scope, role) for id_ in ids)


def named(store: "Store", wanted: str, *, rater: str) -> list[Item]:
    """What `ID:3,ID:end:role` names, but for what the rater has rated; SocietyError for a bad name.

    `ID:end:role` is a role's whole part.
    """
    from society.store import labels

    rated = {(each.episode, each.turn, each.role) for each in labels.listed(store, rater=rater)}
    found = dict.fromkeys(_named(store, each.strip()) for each in wanted.split(",") if each.strip())
    return [each for each in found if each not in rated]


def _named(store: "Store", name: str) -> Item:
    id_, _, rest = name.partition(":")
    turn, _, role = rest.partition(":")
    if not id_ or not (turn == "end" or (turn.isdecimal() and turn.isascii())):
        raise SocietyError(f"{name!r} names no turn", hint="write ID:3, or ID:end:role for a whole")
    episode = store.episode(id_)
    whole = turn == "end"
    items = _items(episode, "outcome" if whole else "turn", role)
    item = next((each for each in items if whole or each.turn == int(turn)), None)
    if item is None or (whole and not role):
        what = "end for that role" if whole else f"turn {turn} to rate"
        raise SocietyError(f"{episode.id} has no {what}", hint=f"`society show {episode.id}`")
    return item


def _items(episode: Episode, scope: Scope, role: str) -> list[Item]:
    if scope == "outcome":
        ids = [each.id for each in episode.dialogue.game.roles if not role or each.id == role]
        return [Item(episode.id, None, each) for each in ids]
    turns = [each for each in episode.dialogue.turns if "opening" not in each.flags]
    return [Item(episode.id, each.index, each.role) for each in turns if role in ("", each.role)]


class Rating:
    """One sitting of one rater."""

    def __init__(
        self, store: "Store", items: Sequence[Item], rater: str, *, ask: Ask | None = None
    ) -> None:
        self._store, self._items, self._rater = store, items, rater
        self._ask = ask or _line

    def through(self) -> int:
        """Ask about every item until the end, or until the rater stops; how many were rated."""
        err().print(Text(HELP, style="dim"))
        at, rated = 0, set[int]()
        while at < len(self._items):
            self._show(at)
            answer = self._ask("score> ")
            if answer is None or answer == "q":
                break
            if answer == "b":
                at = max(at - 1, 0)
            elif answer == "s":
                at += 1
            elif self._kept(self._items[at], answer):
                rated.add(at)
                at += 1
            else:
                err().print(Text(f"{one_line(answer, 40)!r} is no score: {HELP}", style="red"))
        return len(rated)

    def _show(self, at: int) -> None:
        item = self._items[at]
        episode = self._store.episode(item.episode)
        err().print(Text(f"\n{at + 1} of {len(self._items)}", style="bold"))
        for line in lines(episode, item):
            err().print(line)

    def _kept(self, item: Item, answer: str) -> bool:
        """Whether the answer is a score; then it is stored before anything else is asked."""
        from society.store import labels

        said = marked(answer)
        if said is None:
            return False
        score, note = said
        label = Label(
            episode=item.episode,
            turn=item.turn,
            role=item.role,
            rater=self._rater,
            score=score,
            note=note,
        )
        asyncio.run(labels.add(self._store, [label]))
        return True


def lines(episode: Episode, item: Item) -> list[Text]:
    """The dialogue up to the turn, or all of it, and what is asked. No score is among it."""
    game = episode.dialogue.game
    names = {role.id: role.name for role in game.roles}
    turns = episode.dialogue.turns[: None if item.turn is None else item.turn + 1]
    shown = [Text(visible(f"{game.title}\n{game.context}".strip()), style="dim")]
    goal = game.role(item.role).goal
    for turn in turns:
        move = f" [{turn.action}]" if turn.action else ""
        style = "bold" if turn.index == item.turn else ""
        shown.append(Text(visible(f"{names[turn.role]}: {turn.text}{move}"), style=style))
    what = "this turn" if item.turn is not None else "the whole part"
    wants = f", who wants: {one_line(goal)}" if goal else ""
    shown.append(Text(f"How good is {what} of {one_line(names[item.role])}{wants}", style="yellow"))
    return shown


def _line(prompt: str) -> str | None:
    """What the rater types."""
    err().print(Text(prompt, style="bold"), end="")
    line = sys.stdin.readline()
    return line.strip() if line else None
