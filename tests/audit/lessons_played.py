"""Stored dialogues to take examples from: a few games of the sample sale, judged and ended."""

from society.domain.dialogue import Dialogue
from society.domain.episode import Episode, Outcome, Provenance
from society.domain.judging import Judgement, Reward
from society.testing import sample_dialogue


def episode(
    id_: str, *, judgements: tuple[Judgement, ...] = (), verifiable: bool = True
) -> Episode:
    whole: Dialogue = sample_dialogue()
    turns = tuple(turn for turn in whole.turns if turn.index not in (2, 5))
    renumbered = tuple(turn.model_copy(update={"index": at}) for at, turn in enumerate(turns))
    return Episode(
        id=id_,
        dialogue=Dialogue(game=whole.game, turns=renumbered),
        judgements=judgements,
        rewards=(
            Reward(turn=1, role="buyer", value=0.7),
            Reward(scope="outcome", turn=4, role="seller", value=0.9),
        ),
        outcome=Outcome(
            ended="agreement", verifiable=verifiable, utilities={"seller": 1.4, "buyer": -0.2}
        ),
        provenance=Provenance(scenario="sample/sale"),
        status="done",
    )


def said(turn: int, score: float | None, judge: str = "stern") -> Judgement:
    unscored = "" if score is not None else "timeout"
    return Judgement(turn=turn, role="seller", judge=judge, score=score, unscored=unscored)
