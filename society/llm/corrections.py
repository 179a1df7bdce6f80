"""How a model is asked for a form, and asked again: in the language of its prompt."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from society.domain.calls import Message

_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile("[A-Za-z]+")
_OR = re.compile("(?<=') or (?=['N0-9])")
_MOST = 5
"""Faults of a form that are told at once."""


class Words(NamedTuple):
    """One language's sentences; `kinds` says what pydantic finds wrong, its own words where not."""

    form: str
    score: str
    again: str
    whole: str
    between: str
    kinds: Mapping[str, str]


ENGLISH = Words(
    form="Answer with one JSON object that fits this JSON schema, and nothing else:\n{schema}",
    score=(
        "You are a judge. Answer with one JSON object: first `reason`, one or two sentences, then "
        "`score`, a number from {low:g} (worst) to {high:g} (best)."
    ),
    again=(
        "That does not fit: {error}\nAnswer again with the corrected JSON object, and nothing else."
    ),
    whole="the object",
    between="; ",
    kinds={},
)
CHINESE = Words(
    form="请只用一个符合以下 JSON schema 的 JSON 对象回答，不要写别的：\n{schema}",
    score=(
        "你是裁判。请用一个 JSON 对象回答：先写 `reason`，用一两句话说明理由，然后写 `score`，"
        "它是从 {low:g}（最差）到 {high:g}（最好）的一个数。"
    ),
    again="格式不对：{error}\n请改正，重新只用一个 JSON 对象回答，不要写别的。",
    whole="整个对象",
    between="；",
    kinds={
        "missing": "缺少这一项",
        "extra_forbidden": "没有这一项，请去掉",
        "literal_error": "只能是 {expected}",
        "none_required": "必须是 null",
        "string_type": "必须是文字",
        "bool_type": "必须是 true 或 false",
        **dict.fromkeys(("int_type", "int_from_float"), "必须是整数"),
        **dict.fromkeys(("float_type", "finite_number"), "必须是有限的数字"),
        **dict.fromkeys(("model_type", "dict_type"), "必须是 JSON 对象"),
        **dict.fromkeys(("list_type", "tuple_type"), "必须是列表"),
        "greater_than_equal": "不能小于 {ge}",
        "greater_than": "必须大于 {gt}",
        "less_than_equal": "不能大于 {le}",
        "less_than": "必须小于 {lt}",
        "multiple_of": "必须是 {multiple_of} 的倍数",
        "string_too_long": "最多 {max_length} 个字",
        "string_too_short": "至少 {min_length} 个字",
        "too_long": "最多 {max_length} 项",
        "too_short": "至少 {min_length} 项",
        "string_pattern_mismatch": "必须符合 {pattern}",
    },
)


class Unfit(ValueError):
    """A reply that does not fit: why, in English, and as its model is told in Chinese."""

    def __init__(self, why: str, chinese: str) -> None:
        super().__init__(why)
        self.chinese = chinese


NO_OBJECT = ("there is no JSON object in the reply", "回复里没有 JSON 对象")
NOT_FINITE = ("a number is not finite", "数字必须是有限的")
CUT_OFF = (
    "the reply was cut off before its end; be much shorter",
    "回复太长，没有写完就被截断了；请写得短得多",
)


def words(messages: Sequence[Message], locale: str = "") -> Words:
    """The sentences in that language; without one in the language that most of the prompt is in."""
    if locale:
        return CHINESE if locale.lower().startswith("zh") else ENGLISH
    told = "\n".join(each.content for each in messages)
    return CHINESE if len(_HAN.findall(told)) > len(_WORD.findall(told)) else ENGLISH


def correction(error: ValueError, language: Words) -> str:
    """What is said to a model whose reply did not fit."""
    why = error.chinese if language is CHINESE and isinstance(error, Unfit) else str(error)
    return language.again.format(error=why)


def unfit(error: ValidationError) -> Unfit:
    """What pydantic finds wrong, in both languages."""
    return Unfit(_told(error, ENGLISH), _told(error, CHINESE))


def _told(error: ValidationError, language: Words) -> str:
    faults = error.errors(include_url=False, include_input=False)[:_MOST]
    return language.between.join(
        f"{'.'.join(str(at) for at in each['loc']) or language.whole}: {_fault(each, language)}"
        for each in faults
    )


def _fault(fault: Any, language: Words) -> str:
    known = language.kinds.get(fault["type"])
    if known is None:
        return str(fault["msg"])
    return _OR.sub(" 或 ", known.format_map(fault.get("ctx", {})))
