"""A demo city whose every name is one that nobody means well: halls, services, materials, people, assumptions."""

import json
from pathlib import Path

from tests.display.city import PASSWORD, START, init_and_serve
from tests.support.hostile import MARKUP
from tests.support.server import ServerProcess

NAMES = {name: text for name, text in MARKUP.items() if name != "family"}
"""Joiners, which an emoji has, are no part of a name in a city file."""

HALLS = [f"h-{name}" for name in NAMES]


def city_file() -> str:
    """Return the city; every hall has one of the names, and services, materials and staff have the next ones."""
    texts = list(NAMES.values())
    both = [f"{{ zh = {json.dumps(text)}, en = {json.dumps(text)} }}" for text in texts]
    parts = [
        f'[city]\nname = {both[0]}\ndemo = true\npassword = "{PASSWORD}"\nassumptions = [{both[1]}]\nsources = [{both[2]}]',
        '[defaults]\nno_show_s = 0',
        f'[[districts]]\nid = "north"\nname = {both[3]}',
    ]  # fmt: skip
    for at, text in enumerate(texts):
        zh = f"{{ zh = {json.dumps(f'事{at}{text}')}, en = {json.dumps(text)} }}"
        parts.append(
            f'[[services]]\ncode = "S{at:03}"\nname = {zh}\ngroup = "pension"\ntypical_minutes = 5\n'
            f"steps_before = 4\nsteps_after = 2\nmaterials = [{both[at]}, {both[at - 1]}]"
        )
        person = json.dumps(text if " " in text else text[:18])  # no person has a name of one word as long as a line
        parts.append(
            f'[[halls]]\nid = "{HALLS[at]}"\nname = {both[at]}\nlevel = "town"\ndistrict = "north"\ncounters = 2\n'
            f"staff = [\n"
            f'    {{ username = "kiosk{at}", name = {person}, roles = ["kiosk"] }},\n'
            f'    {{ username = "teller{at}", name = {person}, roles = ["teller"] }},\n'
            f'    {{ username = "manager{at}", name = {person}, roles = ["manager"] }},\n]'
        )
    parts.append(f'[[staff]]\nusername = "admin"\nname = {json.dumps(texts[0])}\nroles = ["admin@city"]')
    parts.append(f'[[staff]]\nusername = "official"\nname = {json.dumps(texts[0])}\nroles = ["official@city"]')
    return "\n\n".join(parts)


def hostile_server(folder: Path) -> ServerProcess:
    """Return a server of the city with its dashboards; not started yet."""
    return init_and_serve(folder, city_file(), "--start", START)
