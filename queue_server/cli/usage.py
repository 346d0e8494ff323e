"""Wrong use: what the user should change, in one sentence."""

import argparse
from typing import NoReturn


class Usage(Exception):
    """What the user should change. `command`: as it was typed, such as `onewindow user add`."""

    def __init__(self, sentence: str, command: str = "onewindow") -> None:
        super().__init__(f"{command}: {sentence}")


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of printing the whole usage."""

    def error(self, message: str) -> NoReturn:
        raise Usage(f"{message} (see {self.prog} --help)", self.prog)
