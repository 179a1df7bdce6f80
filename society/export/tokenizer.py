"""Messages to token ids and the mask of what is trained, by a tokenizer from a folder.

The ids are those of the tokenizer's own chat template. What is trained is found by telling the
dialogue up to and through each own turn, so no mark in the template is needed; a template that
tells earlier messages differently once more follow is refused, since no mask would be true.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from society.domain.errors import SocietyError
from society.export.tally import Encode


def encoder(folder: str) -> Encode:
    """What turns messages into ids and mask; SocietyError where the tokenizer cannot be had."""
    tokenizer = _loaded(folder)

    def encode(messages: list[dict[str, Any]]) -> tuple[list[int], list[bool]]:
        plain = [{"role": each["role"], "content": each["content"]} for each in messages]
        ids = _ids(tokenizer, plain)
        mask = [False] * len(ids)
        for at, each in enumerate(messages):
            if each["role"] == "assistant" and each["train"]:
                begin = _ids(tokenizer, plain[:at], answer=True)
                end = _ids(tokenizer, plain[: at + 1])
                _check(ids, begin, folder)
                _check(ids, end, folder)
                mask[len(begin) : len(end)] = [True] * (len(end) - len(begin))
        return ids, mask

    return encode


def _loaded(folder: str) -> Any:
    try:
        from transformers import AutoTokenizer
    except ImportError as missing:
        raise SocietyError(
            "the format tokens needs transformers, which is not installed",
            hint="pip install 'dialogue-society[train]'",
        ) from missing
    if not Path(folder).is_dir():
        raise SocietyError(
            f"{folder} is no folder", hint="name the folder that holds the tokenizer's files"
        )
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError) as error:
        first = str(error).partition("\n")[0]
        raise SocietyError(f"{folder} holds no tokenizer: {first}") from error
    if not tokenizer.chat_template:
        raise SocietyError(f"the tokenizer in {folder} has no chat template")
    return tokenizer


def _ids(
    tokenizer: Any, messages: Sequence[Mapping[str, str]], *, answer: bool = False
) -> list[int]:
    told = tokenizer.apply_chat_template(
        list(messages), tokenize=False, add_generation_prompt=answer
    )
    return [int(each) for each in tokenizer(told, add_special_tokens=False)["input_ids"]]


def _check(ids: Sequence[int], prefix: Sequence[int], folder: str) -> None:
    if list(ids[: len(prefix)]) != list(prefix):
        raise SocietyError(
            f"the chat template in {folder} rewrites earlier turns, so no loss mask would be true",
            hint="take a template that only adds, or the format trl-sft-turns",
        )
