"""What stops the installation."""


class Refusal(Exception):
    """What is wrong and what to do, in one line."""
