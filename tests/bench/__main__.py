"""All measurements, one after the other: `make bench`, or `python -m tests.bench NAME ...` for some."""

import importlib
import sys

NAMES = (
    "calls",
    "tickets",
    "fanout",
    "phones",
    "city_day",
    "dashboards",
    "isolation",
    "estimate",
    "servers",
    "batches",
    "floods",
    "history",
    "pages",
    "simulation",
)


def main() -> None:
    wanted = sys.argv[1:] or NAMES
    sys.argv = sys.argv[:1]
    for name in wanted:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main()
