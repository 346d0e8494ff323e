"""Alembic's entry: runs the steps on the connection that it was given, inside the transaction that the connection is in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
