"""Hypothesis on machines that are busy with other things: no deadline for a single example."""

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
