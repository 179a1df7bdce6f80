"""What audits found of judges: all of them are kept, by judge and version."""

from sqlalchemy import func, select

from society.domain.trust import AuditReport
from society.store.statements import write
from society.store.store import Store
from society.store.tables import METADATA
from society.store.texts import to_json

_AUDIT = METADATA.tables["audit"]


async def add(store: Store, report: AuditReport) -> None:
    """Store what an audit found, beside those before it."""
    created = report.created or store.now()
    told = report.model_copy(update={"created": created})
    row = {"judge": told.judge, "version": told.version, "created": created}
    await store.write(write("add audit", {**row, "report": to_json(told.model_dump())}))


def latest(store: Store, judge: str, version: str) -> AuditReport | None:
    """What was last found of that version of the judge; None where it is unaudited."""
    mine = (_AUDIT.c.judge == judge) & (_AUDIT.c.version == version)
    chosen = select(_AUDIT.c.report).where(mine).order_by(_AUDIT.c.id.desc()).limit(1)
    with store.reading() as db:
        told = db.scalar(chosen)
    return None if told is None else AuditReport.model_validate_json(told)


def listed(store: Store, judge: str | None = None, *, every: bool = False) -> list[AuditReport]:
    """The latest of every version of every judge, or of one judge; the last made first.

    With `every` all that were made.
    """
    chosen = select(_AUDIT.c.report).order_by(_AUDIT.c.id.desc())
    if not every:
        newest = select(func.max(_AUDIT.c.id)).group_by(_AUDIT.c.judge, _AUDIT.c.version)
        chosen = chosen.where(_AUDIT.c.id.in_(newest))
    if judge is not None:
        chosen = chosen.where(_AUDIT.c.judge == judge)
    with store.reading() as db:
        return [AuditReport.model_validate_json(told) for told in db.scalars(chosen)]
