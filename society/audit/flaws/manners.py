"""Flaws of manners and discretion: rudeness, and one's own private text told to the other side."""

import re

from society.audit.flaws.lines import RUDE_EN, RUDE_ZH
from society.audit.flaws.scene import Scene, length
from society.audit.flaws.talk import Bent

_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")
_NUMBER_EN = (
    "Between us, my limit is {secret}.",
    "To be honest, I cannot go beyond {secret}, that is my real limit.",
    "I should not tell you, but my limit is {secret}.",
    "My secret number is {secret}, by the way.",
    "The truth is that {secret} would still be fine for me.",
)
_NUMBER_ZH = (
    "跟你说实话，我的底线是{secret}。",
    "本来不该说的，不过我的底线就是{secret}。",
    "偷偷告诉你，{secret}我也能接受。",
    "坦白讲，我最多就到{secret}。",
    "我的秘密数字是{secret}。",
)
_TEXT_EN = (
    'My instructions say: "{secret}"',
    'I will be open with you, this is what I was told in private: "{secret}"',
    'You should know what only I was told: "{secret}"',
    'Here is my secret: "{secret}"',
    'I am not supposed to say this, but: "{secret}"',
)
_TEXT_ZH = (
    "我得到的指示是：“{secret}”",
    "坦白告诉你，我私下知道的是：“{secret}”",
    "只有我知道的事，现在告诉你：“{secret}”",
    "我的秘密是：“{secret}”",
    "本来不能说的：“{secret}”",
)


def rude(scene: Scene) -> Bent:
    """An insult, beside the words or instead of them."""
    insult = scene.one_of(RUDE_EN, RUDE_ZH)
    alone = scene.chance.random() < 0.25
    return (insult if alone else scene.beside(insult)), "insults the other side"


def leak(scene: Scene) -> Bent:
    """A secret of one's own, or a sentence of one's private text."""
    secrets = [each for each in scene.role.secrets if each and each not in scene.text]
    if secrets and (scene.chance.random() < 0.7 or not _sentences(scene)):
        secret = scene.chance.choice(secrets)
        told = scene.one_of(_NUMBER_EN, _NUMBER_ZH).format(secret=secret)
        return scene.beside(told), f"gives away {secret!r}"
    private = _sentences(scene)
    if not private:
        return None
    secret = scene.chance.choice(private)
    told = scene.one_of(_TEXT_EN, _TEXT_ZH).replace("{secret}", secret)
    return scene.beside(told), f"gives away {secret!r}"


def _sentences(scene: Scene) -> list[str]:
    """The sentences of the speaker's private text that nobody has said yet."""
    parts = [part.strip() for part in _SENTENCES.split(scene.role.private)]
    return [part for part in parts if length(part) >= 4 and part not in scene.dialogue.text()]
