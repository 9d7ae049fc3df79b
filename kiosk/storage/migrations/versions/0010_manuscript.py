"""Add the manuscript of the editor, its files and its changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "manuscript",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manuscript")),
    )
    op.create_table(
        "manuscript_change",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("section", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("moved_to", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_manuscript_change")),
    )
    op.create_table(
        "manuscript_file",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_manuscript_file")),
    )
