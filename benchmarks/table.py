"""The table that every benchmark plays at: a scenario, its players, one model judge, a store."""

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.replies import answer
from judges.rubric import Rubric
from society import plugins
from society.domain.calls import Attempt, Message, Sampling, Usage
from society.domain.dialogue import Game
from society.domain.episode import Provenance
from society.llm.model import DEFAULT, Model, Reply, Tell, nobody
from society.play.bench import Bench, Seat
from society.play.engine import play
from society.players.llm import LlmPlayer
from society.players.player import Player
from society.scenario.draw import draw
from society.scenario.load import load
from society.store.record import record
from society.store.store import Store

HERE = Path(__file__).parent
TALK, BARGAIN = HERE / "talk.yaml", HERE / "bargain.yaml"
SAMPLING = Sampling(temperature=0.7, max_tokens=120)


class StandIn:
    """A model in this process that costs next to nothing: the rest is the loop's own cost.

    It tells one attempt a reply, as a model behind HTTP does, so that the store has its work.
    """

    speaks_json = True

    def __init__(self, name: str = "stand-in") -> None:
        self.name = name
        self.asked: list[tuple[tuple[Message, ...], Mapping[str, Any] | None]] = []
        self.keep = False
        self._number = count()
        self._usage = Usage(prompt=400, completion=40)

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Mapping[str, Any] | None = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "ask",
        tell: Tell = nobody,
    ) -> Reply:
        """The fixed answer."""
        if self.keep:
            self.asked.append((tuple(messages), schema))
        text, call = answer(schema), f"{self.name}-{next(self._number)}"
        tell(
            Attempt(
                call=call,
                number=1,
                purpose=purpose,
                model=self.name,
                request=tuple(messages),
                response=text,
                finish="stop",
                usage=self._usage,
                cost=0.0,
            )
        )
        return Reply(text=text, usage=self._usage, cost=0.0, model=self.name, call=call)


def drawn(path: Path, turns: int, seed: int = 7) -> Game:
    """The scenario's game with so many turns."""
    game = draw(load(path), seed=seed)
    limits = game.scenario.turns.model_copy(update={"max": turns})
    return game.model_copy(update={"scenario": game.scenario.model_copy(update={"turns": limits})})


def seated(game: Game, model: Model, players: Mapping[str, Player] | None = None) -> Bench:
    """A player a role and the rubric judge, all asking one model."""
    speaks = players or {role.id: LlmPlayer(model, SAMPLING) for role in game.roles}
    juror = plugins.seat(Rubric, "judges.rubric:Rubric")
    return Bench(players=speaks, seats=(Seat(name="rubric", juror=juror, model=model),))


def made_by(game: Game) -> Provenance:
    """What is told of where an episode comes from."""
    return Provenance(scenario=game.scenario.id)


async def talk(game: Game, bench: Bench, store: Store, episode: str) -> int:
    """Play and record one dialogue; how many events it had."""
    stream = play(game, bench, episode=episode, provenance=made_by(game))
    events = 0
    async for event in record(store, stream):
        events += 1
        if event.kind == "failed":
            raise RuntimeError(event.error)
    return events
