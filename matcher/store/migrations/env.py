"""How alembic runs our migrations: on the connection that matcher.store.migration hands over."""

from alembic import context

from matcher.store.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
