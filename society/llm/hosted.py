"""Providers that speak the chat-completions interface, and where; all others need litellm."""

from collections.abc import Mapping

HOSTED: Mapping[str, str] = {
    "cerebras": "https://api.cerebras.ai/v1",
    "dashscope": "https://dashscope.aliyuncs.com/compatible-mode/v1",
    "deepinfra": "https://api.deepinfra.com/v1/openai",
    "deepseek": "https://api.deepseek.com/v1",
    "fireworks_ai": "https://api.fireworks.ai/inference/v1",
    "groq": "https://api.groq.com/openai/v1",
    "hyperbolic": "https://api.hyperbolic.xyz/v1",
    "mistral": "https://api.mistral.ai/v1",
    "moonshot": "https://api.moonshot.ai/v1",
    "nebius": "https://api.studio.nebius.ai/v1",
    "novita": "https://api.novita.ai/v3/openai",
    "nvidia_nim": "https://integrate.api.nvidia.com/v1",
    "openai": "https://api.openai.com/v1",
    "openrouter": "https://openrouter.ai/api/v1",
    "perplexity": "https://api.perplexity.ai",
    "sambanova": "https://api.sambanova.ai/v1",
    "together_ai": "https://api.together.xyz/v1",
    "volcengine": "https://ark.cn-beijing.volces.com/api/v3",
    "xai": "https://api.x.ai/v1",
    "zai": "https://api.z.ai/api/paas/v4",
}
"""Each provider's address."""

SPEAK_SCHEMA = frozenset(
    {"cerebras", "fireworks_ai", "mistral", "openai", "openrouter", "together_ai", "xai"}
)
"""Those that take a JSON schema for most of their models; one that does not is asked again."""

RENAMED: Mapping[str, Mapping[str, str]] = {
    "mistral": {"seed": "random_seed"},
    "openai": {"max_tokens": "max_completion_tokens"},
}
"""Parameters that a provider calls otherwise."""


def served_as(provider: str, name: str) -> str:
    """The model's name as its provider knows it.

    >>> served_as("groq", "groq/llama-3.1-8b-instant"), served_as("openai", "gpt-4o")
    ('llama-3.1-8b-instant', 'gpt-4o')
    """
    bare = name.removeprefix(f"{provider}/")
    if provider == "fireworks_ai" and "/" not in bare:
        return f"accounts/fireworks/models/{bare}"
    return bare
