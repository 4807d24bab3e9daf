"""Run by Alembic with the connection that `broker/migrate.py` puts into its configuration."""

from alembic import context

from broker.stores.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=True,
)
# The caller's transaction is the transaction: nothing is committed here.
context.run_migrations()
