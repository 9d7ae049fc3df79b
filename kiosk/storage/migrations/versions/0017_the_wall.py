"""Add the lines on the wall, and let everything be counted again for what is asked twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "wall_line",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("zh", sa.String(length=400), nullable=False),
        sa.Column("en", sa.String(length=400), nullable=False),
        sa.Column("begins", sa.String(length=27), nullable=False),
        sa.Column("ends", sa.String(length=27), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("is_up", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_line")),
    )
    # A journal that is not noted is counted from its first record.
    op.execute("DELETE FROM tallied")
