"""Add the read tables of stamps and gifts, and the keys of the booths whose stamps are believed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "booth_key",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("is_from_central", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_booth_key")),
    )
    op.create_table(
        "gift_step",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tap", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("gift", sa.String(length=64), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("passport", sa.String(length=16), nullable=True),
        sa.Column("undoes", sa.String(length=36), nullable=True),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_gift_step")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("gift_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_gift_step_event_gift_step_made_at"), ["event", "made_at"], unique=False
        )
        batch_op.create_index("ix_gift_step_passport", ["passport"], unique=False)
        batch_op.create_index(batch_op.f("ix_gift_step_tap"), ["tap"], unique=False)

    op.create_table(
        "stamp",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("passport", sa.String(length=16), nullable=False),
        sa.Column("stop", sa.String(length=64), nullable=False),
        sa.Column("earned_by", sa.String(length=64), nullable=False),
        sa.Column("brought", sa.Integer(), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_stamp")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("stamp", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stamp_event_stamp_made_at"), ["event", "made_at"], unique=False
        )
        batch_op.create_index("ix_stamp_passport", ["passport"], unique=False)

    op.create_table(
        "stamp_brought",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stop", sa.String(length=64), nullable=False),
        sa.Column("passport", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", "stop", name=op.f("pk_stamp_brought")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("stamp_brought", schema=None) as batch_op:
        batch_op.create_index("ix_stamp_brought_passport", ["passport"], unique=False)
