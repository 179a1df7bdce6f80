"""The checks of an audit, in the order of its table."""

from society.audit.checks.attacked import INJECTION, MASTER_KEYS, TAGS
from society.audit.checks.authorship import SELF_PREFERENCE
from society.audit.checks.finding import FLAWS, LADDER, OWN_FLAWS, RIGHT_TURN
from society.audit.checks.indifference import (
    FALSE_ALARM,
    FUTURE,
    LENGTH,
    SWAP,
)
from society.audit.checks.outcomes import CALIBRATION, WINNERS
from society.audit.checks.steadiness import COMPRESSION, COST, ORDER, RETEST, VALIDITY
from society.audit.probing import Exam, Examination

EXAMINATIONS: tuple[Examination, ...] = (
    VALIDITY,
    RETEST,
    FLAWS,
    RIGHT_TURN,
    FALSE_ALARM,
    LENGTH,
    SWAP,
    ORDER,
    SELF_PREFERENCE,
    INJECTION,
    MASTER_KEYS,
    TAGS,
    COMPRESSION,
    FUTURE,
    LADDER,
    CALIBRATION,
    WINNERS,
    COST,
)


def examinations(exam: Exam) -> tuple[Examination, ...]:
    """The checks of this exam: flaws of a trade come after the nine, where there are any."""
    if not exam.own:
        return EXAMINATIONS
    at = EXAMINATIONS.index(FLAWS) + 1
    return (*EXAMINATIONS[:at], OWN_FLAWS, *EXAMINATIONS[at:])


__all__ = ["EXAMINATIONS", "examinations"]
