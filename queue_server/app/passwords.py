"""What a password may be, and initial ones that a program makes.

Length and how hard it is to guess count, not which kinds of characters are in it (NIST SP 800-63B, 3.1.1.2).
"""

import secrets
import threading
import unicodedata
from collections.abc import Sequence

from queue_server.core.errors import Invalid

PASSWORD_SHORTEST = 12
"""Characters. Who guesses over the network has some hundred tries a day: see `guard.LoginLimits`."""
PASSWORD_LONGEST = 256
"""Characters, as sent and in normal form: more is no password, but work for the server."""
GUESSES_LEAST = 10**8
"""What zxcvbn has to estimate: its mark 3 of 4, "safely unguessable" where guesses are slow."""
PRODUCT_NAMES = ("onewindow", "一窗通办")
NAME_SHORTEST = 4
"""Characters of a username that a password may not hold; shorter ones stand in many a word."""

ESTIMATED = 72
"""Characters that zxcvbn looks at: its own bound, for its time grows faster than the length."""
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""For passwords that are read from a screen and typed: nothing that looks like something else."""
GROUPS, GROUP = 4, 4
"""16 characters of 31: 79 bits."""

_estimating = threading.Lock()  # zxcvbn keeps the words that it is given in a table of its module


class PasswordUnfit(Invalid):
    pass


class PasswordTooShort(PasswordUnfit):
    """Fact: `least`, characters."""

    code = "password-too-short"
    title = "The password is too short"


class PasswordTooLong(PasswordUnfit):
    """Fact: `most`, characters."""

    code = "password-too-long"
    title = "The password is too long"


class PasswordHoldsName(PasswordUnfit):
    code = "password-holds-name"
    title = "The password holds the username or the product's name"


class PasswordGuessable(PasswordUnfit):
    code = "password-guessable"
    title = "The password is easy to guess: a common one, a repetition, a row of keys or numbers, or a date"


class PasswordUnreadable(PasswordUnfit):
    code = "password-unreadable"
    title = "The password is not Unicode text"


class PasswordUnchanged(PasswordUnfit):
    code = "password-unchanged"
    title = "The new password is the one before"


def normalised(password: str) -> str:
    """Return the form in which a password is hashed: NFKC, so that it does not matter which keyboard wrote it."""
    return unicodedata.normalize("NFKC", password)


def refuse_unfit(password: str, username: str, known: Sequence[str] = ()) -> None:
    """Raise what is wrong with a password that somebody chose. Takes some milliseconds.

    Args:
        known: Words that whoever guesses would try first, such as the person's name and the hall.

    Raises:
        PasswordTooShort, PasswordTooLong, PasswordHoldsName, PasswordGuessable, PasswordUnreadable
    """
    try:
        password.encode()
    except UnicodeEncodeError:  # the surrogates that stand for bytes of another encoding
        raise PasswordUnreadable from None
    if len(password) > PASSWORD_LONGEST:
        raise PasswordTooLong(most=PASSWORD_LONGEST)
    normal = normalised(password)
    if len(normal) < PASSWORD_SHORTEST:
        raise PasswordTooShort(least=PASSWORD_SHORTEST)
    if len(normal) > PASSWORD_LONGEST:
        raise PasswordTooLong(most=PASSWORD_LONGEST)
    names = [*PRODUCT_NAMES, *([username] if len(username) >= NAME_SHORTEST else [])]
    if any(name.casefold() in normal.casefold() for name in names):
        raise PasswordHoldsName
    if _guesses(normal, [username, *known]) < GUESSES_LEAST:
        raise PasswordGuessable


def _guesses(password: str, known: Sequence[str]) -> int:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists take 30 ms and some megabytes that a server at work does not need

    with _estimating:
        return int(zxcvbn(password[:ESTIMATED], user_inputs=[word for word in known if word])["guesses"])


def new_password() -> str:
    """Return a random password that can be read out and typed, such as `k7mp-x2qd-9wfa-hn3t`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
