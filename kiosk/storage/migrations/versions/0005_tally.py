"""Counts of the read tables by hour and place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "tally",
        sa.Column("measure", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("about_unit", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=130), nullable=False),
        sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("out_of", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("measure", "device", "epoch", "event", "unit", "booth", "pack", "made_at"),
            *("about_unit", "about", "value"),
            name=op.f("pk_tally"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tallied",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", name=op.f("pk_tallied")),
    )
    op.create_table(
        "tally_word",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=130), nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("subject", "id", name=op.f("pk_tally_word")),
    )
    op.create_table(
        "tallied_sitting",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("device", "sitting", name=op.f("pk_tallied_sitting")),
        sqlite_with_rowid=False,
    )
