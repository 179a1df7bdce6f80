"""`society serve`: the window in a browser, for this machine alone unless somebody says more."""

import secrets
import sys

from society.cli.output import note
from society.domain.errors import SocietyError


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    expose: bool = False,
    token: str | None = None,
    name: list[str] | None = None,
    db: str | None = None,
) -> None:
    """Open the window in a browser; it is printed where.

    Parameters
    ----------
    host
        The address to listen at: this machine's own, unless --expose.
    port
        The port to listen at.
    expose
        Let other machines reach it; the address that is printed holds a token, without which
        nobody comes in.
    token
        The token to ask for, instead of one made anew each time.
    name
        A further host name that browsers call this machine by; may be repeated.
    db
        The database.
    """
    from tui.web.server import Door

    asked = _token(host, token, expose=expose)
    words = [sys.executable, "-m", "society", "studio", *(["--db", db] if db else [])]
    Door(words, host=host, port=port, token=asked, names=name or [], tell=_tell).serve()


SHORTEST = 16


def _token(host: str, token: str | None, *, expose: bool) -> str:
    """The token to ask for, '' for none; SocietyError where others could come in unasked."""
    from tui.web.server import loopback

    if not loopback(host) and not expose:
        raise SocietyError(
            f"{host} can be reached from other machines",
            hint="say --expose to let them in by a token, or leave --host out",
        )
    if token is not None and len(token) < SHORTEST:
        raise SocietyError(f"a token has {SHORTEST} characters at least")
    if loopback(host):
        return token or ""
    note("without TLS others on the way can read along: put a proxy with https before it")
    return token or secrets.token_urlsafe(24)


def _tell(address: str) -> None:
    note(f"society is open at {address}")
    note("ctrl+c closes it", "dim")
