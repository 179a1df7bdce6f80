"""The HTTP connections of one run: opened when first needed, kept alive, closed at its end."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aiohttp

AGENT = "dialogue-society"


class Pool:
    """One session for all endpoints. It takes no cookies, and no proxies from the environment."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> "aiohttp.ClientSession":
        """The session, without a limit of its own: the limiter knows what an endpoint bears."""
        if self._session is None:
            import aiohttp

            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, limit_per_host=0, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
                headers={"User-Agent": AGENT, "Content-Type": "application/json"},
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
