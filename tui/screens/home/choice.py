"""What one chose when one last ran a scenario, and the job that comes of it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from society.domain.value import Value
from tui.screens.home.shelf import Card


class Choice(Value):
    """The answers of the run dialog; '' leaves a matter to the settings, then to the scenario.

    `seed` None draws a new one each time. `judges` are references with commas between them.
    """

    scenario: str = ""
    level: str = ""
    locale: str = ""
    seed: int | None = Field(default=None, ge=0)
    model: str = ""
    models: dict[str, str] = Field(default_factory=dict)
    judge_model: str = ""
    judges: str = ""
    human: str = ""
    paused: bool = False

    def fitting(self, card: Card) -> "Choice":
        """The same for this scenario: what only another one has is left out."""
        same = self.scenario == card.id
        return self.model_copy(
            update={
                "scenario": card.id,
                "level": self.level if self.level in card.levels else "",
                "locale": self.locale if self.locale in card.locales else "",
                "models": {role: name for role, name in self.models.items() if role in card.roles},
                "judges": self.judges if same else "",
                "human": self.human if self.human in card.roles else "",
            }
        )

    def named(self, card: Card, settled: Mapping[str, str]) -> dict[str, str]:
        """The model of each role that has one of its own: chosen here, else by the settings."""
        own = {role: name for role, name in settled.items() if role in card.roles}
        return {**({} if self.model else own), **self.models}

    def job(self, card: Card, seed: int, settled: Mapping[str, str]) -> dict[str, Any]:
        """The casting Job as plain values; only what was chosen."""
        judges = [each.strip() for each in self.judges.split(",") if each.strip()]
        wished: dict[str, Any] = {
            "level": self.level,
            "locale": self.locale,
            "model": self.model,
            "models": self.named(card, settled),
            "judge_model": self.judge_model,
            "judges": judges,
            "players": {self.human: "human"} if self.human else {},
        }
        kept = {name: value for name, value in wished.items() if value}
        return {"scenario": card.reference, "seed": seed, **kept}
