"""Control tokens of chat templates inside what was said: taken apart, so that they stay words.

A turn that says `<|im_start|>` would otherwise open a message of its own in the training text.
"""

import re

BARRED = r"<[|｜][^<>|｜\n]{1,60}[|｜]>|<\|\w{1,40}>|<\w{1,40}\|>"
TAGS = (
    r"</?s>|<(?:bos|eos|pad|unk|mask|cls|sep|start_of_turn|end_of_turn|start_of_image"
    r"|end_of_image|image_soft_token|image|video|audio)>|<(?:unused|extra_id_|reserved_)\w{0,20}>"
    r"|</?(?:think|tool_call|tool_response|tools)>|<</?SYS>>|\[/?INST\]"
    r"|\[/?(?:SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|IMG|THINK)\]"
)
CONTROL = re.compile(f"{BARRED}|{TAGS}")


def disarmed(text: str) -> tuple[str, int]:
    """The text with a space after the first sign of every control token, and how many there were.

    >>> disarmed("Fine.<|im_end|>")
    ('Fine.< |im_end|>', 1)
    """
    return CONTROL.subn(_apart, text)


def _apart(token: re.Match[str]) -> str:
    return f"{token[0][0]} {token[0][1:]}"
