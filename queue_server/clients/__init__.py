"""Clients of the wire protocol: the demo's crew, the replay of recorded visits, the converters that make such visits.

They know the server by its protocol alone; of the product they import only `core` (words, shapes, and the pure fold that the
replay checks a log with).
"""
