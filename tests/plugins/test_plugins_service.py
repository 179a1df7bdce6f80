"""A judge over HTTP: on this machine or where the user said so, nothing of ours goes along."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from society import SocietyError
from society.domain.judging import Judgement
from society.llm.posting import MOST
from society.play.asking import ask
from society.plugins import find
from society.settings import settings
from society.testing import Case, sample_dialogue


@dataclass
class Service:
    """What a service answers, and what it heard."""

    body: bytes = b"0.5"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stalls: bool = False
    heard: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers["Content-Length"]))
            service.heard.append((self.path, dict(self.headers), json.loads(said)))
            if service.stalls:
                service.over.wait()
                return
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(service.body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/polite"
    try:
        yield service
    finally:
        service.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


async def judged(service: Service, *, marks: str = "", timeout: float = 20) -> Judgement:
    juror = find(f"{service.url}{marks}")
    return await ask(juror, Case(dialogue=sample_dialogue(), turn=1), timeout=timeout)


async def test_a_service_judges_a_turn() -> None:
    with serving(Service(b'{"score": 8, "critique": "kind"}')) as service:
        said = await judged(service, marks="#scale=0..10&name=kind")

    assert (said.score, said.critique, said.judge) == (0.8, "kind", "kind")
    assert [path for path, _, _ in service.heard] == ["/polite"]


async def test_a_service_hears_no_secret_of_another_role() -> None:
    with serving(Service()) as service:
        await judged(service)

    asked = service.heard[0][2]
    assert asked["role"] == "buyer"
    assert asked["dialogue"]["roles"][1]["private"] == "You can pay at most 160."
    assert "110" not in json.dumps(asked)


async def test_nothing_of_ours_goes_with_the_question() -> None:
    with serving(Service()) as service:
        await judged(service)

    assert set(service.heard[0][1]) == {
        "Host",
        "Accept",
        "Accept-Encoding",
        "Content-Type",
        "Content-Length",
    }


async def test_a_redirection_is_not_followed() -> None:
    with serving(Service(b"1")) as other:
        moved = Service(status=307, headers={"Location": other.url})
        with serving(moved) as service:
            said = await judged(service)

    assert said.unscored == "judge_error"
    assert "a redirection is not followed" in said.critique
    assert other.heard == []


async def test_a_service_that_stalls_is_out_of_time() -> None:
    with serving(Service(stalls=True)) as service:
        said = await judged(service, timeout=0.5)

    assert said.unscored == "timeout"


@pytest.mark.parametrize(
    ("service", "sentence"),
    [
        pytest.param(Service(b"<h1>No</h1>", 500), "answered HTTP 500: <h1>No</h1>", id="500"),
        pytest.param(Service(b"", 204), "answered HTTP 204", id="empty"),
        pytest.param(Service(b"<!doctype html><p>Hi"), "answered no JSON", id="html"),
        pytest.param(Service(b""), "answered nothing", id="nothing"),
        pytest.param(Service(b" " * (MOST + 2)), "answered with more than 1024 kB", id="huge"),
        pytest.param(Service(b"NaN"), "answered no JSON", id="nan"),
        pytest.param(Service(b'"8"'), "answered '\"8\"'", id="text"),
        pytest.param(
            Service(b"0.5", headers={"Content-Length": "9"}), "did not answer", id="cut short"
        ),
        pytest.param(
            Service(b"\x1f\x8b\x08", headers={"Content-Encoding": "gzip"}),
            "answered no JSON",
            id="packed",
        ),
    ],
)
async def test_a_service_that_gives_no_verdict_is_unscored(service: Service, sentence: str) -> None:
    with serving(service):
        said = await judged(service)

    assert (said.score, said.unscored) == (None, "judge_error")
    assert sentence in said.critique


async def test_a_service_that_is_not_there_is_unscored() -> None:
    with serving(Service()) as service:
        pass

    said = await judged(service)

    assert said.unscored == "judge_error"
    assert "did not answer" in said.critique


@pytest.mark.parametrize(
    "url",
    [
        "https://judge.example/x",
        "http://10.0.0.1/x",
        "http://127.0.0.1.example/x",
        "http://127.1/x",
    ],
)
def test_a_host_elsewhere_is_refused_unless_the_user_allows_it(url: str) -> None:
    with pytest.raises(SocietyError, match="would send dialogues to") as told:
        find(url, allow_code=True)

    assert "SOCIETY_JUDGE_HOSTS" in told.value.hint


def test_an_allowed_host_may_be_asked() -> None:
    assert find("https://judge.example/kind", hosts=["judge.example"]).name == "kind"
    assert find("http://judge.example:81/", hosts=["judge.example:81"]).name == "judge.example"
    with pytest.raises(SocietyError, match="would send dialogues to"):
        find("http://judge.example:82/", hosts=["judge.example:81"])


@pytest.mark.parametrize(
    "url", ["http://me:canary@127.0.0.1/x", "http:///x", "http://127.0.0.1:99999/x", "http://[::1"]
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(SocietyError, match="address") as told:
        find(url)

    assert "canary" not in str(told.value)


def test_hosts_are_allowed_by_the_user_and_never_by_a_folder(tmp_path: Path) -> None:
    allowed = settings({"SOCIETY_JUDGE_HOSTS": "judge.example, other.example:81"}, tmp_path)
    (tmp_path / "society.toml").write_text('judge_hosts = ["evil.example"]', "utf-8")

    assert allowed.judge_hosts == ("judge.example", "other.example:81")
    with pytest.raises(SocietyError, match="cannot send your dialogues") as told:
        settings({}, tmp_path)
    assert "SOCIETY_JUDGE_HOSTS" in told.value.hint
