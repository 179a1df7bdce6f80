"""The shipped negotiations: a deal that is good for all always exists, and nobody's sense of an
offer tells anything of the other side."""

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from society.domain.dialogue import Action, Dialogue, Game, Turn
from society.domain.errors import ScenarioError
from society.scenario.draw import draw
from society.scenario.load import catalog, load
from society.scenario.referee import standing, view

if TYPE_CHECKING:
    from tests.scenarios.conftest import Deal, Offers, Play

CHORES = ("dishes", "rubbish", "bathroom", "shopping", "floor")
OWN = {
    "camp/supplies": {
        name: [f"{name}_food_worth", f"{name}_water_worth"] for name in ("mara", "teo")
    },
    "charity/persuasion": {"volunteer": [], "giver": ["willing"]},
    "diplomacy/ceasefire": {
        "arken": ["w_arken", "batna"],
        "borel": ["w_borel", "batna"],
        "cyra": ["w_cyra"],
    },
    "finance/loan_terms": {
        "bank": ["rate_min", "year_cost", "pledge_gain"],
        "firm": ["rate_max", "year_gain", "pledge_cost"],
    },
    "home/chores": {name: [f"{name}_{chore}" for chore in CHORES] for name in ("ana", "ben")},
    "law/liability_clause": {
        "vendor": ["fee_min", "cap_cost", "breach_cost"],
        "customer": ["fee_max", "cap_gain", "breach_gain"],
    },
    "market/car_parts": {
        "supplier": ["price_min", "warranty_cost", "haste_cost"],
        "garage": ["price_max", "warranty_gain", "haste_gain"],
    },
    "market/flat_rental": {
        "landlord": ["rent_min", "deposit_gain", "wait_cost"],
        "tenant": ["rent_max", "deposit_cost", "best_week", "shift_cost"],
    },
    "market/used_bike": {"seller": ["seller_min"], "buyer": ["buyer_max"]},
    "support/refund": {
        "customer": ["least", "voucher_worth"],
        "support": ["days", "loss", "voucher_cost"],
    },
    "work/deadline": {
        "manager": ["feature_gain", "week_cost", "off_cost"],
        "engineer": ["feature_pain", "week_gain", "off_gain"],
    },
    "work/salary_offer": {
        "recruiter": ["pay_max", "home_cost", "wait_cost"],
        "candidate": ["pay_min", "home_gain", "best_week", "shift_cost"],
    },
}
"""Every negotiation, with the private variables that each role is told."""


ONE = {"int": None, "float": None, "step": None, "expr": None}
"""What a variable loses that becomes one given value."""


def on_the_table(game: Game, offer: Action) -> dict[str, float]:
    """What everybody would have if this first offer were accepted."""
    maker = next(iter(game.roles)).id
    dialogue = Dialogue(game=game, turns=(Turn(index=0, role=maker, text="", action=offer),))
    return standing(dialogue) or {}


def redrawn(game: Game, role: str, deal: "Deal") -> Game:
    """The game as it looks to the role, with what is private to others from another draw."""
    for seed in range(500, 600):
        try:
            other = mixed(game, deal(game.scenario.id, seed=seed), role)
        except ScenarioError:
            continue
        if other.variables != game.variables:
            return other
    raise AssertionError("no other draw goes with what the role knows")


def mixed(game: Game, other: Game, role: str) -> Game:
    """The game with others' private variables of another; ScenarioError if `require` forbids it."""
    scenario = game.scenario
    kept = set(OWN[scenario.id][role])
    private = {name for names in OWN[scenario.id].values() for name in names} - kept
    values = {}
    for name, variable in scenario.variables.items():
        if variable.expr is None or "draw(" in variable.expr:
            source = other if name in private else game
            values[f"variables.{name}"] = {**ONE, "choice": [source.variables[name]]}
    return draw(load(scenario.id, overrides=values), seed=game.seed)


def test_every_shipped_scenario_with_an_offer_is_looked_at_here() -> None:
    offering = {
        entry.id for entry in catalog() if {"propose", "pledge"} & set(load(entry.id).actions)
    }

    assert offering == set(OWN)


@pytest.mark.parametrize(("level", "seeds"), [("easy", 10), ("normal", 100), ("hard", 10)])
@pytest.mark.parametrize("scenario", OWN)
def test_some_offer_is_good_for_everybody_at_every_seed(
    scenario: str, level: str, seeds: int, deal: "Deal", offers: "Offers"
) -> None:
    for seed in range(seeds):
        game = deal(scenario, seed=seed, level=level)

        assert any(min(on_the_table(game, offer).values()) > 0.01 for offer in offers(game)), seed


@pytest.mark.parametrize("scenario", OWN)
def test_bounds_leave_room_for_everybodys_own_wishes(
    scenario: str, deal: "Deal", offers: "Offers"
) -> None:
    game = deal(scenario, seed=4)
    named = [on_the_table(game, offer) for offer in islice(offers(game), 400)]

    for role in OWN[scenario]:
        assert max(worth[role] for worth in named) >= 0.3
        assert len({round(worth[role], 6) for worth in named}) >= 10


@pytest.mark.parametrize(
    ("scenario", "role"),
    [
        (scenario, role)
        for scenario, roles in OWN.items()
        for role in roles
        if any(names for other, names in roles.items() if other != role)
    ],
)
def test_own_worth_does_not_move_with_what_is_private_to_others(
    scenario: str, role: str, deal: "Deal", offers: "Offers"
) -> None:
    game = deal(scenario, seed=1)
    other = redrawn(game, role, deal)
    here, there = view(Dialogue(game=game), role), view(Dialogue(game=other), role)

    assert here.role == there.role
    assert here.value is not None
    assert there.value is not None
    for offer in islice(offers(game), 40):
        assert here.value(offer) == pytest.approx(there.value(offer), abs=1e-9)


@pytest.mark.parametrize(
    ("scenario", "role"), [(scenario, role) for scenario, roles in OWN.items() for role in roles]
)
def test_own_worth_and_real_utility_agree_up_to_a_factor(
    scenario: str, role: str, deal: "Deal", offers: "Offers", play: "Play"
) -> None:
    game = deal(scenario, seed=11)
    value = view(play(game, []), role).value
    assert value is not None

    factors = [
        value(offer) / real  # type: ignore[operator]
        for offer in islice(offers(game), 60)
        if abs(real := on_the_table(game, offer)[role]) > 1e-6
    ]

    assert min(factors) > 0
    assert max(factors) == pytest.approx(min(factors))
