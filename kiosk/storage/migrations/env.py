"""Run migrations on the connection that `kiosk.storage.upgrading` hands over."""

from __future__ import annotations

from alembic import context

from kiosk.storage.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
