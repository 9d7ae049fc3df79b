"""Add the steps that staff take with feedback."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "feedback_step",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("of_device", sa.String(length=36), nullable=False),
        sa.Column("form", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tap", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("undoes", sa.String(length=36), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("assigned", sa.String(length=64), nullable=True),
        sa.Column("answer", sa.String(length=36), nullable=True),
        sa.Column("is_quote", sa.Boolean(), nullable=False),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_feedback_step")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("feedback_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_feedback_step_event_feedback_step_made_at"),
            ["event", "made_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_feedback_step_of",
            ["of_device", "form", "number"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_feedback_step_tap"), ["tap"], unique=False)
