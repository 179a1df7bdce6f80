"""Adapters that were trained here: asked for by name or file, and all in one server."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from society.domain.errors import ModelError
from society.llm.connect import Connections
from society.llm.embedded import Embedded
from society.llm.runtime import Runtime
from society.llm.weights import FILE


class Server(Runtime):
    """A server that can be told that it has loaded."""

    loaded = False

    def admits(self, adapters: Sequence[Path]) -> bool:
        if self.loaded:
            return set(adapters) <= set(self._adapters)
        return super().admits(adapters)


def adapter(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.gguf"
    path.write_bytes(name.encode())
    return path


def connected(tmp_path: Path, started: list[Server]) -> Connections:
    (tmp_path / FILE).write_bytes(b"")

    def start(*prepare: Any, **options: Any) -> Server:
        started.append(Server(*prepare, **options))
        return started[-1]

    return Connections(
        environ={},
        models_dir=tmp_path,
        runtime=start,
        adapters={"judge": adapter(tmp_path / "ships", "judge")},
        adapters_dir=tmp_path / "kept",
        package="no_such_package",
    )


def test_adapters_kept_by_name_and_in_files_share_one_server(tmp_path: Path) -> None:
    started: list[Server] = []
    connections = connected(tmp_path, started)
    bike, lamp = (adapter(tmp_path / "kept", name) for name in ("bike", "lamp"))
    file = adapter(tmp_path / "elsewhere", "bus")

    models = [connections(name) for name in ("embedded", "embedded+bike", f"embedded+{file}")]

    (server,) = started
    assert all(isinstance(model, Embedded) for model in models)
    told = server.wearing(bike)["lora"]
    assert [each["scale"] for each in told] == [0.0, 1.0, 0.0, 0.0]
    assert server.admits([lamp, file])


def test_a_bare_model_alone_takes_nothing_that_was_trained_along(tmp_path: Path) -> None:
    started: list[Server] = []
    connections = connected(tmp_path, started)
    adapter(tmp_path / "kept", "bike")

    connections("embedded")
    connections("embedded+judge")

    assert len(started[0].wearing()["lora"]) == 1


def test_an_adapter_that_came_after_a_server_had_loaded_gets_another(tmp_path: Path) -> None:
    started: list[Server] = []
    connections = connected(tmp_path, started)
    connections("embedded")
    started[0].loaded = True
    bike = adapter(tmp_path / "kept", "bike")

    connections("embedded+bike")
    connections("embedded+judge")

    assert len(started) == 2
    assert [each["scale"] for each in started[1].wearing(bike)["lora"]] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("name", "said", "hint"),
    [
        pytest.param("bine", "no adapter 'bine'", "embedded+bike, embedded+judge", id="a slip"),
        pytest.param("/no/such.gguf", "no file /no/such.gguf", "embedded+/path", id="no file"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    name: str, said: str, hint: str, tmp_path: Path
) -> None:
    connections = connected(tmp_path, [])
    adapter(tmp_path / "kept", "bike")

    with pytest.raises(ModelError, match=said) as told:
        connections(f"embedded+{name}")

    assert hint in told.value.hint
