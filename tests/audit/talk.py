"""A dialogue in Chinese, for what must work in both languages."""

from society.domain.dialogue import Action, Dialogue, Turn
from society.scenario.draw import draw
from society.scenario.load import load

SAID_ZH = (
    ("seller", "你好！这辆车刚换过刹车，卖 200 元，感兴趣吗？", None),
    ("buyer", "看起来不错，不过 200 元有点贵，120 元行吗？", 120),
    ("seller", "120 元太低了，我觉得 180 元比较公道。", 180),
    ("buyer", "那我出 140 元吧，链条也有些旧了。", 140),
    ("seller", "最低 160 元，我再送你一把车锁怎么样？", 160),
)


def chinese(seed: int = 3) -> Dialogue:
    """A sale in five turns."""
    dialogue = Dialogue(game=draw(load("market/used_bike"), seed=seed, locale="zh"))
    for at, (role, text, price) in enumerate(SAID_ZH):
        action = Action(name="propose", args={"price": price}) if price else None
        dialogue = dialogue.say(Turn(index=at, role=role, text=text, action=action))
    return dialogue
