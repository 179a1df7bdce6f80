import asyncio

import pytest

from society.domain.errors import Exit, ForeignError, ModelError, SocietyError, boundary


@pytest.mark.parametrize("bug", [ZeroDivisionError("division by zero"), SystemExit(3)])
def test_a_strangers_bug_is_named_and_contained(bug: BaseException) -> None:
    with pytest.raises(ForeignError, match="judge 'divides': "), boundary("judge 'divides'"):
        raise bug


@pytest.mark.parametrize("passing", [KeyboardInterrupt, asyncio.CancelledError])
def test_a_person_who_stops_is_never_contained(passing: type[BaseException]) -> None:
    with pytest.raises(passing), boundary("judge 'slow'"):
        raise passing


def test_an_error_for_the_user_passes_as_it_is() -> None:
    with pytest.raises(SocietyError, match="no such role"), boundary("judge 'odd'"):
        raise SocietyError("no such role")


@pytest.mark.parametrize(
    ("kind", "code"),
    [("auth", 6), ("quota", 6), ("unknown_model", 6), ("missing_weights", 2), ("timeout", 3)],
)
def test_a_models_failure_has_the_exit_code_of_its_kind(kind: str, code: int) -> None:
    assert ModelError("no", kind=kind).exit == Exit(code)
