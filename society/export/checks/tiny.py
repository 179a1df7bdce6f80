"""A model of a few thousand random weights and a tokenizer of bytes, made here, without a network.

Only whoever has the extra `train` can call this.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

END = "<|im_end|>"
"""Ends a turn; what a role learns to say ends with it."""

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.role == 'assistant' %}"
    "{% generation %}{{ message.content }}<|im_end|>{% endgeneration %}"
    "{% else %}{{ message.content }}<|im_end|>{% endif %}{{ '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""ChatML, with the marks by which TRL tells what the assistant said."""

LONGEST = 1 << 15
"""Tokens that the model takes; a token is about a byte."""

_SPECIAL = ("<|pad|>", "<|im_start|>", END)
_SIZE = 400
_WORDS = (
    "I could offer you a fair price for it. Thank you, agreed.",
    "价格可以再谈谈。好的，成交。",
)


def tokenizer() -> Any:
    """A byte-level BPE of at most 400 tokens with that template: no text is unknown to it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    learn = trainers.BpeTrainer(
        vocab_size=_SIZE,
        initial_alphabet=alphabet,
        special_tokens=list(_SPECIAL),
        show_progress=False,
    )
    made.train_from_iterator(_WORDS, learn)
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token=_SPECIAL[0],
        eos_token=END,
        chat_template=TEMPLATE,
        clean_up_tokenization_spaces=False,
        model_max_length=LONGEST,
    )


def save(
    folder: Path, *, kind: str = "CausalLM", labels: int = 1, tokens: Iterable[int] = ()
) -> None:
    """Write the tokenizer and a Llama of that kind into a folder, as trainers load them.

    `tokens` are ids that the model has to know beside those of the tokenizer.
    """
    import torch
    import transformers

    words = tokenizer()
    words.save_pretrained(folder)
    config = transformers.LlamaConfig(
        vocab_size=max([len(words) - 1, *tokens]) + 1,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=LONGEST,
        pad_token_id=words.pad_token_id,
        bos_token_id=None,
        eos_token_id=words.eos_token_id,
        num_labels=labels,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        getattr(transformers, f"LlamaFor{kind}")(config).save_pretrained(folder)
