"""Pairs to train the embedded judge on: a reply that was said, and the same spoilt in one way.

Law: pure and seeded. The flaws of the audit are made elsewhere, of other words: what is trained on
here is tested there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from types import MappingProxyType

from society.audit.lora.lines import lines_of
from society.audit.lora.style import Style, drawn, styled
from society.domain.dialogue import Dialogue, Turn
from society.domain.value import Value
from society.players.lexicon import chinese


class Pair(Value):
    """One moment of a dialogue with two replies: `good` was said there, `bad` has a flaw.

    `before` ends with the turn that both answer.
    """

    before: Dialogue
    good: Turn
    bad: Turn
    kind: str
    scenario: str
    locale: str


Spoilt = str | None
Flaw = Callable[["Moment", Random], Spoilt]


class Moment(Value):
    """A turn and all that a flaw may be made of; `elsewhere` are words of other dialogues."""

    dialogue: Dialogue
    turn: Turn
    elsewhere: tuple[str, ...]

    @property
    def past(self) -> tuple[Turn, ...]:
        """What was said before."""
        return self.dialogue.turns[: self.turn.index]

    @property
    def own(self) -> list[str]:
        """What the speaker said before, openings aside."""
        return [turn.text for turn in self.past if turn.role == self.turn.role and turn.text]

    def lines(self, kind: str) -> tuple[str, ...]:
        """The sentences of a kind in the dialogue's language."""
        return lines_of(self.dialogue.game.locale)[kind]


def _stray(moment: Moment, dice: Random) -> Spoilt:
    """Words of another dialogue, or of nothing at all."""
    if moment.elsewhere and dice.random() < 0.6:
        return dice.choice(moment.elsewhere)
    found = moment.lines("stray")
    return " ".join(dice.sample(found, dice.choice((1, 1, 2))))


def _again(moment: Moment, dice: Random) -> Spoilt:
    """What the speaker said before, word for word."""
    return dice.choice(moment.own[-2:]) if moment.own else None


def _parrot(moment: Moment, dice: Random) -> Spoilt:
    """What the other has just said."""
    last = moment.past[-1] if moment.past else None
    return last.text if last and last.role != moment.turn.role else None


def _rude(moment: Moment, dice: Random) -> Spoilt:
    """An insult in place of the words, before or after them."""
    return _with(moment.turn.text, dice.choice(moment.lines("rude")), dice)


def _cut(moment: Moment, dice: Random) -> Spoilt:
    """The words end in the middle of one."""
    text = moment.turn.text
    if chinese(moment.dialogue.game.locale):
        return text[: dice.randint(4, len(text) - 4)] if len(text) > 12 else None
    ends = [at for at in range(8, len(text) - 3) if text[at - 2 : at + 2].isalpha()]
    return text[: dice.choice(ends)] if ends else None


def _phantom(moment: Moment, dice: Random) -> Spoilt:
    """Accepts what nobody offered."""
    if moment.turn.action is not None and not moment.turn.action.args:
        return None
    return dice.choice(moment.lines("phantom")).format(_number(moment, dice))


def _confess(moment: Moment, dice: Random) -> Spoilt:
    """Tells what is for the speaker alone."""
    role = moment.dialogue.game.role(moment.turn.role)
    told = [part for part in re.split(r"(?<=[.。])\s*", role.private) if re.search(r"\d", part)]
    if told and dice.random() < 0.6:
        secret = re.sub(r"\b[Yy]our\b", "my", re.sub(r"\b[Yy]ou\b", "I", dice.choice(told)))
        return _with(moment.turn.text, secret.replace("你", "我"), dice)
    line = dice.choice(moment.lines("confess")).format(_number(moment, dice))
    return _with(moment.turn.text, line, dice)


def _turncoat(moment: Moment, dice: Random) -> Spoilt:
    """Speaks as the other side."""
    names = {role.id: role.name for role in moment.dialogue.game.roles}
    own, others = names[moment.turn.role], [n for r, n in names.items() if r != moment.turn.role]
    theirs = [turn.text for turn in moment.past[:-1] if turn.role != moment.turn.role]
    if theirs and dice.random() < 0.4:
        return dice.choice(theirs)
    line = dice.choice(moment.lines("turncoat")).format(own=own, other=dice.choice(others))
    return line if dice.random() < 0.5 else _with(moment.turn.text, line, dice)


def _hollow(moment: Moment, dice: Random) -> Spoilt:
    """Says nothing."""
    return dice.choice(moment.lines("hollow"))


