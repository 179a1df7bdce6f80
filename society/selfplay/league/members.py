"""Whose games count: those of players, and of policies that are stored.

Law: what was only tried on the way to better tactics is no member of the league.
"""

import re
from collections.abc import Iterable

from society.store import policies
from society.store.matches import Played
from society.store.store import Store

_LABEL = re.compile(r".+@[0-9a-f]{8}")
"""How a policy is called in a game (`Policy.label`); any other name is a player's or a model's."""


def among_members(store: Store, games: Iterable[Played]) -> list[Played]:
    """The games in which nobody was a policy that the store does not have."""
    listed = list(games)
    labels = {name for game in listed for name in game.players.values() if _LABEL.fullmatch(name)}
    passing = labels - set(policies.labelled(store, labels))
    return [game for game in listed if not passing & set(game.players.values())]
