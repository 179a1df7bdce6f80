"""The small transformer behind sentence embeddings, in NumPy: six layers, read from safetensors.

Law: no network and no pickle. The weights are those whose digest is written here, or none.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from society import SocietyError

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

NAME = "all-MiniLM-L6-v2"
DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""SHA-256 of what is read: another file of that name is refused."""

WIDTH, LAYERS, HEADS = 384, 6, 12
MOST = 256
"""Tokens that are read; the model was trained with no more."""

LONGEST = 4000
"""Characters of a text that are looked at."""

TINY = 1e-12


@dataclass(frozen=True)
class Transformer:
    """Turns words into a direction: the mean of what the last layer says of each token.

    `digests` are those of the two files in the folder. Nothing is read before the first words.
    """

    folder: Path
    digests: Mapping[str, str]
    _alone: Lock = field(default_factory=Lock, repr=False, compare=False)

    def embed(self, text: str) -> Floats:
        """Where the words point, at length 1; zeros where there are none."""
        plain = text[:LONGEST].encode("utf-8", "replace").decode()
        if not plain.strip():
            return np.zeros(WIDTH)
        tokens = np.asarray(self._tokens.encode(plain).ids)
        # Matrices this small are slower on many threads: ten times so where the machine is busy.
        with self._alone, self._threads.limit(limits=1, user_api="blas"):
            mean = self._read(tokens).mean(axis=0).astype(np.float64)
        found: Floats = mean / max(float(np.linalg.norm(mean)), TINY)
        return found

    @cached_property
    def _threads(self) -> Any:
        from threadpoolctl import ThreadpoolController

        return ThreadpoolController()

    @cached_property
    def _tokens(self) -> Any:
        from tokenizers import Tokenizer

        found = Tokenizer.from_str(self._file("tokenizer.json").decode())
        found.enable_truncation(MOST)
        found.no_padding()
        return found

    @cached_property
    def _weights(self) -> Mapping[str, Singles]:
        from safetensors.numpy import load

        found: Mapping[str, Singles] = load(self._file("model.safetensors"))
        return found

    def _file(self, name: str) -> bytes:
        try:
            body = (self.folder / name).read_bytes()
        except OSError as error:
            raise SocietyError(
                f"the sentence embedding's {name} cannot be read: {error.strerror}",
                hint="install the extra embeddings again",
            ) from error
        if hashlib.sha256(body).hexdigest() != self.digests[name]:
            raise SocietyError(
                f"the sentence embedding's {name} is not that of {NAME}",
                hint="install the extra embeddings again, from a source that you trust",
            )
        return body

    def _read(self, tokens: NDArray[np.int64]) -> Singles:
        held = self._weights
        state = held["embeddings.word_embeddings.weight"][tokens]
        state = state + held["embeddings.position_embeddings.weight"][: len(tokens)]
        state = state + held["embeddings.token_type_embeddings.weight"][0]
        state = self._normal(state, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}")
        return state

    def _layer(self, state: Singles, at: str) -> Singles:
        heard = self._mixed(self._attended(state, f"{at}.attention.self"), f"{at}.attention.output")
        state = self._normal(heard + state, f"{at}.attention.output.LayerNorm")
        inner = _bent(self._mixed(state, f"{at}.intermediate"))
        return self._normal(self._mixed(inner, f"{at}.output") + state, f"{at}.output.LayerNorm")

    def _attended(self, state: Singles, at: str) -> Singles:
        asked, told, held = (
            self._mixed(state, f"{at}.{part}", "").reshape(len(state), HEADS, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        match = asked @ told.swapaxes(1, 2) / np.float32(np.sqrt(WIDTH // HEADS))
        raised = np.exp(match - match.max(axis=-1, keepdims=True))
        heard = raised / raised.sum(axis=-1, keepdims=True) @ held
        found: Singles = heard.swapaxes(0, 1).reshape(len(state), WIDTH)
        return found

    def _mixed(self, state: Singles, at: str, within: str = ".dense") -> Singles:
        found: Singles = state @ self._weights[f"{at}{within}.weight"].T
        return found + self._weights[f"{at}{within}.bias"]

    def _normal(self, state: Singles, at: str) -> Singles:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(TINY))
        found: Singles = centred / spread * self._weights[f"{at}.weight"]
        return found + self._weights[f"{at}.bias"]


def _bent(state: Singles) -> Singles:
    """The Gaussian error linear unit, exactly."""
    from scipy.special import erf

    found: Singles = state * (1 + erf(state / np.float32(np.sqrt(2)))) / 2
    return found
