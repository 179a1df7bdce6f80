"""What one role did in one dialogue, move by move, in its own worths: what a miner looks at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Episode
from society.scenario.offers import accepted_by
from society.scenario.state import taken
from society.scenario.worth import valuer
from society.selfplay.strategies.difficulty import Figures, difficulty


@dataclass(frozen=True)
class Step:
    """An offer: the turn that made it, the share of the time gone, its worth to the role.

    Worths are the role's own, scaled: 0 is its reservation, 1 the best offer it could name.
    """

    turn: int
    share: float
    worth: float


@dataclass(frozen=True)
class Trace:
    """One role's way through a dialogue, and what it came to.

    `own` and `theirs` are offers, oldest first; `took` is the offer that the role accepted, at the
    turn when it did. `moves` are the names of its actions, those left out that end the dialogue.
    `game` tells games apart, `difficulty` says how easy this one is for the role.
    """

    episode: str
    scenario: str
    role: str
    game: tuple[object, ...]
    own: tuple[Step, ...]
    theirs: tuple[Step, ...]
    took: Step | None
    moves: tuple[tuple[int, str], ...]
    turns: tuple[int, ...]
    utility: float
    won: bool
    difficulty: Figures


def traces(episodes: Iterable[Episode], role: str = "") -> Iterator[Trace]:
    """A trace of every role, or of the one named, that an end gave a utility to."""
    for episode in episodes:
        outcome = episode.outcome
        if episode.status != "done" or outcome is None:
            continue
        for name in outcome.utilities:
            if role in ("", name) and episode.dialogue.by(name):
                yield _trace(episode, name)


def _trace(episode: Episode, role: str) -> Trace:
    dialogue, outcome = episode.dialogue, episode.outcome
    assert outcome is not None
    game = dialogue.game
    told = [(turn, step) for turn, step in _steps(dialogue, role)]
    return Trace(
        episode=episode.id,
        scenario=game.scenario.id,
        role=role,
        game=(game.scenario.version, game.level, game.locale, game.seed, game.index),
        own=tuple(step for turn, step in told if turn.role == role),
        theirs=tuple(step for turn, step in told if turn.role != role),
        took=_took(dialogue, role, told),
        moves=tuple(_moves(dialogue, role)),
        turns=tuple(turn.index for turn in dialogue.by(role)),
        utility=outcome.utilities[role],
        won=role in outcome.winners,
        difficulty=difficulty(game, role),
    )


def _steps(dialogue: Dialogue, role: str) -> Iterator[tuple[Turn, Step]]:
    """Every offer that has a worth to the role."""
    for at, turn in enumerate(dialogue.turns):
        if turn.action is None or not taken(turn):
            continue
        before = Dialogue.model_construct(game=dialogue.game, turns=dialogue.turns[:at])
        value = valuer(before, role)
        worth = value(turn.action) if value else None
        if worth is not None:
            yield turn, Step(turn.index, _share(dialogue, turn.index), worth)


def _took(dialogue: Dialogue, role: str, told: list[tuple[Turn, Step]]) -> Step | None:
    """The offer of another that the role accepted last, at the turn and time of accepting."""
    scenario = dialogue.game.scenario
    for turn in reversed(dialogue.by(role)):
        name = turn.action.name if turn.action and taken(turn) else ""
        if name in scenario.actions and accepted_by(scenario, name) is not None:
            stood = [step for offer, step in told if offer.role != role and step.turn < turn.index]
            share = _share(dialogue, turn.index)
            return Step(turn.index, share, stood[-1].worth) if stood else None
    return None


def _moves(dialogue: Dialogue, role: str) -> Iterator[tuple[int, str]]:
    """The role's actions by name; those that end the dialogue are its end, not a way to it."""
    actions = dialogue.game.scenario.actions
    for turn in dialogue.by(role):
        if turn.action is None:
            yield turn.index, "say"
        elif taken(turn) and turn.action.name in actions and not actions[turn.action.name].ends:
            yield turn.index, turn.action.name


def _share(dialogue: Dialogue, turn: int) -> float:
    """How much of the time has gone at that turn, 1 at the role's last: as a planner counts it."""
    game = dialogue.game
    last = game.scenario.turns.max - len(game.roles)
    return min(1.0, turn / last) if last > 0 else 1.0
