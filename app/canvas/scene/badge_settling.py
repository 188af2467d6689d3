"""The time at which badges seek their places: at once in a small network, in a large one after a moment of rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.canvas.links.badge import badge_area
from app.canvas.links.badge_place import Surroundings, box_edges, crossed_by
from app.canvas.links.link_item import LinkItem
from app.canvas.links.link_path import Route
from app.canvas.nodes.node_item import NodeItem

CROWDED = 60  # links from which badges seek a place only after a drag, not during it
REST = 120  # ms without a change, after which they do
PAUSE = 5  # ms between two turns
TURN = 0.008  # seconds


class BadgeSettling(QObject):
    """``hung`` tells that badges of a large network have moved; they all move at once."""

    hung = Signal()

    def __init__(self, parent: QObject, nodes: Mapping[str, NodeItem], links: Mapping[str, LinkItem]) -> None:
        super().__init__(parent)
        self._nodes, self._links = nodes, links
        self._waiting: set[str] = set()
        self._turns: Iterator[None] = iter(())
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_done(self) -> bool:
        """True if every badge hangs where it will stay."""
        return not self._waiting

    def awaits(self, link_id: str) -> bool:
        """Tell whether the badge of this link seeks a place already."""
        return link_id in self._waiting

    def seek(self, link_ids: Sequence[str]) -> None:
        """The ways of these links are new; others may be gone."""
        if len(self._links) > CROWDED:
            self._waiting.update(link_ids)
            self._turns = self._all_in_turns()
            self._timer.start(REST)
            return
        self.forget()
        link_ids = list(dict.fromkeys(chain(link_ids, *self._crossed(link_ids))))
        # twice: the first badges must give way to those that are hung after them
        for _ in range(2 if len(link_ids) > 1 else 1):
            self._all_at_once(link_ids)

    def finish(self) -> None:
        """Hang all badges now, as for an image."""
        self._timer.stop()
        for _ in self._turns:
            pass

    def forget(self) -> None:
        """Nothing is sought any more."""
        self._waiting.clear()
        self._turns = iter(())
        self._timer.stop()

    def _all_at_once(self, link_ids: Sequence[str]) -> None:
        around = self._surroundings()
        rows = {link_id: row for row, link_id in enumerate(self._links)}
        for link_id in link_ids:
            item = self._links[link_id]
            if item.face.has_badge:
                item.move_badge(around.settled(rows[link_id], item.laid))
                around.move_badge(rows[link_id], item.badge)

    def _all_in_turns(self) -> Iterator[None]:
        """Seek one place after another, and hang the badges when all are found."""
        for item in list(self._links.values()):
            _ = item.laid.samples
            yield
        for crossed in self._crossed(list(self._waiting)):
            self._waiting.update(crossed)
            yield
        around = self._surroundings()
        ways: dict[LinkItem, Route] = {}
        for row, (link_id, item) in enumerate(list(self._links.items())):
            if link_id in self._waiting and item.face.has_badge:
                ways[item] = around.settled(row, item.laid)
                around.move_badge(row, badge_area(item.face, ways[item]))
                yield
        self._waiting.clear()
        for item, way in ways.items():
            item.move_badge(way)
        self.hung.emit()

    def _crossed(self, link_ids: Sequence[str]) -> Iterator[list[str]]:
        """Others whose badges these links lead through now, of one link after another."""
        known = set(link_ids)
        others = [id for id, item in self._links.items() if id not in known and item.face.has_badge]
        badges = box_edges([self._links[id].badge for id in others])
        for id in link_ids:
            if id in self._links:
                yield [others[row] for row in crossed_by(self._links[id].laid.samples, badges)]

    def _go_on(self) -> None:
        until = perf_counter() + TURN
        for _ in self._turns:
            if perf_counter() > until:
                self._timer.start(PAUSE)
                return

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            [area for node in self._nodes.values() for area in node.placed.covered],
            [item.laid for item in self._links.values()],
        )
