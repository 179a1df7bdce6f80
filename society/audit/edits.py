"""Changes that leave the meaning as it is: typography, synonyms, other names, other labels."""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from society.audit.flaws.planting import retold
from society.audit.flaws.scene import is_chinese
from society.domain.dialogue import Dialogue, Game, Role, Turn

NAMES = ("Kim", "Sasha", "Noor", "Jules", "Toni", "Mika", "Ari", "Lou")
NAMES_ZH = ("小林", "小何", "阿杰", "阿宁", "小秦", "小吴", "阿卓", "小孟")
SYNONYMS = {
    "okay": "alright",
    "ok": "alright",
    "hi": "hello",
    "hey": "hello",
    "hello": "hi",
    "yeah": "yes",
    "yep": "yes",
    "maybe": "perhaps",
    "really": "truly",
    "kids": "children",
    "mom": "mother",
    "dad": "father",
    "thanks": "thank you",
    "extra": "additional",
    "big": "large",
    "buy": "purchase",
    "i'm": "I am",
    "i'll": "I will",
    "i've": "I have",
    "you're": "you are",
    "we're": "we are",
    "that's": "that is",
    "don't": "do not",
    "doesn't": "does not",
    "didn't": "did not",
    "can't": "cannot",
    "won't": "will not",
    "wouldn't": "would not",
    "isn't": "is not",
}
SYNONYMS_ZH = {
    "你好": "您好",
    "谢谢": "多谢",
    "但是": "不过",
    "如果": "要是",
    "觉得": "认为",
    "现在": "眼下",
    "一起": "一块儿",
    "非常": "十分",
    "所以": "因此",
    "怎么样": "如何",
}
_WORDS = re.compile(
    r"(?<![\w'’])(?:" + "|".join(map(re.escape, SYNONYMS)) + r")(?![\w'’])", re.IGNORECASE
)
_WORDS_ZH = re.compile("|".join(SYNONYMS_ZH))


def typography(dialogue: Dialogue, chance: Random) -> Dialogue | None:
    """The last turn with other quotes, dashes and spaces."""
    text = dialogue.last.text
    for old, new in (("'", "’"), ("...", "…"), (" - ", " – "), ("  ", " "), ("!", "！")):
        if old != "!" or is_chinese(text):
            text = text.replace(old, new)
    if text == dialogue.last.text:
        text = text.replace(". ", ".  ") if ". " in text else f"{text} "
    return retold(dialogue, text)


def synonyms(dialogue: Dialogue, chance: Random) -> Dialogue | None:
    """The last turn with synonyms; None where none of its words is known."""
    text = _WORDS.sub(
        lambda found: _cased(found[0], SYNONYMS[found[0].lower()]), dialogue.last.text
    )
    text = _WORDS_ZH.sub(lambda found: SYNONYMS_ZH[found[0]], text)
    return None if text == dialogue.last.text else retold(dialogue, text)


def names(dialogue: Dialogue, chance: Random) -> Dialogue | None:
    """The whole dialogue with other names for everybody."""
    pool = NAMES_ZH if dialogue.game.locale.startswith("zh") else NAMES
    free = [each for each in pool if each not in dialogue.text()]
    drawn = chance.sample(free, min(len(free), len(dialogue.game.roles)))
    called = dict(zip([role.name for role in dialogue.game.roles], drawn, strict=False))
    return renamed(dialogue, called)


EDITS: Mapping[str, Callable[[Dialogue, Random], Dialogue | None]] = {
    "typography": typography,
    "synonyms": synonyms,
    "names": names,
}
"""The kinds of changes that must not matter."""


def renamed(dialogue: Dialogue, called: Mapping[str, str]) -> Dialogue:
    """The dialogue in which every name is another one, wherever it stands as a word."""
    pattern = re.compile(
        "|".join(
            re.escape(name) if is_chinese(name) else rf"\b{re.escape(name)}\b"
            for name in sorted(called, key=len, reverse=True)
        )
    )

    def told(text: str) -> str:
        return pattern.sub(lambda found: called[found[0]], text)

    return _told_otherwise(dialogue, told, lambda id_: id_)


def swapped(dialogue: Dialogue) -> Dialogue | None:
    """The dialogue with the labels of its two roles exchanged: ids, names and places.

    What is said, wanted and known stays with the speaker. None where the roles are not alike, so
    that a label means something.
    """
    game = dialogue.game
    if len(game.roles) != 2 or not _alike(game):
        return None
    one, two = game.roles
    names = {one.name: two.name, two.name: one.name}
    ids = {one.id: two.id, two.id: one.id}
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names))

    def told(text: str) -> str:
        return pattern.sub(lambda found: names[found[0]], text)

    changed = _told_otherwise(dialogue, told, lambda id_: ids[id_])
    found = {_swapped_key(key, ids): value for key, value in game.variables.items()}
    first, second = changed.game.roles
    return Dialogue.model_construct(
        game=changed.game.model_copy(update={"roles": (second, first), "variables": found}),
        turns=changed.turns,
    )


def relabelled(dialogue: Dialogue, player: str) -> Dialogue:
    """The dialogue whose last turn is said to come from that player."""
    turn = dialogue.last.model_copy(update={"player": player})
    return Dialogue.model_construct(game=dialogue.game, turns=(*dialogue.turns[:-1], turn))


def _alike(game: Game) -> bool:
    """Whether both roles may do the same and are introduced in the same words."""
    one, two = game.roles
    open_to_both = all(not spec.by or len(spec.by) == 2 for spec in game.scenario.actions.values())
    return open_to_both and one.public.replace(one.name, "") == two.public.replace(two.name, "")


def _swapped_key(key: str, ids: Mapping[str, str]) -> str:
    for old, new in ids.items():
        if key.startswith(f"{old}_"):
            return f"{new}_{key.removeprefix(f'{old}_')}"
    return key


def _told_otherwise(
    dialogue: Dialogue, told: Callable[[str], str], moved: Callable[[str], str]
) -> Dialogue:
    game = dialogue.game
    written: dict[str, Any] = {
        "title": told(game.title),
        "context": told(game.context),
        "roles": tuple(_role(role, told, moved) for role in game.roles),
        "opening": {moved(id_): told(text) for id_, text in game.opening.items()},
    }
    turns = tuple(_turn(turn, told, moved) for turn in dialogue.turns)
    return Dialogue.model_construct(game=game.model_copy(update=written), turns=turns)


def _role(role: Role, told: Callable[[str], str], moved: Callable[[str], str]) -> Role:
    texts = ("name", "persona", "public", "private", "goal", "prompt")
    changed: dict[str, Any] = {each: told(getattr(role, each)) for each in texts}
    return role.model_copy(update={**changed, "id": moved(role.id)})


def _turn(turn: Turn, told: Callable[[str], str], moved: Callable[[str], str]) -> Turn:
    worth = turn.standing and {moved(id_): each for id_, each in turn.standing.items()}
    changed = {"role": moved(turn.role), "text": told(turn.text), "standing": worth}
    return turn.model_copy(update={**changed, "raw": "", "drafts": (), "calls": ()})


def _cased(old: str, new: str) -> str:
    return new[:1].upper() + new[1:] if old[:1].isupper() else new
