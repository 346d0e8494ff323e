"""Closed hall-days as Parquet files that never change, and the manifest that names those which are current."""
