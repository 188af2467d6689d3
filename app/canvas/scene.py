"""The items of the canvas, kept in step with the document, the selection and the problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from app.appearance.theme import signals as theme_signals
from app.canvas import ink
from app.canvas.activity import Activity
from app.canvas.badge_place import covered_by
from app.canvas.cover import Cover
from app.canvas.doorway import Doorway, columns, wanted_doorways
from app.canvas.gliding import Gliding
from app.canvas.highlight import Highlight
from app.canvas.hit import Hit
from app.canvas.inside import inside_of
from app.canvas.link_face import face_of, weight_words
from app.canvas.link_item import LinkItem
from app.canvas.node_item import CLOSED, NodeItem
from app.canvas.pictures import Pictures
from app.canvas.ports import HIT_RADIUS
from app.canvas.routing import Routing
from app.canvas.settling import Settling
from app.canvas.severities import worst
from app.canvas.still import Still
from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.grouping import TOP, stand_in
from app.document.vocabulary import GROUP, NOTE, model_of
from engine.problems import Problem, Severity

WORLD = QRectF(-50_000, -50_000, 100_000, 100_000)
"""As good as endless; Qt scrolls only within a rectangle."""


class CanvasScene(QGraphicsScene):
    """One item per node and per link; only the editor changes what they show."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor
        self.nodes: dict[str, NodeItem] = {}
        self.links: dict[str, LinkItem] = {}
        self.doorways: dict[tuple[str, bool], Doorway] = {}
        self.routing = Routing(editor, self.nodes, self.doorways)
        self.cover = Cover()
        self.still = Still(self)
        self.focus_id: str | None = None
        self._problems: tuple[Problem, ...] = ()
        self._severities: dict[str, Severity] = {}
        self._content: QRectF | None = None
        self._settling = Settling(self, self.nodes, self.links)
        self._settling.hung.connect(self._forget_area)
        self.gliding = Gliding(self, self.nodes, self.links)
        self._pictures = Pictures(self)
        self._pictures.drawn.connect(self._picture_drawn)
        self._highlight = Highlight(self)
        self.setSceneRect(WORLD)
        editor.changed.connect(self._document_changed)
        editor.loaded.connect(self._document_loaded)
        editor.entered.connect(self._entered)
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
            if item.node.kind != NOTE and item.outline.contains(point - item.pos()):
                return Hit(node=item)
        for item in bodies:
            if item.scene_plate().contains(point):
                return Hit(node=item, on_plot=True)
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
                self._content |= node.scene_area() | node.scene_plate()
            for link in self.links.values():
                self._content |= link.boundingRect()
            for doorway in self.doorways.values():
                self._content |= doorway.scene_area()
        return QRectF(self._content)

    def item_of(self, node_id: str) -> NodeItem | None:
        """What stands for a node on this level: its own item, or that of a group that holds it."""
        return self.nodes.get(stand_in(self.editor.document, node_id, self.editor.level) or "")

    def doorway_at(self, point: QPointF) -> Doorway | None:
        """The doorway under a point in scene coordinates."""
        return next((d for d in self.doorways.values() if d.scene_area().contains(point)), None)

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

    def set_plot(self, node_id: str, activity: Activity | None, visible: bool = True) -> None:
        """Show recent activity in the plot beside a node."""
        item = self.nodes.get(node_id)
        if item is not None:
            item.show_plot(activity, visible)
            if visible:
                self.cover.changed(item.opaque_plot())

    def set_weight(self, link_id: str, moments: tuple[float, float] | None) -> None:
        """Say on a badge the mean weight in the run, or the spread; None says what is drawn."""
        item = self.links.get(link_id)
        if item is not None:
            item.show_weight(weight_words(*moments) if moments is not None else "")

    def plots(self) -> dict[str, Activity]:
        """What the plots that a person chose show now, by node."""
        beside = {i: item.plate_face for i, item in self.nodes.items() if not item.plate.isEmpty()}
        inside = {i: item.face for i, item in self.nodes.items() if item.has_chosen_body}
        return {i: face.activity for i, face in (beside | inside).items() if face.activity is not None}

    def show_plots(self, plots: Mapping[str, Activity]) -> None:
        """The same in nodes that are drawn anew."""
        for i, item in self.nodes.items():
            show = self.set_activity if item.has_chosen_body else self.set_plot
            if i in plots:
                show(i, plots[i])

    def clear_activity(self) -> None:
        """Look as before a run."""
        for item in self.nodes.values():
            if item.face.activity is not None:
                item.show_activity(None)
            if item.plate_face.activity is not None:
                item.show_plot(None)

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Mark nodes and badges; the worst of an element's problems counts."""
        self._problems = tuple(problems)
        severities = self._severities = worst(
            self._problems, self.editor.document, self.editor.level, self.nodes.keys() | self.links.keys()
        )
        for element_id, item in self._items():
            if item.severity is not severities.get(element_id):
                item.severity = severities.get(element_id)
                item.update()

    def highlight(self, element_id: str) -> None:
        """Light up a node for a moment; of what is no node of this level, nothing."""
        self._highlight.show(self.nodes.get(element_id))

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
        self.gliding.stop()
        self.still.end()
        self.clear()
        self.nodes.clear()
        self.links.clear()
        self.doorways.clear()
        self.focus_id = None
        self._settling.forget()
        self._highlight.forget()
        for node in document.nodes.values():
            if node.group == self.editor.level:
                self._put_node(node.id)
        self._route(document.links)
        self._selection_changed(self.editor.selection.ids)

    def _entered(self, _level: str) -> None:
        """Another level is drawn from the beginning."""
        self._document_loaded(self.editor.document)
        self.set_problems(self._problems)

    def _document_changed(self, change: Change) -> None:
        document = self.editor.document
        stale: set[str] = set()
        only_moves = not change.removed and all(map(self._has_only_moved, change.put))
        if not only_moves:
            self.still.forget()
        for gone in change.removed:
            item = self.nodes.pop(gone, None)
            thread = self.links.pop(gone, None)
            if thread is not None:
                stale.update(self.routing.between(thread.link.source, thread.link.target))
            for old in (item, thread):
                if old is not None:
                    self._remove(old)
        for put in change.put:
            if put in document.nodes:
                self._show_or_hide(put)
                stale.update(link.id for link in document.links_of(put))
            elif put in document.links:
                link = document.links[put]
                stale.update({put, *self.routing.between(link.source, link.target)})
        stale.update(self._look_into_groups(change, only_moves))
        stale.update(self._hidden_badges(change.put))
        self._route((link_id for link_id in stale if link_id in document.links), only_moves)

    def _show_or_hide(self, node_id: str) -> None:
        """Draw what stands on this level; what has gone into a group, or came out of it, goes from here."""
        node = self.editor.document.nodes[node_id]
        if self._has_only_moved(node_id):
            self.nodes[node_id].show_node(node, self.nodes[node_id].inside)
        elif node.group == self.editor.level:
            self._put_node(node_id)
        elif (item := self.nodes.pop(node_id, None)) is not None:
            self._remove(item)

    def _has_only_moved(self, node_id: str) -> bool:
        """Whether a node of this level stands elsewhere than it is drawn, and is otherwise the same."""
        item, node = self.nodes.get(node_id), self.editor.document.nodes.get(node_id)
        return item is not None and node is not None and replace(item.node, position=node.position) == node

    def _look_into_groups(self, change: Change, only_moves: bool) -> Iterable[str]:
        """Show groups with what they now hold; gives the links that may end elsewhere than before."""
        groups = [i for i, item in self.nodes.items() if item.node.kind == GROUP]
        if not groups and self.editor.level == TOP:
            return ()
        if only_moves:  # doorways follow what they are linked with, links the groups
            following = {None, *(i for i in groups if i in change.put)}
            ends = ((link.id, self.routing.ends(link)) for link in self.editor.document.links.values())
            return [link_id for link_id, both in ends if both is not None and not following.isdisjoint(both)]
        for group_id in groups:
            self._put_node(group_id)
        return self.editor.document.links

    def _hidden_badges(self, put: Iterable[str]) -> list[str]:
        """Links whose badge would lie under one of these nodes, and seeks no other place yet."""
        shown = [self.nodes[i] for i in put if i in self.nodes and self.nodes[i].node.kind != NOTE]
        areas = [area for item in shown for area in item.covered()]
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

    def _remove(self, item: NodeItem | LinkItem | Doorway) -> None:
        if self._highlight.holds(item):
            self._highlight.forget()
        item.vacate()
        self.removeItem(item)

    def _add(self, item: NodeItem | LinkItem | Doorway) -> None:
        item.kept_by = self.still
        self.addItem(item)

    def _put_node(self, node_id: str) -> None:
        node = self.editor.document.nodes[node_id]
        self._pictures.want((model_of(node.model),))
        item = self.nodes.get(node_id)
        inside = inside_of(self.editor.document, node_id) if node.kind == GROUP else CLOSED
        if item is not None and item.node.kind == node.kind:
            item.show_node(node, inside)
            return
        if item is not None:
            self._remove(item)
        item = NodeItem(node, inside)
        item.selected = node_id in self.editor.selection
        item.severity = self._severities.get(node_id)
        self.nodes[node_id] = item
        self._add(item)

    def _route(self, link_ids: Iterable[str], unchanged: bool = False) -> None:
        """Draw these links where their nodes now are; ``unchanged`` where nothing else is said of them."""
        self._content = None
        stale = list(link_ids)
        if self.editor.level != TOP:
            self._place_doorways()
        document, shown = self.editor.document, []
        for link_id in stale:
            if self.routing.ends(document.links[link_id]) is not None:
                self._route_one(link_id, unchanged)
                shown.append(link_id)
            elif (hidden := self.links.pop(link_id, None)) is not None:
                self._remove(hidden)
        self._settling.seek(shown)

    def _place_doorways(self) -> None:
        """A doorway for every node outside that is linked with one within, at the height of what it is linked with."""
        document = self.editor.document
        wanted = wanted_doorways(document, self.routing.ends, lambda id: self.nodes[id].scene_area().center().y())
        for key in [key for key in self.doorways if key not in wanted]:
            self._remove(self.doorways.pop(key))
        for key, doorway in wanted.items():
            if key not in self.doorways:
                self.doorways[key] = Doorway(document.nodes[key[0]], key[1])
                self._add(self.doorways[key])
            self.doorways[key].show_node(document.nodes[key[0]], tuple(doorway.carried))
        areas = [item.scene_area() for item in self.nodes.values()]
        content = areas[0] if areas else QRectF()
        for area in areas:
            content |= area
        columns(content, {self.doorways[key]: doorway.height for key, doorway in wanted.items()})

    def _route_one(self, link_id: str, unchanged: bool) -> None:
        document = self.editor.document
        link, item = document.links[link_id], self.links.get(link_id)
        if item is not None and unchanged:
            item.show_link(link, item.face, self.routing.way(link, item.face))
            return
        source = document.nodes[link.source]
        color = ink.look().identity(source.identity)
        if link.synapses is not None:
            self._pictures.want((model_of(link.synapses.synapse),))
        face = face_of(document, link, color, ink.look().identity_repeats(source.identity))
        way = self.routing.way(link, face)
        if item is not None:
            item.show_link(link, face, way)
            return
        item = LinkItem(link, face, way, self.cover)
        item.selected = link_id in self.editor.selection
        item.severity = self._severities.get(link_id)
        self.links[link_id] = item
        self._add(item)

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
