"""Running migrations: alembic, told everything here, so that no configuration file is needed."""

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from society.domain.errors import StoreError
from society.store.connect import BUSY, connect


def forward(path: Path, *, folder: Path, busy: float = BUSY, target: str = "head") -> None:
    """Migrate the file to `target` in one transaction; what breaks leaves it as it was."""
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: connect(path, mode="rwc", busy=busy),
        poolclass=NullPool,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as connection, connection.begin():
        _upgrade(connection, folder, target)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise StoreError(
                f"{path.name} cannot be migrated: a row of {broken[0]!r} refers to nothing",
                hint="the file is as it was; report this with the output of `society db check`",
            )


def _upgrade(connection: Connection, folder: Path, target: str) -> None:
    script = ScriptDirectory(str(folder))

    def steps(since: Any, _context: Any) -> Any:
        return script._upgrade_revs(target, since)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(
            connection=connection,
            target_metadata=None,
            render_as_batch=True,
            transactional_ddl=True,
        )
        with environment.begin_transaction():
            environment.run_migrations()
