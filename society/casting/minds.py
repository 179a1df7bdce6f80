"""Who thinks before it speaks: a role's own player, inside a search where the job names one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from society.casting.guides import Guided, Guides
from society.casting.job import Job
from society.casting.seats import named, seat
from society.domain.dialogue import Game, Role, Utterance, View
from society.domain.errors import SocietyError
from society.domain.scenario import JudgeSpec
from society.llm.model import Connect, Tell
from society.play.bench import Seat
from society.players.hearing import quietly
from society.players.imagining import Answer, Imagine
from society.players.player import Player
from society.players.search import SearchPlayer
from society.players.thought import ROLLOUTS, Thought
from society.scenario.belief import imagined
from society.scenario.offers import offers
from society.search import Pot
from society.settings import Settings

VERIFYING = {"mode": "verify"}
"""How a model values its own replies: by the probability of its yes."""


@dataclass(frozen=True)
class House:
    """All that the players of a game are made from; `models` are the roles' own, by name.

    `pot` holds the simulations that easy games of the batch leave to hard ones.
    """

    job: Job
    settings: Settings
    game: Game
    here: Path
    connect: Connect
    seats: Sequence[Seat]
    models: Mapping[str, str]
    pot: Pot

    def seat(self, spec: JudgeSpec, job: Job | None = None) -> Seat:
        """A judge that is not at the bench."""
        return seat(job or self.job, self.settings, self.game, spec, self.here, self.connect)


def thinking(own: Player, house: House, role: Role) -> Player:
    """The player, which weighs its replies where the job says how.

    SocietyError for a person, where nothing says what a reply would be worth, and where the judge
    that is to guide the search is paid by.
    """
    named = house.job.searches.get(role.id)
    effort = None if own.name == "human" else house.job.effort
    if named is None and effort is None:
        return own
    thought = Thought.parse(named or effort or "")
    if own.name == "human":
        raise SocietyError(f"{role.id} is a person, who thinks without a search")
    planned = role.id in house.game.scenario.outcome.utility and bool(offers(house.game.scenario))
    if ROLLOUTS in thought.values and not planned:
        raise SocietyError(
            f"{house.game.scenario.id} does not say what an offer is worth to {role.id}",
            hint="a search plays such games on to value a reply; this one has no offers or "
            "utility. A judge can guide it: --search.ROLE best-of-8,value=judge:rubric",
        )
    names = [name for name in thought.values if name != ROLLOUTS]
    seats = {name: _guide(name, house, role) for name in names}
    return SearchPlayer(
        own,
        _imagine(thought, house.game, role),
        thought,
        guiding=Guides(
            tuple(Guided(each, house.settings.judge_timeout) for each in seats.values())
        ),
        answer=None if planned else partial(_answers, own),
        guided=_guided(seats, house, role, forced=thought.forced),
        pot=house.pot if thought.shared else Pot(),
    )


def _guided(seats: Mapping[str, Seat], house: House, role: Role, *, forced: bool) -> bool:
    """Whether a judge that guides also pays; SocietyError where that was not `forced`."""
    paying = next((name for name, each in seats.items() if _pays(each, house, role)), None)
    if paying is not None and not forced:
        guide = seats[paying]
        asked = f" of {guide.model.name}" if guide.model else ""
        raise SocietyError(
            f"value={paying}: {guide.name}{asked} would guide the search of {role.id} and pay its "
            "turns too: what is found would be what pleases that judge",
            hint="pay with others, as --judge deal; guide with another judge or model; or say "
            "`,forced` behind the search to have it so, and every turn of it flagged",
        )
    return paying is not None


def _imagine(thought: Thought, game: Game, role: Role) -> Imagine:
    """An oracle sees the game as it is; everybody else what it could be."""
    if thought.view == "oracle":
        return lambda _: game
    return partial(imagined, game, role.id)


def _answers(own: Player, tell: Tell) -> Answer:
    """The role's own player imagines what everybody would say."""

    async def answer(view: View, chance: int) -> Utterance:
        return await own.speak(view.model_copy(update={"seed": chance}), tell=quietly(tell))

    return answer


def _guide(name: str, house: House, role: Role) -> Seat:
    kind, _, use = name.partition(":")
    if kind == "learned" and use:
        return house.seat(JudgeSpec(use="learned", params={"model": use}))
    if (kind == "judge" and use) or name == "learned":
        return house.seat(named(use or name, house.game.scenario.judges, house.here))
    if name == "self":
        job = house.job.model_copy(update={"judge_model": house.models[role.id]})
        return house.seat(JudgeSpec(use="rubric", params=VERIFYING), job)
    raise SocietyError(
        f"nothing is worth {name!r}",
        hint=f"value is {ROLLOUTS}, judge:NAME, learned:FILE or self; several joined by +",
    )


def _pays(guide: Seat, house: House, role: Role) -> bool:
    """Whether that very judge, asked of that very model, is paid by for the role's turns."""
    return any(
        _same(guide, each)
        for each in house.seats
        if each.weight and not each.check and each.hears(role.id)
    )


def _same(one: Seat, other: Seat) -> bool:
    models = [each.model.name if each.model else None for each in (one, other)]
    return models[0] == models[1] and one.juror.badge.name == other.juror.badge.name
