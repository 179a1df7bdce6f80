"""How much would be asked: the real players and judges speak to a model that only measures.

Law: nothing is sent, loaded or fetched, and no judge runs but those that come with the house.
"""

from dataclasses import replace
from typing import NamedTuple

from society.batch.arithmetic import Question
from society.batch.capping import Rates, unknown
from society.batch.demand import Demand, Guided, Mind, thinking
from society.batch.prompts import Prompts, Size, Unasked, longest, size_of, talk
from society.casting import Table
from society.casting.guides import Guides
from society.domain.calls import Message
from society.domain.dialogue import Dialogue
from society.domain.episode import Outcome
from society.domain.errors import SocietyError
from society.llm.asking import FRAME
from society.llm.model import DEFAULT
from society.play.asking import Case, ask
from society.play.bench import Seat
from society.players.llm import TRIES, LlmPlayer
from society.players.mute import MutePlayer
from society.players.planned import PlannedPlayer
from society.players.search import SearchPlayer
from society.scenario import referee
from society.scenario.offers import offers

SAID, FILLED, REASONED = 60, 90, 160
"""Tokens of a reply where nothing is known yet: words, words with a move, a judgement."""

DRILLS = 6
"""Exercises that a small model does for one planned turn, where nothing is known yet."""

REPAIRS = 2
CORRECTION = 512
"""Tokens at most of a correction, beside the reply that it is about."""


class Speaker(NamedTuple):
    """A role's player with the prompts it would send: as it is meant to, and at its longest."""

    role: str
    player: LlmPlayer | PlannedPlayer
    about: Prompts
    most: Prompts

    @property
    def longest(self) -> int:
        """Tokens of its longest reply."""
        return longest(self.player.model.name, self.most.first)


async def demands(table: Table, rates: Rates = unknown) -> list[Demand]:
    """What every role and every seat with a model asks in one dialogue at this table.

    `rates` are what models cost and take, for searches that end at a limit.
    """
    asked = [await _speaker(table, role.id) for role in table.game.roles]
    speakers = [each for each in asked if each is not None]
    words = Size(SAID, max((each.longest for each in speakers), default=0) + FRAME)
    found = [each for speaker in speakers for each in await _of_mind(table, speaker, words, rates)]
    seats = [seat for seat in table.bench.seats if seat.model]
    return [*found, *[await _of_seat(table, seat, words) for seat in seats]]


def moves(table: Table, role: str) -> tuple[str, ...]:
    """The moves that the role may ever make."""
    actions = table.game.scenario.actions
    return tuple(name for name, each in actions.items() if not each.by or role in each.by)


async def _speaker(table: Table, role: str) -> Speaker | None:
    """Who speaks for the role, apart from what it thinks before; None where it asks no model."""
    seated = table.bench.players[role]
    if isinstance(seated, SearchPlayer):
        seated = seated.own
    if isinstance(seated, MutePlayer):
        return None
    if not isinstance(seated, LlmPlayer | PlannedPlayer):
        raise SocietyError(f"what {seated.name} asks of a model cannot be told beforehand")
    model = Unasked(seated.model.name)
    player = replace(seated, model=model)
    free = LlmPlayer(model, seated.sampling, seated.short)
    most = await _spoken(table, role, free, model)
    # A plan may need no words; then the prompt of a free reply stands for those that it needs.
    about = await _spoken(table, role, player, model)
    assert most is not None, "a player that has no plan asks its model"
    return Speaker(role, player, about or most, most)


async def _spoken(
    table: Table, role: str, player: LlmPlayer | PlannedPlayer, model: Unasked
) -> Prompts | None:
    """The prompts of a role that may make all of its moves; None where it does not ask."""
    options = tuple(table.game.options[name] for name in moves(table, role))

    async def size(said: int) -> Size | None:
        view = referee.view(talk(table, said), role).model_copy(update={"options": options})
        return await model.meant(player.speak(view))

    turns = 2 * len(table.game.roles)
    first, later = await size(0), await size(turns)
    return Prompts(first, later, turns) if first and later else None


async def _of_mind(table: Table, speaker: Speaker, words: Size, rates: Rates) -> list[Demand]:
    """What the role asks, with what it asks to think before it speaks."""
    own, mind = _of_role(table, speaker, words), table.bench.players[speaker.role]
    if not isinstance(mind, SearchPlayer):
        return [own]
    worth = plannable(table, speaker.role)
    thinks = Mind(decides=worth and isinstance(speaker.player, PlannedPlayer), plays_on=worth)
    guides, middle = await _guides(table, mind, words), table.game.scenario.turns.max // 2
    return list(thinking(own, mind.thought, thinks, guides, turn=middle, rates=rates))


