"""Let a response say whether it counts towards indices; every former one does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    counted: sa.Column[bool] = sa.Column(
        "is_counted", sa.Boolean(), server_default=sa.true(), nullable=False
    )
    with op.batch_alter_table("survey_response", schema=None) as batch_op:
        batch_op.add_column(counted)
