"""Wanted changes on their way to the worker: the latest per quantity, in the order of the last request."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

Request = TypeVar("Request")


class Inbox(Generic[Request]):
    """Many writers put, one reader drains; a drag of a slider arrives as its latest value only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: dict[Hashable, Request] = {}
        self.filled = threading.Condition(self._lock)

    def put(self, key: Hashable, request: Request) -> None:
        """Replace what was last requested for ``key``."""
        with self.filled:
            self._requests.pop(key, None)  # it moves to the end: a rebuild requested earlier must not undo it
            self._requests[key] = request
            self.filled.notify_all()

    def drain(self) -> list[Request]:
        """Take everything."""
        with self._lock:
            requests, self._requests = list(self._requests.values()), {}
            return requests

    def wait(self, seconds: float) -> None:
        """Sleep until something is put, at most so long; at once when something is there."""
        with self.filled:
            if not self._requests:
                self.filled.wait(seconds)
