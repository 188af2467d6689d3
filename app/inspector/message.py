"""Something to be told about one element, at the top of its form."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.widgets.banner import BannerAction, Kind


@dataclass(frozen=True)
class Message:
    """A banner's kind, title, sentence and actions."""

    kind: Kind
    title: str
    sentence: str
    actions: tuple[BannerAction, ...] = field(default=(), compare=False)

    def alike(self, other: Message | None) -> bool:
        """Tell whether the same banner can show both, with another sentence."""
        return other is not None and (self.kind, self.title) == (other.kind, other.title)
