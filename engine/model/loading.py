"""The progress of reading data: told to whoever waits for it, who may say that it is not wanted any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias, TypeVar

Listener: TypeAlias = Callable[[float], bool]
"""Called with the share that is read; answers whether to go on."""

T = TypeVar("T")


class GivenUp(Exception):
    """The listener said no."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Tell ``listener`` the progress of what is read within, by this thread."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


@contextmanager
def part(low: float, high: float) -> Iterator[None]:
    """Count what is read within as the part of the whole from the share ``low`` to ``high``."""
    whole = _listener.get()
    if whole is None:
        yield
        return
    with heard_by(lambda share: whole(low + (high - low) * share)):
        yield


def tell(share: float) -> None:
    """So much is read; raises :class:`GivenUp` where nobody wants the rest."""
    listener = _listener.get()
    if listener is not None and not listener(min(share, 1.0)):
        raise GivenUp


def pieces(items: Sequence[T]) -> Iterator[T]:
    """One of the items after another, each told before it is read."""
    for place, item in enumerate(items):
        tell(place / len(items))
        yield item
