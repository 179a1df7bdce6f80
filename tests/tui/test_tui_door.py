"""Who may open the window in a browser, asked over real HTTP."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from aiohttp.test_utils import TestServer

from society.cli.serve import serve
from society.domain.errors import SocietyError
from tui.web.server import Door

TOKEN = "a-token-of-the-test"


@asynccontextmanager
async def opened(
    *, host: str = "127.0.0.1", token: str = "", names: tuple[str, ...] = ()
) -> AsyncIterator[tuple[ClientSession, str]]:
    door = Door(["true"], host=host, port=0, token=token, names=names, tell=lambda _: None)
    door.initialize_logging()
    server = TestServer(await door._make_app(), host="127.0.0.1")
    async with server, ClientSession() as browser:
        yield browser, f"http://127.0.0.1:{server.port}"


async def test_on_this_machine_the_page_opens_and_asks_nobody_elsewhere_for_anything() -> None:
    async with opened() as (browser, address), browser.get(address) as page:
        text = await page.text()

    assert page.status == 200
    assert f"ws://{address.removeprefix('http://')}/ws" in text
    assert "googleapis" not in text
    assert page.headers["X-Frame-Options"] == "DENY"


async def test_a_name_that_another_site_resolved_to_this_machine_is_refused() -> None:
    host = {"Host": "evil.example"}
    async with opened() as (browser, address), browser.get(address, headers=host) as page:
        told = await page.text()

    assert page.status == 403
    assert "evil.example" in told


async def test_a_page_of_another_site_cannot_open_the_socket() -> None:
    async with opened() as (browser, address):
        with pytest.raises(WSServerHandshakeError) as refused:
            await browser.ws_connect(f"{address}/ws", headers={"Origin": "http://evil.example"})

    assert refused.value.status == 403


@pytest.mark.parametrize("path", ["/", "/ws", "/static/css/xterm.css", "/download/x", "/?token=no"])
async def test_without_the_token_nothing_is_shown(path: str) -> None:
    async with opened(token=TOKEN) as (browser, address), browser.get(address + path) as page:
        assert page.status == 403


async def test_the_token_becomes_a_cookie_and_leaves_the_address() -> None:
    async with opened(token=TOKEN, names=("lab",)) as (browser, address):
        headers = {"Host": "lab"}
        asked = browser.get(f"{address}/?token={TOKEN}", headers=headers, allow_redirects=False)
        async with asked as first:
            cookie = first.headers["Set-Cookie"]
        kept = {**headers, "Cookie": f"society={TOKEN}"}
        async with browser.get(address, headers=kept) as second:
            assert second.status == 200

    assert (first.status, first.headers["Location"]) == (302, "/")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_an_address_that_others_reach_is_refused_unless_somebody_says_so() -> None:
    with pytest.raises(SocietyError, match="can be reached from other machines"):
        serve(host="0.0.0.0", port=free())


def test_a_token_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(SocietyError, match="16 characters"):
        serve(host="0.0.0.0", port=free(), expose=True, token="short")


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
