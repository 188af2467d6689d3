"""Wanted changes on their way to the worker: the latest per quantity, in the order of the last wish."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

Wish = TypeVar("Wish")


class Inbox(Generic[Wish]):
    """Many writers put, one reader drains; a drag of a slider arrives as its latest value only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wishes: dict[Hashable, Wish] = {}
        self.filled = threading.Condition(self._lock)

    def put(self, key: Hashable, wish: Wish) -> None:
        """Replace what was last wished for ``key``."""
        with self.filled:
            self._wishes.pop(key, None)  # it moves to the end: a rebuild wished earlier must not undo it
            self._wishes[key] = wish
            self.filled.notify_all()

    def drain(self) -> list[Wish]:
        """Take everything."""
        with self._lock:
            wishes, self._wishes = list(self._wishes.values()), {}
            return wishes

    def wait(self, seconds: float) -> None:
        """Sleep until something is put, at most so long; at once when something is there."""
        with self.filled:
            if not self._wishes:
                self.filled.wait(seconds)
