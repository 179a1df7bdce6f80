"""A lesson by template, in two languages: the student errs, the teacher asks, every sum is right.

What is taught is read off the opening and the teacher's private text, as a player would.
"""

import re
from random import Random

from society.domain.dialogue import Action, View

TEACHER = {
    "en": (
        (
            "Let us test that: is 1/{a} bigger than 1/{b}? What happens to a piece when you cut "
            "into more?",
            "Draw both pieces. Do 1/{a} and 1/{b} have the same size? What would make them alike?",
        ),
        (
            "Nearly. Cut the first into {ab} equal parts: 1/{a} = {b}/{ab}. What is 1/{b} then?",
            "Look for one cut that fits both. With {ab} parts we have 1/{a} = {b}/{ab}; and 1/{b}?",
        ),
        (
            "Good, 1/{b} = {a}/{ab}. So {b}/{ab} + {a}/{ab} = {s}/{ab}. Can you say why the bottom "
            "stays?",
            "Yes, now both are cut alike, and {b}/{ab} + {a}/{ab} = {s}/{ab}. Which number did we "
            "not add, and why?",
        ),
    ),
    "zh": (
        ("我们来验证一下：1/{a} 比 1/{b} 大吗？切得越多，每份会怎样？",),
        ("差一点。都切成 {ab} 份：1/{a} = {b}/{ab}，那么 1/{b} 是多少？",),
        ("很好，1/{b} = {a}/{ab}，所以 {b}/{ab} + {a}/{ab} = {s}/{ab}。为什么分母不变？",),
    ),
}
STUDENT = {
    "en": (
        "I would add tops and bottoms, so 1/{a} + 1/{b} = 2/{plus}.",
        "Hm, they are not alike. Maybe 1/{a} + 1/{b} = 2/{ab}?",
        "Then 1/{b} is {a}/{ab}, because each part is cut again.",
        "I do the same with the test: the same cut for both, then I add the tops.",
    ),
    "zh": (
        "我会分子加分子、分母加分母，1/{a} + 1/{b} = 2/{plus}。",
        "嗯，两份不一样大。是不是 1/{a} + 1/{b} = 2/{ab}？",
        "那么 1/{b} 就是 {a}/{ab}，每份再切开。",
        "测试题我也这样做：先切成一样大，再加分子。",
    ),
}


def words(view: View, move: Action | None, chance: Random) -> str:
    """The next line of the lesson."""
    language = "zh" if view.locale.startswith("zh") else "en"
    a, b = map(int, re.findall(r"1/(\d+)", view.turns[0].text)[:2])
    numbers = {"a": a, "b": b, "ab": a * b, "s": a + b, "plus": a + b}
    own = sum(turn.role == view.role.id for turn in view.turns)
    if view.role.id == "teacher":
        lines = TEACHER[language]
        return chance.choice(lines[min(own - 1, len(lines) - 1)]).format(**numbers)
    lines = STUDENT[language]
    return lines[min(own, len(lines) - 1)].format(**numbers)
