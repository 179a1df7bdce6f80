"""A new dialogue out of a stored one: the turns that both share, with what was said of them.

Law: what was judged and paid for stays so, nothing of it is asked twice; what follows is new.
"""

from dataclasses import dataclass

from society.domain.dialogue import Dialogue, Turn, Utterance
from society.domain.episode import Episode, Lineage
from society.domain.errors import SocietyError
from society.domain.thinking import Considered, Tree
from society.players.handed import HUMAN
from society.players.human import legal, parse_line
from society.scenario import referee


@dataclass(frozen=True)
class Line:
    """What a role is to say next."""

    role: str
    said: Utterance


def branched(parent: Episode, episode: str, *, turns: int, at: int) -> Episode:
    """The beginning of a new dialogue: the first `turns` of the parent's, branched at turn `at`.

    Only what its own judges said of these turns comes along.
    """
    own = parent.provenance.judges
    said = tuple(
        each
        for each in parent.judgements
        if each.scope == "turn"
        and each.turn is not None
        and each.turn < turns
        and own.get(each.judge) == each.version
    )
    paid = tuple(each for each in parent.rewards if each.scope == "turn" and each.turn < turns)
    return Episode(
        id=episode,
        dialogue=before(parent, turns),
        judgements=said,
        rewards=paid,
        provenance=parent.provenance,
        lineage=Lineage(parent=parent.id, branch=at),
    )


def before(parent: Episode, turn: int) -> Dialogue:
    """The dialogue as it was before that turn."""
    return Dialogue(game=parent.dialogue.game, turns=parent.dialogue.turns[:turn])


def stored(parent: Episode, turn: int) -> Turn:
    """A turn that is there; SocietyError where it is not."""
    turns = parent.dialogue.turns
    if turn >= len(turns):
        raise SocietyError(
            f"dialogue {parent.id} has no turn {turn}",
            hint=f"it has {len(turns)}; they count from 0",
        )
    return turns[turn]


def chosen(parent: Episode, turn: int) -> Turn:
    """A stored turn that somebody chose to say; SocietyError where it is none."""
    said = stored(parent, turn)
    if "opening" in said.flags:
        raise SocietyError(f"turn {turn} is the scenario's own opening", hint="choose a later turn")
    return said


def refuse_over(beginning: Episode) -> None:
    """SocietyError where there is nothing to play on: the shared turns are a whole dialogue."""
    ended = referee.ending(beginning.dialogue) if beginning.dialogue.turns else None
    if ended:
        raise SocietyError(
            f"the dialogue is over with turn {len(beginning.dialogue.turns) - 1} ({ended})",
            hint="branch from an earlier turn, or say that turn otherwise",
        )


def reworded(parent: Episode, turn: int, line: str) -> Utterance:
    """What a person says in place of a turn; SocietyError where it cannot be read or is illegal."""
    role, so_far = chosen(parent, turn).role, before(parent, turn)
    options = referee.options(so_far, role)
    text, action = parse_line(line, options)
    if refused := referee.refuse(so_far, role, action):
        raise SocietyError(refused, hint=legal(options))
    return Utterance(text=text, action=action, player=HUMAN)


def considered(parent: Episode, turn: int, n: int) -> tuple[Line, ...]:
    """The replies from a turn down to draft n, to be said instead of it, as the rules allow it.

    SocietyError where there is no such draft, it answers nothing, or the rules refuse one of them.
    """
    spoken, so_far = chosen(parent, turn), before(parent, turn)
    if n >= len(spoken.drafts):
        raise SocietyError(
            f"turn {turn} of {parent.id} has no draft {n}",
            hint=f"it has {len(spoken.drafts)}; they count from 0",
        )
    lines: list[Line] = []
    for each in Tree.of(spoken).chain(n):
        if refused := each.misplaced or _refused(so_far, each):
            raise SocietyError(
                f"draft {n} of turn {turn} cannot be said: {refused}",
                hint="branch from a reply that stands nearer to the turn",
            )
        said = _imagined(spoken, each)
        lines.append(Line(each.role, said))
        at = len(so_far.turns)
        so_far = so_far.say(Turn(index=at, role=each.role, text=said.text, action=said.action))
    return tuple(lines)


def _refused(so_far: Dialogue, each: Considered) -> str:
    """Why the role cannot say it there; empty where it can."""
    if so_far.turns and (ended := referee.ending(so_far)):
        return f"the dialogue is over before it ({ended})"
    if referee.floor(so_far) != each.role:
        return f"it is not the turn of {each.role}"
    if not each.draft.text.strip() and each.draft.action is None:
        return "it says nothing"
    return referee.refuse(so_far, each.role, each.draft.action) or ""


def _imagined(spoken: Turn, each: Considered) -> Utterance:
    """A draft as it is said now: by whoever thought of it."""
    draft = each.draft
    return Utterance(
        text=draft.text,
        action=draft.action,
        player=spoken.player,
        planned=spoken.planned,
        calls=draft.calls,
    )