def _plead(moment: Moment, dice: Random) -> Spoilt:
    """Speaks to the judge."""
    line = dice.choice(moment.lines("plead"))
    words = dice.choice((moment.turn.text, moment.turn.text, ""))
    return f"{words} {line}".strip()


def _machine(moment: Moment, dice: Random) -> Spoilt:
    """Steps out of the scene as a machine."""
    return _with(moment.turn.text, dice.choice(moment.lines("machine")), dice)


def _denial(moment: Moment, dice: Random) -> Spoilt:
    """Contradicts itself."""
    return _with(moment.turn.text, dice.choice(moment.lines("denial")), dice)


def _babble(moment: Moment, dice: Random) -> Spoilt:
    """The words in no order."""
    text = moment.turn.text
    words = list(text) if chinese(moment.dialogue.game.locale) else text.split()
    if len(words) < 6:
        return None
    dice.shuffle(words)
    return ("" if chinese(moment.dialogue.game.locale) else " ").join(words)


FLAWS: Mapping[str, Flaw] = MappingProxyType({
    "stray": _stray, "again": _again, "parrot": _parrot, "rude": _rude, "cut": _cut,
    "phantom": _phantom, "confess": _confess, "turncoat": _turncoat, "hollow": _hollow,
    "plead": _plead, "machine": _machine, "denial": _denial, "babble": _babble,
})  # fmt: skip

ALONE = frozenset({"stray", "hollow", "parrot", "again", "turncoat", "machine", "babble", "denial"})
"""Flaws after which the move may be missing: who says nothing often moves nothing."""


def pairs(dialogues: Sequence[Dialogue], seed: int) -> list[Pair]:
    """One pair for every turn that can be spoilt, kinds as even as chance makes them."""
    dice = Random(f"pairs:{seed}")
    made = [
        pair
        for dialogue in dialogues
        for turn in dialogue.turns
        if turn.text.strip() and "opening" not in turn.flags
        for pair in [_pair(dialogue, turn, dialogues, dice)]
        if pair
    ]
    dice.shuffle(made)
    return made


def _pair(
    dialogue: Dialogue, turn: Turn, dialogues: Sequence[Dialogue], dice: Random
) -> Pair | None:
    style = drawn(dice)
    spoken = _restyled(dialogue, style)
    good = spoken.turns[turn.index]
    moment = Moment.model_construct(
        dialogue=spoken, turn=good, elsewhere=_elsewhere(dialogue, dialogues, dice)
    )
    kinds = list(FLAWS)
    dice.shuffle(kinds)
    for kind in kinds:
        text = FLAWS[kind](moment, dice)
        if text is None or text.strip() == good.text.strip():
            continue
        bare = kind in ALONE and dice.random() < 0.5
        bad = good.model_copy(update={"text": text, "action": None if bare else good.action})
        kept = good.model_copy(update={"action": None}) if bare else good
        before = Dialogue.model_construct(game=spoken.game, turns=spoken.turns[: turn.index])
        return Pair.model_construct(
            before=before,
            good=kept,
            bad=bad,
            kind=kind,
            scenario=dialogue.game.scenario.id,
            locale=dialogue.game.locale,
        )
    return None


def _restyled(dialogue: Dialogue, style: Style) -> Dialogue:
    """The dialogue as people of that style would type it."""
    turns = tuple(
        turn.model_copy(update={"text": styled(turn.text, style, Random(f"{style}:{turn.index}"))})
        for turn in dialogue.turns
    )
    return Dialogue.model_construct(game=dialogue.game, turns=turns)


def _elsewhere(dialogue: Dialogue, dialogues: Sequence[Dialogue], dice: Random) -> tuple[str, ...]:
    """Words from another scenario in the same language, if there is one."""
    game = dialogue.game
    others = [
        each
        for each in dialogues
        if each.game.locale == game.locale and each.game.scenario.id != game.scenario.id
    ]
    said = [turn.text for turn in dice.choice(others).turns if turn.text.strip()] if others else []
    return (dice.choice(said),) if said else ()


def _with(text: str, line: str, dice: Random) -> str:
    """A line alone, before or after the words."""
    return dice.choice((line, f"{line} {text}", f"{text} {line}"))


def _number(moment: Moment, dice: Random) -> str:
    """A number that nobody has named so far."""
    named = {each for turn in moment.past for each in re.findall(r"\d+", turn.text)}
    while (number := str(dice.choice((dice.randint(2, 9), dice.randint(12, 400))))) in named:
        continue
    return number
