"""What became of the replay's tickets at other people's hands, from the log."""

from collections.abc import Sequence

from queue_server.clients.replay.checks import DayLog
from queue_server.clients.replay.record import Record
from queue_server.core import events as e


def settle(record: Record, logs: Sequence[DayLog]) -> None:
    """Complete the outcomes that the replay did not see end: tickets that others called, served or cancelled."""
    open_ended = {outcome.ticket: outcome for outcome in record.outcomes if outcome.ended in ("waiting", "serving")}
    for log in logs:
        for _, event in log.events:
            outcome = open_ended.get(getattr(event, "ticket", ""))
            if outcome is None:
                continue
            match event:
                case e.TicketCalled():
                    if outcome.called_ms is None:
                        outcome.called_ms, outcome.counter = event.at_ms, event.counter
                    outcome.ended = "serving"
                case e.ServiceFinished():
                    outcome.finished_ms, outcome.ended = event.at_ms, "served"
                case e.TicketCancelled():
                    outcome.finished_ms, outcome.ended = event.at_ms, "cancelled"
                case _:
                    pass
