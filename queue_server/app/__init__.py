"""Runs commands: gather, decide, append, evolve, answer, publish."""
