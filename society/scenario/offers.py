"""Which actions are offers, those that another action accepts; and what an end is worth to whom."""

from society.domain.scenario import Scenario
from society.scenario.expressions import formula


def accepted_by(scenario: Scenario, action: str) -> str | None:
    """The offer that this action accepts: its `of`, or, where it ends the dialogue, the action
    that its `when` looks back at; None where it accepts nothing.
    """
    spec = scenario.actions[action]
    if spec.of is not None:
        return spec.of
    if spec.ends is None or spec.when is None:
        return None
    for call in formula(spec.when).calls:
        if call.function == "last" and call.argument in scenario.actions:
            return call.argument if call.argument != action else None
    return None


def offers(scenario: Scenario) -> dict[str, str]:
    """Every offer with the first action that accepts it."""
    found: dict[str, str] = {}
    for name in scenario.actions:
        offer = accepted_by(scenario, name)
        if offer is not None:
            found.setdefault(offer, name)
    return found


def agreements(scenario: Scenario) -> set[str]:
    """The ends that somebody accepting an offer comes to."""
    found = {spec.ends for name, spec in scenario.actions.items() if accepted_by(scenario, name)}
    return {end for end in found if end}


def worth_known(scenario: Scenario) -> bool:
    """Whether the scenario itself says what its end is worth to every role."""
    return set(scenario.roles) <= set(scenario.outcome.utility)
