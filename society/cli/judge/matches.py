"""Which stored dialogues are compared with which, and what came of it: wins, ties, flips. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby, zip_longest
from typing import Any, NamedTuple

from society.cli.output import say, table
from society.domain.episode import Episode
from society.domain.judging import Judgement
from society.domain.value import Value

TIE = 0.5


class Match(NamedTuple):
    """Two dialogues of one game by their ids, the earlier first."""

    first: str
    second: str


class Verdict(Value):
    """One pair for one role: what the judge said, and which of the two ended better for the role.

    `ended` is 1 where the first did, 0 where the second did, None where neither or nobody knows.
    """

    first: str
    second: str
    role: str
    players: tuple[str, str] = ("", "")
    said: Judgement
    ended: float | None = None


def matches(episodes: Iterable[Episode], most: int | None = None) -> tuple[list[Match], int]:
    """Every pair of plays of one game, a pair of each game in turn; and of how many games.

    The episodes come ordered by game. Two that say the same in every turn are no pair.
    """
    games = [_of_game(group) for _, group in groupby(episodes, key=_game)]
    games = [pairs for pairs in games if pairs]
    dealt = (pair for row in zip_longest(*games) for pair in row if pair is not None)
    chosen = list(dealt)[:most]
    played = {match.first: at for at, pairs in enumerate(games) for match in pairs}
    return chosen, len({played[match.first] for match in chosen})


def verdict(first: Episode, second: Episode, role: str, said: Judgement) -> Verdict:
    """What was said of two dialogues, beside how they ended."""
    players = tuple(each.provenance.players.get(role, "") for each in (first, second))
    return Verdict(
        first=first.id,
        second=second.id,
        role=role,
        players=(players[0], players[1]),
        said=said,
        ended=_ended(first, second, role),
    )


def counted(found: Sequence[Verdict]) -> dict[str, Any]:
    """Wins, ties and flips for each role and in all, with Wilson intervals of the shares."""
    told = [each for each in found if each.said.score is not None]
    flipped = sum(each.said.facts.get("flipped", 0.0) > 0 for each in told)
    decided = [each for each in told if each.ended is not None and _won(each) is not None]
    right = sum(_won(each) == each.ended for each in decided)
    unscored = Counter(each.said.unscored for each in found if each.said.unscored)
    return {
        "judged": len(told),
        "roles": {
            role: _wins([each for each in told if each.role == role])
            for role in dict.fromkeys(each.role for each in told)
        },
        "flips": _share(flipped, len(told)),
        "agrees_with_the_end": _share(right, len(decided)),
        "players": _by_player(told),
        "unscored": dict(unscored),
    }


def show(judge: str, games: int, told: Mapping[str, Any]) -> None:
    """Print the counts for people."""
    rows = [
        (role, wins["pairs"], wins["first"], wins["second"], wins["ties"], wins["flipped"])
        for role, wins in told["roles"].items()
    ]
    table([judge, "pairs", "earlier wins", "later wins", "ties", "of them flipped"], rows)
    say(f"{told['judged']} pairs of {games} games, each asked in both orders")
    if told["flips"]:
        say(f"flip rate {_percent(told['flips'])}: another winner when shown the other way round")
    if told["agrees_with_the_end"]:
        say(f"the winner also ended better: {_percent(told['agrees_with_the_end'])}")
    for player, wins in told["players"].items():
        say(f"{player}: {_percent(wins)} won of what was decided between players")
    for reason, count in told["unscored"].items():
        say(f"{count} without a score: {reason}", "yellow")


def _game(episode: Episode) -> tuple[object, ...]:
    made = episode.provenance
    game = episode.dialogue.game
    return (made.scenario, made.seed, made.index, game.level, game.locale)


def _of_game(group: Iterable[Episode]) -> list[Match]:
    said = {each.id: _said(each) for each in group}
    return [Match(one, other) for one, other in combinations(said, 2) if said[one] != said[other]]


def _said(episode: Episode) -> int:
    """The same for two dialogues in which the same was said and done."""
    turns = episode.dialogue.turns
    return hash(tuple((turn.role, turn.text, str(turn.action)) for turn in turns))


def _ended(first: Episode, second: Episode, role: str) -> float | None:
    one, other = (_utility(each, role) for each in (first, second))
    return None if one is None or other is None or one == other else float(one > other)


def _utility(episode: Episode, role: str) -> float | None:
    return episode.outcome.utilities.get(role) if episode.outcome else None


def _won(each: Verdict) -> float | None:
    """1 where the first won, 0 where the second did, None for a tie."""
    score = each.said.score
    return None if score is None or abs(score - TIE) < 1e-9 else float(score > TIE)


def _wins(told: Sequence[Verdict]) -> dict[str, int]:
    won = Counter(_won(each) for each in told)
    flipped = sum(each.said.facts.get("flipped", 0.0) > 0 for each in told)
    counts = {"pairs": len(told), "first": won[1.0], "second": won[0.0], "ties": won[None]}
    return {**counts, "flipped": flipped}


def _by_player(told: Sequence[Verdict]) -> dict[str, dict[str, float]]:
    """Each player's share of the pairs that another player played the other side of."""
    won, met = Counter[str](), Counter[str]()
    for each in told:
        result = _won(each)
        if result is None or each.players[0] == each.players[1]:
            continue
        met.update(each.players)
        won[each.players[0 if result else 1]] += 1
    return {name: share for name in sorted(met) if (share := _share(won[name], met[name]))}


def _share(hits: int, n: int) -> dict[str, float]:
    """A share with its interval; nothing where nothing was counted."""
    from society.scoring.intervals import share

    return {"hits": hits, **share(hits, n)._asdict()} if n else {}


def _percent(share: Mapping[str, float]) -> str:
    value, low, high = (f"{share[name]:.0%}" for name in ("value", "low", "high"))
    return f"{value} [{low}..{high}] ({share['hits']:g} of {share['n']:g})"


def roles(episode: Episode, hears: Any) -> Iterator[str]:
    """The roles of a dialogue that a judge hears."""
    return (role.id for role in episode.dialogue.game.roles if hears(role.id))
