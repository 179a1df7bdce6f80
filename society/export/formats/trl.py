"""TRL: records for its SFT, DPO (ORPO, CPO), KTO, reward and GRPO trainers.

Never a column named prompt, labels or completion that is not what the trainer takes it for, and
never a key of its own in a message of a preference: both sides must share their prefix.
"""

from society.export.formats.format import Format, Record
from society.export.formats.messages import ending, of_turn, origin, plain
from society.export.formats.order import interleaved
from society.export.pairs import Duel, Pair
from society.export.views import Lens, Moment, before


def sft(lens: Lens) -> Record:
    """The whole dialogue; train it with assistant_only_loss."""
    return {
        "messages": plain(lens.lines),
        **origin(lens),
        **ending(lens),
        "turn_rewards": [each.reward for each in lens.lines if each.role == "assistant"],
    }


def turn(moment: Moment) -> Record:
    """One own turn as the completion of what its player was asked."""
    return {
        "prompt": plain(moment.prompt),
        "completion": plain([moment.completion]),
        **of_turn(moment),
    }


def dpo(pair: Pair) -> Record:
    """Two replies to one prompt."""
    return {
        "prompt": plain(pair.chosen.prompt),
        "chosen": plain([pair.chosen.completion]),
        "rejected": plain([pair.rejected.completion]),
        "score_chosen": pair.score_chosen,
        "score_rejected": pair.score_rejected,
        "margin": pair.margin,
        **origin(pair.lens),
        "turn": pair.chosen.completion.turn,
    }


def reward(told: Duel | Pair) -> Record:
    """A won and a lost dialogue of the same game, whole; or two up to replies of one moment."""
    chosen, rejected = told.whole
    return {
        "chosen": plain(chosen),
        "rejected": plain(rejected),
        "margin": told.margin,
        **origin(told.lens),
    }


def kto(moment: Moment) -> Record:
    """One own turn, and whether its role won the dialogue, or a search found the reply good."""
    return {
        "prompt": plain(moment.prompt),
        "completion": plain([moment.completion]),
        "label": moment.good is True,
        **of_turn(moment),
    }


def undecided(moment: Moment) -> str:
    """Why a turn has no label."""
    return "nobody can say who won" if moment.good is None else ""


def grpo(moment: Moment) -> Record:
    """What the role is asked at one turn, and what a reward function may want to know."""
    view = before(moment.lens, moment.completion.turn or 0)
    limit = view.role.limit
    return {
        "prompt": plain(moment.prompt),
        **origin(moment.lens),
        "turn": moment.completion.turn,
        "reservation": limit.value if limit else None,
        "issue": limit.issue if limit else None,
        "moves": [option.name for option in view.options],
        "turns_left": view.limit - view.turn,
    }


FORMATS = (
    Format(
        name="trl-sft",
        title="TRL SFTTrainer: whole dialogues, train with assistant_only_loss",
        needs="lens",
        record=sft,
        masks=False,
    ),
    Format(
        name="trl-sft-turns",
        title="TRL SFTTrainer: one own turn a row, as prompt and completion",
        needs="turns",
        record=turn,
    ),
    Format(
        name="trl-dpo",
        title="TRL DPOTrainer (also ORPO, CPO, SimPO): two replies to the same words",
        needs="pairs",
        record=dpo,
        losers=True,
    ),
    Format(
        name="trl-reward",
        title="TRL RewardTrainer: a won against a lost dialogue of the same game",
        needs="duels",
        record=reward,
        losers=True,
        masks=False,
        searched="pairs",
    ),
    Format(
        name="trl-kto",
        title="TRL KTOTrainer: one own turn a row, from a won or a lost dialogue",
        needs="turns",
        record=kto,
        losers=True,
        unfit=undecided,
        arrange=interleaved,
        searched="replies",
    ),
    Format(
        name="trl-grpo",
        title="TRL GRPO and RLOO trainers: what the role is asked, without a reply",
        needs="turns",
        record=grpo,
        losers=True,
    ),
)
