"""A night of bad weather: faults of every kind by chance, three kills, and a bill that is right."""

from collections import Counter
from dataclasses import dataclass, field

import pytest

from society.batch.runner import HOPELESS
from tests.faults.batch_commands import Night, until
from tests.faults.batch_server import Storm
from tests.faults.batch_stage import attempts, codes, rows, whole

WEATHER = {
    **dict.fromkeys(("500", "503", "html-500", "reset", "truncated-json", "dropped"), 0.008),
    **dict.fromkeys(("429", "429-retry-after-1", "error-200", "none", "no-choices"), 0.008),
    **dict.fromkeys(("length", "nul", "no-usage", "parts"), 0.01),
    **dict.fromkeys(("refusal", "context"), 0.004),
    "say=I would give it eleven of ten": 0.02,
}
KILLS = 3
PANEL = ("--judge", "rubric", "--judge-model", "judge")


@dataclass
class Weathered:
    """One batch through the storm."""

    night: Night
    many: int
    slots: int
    lost: list[int] = field(default_factory=list)

    def struck(self) -> None:
        """Play and be killed at three moments; each time it is counted what was lost."""
        for kill in range(1, KILLS + 1):
            self._struck_at(kill * self.many * 8 // (KILLS + 1))

    def _struck_at(self, seen: int) -> None:
        provider = self.night.provider
        pid = self.night.start(self.many, *PANEL, "-c", str(self.slots))
        until(lambda: provider.requests >= seen, f"{seen} requests were made")
        self.night.strike(pid)
        until(lambda: provider.quiet, "the provider has answered all that came")
        self.lost.append(provider.requests - attempts(self.night.db) - sum(self.lost))

    def finished(self) -> Counter[str]:
        """Let it come to its end: the same command, until nothing is left that may be well."""
        for _ in range(6):
            code = self.night.run(self.many, *PANEL, "-c", str(self.slots))
            assert code in {0, 3}, self.night.err
            found = codes(self.night.db)
            if code == 0 or not {each.removeprefix("failed ") for each in found} - {
                "done",
                *HOPELESS,
            }:
                return found
        raise AssertionError(f"it never came to an end: {found}")


def survived(night: Night, many: int, slots: int, seed: int) -> None:
    night.provider.numbered = True
    night.provider.choose = storm = Storm(WEATHER, seed)
    weathered = Weathered(night, many, slots)

    weathered.struck()
    found = weathered.finished()

    assert found.total() == many, "nothing is lost and nothing is there twice"
    assert {each.partition(" ")[0] for each in found} <= {"done", "failed"}
    whole(night.db, done=found["done"])
    assert found["done"] > 0.8 * many
    assert all(0 <= lost <= 2 * slots + 2 for lost in weathered.lost), weathered.lost
    assert attempts(night.db) + sum(weathered.lost) == night.provider.requests
    right(night, sum(weathered.lost))
    print(
        f"{many} dialogues, {KILLS} kills: {dict(found)}; {night.provider.requests} requests, "
        f"{attempts(night.db)} on the ledger, lost in flight {weathered.lost}; "
        f"{storm.struck.total() - storm.struck['ok']} faults"
    )


def right(night: Night, lost: int) -> None:
    """The ledger has the provider's own numbers, each once; but for what was lost in flight."""
    stored = [
        number
        for (number,) in rows(
            night.db, "SELECT prompt_tokens FROM call WHERE prompt_tokens >= 1000 AND NOT estimated"
        )
    ]
    assert len(stored) == len(set(stored))
    missing = set(night.provider.numbers) - set(stored)
    assert set(stored) <= set(night.provider.numbers)
    assert len(missing) <= lost
    by_provider = sum(number for number in night.provider.numbers if number not in missing)
    assert sum(stored) == by_provider


def test_a_storm_of_faults_and_three_kills_lose_nothing_and_double_nothing(night: Night) -> None:
    survived(night, 40, 16, seed=1)


@pytest.mark.long
def test_two_thousand_dialogues_come_through_a_storm(night: Night) -> None:
    survived(night, 2000, 64, seed=2)
