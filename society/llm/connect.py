"""From a model's name to a live model; everything that must be closed is closed here.

embedded              the model that comes along
embedded+judge        the same with an adapter that ships, or that was trained and kept by name
embedded+/a/file.gguf the same with the adapter in a file
gguf:/path/to.gguf    any GGUF file
scripted:/path.jsonl  a script, one JSON string a line
provider/model        anything litellm knows
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from society.domain.calls import Sampling
from society.domain.errors import ModelError
from society.llm.adapters import EMBEDDED, JOINT, SUFFIX, called, shipped
from society.llm.embedded import LARGE, SMALL, Embedded
from society.llm.limiter import EndpointState
from society.llm.limits import Limits
from society.llm.model import Model, Tell, nobody
from society.llm.network import Network, TransportName
from society.llm.preflight import preflight
from society.llm.prices import Price, Prices
from society.llm.purse import Purse
from society.llm.remote import Remote
from society.llm.retry import Patience
from society.llm.runtime import Runtime
from society.llm.scripted import Scripted
from society.llm.weights import PACKAGE, prepared, present, ready

SLOTS = 6
"""Of the embedded model's one server: six prompts kept, its judge's questions among them."""

PREPARING = "preparing the embedded model, this once (about 10 s)"


class Connections:
    """Live models by name, one each, for one run; nothing is loaded or sent until one is asked.

    A provider's key is read from `environ` when that provider is named, and goes only to it.
    `speaks_json` and `prices` are by model name and overrule what is known of a model; `limits` are
    by model name, provider or host; `adapters` are the embedded model's, by name, those in
    `adapters_dir` go beside them. Every request of every model is paid from `purse`. `stream` is
    for whoever watches, a batch is faster without. `callbacks` are litellm's own, by name.
    """

    _own: Runtime | None = None
    _models: dict[str, Model]
    _runtimes: list[Runtime]

    def __init__(
        self,
        *,
        environ: Mapping[str, str],
        models_dir: Path,
        api_base: str | None = None,
        timeout: float = 120,
        stream: bool = True,
        transport: TransportName = "auto",
        prices: Mapping[str, Price] | None = None,
        limits: Mapping[str, Limits] | None = None,
        speaks_json: Mapping[str, bool] | None = None,
        callbacks: Sequence[str] = (),
        purse: Purse | None = None,
        patience: Patience | None = None,
        package: str = PACKAGE,
        runtime: Callable[..., Runtime] = Runtime,
        adapters: Mapping[str, Path] | None = None,
        adapters_dir: Path | None = None,
    ) -> None:
        self.prices = Prices(prices)
        self.purse = purse or Purse()
        self._network = Network(
            environ=environ,
            prices=self.prices,
            purse=self.purse,
            api_base=api_base,
            timeout=timeout,
            stream=stream,
            transport=transport,
            limits=limits,
            speaks_json=speaks_json,
            callbacks=callbacks,
            patience=patience,
        )
        self._timeout, self._runtime = timeout, runtime
        self._models_dir, self._package = models_dir, package
        self._adapters = shipped() if adapters is None else adapters
        self._adapters_dir = adapters_dir
        self._models, self._runtimes = {}, []

    def __call__(self, name: str) -> Model:
        """The model of that name; ModelError saying what to do where there can be none."""
        if name not in self._models:
            self._models[name] = self._connect(name)
        return self._models[name]

    def priced(self, name: str) -> bool:
        """Whether it is known what the model costs, which a budget needs."""
        model = self(name)
        if not isinstance(model, Remote) or model.route.own_machine:
            return True
        return self.prices.of(name) is not None

    def endpoints(self) -> list[EndpointState]:
        """What goes on at every endpoint that was asked for: for displays of progress."""
        return self._network.endpoints()

    async def preflight(self, names: Iterable[str], *, tell: Tell = nobody) -> None:
        """Ask every remote model for a word; ModelError where one cannot be asked.

        The requests are told and paid for like all others.
        """
        models = [self(name) for name in dict.fromkeys(names)]
        remote = [model for model in models if isinstance(model, Remote)]
        await preflight(remote, self._network.patience, tell)

    async def close(self) -> None:
        """Stop what generates, free every model and close every connection."""
        runtimes, self._runtimes = self._runtimes, []
        self._models, self._own = {}, None
        for runtime in runtimes:
            await runtime.close()
        await self._network.close()

    def _connect(self, name: str) -> Model:
        scheme, _, rest = name.partition(":")
        base, joint, adapter = name.partition(JOINT)
        if base == EMBEDDED:
            return self._embedded(name, self._known(adapter) if joint else None)
        if scheme == "gguf":
            return self._gguf(name, Path(rest).expanduser())
        if scheme == "scripted":
            return Scripted.from_file(Path(rest).expanduser(), purse=self.purse)
        if get_close_matches(name.lower(), [EMBEDDED], cutoff=0.75):
            raise ModelError(
                f"no model is called {name!r}", kind="unknown_model", hint="did you mean embedded?"
            )
        return self._network.model(name)

    def _embedded(self, name: str, adapter: Path | None) -> Model:
        """The model that comes along, bare or with an adapter: one server, all adapters in it."""
        present(self._models_dir, package=self._package)
        own = self._serving(adapter)
        first = "" if prepared(self._models_dir) else PREPARING
        return self._local(
            name,
            own,
            SMALL,
            first,
            worn=lambda: own.wearing(adapter),
            suffix=f"{JOINT}{called(adapter)}" if adapter else "",
        )

    def _serving(self, adapter: Path | None) -> Runtime:
        """The server that has the adapter; another one where it came after that one had begun."""
        usual = tuple(self._adapters.values())
        wanted = usual if adapter in (None, *usual) else (*usual, *self._kept().values(), adapter)
        if self._own is None or not self._own.admits([each for each in wanted if each]):
            self._own = self._started(
                lambda: ready(self._models_dir, package=self._package),
                steady=True,
                slots=SLOTS,
                adapters=tuple(dict.fromkeys(each for each in wanted if each)),
            )
        return self._own

    def _kept(self) -> Mapping[str, Path]:
        """The adapters that were trained here."""
        return shipped(self._adapters_dir) if self._adapters_dir else {}

    def _known(self, adapter: str) -> Path:
        if adapter.endswith(SUFFIX):
            return self._file(Path(adapter).expanduser())
        known = {**self._kept(), **self._adapters}
        if adapter in known:
            return known[adapter]
        there = ", ".join(f"{EMBEDDED}{JOINT}{each}" for each in known) or "none"
        raise ModelError(
            f"the embedded model has no adapter {adapter!r}",
            kind="unknown_model",
            hint=f"there are: {there}",
        )

    def _file(self, path: Path) -> Path:
        if path.is_file():
            return path
        raise ModelError(
            f"there is no file {path}",
            kind="unknown_model",
            hint=f"{EMBEDDED}{JOINT}/path/to/adapter{SUFFIX}",
        )

    def _gguf(self, name: str, path: Path) -> Model:
        if not path.is_file():
            raise ModelError(
                f"there is no file {path}", kind="unknown_model", hint="gguf:/path/to/model.gguf"
            )
        return self._local(name, self._started(lambda: path), LARGE, "")

    def _local(
        self,
        name: str,
        runtime: Runtime,
        sampling: Sampling,
        first: str,
        **more: Any,
    ) -> Model:
        return Embedded(
            name,
            runtime,
            sampling=sampling,
            timeout=self._timeout,
            first=first,
            purse=self.purse,
            **more,
        )

    def _started(self, prepare: Callable[[], Path], **options: Any) -> Runtime:
        runtime = self._runtime(prepare, **options)
        self._runtimes.append(runtime)
        return runtime
