"""A trained reward model as plain arrays in one file: read without pickle, checked before use.

Law: a file may come from anybody. Nothing in it is run, what is read is bounded before it is read,
and what does not fit is refused.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judges.learned_features import BUCKETS, FEATURES, NAMES, figures, grams
from society import Dialogue, SocietyError

Floats = NDArray[np.float64]
SCHEMA = "learned/1"
LINKS = ("sigmoid", "clip")
MOST_BYTES = 4_000_000
MOST_CARD = 1_000_000
SHAPES: Mapping[str, tuple[int, ...]] = {
    "centre": (len(NAMES),),
    "spread": (len(NAMES),),
    "rarity": (BUCKETS,),
    "usual": (BUCKETS,),
    "state_weights": (len(NAMES),),
    "text_weights": (BUCKETS,),
    "bias": (1,),
    "bounds": (2,),
}
"""The arrays of a model: how turns are measured, what counts for how much, and what is far."""

FAR = 8.0
"""Standard deviations beyond which a figure is no further away."""

AGAIN = "train it again: society judge train"


@dataclass(frozen=True)
class Reading:
    """What a model says of a turn: its value in [0, 1], and how far the turn is from its lessons.

    `drift` is above 1 where about one lesson in a hundred is. `reasons` are the figures that
    counted most, with what they added to the score before it is mapped to [0, 1].
    """

    value: float
    drift: float
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class LearnedModel:
    """A linear model of a turn's figures and of its character runs.

    `card` says what it learned from and how well; `version` changes with every byte of its file.
    """

    arrays: Mapping[str, Floats]
    card: Mapping[str, Any]
    version: str = ""

    @property
    def link(self) -> str:
        """How the sum becomes a value: sigmoid, or clip to [0, 1]."""
        return str(self.card["link"])

    def read(self, dialogue: Dialogue, role: str) -> Reading:
        """What the last turn is worth to the role."""
        state = self.state(figures(dialogue, role))
        text = self.text(dialogue.last.text)
        parts = self.arrays["state_weights"] * state
        words = float(self.arrays["text_weights"] @ text)
        total = float(self.arrays["bias"][0] + parts.sum() + words)
        said = [("words", words), *zip(NAMES, parts.tolist(), strict=True)]
        most = sorted(said, key=lambda part: -abs(part[1]))[:3]
        return Reading(self.valued(total), self.drift(state, text), tuple(most))

    def state(self, found: list[float]) -> Floats:
        """The figures in standard deviations from what was usual."""
        measured: Floats = (np.asarray(found) - self.arrays["centre"]) / self.arrays["spread"]
        return np.clip(measured, -FAR, FAR)

    def text(self, words: str) -> Floats:
        """The character runs, rare ones counting more, at length 1; nothing where none was said."""
        row = np.zeros(BUCKETS)
        buckets, counts = zip(*grams(words), strict=True) if words.strip() else ((), ())
        row[list(buckets)] = counts
        row *= self.arrays["rarity"]
        return row / max(float(np.linalg.norm(row)), 1e-12)

    def valued(self, total: float) -> float:
        """The sum as a value in [0, 1]."""
        if self.link == "clip":
            return min(1.0, max(0.0, total))
        return float(1.0 / (1.0 + np.exp(-np.clip(total, -60.0, 60.0))))

    def drift(self, state: Floats, text: Floats) -> float:
        """How far a turn is from the lessons: the larger of two distances, each over its bound."""
        return float(np.max(distances(state, text, self.arrays["usual"]) / self.arrays["bounds"]))


def distances(state: Floats, text: Floats, usual: Floats) -> Floats:
    """How far the figures are from the usual ones, and the words from the usual words.

    The root mean square of the standardised figures (a Mahalanobis distance that takes them as
    independent), and one minus the cosine to the mean of all lessons; 0 for a turn without words.
    """
    words = 1.0 - float(text @ usual) if text.any() else 0.0
    return np.array([float(np.sqrt(np.mean(state**2))), max(words, 0.0)])


def write_model(model: LearnedModel, out: Path) -> LearnedModel:
    """Write the file whole or not at all; the model as it reads back."""
    held = io.BytesIO()
    card = json.dumps(dict(model.card), ensure_ascii=False, sort_keys=True).encode()
    arrays = {name: np.asarray(model.arrays[name], dtype="<f8") for name in SHAPES}
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, array in (("card", np.frombuffer(card, dtype=np.uint8)), *arrays.items()):
            member = io.BytesIO()
            np.lib.format.write_array(member, array, allow_pickle=False)
            # A moment of its own would make another file of the same model.
            kept.writestr(zipfile.ZipInfo(f"{name}.npy"), member.getvalue(), zipfile.ZIP_DEFLATED)
    made = parsed(held.getvalue(), out.name)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.partial")
    partial.write_bytes(held.getvalue())
    partial.replace(out)
    return made


def load_model(path: Path) -> LearnedModel:
    """The model of a file; SocietyError where it is none. A file is read once for each content."""
    try:
        size = path.stat().st_size
        body = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise SocietyError(
            f"the model {path.name!r} cannot be read: {error.strerror}", hint=AGAIN
        ) from error
    if size > MOST_BYTES:
        raise _strange(path.name, f"it is {size} bytes large, a model is at most {MOST_BYTES}")
    return parsed(body, path.name)


@lru_cache(maxsize=8)
def parsed(body: bytes, name: str) -> LearnedModel:
    """The model that the bytes of a file hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as kept:
            names = sorted(kept.namelist())
            if names != sorted(f"{each}.npy" for each in ("card", *SHAPES)):
                raise _strange(name, f"it holds {', '.join(names)[:200] or 'nothing'}")
            card = _card(_member(kept, "card", name), name)
            arrays = {each: _floats(_member(kept, each, name), each, name) for each in SHAPES}
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError) as error:
        raise _strange(name, str(error)) from error
    version = hashlib.sha256(body).hexdigest()[:16]
    return _checked(LearnedModel(arrays, card, version), name)


