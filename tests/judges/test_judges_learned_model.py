"""The file of a learned judge: it reads back exactly, and a hostile one is refused unread."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from judges.learned_file import MOST_BYTES, load_model, write_model
from judges.learned_material import every, material
from judges.learned_model import SHAPES, LearnedModel
from judges.learned_recipes import RECIPES, Recipe
from judges.learned_training import fit
from judges.learned_trees import PARTS
from society import SocietyError
from tests.judges.lessons import lessons


@pytest.fixture(scope="module")
def model() -> LearnedModel:
    found = material(lessons())
    return fit(found, every(found), RECIPES[0])


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as kept:
        return {name: kept.read(name) for name in kept.namelist()}


def rewritten(path: Path, **changes: bytes) -> Path:
    """The file with other members; empty bytes leave one out."""
    held = {**members(path), **{f"{name}.npy": body for name, body in changes.items()}}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, body in held.items():
            if body:
                kept.writestr(name, body)
    return path


def npy(array: Any, *, pickled: bool = False) -> bytes:
    held = io.BytesIO()
    np.lib.format.write_array(held, np.asarray(array), allow_pickle=pickled, version=(1, 0))
    return held.getvalue()


def vast(path: Path) -> bytes:
    """A header that promises a billion numbers, and none behind it."""
    held = io.BytesIO()
    shape = {"descr": "<f8", "fortran_order": False, "shape": (10**9,)}
    np.lib.format.write_array_header_1_0(held, shape)
    return held.getvalue()


def card(**changes: Any) -> bytes:
    told = {"schema": "learned/1", "features": 2, "link": "sigmoid", **changes}
    return npy(np.frombuffer(json.dumps(told).encode(), dtype=np.uint8))


def test_a_model_reads_back_as_it_was(model: LearnedModel, tmp_path: Path) -> None:
    written = write_model(model, tmp_path / "deep" / "kind.npz")
    read = load_model(tmp_path / "deep" / "kind.npz")

    assert read.card == written.card == model.card
    assert read.version == written.version != ""
    assert all((read.arrays[name] == model.arrays[name]).all() for name in SHAPES)


def test_the_same_model_is_the_same_file_and_another_card_another_version(
    model: LearnedModel, tmp_path: Path
) -> None:
    one = write_model(model, tmp_path / "one.npz")
    two = write_model(model, tmp_path / "two.npz")
    other = write_model(LearnedModel(model.arrays, {**model.card, "seed": 1}), tmp_path / "3.npz")

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert one.version == two.version != other.version
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3.npz", "one.npz", "two.npz"]


def test_trees_read_back_and_read_as_they_did(tmp_path: Path) -> None:
    taught = lessons()
    found = material(taught)
    model = fit(found, every(found), Recipe(1.0, boosted=True))

    read = write_model(model, tmp_path / "trees.npz")

    assert sorted(read.arrays) == sorted((*SHAPES, *PARTS))
    assert all((read.arrays[name] == model.arrays[name]).all() for name in read.arrays)
    assert [read.read(each.dialogue, each.role) for each in taught] == [
        model.read(each.dialogue, each.role) for each in taught
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"node_left": "zeros"}, "circles", id="circles"),
        pytest.param({"node_column": "large"}, "not there", id="no such figure"),
        pytest.param({"node_value": "one"}, "same number", id="too few"),
    ],
)
def test_trees_of_somebody_else_are_checked(
    tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    found = material(lessons())
    model = write_model(fit(found, every(found), Recipe(1.0, boosted=True)), tmp_path / "t.npz")
    ways = {"zeros": lambda a: a * 0, "large": lambda a: a + 1e6, "one": lambda a: a[:1]}

    spoilt = {name: npy(ways[way](model.arrays[name])) for name, way in changes.items()}

    with pytest.raises(SocietyError, match=says):
        load_model(rewritten(tmp_path / "t.npz", **spoilt))


class Trap:
    """What an unpickler would run."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return Path.mkdir, (Path("sprung"),)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"bias": npy([Trap()], pickled=True)}, "object", id="a pickle"),
        pytest.param({"card": npy([Trap()], pickled=True)}, "object", id="a pickled card"),
        pytest.param({"bias": npy([1.0, 2.0])}, "shape", id="another shape"),
        pytest.param({"usual": npy([[1.0]])}, "shape", id="another rank"),
        pytest.param({"bias": npy(np.ones(1, dtype=np.float32))}, "float32", id="another type"),
        pytest.param({"bias": npy([float("nan")])}, "no ordinary number", id="nan"),
        pytest.param({"bias": npy([float("inf")])}, "no ordinary number", id="infinite"),
        pytest.param({"bias": npy([1e300])}, "no ordinary number", id="immense"),
        pytest.param({"bounds": npy([0.0, 1.0])}, "not above 0", id="a bound of nothing"),
        pytest.param({"bias": vast(Path())}, "1000000000 values", id="a promise"),
        pytest.param({"bias": b"\0" * 100_000}, "larger than", id="a bomb"),
        pytest.param({"bias": b"no array"}, "magic", id="no array"),
        pytest.param({"bias": b""}, "it holds", id="one missing"),
        pytest.param({"more": npy([1.0])}, "it holds", id="one too many"),
        pytest.param({"card": npy(np.frombuffer(b"[" * 9, np.uint8))}, "not JSON", id="a bad card"),
        pytest.param({"card": npy(np.frombuffer(b"[1]", np.uint8))}, "its card", id="a list"),
        pytest.param({"card": card(link="exec")}, "its card", id="an unknown link"),
        pytest.param({"card": card(kind="deep")}, "its card", id="an unknown kind"),
        pytest.param({"card": card(kind="boosted")}, "it holds", id="trees that are missing"),
        pytest.param({"card": card(embedding="x")}, "it holds", id="weights that are missing"),
        pytest.param({"card": card(features=1)}, "looks at features 1", id="other features"),
    ],
)
def test_a_file_that_is_no_model_is_refused(
    model: LearnedModel, tmp_path: Path, changes: dict[str, bytes], says: str
) -> None:
    path = tmp_path / "hostile.npz"
    write_model(model, path)

    with pytest.raises(SocietyError, match=says) as refused:
        load_model(rewritten(path, **changes))

    assert "hostile.npz" in refused.value.message
    assert not Path("sprung").exists()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 and then nothing", id="half a zip"),
        pytest.param(b"\x80\x04\x95", id="a bare pickle"),
        pytest.param(b"\0" * (MOST_BYTES + 1), id="too large"),
    ],
)
def test_bytes_that_are_no_model_are_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "odd.npz"
    path.write_bytes(body)

    with pytest.raises(SocietyError, match=r"'odd\.npz' is no model"):
        load_model(path)


def test_a_model_that_is_cut_anywhere_is_refused(model: LearnedModel, tmp_path: Path) -> None:
    path = tmp_path / "cut.npz"
    write_model(model, path)
    whole = path.read_bytes()

    for at in range(1, len(whole), len(whole) // 20):
        path.write_bytes(whole[:at])
        with pytest.raises(SocietyError, match="is no model"):
            load_model(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match=r"'none\.npz' cannot be read: No such file"):
        load_model(tmp_path / "none.npz")
