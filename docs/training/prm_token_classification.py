"""Train a process reward model that says of every turn whether it is good: yes or no.

    society export bike --format prm
    python prm_token_classification.py --data bike/prm/train.jsonl --model Qwen/Qwen2.5-0.5B

The records are read as they are: `prompt`, then `completions` one after the other, and a label at
the last token of each. The model is one for token classification with two labels; what it says at
any other token means nothing. Needs the extra `train` of dialogue-society.
"""

import argparse
from pathlib import Path
from typing import Any

from datasets import load_dataset
from transformers import (
    AutoModelForTokenClassification,
    AutoTokenizer,
    DataCollatorForTokenClassification,
    Trainer,
    TrainingArguments,
)

IGNORED = -100
"""The label of a token at which nothing is asked."""


def options() -> argparse.Namespace:
    """What to train, on what."""
    asked = argparse.ArgumentParser(description="Train a process reward model: good turns or not.")
    asked.add_argument("--data", type=Path, required=True, help="a .jsonl or .parquet file")
    asked.add_argument("--model", required=True, help="the model to begin with: a name or a folder")
    asked.add_argument("--out", type=Path, default=Path("model-prm"), help="where the model goes")
    asked.add_argument("--steps", type=int, default=-1, help="stop after so many steps")
    asked.add_argument("--epochs", type=float, default=1.0)
    asked.add_argument("--batch", type=int, default=2, help="rows of a step")
    asked.add_argument("--rate", type=float, default=1e-5, help="the learning rate")
    asked.add_argument("--max-length", type=int, default=8192, help="leave longer rows out")
    return asked.parse_args()


def marked(record: dict[str, Any], tokenizer: Any) -> dict[str, list[int]]:
    """Token ids, and labels that are ignored but at the end of each step."""
    ids = list(tokenizer(record["prompt"])["input_ids"])
    labels = [IGNORED] * len(ids)
    for step, good in zip(record["completions"], record["labels"], strict=True):
        told = tokenizer(f"\n{step}", add_special_tokens=False)["input_ids"]
        ids += told
        labels += [IGNORED] * (len(told) - 1) + [int(good)]
    return {"input_ids": ids, "labels": labels}


def main() -> None:
    """Load, mark, train, save."""
    told = options()
    tokenizer = AutoTokenizer.from_pretrained(told.model)
    model = AutoModelForTokenClassification.from_pretrained(told.model, num_labels=2)
    kind = "parquet" if told.data.suffix == ".parquet" else "json"
    rows = load_dataset(kind, data_files=str(told.data), split="train")
    rows = rows.map(marked, fn_kwargs={"tokenizer": tokenizer}, remove_columns=rows.column_names)
    rows = rows.filter(lambda row: len(row["input_ids"]) <= told.max_length)
    trainer = Trainer(
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
        ),
        train_dataset=rows,
        data_collator=DataCollatorForTokenClassification(tokenizer),
        processing_class=tokenizer,
    )
    trainer.train()
    trainer.save_model()


if __name__ == "__main__":
    main()
