"""The sentence embedding in NumPy says what the model's own code says."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from judges.learned_sentences import PACKAGE, embedding

pytestmark = pytest.mark.train

TEXTS = (
    "I can give you 140 for the bike.",
    "这辆车 130 元可以吗？",
    "A very long answer. " * 150,
    "🙂 odd \0 words",
)


@pytest.mark.parametrize("text", TEXTS, ids=["english", "chinese", "long", "odd"])
def test_words_point_where_the_library_says(text: str) -> None:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        pytest.skip("the extra embeddings is not installed")
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = Path(spec.origin).parent / "model"
    tokens = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True).eval()
    read = tokens(text, return_tensors="pt", truncation=True, max_length=256)
    with torch.no_grad():
        expected = model(**read).last_hidden_state[0].mean(dim=0).double().numpy()

    found = embedding()(text)

    assert found == pytest.approx(expected / np.linalg.norm(expected), abs=1e-5)
