"""The items of the canvas, kept in step with the document, the selection and the problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import reduce
from operator import or_

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from app.appearance.theme import signals as theme_signals
from app.appearance.theme import theme
from app.canvas.ground.drag_pictures import DragPictures
from app.canvas.links.badge_place import covered_by
from app.canvas.links.factor_item import FactorItem
from app.canvas.links.link_face import face_of, leaving, told_to_links
from app.canvas.links.link_geometry import LinkGeometry
from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.doorway import Doorway, place_doorways, wanted_doorways
from app.canvas.nodes.inside import inside_of
from app.canvas.nodes.node_body import CLOSED
from app.canvas.nodes.node_geometry import NOWHERE
from app.canvas.nodes.node_item import NodeItem
from app.canvas.nodes.opaque_areas import OpaqueAreas
from app.canvas.scene.badge_settling import BadgeSettling
from app.canvas.scene.factor_wires import FactorWires
from app.canvas.scene.gliding import Gliding
from app.canvas.scene.highlight import Highlight
from app.canvas.scene.hit import Hit, near, topmost
from app.canvas.scene.item_marks import ItemMarks
from app.canvas.scene.outdated_links import OutdatedLinks
from app.canvas.scene.port_word_widths import fit_port_labels
from app.canvas.scene.removed_items import RemovedItems
from app.canvas.scene.routing import Routing
from app.canvas.scene.run_display import RunDisplay
from app.canvas.scene.title_widths import suit_widths
from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.elements import Link, NodeKind
from app.document.grouping import TOP, representative_of
from app.document.vocabulary import model_of
from app.widgets.pictures.model_pictures import ModelPictures
from engine.problems import Problem

WORLD = QRectF(-50_000, -50_000, 100_000, 100_000)  # as good as endless; Qt scrolls only within a rectangle
MUCH = 60  # elements that change at once, from which all is painted anew


class CanvasScene(QGraphicsScene, RunDisplay):
    """One item per node and per link; only the editor changes what they show."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor
        self.nodes: dict[str, NodeItem] = {}
        self.links: dict[str, LinkItem] = {}
        self.doorways: dict[tuple[str, bool], Doorway] = {}
        self.routing = Routing(editor, self.nodes, self.doorways)
        self.factors = FactorWires(editor, self.nodes, self.links, self.doorways)
        self.cover = OpaqueAreas(self.nodes)
        self.still = DragPictures(self)
        self._marks = ItemMarks(editor, self.nodes, self.links)
        self._content: QRectF | None = None
        self._font = theme().base_font
        self._removed = RemovedItems()
        self._settling = BadgeSettling(self, self.nodes, self.links)
        self._settling.hung.connect(self._badges_moved)
        self.gliding = Gliding(self, self.nodes, self.links, self.factors.items)
        self._pictures = ModelPictures(self)
        self._pictures.drawn.connect(self._picture_drawn)
        self._highlight = Highlight(self)
        self.setSceneRect(WORLD)
        editor.changed.connect(self._document_changed)
        editor.loaded.connect(self._document_loaded)
        editor.entered.connect(self.draw_again)
        editor.selection.changed.connect(self._selection_changed)
        theme_signals.theme_changed.connect(self._theme_changed)
        self._document_loaded(editor.document)

    # ---- what lies where

    def hit(self, point: QPointF) -> Hit:
        """The topmost port, node, link or wire of a third factor under a point in scene coordinates."""
        return topmost(self.items(near(point)), point)

    @property
    def is_settled(self) -> bool:
        """True if every badge hangs where it will stay."""
        return self._settling.is_done

    def settle(self) -> None:
        """Hang every badge where it will stay, now."""
        self._settling.finish()

    def content_area(self) -> QRectF:
        """The rectangle around everything that is drawn; empty on an empty canvas."""
        if self._content is None:
            self._content = self.area_without("")
        return QRectF(self._content)

    def area_without(self, node_id: str) -> QRectF:
        """The rectangle around all that is drawn but one node that no link leads to."""
        nodes = (area for i, node in self.nodes.items() if i != node_id for area in node.placed.covered)
        links = (thread.boundingRect() for _, thread in self.threads())
        doorways = (doorway.scene_area() for doorway in self.doorways.values())
        return reduce(or_, (*nodes, *links, *doorways), QRectF())

    def item_of(self, node_id: str) -> NodeItem | None:
        """The item that stands for a node on this level: its own, or that of a group that holds it."""
        return self.nodes.get(representative_of(self.editor.document, node_id, self.editor.level) or "")

    def doorway_at(self, point: QPointF) -> Doorway | None:
        """The doorway under a point in scene coordinates."""
        return next((d for d in self.doorways.values() if d.scene_area().contains(point)), None)

    def threads(self) -> Iterator[tuple[str, LinkItem | FactorItem]]:
        """Links and the wires of third factors, by id."""
        yield from self.links.items()
        yield from self.factors.items.items()

    # ---- what the window tells

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Mark nodes and badges; the worst of an element's problems counts."""
        self._marks.set_problems(problems)

    def highlight(self, element_id: str) -> None:
        """Light up a node for a moment; of what is no node of this level, nothing."""
        self._highlight.show(self.nodes.get(element_id))

    @property
    def focus_id(self) -> str | None:
        """The node that the keyboard is at."""
        return next((node_id for node_id, item in self.nodes.items() if item.focused), None)

    def set_focus(self, element_id: str | None) -> None:
        """Move the keyboard's ticks to a node; None hides them."""
        for node_id, item in self.nodes.items():
            focused = node_id == element_id
            if item.focused != focused:
                item.focused = focused
                item.update()

    # ---- what the document tells

    def _document_loaded(self, document: Document) -> None:
        self.gliding.stop()
        self.still.end()
        for drawn in (self, self.nodes, self.links, self.doorways, self.factors, self._removed, self.routing):
            drawn.clear()
        for kept in (self._settling, self._highlight):
            kept.forget()
        for node in document.nodes.values():
            if node.group == self.editor.level:
                self._put_node(node.id)
        suit_widths(self.nodes, self.nodes.keys(), ())
        fit_port_labels(self.nodes)
        self._route(dict.fromkeys(document.links, True))
        self._marks.show()
        self._selection_changed(self.editor.selection.ids)

    def draw_again(self, _level: str = "") -> None:
        """Draw the level from the beginning: it is another, or its models are."""
        self._document_loaded(self.editor.document)

    def _document_changed(self, change: Change) -> None:
        is_much = len(change.put) + len(change.removed) > MUCH and not self.still.is_on
        with self.still.painted_anew() if is_much else nullcontext():
            self._follow(change)

    def _follow(self, change: Change) -> None:
        document = self.editor.document
        stale = OutdatedLinks(document)
        only_moves = not change.removed and all(map(self._has_only_moved, change.put))
        if not only_moves:
            self.still.forget()
        if change.removed or not all(map(self._joins_as_before, change.put)):
            self.routing.forget()
        were = {i: self.nodes[i] for i in (*change.removed, *change.put) if i in self.nodes}
        stood = {i: item.placed.node_geometry for i, item in were.items()}
        gave = {i: told_to_links(item.node) for i, item in were.items()}
        for gone in change.removed:
            item, thread = self.nodes.pop(gone, None), self.links.pop(gone, None)
            if thread is not None:
                stale.add_with_neighbours(thread.link)
            for old in (item, thread):
                if old is not None:
                    self._remove(old)
        for put in change.put:
            if put in document.nodes:
                self._show_or_hide(put, only_moves)
                item = self.nodes.get(put)
                if item is None or item.placed.node_geometry.stand != stood.get(put, NOWHERE).stand:
                    stale.at(put, turns=True)
                elif told_to_links(item.node) != gave[put]:
                    stale.at(put, turns=False)
            elif put in document.links:
                stale.add_with_neighbours(document.links[put])
        stale.all_of(self._look_into_groups(change, only_moves))
        stands = {i: self.nodes[i].placed.node_geometry for i in change.put if i in self.nodes}
        moved = {i for i in (*stood, *stands) if stood.get(i) != stands.get(i)}
        touched = [area for both in (stood, stands) for i in moved & both.keys() for area in both[i].covered]
        for other in (wider := suit_widths(self.nodes, moved & stands.keys(), touched)):
            stale.at(other, turns=True)
            stale.all_of(self._links_at({other}) if self.nodes[other].node.kind == NodeKind.GROUP else ())
        fit_port_labels(self.nodes)
        above = [i for i in {*moved, *wider} if i in self.nodes and self.nodes[i].node.kind != NodeKind.NOTE]
        parts = ((area, stood.get(i, NOWHERE).covered) for i in above for area in self.nodes[i].placed.covered)
        self._route(stale.links(), [area for area, before in parts if area not in before])
        if not only_moves:
            self._marks.show()

    def _show_or_hide(self, node_id: str, has_only_moved: bool) -> None:
        """Draw what stands on this level, and what has gone into a group, or came out of it, no more."""
        node = self.editor.document.nodes[node_id]
        if has_only_moved:
            self.nodes[node_id].show_node(node, self.nodes[node_id].placed.shape.inside)
        elif node.group == self.editor.level:
            self._put_node(node_id)
        elif (item := self.nodes.pop(node_id, None)) is not None:
            self._remove(item)

    def _has_only_moved(self, node_id: str) -> bool:
        """Tell whether a node of this level stands elsewhere than it is drawn, and is otherwise the same."""
        item, node = self.nodes.get(node_id), self.editor.document.nodes.get(node_id)
        return item is not None and node is not None and item.node.is_but_for_place(node)

    def _joins_as_before(self, element_id: str) -> bool:
        """Tell whether what is drawn of an element stands in the same group, or for a link between the same ends."""
        document, item, thread = self.editor.document, self.nodes.get(element_id), self.links.get(element_id)
        if item is not None and (node := document.nodes.get(element_id)) is not None:
            return (item.node.group, item.node.kind) == (node.group, node.kind)
        if thread is not None and (link := document.links.get(element_id)) is not None:
            return thread.link.joins_like(link)
        return False

    def _look_into_groups(self, change: Change, only_moves: bool) -> Iterable[str]:
        """Show groups with what they now hold; gives the links that may end elsewhere than before."""
        groups = [i for i, item in self.nodes.items() if item.node.kind == NodeKind.GROUP]
        if not groups and self.editor.level == TOP:
            return ()
        if only_moves:  # doorways follow what they are linked with, links the groups
            return self._links_at({None, *(i for i in groups if i in change.put)})
        for group_id in groups:
            self._put_node(group_id)
            self.nodes[group_id].keep_room()
        return self.editor.document.links

    def _links_at(self, ends: set[str | None]) -> list[str]:
        """Links that are to be seen and end at what stands here, None for what stands outside."""
        both = ((link.id, self.routing.ends(link)) for link in self.editor.document.links.values())
        return [link_id for link_id, pair in both if pair is not None and not ends.isdisjoint(pair)]

    def _hidden_badges(self, areas: Sequence[QRectF], stale: Mapping[str, object]) -> list[str]:
        """Other links whose badge lies in one of these areas, and seeks no other place yet."""
        ids = [i for i in self.links if i not in stale and not self._settling.awaits(i)] if areas else []
        return [ids[row] for row in covered_by(areas, [self.links[i].badge for i in ids])] if ids else []

    def _picture_drawn(self, key: str) -> None:
        """Show the picture of a model wherever it was missing."""
        self._removed.clear()
        for item in self.nodes.values():
            model = model_of(item.node.model)
            if model is not None and model.key == key:
                item.refresh_style()
        carried = ((id, model_of(item.link.synapses.synapse)) for id, item in self.links.items() if item.link.synapses)
        self._route({id: True for id, model in carried if model is not None and model.key == key}, anew=True)

    def _remove(self, item: NodeItem | LinkItem | Doorway | FactorItem) -> None:
        if self._highlight.holds(item):
            self._highlight.forget()
        item.prepare_geometry_change()
        self.removeItem(item)
        if isinstance(item, NodeItem | LinkItem):
            self._removed.keep(item)

    def _add(self, item: NodeItem | LinkItem | Doorway | FactorItem) -> None:
        item.kept_by = self.still
        self.addItem(item)

    def _put_node(self, node_id: str) -> None:
        """Draw a node."""
        node = self.editor.document.nodes[node_id]
        item = self.nodes.get(node_id)
        if item is None or item.node.model != node.model:
            self._pictures.request_pictures((model_of(node.model),))
        inside = inside_of(self.editor.document, node_id) if node.kind == NodeKind.GROUP else CLOSED
        if item is not None and item.node.kind == node.kind:
            item.show_node(node, inside)
            return
        if item is not None:
            self._remove(self.nodes.pop(node_id))  # another stands above all others
        item = self._removed.node(node_id, node.kind) or NodeItem(node, inside)
        item.show_node(node, inside)
        item.selected = node_id in self.editor.selection
        self._marks.mark(node_id, item)
        self.nodes[node_id] = item
        self._add(item)

    def _route(self, stale: Mapping[str, bool], covered: Sequence[QRectF] = (), anew: bool = False) -> None:
        """Draw these links anew, those that may run elsewhere along their nodes.

        Badges give way to nodes where these have ``covered`` more; ``anew`` where words or colours are others though
        the document is the same.
        """
        self._content = None
        if self.editor.level != TOP:
            self._place_doorways()
        document, laid = self.editor.document, []
        for link_id, turns in stale.items():
            if self.routing.ends(document.links[link_id]) is not None:
                if self._lay(document.links[link_id], turns, anew):
                    laid.append(link_id)
            elif (hidden := self.links.pop(link_id, None)) is not None:
                self._remove(hidden)
        seeking = [*laid, *self._hidden_badges(covered, dict.fromkeys(laid))]
        if seeking:
            self._settling.seek(seeking)
        self.factors.follow(self._add, self._remove)

    def _place_doorways(self) -> None:
        """A doorway for every node outside that is linked with one within, at the height of what it is linked with."""
        areas = {id: item.scene_area() for id, item in self.nodes.items()}
        wanted = wanted_doorways(self.editor.document, self.routing.ends, lambda id: areas[id].center().y())
        self.factors.add_doorways(wanted, lambda id: areas[id].center().y())
        for key in [key for key in self.doorways if key not in wanted]:
            self._remove(self.doorways.pop(key))
        for new in place_doorways(self.doorways, wanted, self.editor.document, areas.values()):
            self._add(new)

    def _lay(self, link: Link, turns: bool, anew: bool) -> bool:
        """Draw a link as it is now, along another course if it ``turns``; whether that is otherwise than before."""
        leaves = leaving(self.editor.document, link)
        drawn = self.links.get(link.id)
        item = drawn or self._removed.link(link.id)
        known = item.known(link, leaves) if item is not None and not anew else []
        if known and drawn is not None and known[0] is drawn.laid and not turns:
            return False
        if not known and link.synapses is not None:
            self._pictures.request_pictures((model_of(link.synapses.synapse),))
        face = known[0].face if known else face_of(self.editor.document, link)
        course = self.routing.course(link, face)
        laid = next((laid for laid in known if laid.course is course), None)
        laid = laid or next((laid for laid in known if laid.course == course), None)
        if laid is not None and drawn is not None and laid is drawn.laid:
            return False
        if laid is None:
            route = way = course.way
            if item is not None and item.laid.course == course:
                route = item.laid.route
                way = item.laid.way if item.face.look == face.look else route
            laid = LinkGeometry(link, leaves, face, course, route, way)
        if item is None:
            item = LinkItem(laid, self.cover)
        elif item.laid is not laid:
            item.show_geometry(laid)
        if anew:
            item.forget_before()
        if drawn is None:
            item.selected = link.id in self.editor.selection
            self._marks.mark(link.id, item)
            self.links[link.id] = item
            self._add(item)
        return True

    # ---- what selection and theme tell

    def _selection_changed(self, ids: tuple[str, ...]) -> None:
        chosen = set(ids)
        for id, item in (*self.nodes.items(), *self.threads()):
            selected = id in chosen
            if item.selected != selected:
                item.selected = selected
                item.update()

    def _theme_changed(self) -> None:
        """Colours are looked up as one paints; where the font is another, words take other room."""
        for item in self.nodes.values():
            item.forget_before()
            item.take_colours()
        self._removed.clear()
        if theme().base_font != self._font:
            self._font = theme().base_font
            self._route(dict.fromkeys(self.editor.document.links, True), anew=True)
        self.update()

    def _badges_moved(self) -> None:
        self._content = None
        self.factors.follow(self._add, self._remove)

    def _items(self) -> Iterable[tuple[str, NodeItem | LinkItem]]:
        yield from self.nodes.items()
        yield from self.links.items()
