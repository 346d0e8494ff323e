"""Where a database is looked for when nothing else is said."""

DATABASE_VARIABLE = "ONEWINDOW_DATABASE"
"""Environment variable for URLs with a password: arguments of a process can be read by everybody on the machine."""
DATABASE_FILE = "onewindow.db"
"""Of the embedded database, in the data directory."""
DATA_VARIABLE = "ONEWINDOW_DATA"
"""Environment variable for the data directory, so that an installation's command finds its own."""
