"""What every test stands on: no network but loopback, no settings of the person at the keyboard."""

import ipaddress
import os
import socket
from typing import Any

import pytest

# A window stands still from one look to the next. It is read once, when Textual is imported.
os.environ["TEXTUAL_ANIMATIONS"] = "none"


def pytest_configure(config: pytest.Config) -> None:
    """How long an example takes says more about the machine's neighbours than about us.

    The environments in which other libraries are tried have no hypothesis.
    """
    if config.pluginmanager.hasplugin("hypothesispytest"):
        from hypothesis import settings

        settings.register_profile("house", deadline=None)
        settings.load_profile("house")


class ReachedOut(Exception):
    """A test tried to leave this machine."""


def _is_loopback(address: Any) -> bool:
    host = address[0] if isinstance(address, tuple) else address
    if host in {"localhost", "", None} or isinstance(host, bytes) or str(host).startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address):
            raise ReachedOut(f"a test reached out to {address}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("SOCIETY_DB", str(home / "society.db"))
    for name in ("SOCIETY_MODEL", "SOCIETY_JUDGE_MODEL", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
