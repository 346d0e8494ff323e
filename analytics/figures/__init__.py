"""Drawings of measures: pure functions of a DataFrame and the words to write on it. No query, no callback."""
