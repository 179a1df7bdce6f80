"""Why a move is refused, in the languages that the house speaks: who made it is asked again."""

from collections.abc import Iterable, Mapping
from typing import Any

_ENGLISH: Mapping[str, str] = {
    "due": "{moves} must be taken now",
    "due instead": "{moves} must be taken now, not {move}",
    "unknown": "there is no action {move!r}; {rest}",
    "possible": "possible now: {moves}",
    "meant": "did you mean {name!r}?",
    "none": "none",
    "impossible": "{move} is not possible now: {why}",
    "wrong": "{move}: {why}",
    "not yours": "it is a move of {roles}",
    "left": "{role} has left",
    "too early": "the dialogue has at least {turns} turns",
    "no offer": "there is no {offer} to accept",
    "own offer": "the {offer} that stands is its own",
    "signed": "it has signed already",
    "no other offer": "there is no {offer} of another side to accept",
    "not yet": "its condition does not hold yet",
    "stray": "there is no argument {name!r}; {rest}",
    "takes": "it takes {names}",
    "missing": "the argument {name!r} is missing",
    "is": "{name} is {value}; {why}",
    "number": "it must be a number",
    "integer": "it must be a whole number",
    "string": "it must be a text",
    "boolean": "it must be true or false",
    "array": "it must be a list",
    "enum": "it must be one of {values}",
    "const": "it must be {value}",
    "finite": "it must be finite",
    "minimum": "it must be at least {bound}",
    "maximum": "it must be at most {bound}",
    "exclusiveMinimum": "it must be more than {bound}",
    "exclusiveMaximum": "it must be less than {bound}",
    "multipleOf": "it must be a multiple of {bound}",
    "maxLength": "it has at most {bound} characters",
    "minLength": "it has at least {bound} characters",
    "pattern": "it must match {pattern}",
    "maxItems": "it has at most {bound} entries",
    "minItems": "it has at least {bound} entries",
    "inner": "in it, {why}",
    "or": " or ",
    "and": ", ",
    "then": "; ",
}
_CHINESE: Mapping[str, str] = {
    "due": "现在必须采取行动 {moves}",
    "due instead": "现在必须采取行动 {moves}，不能是 {move}",
    "unknown": "没有 {move!r} 这个行动；{rest}",
    "possible": "现在可以采取的行动：{moves}",
    "meant": "你是不是指 {name!r}？",
    "none": "没有",
    "impossible": "现在不能采取行动 {move}：{why}",
    "wrong": "{move}：{why}",
    "not yours": "这是 {roles} 的行动",
    "left": "{role} 已经离开",
    "too early": "对话至少要有 {turns} 轮",
    "no offer": "没有可以接受的 {offer}",
    "own offer": "当前的 {offer} 是自己提出的",
    "signed": "已经签过了",
    "no other offer": "没有别人提出的 {offer} 可以接受",
    "not yet": "条件还没有满足",
    "stray": "没有参数 {name!r}；{rest}",
    "takes": "可用的参数：{names}",
    "missing": "缺少参数 {name!r}",
    "is": "{name} 是 {value}；{why}",
    "number": "必须是数字",
    "integer": "必须是整数",
    "string": "必须是文字",
    "boolean": "必须是 true 或 false",
    "array": "必须是列表",
    "enum": "必须是以下之一：{values}",
    "const": "必须是 {value}",
    "finite": "必须是有限的数",
    "minimum": "不能小于 {bound}",
    "maximum": "不能大于 {bound}",
    "exclusiveMinimum": "必须大于 {bound}",
    "exclusiveMaximum": "必须小于 {bound}",
    "multipleOf": "必须是 {bound} 的倍数",
    "maxLength": "最多 {bound} 个字",
    "minLength": "至少 {bound} 个字",
    "pattern": "必须符合 {pattern}",
    "maxItems": "最多 {bound} 项",
    "minItems": "至少 {bound} 项",
    "inner": "其中{why}",
    "or": " 或 ",
    "and": "、",
    "then": "；",
}


class Reasons:
    """One language's reasons, by name."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = sentences

    def __call__(self, name: str, /, **parts: Any) -> str:
        """The reason of that name with its parts filled in."""
        return self._sentences[name].format(**parts)

    def joined(self, between: str, words: Iterable[object]) -> str:
        """Words with `or`, `and` or `then` between them."""
        return self._sentences[between].join(map(str, words))


SENTENCES = {"en": _ENGLISH, "zh": _CHINESE}
ENGLISH, CHINESE = Reasons(_ENGLISH), Reasons(_CHINESE)


def reasons(locale: str) -> Reasons:
    """The reasons in that language; English where there are none."""
    return CHINESE if locale.lower().startswith("zh") else ENGLISH
