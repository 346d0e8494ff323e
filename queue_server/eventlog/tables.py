"""The log's tables. Other packages add theirs to `metadata`; a new database gets all of them."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

Name = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is compared and ordered code point by code point on every database, as in SQLite."""

events = Table(
    "events",
    metadata,
    Column("stream", Name, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

heads = Table(
    "heads",
    metadata,
    Column("stream", Name, primary_key=True),
    Column("head", Integer, nullable=False),
    sqlite_with_rowid=False,
)

answers = Table(
    "answers",
    metadata,
    Column("scope", Name, primary_key=True),
    Column("actor", Name, primary_key=True),
    Column("key", Name, primary_key=True),
    Column("body_hash", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    # With a rowid, unlike the others: answers are long and their keys random, so clustering by key would touch a page each.
    Index("answers_at_ms", "at_ms"),
)

meta = Table(
    "meta",
    metadata,
    Column("key", Name, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
