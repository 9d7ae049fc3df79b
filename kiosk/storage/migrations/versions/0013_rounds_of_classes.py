"""Add rounds that a class plays together, and its answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "class_answer",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("left_word", sa.String(length=64), nullable=False),
        sa.Column("right_word", sa.String(length=64), nullable=False),
        sa.Column("answer_side", sa.String(length=8), nullable=False),
        sa.Column("stood_left", sa.Integer(), nullable=False),
        sa.Column("stood_right", sa.Integer(), nullable=False),
        sa.Column("were_right", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", "number", name=op.f("pk_class_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "class_round",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=True),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("is_elder", sa.Boolean(), nullable=False),
        sa.Column("is_finished", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("were_right", sa.Integer(), nullable=False),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_class_round")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("class_round", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_class_round_event_class_round_made_at"),
            ["event", "made_at"],
            unique=False,
        )
