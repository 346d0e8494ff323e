"""How long somebody will wait, as a range: the line ahead simulated over the open counters.

`snapshot` copies what is needed on the event loop, `simulate` runs in a thread, and the curves that it returns answer every
waiting ticket and a ticket taken now. When the line has moved on since, they shift by the positions that were won or lost.
"""

from queue_server.core.estimate.curves import WaitCurves, WaitRange, simulate
from queue_server.core.estimate.snapshot import LineSnapshot, snapshot

__all__ = ["LineSnapshot", "WaitCurves", "WaitRange", "simulate", "snapshot"]
