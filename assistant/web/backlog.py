"""How full Gradio's queue is; answers that nobody fetches are forgotten, which Gradio would keep for ever."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio import Server

KEPT_S = 300.0
"""How long a finished answer waits to be fetched."""


class Backlog:
    """The calls in the queue of a server. Used in its event loop only."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._finished: dict[str, float] = {}  # sessions of which no call waits or runs, and since when

    def __call__(self) -> int:
        """How many calls wait or run."""
        queue = self._server.get_blocks()._queue
        self._forget(
            queue.pending_event_ids_session, queue.event_ids_to_events, queue.pending_messages_per_session
        )
        running = (one.current_concurrency for one in queue.event_queue_per_concurrency_id.values())
        return int(len(queue) + sum(running))

    def _forget(
        self, sessions: dict[str, set[str]], unfinished: dict[str, object], messages: dict[str, object]
    ) -> None:
        """Drop the messages of sessions that finished `KEPT_S` seconds ago."""
        now = time.monotonic()
        finished = [session for session, events in sessions.items() if not events & unfinished.keys()]
        self._finished = {session: self._finished.get(session, now) for session in finished}
        for session, since in self._finished.items():
            if now - since >= KEPT_S:
                del sessions[session]
                messages.pop(session, None)
