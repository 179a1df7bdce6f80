"""What the loss has to be on, said from the record alone. Pure: no tokenizer is asked."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from society.export.checks.tiny import END

Message = Mapping[str, str]
Words = tuple[str, ...]


def of_dialogue(record: Mapping[str, Any]) -> Words:
    """All that the trained role says, each with the end of its turn."""
    return tuple(_own(each) for each in record["messages"] if each["role"] == "assistant")


def of_turn(record: Mapping[str, Any]) -> Words:
    """The answer."""
    return tuple(_own(each) for each in record["completion"])


def of_pair(record: Mapping[str, Any]) -> Words:
    """Both answers, the better first."""
    return tuple(_own(each) for side in ("chosen", "rejected") for each in record[side])


def of_duel(record: Mapping[str, Any]) -> Words:
    """Both dialogues whole, the better first."""
    return _told(record["chosen"]), _told(record["rejected"])


def of_label(record: Mapping[str, Any]) -> Words:
    """The answer and whether it is good."""
    return *of_turn(record), str(record["label"])


def of_steps(record: Mapping[str, Any]) -> Words:
    """What is read before each label, and the label; the first step is read with the prompt."""
    steps = zip(record["completions"], record["labels"], strict=True)
    first, *later = [text for step, label in steps for text in (f"\n{step}", str(label))]
    return f"{record['prompt']}{first}", *later


LEARNED: Mapping[str, Callable[[Mapping[str, Any]], Words]] = MappingProxyType(
    {
        "trl-sft": of_dialogue,
        "trl-sft-turns": of_turn,
        "trl-dpo": of_pair,
        "trl-reward": of_duel,
        "trl-kto": of_label,
        "prm": of_steps,
    }
)
"""By format; ids say it themselves, and a policy learns from its own attempts."""


def _own(message: Message) -> str:
    return f"{message['content']}{END}"


def _told(messages: Iterable[Message]) -> str:
    told = [f"<|im_start|>{each['role']}\n{each['content']}{END}" for each in messages]
    return "\n".join(told)
