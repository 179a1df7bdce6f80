"""The judge's model in the shape of an OpenAI client: same budget, same ledger, same retries."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from society.domain.calls import Message, Sampling
from society.llm.judge_model import JudgeModel

FORM = "Answer with one JSON object that fits this JSON schema, and nothing else:\n{schema}"
DRAWN = ("temperature", "top_p", "max_tokens", "seed")


def openai_shaped(model: JudgeModel) -> Any:
    """What has `chat.completions.create`, to be called from another thread than the loop's."""
    loop = asyncio.get_running_loop()

    def create(**asked: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(completed(model, asked), loop).result()

    nothing = SimpleNamespace(create=None)
    return SimpleNamespace(
        chat=SimpleNamespace(completions=SimpleNamespace(create=create)),
        **dict.fromkeys(("responses", "embeddings", "moderations"), nothing),
    )


async def completed(model: JudgeModel, asked: Mapping[str, Any]) -> Any:
    """One chat completion, as the openai package types it."""
    from openai.types.chat import ChatCompletion

    tool = next((each["function"] for each in asked.get("tools") or ()), None)
    schema = tool["parameters"] if tool else _schema(asked.get("response_format"))
    reply = await model.reply(
        prompt(asked["messages"], None if model.speaks_json else schema),
        sampling=_sampling(asked),
        schema=schema,
    )
    call = tool and {"name": tool["name"], "arguments": reply.text}
    said = {
        "role": "assistant",
        "content": None if call else reply.text,
        "tool_calls": [{"id": "call", "type": "function", "function": call}] if call else None,
    }
    return ChatCompletion.model_validate(
        {
            "id": reply.call,
            "object": "chat.completion",
            "created": 0,
            "model": model.name,
            "choices": [{"index": 0, "message": said, "finish_reason": reply.finish}],
        }
    )


def prompt(said: Sequence[Mapping[str, Any]], schema: Any = None) -> list[Message]:
    """The messages in our words; of content in parts the texts count."""
    messages = [Message(role=_role(each), content=_text(each["content"])) for each in said]
    if schema:
        form = FORM.format(schema=json.dumps(schema, ensure_ascii=False))
        messages.append(Message(role="user", content=form))
    return messages


def _role(message: Mapping[str, Any]) -> Any:
    return "system" if message["role"] == "developer" else message["role"]


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content)


def _schema(form: Mapping[str, Any] | None) -> Any:
    if not form or form.get("type") != "json_schema":
        return None
    return form["json_schema"]["schema"]


def _sampling(asked: Mapping[str, Any]) -> Sampling:
    drawn = {name: asked[name] for name in DRAWN if asked.get(name) is not None}
    return Sampling.model_validate({"temperature": 0.0, **drawn})
