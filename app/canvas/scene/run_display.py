"""The display of a run in the nodes and on the badges of a drawing."""

from __future__ import annotations

from collections.abc import Mapping

from app.canvas.links.link_face import weight_words
from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.node_item import NodeItem
from app.canvas.nodes.opaque_areas import OpaqueAreas
from app.canvas.painting.activity import Activity


class RunDisplay:
    """The part of the scene that the window tells of a run."""

    nodes: dict[str, NodeItem]
    links: dict[str, LinkItem]
    cover: OpaqueAreas

    def set_activity(self, node_id: str, activity: Activity | None, visible: bool = True) -> None:
        """Show recent activity in a node; ids that are gone are passed over."""
        item = self.nodes.get(node_id)
        if item is not None and item.show_activity(activity, visible):
            self.cover.changed(node_id, NodeItem.opaque)

    def set_plot(self, node_id: str, activity: Activity | None, visible: bool = True) -> None:
        """Show recent activity in the plot beside a node."""
        item = self.nodes.get(node_id)
        if item is not None and item.show_plot(activity, visible):
            self.cover.changed(node_id, NodeItem.opaque_plot)

    def set_weight(self, link_id: str, moments: tuple[float, float] | None) -> None:
        """Say on a badge the mean weight in the run, or the spread; None says what is drawn."""
        item = self.links.get(link_id)
        if item is not None:
            item.show_weight(weight_words(*moments) if moments is not None else "")

    def plots(self) -> dict[str, Activity]:
        """The activities that the plots which a person chose show now, by node."""
        beside = {i: item.plate_face for i, item in self.nodes.items() if not item.plate.isEmpty()}
        inside = {i: item.face for i, item in self.nodes.items() if item.has_chosen_body}
        return {i: face.activity for i, face in (beside | inside).items() if face.activity is not None}

    def show_plots(self, plots: Mapping[str, Activity]) -> None:
        """The same in nodes that are drawn anew."""
        for i, item in self.nodes.items():
            show = self.set_activity if item.has_chosen_body else self.set_plot
            if i in plots:
                show(i, plots[i])
