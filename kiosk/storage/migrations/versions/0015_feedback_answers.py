"""Let a code open the answer to feedback: marks and keys of codes, what was done by them, bulletins.

Pieces that were given before have no code.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "feedback_code_use",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("release", sa.String(length=36), nullable=True),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_feedback_code_use")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("feedback_code_use", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_feedback_code_use_event_feedback_code_use_made_at"),
            ["event", "made_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_feedback_code_use_mark"), ["mark"], unique=False)

    op.create_table(
        "feedback_told",
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.String(length=27), nullable=False),
        sa.Column("release", sa.String(length=36), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("is_erased", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("event", "mark", name=op.f("pk_feedback_told")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mark", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("answer_key", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_feedback_mark"), ["mark"], unique=False)

    with op.batch_alter_table("feedback_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("released", sa.String(length=36), nullable=True))

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bulletin", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("bulletin_at", sa.String(length=27), nullable=True))
