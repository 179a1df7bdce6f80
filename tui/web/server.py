"""The window in a browser: textual-serve behind a door that knows who may come in.

Law: nobody comes in from another site, whatever the address; and where the address can be reached
from another machine, nobody without the token.
"""

import hmac
import logging
import shlex
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

COOKIE = "society"
HERE = ("localhost", "127.0.0.1", "[::1]")
TEMPLATES = str(Path(__file__).parent)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def loopback(host: str) -> bool:
    """Whether an address is this machine's own and nobody else's."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Door(Server):
    """Serves the command's window at an address.

    `names` are the host names that a browser may call it by, beside the address itself. Without a
    `token` everybody who reaches the address comes in.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        host: str,
        port: int,
        token: str = "",
        names: Sequence[str] = (),
        tell: Callable[[str], None],
    ) -> None:
        shown = f"[{host}]" if ":" in host else host
        super().__init__(
            shlex.join(command), host=host, port=port, title="society", templates_path=TEMPLATES
        )
        self.public_url = ""
        self._token, self._tell = token, tell
        self._names = {*names, shown, *(HERE if loopback(host) else ())}
        self.address = f"http://{shown}:{port}/" + (f"?token={token}" if token else "")

    def initialize_logging(self) -> None:
        """Plain lines; a traceback never shows what variables hold."""
        logging.basicConfig(level=logging.WARNING, format="%(message)s")

    async def on_startup(self, app: web.Application) -> None:
        """Say where the window is."""
        self._tell(self.address)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()

        @web.middleware
        async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._let_in(request, handler)

        app.middlewares.append(door)
        return app

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page; a token that came in the address is kept as a cookie and taken out of it."""
        if "token" in request.query:
            kept = web.HTTPFound(request.path)
            kept.set_cookie(COOKIE, self._token, httponly=True, samesite="Strict")
            raise kept
        self.public_url = f"{request.scheme}://{request.host}"
        page: web.StreamResponse = await super().handle_index(request)
        return page

    async def _let_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        refused = self.refusal(request)
        if refused:
            raise web.HTTPForbidden(text=refused)
        answer = await handler(request)
        if not answer.prepared:
            answer.headers.update(_CAREFUL)
        return answer

    def refusal(self, request: web.Request) -> str:
        """Why this request is not let in; '' where it is."""
        host = urlsplit(f"//{request.host}").hostname or ""
        called = f"[{host}]" if ":" in host else host
        if called not in self._names:
            return f"nobody is called {called!r} here; society serve --name lets a name in"
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            return "this window opens for its own page only"
        given = request.query.get("token") or request.cookies.get(COOKIE, "")
        if self._token and not hmac.compare_digest(given.encode(), self._token.encode()):
            return "the token is missing or wrong; the address that society serve printed has it"
        return ""


_CAREFUL = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws: wss:; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
