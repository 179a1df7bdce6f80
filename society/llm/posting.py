"""One document posted to one address, and what came back; nothing of ours goes with it."""

from typing import TYPE_CHECKING

from society.domain.errors import JudgeError
from society.llm.reading import beginning

if TYPE_CHECKING:
    import aiohttp

MOST = 1024 * 1024
"""Bytes of an answer."""

CONNECT_SECONDS = 10.0


async def post(url: str, document: bytes) -> bytes:
    """The body of the answer; JudgeError where there is none.

    No key, cookie or proxy, nothing followed, nothing sent twice. The caller bounds the time.
    """
    import aiohttp

    sent = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        auto_decompress=False,
        trust_env=False,
    ) as session:
        try:
            async with session.post(
                url,
                data=document,
                headers=sent,
                skip_auto_headers=("User-Agent",),
                allow_redirects=False,
            ) as response:
                return await _body(response, url)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise JudgeError(f"{url} did not answer: {type(error).__name__}: {error}") from error


async def _body(response: "aiohttp.ClientResponse", url: str) -> bytes:
    if 300 <= response.status < 400:
        raise JudgeError(
            f"{url} answered HTTP {response.status}, that it has moved",
            hint="a redirection is not followed; give the new address",
        )
    said = await beginning(response, MOST + 1)
    if response.status != 200:
        shown = " ".join(said[:200].decode("utf-8", "replace").split())
        raise JudgeError(f"{url} answered HTTP {response.status}: {shown}")
    if len(said) > MOST:
        raise JudgeError(f"{url} answered with more than {MOST // 1024} kB")
    return said
