"""The proof of the audit: each known fault shows in its own column, and nowhere else."""

import pytest

from society.audit.material import casino
from society.audit.probing import Exam
from society.audit.run import Judge, examine
from society.domain.trust import AuditReport
from tests.audit.mocks import mocks

EXPOSED = {
    "good": set[str](),
    "length_biased": {"length"},
    "injectable": {"injection"},
    "compressed": {"compression"},
    "role_biased": {"role swap"},
    "master_key": {"master keys"},
    "noisy": {"retest"},
    "random": {"retest", "planted flaws", "ladder", "master keys"},
}
"""Who draws lots finds no flaws, keeps no order, and gives nothing as much as something."""


async def audited(name: str, items: int) -> AuditReport:
    exam = Exam(casino(items, seed=1))
    done = await examine(Judge(mocks()[name]), exam)
    assert done.whole
    return done.report()


@pytest.mark.parametrize("name", EXPOSED)
async def test_a_known_fault_shows_in_its_own_column_and_nowhere_else(name: str) -> None:
    report = await audited(name, 60)

    assert {check.name for check in report.failed} == EXPOSED[name]


@pytest.mark.parametrize("name", EXPOSED)
async def test_with_the_usual_number_of_turns_the_same_is_told(name: str) -> None:
    report = await audited(name, 200)

    assert {check.name for check in report.failed} == EXPOSED[name]
    # Lots fall as they fall; of the others nothing is left open for want of turns.
    undecided = {check.name for check in report.unmeasured if check.figure is not None}
    assert undecided == set() or name in {"noisy", "random"}


async def test_the_size_of_a_fault_is_measured_too() -> None:
    swap = (await audited("role_biased", 40)).check("role swap")
    length = (await audited("length_biased", 40)).check("length")

    assert swap
    assert swap.figure == pytest.approx(-0.19, abs=0.01)
    assert length
    assert length.low
    assert length.low > 0.03
