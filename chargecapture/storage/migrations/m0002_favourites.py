"""What each provider charts most, their bundles, and what a draft holds that was copied and not looked at."""

import sqlalchemy as sa
from alembic import op

from chargecapture.storage.types import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "act_uses",
        sa.Column("provider_id", sa.String, sa.ForeignKey("providers.id"), primary_key=True),
        sa.Column("act", sa.String, primary_key=True),
        sa.Column("diagnosis", sa.String, primary_key=True),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("last_used", Moment),
        sa.Column("pinned", sa.Boolean, nullable=False),
    )
    op.create_table(
        "bundles",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("provider_id", sa.String, sa.ForeignKey("providers.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("encounter", sa.String, nullable=False),
        sa.Column("saved_at", Moment, nullable=False),
    )
    op.create_index("bundles_provider_name", "bundles", ["provider_id", "name"], unique=True)
    op.add_column("visits", sa.Column("copied", sa.String, nullable=False, server_default=""))
