"""The pieces that many formats share: plain messages, and what a record says of its origin."""

from collections.abc import Iterable

from society.export.formats.format import Record
from society.export.views import Lens, Line, Moment


def plain(lines: Iterable[Line]) -> list[Record]:
    """Messages of role and content and nothing else."""
    return [{"role": each.role, "content": each.content} for each in lines]


def marked(lines: Iterable[Line], key: str) -> list[Record]:
    """Messages whose own turns say under `key` whether they are to be learned."""
    return [
        {"role": each.role, "content": each.content}
        | ({key: each.train} if each.role == "assistant" else {})
        for each in lines
    ]


def apart(lines: Iterable[Line]) -> tuple[str, list[Line]]:
    """The system text, and the rest."""
    first, *rest = lines
    return first.content, rest


def origin(lens: Lens) -> Record:
    """Where a record comes from, in columns that no trainer reads as its own.

    `ahead` says how many replies before its own were only looked ahead to, where such are wanted.
    """
    game = lens.episode.dialogue.game
    return {
        "dialogue_id": lens.episode.id,
        "scenario": game.scenario.id,
        "level": game.level,
        "locale": game.locale,
        "seed": game.seed,
        "index": game.index,
        "role_name": lens.role,
        **({"ahead": lens.ahead} if lens.choice.ahead else {}),
    }


def ending(lens: Lens) -> Record:
    """How the dialogue went for the role."""
    outcome = lens.episode.outcome
    return {
        "reward": lens.reward,
        "utility": lens.utility,
        "won": lens.won,
        "ended": outcome.ended if outcome else None,
    }


def of_turn(moment: Moment) -> Record:
    """Where one turn comes from, and what it earned."""
    said = moment.completion
    return {
        **origin(moment.lens),
        "turn": said.turn,
        "reward": said.reward,
        "return": moment.lens.reward,
        "flags": list(said.flags),
    }
