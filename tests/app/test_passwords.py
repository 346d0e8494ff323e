from concurrent.futures import ThreadPoolExecutor

import pytest

from queue_server.app.passwords import (
    ALPHABET,
    PasswordGuessable,
    PasswordHoldsName,
    PasswordTooLong,
    PasswordTooShort,
    PasswordUnfit,
    PasswordUnreadable,
    new_password,
    refuse_unfit,
)


@pytest.mark.parametrize(
    "password",
    [
        "a long pass phrase",
        "correct horse battery",
        "q8-Xr2mW0zPq",
        "社保大厅窗口一二三四五六",
        "x" + "correct horse " * 18,
        pytest.param(new_password(), id="generated"),
    ],
)
def test_length_is_enough_whatever_the_characters(password: str) -> None:
    refuse_unfit(password, "ann", ["Ann"])


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("", PasswordTooShort),
        ("Xr2mW0zPq!q", PasswordTooShort),
        ("社保窗口", PasswordTooShort),
        ("e\u0301" * 11, PasswordTooShort),  # 22 code points that are 11 characters
        ("correct horse " * 19, PasswordTooLong),
        ("\ufdfa" * 20, PasswordTooLong),  # one character that is 18 in normal form
        ("password1234", PasswordGuessable),
        ("qwertyuiop12", PasswordGuessable),
        ("123456789012", PasswordGuessable),
        ("aaaaaaaaaaaa", PasswordGuessable),
        ("Passw0rd!2026", PasswordGuessable),
        ("19871203wang", PasswordGuessable),
        ("ｐａｓｓｗｏｒｄ１２３４", PasswordGuessable),
        ("wangxiulan12", PasswordGuessable),
        ("OneWindow of Weihai, 9 to 5", PasswordHoldsName),
        ("我爱一窗通办我爱一窗通办", PasswordHoldsName),
        ("Teller7 counts the hours", PasswordHoldsName),
        ("correct horse \udcff", PasswordUnreadable),
    ],
)
def test_what_is_easy_to_guess_or_no_password_is_refused(password: str, refusal: type[PasswordUnfit]) -> None:
    with pytest.raises(PasswordUnfit) as raised:
        refuse_unfit(password, "teller7", ["wangxiulan", "wendeng"])
    assert type(raised.value) is refusal
    assert password not in str(raised.value) or not password


def test_a_refusal_depends_on_nobody_elses_names() -> None:
    """Many are judged at the same time, each with words of their own."""

    def judge(number: int) -> bool:
        try:
            refuse_unfit("xqvwzkjbpft" + "mnl", "ann", ["xqvwzkjbpftmnl"] if number % 2 else ["other"])
        except PasswordGuessable:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(judge, range(200))) == [number % 2 == 0 for number in range(200)]


def test_made_passwords_are_all_others_and_easy_to_read() -> None:
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert all(len(password) == 19 and set(password) <= set(ALPHABET) | {"-"} for password in made)
    assert not set(ALPHABET) & set("il1o0")
