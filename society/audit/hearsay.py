"""What stored judges said, as rows: one version of each, for two versions are two judges."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from society.audit.counting import many
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.domain.judging import Judgement

STORED = "stored"
"""Stands for the turn rewards as they were paid, all judges mixed as the scenario says."""


class Word(NamedTuple):
    """What one version of a judge gave a turn, or with `turn` None the whole, for one role.

    `spread` is how unsure a rollout was: the width of its interval.
    """

    episode: str
    turn: int | None
    role: str
    judge: str
    version: str
    score: float
    spread: float | None = None

    @property
    def about(self) -> tuple[str, int | None, str]:
        """What it is about, to be held against what others said of the same."""
        return self.episode, self.turn, self.role


def words(episode: Episode, judge: str | None = None) -> Iterator[Word]:
    """All that judges scored in a dialogue, or one of them, or `stored` what was paid for turns."""
    if judge == STORED:
        for paid in episode.rewards:
            if paid.scope == "turn":
                yield Word(episode.id, paid.turn, paid.role, STORED, "", paid.value)
        return
    for said in episode.judgements:
        if said.score is not None and said.scope != "pair" and judge in (None, said.judge):
            role = said.role or _role(episode, said.turn)
            spread = _spread(said)
            yield Word(episode.id, said.turn, role, said.judge, said.version, said.score, spread)


def chosen_versions(told: Iterable[Word], version: str = "") -> tuple[dict[str, str], int]:
    """Of each judge the version that begins so, else the one that said most; how many others.

    SocietyError where a version is asked for that no judge has.
    """
    counted: dict[str, Counter[str]] = {}
    for each in told:
        counted.setdefault(each.judge, Counter())[each.version] += 1
    named = {
        judge: found
        for judge, met in counted.items()
        for found in met
        if version and found.startswith(version)
    }
    if version and not named:
        raise _no_version(version, counted)
    most = {judge: met.most_common(1)[0][0] for judge, met in counted.items()}
    return {**most, **named}, sum(len(met) - 1 for met in counted.values())


def _no_version(version: str, counted: Mapping[str, Counter[str]]) -> SocietyError:
    heard = "; ".join(
        f"{judge} {', '.join(f'{name} ({n})' for name, n in met.most_common(5))}"
        for judge, met in counted.items()
    )
    return SocietyError(f"nobody was heard in version {version!r}", hint=f"scores by {heard}")


def nothing_said(judge: str, others: Iterable[str], dialogues: int) -> SocietyError:
    """The error where a judge said nothing in so many dialogues, with those who did.

    Without a `judge` nobody did.
    """
    if not dialogues:
        return SocietyError(
            "no dialogue that ended matches: there is nothing to tell",
            hint="`society run SCENARIO` plays one, `society batch` many, `society import` brings "
            "some; `society list` shows what is stored",
        )
    told = many(dialogues, "dialogue that matches", "dialogues that match")
    heard = ", ".join(sorted(set(others))) or "nobody"
    if judge == STORED:
        return SocietyError(
            f"no turn was paid in the {told}",
            hint=f"heard there: {heard}; judges that a game is played with pay its turns",
        )
    said = f"{judge!r} scored nothing" if judge else "no judge scored anything"
    return SocietyError(
        f"{said} in the {told}",
        hint=f"heard there: {heard}; `society judge score {judge or 'JUDGE'}` asks it",
    )


def _role(episode: Episode, turn: int | None) -> str:
    return "" if turn is None else episode.dialogue.turns[turn].role


def _spread(said: Judgement) -> float | None:
    """Only a rollout has one: it tells the change in value, too."""
    told = said.facts
    return told["high"] - told["low"] if told.keys() >= {"change", "low", "high"} else None
