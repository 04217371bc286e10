"""Runs the steps that a record file lacks, by Alembic.

The step modules are imported by name rather than looked for in a folder, so that the packed program has them.
"""

from collections.abc import Iterable
from threading import Lock

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import Script
from alembic.script.revision import RevisionMap
from sqlalchemy import Connection

from chargecapture.storage.migrations import m0001_record_file, m0002_favourites, m0003_day, m0004_pathology

STEPS = (m0001_record_file, m0002_favourites, m0003_day, m0004_pathology)
REVISIONS = tuple(step.revision for step in STEPS)
_ONE_AT_A_TIME = Lock()  # the steps speak to the one `alembic.op` of the whole program


def upgrade(connection: Connection) -> None:
    """Bring the tables up to date within the transaction that the caller has begun."""
    scripts = RevisionMap(lambda: [Script(step, step.revision, step.__file__ or "") for step in STEPS])

    def lacking(heads: tuple[str, ...], _context: MigrationContext) -> Iterable[MigrationStep]:
        done = REVISIONS.index(heads[0]) + 1 if heads else 0
        revisions = (scripts.get_revision(revision) for revision in REVISIONS[done:])
        return [MigrationStep.upgrade_from_script(scripts, script) for script in revisions]  # type: ignore[arg-type]

    context = MigrationContext.configure(connection, opts={"fn": lacking, "transactional_ddl": True})
    with _ONE_AT_A_TIME, Operations.context(context):
        context.run_migrations()
