"""What Alembic runs: it works on the connection it is given, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from db.schema import compared
from db.tables.all import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
    include_object=compared,
)
with context.begin_transaction():
    context.run_migrations()
