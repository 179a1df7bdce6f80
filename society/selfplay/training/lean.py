"""TRL's trainer for imitation, with a loss that reads what is learned and nothing else.

A row of a dialogue is some hundred tokens of which forty are learned, and the vocabulary is wide:
on a processor the logits of all the others take more than the model itself.
"""

from typing import Any

from society.llm.adapters import lora

LABEL_OF_NOTHING = -100
FITTING = frozenset({"llama", "mistral", "qwen2", "qwen3"})
"""Kinds of model whose logits are the last states times the output matrix, and nothing more."""


def lean(trainer: type[Any]) -> type[Any]:
    """The trainer's class, made to take the logits of learned tokens alone where that is the same.

    The loss is the same mean over learned tokens.
    """
    torch, _, _ = lora.libraries()

    class Lean(trainer):  # type: ignore[misc]
        """Reads the last states, picks those before a learned token, and asks for their logits."""

        def compute_loss(
            self,
            model: Any,
            inputs: Any,
            return_outputs: bool = False,
            num_items_in_batch: Any = None,
        ) -> Any:
            """The cross-entropy of the learned tokens."""
            base = self.accelerator.unwrap_model(model).get_base_model()
            if base.config.model_type not in FITTING:
                return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
            read = {
                name: inputs[name] for name in ("input_ids", "attention_mask") if name in inputs
            }
            states = base.model(**read, use_cache=False).last_hidden_state[:, :-1]
            labels = inputs["labels"][:, 1:]
            learned = labels != LABEL_OF_NOTHING
            logits = base.lm_head(states[learned]).float()
            total = torch.nn.functional.cross_entropy(logits, labels[learned], reduction="sum")
            loss = total / (learned.sum() if num_items_in_batch is None else num_items_in_batch)
            return (loss, {"loss": loss}) if return_outputs else loss

    return Lean
