"""Add what units report on their activities, with photos."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _place() -> list[sa.Column[Any]]:
    """Return the columns that every row of a record has."""
    return [
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
    ]


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "activity",
        *_place(),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("of_event", sa.String(length=64), nullable=False),
        sa.Column("about_unit", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("begins", sa.String(length=16), nullable=False),
        sa.Column("ends", sa.String(length=16), nullable=False),
        sa.Column("officers", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=True),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_activity")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_activity_of_event"), "activity", ["of_event"], unique=False)
    op.create_index(op.f("ix_activity_entry"), "activity", ["entry"], unique=False)
    op.create_table(
        "activity_photo",
        *_place(),
        sa.Column("photo", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("has_picture", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_activity_photo")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_activity_photo_entry"), "activity_photo", ["entry"], unique=False)
    op.create_index(op.f("ix_activity_photo_photo"), "activity_photo", ["photo"], unique=False)
