"""verl: Parquet for its SFT trainer, which trains every own turn, and for its RL trainers."""

import json

from society.export.formats.format import Format, Record
from society.export.formats.messages import origin, plain
from society.export.views import Lens, Moment, before


def sft(lens: Lens) -> Record:
    """The whole dialogue."""
    return {"messages": plain(lens.lines), **origin(lens)}


def rl(moment: Moment) -> Record:
    """What the role is asked at one turn; its own limit is what a rule can be scored against."""
    view = before(moment.lens, moment.completion.turn or 0)
    limit = view.role.limit.model_dump() if view.role.limit else None
    place = origin(moment.lens)
    return {
        "prompt": plain(moment.prompt),
        "data_source": f"society/{place['scenario']}",
        "ability": "dialogue",
        "reward_model": {
            "style": "rule",
            "ground_truth": json.dumps({"reservation": limit}, ensure_ascii=False),
        },
        "extra_info": {
            **place,
            "turn": moment.completion.turn,
            "moves": [option.name for option in view.options],
        },
    }


FORMATS = (
    Format(
        name="verl-sft",
        title="verl: whole dialogues for its SFT trainer",
        needs="lens",
        record=sft,
        kind="parquet",
        masks=False,
    ),
    Format(
        name="verl-rl",
        title="verl: what the role is asked, for PPO and GRPO",
        needs="turns",
        record=rl,
        kind="parquet",
        losers=True,
    ),
)
