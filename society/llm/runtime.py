"""llama.cpp in this process: one server per GGUF, several dialogues in its slots at once.

Law: no request outlives the task that made it. A cancelled task stops its generation at the next
token, and `close` stops them all.
"""

import asyncio
import math
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from society.domain.errors import ModelError
from society.llm.cores import physical_cores

SLOTS = 4
CONTEXT = 3072
"""Tokens that one dialogue may have, prompt and reply together."""

PROMPT_CACHE_MIB = 256
"""Memory for the prompts of dialogues that wait for a slot."""

BATCH = 256
"""Tokens read at once: how long a cancelled prompt goes on, about a second on two cores."""

Chunk = dict[str, Any]
Prepare = Callable[[], Path]
"""Gives the file to load; called once, in a worker thread, when the first reply is asked for."""


def _nobody(text: str) -> None:
    """Hears nothing."""


@dataclass
class Choice:
    """One of the n replies of a generation."""

    text: str = ""
    finish: str = ""
    logprobs: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Generation:
    """What a generation brought, and how long it took without the time it queued."""

    choices: list[Choice]
    model: str = ""
    id: str = ""
    usage: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    first_token: float | None = None

    def take(self, chunk: Chunk) -> str:
        """Add one streamed chunk; the new text of the first choice."""
        self.id = chunk.get("id", self.id)
        self.usage = chunk.get("usage") or self.usage
        heard = ""
        for part in chunk.get("choices", ()):
            choice = self.choices[part["index"]]
            text = part["delta"].get("content") or ""
            choice.text += text
            choice.finish = part.get("finish_reason") or choice.finish
            choice.logprobs += (part.get("logprobs") or {}).get("content") or []
            heard += text if part["index"] == 0 else ""
        return heard


class Runtime:
    """A llama.cpp server that loads when first asked and lives until `close`.

    `steady`: same prompt and seed, same text, in 19 of 20 cases even beside other dialogues and
    from the prompt cache (1 of 3 without it; always where neither plays a part). It takes memory
    for the keys and suits small models. `adapters` are LoRAs that requests wear: see `wearing`.
    """

    def __init__(
        self,
        prepare: Prepare,
        *,
        slots: int = SLOTS,
        context: int = CONTEXT,
        steady: bool = False,
        adapters: Sequence[Path] = (),
    ) -> None:
        self._prepare = prepare
        self._slots, self._context, self._steady = slots, context, steady
        self._adapters = tuple(adapters)
        self._workers = ThreadPoolExecutor(slots, thread_name_prefix="llama")
        self._loading = threading.Lock()
        self._server: Any = None
        self._model = ""
        self._closing = threading.Event()

    async def generate(
        self, body: Mapping[str, Any], *, hear: Callable[[str], None] = _nobody, timeout: float
    ) -> Generation:
        """Generate in the next free slot; `hear` gets the first choice's text as it comes."""
        loop, stop = asyncio.get_running_loop(), threading.Event()

        def pass_on(text: str) -> None:
            loop.call_soon_threadsafe(hear, text)

        run = self._workers.submit(self._run, dict(body), pass_on, stop, timeout)
        try:
            return await asyncio.wrap_future(run)
        finally:
            stop.set()

    def wearing(self, adapter: Path | None = None, scale: float = 1.0) -> dict[str, Any]:
        """What a request says that wears one adapter as much as `scale`, or none of them.

        Every request must say it, the bare model's too: only where a request says what it wears
        does llama.cpp compare that with what a slot's prompt was computed with, and forget it.
        ValueError where the adapter is none of the runtime's.
        """
        if adapter is not None and adapter not in self._adapters:
            raise ValueError(f"{adapter} is not among the adapters of this server")
        scales = [scale if each == adapter else 0.0 for each in self._adapters]
        worn = [{"id": number, "scale": much} for number, much in enumerate(scales)]
        return {"lora": worn} if worn else {}

    def admits(self, adapters: Sequence[Path]) -> bool:
        """Whether it has these adapters, or takes them along since it has not loaded yet."""
        # Loading takes seconds, and nobody here may wait for it: what it began with is what it has.
        if self._server is None and self._loading.acquire(blocking=False):
            self._adapters = tuple(dict.fromkeys([*self._adapters, *adapters]))
            self._loading.release()
        return set(adapters) <= set(self._adapters)

    @property
    def address(self) -> str:
        """Where llama.cpp listens on loopback, locked with a random key; empty before it loads."""
        return str(self._server.listening_address) if self._server else ""

    async def close(self) -> None:
        """Stop what runs, wait for it, and free the model."""
        self._closing.set()
        await asyncio.to_thread(self._workers.shutdown, cancel_futures=True)
        self._server = None

    def _run(
        self,
        body: dict[str, Any],
        hear: Callable[[str], None],
        stop: threading.Event,
        timeout: float,
    ) -> Generation:
        server = self._loaded()
        choices = [Choice() for _ in range(body.get("n", 1))]
        listener = _Listener(Generation(choices, model=self._model), hear, timeout)
        listener.stops = (stop, self._closing)
        stream = {"stream": True, "stream_options": {"include_usage": True}}
        try:
            server.handle_chat_completions(
                {**body, **stream, "return_progress": True}, listener.hears
            )
        except ValueError as error:
            raise ModelError(f"llama.cpp: {error}", kind="bad_request") from error
        return listener.result()

    def _loaded(self) -> Any:
        with self._loading:
            if self._server is None:
                path = self._prepare()
                self._model = path.stem
                self._server = _load(path, self._slots, self._context, self._steady, self._adapters)
            return self._server


