"""litellm comes in late, offline and quietly."""

import subprocess
import sys

LATE = """
import sys
import society.llm.connect, society.llm.structured, society.llm.scripted, society.llm.weights
import society.llm.providers, society.llm.local, society.cli.models
heavy = {"litellm", "xllamacpp", "gguf", "httpx", "aiohttp", "jsonschema"} & set(sys.modules)
sys.exit(f"loaded too early: {heavy}" if heavy else 0)
"""

OFFLINE = """
import socket, sys

def refuse(*args, **options):
    sys.exit(f"reached out: {args}")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.create_connection = refuse
from society.llm.library import litellm
litellm()
"""


def run(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )


def test_the_room_loads_no_heavy_library() -> None:
    assert run(LATE).stderr == ""


def test_importing_litellm_reaches_for_nothing_and_says_nothing() -> None:
    done = run(OFFLINE)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
