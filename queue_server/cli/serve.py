"""`onewindow serve`"""

import argparse
from datetime import datetime

from queue_server.cli.options import add_serving, database_url, speed
from queue_server.server import ServerSettings, serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_serving(parser)
    parser.add_argument(
        "--proxy",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="proxy whose X-Forwarded and X-Request-Id headers are believed (default: 127.0.0.1)",
    )
    parser.add_argument("--speed", type=speed, default=1.0, help=argparse.SUPPRESS)  # of a demo city's clock
    parser.add_argument("--start", type=_moment, default=None, help=argparse.SUPPRESS)  # of a demo city's first day


def run(arguments: argparse.Namespace) -> int:
    return serve(
        ServerSettings(
            database_url=database_url(arguments),
            host=arguments.host,
            port=arguments.port,
            speed=arguments.speed,
            start=arguments.start,
            proxy=arguments.proxy,
            analytics=not arguments.no_analytics,
            history=arguments.directory,
            access_log=arguments.access_log,
        )
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a start is YYYY-MM-DDTHH:MM, in the first hall's time") from None
