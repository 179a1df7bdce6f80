"""What a reward model learns from: dialogues up to one turn, each with what it should be scored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from society.audit.fillers import padded
from society.audit.flaws import KINDS, planted
from society.audit.flaws.planting import retold
from society.audit.flaws.scene import is_chinese
from society.audit.lora.pairs import pairs
from society.audit.lora.talk import talks
from society.audit.material import fit
from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Episode
from society.domain.scenario import Scenario
from society.domain.trust import Label


@dataclass(frozen=True)
class Example:
    """A dialogue that ends with the turn in question, and the score in [0, 1] it should get.

    `group` is the dialogue it is from: what is learned is never tested on the same one. `pair` ties
    a turn to the same turn with a flaw of that `kind`. `raters` are the scores of several people.
    """

    dialogue: Dialogue
    role: str
    target: float
    group: str
    kind: str = ""
    pair: str = ""
    raters: tuple[tuple[str, float], ...] = ()

    @property
    def scenario(self) -> str:
        """The scenario it is from."""
        return self.dialogue.game.scenario.id

    @property
    def locale(self) -> str:
        """The language that is spoken."""
        return self.dialogue.game.locale


def judged(episodes: Iterable[Episode], judge: str = "") -> Iterator[Example]:
    """The scores that turns got from a judge, the last that it gave; without one what they earned.

    Turns without a score are left out: nothing is known of them.
    """
    for episode in episodes:
        scores = _said(episode, judge) if judge else _paid(episode)
        for (turn, role), score in sorted(scores.items()):
            yield _example(episode, turn, role, score)


def labelled(episodes: Iterable[Episode], labels: Iterable[Label]) -> Iterator[Example]:
    """The mean of what people said of a turn; what they said of a whole dialogue is left out."""
    said: dict[tuple[str, int, str], dict[str, float]] = defaultdict(dict)
    for label in labels:
        if label.turn is not None:
            said[label.episode, label.turn, label.role][label.rater] = label.score
    by_episode: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for id_, turn, role in sorted(said):
        by_episode[id_].append((turn, role))
    for episode in episodes:
        for turn, role in by_episode.get(episode.id, ()):
            raters = said[episode.id, turn, role]
            mean = sum(raters.values()) / len(raters)
            yield _example(episode, turn, role, mean, tuple(sorted(raters.items())))


def ended(episodes: Iterable[Episode]) -> Iterator[Example]:
    """What the end was worth to every role, from each of its turns on: a value function's targets.

    Only ends that the scenario itself can value count; worth is clipped to [0, 1].
    """
    for episode in episodes:
        outcome = episode.outcome
        if outcome is None or not outcome.verifiable:
            continue
        for turn in episode.dialogue.turns:
            for role, worth in sorted(outcome.utilities.items()):
                yield _example(episode, turn.index, role, min(1.0, max(0.0, worth)))


def flawed(
    dialogues: Mapping[str, Dialogue],
    *,
    seed: int = 0,
    per_turn: int = 3,
    kinds: Sequence[str] = KINDS,
) -> Iterator[Example]:
    """Turns as they were said (1) and with a flaw planted (0), at most `per_turn` flaws a turn.

    Most flaws make a turn longer: so each comes once more padded with empty words, sound or flawed
    as it is and in no pair, and neither length nor these words tell anything. Which kinds a turn
    gets is drawn from the seed; a turn that can have none is left out.
    """
    lent = tuple(dialogues.values())
    for group, dialogue in sorted(dialogues.items()):
        others = tuple(other for other in lent if other is not dialogue)
        for turn in dialogue.turns:
            if fit(turn):
                chance = Random(f"{seed}|{group}|{turn.index}")
                drawn = tuple(chance.sample(kinds, len(kinds)))
                yield from _spoilt(dialogue, turn.index, group, (seed, per_turn), drawn, others)


def planned(
    scenarios: Iterable[Scenario], seeds: Sequence[int], locales: Sequence[str] = ("en", "zh")
) -> dict[str, Dialogue]:
    """Dialogues of planned moves with templated words, by name; no model is asked for any."""
    return {
        f"{each.game.scenario.id}|{each.game.locale}|{each.game.seed}": each
        for each in talks(scenarios, seeds, locales)
    }


def reworded(dialogues: Iterable[Dialogue], *, seed: int = 0) -> Iterator[Example]:
    """Flaws mostly of other words, in part of other kinds, than `flawed` plants; none is padded.

    They are those that the embedded judge was trained on.
    """
    for at, each in enumerate(pairs(list(dialogues), seed)):
        game = each.before.game
        group, pair = f"{game.scenario.id}|{game.locale}|{game.seed}", f"reworded:{at}"
        good, bad = (_upto(each.before, turn) for turn in (each.good, each.bad))
        yield Example(good, each.good.role, 1.0, group, pair=pair)
        yield Example(bad, each.bad.role, 0.0, group, kind=each.kind, pair=pair)


def _upto(before: Dialogue, turn: Turn) -> Dialogue:
    return Dialogue.model_construct(game=before.game, turns=(*before.turns, turn))


def _spoilt(
    dialogue: Dialogue,
    turn: int,
    group: str,
    drawn: tuple[int, int],
    kinds: Sequence[str],
    others: Sequence[Dialogue],
) -> Iterator[Example]:
    seed, most = drawn
    made = 0
    for kind in kinds:
        flaw = planted(dialogue, turn, kind, seed, others) if made < most else None
        if flaw is None:
            continue
        pair = f"{group}:{turn}"
        if not made:
            yield Example(flaw.good, flaw.role, 1.0, group, pair=pair)
            yield Example(_longer(flaw.good, seed), flaw.role, 1.0, group)
        yield Example(flaw.bad, flaw.role, 0.0, group, kind=kind, pair=pair)
        yield Example(_longer(flaw.bad, seed), flaw.role, 0.0, group, kind=kind)
        made += 1


def _longer(dialogue: Dialogue, seed: int) -> Dialogue:
    text = dialogue.last.text
    chance = Random(f"{seed}|longer|{dialogue.last.index}|{text}")
    sentences = chance.randint(1, 2)
    return retold(dialogue, padded(text, chance, zh=is_chinese(text), sentences=sentences))


def _said(episode: Episode, judge: str) -> dict[tuple[int, str], float]:
    return {
        (said.turn, said.role): said.score
        for said in episode.judgements
        if said.judge == judge
        and said.scope == "turn"
        and said.turn is not None
        and said.role is not None
        and said.score is not None
    }


def _paid(episode: Episode) -> dict[tuple[int, str], float]:
    return {
        (paid.turn, paid.role): min(1.0, max(0.0, paid.value))
        for paid in episode.rewards
        if paid.scope == "turn"
    }


def _example(
    episode: Episode,
    turn: int,
    role: str,
    score: float,
    raters: tuple[tuple[str, float], ...] = (),
) -> Example:
    turns = episode.dialogue.turns[: turn + 1]
    shown = Dialogue.model_construct(game=episode.dialogue.game, turns=turns)
    return Example(shown, role, score, episode.id, raters=raters)
