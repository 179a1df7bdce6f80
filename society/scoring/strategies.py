"""What a winner did, in plain words: every win is kept as an observed strategy. Pure."""

from collections.abc import Sequence
from hashlib import sha256
from statistics import fmean

from society.domain.dialogue import Action, Turn
from society.domain.episode import Episode
from society.domain.strategy import Evidence, Strategy


def observed(episode: Episode) -> tuple[Strategy, ...]:
    """One strategy per role that won, with its turns as evidence; none where nobody did.

    `margin` is the utility above the role's success. The id depends on the episode and the role
    alone, so recording an episode again finds the same strategies.
    """
    outcome = episode.outcome
    if outcome is None:
        return ()
    game = episode.dialogue.game
    return tuple(
        Strategy(
            id=_id(episode.id, role),
            scenario=game.scenario.id,
            role=role,
            tactic=tactic(turns, outcome.ended),
            moves=tuple(str(turn.action) if turn.action else "say" for turn in turns),
            evidence=(Evidence(episode=episode.id, turns=tuple(turn.index for turn in turns)),),
            utility=outcome.utilities.get(role, 0.0),
            margin=outcome.utilities.get(role, 0.0) - game.scenario.outcome.success.get(role, 0.0),
        )
        for role in outcome.winners
        if (turns := episode.dialogue.by(role))
    )


def tactic(turns: Sequence[Turn], ended: str) -> str:
    """One role's way through a dialogue as a sentence, from its actions or else from its talk."""
    actions = [turn.action for turn in turns if turn.action]
    told = _moves(actions) if actions else _talk(turns)
    return f"{'; '.join(told)}; it ended in {ended.replace('_', ' ')}"


def _moves(actions: Sequence[Action]) -> list[str]:
    told = [f"opened with {_words(actions[0])}"]
    offers = [action for action in actions if _numbers(action)]
    if offers[1:]:
        told.append(f"made {len(offers)} offers{_concession(offers)}")
    if actions[1:]:
        told.append(f"closed with {_words(actions[-1])}")
    return told


def _concession(offers: Sequence[Action]) -> str:
    """How far each number moved between the first and the last offer of a kind."""
    first, last = offers[0], offers[-1]
    before, after = _numbers(first), _numbers(last)
    if first.name != last.name:
        return ""
    moved = [
        f"{name} from {_short(value)} to {_short(after[name])}"
        if after[name] != value
        else f"holding {name} at {_short(value)}"
        for name, value in before.items()
        if name in after
    ]
    return f", {', '.join(moved)}" if moved else ""


def _talk(turns: Sequence[Turn]) -> list[str]:
    words = round(fmean(len(turn.text.split()) for turn in turns))
    flags = sorted({flag for turn in turns for flag in turn.flags} - {"opening"})
    told = [f"spoke {len(turns)} time{'s' if turns[1:] else ''}, about {words} words each"]
    if flags:
        told.append(f"flagged {', '.join(flags)}")
    return told


def _numbers(action: Action) -> dict[str, float]:
    return {
        name: value
        for name, value in action.args.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _words(action: Action) -> str:
    args = ", ".join(f"{name} {_short(value)}" for name, value in action.args.items())
    name = action.name.replace("_", " ")
    return f"{name} ({args})" if args else name


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)[:40]


def _id(episode: str, role: str) -> str:
    return "won_" + sha256(f"{episode}\0{role}".encode()).hexdigest()[:16]
