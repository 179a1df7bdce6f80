"""Who serves a model, under which address, and which key opens it.

Law: a provider's key goes to that provider's own address. An address given with --api-base gets
SOCIETY_API_KEY or none at all, and an address given in the environment gets the key beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import urlsplit

from pydantic import SecretStr

from society.domain.errors import ModelError
from society.llm.hosted import HOSTED, served_as
from society.llm.library import litellm
from society.llm.listed import entry

OWN_KEY = "SOCIETY_API_KEY"
COMPATIBLE = "hosted_vllm"
"""litellm's leanest way to an OpenAI-compatible server."""

LOCAL = {
    "ollama": ("OLLAMA_API_BASE", "http://127.0.0.1:11434/v1"),
    "ollama_chat": ("OLLAMA_API_BASE", "http://127.0.0.1:11434/v1"),
    "hosted_vllm": ("HOSTED_VLLM_API_BASE", "http://127.0.0.1:8000/v1"),
    "vllm": ("HOSTED_VLLM_API_BASE", "http://127.0.0.1:8000/v1"),
    "llamafile": ("LLAMAFILE_API_BASE", "http://127.0.0.1:8080/v1"),
    "llama_cpp": ("LLAMA_CPP_API_BASE", "http://127.0.0.1:8080/v1"),
    "lm_studio": ("LM_STUDIO_API_BASE", "http://127.0.0.1:1234/v1"),
    "sglang": ("SGLANG_API_BASE", "http://127.0.0.1:30000/v1"),
}
"""Servers of one's own: the variable with the address, and the address where none is set."""

KEYS: dict[str, tuple[str, ...]] = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "azure": ("AZURE_API_KEY", "AZURE_OPENAI_API_KEY"),
    "cerebras": ("CEREBRAS_API_KEY",),
    "cohere": ("COHERE_API_KEY", "CO_API_KEY"),
    "cohere_chat": ("COHERE_API_KEY", "CO_API_KEY"),
    "dashscope": ("DASHSCOPE_API_KEY",),
    "deepinfra": ("DEEPINFRA_API_KEY",),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "fireworks_ai": ("FIREWORKS_AI_API_KEY", "FIREWORKS_API_KEY"),
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "huggingface": ("HF_TOKEN", "HUGGINGFACE_API_KEY"),
    "minimax": ("MINIMAX_API_KEY",),
    "mistral": ("MISTRAL_API_KEY",),
    "moonshot": ("MOONSHOT_API_KEY",),
    "nvidia_nim": ("NVIDIA_NIM_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY",),
    "perplexity": ("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"),
    "replicate": ("REPLICATE_API_KEY",),
    "sambanova": ("SAMBANOVA_API_KEY",),
    "together_ai": ("TOGETHERAI_API_KEY", "TOGETHER_API_KEY"),
    "volcengine": ("VOLCENGINE_API_KEY", "ARK_API_KEY"),
    "xai": ("XAI_API_KEY",),
    "zai": ("ZAI_API_KEY",),
}
"""The variables that may hold a provider's key; the first that is set is used."""


@dataclass(frozen=True)
class Route:
    """Where a request goes. The key does not show in its representation.

    `model` is litellm's name of the model. `served` is the server's own, where the address speaks
    the chat-completions interface; empty where only litellm knows how to ask.
    """

    model: str
    provider: str
    api_base: str | None = None
    key: SecretStr | None = None
    compatible: bool = False
    served: str = ""

    @property
    def on_loopback(self) -> bool:
        """Whether the address is on this machine."""
        name = urlsplit(self.api_base or "").hostname
        return name in {"127.0.0.1", "localhost", "::1"}

    @property
    def own_machine(self) -> bool:
        """Whether a model server of one's own answers here, which bills nothing."""
        return self.provider in LOCAL and self.on_loopback

    @property
    def host(self) -> str:
        """Host and port of the address, where it is known."""
        return urlsplit(self.api_base).netloc.rpartition("@")[2] if self.api_base else ""


def route(name: str, environ: Mapping[str, str], api_base: str | None = None) -> Route:
    """The way to the model of that name; ModelError where there is none or its key is missing."""
    first, _, rest = name.partition("/")
    if api_base:
        bare = rest if rest and (first in LOCAL or first in COMPATIBLE_NAMES) else name
        return _compatible(bare, "openai-compatible", api_base, environ.get(OWN_KEY))
    if first in LOCAL and rest:
        variable, usual = LOCAL[first]
        key = environ.get(variable.replace("_BASE", "_KEY"))
        return _compatible(rest, first, _v1(environ.get(variable) or usual), key)
    return _remote(name, environ)


COMPATIBLE_NAMES = ("openai", "openai_like", "custom_openai", "litellm_proxy")


def _remote(name: str, environ: Mapping[str, str]) -> Route:
    provider, address = _provider(name)
    key = _key(provider, environ)
    if provider == "openai":
        own = environ.get("OPENAI_BASE_URL") or environ.get("OPENAI_API_BASE")
        if own:
            return _compatible(name.removeprefix("openai/"), provider, own, key)
    own = environ.get(f"{provider.upper()}_API_BASE")
    return Route(
        model=name,
        provider=provider,
        api_base=(own or address or "").rstrip("/") or None,
        key=_sealed(key),
        served=served_as(provider, name) if _chats(provider, name) else "",
    )


def _chats(provider: str, name: str) -> bool:
    """Whether the model answers at its provider's chat-completions address."""
    return provider in HOSTED and entry(name).get("mode", "chat") == "chat"


def _provider(name: str) -> tuple[str, str | None]:
    """The model's provider, and its address where that is known."""
    first, _, rest = name.partition("/")
    known = first if rest else str(entry(name).get("litellm_provider", ""))
    if known in HOSTED:
        return known, HOSTED[known]
    try:
        _, provider, _, address = litellm().get_llm_provider(name)
    except Exception as error:
        raise unknown(name) from error
    return provider, HOSTED.get(provider, address)


def unknown(name: str) -> ModelError:
    """The error of a name that leads nowhere."""
    first = name.partition("/")[0]
    near = get_close_matches(first, [*KEYS, *LOCAL], n=1)
    hint = f"did you mean {near[0]}/…?" if near else "write provider/model, like openai/gpt-4o;"
    return ModelError(
        f"no provider is known for the model {name!r}",
        kind="unknown_model",
        hint=f"{hint} `society models list` shows what is here; --api-base names a server",
    )


def _key(provider: str, environ: Mapping[str, str]) -> str | None:
    """The provider's key; None for one that is opened in another way, or not listed here."""
    names = KEYS.get(provider, (f"{provider.upper()}_API_KEY",))
    found = next((environ[name] for name in names if environ.get(name)), None)
    if found is None and provider in KEYS:
        raise ModelError(
            f"{provider} needs a key and {names[0]} is not set",
            kind="auth",
            hint=f"export {names[0]}=… or put it in .env; or name the model embedded",
        )
    return found


def _compatible(model: str, provider: str, api_base: str, key: str | None) -> Route:
    return Route(
        model=f"{COMPATIBLE}/{model}",
        provider=provider,
        api_base=api_base.rstrip("/"),
        key=SecretStr(key or "none"),
        compatible=True,
        served=model,
    )


def _sealed(key: str | None) -> SecretStr | None:
    return None if key is None else SecretStr(key)


def _v1(address: str) -> str:
    """The OpenAI-compatible part of a server, whose address is often given without it."""
    address = address.rstrip("/")
    return address if urlsplit(address).path else f"{address}/v1"
