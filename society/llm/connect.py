"""From a model's name to a live model; everything that must be closed is closed here.

embedded              the model that comes along
gguf:/path/to.gguf    any GGUF file
scripted:/path.jsonl  a script, one JSON string a line
provider/model        anything litellm knows
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path

from society.domain.calls import Sampling
from society.domain.errors import ModelError
from society.llm.embedded import LARGE, SMALL, Embedded
from society.llm.gate import Gate
from society.llm.model import Model
from society.llm.prices import Price, Prices
from society.llm.retry import Patience
from society.llm.runtime import Runtime
from society.llm.scripted import Scripted
from society.llm.weights import PACKAGE, prepared, present, ready

EMBEDDED = "embedded"
PREPARING = "preparing the embedded model, this once (about 10 s)"


class Connections:
    """Live models by name, one each, for one run; nothing is loaded or sent until one is asked.

    A provider's key is read from `environ` when that provider is named, and goes only to it.
    `speaks_json` and `prices` are by model name and overrule what is known of a model; `stream`
    is for whoever watches, a batch is faster without.
    """

    def __init__(
        self,
        *,
        environ: Mapping[str, str],
        models_dir: Path,
        api_base: str | None = None,
        timeout: float = 120,
        stream: bool = True,
        prices: Mapping[str, Price] | None = None,
        speaks_json: Mapping[str, bool] | None = None,
        patience: Patience | None = None,
        package: str = PACKAGE,
        runtime: Callable[..., Runtime] = Runtime,
    ) -> None:
        self.prices = Prices(prices)
        self._environ, self._api_base = environ, api_base
        self._timeout, self._stream = timeout, stream
        self._speaks_json = dict(speaks_json or {})
        self._patience = patience or Patience()
        self._models_dir, self._package = models_dir, package
        self._runtime = runtime
        self._models: dict[str, Model] = {}
        self._runtimes: list[Runtime] = []
        self._gates: dict[tuple[str, str], Gate] = {}

    def __call__(self, name: str) -> Model:
        """The model of that name; ModelError saying what to do where there can be none."""
        if name not in self._models:
            self._models[name] = self._connect(name)
        return self._models[name]

    async def close(self) -> None:
        """Stop what generates, free every model and close every connection."""
        runtimes, self._runtimes = self._runtimes, []
        remote, self._gates = bool(self._gates), {}
        self._models = {}
        for runtime in runtimes:
            await runtime.close()
        if remote:
            from society.llm.library import close_clients

            await close_clients()

    def _connect(self, name: str) -> Model:
        scheme, _, rest = name.partition(":")
        if name == EMBEDDED:
            return self._embedded()
        if scheme == "gguf":
            return self._gguf(name, Path(rest).expanduser())
        if scheme == "scripted":
            return Scripted.from_file(Path(rest).expanduser())
        if get_close_matches(name.lower(), [EMBEDDED], cutoff=0.75):
            raise ModelError(
                f"no model is called {name!r}", kind="unknown_model", hint="did you mean embedded?"
            )
        return self._remote(name)

    def _remote(self, name: str) -> Model:
        from society.llm.litellm_client import Remote
        from society.llm.providers import route

        way = route(name, self._environ, self._api_base)
        return Remote(
            name,
            way,
            environ=self._environ,
            timeout=self._timeout,
            stream=self._stream,
            speaks_json=self._speaks_json.get(name),
            prices=self.prices,
            patience=self._patience,
            gate=self._gates.setdefault((way.provider, way.host), Gate(sleep=self._patience.sleep)),
        )

    def _embedded(self) -> Model:
        present(self._models_dir, package=self._package)
        runtime = self._started(lambda: ready(self._models_dir, package=self._package), steady=True)
        first = "" if prepared(self._models_dir) else PREPARING
        return self._local(EMBEDDED, runtime, SMALL, first)

    def _gguf(self, name: str, path: Path) -> Model:
        if not path.is_file():
            raise ModelError(
                f"there is no file {path}", kind="unknown_model", hint="gguf:/path/to/model.gguf"
            )
        return self._local(name, self._started(lambda: path), LARGE, "")

    def _local(self, name: str, runtime: Runtime, sampling: Sampling, first: str) -> Model:
        return Embedded(name, runtime, sampling=sampling, timeout=self._timeout, first=first)

    def _started(self, prepare: Callable[[], Path], *, steady: bool = False) -> Runtime:
        runtime = self._runtime(prepare, steady=steady)
        self._runtimes.append(runtime)
        return runtime
