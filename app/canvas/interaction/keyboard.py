"""Keys of the canvas: arrows go to the next node in their direction, with Ctrl they move what is chosen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent

from app.canvas.ground.grid import pitch
from app.canvas.interaction.free_place import free_corner
from app.canvas.interaction.inline_edit import rename_selected
from app.canvas.kinds import PAINTERS
from app.canvas.painting.node_words import spoken
from app.canvas.scene.hit import Hit
from app.canvas.scene.scene import CanvasScene
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import NodeKind
from app.document.networks.modules import ghost
from app.document.third_factors import ends_of
from app.document.vocabulary import is_arrangement, link_part, model_of
from app.i18n.translation import tr
from engine.problems import Problem, declare

BELONGS_TO_A_POPULATION = declare(
    "belongs to a population",
    "{title} says where the neurons of a population are.",
    "Drop it on a population, or select one first.",
)
BELONGS_ON_A_LINK = declare(
    "belongs on a link", "{title} belongs on a link.", "Drop it on the badge of a link, or select the link first."
)
ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
ACROSS_COSTS = 2.0  # a step aside counts as much as two steps ahead


def wants(event: QKeyEvent) -> bool:
    """Keys that the canvas takes before a shortcut of the window does: Space pans, arrows move."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return (event.key() == Qt.Key.Key_Space and plain) or event.key() in ARROWS


def press(view: Surface, event: QKeyEvent) -> bool:
    """Act on a key; False when it has no meaning here."""
    key = Qt.Key(event.key())
    if key in ARROWS:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            nudge(view, ARROWS[key])
        else:
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            go(view, ARROWS[key], extends)
        return True
    match key:
        case Qt.Key.Key_Escape if view.editor.selection.ids:
            view.editor.selection.clear()
        case Qt.Key.Key_Escape:
            view.editor.leave()
        case Qt.Key.Key_Return | Qt.Key.Key_Enter:
            view.let_go()
            chosen = [view.editor.document.nodes.get(i) for i in view.editor.selection.ids]
            if len(chosen) == 1 and chosen[0] is not None and chosen[0].kind == NodeKind.GROUP:
                view.editor.enter(chosen[0].id)
            else:
                rename_selected(view)
        case Qt.Key.Key_Home:
            view.fit()
        case _:
            return False
    return True


def go(view: Surface, direction: QPointF, extends: bool) -> None:
    """Choose the nearest node in a direction and bring it into sight."""
    scene = view.drawing
    chosen, threads = view.editor.selection.ids, dict(scene.threads())
    ends = (ends_of(view.editor.document, i)[0] for i in reversed(chosen) if i in threads)
    here = scene.focus_id or next((i for i in reversed(chosen) if i in scene.nodes), None) or next(ends, None)
    if here is None:
        focus_something(view)
        return
    there = next_in(scene, here, direction)
    _focus(view, there or here)
    if extends:
        view.editor.selection.add((there or here,))
    else:
        view.editor.selection.set((there or here,))


def next_in(scene: CanvasScene, here: str, direction: QPointF) -> str | None:
    """The node that lies nearest ahead of another; None where there is none."""
    middle = scene.nodes[here].scene_area().center()
    best: tuple[float, str] | None = None
    for node_id, item in scene.nodes.items():
        away = item.scene_area().center() - middle
        ahead = away.x() * direction.x() + away.y() * direction.y()
        aside = abs(away.x() * direction.y()) + abs(away.y() * direction.x())
        if node_id == here or ahead <= 0 or aside > ACROSS_COSTS * ahead:
            continue
        cost = ahead + ACROSS_COSTS * aside
        if best is None or (cost, node_id) < best:
            best = (cost, node_id)
    return best[1] if best else None


def focus_something(view: Surface) -> None:
    """Show where the keyboard is: at the last chosen node, else at the first from the left."""
    scene = view.drawing
    chosen = next((i for i in reversed(view.editor.selection.ids) if i in scene.nodes), None)
    leftmost = min(scene.nodes, key=lambda i: scene.nodes[i].scene_area().center().x(), default=None)
    if chosen or leftmost:
        _focus(view, chosen or leftmost or "")
        if not view.editor.selection.ids and leftmost is not None:
            view.editor.selection.set((leftmost,))


def follow_selection(view: Surface, ids: tuple[str, ...]) -> None:
    """Move the visible keyboard focus along to what is added or chosen otherwise; not to its links."""
    here = view.drawing.focus_id
    if here is None or not ids or here in ids:
        return
    if here in ends_of(view.editor.document, ids[-1]):
        return
    there = next((i for i in reversed(ids) if i in view.drawing.nodes), None)
    if there is None:
        view.drawing.set_focus(None)
    else:
        _put(view, there)


def _focus(view: Surface, node_id: str) -> None:
    _put(view, node_id)
    view.bring_into_sight(view.drawing.nodes[node_id].scene_area())


def _put(view: Surface, node_id: str) -> None:
    view.drawing.set_focus(node_id)
    item = view.drawing.nodes[node_id]
    links = len(view.editor.document.links_of(node_id))
    view.setAccessibleDescription(spoken(item.node, links))


def nudge(view: Surface, direction: QPointF) -> None:
    """Move what is chosen by one step of the grid."""
    nodes = view.editor.document.nodes
    step = direction * pitch()
    moved = {
        i: (nodes[i].position[0] + step.x(), nodes[i].position[1] + step.y())
        for i in view.editor.selection.ids
        if i in nodes
    }
    if moved:
        intentions.move(view.editor, moved)


def hit_of_selection(view: Surface) -> Hit:
    """The hit that a context menu opened by the keyboard is about."""
    if (slider := view.focused_slider()) is not None:
        return slider
    scene = view.drawing
    chosen = view.editor.selection.ids[-1] if view.editor.selection.ids else ""
    return Hit(node=scene.nodes.get(chosen), link=scene.links.get(chosen), wire=scene.factors.items.get(chosen))


def misplaced(model_key: str) -> Problem:
    """The reason why what belongs on links, or to populations, cannot be put where there is none."""
    model = model_of(model_key)
    code = BELONGS_TO_A_POPULATION if is_arrangement(model_key) else BELONGS_ON_A_LINK
    return Problem("", code, {"title": tr(model.title) if model is not None else model_key})


def _put_on_chosen(view: Surface, model_key: str, part: str | None) -> None:
    """Have a model as this part of the chosen links, or as the positions of the chosen populations."""
    nodes, links, ids = view.editor.document.nodes, view.editor.document.links, view.editor.selection.ids
    carry = [i for i in ids if i in links and links[i].synapses is not None]
    chosen = carry if part else [i for i in ids if i in nodes and nodes[i].kind == NodeKind.POPULATION]
    if not chosen:
        view.refuse(misplaced(model_key), view.visible_area().center())
    if part:
        intentions.set_part(view.editor, chosen, part, model_key)
    else:
        intentions.set_arrangement(view.editor, chosen, model_key)


def add_in_free_place(view: Surface, model_key: str) -> None:
    """Add a node in the middle of what is seen, or to the right of what is in the way there.

    What belongs on a link goes onto the chosen ones.
    """
    part = link_part(model_key)
    if part is not None or is_arrangement(model_key):
        _put_on_chosen(view, model_key, part)
        return
    node = ghost(view.editor.document, model_key)
    size = PAINTERS[node.kind].size(node)
    corner = free_corner(view, view.visible_area().center(), size)
    try:
        intentions.add_by_key(view.editor, model_key, (corner.x(), corner.y()))
    except intentions.Refused as refused:
        view.refuse(refused.problem, corner)
        return
    view.bring_into_sight(QRectF(corner, size))
