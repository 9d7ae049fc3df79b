"""Let accounts be handed out by one-time codes, and end their sessions; find acts by time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("code_until", sa.String(length=27), nullable=True))
        batch_op.add_column(sa.Column("series", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("staff_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_act_made_at"), ["made_at"], unique=False)
