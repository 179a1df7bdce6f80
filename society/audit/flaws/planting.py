"""Plants one flaw in one turn: what was said, what is wrong with it now, and where."""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from society.audit.flaws.figures import contradiction, false_deal, false_sum
from society.audit.flaws.manners import leak, rude
from society.audit.flaws.scene import Scene, same_words
from society.audit.flaws.talk import Bent, cut, off_topic, repeat, role_flip
from society.domain.dialogue import Dialogue, Turn, Utterance
from society.domain.value import Value
from society.scoring.flags import flags

Flaw = Callable[[Scene], Bent]
"""Makes one kind of flaw."""

FLAWS: Mapping[str, Flaw] = {
    "off_topic": off_topic,
    "repeat": repeat,
    "contradiction": contradiction,
    "leak": leak,
    "rude": rude,
    "cut": cut,
    "false_deal": false_deal,
    "role_flip": role_flip,
    "false_sum": false_sum,
}
"""How each kind of flaw is made."""

KINDS = tuple(FLAWS)
"""The nine kinds of flaws."""


class Flawed(Value):
    """A turn as it was said and the same turn with one flaw; both dialogues end with it.

    `about` says in words what is wrong.
    """

    kind: str
    turn: int
    role: str
    good: Dialogue
    bad: Dialogue
    about: str
    seed: int


def planted(
    dialogue: Dialogue,
    turn: int,
    kind: str,
    seed: int = 0,
    others: Sequence[Dialogue] = (),
    *,
    flaws: Mapping[str, Flaw] = FLAWS,
) -> Flawed | None:
    """The turn `turn` of a whole dialogue with a flaw of that kind; the same for the same seed.

    `others` lend off-topic turns where they play other themes; without such a line of our own
    stands in. `flaws` are the kinds there are. None where this turn cannot have the flaw: no
    words, no number said, nothing private.
    """
    good = Dialogue.model_construct(game=dialogue.game, turns=dialogue.turns[: turn + 1])
    if not good.last.text.strip():
        return None
    chance = Random(_source(good, kind, seed))
    scene = Scene(good, dialogue.turns[turn + 1 :], others, chance)
    bent = flaws[kind](scene)
    if bent is None or same_words(bent[0], good.last.text):
        return None
    return Flawed.model_construct(
        kind=kind,
        turn=turn,
        role=good.last.role,
        good=good,
        bad=retold(good, bent[0]),
        about=bent[1],
        seed=seed,
    )


def retold(dialogue: Dialogue, text: str, **changes: object) -> Dialogue:
    """The dialogue with other words in its last turn, which is marked as the engine would."""
    last, before = dialogue.last, dialogue.turns[:-1]
    bare = {"text": text, "raw": "", "drafts": (), "calls": (), **changes}
    turn = last.model_copy(update=bare)
    said = Utterance(text=text, action=turn.action, flags=_kept(last))
    marked = turn.model_copy(
        update={"flags": flags(dialogue.game, before, said, turn.role)},
    )
    return Dialogue.model_construct(game=dialogue.game, turns=(*before, marked))


def _kept(turn: Turn) -> tuple[str, ...]:
    """The marks that do not come from the words."""
    return tuple(each for each in turn.flags if each in {"opening", "illegal"})


def _source(dialogue: Dialogue, kind: str, seed: int) -> str:
    game, last = dialogue.game, dialogue.last
    place = (game.scenario.id, game.seed, game.index, game.rollout, last.index, last.text)
    return "|".join(map(str, (seed, kind, *place)))
