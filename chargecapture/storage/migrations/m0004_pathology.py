"""Lesions that wait for pathology, the results that came back, and why a version was amended."""

import sqlalchemy as sa
from alembic import op

from chargecapture.storage.types import Day, Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("visits", sa.Column("waits", sa.String, nullable=False, server_default=""))
    op.create_index("visits_waits", "visits", ["waits"])
    op.add_column("visit_versions", sa.Column("amended_for", sa.String, nullable=False, server_default=""))
    op.create_table(
        "pathology_results",
        sa.Column("visit_id", sa.String, sa.ForeignKey("visits.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("lesion", sa.String, nullable=False),
        sa.Column("diagnosis", sa.String, nullable=False),
        sa.Column("nature", sa.String),
        sa.Column("report", sa.String, nullable=False),
        sa.Column("received", Day),
        sa.Column("released_for", sa.String, nullable=False),
        sa.Column("visit_version", sa.Integer, nullable=False),
        sa.Column("entered_by", sa.String, nullable=False),
        sa.Column("entered_at", Moment, nullable=False),
    )
