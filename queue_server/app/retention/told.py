"""A run in words: a line a kind, the same columns as the table on a terminal."""

from datetime import UTC, datetime

from queue_server.app.retention.records import Run

COLUMNS = ("kind", "kept for", "deleted", "oldest left")


def moment(at_ms: int | None) -> str:
    """Return a time as `2026-03-02 00:30 UTC`, `-` for none."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC") if at_ms is not None else "-"


def period(kept_ms: int) -> str:
    """Return a period in days, or in hours when it is a few."""
    hours = kept_ms // 3_600_000
    return f"{hours // 24} days" if hours >= 72 else f"{hours} h"


def rows_of(run: Run) -> list[tuple[str, str, str, str]]:
    """Return `COLUMNS` of each kind; `oldest left` is when the oldest that is left had served its purpose."""
    return [(one.kind, period(one.kept_ms), str(one.deleted), moment(one.oldest_ms)) for one in run.kinds]


def title_of(run: Run) -> str:
    """Return when it was and by whom."""
    end = f"ended {moment(run.ended_ms)}" if run.ended_ms is not None else "goes on, or was interrupted"
    return f"{moment(run.began_ms)}, by the {run.by}, {end}"
