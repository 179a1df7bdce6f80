"""One training in a process of its own: TRL's trainer with a LoRA, from the files of an export.

Law: trainers print, warn and set what is global, so `python -m society.selfplay.training.trainer`
runs alone. What it has to say are lines of JSON on stdout; the last says what it left.
Ctrl-C (SIGINT) keeps a checkpoint after the step that is under way.
"""

import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import Any, TextIO

import orjson

from society.domain.errors import Exit, SocietyError
from society.llm.adapters import lora
from society.llm.adapters.files import write
from society.llm.adapters.stack import Worn, stacked, worn
from society.selfplay.training.lean import lean
from society.selfplay.training.recipe import HELD_ROWS, Learned, Recipe, Task
from society.selfplay.training.watching import Say, watching

ADAPTER = "adapter.gguf"
DIRECTORY = "adapter"
CHECKPOINTS = "checkpoints"
LIBRARIES = ("torch", "transformers", "trl", "peft")
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sft": ("prompt", "completion"),
        "dpo": ("prompt", "chosen", "rejected"),
        "kto": ("prompt", "completion", "label"),
    }
)


class Student:
    """The model, its rows and the trainer that is for the method."""

    def __init__(self, task: Task) -> None:
        torch, transformers, _ = lora.libraries()
        transformers.set_seed(task.recipe.seed)
        if task.recipe.threads:
            torch.set_num_threads(task.recipe.threads)
        self.task, self.base = task, lora.loaded(task.base)
        self.before = worn(task.worn, self.base.heads) if task.worn else None
        if self.before:
            _changed(self.base.model, self.before)
        if self.base.words.pad_token_id is None:
            self.base.words.pad_token = self.base.words.eos_token
        self.left_out = 0
        self.rows, self.held = self._rows("train"), self._rows("test")
        self.trainer = self._trainer()

    def _rows(self, split: str) -> Any:
        """The rows of one side, those that are short enough; None where there are none."""
        import datasets

        file = self.task.data / self.task.recipe.format / f"{split}.jsonl"
        if not file.is_file():
            return None
        columns = COLUMNS[self.task.recipe.method]
        told = [orjson.loads(line) for line in file.read_bytes().splitlines()]
        short = [each for each in told if self.length(each) <= self.task.recipe.longest]
        self.left_out += len(told) - len(short)
        rows = datasets.Dataset.from_list(
            [{name: each[name] for name in columns} for each in short]
        )
        if split == "train":
            return rows.shuffle(seed=self.task.recipe.seed)
        return rows.select(range(min(HELD_ROWS, len(rows)))) if len(rows) else None

    def length(self, record: Mapping[str, Any]) -> int:
        """Tokens of a row: of the longer side where it has two."""
        sides = [record[name] for name in ("completion", "chosen", "rejected") if name in record]
        return max(len(self._ids([*record["prompt"], *side])) for side in sides)

    def _ids(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        words = self.base.words
        told = words.apply_chat_template(list(messages), tokenize=False)
        return list(words(told, add_special_tokens=False)["input_ids"])

    def _trainer(self) -> Any:
        import trl

        recipe = self.task.recipe
        kinds = {
            "sft": (lean(trl.SFTTrainer), trl.SFTConfig, {"completion_only_loss": True}),
            "dpo": (trl.DPOTrainer, trl.DPOConfig, {}),
            "kto": (trl.KTOTrainer, trl.KTOConfig, {}),
        }
        trainer, config, more = kinds[recipe.method]
        args = config(**_usual(self.task), max_length=recipe.longest, **more)
        with lora.quiet():
            return trainer(
                model=self.base.model,
                args=args,
                train_dataset=self.rows,
                eval_dataset=self.held,
                processing_class=self.base.words,
                peft_config=self._lora(recipe),
            )

    def _lora(self, recipe: Recipe) -> Any:
        layers = self.base.model.config.num_hidden_layers
        return lora.config(
            rank=recipe.rank, alpha=recipe.alpha, first_layer=recipe.first_layer, layers=layers
        )

    def held_loss(self) -> float | None:
        """The mean loss on the rows that were set aside; None where there are none."""
        if self.held is None:
            return None
        return float(self.trainer.evaluate()["eval_loss"])

    def learn(self, say: Say) -> Learned | None:
        """Train and leave the adapter; None where it was asked to stop, with a checkpoint kept."""
        begun, before = monotonic(), self.held_loss()
        if before is not None:
            say({"held": before})
        heard = watching(self.task.recipe, say)
        self.trainer.add_callback(heard)
        self.trainer.train(resume_from_checkpoint=_kept(self.task) if self.task.resume else None)
        if heard.stopped:
            return None
        after = self.held_loss()
        logged = self.trainer.state.log_history
        return Learned(
            model=str(self.leave()),
            rows=len(self.rows),
            left_out=self.left_out,
            tokens=sum(self.length(each) for each in self.rows),
            trained=sum(
                each.numel() for each in self.trainer.model.parameters() if each.requires_grad
            ),
            steps=self.trainer.state.global_step,
            losses=tuple((each["step"], each["loss"]) for each in logged if "loss" in each),
            held=None if before is None or after is None else (before, after),
            held_rows=0 if self.held is None else len(self.held),
            seconds=monotonic() - begun,
            versions={name: version(name) for name in LIBRARIES},
        )

    def leave(self) -> Path:
        """Write what was learned: a GGUF beside the embedded model's, else peft's own files."""
        task = self.task
        if task.base.is_dir():
            folder = task.out / DIRECTORY
            self.trainer.model.save_pretrained(folder)
            self.base.words.save_pretrained(folder)
            return folder
        made = Worn(lora.tensors(self.trainer.model), task.recipe.alpha)
        both = stacked(self.before, made) if self.before else made
        return write(
            task.out / ADAPTER,
            both.matrices,
            alpha=both.alpha,
            heads=self.base.heads,
            title=task.title,
        )


def _changed(model: Any, adapter: Worn) -> None:
    """Put what an adapter adds into the model's own matrices."""
    torch, _, _ = lora.libraries()
    with torch.no_grad():
        for name, change in adapter.changes().items():
            model.get_submodule(name).weight.add_(torch.from_numpy(change))


def _usual(task: Task) -> dict[str, Any]:
    torch, _, _ = lora.libraries()
    recipe, gpu = task.recipe, torch.cuda.is_available()
    return {
        "output_dir": str(task.out / CHECKPOINTS),
        "max_steps": recipe.steps,
        "learning_rate": recipe.learning_rate,
        "warmup_steps": max(1, recipe.steps // 20),
        "per_device_train_batch_size": recipe.batch,
        "per_device_eval_batch_size": recipe.batch,
        "save_steps": recipe.keep,
        "save_total_limit": 2,
        "seed": recipe.seed,
        "bf16": True,
        "use_cpu": not gpu,
        "gradient_checkpointing": gpu,
        "activation_checkpointing": False,
        "prediction_loss_only": True,
        "report_to": "none",
        "logging_steps": 1,
        "disable_tqdm": True,
        "dataloader_pin_memory": gpu,
        "log_level": "error",
    }


def _kept(task: Task) -> bool:
    """Whether a checkpoint is there to go on from."""
    return any((task.out / CHECKPOINTS).glob("checkpoint-*"))


def main(argv: Sequence[str], out: TextIO) -> int:
    """Train as the file named first says."""

    def say(told: Mapping[str, Any]) -> None:
        out.write(orjson.dumps(told).decode() + "\n")
        out.flush()

    task = Task.model_validate_json(Path(argv[0]).read_bytes())
    try:
        learned = Student(task).learn(say)
    except SocietyError as error:
        say({"error": error.message, "hint": error.hint})
        return int(error.exit)
    if learned is None:
        return int(Exit.INTERRUPTED)
    say(learned.model_dump(mode="json"))
    return 0


if __name__ == "__main__":
    told, sys.stdout = sys.stdout, sys.stderr
    sys.exit(main(sys.argv[1:], told))
