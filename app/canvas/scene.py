"""The items of the canvas, kept in step with the document, the selection and the problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtWidgets import QGraphicsScene

from app.appearance.theme import signals as theme_signals
from app.canvas import ink
from app.canvas.activity import Activity
from app.canvas.badge_place import covered_by
from app.canvas.cover import Cover
from app.canvas.link_face import LinkFace, face_of
from app.canvas.link_item import LinkItem
from app.canvas.link_path import OVERLAP, Ends, Route, around, bent, route, self_loop
from app.canvas.node_item import NOTE_KIND, NodeItem
from app.canvas.pictures import Pictures
from app.canvas.ports import HIT_RADIUS, PlacedPort, by_name
from app.canvas.settling import Settling
from app.canvas.thread import end_length
from app.canvas.vacated import vacate
from app.commands.editor import Editor
from app.document.document import Change, Document, Link
from app.document.vocabulary import model_of
from engine.model.declaration import Payload
from engine.problems import Problem, Severity

WORLD = QRectF(-50_000, -50_000, 100_000, 100_000)
"""As good as endless; Qt scrolls only within a rectangle."""
UNDER = 62.0  # how far below its nodes a link of labels passes
SWEEP = 44.0  # radius of its corners
LONG_LABELS = 200.0  # from which a link of labels goes below instead of straight
PORT_GAP = 7.0
HIGHLIGHT_STEPS = 12
HIGHLIGHT_INTERVAL = 50  # ms


@dataclass(frozen=True)
class Hit:
    """What lies under a point: a node, perhaps at one of its ports, or a link; neither on empty canvas."""

    node: NodeItem | None = None
    port: PlacedPort | None = None
    link: LinkItem | None = None

    @property
    def id(self) -> str | None:
        if self.node is not None:
            return self.node.node.id
        return self.link.link.id if self.link is not None else None


class CanvasScene(QGraphicsScene):
    """One item per node and per link; only the editor changes what they show."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor
        self.nodes: dict[str, NodeItem] = {}
        self.links: dict[str, LinkItem] = {}
        self.cover = Cover()
        self.focus_id: str | None = None
        self._severities: dict[str, Severity] = {}
        self._highlighted: NodeItem | None = None
        self._content: QRectF | None = None
        self._settling = Settling(self, self.nodes, self.links)
        self._settling.hung.connect(self._forget_area)
        self._pictures = Pictures(self)
        self._pictures.drawn.connect(self._picture_drawn)
        self._fading = QTimer(self, interval=HIGHLIGHT_INTERVAL)
        self._fading.timeout.connect(self._fade)
        self.setSceneRect(WORLD)
        editor.changed.connect(self._document_changed)
        editor.loaded.connect(self._document_loaded)
        editor.selection.changed.connect(self._selection_changed)
        theme_signals.theme_changed.connect(self._theme_changed)
        self._document_loaded(editor.document)

    # ---- what lies where

    def hit(self, point: QPointF) -> Hit:
        """The topmost port, node, or link under a point in scene coordinates."""
        near = QRectF(point, point).adjusted(-HIT_RADIUS, -HIT_RADIUS, HIT_RADIUS, HIT_RADIUS)
        found = self.items(near)
        bodies = [item for item in found if isinstance(item, NodeItem)]
        for item in bodies:
            port = item.port_at(point)
            if port is not None:
                return Hit(node=item, port=port)
        for item in bodies:
            if item.node.kind != "note" and item.outline.contains(point - item.pos()):
                return Hit(node=item)
        for thread in found:
            if isinstance(thread, LinkItem) and thread.contains_point(point):
                return Hit(link=thread)
        for item in bodies:
            if item.scene_area().contains(point):  # a note, its folded corner too
                return Hit(node=item)
        return Hit()

    @property
    def is_settled(self) -> bool:
        """Whether every badge hangs where it will stay."""
        return self._settling.is_done

    def settle(self) -> None:
        """Hang every badge where it will stay, now."""
        self._settling.finish()

    def content_area(self) -> QRectF:
        """The rectangle around everything that is drawn; empty on an empty canvas."""
        if self._content is None:
            self._content = QRectF()
            for node in self.nodes.values():
                self._content |= node.scene_area()
            for link in self.links.values():
                self._content |= link.boundingRect()
        return QRectF(self._content)

    def ids_within(self, area: QRectF) -> list[str]:
        """Nodes that a rectangle touches, and links whose whole thread lies within it."""
        ids = [i for i, node in self.nodes.items() if node.scene_area().intersects(area)]
        return ids + [i for i, link in self.links.items() if area.contains(link.way.path.boundingRect())]

    # ---- what the window tells

    def set_activity(self, node_id: str, activity: Activity | None, visible: bool = True) -> None:
        """Show recent activity in a node; ids that are gone are passed over."""
        item = self.nodes.get(node_id)
        if item is not None:
            item.show_activity(activity, visible)
            if visible:
                self.cover.changed(item.opaque())

    def clear_activity(self) -> None:
        """Look as before a run."""
        for item in self.nodes.values():
            if item.face.activity is not None:
                item.show_activity(None)

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Mark nodes and badges; the worst of an element's problems counts."""
        severities: dict[str, Severity] = {}
        for problem in problems:
            if severities.get(problem.place) is not Severity.FATAL:
                severities[problem.place] = problem.severity
        self._severities = severities
        for element_id, item in self._items():
            if item.severity is not severities.get(element_id):
                item.severity = severities.get(element_id)
                item.update()

    def highlight(self, element_id: str) -> None:
        """A frame that fades: where a problem or a search has led to."""
        if self._highlighted is not None:
            self._highlighted.highlight = 0.0
            self._highlighted.update()
        self._highlighted = self.nodes.get(element_id)
        if self._highlighted is not None:
            self._highlighted.highlight = 1.0
            self._highlighted.update()
            self._fading.start()

    def set_focus(self, element_id: str | None) -> None:
        """Move the keyboard's ticks to a node; None hides them."""
        for node_id, item in self.nodes.items():
            focused = node_id == element_id
            if item.focused != focused:
                item.focused = focused
                item.update()
        self.focus_id = element_id if element_id in self.nodes else None

    # ---- what the document tells

    def _document_loaded(self, document: Document) -> None:
        self.clear()
        self.nodes.clear()
        self.links.clear()
        self.focus_id = None
        self._settling.forget()
        self._highlighted = None
        self._fading.stop()
        for node in document.nodes.values():
            self._put_node(node.id)
        self._route(document.links)
        self._selection_changed(self.editor.selection.ids)

    def _document_changed(self, change: Change) -> None:
        document = self.editor.document
        stale: set[str] = set()
        for gone in change.removed:
            item = self.nodes.pop(gone, None)
            thread = self.links.pop(gone, None)
            if thread is not None:
                stale.update(self._between(thread.link.source, thread.link.target))
            for old in (item, thread):
                if old is not None:
                    self._remove(old)
        for put in change.put:
            if put in document.nodes:
                self._put_node(put)
                stale.update(link.id for link in document.links_of(put))
            elif put in document.links:
                link = document.links[put]
                stale.update({put, *self._between(link.source, link.target)})
        if change.removed and self._highlighted is not None and self._highlighted.node.id in change.removed:
            self._highlighted = None
        stale.update(self._hidden_badges(change.put))
        self._route(link_id for link_id in stale if link_id in document.links)

    def _hidden_badges(self, put: Iterable[str]) -> list[str]:
        """Links whose badge would lie under one of these nodes, and seeks no other place yet."""
        areas = [self.nodes[i].scene_area() for i in put if i in self.nodes and self.nodes[i].node.kind != NOTE_KIND]
        ids = list(self.links)
        hidden = [ids[row] for row in covered_by(areas, [item.badge for item in self.links.values()])]
        return [link_id for link_id in hidden if not self._settling.awaits(link_id)]

    def _picture_drawn(self, key: str) -> None:
        """Show the picture of a model wherever it was missing."""
        for item in self.nodes.values():
            model = model_of(item.node.model)
            if model is not None and model.key == key:
                item.dress()
        carried = ((id, model_of(item.link.synapses.synapse)) for id, item in self.links.items() if item.link.synapses)
        self._route([id for id, model in carried if model is not None and model.key == key])

    def _remove(self, item: NodeItem | LinkItem) -> None:
        vacate(item)
        self.removeItem(item)

    def _put_node(self, node_id: str) -> None:
        node = self.editor.document.nodes[node_id]
        self._pictures.want((model_of(node.model),))
        item = self.nodes.get(node_id)
        if item is not None and item.node.kind == node.kind:
            item.show_node(node)
            return
        if item is not None:
            self._remove(item)
        item = NodeItem(node)
        item.selected = node_id in self.editor.selection
        item.severity = self._severities.get(node_id)
        self.nodes[node_id] = item
        self.addItem(item)

    def _between(self, source: str, target: str) -> list[str]:
        """Ids of the links from one node to another, in their order."""
        links = self.editor.document.links_of(source)
        return [link.id for link in links if (link.source, link.target) == (source, target)]

    def _route(self, link_ids: Iterable[str]) -> None:
        """Draw these links where their nodes now are."""
        self._content = None
        stale = list(link_ids)
        for link_id in stale:
            self._route_one(link_id)
        self._settling.seek(stale)

    def _route_one(self, link_id: str) -> None:
        document = self.editor.document
        link = document.links[link_id]
        source = document.nodes[link.source]
        color = ink.look().identity(source.identity)
        if link.synapses is not None:
            self._pictures.want((model_of(link.synapses.synapse),))
        face = face_of(document, link, color, ink.look().identity_repeats(source.identity))
        way = self._way(link, face)
        item = self.links.get(link_id)
        if item is not None:
            item.show_link(link, face, way)
            return
        item = LinkItem(link, face, way, self.cover)
        item.selected = link_id in self.editor.selection
        item.severity = self._severities.get(link_id)
        self.links[link_id] = item
        self.addItem(item)

    def _top_is_taken(self, node_id: str) -> bool:
        """Whether links come from or go to a node that stands above."""
        area = self.nodes[node_id].scene_area()
        for link in self.editor.document.links_of(node_id):
            other = self.nodes[link.target if link.source == node_id else link.source].scene_area()
            overlap = min(area.right(), other.right()) - max(area.left(), other.left())
            if link.synapses is not None and overlap >= OVERLAP and other.bottom() < area.top():
                return True
        return False

    def _way(self, link: Link, face: LinkFace) -> Route:
        source, target = self.nodes[link.source], self.nodes[link.target]
        leaving = by_name(source.ports, link.source_port, is_output=True) or source.area.center()
        entering = by_name(target.ports, link.target_port, is_output=False) or target.area.center()
        siblings = self._between(link.source, link.target)
        if link.synapses is not None:
            siblings = [i for i in siblings if self.editor.document.links[i].synapses is not None]
        else:
            siblings = [link.id]
        index = siblings.index(link.id)
        ends = Ends(
            source.scene_area(),
            leaving + source.pos(),
            target.scene_area(),
            entering + target.pos(),
            index - (len(siblings) - 1) / 2,
            PORT_GAP,
            end_length(face),
            stacks=link.synapses is not None,
        )
        if link.bends:
            return bent(ends, [QPointF(*point) for point in link.bends])
        if link.source == link.target:
            return self_loop(ends, index, self._top_is_taken(link.source))
        far = ends.target_port.x() - ends.source_port.x() > LONG_LABELS
        if face.payload is Payload.LABELS and far:
            return around(ends, UNDER, SWEEP)
        return route(ends)

    # ---- what selection and theme tell

    def _selection_changed(self, ids: tuple[str, ...]) -> None:
        chosen = set(ids)
        for element_id, item in self._items():
            selected = element_id in chosen
            if item.selected != selected:
                item.selected = selected
                item.update()

    def _theme_changed(self) -> None:
        for item in self.nodes.values():
            item.dress()
        self._route(self.editor.document.links)
        self.update()

    def _forget_area(self) -> None:
        self._content = None

    def _items(self) -> Iterable[tuple[str, NodeItem | LinkItem]]:
        yield from self.nodes.items()
        yield from self.links.items()

    def _fade(self) -> None:
        item = self._highlighted
        if item is None or item.highlight <= 0:
            self._fading.stop()
            self._highlighted = None
            return
        item.highlight = max(0.0, item.highlight - 1 / HIGHLIGHT_STEPS)
        item.update()
