"""Let questions be of several kinds; every former one is a single choice, right or wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    with op.batch_alter_table("quiz_answer", schema=None) as batch_op:
        batch_op.add_column(_word("kind", "single"))
        batch_op.add_column(_count("credit"))
        batch_op.alter_column(
            "option",
            existing_type=sa.String(length=64),
            type_=sa.String(length=600),
            existing_nullable=False,
        )
    with op.batch_alter_table("quiz_round", schema=None) as batch_op:
        batch_op.add_column(_word("mode", "round"))
        batch_op.add_column(_count("points"))
    op.execute("UPDATE quiz_answer SET credit = 100 WHERE is_right")
    op.execute('UPDATE quiz_round SET points = 100 * "right"')


def _word(name: str, former: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=16), server_default=former, nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)
