"""Add the read tables of belongings and of the steps of handing them back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "belonging",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=96), nullable=False),
        sa.Column("about_unit", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("time", sa.String(length=5), nullable=True),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_belonging")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("belonging", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_belonging_event_belonging_made_at"), ["event", "made_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_belonging_number"), ["number"], unique=False)

    op.create_table(
        "belonging_proof",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", "proof", name=op.f("pk_belonging_proof")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "belonging_step",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=96), nullable=False),
        sa.Column("about_unit", sa.String(length=64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("tap", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("undoes", sa.String(length=36), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("signature", sa.String(length=36), nullable=True),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_belonging_step")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("belonging_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_belonging_step_event_belonging_step_made_at"),
            ["event", "made_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_belonging_step_of", ["event", "number", "device", "step"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_belonging_step_tap"), ["tap"], unique=False)
