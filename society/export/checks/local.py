"""The rules of trainers that one runs oneself: what each is documented to take, and to refuse."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from society.export.checks import searched
from society.export.checks.talk import (
    Mark,
    Problems,
    Record,
    Rule,
    closed,
    differ,
    holds,
    is_bool,
    is_number,
    is_text,
    messages,
    one,
    only,
    order,
    reserved,
)
from society.export.formats.tokens import IGNORED

TRL = frozenset(
    (
        *("text", "messages", "conversations", "prompt", "completion", "chosen", "rejected"),
        *("label", "labels", "input_ids", "attention_mask", "assistant_masks", "completion_mask"),
        *("tools", "chat_template_kwargs", "images", "image"),
    )
)
"""Columns that TRL's trainers read, whatever else is there."""

SHAREGPT = ("system", "human", "gpt")


def trl_sft(record: Record) -> Problems:
    """Whole dialogues; a column `prompt` or `labels` beside them breaks the trainer."""
    yield from messages(record, "messages", "assistant")
    yield from reserved(record, {"messages"}, TRL)


def trl_turns(record: Record) -> Problems:
    """A prompt that ends with the other side, and one answer."""
    yield from messages(record, "prompt", "user")
    yield from only(record, "completion")
    yield from reserved(record, {"prompt", "completion"}, TRL)


def trl_kto(record: Record) -> Problems:
    """An answer with a real yes or no: TRL would take 0.7 without a word."""
    yield from messages(record, "prompt", "user")
    yield from only(record, "completion")
    yield from holds(record, label=is_bool)
    yield from reserved(record, {"prompt", "completion", "label"}, TRL)


def trl_dpo(record: Record) -> Problems:
    """Two answers of one message to the same prompt, the better with the higher score."""
    yield from messages(record, "prompt", "user")
    yield from only(record, "chosen")
    yield from only(record, "rejected")
    yield from differ(record.get("chosen"), record.get("rejected"), "chosen and rejected")
    scores = ("score_chosen", "score_rejected", "margin")
    wrong = list(holds(record, **dict.fromkeys(scores, is_number)))
    yield from wrong
    if not wrong and record["score_chosen"] <= record["score_rejected"]:
        yield "score_chosen is not above score_rejected"
    yield from reserved(record, {"prompt", "chosen", "rejected"}, TRL)


def trl_reward(record: Record) -> Problems:
    """Two whole dialogues, and by how much the first is better."""
    yield from messages(record, "chosen", "assistant")
    yield from messages(record, "rejected", "assistant")
    yield from differ(record.get("chosen"), record.get("rejected"), "chosen and rejected")
    yield from holds(record, margin=is_number)
    yield from reserved(record, {"chosen", "rejected"}, TRL)


def trl_grpo(record: Record) -> Problems:
    """A prompt alone."""
    yield from messages(record, "prompt", "user")
    yield from reserved(record, {"prompt"}, TRL)


def prm(record: Record) -> Problems:
    """Steps as texts, each with a real yes or no and a reward."""
    yield from holds(record, prompt=is_text)
    lists = {"completions": is_text, "labels": is_bool, "rewards": is_number}
    wrong = [problem for key, fits in lists.items() for problem in _listed(record, key, fits)]
    yield from wrong
    if not wrong and len({len(record[key]) for key in lists}) != 1:
        yield "completions, labels and rewards are not equally many"


def tokens(record: Record) -> Problems:
    """Ids and labels: the id itself where it is trained, else -100."""
    wrong = [*_listed(record, "input_ids", _is_id), *_listed(record, "labels", is_number)]
    yield from wrong
    if wrong:
        return
    ids, labels = record["input_ids"], record["labels"]
    if len(ids) != len(labels):
        yield f"{len(ids)} input_ids have {len(labels)} labels"
    elif any(label not in (IGNORED, own) for own, label in zip(ids, labels, strict=True)):
        yield "a label is neither -100 nor the id of its token"
    elif all(label == IGNORED for label in labels):
        yield "every label is -100: nothing in it would be learned"


def sharegpt(record: Record) -> Problems:
    """Messages of exactly `from` and `value`, as Unsloth and LLaMA-Factory tell them apart."""
    found = record.get("conversations")
    if not isinstance(found, list) or not found:
        yield "conversations is no list of messages"
        return
    for at, each in enumerate(found):
        if not isinstance(each, Mapping) or {*each} != {"from", "value"}:
            yield f"conversations[{at}] does not have exactly the keys from and value"
        elif not is_text(each["value"]):
            yield f"conversations[{at}] has no text"
    said = [each.get("from") for each in found if isinstance(each, Mapping)]
    yield from order(said, "conversations", "gpt", SHAREGPT)


