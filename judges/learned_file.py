"""The file of a trained reward model: plain arrays, read without pickle, checked before use.

Law: a file may come from anybody. Nothing in it is run, what is read is bounded before it is read,
and what does not fit is refused.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judges.learned_features import FEATURES
from judges.learned_model import COLUMNS, KINDS, LINKS, Floats, LearnedModel, shapes
from judges.learned_sentences import EMBEDDING, embedding
from judges.learned_trees import MOST_NODES, fault
from society import SocietyError

SCHEMA = "learned/1"
MOST_BYTES = 4_000_000
MOST_CARD = 1_000_000
AGAIN = "train it again: society judge train"


def write_model(model: LearnedModel, out: Path) -> LearnedModel:
    """Write the file whole or not at all; the model as it reads back."""
    held = io.BytesIO()
    card = json.dumps(dict(model.card), ensure_ascii=False, sort_keys=True).encode()
    arrays = {name: np.asarray(model.arrays[name], dtype="<f8") for name in shapes(model.card)}
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
    return replace(made, embed=model.embed)


def load_model(path: Path) -> LearnedModel:
    """The model of a file; SocietyError where it is none, or where it needs an extra not there.

    A file is read once for each content.
    """
    try:
        size = path.stat().st_size
        body = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise SocietyError(
            f"the model {path.name!r} cannot be read: {error.strerror}", hint=AGAIN
        ) from error
    if size > MOST_BYTES:
        raise _strange(path.name, f"it is {size} bytes large, a model is at most {MOST_BYTES}")
    model = parsed(body, path.name)
    return replace(model, embed=embedding()) if model.card.get("embedding") else model


@lru_cache(maxsize=8)
def parsed(body: bytes, name: str) -> LearnedModel:
    """The model that the bytes of a file hold, without the embedding that it may need."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as kept:
            names = sorted(kept.namelist())
            told = _member(kept, "card", MOST_CARD, name) if "card.npy" in names else None
            card = {} if told is None else _card(told, name)
            wanted = shapes(card)
            if not card or names != sorted(f"{each}.npy" for each in ("card", *wanted)):
                raise _strange(name, f"it holds {', '.join(names)[:200] or 'nothing'}")
            arrays = {
                each: _floats(_member(kept, each, _most(shape), name), each, shape, name)
                for each, shape in wanted.items()
            }
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError) as error:
        raise _strange(name, str(error)) from error
    version = hashlib.sha256(body).hexdigest()[:16]
    return _checked(LearnedModel(arrays, card, version), name)


def _most(shape: tuple[int, ...] | None) -> int:
    """How many bytes an array of that shape may have, its header included."""
    return 8 * (MOST_NODES if shape is None else shape[0]) + 1024


def _member(kept: zipfile.ZipFile, member: str, most: int, name: str) -> NDArray[Any]:
    """One array, whose size is known to fit before any room is made for it."""
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


def _floats(found: NDArray[Any], member: str, wanted: tuple[int, ...] | None, name: str) -> Floats:
    if found.dtype != np.float64 or (wanted or found.shape) != found.shape or not len(found):
        raise _strange(name, f"its {member!r} is {found.dtype} of shape {found.shape}")
    if not np.isfinite(found).all() or np.abs(found).max() > 1e9:
        raise _strange(name, f"its {member!r} holds what is no ordinary number")
    return found


def _card(found: NDArray[Any], name: str) -> dict[str, Any]:
    try:
        card = json.loads(found.tobytes()) if found.dtype == np.uint8 else None
    except (ValueError, RecursionError) as error:
        raise _strange(name, "its card is not JSON") from error
    if not isinstance(card, dict) or card.get("schema") != SCHEMA:
        raise _strange(name, "its card is not that of a learned judge")
    if card.get("link") not in LINKS or card.get("kind", KINDS[0]) not in KINDS:
        raise _strange(name, "its card is of a kind that is not known")
    return card


def _checked(model: LearnedModel, name: str) -> LearnedModel:
    if model.card.get("features") != FEATURES:
        raise SocietyError(
            f"the model {name!r} looks at features {model.card.get('features')!r}, this release at "
            f"{FEATURES}",
            hint=AGAIN,
        )
    if model.card.get("embedding") not in (None, EMBEDDING):
        raise SocietyError(
            f"the model {name!r} reads another sentence embedding than this release, {EMBEDDING}",
            hint=AGAIN,
        )
    if model.arrays["spread"].min() <= 0 or model.arrays["bounds"].min() <= 0:
        raise _strange(name, "it measures with a spread that is not above 0")
    wrong = fault(model.arrays, len(COLUMNS)) if model.boosted else ""
    if wrong:
        raise _strange(name, wrong)
    return model


def _strange(name: str, why: str) -> SocietyError:
    return SocietyError(f"{name!r} is no model of a learned judge: {why}", hint=AGAIN)
