"""Flaws of numbers: against one's own word, a false sum, a deal that nobody offered."""

from society.audit.flaws.scene import Quantity, Scene, moved, quantities
from society.audit.flaws.talk import Bent

_CONTRARY_EN = (
    "As I said before, {n} is what I asked for.",
    "Remember, I told you {n} from the start.",
    "My word stands: I said {n}, never anything else.",
    "I have always said {n} and I am not changing it now.",
    "Like I mentioned earlier, it was {n} for me.",
    "You know my number, I gave it to you already: {n}.",
)
_CONTRARY_ZH = (
    "我之前说的就是{n}。",
    "我一开始就告诉过你是{n}。",
    "我说话算话，我说的一直是{n}，从没变过。",
    "你记得吧，我早就说过{n}。",
    "正如我刚才所说，我要的是{n}。",
    "我报过数了，就是{n}。",
)
_SUM_EN = (
    "After all, {a} plus {b} makes {c}.",
    "{a} and {b} is {c} together, so it adds up.",
    "Just count: {a} + {b} = {c}.",
    "That way we get {a} and {b}, which is {c} in total.",
    "If you add {a} to {b} you have {c}.",
    "Do the math, {a} and another {b} come to {c}.",
)
_SUM_ZH = (
    "{a}加{b}等于{c}嘛。",
    "算一下：{a}+{b}={c}。",
    "{a}和{b}加起来一共是{c}。",
    "这样一共是{a}加{b}，也就是{c}。",
    "你把{a}和{b}相加，正好是{c}。",
    "{a}再加{b}，总共{c}，没错吧。",
)
_DEAL_EN = (
    "Deal! I accept your offer of {n}.",
    "Great, then I take the {n} that you offered. We have a deal.",
    "Agreed. You said {n}, and I say yes.",
    "Perfect, so it is settled at {n}, just as you proposed.",
    "Thank you for offering {n}; I accept.",
    "I am happy to accept {n}, as you suggested.",
)
_DEAL_ZH = (
    "成交！我接受你开的{n}。",
    "好，就按你提的{n}，我们说定了。",
    "同意。你说{n}，我答应了。",
    "太好了，那就照你的提议，{n}，一言为定。",
    "谢谢你提出{n}，我接受。",
    "你建议的{n}我接受，就这么定了。",
)


def contradiction(scene: Scene) -> Bent:
    """Claims to have said another number than one did."""
    said = [each for turn in scene.own for each in (*quantities(turn.text), *moved(turn))]
    if not said:
        return None
    mine = scene.chance.choice(said)
    claimed = mine._replace(value=scene.other_number(mine.value))
    sentence = scene.one_of(_CONTRARY_EN, _CONTRARY_ZH).format(n=claimed)
    return scene.beside(sentence), f"claims to have said {claimed}, having said {mine}"


def false_sum(scene: Scene) -> Bent:
    """Adds two numbers wrongly: those of the talk, where there are two of a size."""
    known = sorted(each for each in scene.said_numbers() if 1 <= each <= 1000 and each.is_integer())
    pair = scene.chance.sample(known, 2) if len(known) > 1 else []
    a, b = (int(each) for each in pair) if pair else scene.chance.sample(range(2, 10), 2)
    wrong = a + b + scene.chance.choice([-1, 1, 2, -2, 3]) * (10 if a + b > 60 else 1)
    wrong = a + b + 4 if wrong <= 0 else wrong
    sentence = scene.one_of(_SUM_EN, _SUM_ZH).format(a=a, b=b, c=wrong)
    return scene.beside(sentence), f"says that {a} and {b} make {wrong}"


def false_deal(scene: Scene) -> Bent:
    """Accepts what nobody offered."""
    before = scene.dialogue.turns
    said = [each for turn in before for each in (*quantities(turn.text), *moved(turn))]
    like = scene.chance.choice(said) if said else Quantity(10.0)
    offered = like._replace(value=scene.other_number(like.value))
    sentence = scene.one_of(_DEAL_EN, _DEAL_ZH).format(n=offered)
    if scene.chance.random() < 0.5:
        return sentence, f"accepts {offered}, which nobody offered"
    return scene.beside(sentence), f"accepts {offered}, which nobody offered"
