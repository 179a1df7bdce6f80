"""Makes the dialogues of these pages: planned moves, words from templates, by seed.

    python docs/verticals/talks.py law > docs/verticals/law/talks.jsonl

The words are no model's: so every term is named, and what a judge misses is known.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random

from society.domain.dialogue import Action, Dialogue, Turn, Utterance, View
from society.domain.episode import Episode, Provenance
from society.llm.model import Tell, nobody
from society.play.speaking import next_turn
from society.play.talk import Talk
from society.players.mute import MutePlayer
from society.scenario import referee
from society.scenario.draw import draw
from society.scenario.load import load

SCENARIOS = {
    "law": "law/liability_clause",
    "finance": "finance/loan_terms",
    "teaching": "classroom/fractions",
}
TALKS = (("en", range(10)), ("zh", range(50, 55)))

Words = Callable[[View, Action | None, Random], str]


@dataclass(frozen=True)
class Speaker:
    """Moves as the planner does, and finds the words by a template; `exam` moves where it must."""

    words: Words
    exam: Action | None = None
    name: str = "template"

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """The planned move in words."""
        due = any(option.due for option in view.options)
        move = self.exam if due else (await MutePlayer().speak(view)).action
        text = self.words(view, move, Random(f"{view.seed}|{view.turn}"))
        return Utterance(text=text, action=move, player=self.name, planned=True)


async def talk(trade: str, seed: int, locale: str) -> Episode:
    """One dialogue of that trade, played to its end."""
    words: Words = import_module(f"{trade}.words").words
    game = draw(load(SCENARIOS[trade]), seed=seed, locale=locale)
    exam = Action(name="answer", args={"value": game.variables.get("correct", "")})
    players = {role.id: Speaker(words, exam) for role in game.roles}
    (opener, text), *_ = game.opening.items()
    opening = Turn(index=0, role=opener, text=text, flags=("opening",))
    under_way = Talk.of(Dialogue(game=game).say(opening))
    while (ended := referee.ending(under_way.dialogue)) is None:
        under_way = under_way.say(await next_turn("", under_way, players, lambda event: None))
    checks = dict.fromkeys(game.scenario.outcome.checks, 1.0)
    return Episode(
        id=f"{trade}-{locale}-{seed}",
        dialogue=under_way.dialogue,
        outcome=referee.verdict(under_way.dialogue, ended, checks),
        provenance=Provenance(scenario=game.scenario.id),
        status="done",
    )


def main(trade: str) -> None:
    """Write the dialogues to stdout, one a line, as `society import` reads them."""
    for locale, seeds in TALKS:
        for seed in seeds:
            told = asyncio.run(talk(trade, seed, locale)).model_dump(
                mode="json", by_alias=True, exclude_defaults=True
            )
            line = json.dumps({"schema": "society.raw/1", **told}, ensure_ascii=False)
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main(sys.argv[1])
