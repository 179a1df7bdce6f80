"""Two real steps of the trainer that a format is for, on a tiny model, from the files as they lie.

Only whoever has the extra `train` can run this; `python -m society.export.checks.trial` does so in
a process of its own, since trainers print, warn and set what is global.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from society.domain.value import Value
from society.export.checks import process, tiny
from society.export.formats.tokens import IGNORED

ROWS = 16
"""So many rows are loaded into the trainer; more would only cost time."""

STEPS = 2
Learned = tuple[tuple[str, ...], ...]


class Trial(Value):
    """What a trainer did: `learned` holds, for each row, every text that its loss was on.

    A reward model learns from both dialogues whole; a label stands behind its text. A policy learns
    from its own attempts: there it is, for each attempt, the dialogue that its prompt came from.
    """

    trainer: str
    rows: int
    losses: tuple[float, ...]
    learned: Learned


Trainer = Callable[[Any, Path], Trial]


def run(format: str, files: Sequence[Path], folder: Path) -> Trial:  # noqa: A002
    """Load the files by `datasets` and train; `folder` is for what that leaves behind."""
    import datasets

    kind = "parquet" if files[0].suffix == ".parquet" else "json"
    told = datasets.load_dataset(
        kind,
        data_files=[str(file) for file in files],
        split="train",
        cache_dir=str(folder / "cache"),
    )
    return TRAINERS[format](told.select(range(min(ROWS, len(told)))), folder)


def _sft(told: Any, folder: Path) -> Trial:
    """Whole dialogues: the loss is on what the assistant says."""
    return _supervised(told, folder, assistant_only_loss=True)


def _turns(told: Any, folder: Path) -> Trial:
    """Prompt and completion: the loss is on the completion."""
    return _supervised(told, folder, completion_only_loss=True)


def _tokens(told: Any, folder: Path) -> Trial:
    """Ids with their labels: the model has as many tokens as the ids need."""
    used = {max(ids) for ids in told["input_ids"]}
    return _supervised(told, folder, tokens=used)


def _supervised(told: Any, folder: Path, *, tokens: set[int] | None = None, **more: Any) -> Trial:
    import trl

    words = _model(folder, tokens=tokens or ())
    trainer = trl.SFTTrainer(
        model=str(folder),
        args=trl.SFTConfig(**_usual(folder), max_length=tiny.LONGEST, **more),
        train_dataset=told,
        processing_class=words,
    )
    return _trained(trainer, lambda batch: _spans(batch["labels"][0].tolist(), words))


def _dpo(told: Any, folder: Path) -> Trial:
    """Two replies: the loss is on both, and never on what was asked."""
    import trl

    words = _model(folder)
    trainer = trl.DPOTrainer(
        model=str(folder),
        args=trl.DPOConfig(**_usual(folder), max_length=tiny.LONGEST),
        train_dataset=told,
        processing_class=words,
    )
    return _trained(trainer, lambda batch: _masked(batch, "completion_mask", words))


def _kto(told: Any, folder: Path) -> Trial:
    """One reply and its label, which stands behind it here."""
    import trl

    words = _model(folder)
    trainer = trl.KTOTrainer(
        model=str(folder),
        args=trl.KTOConfig(**_usual(folder), max_length=tiny.LONGEST),
        train_dataset=told,
        processing_class=words,
    )
    return _trained(
        trainer,
        lambda batch: (*_masked(batch, "completion_mask", words), str(bool(batch["label"][0]))),
    )


def _reward(told: Any, folder: Path) -> Trial:
    """Two whole dialogues: the first is to be worth more."""
    import trl

    words = _model(folder, kind="SequenceClassification")
    trainer = trl.RewardTrainer(
        model=str(folder),
        args=trl.RewardConfig(**_usual(folder), max_length=tiny.LONGEST),
        train_dataset=told,
        processing_class=words,
    )
    return _trained(trainer, lambda batch: _masked(batch, "attention_mask", words))


def _grpo(told: Any, folder: Path) -> Trial:
    """A policy's own attempts, paid by a rule that sees the columns of the record."""
    import trl

    words = _model(folder)
    paid: list[tuple[str, ...]] = []

    def shortness(completions: Sequence[Any], dialogue_id: Sequence[str], **_: Any) -> list[float]:
        paid.extend((dialogue,) for dialogue in dialogue_id)
        return [-float(len(said[0]["content"])) for said in completions]

    args = trl.GRPOConfig(**_usual(folder), num_generations=2, max_completion_length=8)
    trainer = trl.GRPOTrainer(
        model=str(folder),
        reward_funcs=shortness,
        args=args,
        train_dataset=told,
        processing_class=words,
    )
    return _stepped(trainer, ()).model_copy(update={"learned": tuple(paid)})


