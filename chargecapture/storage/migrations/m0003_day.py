"""How a visit stands, kept with it for the day's list; why nothing is charged; what was printed."""

import sqlalchemy as sa
from alembic import op

from chargecapture.storage.types import Exact, Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name, kind in (
        ("missing", sa.Integer),
        ("first_missing", sa.String),
        ("lines", sa.Integer),
        ("insurance", Exact),
        ("patient", Exact),
    ):
        op.add_column("visits", sa.Column(name, kind))
    op.add_column("visits", sa.Column("closed_for", sa.String, nullable=False, server_default=""))
    op.create_index("visits_state_day", "visits", ["state", "day"])
    op.create_table(
        "printed_bills",
        sa.Column("visit_id", sa.String, sa.ForeignKey("visits.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("printed_version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("printed_at", Moment, nullable=False),
        sa.Column("printed_by", sa.String, nullable=False),
    )
