"""Axolotl: chat_template records that say per turn whether to train, and DPO records."""

from collections.abc import Mapping

from society.export.formats.format import Files, Format, Record
from society.export.formats.messages import marked, origin, plain
from society.export.pairs import Pair
from society.export.views import Lens

SFT = """\
datasets:
  - path: {file}
    ds_type: json
    type: chat_template
    field_messages: messages
    message_property_mappings:
      role: role
      content: content
    roles_to_train: ["assistant"]
    train_on_eos: turn
    message_field_training: train
"""
DPO = """\
rl: dpo
datasets:
  - path: {file}
    ds_type: json
    split: train
    type: chat_template.default
    field_messages: messages
    field_chosen: chosen
    field_rejected: rejected
    message_property_mappings:
      role: role
      content: content
"""


def sft(lens: Lens) -> Record:
    """The whole dialogue; `train` on every own turn."""
    return {"messages": marked(lens.lines, "train"), **origin(lens)}


def dpo(pair: Pair) -> Record:
    """The prompt and two replies, each one message."""
    return {
        "messages": plain(pair.chosen.prompt),
        "chosen": plain([pair.chosen.completion])[0],
        "rejected": plain([pair.rejected.completion])[0],
        **origin(pair.lens),
    }


def sft_part(dataset: str, files: Files) -> Mapping[str, str]:
    """The part of an Axolotl configuration that reads the training file."""
    return {"axolotl_sft.yaml": SFT.format(file=files["train"])} if "train" in files else {}


def dpo_part(dataset: str, files: Files) -> Mapping[str, str]:
    """The part of an Axolotl configuration that reads the training file."""
    return {"axolotl_dpo.yaml": DPO.format(file=files["train"])} if "train" in files else {}


FORMATS = (
    Format(
        name="axolotl",
        title="Axolotl: whole dialogues, each own turn marked to be trained or not",
        needs="lens",
        record=sft,
        side_files=sft_part,
    ),
    Format(
        name="axolotl-dpo",
        title="Axolotl: two replies to the same words",
        needs="pairs",
        record=dpo,
        losers=True,
        side_files=dpo_part,
    ),
)
