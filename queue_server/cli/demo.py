"""`onewindow demo`"""

import argparse

from queue_server.cli.options import add_serving, database_url, speed
from queue_server.demo import serve_demo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_serving(parser)
    parser.add_argument("--speed", type=speed, default=1.0, help="seconds of the halls' clock a second")
    parser.add_argument("--crew", choices=("0", "1"), default="1", help="1: visitors and tellers are played (default)")
    parser.add_argument(
        "--years", choices=("0", "1"), help="1: two simulated years for the dashboards (default: if there is a crew)"
    )


def run(arguments: argparse.Namespace) -> int:
    return serve_demo(
        database_url(arguments),
        host=arguments.host,
        port=arguments.port,
        speed=arguments.speed,
        crew=arguments.crew == "1",
        years=(arguments.years or arguments.crew) == "1",
        analytics=not arguments.no_analytics,
        history=arguments.directory,
        access_log=arguments.access_log,
    )
