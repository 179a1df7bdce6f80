"""Ready configurations for the trainers: `trl sft --config train_trl_sft.yaml` and its like. Pure.

Each names the files of the export relative to its folder, and is to be started there. A trainer
whose format brings its own configuration (Axolotl) is not repeated here.
"""

from collections.abc import Mapping
from types import MappingProxyType

MODEL = "Qwen/Qwen2.5-0.5B-Instruct"
"""A small open model whose chat template TRL knows; put your own in its place."""

_HEAD = """\
# {command}
# Started in this folder. Put your own model here; its chat template decides how a turn looks.
model_name_or_path: {model}
output_dir: model-{format}
"""
_TRL = """\
datasets:
  - path: {loader}
    data_files: {file}
    split: train
"""
_LONG = """\
# Rows longer than this are cut or dropped by the trainer without a word; the default is 1024.
max_length: 4096
"""
_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "trl-sft": (
            "sft",
            "# Only the trained role's own words are learned. The template must mark them;\n"
            "# TRL brings such templates for the common open models.\n"
            "assistant_only_loss: true\n",
        ),
        "trl-sft-turns": ("sft", "completion_only_loss: true\n"),
        "trl-dpo": ("dpo", 'loss_type: ["sigmoid"]\nbeta: 0.1\n'),
        "trl-reward": ("reward", ""),
        "trl-kto": (
            "kto",
            "# The rows come with good and bad in turns: keep their order, two or more a step.\n"
            "per_device_train_batch_size: 4\n",
        ),
    }
)
_FACTORY: Mapping[str, str] = MappingProxyType(
    {"llama-factory": "sft", "llama-factory-dpo": "dpo", "llama-factory-kto": "kto"}
)
_LLAMA_FACTORY = """\
# llamafactory-cli train {own}
# Started in this folder, where dataset_info.json lies. `template` must be your model's.
model_name_or_path: {model}
template: qwen
stage: {stage}
do_train: true
finetuning_type: lora
lora_target: all
dataset_dir: .
dataset: {dataset}
cutoff_len: 4096
output_dir: model-{format}
"""


def recipe(format: str, dataset: str, file: str) -> Mapping[str, str]:  # noqa: A002
    """The configuration that trains on this file, by its own name; none where none is known.

    `file` is the training file (or a pattern of shards) as seen from the folder of the export.
    """
    own = f"train_{format.replace('-', '_')}.yaml"
    if stage := _FACTORY.get(format):
        told = {"own": own, "stage": stage, "dataset": dataset, "format": format, "model": MODEL}
        return {own: _LLAMA_FACTORY.format(**told)}
    if format not in _KINDS:
        return {}
    verb, more = _KINDS[format]
    loader = "parquet" if file.endswith(".parquet") else "json"
    head = _HEAD.format(command=f"trl {verb} --config {own}", model=MODEL, format=format)
    return {own: head + _TRL.format(loader=loader, file=file) + more + _LONG}
