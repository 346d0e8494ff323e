"""What `onewindow replay` takes when nothing else is said. Light: the command line reads it to describe itself."""

PASSWORD_VARIABLE = "ONEWINDOW_PASSWORD"  # noqa: S105 - a name
USERNAME_VARIABLE = "ONEWINDOW_USERNAME"
OWN_SPEED = 120.0
"""Speed of a server of the replay's own: a day of eight hours takes four minutes."""
