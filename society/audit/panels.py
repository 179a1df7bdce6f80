"""Do the members of a panel say the same? Read from what each of its judgements kept of them."""

from collections.abc import Mapping

from society.audit.agree import About
from society.domain.episode import Episode
from society.domain.judging import Judgement
from society.domain.trust import Check
from society.scoring.agreement import alpha

TOLD = frozenset({"n", "asked", "spared"})
"""The facts that only a panel tells: its criteria are then its members' scores."""

Members = dict[str, dict[About, float]]
"""What every member gave each thing."""


class Panels:
    """Every panel that was heard, by name and version, with what each of its members gave."""

    def __init__(self) -> None:
        self._heard: dict[tuple[str, str], Members] = {}

    def hear(self, episode: Episode) -> None:
        """Take in what panels said of one dialogue."""
        for said in episode.judgements:
            if said.facts.keys() >= TOLD:
                members = self._heard.setdefault((said.judge, said.version), {})
                about = _about(episode, said)
                for name, score in said.criteria.items():
                    members.setdefault(name, {})[about] = score

    def agreement(self, versions: Mapping[str, str]) -> tuple[Check, ...]:
        """Krippendorff's alpha of the members of each panel in `versions`, of that version."""
        return tuple(
            _agreed(judge, members)
            for (judge, version), members in self._heard.items()
            if versions.get(judge) == version
        )


def _agreed(judge: str, members: Members) -> Check:
    name = f"members of {judge} agree"
    abouts = sorted({about for each in members.values() for about in each}, key=str)
    common = sum(sum(about in each for each in members.values()) > 1 for about in abouts)
    if not common:
        return Check(name=name, sentence="two members have to be heard of the same")
    found = alpha([[each.get(about) for about in abouts] for each in members.values()])
    if found is None:
        return Check(name=name, n=common, sentence="nothing varies")
    said = (
        f"Krippendorff's alpha of its members, {', '.join(members)}, over what two of them judged"
    )
    return Check(name=name, figure=found, n=common, sentence=said)


def _about(episode: Episode, said: Judgement) -> About:
    turn = said.turn
    own = "" if turn is None else episode.dialogue.turns[turn].role
    return episode.id, turn, said.role or own
