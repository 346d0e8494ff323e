"""Passwords that others set are initial; sessions say when and where they are used.

Until now nobody could change their own password, so every one that was set for a person by somebody else has to be changed once. A demo's
passwords stand in its file for all to read and stay as they are.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("users", sa.Column("password_initial", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sessions", sa.Column("seen_ms", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("sessions", sa.Column("address", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("device", sa.Text(), nullable=True))
    op.execute("UPDATE sessions SET seen_ms = created_ms")
    connection = op.get_bind()
    city = connection.execute(sa.text("SELECT body FROM city")).scalar()
    if city is not None and not json.loads(city).get("demo"):
        connection.execute(
            sa.text("UPDATE users SET password_initial = :initial").bindparams(sa.bindparam("initial", True, sa.Boolean))
        )
