"""Rows of the database as frames and plain values. Reads, never writes; knows no formula."""
