"""Something to be told about one element, at the top of its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A banner's kind, title and sentence; ``actions`` are pairs (words, deed)."""

    kind: str
    title: str
    sentence: str
    actions: tuple[tuple[str, Callable[[], object]], ...] = field(default=(), compare=False)

    def alike(self, other: Message | None) -> bool:
        """Whether the same banner can show both, with another sentence."""
        return other is not None and (self.kind, self.title) == (other.kind, other.title)
