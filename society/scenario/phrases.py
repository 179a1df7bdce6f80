"""The instructions around a role's own texts, in the languages that the house speaks."""

from collections.abc import Mapping

from pydantic import Field

from society.domain.value import Value


class Phrases(Value):
    """One language's instructions."""

    you_are: str
    situation: str
    others: str
    private: str
    goal: str
    moves: str
    move_due: str
    form: str
    manner: str
    brief: str
    kick_off: str
    go_on: str
    silence: str
    refused: str
    between: str
    at_least: str
    at_most: str
    steps: str
    colon: str
    numbers: str
    no_numbers: str
    contradicts: str
    advice: str
    examples: str
    example: str
    kinds: Mapping[str, str] = Field(default_factory=dict)
    decided: Mapping[str, str] = Field(default_factory=dict)


ENGLISH = Phrases(
    you_are="You are {name}.",
    situation="The situation, known to all:",
    others="You talk with:",
    private="Only you know this:",
    goal="Your goal:",
    moves="Besides talking you may make one of these moves now:",
    move_due="Now you must make this move:",
    form=(
        "`say` is what you say aloud; `action` is the name of your move, or null to only talk; "
        "`args` are its arguments, null for those that it does not take. A move counts only in "
        "`action`; the words must not contradict it."
    ),
    manner=(
        "Speak only as {name}, in one to three sentences, in English. Never speak for the others, "
        "never write names in front of lines, and keep to yourself what only you know."
    ),
    brief="Answer in one or two short sentences.",
    kick_off="(The conversation begins. You speak first.)",
    go_on="(Go on.)",
    silence="(says nothing)",
    refused="(Your last reply was refused: {reason}. Reply again.)",
    between=", {low} to {high}",
    at_least=", {low} or more",
    at_most=", {high} or less",
    steps=" in steps of {step}",
    colon=": ",
    numbers="The only numbers you may say are {numbers}. Reply with your words alone.",
    no_numbers="Say no number. Reply with your words alone.",
    contradicts="That does not fit your move. Say it again, in character.",
    advice="What has worked in talks like this:",
    examples="Replies that went well in talks like this:",
    example="To: {heard}\nReply: {said}",
    decided={
        "open": "You decided to open with this offer: {move}. Say it in character.",
        "concede": "You decided to come closer with this offer: {move}. Say it in character.",
        "hold": "You decided to stay with your offer: {move}. Say it in character.",
        "last": "You decided to make this your last offer: {move}. Say it in character.",
        "accept": "You decided to accept this offer: {move}. Say it in character.",
        "leave": "You decided to leave without a deal. Say it in character.",
        "wait": "You decided to make no move now. Say in character what you think.",
    },
    kinds={
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "string": "a text",
        "array": "a list",
    },
)

CHINESE = Phrases(
    you_are="你是{name}。",
    situation="大家都知道的情况：",
    others="你在和这些人对话：",
    private="只有你知道：",
    goal="你的目标：",
    moves="除了说话，你现在还可以采取以下行动之一：",
    move_due="你现在必须采取这个行动：",
    form=(
        "`say` 是你说出口的话；`action` 是行动的名称，只说话则为 null；`args` 是行动的参数，"
        "用不到的填 null。行动只以 `action` 为准，说的话不能与它矛盾。"
    ),
    manner=(
        "只以{name}的身份说话，用中文，一到三句话。不要替别人说话，不要在句首写名字，"
        "只有你知道的事不要说出来。"
    ),
    brief="用一两句简短的中文回答。",
    kick_off="（对话开始，请你先说。）",
    go_on="（请继续。）",
    silence="（没有说话）",
    refused="（你刚才的回复被拒绝：{reason}。请重新回复。）",
    between="，{low} 到 {high}",
    at_least="，不少于 {low}",
    at_most="，不超过 {high}",
    steps="，以 {step} 为一档",
    colon="：",
    numbers="你说的话里只能出现这些数字：{numbers}。只回复你说的话。",
    no_numbers="不要说数字。只回复你说的话。",
    contradicts="这和你的行动不符。请以角色的口吻重新说。",
    advice="在类似的谈话中有效的做法：",
    examples="在类似的谈话中效果好的回复：",
    example="对方：{heard}\n回复：{said}",
    decided={
        "open": "你决定先提出：{move}。请以角色的口吻说出来。",
        "concede": "你决定让一步，提出：{move}。请以角色的口吻说出来。",
        "hold": "你决定坚持：{move}。请以角色的口吻说出来。",
        "last": "你决定最后提出：{move}。请以角色的口吻说出来。",
        "accept": "你决定接受：{move}。请以角色的口吻说出来。",
        "leave": "你决定不成交就离开。请以角色的口吻说出来。",
        "wait": "你决定现在不采取行动。请以角色的口吻说说你的想法。",
    },
    kinds={
        "integer": "整数",
        "number": "数字",
        "boolean": "true 或 false",
        "string": "文字",
        "array": "列表",
    },
)


def phrases(locale: str) -> Phrases:
    """The instructions in that language; English where there are none."""
    return CHINESE if locale.lower().startswith("zh") else ENGLISH
