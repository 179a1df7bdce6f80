"""How much would be asked: the real players and judges speak to a model that only measures.

Law: nothing is sent, loaded or fetched, and no judge runs but those that come with the house.
"""

from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from society.batch.arithmetic import Question
from society.batch.billing import kind
from society.casting import Table
from society.domain.calls import Message, Sampling
from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Outcome
from society.domain.errors import ModelError, SocietyError
from society.llm.answers import prompt_estimate
from society.llm.asking import FRAME
from society.llm.asking import Question as Prompt
from society.llm.embedded import LARGE, SMALL
from society.llm.model import DEFAULT, Reply, Tell, nobody
from society.llm.remote import BOUND
from society.play.asking import Case, ask
from society.play.bench import Seat
from society.players.llm import TRIES, LlmPlayer
from society.players.planned import PlannedPlayer
from society.scenario import referee
from society.scenario.rules import rules_of

WORDS = "Let me think about what you said, and then tell you what I would like to have."
"""Stands for what is said in a turn that nobody has played."""

SAID, FILLED, REASONED = 60, 90, 160
"""Tokens of a reply where nothing is known yet: words, words with a move, a judgement."""

DRILLS = 6
"""Exercises that a small model does for one planned turn, where nothing is known yet."""

REPAIRS = 2
CORRECTION = 512
"""Tokens at most of a correction, beside the reply that it is about."""


class Unasked:
    """A model that is never asked: it keeps the prompts that were meant for it."""

    speaks_json = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.heard: list[tuple[tuple[Message, ...], Sampling]] = []

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Mapping[str, object] | None = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "ask",
        tell: Tell = nobody,
    ) -> Reply:
        """Keep the prompt; always ModelError, for there is no reply."""
        self.heard.append((tuple(messages), sampling))
        raise ModelError("an estimate asks no model", kind="empty")

    async def meant(self, speaking: Awaitable[object]) -> "Size | None":
        """The size of the first prompt that somebody has for this model; None without one."""
        before = len(self.heard)
        # The error is how the speaker learns that there is no reply.
        with suppress(ModelError):
            await speaking
        found = self.heard[before:]
        return _size(*found[0]) if found else None


class Size(NamedTuple):
    """Tokens of a prompt, about and at most, and how many its reply may have, where it says so."""

    about: int
    most: int
    reply: int | None = None


class Prompts(NamedTuple):
    """A prompt at the beginning and some turns later: how large it is, and how it grows."""

    first: Size
    later: Size
    turns: int

    def growth(self, words: Size) -> Size:
        """What an earlier turn that says `words` adds; nothing where earlier turns are not told."""
        steps = [
            (after - before, said, own)
            for before, after, said, own in zip(
                self.first[:2], self.later[:2], _WORDS[:2], words[:2], strict=True
            )
        ]
        about, most = (
            max(0, -(-step // self.turns) - said) + own if step > 0 else 0
            for step, said, own in steps
        )
        return Size(about, most)


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


class Demand(NamedTuple):
    """What a role (`stage` turn) or a seat (judge, end) asks of its model, about and at most.

    It is asked about the turns of `roles`; `bounded` where its replies have a limit of their own.
    """

    stage: str
    who: str
    model: str
    roles: tuple[str, ...]
    about: Question
    most: Question
    bounded: bool


async def demands(table: Table) -> list[Demand]:
    """What every role and every seat with a model asks in one dialogue at this table."""
    speakers = [await _speaker(table, role.id) for role in table.game.roles]
    words = Size(SAID, max(each.longest for each in speakers) + FRAME)
    found = [_of_role(table, each, words) for each in speakers]
    seats = [seat for seat in table.bench.seats if seat.model]
    return [*found, *[await _of_seat(table, seat, words) for seat in seats]]


def moves(table: Table, role: str) -> tuple[str, ...]:
    """The moves that the role may ever make."""
    actions = table.game.scenario.actions
    return tuple(name for name, each in actions.items() if not each.by or role in each.by)


def longest(model: str, prompt: Size) -> int:
    """Tokens of the longest reply: the prompt's own limit, or else the model's."""
    if prompt.reply is not None:
        return prompt.reply
    usual = {"embedded": SMALL.max_tokens, "gguf": LARGE.max_tokens}.get(kind(model))
    return usual or BOUND


async def _speaker(table: Table, role: str) -> Speaker:
    seated = table.bench.players[role]
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
        view = referee.view(_talk(table, said), role).model_copy(update={"options": options})
        return await model.meant(player.speak(view))

    turns = 2 * len(table.game.roles)
    first, later = await size(0), await size(turns)
    return Prompts(first, later, turns) if first and later else None


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
    dialogue, model = _talk(table, turns), Unasked(seat.model.name)
    size = None
    if _ours(seat):
        size = await model.meant(_ask(seat, dialogue, model, end))
    supposed = Message(role="user", content=f"{dialogue.game.context}\n{dialogue.text()}")
    return size or _size((supposed,), DEFAULT)


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


def _talk(table: Table, turns: int) -> Dialogue:
    """A dialogue of so many turns in which nobody says anything of interest."""
    order = rules_of(table.game).roles
    dialogue = Dialogue(game=table.game)
    for at in range(turns):
        dialogue = dialogue.say(Turn(index=at, role=order[at % len(order)], text=WORDS))
    return dialogue


def _size(messages: Sequence[Message], sampling: Sampling) -> Size:
    most = Prompt(tuple(messages), {}).most_prompt
    return Size(prompt_estimate(messages), most, sampling.max_tokens)


_WORDS = _size((Message(role="user", content=WORDS),), DEFAULT)
