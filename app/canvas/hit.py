"""What a hand finds under a point of the canvas."""

from __future__ import annotations

from dataclasses import dataclass

from app.canvas.link_item import LinkItem
from app.canvas.node_item import NodeItem
from app.canvas.ports import PlacedPort


@dataclass(frozen=True)
class Hit:
    """What lies under a point: a node, perhaps at a port or ``on_plot`` beside it, or a link; neither on the ground."""

    node: NodeItem | None = None
    port: PlacedPort | None = None
    link: LinkItem | None = None
    on_plot: bool = False

    @property
    def id(self) -> str | None:
        if self.node is not None:
            return self.node.node.id
        return self.link.link.id if self.link is not None else None
