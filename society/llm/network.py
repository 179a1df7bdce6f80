"""Models behind HTTP by name: which wire carries them, in which line they stand, who pays.

One pool of connections, one line an endpoint and one purse serve all of them.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from society.domain.errors import SocietyError
from society.llm.dialect import Dialect, highest
from society.llm.exchange import Exchange
from society.llm.limiter import EndpointState, Limiter
from society.llm.limits import Limits, limits_of
from society.llm.pool import Pool
from society.llm.prices import Prices
from society.llm.providers import Route, route
from society.llm.purse import Purse
from society.llm.remote import Remote
from society.llm.retry import Patience
from society.llm.scrub import Scrubber
from society.llm.wire import IDLE, Wire

TransportName = Literal["auto", "direct", "litellm"]
"""Our own HTTP where the endpoint is OpenAI-compatible, nothing but that, or litellm always."""


class Network:
    """What all remote models of one run share."""

    def __init__(
        self,
        *,
        environ: Mapping[str, str],
        prices: Prices,
        purse: Purse,
        api_base: str | None = None,
        timeout: float = 120,
        idle: float = IDLE,
        stream: bool = True,
        transport: TransportName = "auto",
        limits: Mapping[str, Limits] | None = None,
        speaks_json: Mapping[str, bool] | None = None,
        callbacks: Sequence[str] = (),
        patience: Patience | None = None,
    ) -> None:
        self.patience = patience or Patience()
        self._environ, self._api_base = environ, api_base
        self._timeout, self._idle, self._stream = timeout, idle, stream
        self._transport, self._callbacks = transport, tuple(callbacks)
        self._limits, self._speaks_json = dict(limits or {}), dict(speaks_json or {})
        self._prices, self._purse = prices, purse
        self._scrub = Scrubber(environ)
        self._pool = Pool()
        self._lines: dict[tuple[str, str, str], Limiter] = {}
        self._library = False

    def model(self, name: str, way: Route | None = None) -> Remote:
        """The model of that name, along `way` where that is known already."""
        way = way or route(name, self._environ, self._api_base)
        direct = self._goes_direct(way)
        exchange = Exchange(
            name,
            way,
            self._wire(name, way, direct),
            scrub=self._scrub,
            prices=self._prices,
            limiter=self._line(name, way),
            purse=self._purse,
        )
        rung = highest(way, direct=direct, speaks_json=self._speaks_json.get(name))
        return Remote(
            name,
            way,
            exchange,
            Dialect(rung),
            stream=self._stream,
            bounded=self._purse.limited and not way.own_machine,
            patience=self.patience,
        )

    def endpoints(self) -> list[EndpointState]:
        """What goes on at every endpoint that a model was asked for at."""
        return [line.state for line in self._lines.values()]

    async def close(self) -> None:
        """Close every connection."""
        self._lines = {}
        await self._pool.close()
        if self._library:
            from society.llm.library import close_clients

            await close_clients()

    def _goes_direct(self, way: Route) -> bool:
        """Whether our own HTTP carries it; SocietyError where it must and cannot."""
        if self._transport == "direct" and not way.served:
            raise SocietyError(
                f"{way.provider} does not speak the chat-completions interface that the direct "
                "transport needs",
                hint="leave --transport out, or use --transport litellm",
            )
        if self._transport == "direct" and self._callbacks:
            raise SocietyError(
                "litellm's callbacks hear only what goes through litellm",
                hint="use --transport litellm, or leave the callbacks out",
            )
        wanted = self._transport != "litellm" and not self._callbacks
        return wanted and bool(way.served)

    def _wire(self, name: str, way: Route, direct: bool) -> Wire:
        if direct:
            from society.llm.direct import Direct

            return Direct(
                name, way, self._pool, scrub=self._scrub, timeout=self._timeout, idle=self._idle
            )
        from society.llm.transport import Transport

        self._library = True
        return Transport(
            name,
            way,
            scrub=self._scrub,
            timeout=self._timeout,
            idle=self._idle,
            callbacks=self._callbacks,
        )

    def _line(self, name: str, way: Route) -> Limiter:
        limits, own = limits_of(self._limits, name, way.provider, way.host)
        at = (way.provider, way.host, own)
        if at not in self._lines:
            self._lines[at] = Limiter(
                limits,
                provider=way.provider,
                host=way.host,
                model=own,
                patience=self.patience.seconds,
                clock=self.patience.clock,
                sleep=self.patience.sleep,
            )
        return self._lines[at]
