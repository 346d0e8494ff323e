"""A demo clock's row says where it stood, so that several servers show one time."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("clock", sa.Column("stood_ms", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE clock SET stood_ms = hall_ms")
