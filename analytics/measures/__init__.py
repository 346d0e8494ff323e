"""Formulas: pure functions on DataFrames, each with its definition and units. No database, no clock, no drawing."""