class _Listener:
    """Hears a generation in its worker thread, and says when it must stop."""

    def __init__(self, generation: Generation, hear: Callable[[str], None], timeout: float) -> None:
        self.stops: tuple[threading.Event, ...] = ()
        self._generation = generation
        self._hear = hear
        self._begun = time.monotonic()
        self._timeout = timeout
        self._failure: Exception | None = None

    def hears(self, chunks: Chunk | list[Chunk]) -> bool:
        """Take what llama.cpp sends; True stops it. An exception must not reach C++."""
        try:
            for chunk in chunks if isinstance(chunks, list) else [chunks]:
                self._take(chunk)
        except Exception as failure:
            self._failure = failure
        return self._must_stop()

    def result(self) -> Generation:
        """The generation, or why there is none."""
        if self._failure is not None:
            raise self._failure
        if self._late:
            raise ModelError(
                f"the embedded model took longer than {self._timeout:g} s", kind="timeout"
            )
        if not all(choice.finish for choice in self._generation.choices):
            raise ModelError("the generation was stopped", kind="connection")
        self._generation.seconds = time.monotonic() - self._begun
        return self._generation

    def _take(self, chunk: Chunk) -> None:
        if "error" in chunk:
            raise _refusal(chunk["error"])
        text = self._generation.take(chunk)
        if text and self._generation.first_token is None:
            self._generation.first_token = time.monotonic() - self._begun
        if text and not self._must_stop():
            self._hear(text)

    def _must_stop(self) -> bool:
        asked = any(stop.is_set() for stop in self.stops)
        return asked or self._late or self._failure is not None

    @property
    def _late(self) -> bool:
        return time.monotonic() - self._begun > self._timeout


def _refusal(error: Mapping[str, Any]) -> ModelError:
    message = str(error.get("message", error))
    if error.get("type") == "exceed_context_size_error":
        return ModelError(f"the prompt is too long: {message}", kind="context")
    kind = "bad_request" if error.get("code") == 400 else "server"
    return ModelError(f"llama.cpp: {message}", kind=kind)


def _load(path: Path, slots: int, context: int, steady: bool, adapters: Sequence[Path]) -> Any:
    """Start the server. Its loopback listener cannot be turned off, so it gets a random key."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_parallel, params.n_ctx = slots, context * slots
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = physical_cores()
    params.n_batch = params.n_ubatch = BATCH
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.api_keys = [secrets.token_urlsafe(32)]
    params.ui = params.endpoint_slots = params.warmup = False
    params.verbosity = 0
    if adapters:
        worn = xllamacpp.CommonAdapterLoraInfo
        params.lora_adapters = [worn(str(each), 0.0) for each in adapters]
        # That cache knows prompts by their words alone, not by what they were computed with.
        params.cache_ram_mib = 0
    if steady:
        _make_steady(params, xllamacpp)
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, ValueError) as error:
        raise ModelError(
            f"{path} cannot be loaded: {error}",
            kind="unknown_model",
            hint="is it a GGUF file that llama.cpp can read?",
        ) from error


def _make_steady(params: Any, xllamacpp: Any) -> None:
    """Nearly the same rounding whatever else is in the batch or came from the cache.

    With flash attention or 16-bit keys a token's numbers depend on how many are computed at once.
    """
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.cache_type_k = xllamacpp.ggml_type.GGML_TYPE_F32


def finite(value: float | None) -> float:
    """A log-probability as a finite number; what cannot happen counts as -1e9."""
    return value if value is not None and math.isfinite(value) else -1e9
