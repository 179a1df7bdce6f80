"""Train a process reward model that says of every turn how good it is: a number.

    society export bike --format prm
    python prm_regression.py --data bike/prm/train.jsonl --model Qwen/Qwen2.5-0.5B

The same records as prm_token_classification.py, but learned from `rewards`, what the judges paid
for each turn, and not from the yes or no made of it. The model gives one number a token; the loss
is the squared error at the last token of each step. Needs the extra `train` of dialogue-society.
"""

import argparse
from math import nan
from pathlib import Path
from typing import Any

import torch
from datasets import load_dataset
from transformers import (
    AutoModelForTokenClassification,
    AutoTokenizer,
    Trainer,
    TrainingArguments,
)


def options() -> argparse.Namespace:
    """What to train, on what."""
    asked = argparse.ArgumentParser(description="Train a process reward model: a number a turn.")
    asked.add_argument("--data", type=Path, required=True, help="a .jsonl or .parquet file")
    asked.add_argument("--model", required=True, help="the model to begin with: a name or a folder")
    asked.add_argument("--out", type=Path, default=Path("model-prm"), help="where the model goes")
    asked.add_argument("--steps", type=int, default=-1, help="stop after so many steps")
    asked.add_argument("--epochs", type=float, default=1.0)
    asked.add_argument("--batch", type=int, default=2, help="rows of a step")
    asked.add_argument("--rate", type=float, default=1e-5, help="the learning rate")
    asked.add_argument("--max-length", type=int, default=8192, help="leave longer rows out")
    return asked.parse_args()


def paid(record: dict[str, Any], tokenizer: Any) -> dict[str, list[float]]:
    """Token ids, and the reward at the end of each step; elsewhere it is not a number."""
    ids = list(tokenizer(record["prompt"])["input_ids"])
    rewards = [nan] * len(ids)
    for step, reward in zip(record["completions"], record["rewards"], strict=True):
        told = tokenizer(f"\n{step}", add_special_tokens=False)["input_ids"]
        ids += told
        rewards += [nan] * (len(told) - 1) + [float(reward)]
    return {"input_ids": ids, "rewards": rewards}


class Regression(Trainer):
    """Squared error where there is a reward."""

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: Any = None,
    ) -> Any:
        """The loss of a batch."""
        rewards = inputs.pop("rewards")
        outputs = model(**inputs)
        asked = ~rewards.isnan()
        said = outputs.logits.squeeze(-1).float()
        loss = torch.nn.functional.mse_loss(said[asked], rewards[asked])
        return (loss, outputs) if return_outputs else loss


def batched(rows: list[dict[str, Any]], pad: int) -> dict[str, torch.Tensor]:
    """Rows as tensors of the longest among them."""
    longest = max(len(row["input_ids"]) for row in rows)
    gaps = [longest - len(row["input_ids"]) for row in rows]
    pairs = list(zip(rows, gaps, strict=True))
    return {
        "input_ids": torch.tensor([row["input_ids"] + [pad] * gap for row, gap in pairs]),
        "attention_mask": torch.tensor([[1] * (longest - gap) + [0] * gap for gap in gaps]),
        "rewards": torch.tensor([row["rewards"] + [nan] * gap for row, gap in pairs]),
    }


def main() -> None:
    """Load, mark, train, save."""
    told = options()
    tokenizer = AutoTokenizer.from_pretrained(told.model)
    model = AutoModelForTokenClassification.from_pretrained(told.model, num_labels=1)
    kind = "parquet" if told.data.suffix == ".parquet" else "json"
    rows = load_dataset(kind, data_files=str(told.data), split="train")
    rows = rows.map(paid, fn_kwargs={"tokenizer": tokenizer}, remove_columns=rows.column_names)
    rows = rows.filter(lambda row: len(row["input_ids"]) <= told.max_length)
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
    trainer = Regression(
        model=model,
        args=TrainingArguments(
            output_dir=str(told.out),
            max_steps=told.steps,
            num_train_epochs=told.epochs,
            per_device_train_batch_size=told.batch,
            learning_rate=told.rate,
            logging_steps=1,
            report_to="none",
            save_strategy="no",
            remove_unused_columns=False,
        ),
        train_dataset=rows,
        data_collator=lambda rows: batched(rows, pad),
        processing_class=tokenizer,
    )
    trainer.train()
    trainer.save_model()


if __name__ == "__main__":
    main()
