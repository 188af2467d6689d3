"""An object as a part of a key."""

from __future__ import annotations

from typing import Final


class Identity:
    """Equal for one and the same object, which it keeps: ``id()`` alone may be that of another one later."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing: Final = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other.thing is self.thing

    def __hash__(self) -> int:
        return id(self.thing)