async def _guides(table: Table, mind: SearchPlayer, words: Size) -> tuple[Guided, ...]:
    """The judges with a model that say what a position is worth, each asked of one reply."""
    judges = mind.guiding.judges if isinstance(mind.guiding, Guides) else ()
    asked = [await _of_seat(table, each.seat, words) for each in judges if each.seat.model]
    return tuple(
        Guided(each.who, each.model, each.about, each.most, each.bounded) for each in asked
    )


def plannable(table: Table, role: str) -> bool:
    """Whether moves of the role have a worth, so that a planner decides before it speaks."""
    scenario = table.game.scenario
    return role in scenario.outcome.utility and bool(offers(scenario))


def _of_role(table: Table, speaker: Speaker, words: Size) -> Demand:
    player, acts = speaker.player, bool(moves(table, speaker.role))
    planned = isinstance(player, PlannedPlayer)
    reply = min(FILLED if acts and not planned else SAID, speaker.longest)
    about = Question(
        base=speaker.about.first.about,
        growth=speaker.about.growth(words).about,
        reply=reply,
        chains=DRILLS if planned and player.short and acts else 1,
    )
    chains, repairs = _effort(table, player, acts)
    most = Question(
        base=speaker.most.first.most,
        growth=speaker.most.growth(words).most,
        reply=speaker.longest,
        chains=chains,
        repairs=repairs,
        again=CORRECTION,
    )
    bounded = speaker.most.first.reply is not None
    return Demand("turn", speaker.role, player.model.name, (speaker.role,), about, most, bounded)


def _effort(table: Table, player: LlmPlayer | PlannedPlayer, acts: bool) -> tuple[int, int]:
    """Questions for one turn at most, and how often each is corrected.

    Three tries where nothing was said, all of it once more after a refused move; a planned move
    has tries of its own before, and a small model exercises for every issue.
    """
    chains = 2 * TRIES if acts else TRIES
    if not isinstance(player, PlannedPlayer):
        return chains, REPAIRS if acts else 0
    drills = 2 + len(table.game.scenario.outcome.issues) if player.short else 0
    return chains + 1 + drills, REPAIRS


async def _of_seat(table: Table, seat: Seat, words: Size) -> Demand:
    assert seat.model is not None
    name, turns = seat.model.name, 2 * len(table.game.roles)
    roles = tuple(role.id for role in table.game.roles if seat.check or seat.hears(role.id))
    end = seat.check or seat.scope == "outcome"
    first, later = [await _judged(table, seat, said, end) for said in (1, 1 + turns)]
    prompts = Prompts(first, later, turns)
    bound = longest(name, prompts.first)
    growth = prompts.growth(words)
    about = Question(base=prompts.first.about, growth=growth.about, reply=min(REASONED, bound))
    most = Question(
        base=prompts.first.most + words.most,
        growth=growth.most,
        reply=bound,
        repairs=REPAIRS,
        again=CORRECTION,
    )
    asked_of = roles[:1] if seat.check else roles
    stage, bounded = "end" if end else "judge", prompts.first.reply is not None
    return Demand(stage, seat.name, name, asked_of, about, most, bounded)


async def _judged(table: Table, seat: Seat, turns: int, end: bool) -> Size:
    """What the seat asks after so many turns; a stranger's judge is not run, but supposed."""
    assert seat.model is not None
    dialogue, model = talk(table, turns), Unasked(seat.model.name)
    size = None
    if _ours(seat):
        size = await model.meant(_ask(seat, dialogue, model, end))
    supposed = Message(role="user", content=f"{dialogue.game.context}\n{dialogue.text()}")
    return size or size_of((supposed,), DEFAULT)


async def _ask(seat: Seat, dialogue: Dialogue, model: Unasked, end: bool) -> None:
    case = Case(
        dialogue,
        turn=None if end else dialogue.last.index,
        role=dialogue.last.role,
        outcome=Outcome(ended="stopped") if end else None,
        params=dict(seat.params),
    )
    await ask(seat.juror, case, model=model, name=seat.name)


def _ours(seat: Seat) -> bool:
    function = seat.juror.function
    module = getattr(function, "__module__", None) or type(function).__module__
    return module.partition(".")[0] == "judges"
