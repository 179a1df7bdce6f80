"""What every format's trainer takes, as JSON Schemas: closed where an unknown key is wrong."""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "number"}
YES_OR_NO: Schema = {"type": "boolean"}


def closed(**fields: Schema) -> Schema:
    """An object of exactly these fields."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def opened(**fields: Schema) -> Schema:
    """An object of these fields, and columns that no trainer takes for its own."""
    reserved = {"text", "labels", "label", "prompt", "completion", "messages", "tools", "input_ids"}
    known = dict.fromkeys(reserved - set(fields), False)
    return {"type": "object", "properties": {**known, **fields}, "required": list(fields)}


def listed(item: Schema, least: int = 1, **more: Any) -> Schema:
    return {"type": "array", "items": item, "minItems": least, **more}


def message(*roles: str, **fields: Schema) -> Schema:
    return closed(role={"enum": list(roles)}, content=TEXT, **fields)


def parts(*roles: str) -> Schema:
    return closed(role={"enum": list(roles)}, parts=listed(closed(text=TEXT), maxItems=1))


ANY = message("system", "user", "assistant")
PLAIN = listed(ANY, 3)
ASKED = listed(ANY, 2)
SAID = message("assistant")
ONE = listed(SAID, 1, maxItems=1)


def marked(key: str, kind: Schema) -> Schema:
    """Messages whose own turns say more."""
    told = message("system", "user")
    return listed({"oneOf": [told, message("assistant", **{key: kind})]}, 3)


PREFERENCE = {"prompt": ASKED, "chosen": ONE, "rejected": ONE}
FACTORY = {"messages": ASKED, "chosen": SAID, "rejected": SAID}
NOVA = listed(
    closed(role={"enum": ["user", "assistant"]}, content=listed(closed(text=TEXT), maxItems=1)), 2
)
SCORED = closed(score={"enum": [0, 1]}, completion=parts("model"))

SCHEMAS: Mapping[str, Schema] = {
    "trl-sft": opened(messages=PLAIN),
    "trl-sft-turns": opened(prompt=ASKED, completion=ONE),
    "trl-dpo": opened(**PREFERENCE, score_chosen=NUMBER, score_rejected=NUMBER, margin=NUMBER),
    "trl-reward": opened(chosen=PLAIN, rejected=PLAIN, margin=NUMBER),
    "trl-kto": opened(prompt=ASKED, completion=ONE, label=YES_OR_NO),
    "trl-grpo": opened(prompt=ASKED),
    "openai-chat": closed(messages=marked("weight", {"enum": [0, 1]})),
    "openai-dpo": closed(
        input=closed(messages=ASKED, tools={"const": []}, parallel_tool_calls=YES_OR_NO),
        preferred_output=ONE,
        non_preferred_output=ONE,
    ),
    "prm": opened(
        prompt=TEXT, completions=listed(TEXT), labels=listed(YES_OR_NO), rewards=listed(NUMBER)
    ),
    "search-policy": opened(
        prompt=ASKED,
        completions=listed(TEXT, 2),
        target=listed({"type": "number", "minimum": 0, "maximum": 1}, 2),
        moves=listed({"type": ["string", "null"]}, 2),
        visits=listed({"type": "integer", "minimum": 1}, 2),
        priors=listed({"type": ["number", "null"]}, 2),
        values=listed({"type": ["number", "null"]}, 2),
        said={"type": ["integer", "null"]},
    ),
    "search-value": opened(messages=PLAIN, value=NUMBER, visits={"type": "integer"}),
    "tokens": opened(input_ids=listed({"type": "integer"}), labels=listed({"type": "integer"})),
    "sharegpt": opened(
        conversations=listed(
            closed(**{"from": {"enum": ["system", "human", "gpt"]}, "value": TEXT})
        )
    ),
    "llama-factory": opened(messages=PLAIN),
    "llama-factory-dpo": opened(**FACTORY),
    "llama-factory-kto": opened(messages=PLAIN, label=YES_OR_NO),
    "axolotl": opened(messages=marked("train", YES_OR_NO)),
    "axolotl-dpo": opened(**FACTORY),
    "ms-swift": closed(messages=marked("loss", YES_OR_NO)),
    "ms-swift-dpo": closed(messages=PLAIN, rejected_response=TEXT, margin=NUMBER),
    "tinker": closed(
        messages=listed(message("system", "user", "assistant", trainable=YES_OR_NO), 3)
    ),
    "tinker-preference": closed(
        comparison=closed(prompt_conversation=ASKED, completion_A=ONE, completion_B=ONE),
        label={"enum": ["A", "B"]},
    ),
    "verl-sft": opened(messages=PLAIN),
    "verl-rl": closed(
        prompt=ASKED,
        data_source=TEXT,
        ability=TEXT,
        reward_model=closed(style=TEXT, ground_truth=TEXT),
        extra_info={"type": "object", "required": ["index"]},
    ),
    "gemini-sft": closed(
        systemInstruction=parts("system"), contents=listed(parts("user", "model"), 2)
    ),
    "gemini-preference": closed(
        system_instruction=closed(parts=listed(closed(text=TEXT))),
        contents=listed(parts("user", "model")),
        completions=listed(SCORED, 2, maxItems=2),
    ),
    "bedrock": closed(
        schemaVersion={"const": "bedrock-conversation-2024"},
        system=listed(closed(text=TEXT), maxItems=1),
        messages=NOVA,
    ),
    "bedrock-claude": closed(system=TEXT, messages=listed(message("user", "assistant"), 2)),
}
