"""Add outreach: places, the steps at each, and answers given at doors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "outreach_answer",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("option", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint(
            "device", "epoch", "seq", "item", "option", name=op.f("pk_outreach_answer")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outreach_place",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=False),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_outreach_place")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("outreach_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outreach_place_event_outreach_place_made_at"),
            ["event", "made_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_outreach_place_place"), ["place"], unique=False)

    op.create_table(
        "outreach_sheet",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("survey", sa.String(length=64), nullable=False),
        sa.Column("is_finished", sa.Boolean(), nullable=False),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_outreach_sheet")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("outreach_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outreach_sheet_event_outreach_sheet_made_at"),
            ["event", "made_at"],
            unique=False,
        )

    op.create_table(
        "outreach_step",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("of_device", sa.String(length=36), nullable=False),
        sa.Column("place", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tap", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("undoes", sa.String(length=36), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("has_leaflet", sa.Boolean(), nullable=False),
        sa.Column("has_card", sa.Boolean(), nullable=False),
        sa.Column("request", sa.String(length=36), nullable=True),
        sa.Column("assigned", sa.String(length=64), nullable=True),
        sa.Column("next_day", sa.String(length=10), nullable=True),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("booth", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name=op.f("pk_outreach_step")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("outreach_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outreach_step_event_outreach_step_made_at"),
            ["event", "made_at"],
            unique=False,
        )
        batch_op.create_index("ix_outreach_step_of", ["of_device", "place", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_outreach_step_tap"), ["tap"], unique=False)

    op.create_table(
        "outreach_waiting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("survey", sa.String(length=64), nullable=False),
        sa.Column("is_finished", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_waiting")),
        sqlite_with_rowid=False,
    )
