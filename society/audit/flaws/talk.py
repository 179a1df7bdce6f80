"""Flaws of the talk itself: off topic, a verbatim repeat, the other side's part, a cut turn."""

from society.audit.flaws.lines import OFF_TOPIC_EN, OFF_TOPIC_ZH
from society.audit.flaws.scene import Scene, is_chinese, length, same_words
from society.domain.dialogue import Dialogue

Bent = tuple[str, str] | None
"""The words of the spoilt turn and what is wrong with them; None where it cannot be made."""

ENOUGH = 4
"""Words that a turn needs to be recognised again."""

_FLIPPED_EN = (
    "{me}: {mine}\n{you}: {yours}",
    "Speaking as {you}: {yours}",
    "I am {you}. {yours}",
    "{you}: {yours}",
)
_FLIPPED_ZH = (
    "{me}：{mine}\n{you}：{yours}",
    "我作为{you}来说：{yours}",
    "我是{you}。{yours}",
    "{you}：{yours}",
)


def off_topic(scene: Scene) -> Bent:
    """What somebody says in a dialogue about something else."""
    said = [
        turn.text.strip()
        for other in scene.others
        if _elsewhere(other, scene.dialogue)
        for turn in other.turns
        if length(turn.text) >= ENOUGH and is_chinese(turn.text) == scene.zh
    ]
    line = scene.chance.choice(said) if said else scene.one_of(OFF_TOPIC_EN, OFF_TOPIC_ZH)
    return line, "speaks of something else"


def _elsewhere(other: Dialogue, here: Dialogue) -> bool:
    return other.game.scenario.id.partition("/")[0] != here.game.scenario.id.partition("/")[0]


def repeat(scene: Scene) -> Bent:
    """An earlier turn of one's own, word for word."""
    said = [
        turn.text.strip()
        for turn in scene.own
        if length(turn.text) >= ENOUGH and not same_words(turn.text, scene.text)
    ]
    return (scene.chance.choice(said), "repeats an earlier turn word for word") if said else None


def role_flip(scene: Scene) -> Bent:
    """The other side's part: what it says next, or said last, as one's own or beside it."""
    other = scene.listener
    lines = [turn.text.strip() for turn in scene.later[:2] if turn.role == other.id]
    lines += [turn.text.strip() for turn in reversed(scene.before) if turn.role == other.id]
    yours = next((line for line in lines if length(line) >= 2), "")
    if not yours:
        return None
    template = scene.one_of(_FLIPPED_EN, _FLIPPED_ZH)
    names = {"me": scene.role.name, "you": other.name}
    text = template.format_map({**names, "mine": scene.text, "yours": yours})
    return text, f"speaks for {other.name}"


def cut(scene: Scene) -> Bent:
    """The turn, broken off in the middle of a word."""
    if length(scene.text) < ENOUGH:
        return None
    at = int(len(scene.text) * scene.chance.uniform(0.45, 0.8))
    inside = [n for n in range(at, 3, -1) if _inside(scene.text, n, zh=scene.zh)]
    if not inside:
        return None
    return scene.text[: inside[0]], "breaks off in the middle of a word"


def _inside(text: str, at: int, *, zh: bool) -> bool:
    """Whether a word goes on at that place, and has begun by two letters."""
    around = text[at - 2 : at + 2]
    return len(around) == 4 and around.isalpha() and (zh or around.isascii())
