"""Nodes glide to where a layout has put them, so that the eye can follow; what is drawn is right from the first moment.

Only the picture is late: places, links and what lies under the mouse are those of the document.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation
from PySide6.QtGui import QTransform

from app.canvas.links.factor_item import FactorItem
from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.node_item import NodeItem

DURATION = 260  # ms
MOST = 300  # nodes; of more each frame would take too long


class Gliding(QObject):
    """One way at a time; another one begins where the pictures are now put."""

    def __init__(
        self,
        parent: QObject,
        nodes: Mapping[str, NodeItem],
        links: Mapping[str, LinkItem],
        wires: Mapping[str, FactorItem],
    ) -> None:
        super().__init__(parent)
        self._nodes, self._links, self._wires = nodes, links, wires
        self._away: dict[str, QPointF] = {}
        self._animation = QVariantAnimation(self, duration=DURATION, startValue=1.0, endValue=0.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._show)
        self._animation.finished.connect(self.stop)

    @property
    def is_under_way(self) -> bool:
        """True if a picture is still elsewhere than its node."""
        return bool(self._away)

    def start(self, before: Mapping[str, QPointF]) -> None:
        """Nodes stood at these places and stand elsewhere now."""
        self.stop()
        ways = {i: place - self._nodes[i].pos() for i, place in before.items() if i in self._nodes}
        self._away = {i: away for i, away in ways.items() if not away.isNull()}
        if self._away and len(self._nodes) <= MOST:
            self._show(1.0)
            self._animation.start()
        else:
            self._away = {}

    def stop(self) -> None:
        """Every picture is where its node is."""
        self._animation.stop()
        self._show(0.0)
        self._away = {}

    def _show(self, share: float) -> None:
        """Put the pictures so far back on their ways, and let the links come up."""
        if not self._away:
            return
        for i, away in self._away.items():
            if i in self._nodes:
                self._nodes[i].setTransform(QTransform.fromTranslate(away.x() * share, away.y() * share))
        for item in (*self._links.values(), *self._wires.values()):
            item.setOpacity(1.0 - share)