def _member(kept: zipfile.ZipFile, member: str, name: str) -> NDArray[Any]:
    """One array, whose size is known to fit before any room is made for it."""
    most = MOST_CARD if member == "card" else 8 * BUCKETS + 1024
    with kept.open(f"{member}.npy") as stream:
        raw = io.BytesIO(stream.read(most + 1))
    if len(raw.getbuffer()) > most:
        raise _strange(name, f"its {member!r} is larger than {most} bytes")
    if np.lib.format.read_magic(raw) != (1, 0):
        raise _strange(name, f"its {member!r} is of another format of arrays")
    shape, _, dtype = np.lib.format.read_array_header_1_0(raw)
    if dtype not in (np.dtype("<f8"), np.dtype("u1")) or len(shape) != 1:
        raise _strange(name, f"its {member!r} is {dtype} of shape {shape}")
    found = np.frombuffer(raw.read(), dtype=dtype)
    if found.shape != shape:
        raise _strange(name, f"its {member!r} says it has {shape[0]} values, not {len(found)}")
    return found


def _floats(found: NDArray[Any], member: str, name: str) -> Floats:
    if found.shape != SHAPES[member] or found.dtype != np.float64:
        raise _strange(name, f"its {member!r} is {found.dtype} of shape {found.shape}")
    if not np.isfinite(found).all() or np.abs(found).max() > 1e9:
        raise _strange(name, f"its {member!r} holds what is no ordinary number")
    return found


def _card(found: NDArray[Any], name: str) -> dict[str, Any]:
    try:
        card = json.loads(found.tobytes()) if found.dtype == np.uint8 else None
    except (ValueError, RecursionError) as error:
        raise _strange(name, "its card is not JSON") from error
    if not isinstance(card, dict) or card.get("schema") != SCHEMA or card.get("link") not in LINKS:
        raise _strange(name, "its card is not that of a learned judge")
    return card


def _checked(model: LearnedModel, name: str) -> LearnedModel:
    if model.card.get("features") != FEATURES:
        raise SocietyError(
            f"the model {name!r} looks at features {model.card.get('features')!r}, this release at "
            f"{FEATURES}",
            hint=AGAIN,
        )
    if model.arrays["spread"].min() <= 0 or model.arrays["bounds"].min() <= 0:
        raise _strange(name, "it measures with a spread that is not above 0")
    return model


def _strange(name: str, why: str) -> SocietyError:
    return SocietyError(f"{name!r} is no model of a learned judge: {why}", hint=AGAIN)