def conversation(record: Record) -> Problems:
    """Whole dialogues in which every answer is trained (LLaMA-Factory, verl)."""
    yield from messages(record, "messages", "assistant")


def factory_dpo(record: Record) -> Problems:
    """A prompt and two answers, each a message and not a list (LLaMA-Factory, Axolotl)."""
    yield from messages(record, "messages", "user")
    yield from one(record.get("chosen"), "chosen")
    yield from one(record.get("rejected"), "rejected")
    yield from differ(record.get("chosen"), record.get("rejected"), "chosen and rejected")


def factory_kto(record: Record) -> Problems:
    """A dialogue whose last answer is good or not."""
    yield from messages(record, "messages", "assistant")
    yield from holds(record, label=is_bool)


def axolotl(record: Record) -> Problems:
    """Every answer says whether it is trained."""
    yield from messages(record, "messages", "assistant", Mark("train", is_bool, "bool"))


def swift(record: Record) -> Problems:
    """Every answer says whether its loss counts; other keys would be dropped."""
    yield from messages(record, "messages", "assistant", Mark("loss", is_bool, "bool"))


def swift_dpo(record: Record) -> Problems:
    """A dialogue, and the text that would have been a worse end of it."""
    yield from messages(record, "messages", "assistant")
    yield from holds(record, rejected_response=is_text, margin=is_number)
    last = (record.get("messages") or [{}])[-1]
    said = last.get("content") if isinstance(last, Mapping) else None
    yield from differ(said, record.get("rejected_response"), "the last message and the rejected")


def tinker(record: Record) -> Problems:
    """Every message says whether it is trained, as TrainOnWhat.CUSTOMIZED asks for."""
    everybody = ("system", "user", "assistant")
    mark = Mark("trainable", is_bool, "bool", everybody)
    yield from messages(record, "messages", "assistant", mark)
    for at, each in enumerate(record.get("messages") or []):
        if isinstance(each, Mapping) and each.get("trainable") and each["role"] != "assistant":
            yield f"messages[{at}] of {each['role']} is trainable"


def tinker_preference(record: Record) -> Problems:
    """Two answers A and B, and which is better."""
    found = record.get("comparison")
    if not isinstance(found, Mapping):
        yield "comparison is missing"
        return
    yield from messages(found, "prompt_conversation", "user")
    yield from only(found, "completion_A")
    yield from only(found, "completion_B")
    yield from differ(found.get("completion_A"), found.get("completion_B"), "A and B")
    yield from closed(found, {"prompt_conversation", "completion_A", "completion_B"})
    if record.get("label") not in ("A", "B", "Tie"):
        yield f"label is {record.get('label')!r}, not A, B or Tie"


def verl_rl(record: Record) -> Problems:
    """A prompt, where it comes from, and what a rule can score an answer against."""
    yield from messages(record, "prompt", "user")
    yield from holds(record, data_source=is_text, ability=is_text)
    model, more = record.get("reward_model"), record.get("extra_info")
    told = model if isinstance(model, Mapping) else {}
    yield from (
        f"reward_model: {each}" for each in holds(told, style=is_text, ground_truth=is_text)
    )
    if not isinstance(more, Mapping) or not _is_id(more.get("index")):
        yield "extra_info has no index"


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _listed(record: Record, key: str, fits: Callable[[Any], bool]) -> Problems:
    found = record.get(key)
    if not isinstance(found, list) or not found:
        yield f"{key} is no list"
    elif strange := [value for value in found if not fits(value)]:
        yield f"{key} holds {strange[0]!r}"


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "trl-sft": trl_sft,
        "trl-sft-turns": trl_turns,
        "trl-dpo": trl_dpo,
        "trl-reward": trl_reward,
        "trl-kto": trl_kto,
        "trl-grpo": trl_grpo,
        "prm": prm,
        "search-policy": searched.policy,
        "search-value": searched.value,
        "tokens": tokens,
        "sharegpt": sharegpt,
        "llama-factory": conversation,
        "llama-factory-dpo": factory_dpo,
        "llama-factory-kto": factory_kto,
        "axolotl": axolotl,
        "axolotl-dpo": factory_dpo,
        "ms-swift": swift,
        "ms-swift-dpo": swift_dpo,
        "tinker": tinker,
        "tinker-preference": tinker_preference,
        "verl-sft": conversation,
        "verl-rl": verl_rl,
    }
)
"""The rules by format."""
