"""Where the rows of an export come from, gathered while episodes pass: what its card must say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from society.domain.episode import Episode
from society.domain.trust import UNAUDITED
from society.export.tally import Tally

MANY = 1000
"""Seeds that are listed one by one; more are told by their number and their ends."""


@dataclass
class Sources:
    """What took part in the dialogues that were read; reading one twice changes nothing.

    `audits` says in words what an audit found of a version of a judge.
    """

    scenarios: dict[tuple[str, int, str], dict[str, Any]] = field(default_factory=dict)
    models: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    judges: dict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    programs: set[str] = field(default_factory=set)
    seeds: set[int] = field(default_factory=set)
    latest: str = ""
    audits: Mapping[str, str] = field(default_factory=dict)

    def add(self, episode: Episode) -> None:
        """One dialogue more."""
        made, game = episode.provenance, episode.dialogue.game
        scenario = game.scenario
        told = self.scenarios.setdefault(
            (scenario.id, scenario.version, made.scenario_hash),
            {"license": scenario.license, "levels": set(), "locales": set()},
        )
        told["levels"].add(game.level)
        told["locales"].add(game.locale)
        for role, model in made.models.items():
            self.models[model].add(role)
        for judge, version in made.judges.items():
            model = made.judge_models.get(judge, "")
            self.judges[judge, version, model].add(scenario.id)
        if program := made.versions.get("society"):
            self.programs.add(program)
        self.seeds.add(game.seed)
        self.latest = max(self.latest, episode.started)

    def kept(self, tallies: Sequence[Tally]) -> "Sources":
        """Only what took part in dialogues of which a row was kept."""
        there = {
            what: {name for tally in tallies for name in tally.by[what]}
            for what in ("scenario", "model", "judge")
        }
        return replace(
            self,
            scenarios={k: v for k, v in self.scenarios.items() if k[0] in there["scenario"]},
            models={k: v for k, v in self.models.items() if k in there["model"]},
            judges={k: v for k, v in self.judges.items() if k[0] in there["judge"]},
        )

    @property
    def day(self) -> str:
        """The day on which the latest dialogue was begun, "" where none says."""
        return self.latest[:10]

    @property
    def licenses(self) -> list[str]:
        """The licences of the scenario files."""
        return sorted({told["license"] for told in self.scenarios.values()})

    @property
    def locales(self) -> list[str]:
        """The languages of the dialogues."""
        return sorted(set().union(*(told["locales"] for told in self.scenarios.values())))

    def facts(self) -> dict[str, Any]:
        """All of it as plain values in a fixed order."""
        return {
            "scenarios": [
                {
                    "id": id_,
                    "version": version,
                    "sha256": sha,
                    "license": told["license"],
                    "levels": sorted(filter(None, told["levels"])),
                    "locales": sorted(told["locales"]),
                }
                for (id_, version, sha), told in sorted(self.scenarios.items())
            ],
            "models": [
                {"model": model, "roles": sorted(roles)}
                for model, roles in sorted(self.models.items())
            ],
            "judges": [
                {
                    "judge": judge,
                    "version": version,
                    "model": model,
                    "scenarios": sorted(scenarios),
                    "audit": self.audits.get(version, UNAUDITED),
                }
                for (judge, version, model), scenarios in sorted(self.judges.items())
            ],
            "seeds": self._seeds(),
            "played_with": sorted(self.programs),
        }

    def _seeds(self) -> Any:
        if len(self.seeds) <= MANY:
            return sorted(self.seeds)
        return {"count": len(self.seeds), "least": min(self.seeds), "most": max(self.seeds)}


@dataclass(frozen=True)
class Noted:
    """The same episodes, each noted in `sources` as it passes; can be gone through again."""

    episodes: Iterable[Episode]
    sources: Sources
    passed: Callable[[], None] = lambda: None

    def __iter__(self) -> Iterator[Episode]:
        for episode in self.episodes:
            self.sources.add(episode)
            self.passed()
            yield episode
