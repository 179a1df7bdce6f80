"""`society serve` in a real browser: a real dialogue, and nobody else who could open the window."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, WebSocket, async_playwright
from pyte import ByteStream, Screen

from tests.llm.live import weights
from tests.tui.terminal import PATIENCE, PERIOD, episodes

pytestmark = pytest.mark.embedded

ARGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
ARGS += ["--disable-background-networking", "--disable-component-update"]
COLUMNS, LINES = 400, 200
"""More than any window has: what is drawn finds its place."""
KNOCK = """address => new Promise(resolve => {
    const socket = new WebSocket(address);
    socket.onopen = () => resolve("open");
    socket.onerror = () => resolve("refused");
})"""


class Watched:
    """What the terminal in the page shows, told from what its socket brings."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self._screen = Screen(COLUMNS, LINES)
        self._stream = ByteStream(self._screen)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", self._follow)

    def _follow(self, opened: WebSocket) -> None:
        self.asked.append(opened.url)
        opened.on("framereceived", self._draw)

    def _draw(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            self._stream.feed(frame)

    async def until(self, *told: str) -> None:
        """Wait until all of this stands on the screen."""
        end = time.monotonic() + PATIENCE
        while not all(each in (seen := "\n".join(self._screen.display)) for each in told):
            shown = "\n".join(line.rstrip() for line in seen.splitlines())
            assert time.monotonic() < end, f"after {PATIENCE:.0f} s:\n{shown.strip()}"
            await asyncio.sleep(PERIOD)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)


@pytest.fixture
def address(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where `society serve` says that the window is."""
    cache = request.config.cache
    assert cache is not None
    models = cache.mkdir("models")
    weights(models)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"SOCIETY_HOME": str(tmp_path), "SOCIETY_MODELS_DIR": str(models)}
    serving = subprocess.Popen(
        [sys.executable, "-m", "society", "serve", "--port", str(port), "--db", str(db(tmp_path))],
        env={**os.environ, **own},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stderr is not None
    try:
        told = serving.stderr.readline()
        assert "society is open at" in told
        yield told.split()[-1]
    finally:
        serving.terminate()
        serving.communicate()


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A real one, without a window; skipped where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    async with async_playwright() as play:
        running = await play.chromium.launch(executable_path=program, args=ARGS)
        try:
            yield running
        finally:
            await running.close()


async def test_a_dialogue_is_played_in_a_browser_that_asks_nobody_else(
    tmp_path: Path, address: str
) -> None:
    async with browser() as running:
        page = await running.new_page(viewport={"width": 1280, "height": 800})
        watched = Watched(page)
        await page.goto(address)
        await page.wait_for_selector("body.-first-byte", timeout=1000 * PATIENCE)
        await page.click("#terminal")
        await watched.until("● market/used_bike")
        await watched.press("/")
        await watched.until("id, title, role or tag")
        await page.keyboard.type("used_bike")
        await watched.until("Selling a used bike")
        await watched.press("Enter")
        await watched.until("⏎ Run")
        await watched.press("Enter")
        await watched.until("Run market/used_bike", "Cancel")
        await watched.press("Control+s")
        await watched.until("· turn 2/12", "Ann", "Bo")
        picture = await page.screenshot(path=tmp_path / "window.png")
        await watched.press("x", "x")
        ((scenario, status, _),) = await stopped(db(tmp_path))

    assert (scenario, status) == ("market/used_bike", "stopped")
    assert len(set(pixels(picture))) > 20
    assert {urlsplit(url).netloc for url in watched.asked if not url.startswith("data:")} == {
        urlsplit(address).netloc
    }


async def test_a_page_of_another_site_cannot_open_the_window(address: str) -> None:
    own = f"ws://{urlsplit(address).netloc}/ws"
    async with browser() as running, TestServer(elsewhere(), host="127.0.0.1") as other:
        page = await running.new_page()
        await page.goto(str(other.make_url("/")))
        answer = await page.evaluate(KNOCK, own)
        await page.goto(address)
        known = await page.evaluate(KNOCK, own)

    assert (answer, known) == ("refused", "open")


def elsewhere() -> web.Application:
    """Another site."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<p>another site", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    return app


async def stopped(db: Path) -> list[tuple[str, str, str]]:
    """The dialogues, once none is played any more."""
    async with asyncio.timeout(PATIENCE):
        while any(status in {"pending", "running"} for _, status, _ in episodes(db)):
            await asyncio.sleep(PERIOD)
    return list(episodes(db))


def db(folder: Path) -> Path:
    return folder / "served.db"


def pixels(png: bytes) -> bytes:
    """The bytes of a picture's lines, as they lie in its file once unpacked."""
    at, packed = 8, b""
    while at < len(png):
        size, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        packed += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    return zlib.decompress(packed)
