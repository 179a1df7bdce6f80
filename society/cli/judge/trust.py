"""What an audit found of a judge, in a few words; a judge without one is called unaudited."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from society.domain.errors import SocietyError
from society.domain.trust import UNAUDITED, AuditReport

if TYPE_CHECKING:
    from society.plugins import Juror
    from society.store.store import Store


@contextmanager
def kept(db: str | None) -> Iterator["Store | None"]:
    """The store to read audits from; None where none was made yet.

    StoreError where `db` names a database that is not there.
    """
    from society.cli.stored import readable
    from society.store.store import Store

    where = readable(db)
    if where is None:
        yield None
        return
    with Store.open(where, create=False, write=False) as store:
        yield store


def latest(store: "Store | None", juror: "Juror | None") -> AuditReport | None:
    """The audit of this version on most turns, the last of those, whichever model answered."""
    from society.store import audits

    if store is None or juror is None:
        return None
    found = [each for each in audits.listed(store, juror.name, every=True) if _is_of(each, juror)]
    return max(found, key=_weight, default=None)


def known(store: "Store") -> dict[str, str]:
    """What audits found, in words, by the version of the judge."""
    from society.store import audits

    found: dict[str, AuditReport] = {}
    for each in sorted(audits.listed(store, every=True), key=_weight):
        found[each.version] = each
    return {version: summary(each) for version, each in found.items()}


def installed_version(
    use: str,
    *,
    params: Mapping[str, str] | None = None,
    allow_code: bool = False,
    hosts: Sequence[str] = (),
) -> "Juror | None":
    """A judge as it is with these params; None where it needs some, and is given none.

    SocietyError for params that it does not take.
    """
    from society.plugins import Written, find

    given = {name: Written(value) for name, value in (params or {}).items()}
    try:
        return find(use, params=given, here=Path.cwd(), allow_code=allow_code, hosts=hosts)
    except SocietyError:
        if given:
            raise
        return None


def summary(found: AuditReport | None) -> str:
    """One audit in a few words."""
    from society.audit.counting import many

    if found is None:
        return UNAUDITED
    marked = [check for check in found.checks if check.mark]
    passed = sum(check.passed is True for check in marked)
    failed = ", ".join(check.name for check in found.failed)
    lost = ", ".join(check.name for check in found.unmeasured)
    told = [
        f"{passed} of {len(marked)} passed",
        *([f"failed: {failed}"] if failed else []),
        *([f"not measured: {lost}"] if lost else []),
    ]
    model = f" with {found.model}" if found.model else ""
    return f"{'; '.join(told)} ({found.created[:10]}{model}, {many(found.items, 'item')})"


def _weight(report: AuditReport) -> tuple[int, str]:
    """A quick look does not take the place of a long one."""
    return report.items, report.created


def _is_of(report: AuditReport, juror: "Juror") -> bool:
    return report.version in {juror.version, juror.with_model(report.model).version}
