"""The rules of a hall's day: commands in, events out. Pure: no clock, no randomness, no I/O, no logging."""