def _process(told: Any, folder: Path) -> Trial:
    """Steps with a yes or no: the label stands at the end of each own turn."""
    import transformers

    words = _model(folder, kind="TokenClassification", labels=2)
    model = transformers.LlamaForTokenClassification.from_pretrained(folder)
    trainer = transformers.Trainer(
        model=model,
        args=transformers.TrainingArguments(**_usual(folder)),
        train_dataset=[process.marked(record, words) for record in told],
        data_collator=transformers.DataCollatorForTokenClassification(words),
    )
    return _trained(trainer, lambda batch: process.steps(batch, words))


TRAINERS: Mapping[str, Trainer] = MappingProxyType(
    {
        "trl-sft": _sft,
        "trl-sft-turns": _turns,
        "trl-dpo": _dpo,
        "trl-reward": _reward,
        "trl-kto": _kto,
        "trl-grpo": _grpo,
        "tokens": _tokens,
        "prm": _process,
    }
)
"""The trainers by format; formats without one here are read by services or other trainers."""


def _model(folder: Path, **wanted: Any) -> Any:
    """A new tiny model in the folder; its tokenizer."""
    tiny.save(folder, **wanted)
    return tiny.tokenizer()


def _usual(folder: Path) -> dict[str, Any]:
    """Two steps of two rows on the processor, and nothing written or reported."""
    return {
        "output_dir": str(folder / "out"),
        "max_steps": STEPS,
        "per_device_train_batch_size": 2,
        "bf16": False,
        "use_cpu": True,
        "activation_checkpointing": False,
        "report_to": "none",
        "save_strategy": "no",
        "logging_steps": 1,
        "disable_tqdm": True,
        "dataloader_pin_memory": False,
        "log_level": "error",
    }


def _trained(trainer: Any, read: Callable[[Any], tuple[str, ...]]) -> Trial:
    """Train, and tell what the trainer's own collator puts the loss on, row by row."""
    rows = [trainer.train_dataset[at] for at in range(len(trainer.train_dataset))]
    return _stepped(trainer, tuple(read(trainer.data_collator([row])) for row in rows))


def _stepped(trainer: Any, learned: Learned) -> Trial:
    trainer.train()
    losses = tuple(each["loss"] for each in trainer.state.log_history if "loss" in each)
    return Trial(
        trainer=type(trainer).__name__,
        rows=len(trainer.train_dataset),
        losses=losses,
        learned=learned,
    )


def _spans(labels: Sequence[int], words: Any) -> tuple[str, ...]:
    """The stretches of a row that are not ignored, as texts."""
    found: list[list[int]] = [[]]
    for label in labels:
        if label != IGNORED:
            found[-1].append(label)
        elif found[-1]:
            found.append([])
    return tuple(_text(each, words) for each in found if each)


def _masked(batch: Any, mask: str, words: Any) -> tuple[str, ...]:
    return tuple(
        _text(ids[kept.bool()].tolist(), words)
        for ids, kept in zip(batch["input_ids"], batch[mask], strict=True)
    )


def _text(ids: Sequence[int], words: Any) -> str:
    """What was learned, without the line break that ChatML puts behind the end of a turn."""
    return str(words.decode(ids)).removesuffix("\n")


def main(argv: Sequence[str]) -> None:
    """Run a trial and write what came of it, as JSON, to the file named first."""
    asked = argparse.ArgumentParser(prog="society.export.checks.trial")
    asked.add_argument("out", type=Path)
    asked.add_argument("format", choices=TRAINERS)
    asked.add_argument("files", type=Path, nargs="+")
    told = asked.parse_args(argv)
    with TemporaryDirectory(prefix="society-trial-") as folder:
        found = run(told.format, told.files, Path(folder))
    told.out.write_text(found.model_dump_json(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
