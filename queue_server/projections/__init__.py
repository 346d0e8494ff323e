"""What the log's events add up to, in shapes for reading: rows in tables, and whole views for screens."""
