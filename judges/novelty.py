"""A judge without a model: how far is a turn from all that was ever said here?"""

from statistics import fmean
from typing import Any

from judges.credits import own_turns
from judges.ngrams import counted, likeness
from judges.sources import written
from society import Archive, Dialogue, SocietyError, Turn, judge


@judge(name="novelty", scope="turn")
class Novelty:
    """1 less the likeness to the nearest stored words: 0 said before, 1 nothing like it.

    Likeness is the cosine of the counts of character runs (2 to 4), so it works in any language
    and a changed number changes little. Compared are the last `most` texts of the store, those of
    this dialogue left out: of this scenario where `same` says scenario or role, of all where it
    says any. `nearest` is over how many of them it is averaged. No opinion on a bare move, nor
    before anything is stored. Seated with scope outcome: the mean of the role's turns.
    """

    def __init__(self, same: str = "scenario", most: int = 500, nearest: int = 1) -> None:
        if same not in ("any", "scenario", "role"):
            raise SocietyError(f"same is {same!r}", hint="write any, scenario or role")
        if min(most, nearest) < 1:
            raise SocietyError("most and nearest count texts", hint="write 1 or more")
        self.version = written("credits", "ngrams")
        self._same = same
        self._most = most
        self._nearest = nearest

    def __call__(
        self, dialogue: Dialogue, role: str, archive: Archive, turn: Turn | None = None
    ) -> dict[str, Any] | None:
        """The distance, with how many texts it was measured against."""
        turns = (turn,) if turn else own_turns(dialogue, role)
        said = [each.text for each in turns if each.text.strip()]
        known = self._known(archive, dialogue, role)
        if not said or not known:
            return None
        ranked = likeness(counted(said), counted(known))
        ranked.sort(axis=1)
        near = [fmean(row[-self._nearest :]) for row in ranked.tolist()]
        likest = known[int(likeness(counted(said[:1]), counted(known))[0].argmax())]
        return {
            "score": 1 - fmean(near),
            "critique": f"{fmean(near):.0%} like {likest[:120]!r}",
            "facts": {"n": float(len(known)), "nearest": float(ranked.max())},
        }

    def _known(self, archive: Archive, dialogue: Dialogue, role: str) -> list[str]:
        found = archive.texts(
            scenario="" if self._same == "any" else dialogue.game.scenario.id,
            role=role if self._same == "role" else "",
            limit=self._most,
        )
        return [text for text in found if text.strip()]
