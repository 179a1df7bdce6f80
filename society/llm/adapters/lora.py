"""The embedded model with an adapter in training: loaded from its own weights, read and worn.

Law: beside export's checks the only room that knows torch, transformers and peft; the extra `train`
brings them, and nothing of it is imported before somebody trains.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from society.domain.errors import SocietyError
from society.llm.adapters.files import PLACES

MODULES = tuple(place.rpartition(".")[2] for place in PLACES)
"""The matrices of a layer that an adapter changes."""


class Base(NamedTuple):
    """A model without an adapter, and its tokenizer."""

    words: Any
    model: Any

    @property
    def heads(self) -> tuple[int, int]:
        """How many attention heads and key-value heads a layer has."""
        config = self.model.config
        return config.num_attention_heads, config.num_key_value_heads


def loaded(source: Path) -> Base:
    """The model of a GGUF file, dequantised to 32-bit floats, or of a Hugging Face directory.

    SocietyError where the extra `train` is missing.
    """
    torch, transformers, _ = libraries()
    transformers.utils.logging.disable_progress_bar()
    place: dict[str, Any] = {"pretrained_model_name_or_path": source}
    if source.is_file():
        place = {"pretrained_model_name_or_path": source.parent, "gguf_file": source.name}
    with quiet():
        words = transformers.AutoTokenizer.from_pretrained(**place)
        model = transformers.AutoModelForCausalLM.from_pretrained(**place, dtype=torch.float32)
    _forget_its_file(model)
    return Base(words, model)


def _forget_its_file(model: Any) -> None:
    """Its weights are plain numbers now, and trainers refuse what they hold to be quantised."""
    if getattr(model.config, "quantization_config", None) is not None:
        del model.config.quantization_config
        model.hf_quantizer, model.is_quantized, model.quantization_method = None, False, None


def config(*, rank: int, alpha: int, first_layer: int = 0, layers: int) -> Any:
    """What peft is told: all matrices of the layers from `first_layer` on, of so many."""
    _, _, peft = libraries()
    return peft.LoraConfig(
        task_type="CAUSAL_LM",
        r=rank,
        lora_alpha=alpha,
        target_modules=list(MODULES),
        layers_to_transform=list(range(first_layer, layers)),
    )


def tensors(model: Any) -> dict[str, np.ndarray]:
    """The matrices of a model's adapter by their names in the model."""
    _, _, peft = libraries()
    # Else it looks for the base model in the hub.
    state = peft.get_peft_model_state_dict(model, save_embedding_layers=False)
    return {name: each.detach().cpu().float().numpy() for name, each in state.items()}


def wear(model: Any, matrices: Mapping[str, np.ndarray]) -> None:
    """Give a model's adapter these matrices."""
    torch, _, peft = libraries()
    state = {name: torch.from_numpy(each) for name, each in matrices.items()}
    peft.set_peft_model_state_dict(model, state)


@contextmanager
def quiet() -> Iterator[None]:
    """The libraries warn of what they will change in each other, and draw bars of their own."""
    with warnings.catch_warnings(), redirect_stderr(StringIO()):
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", UserWarning)
        yield


def libraries() -> tuple[Any, Any, Any]:
    """torch, transformers and peft; SocietyError saying how to get them where they are missing."""
    try:
        import peft
        import torch
        import transformers
    except ModuleNotFoundError as error:
        raise SocietyError(
            f"training an adapter needs {error.name}", hint="pip install 'dialogue-society[train]'"
        ) from error
    return torch, transformers, peft
