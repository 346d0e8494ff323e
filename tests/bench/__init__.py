"""Measurements, never asserted on: ratios within one run, medians of alternating passes. `make bench`."""
