"""Plots that a person chooses for a node: in its menu, by a drop, inside it and beside it, and on paper."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu

from app.canvas.image import WantedImage, sheet
from app.canvas.painting.activity import ImageActivity, SpikeActivity, TraceActivity
from app.canvas.painting.kind import LOW
from app.canvas.popups.context_menu import menu_for
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.document.document import Document
from app.document.file.clipboard import copied_elements, pasted
from app.document.meaning.meaning import meaning
from app.document.mini_plot import LEAST_HEIGHT, LEAST_WIDTH, MiniPlot, Shows
from app.document.words.plot_words import common_choices, plot_choices
from app.widgets.plot_drag import CarriedPlot, plot_mime
from tests.app.canvas.rest import with_kept_pictures
from tests.app.canvas.test_repainting import leftovers

NEURON = "neurons/leaky_integrate_and_fire"
POISSON = "stimuli/poisson"
CHOSEN = (Shows.TRACE, Shows.RASTER, Shows.RATE, Shows.WEIGHTS, Shows.IMAGE)
BESIDE = (0.0, 216.0, 192.0, 120.0)


@pytest.fixture
def pair(editor, view) -> tuple[str, str]:
    """Two populations and a projection; nothing selected, nothing to undo."""
    first = intentions.add_node(editor, NEURON, (0.0, 0.0), title="First", size=20)
    second = intentions.add_node(editor, NEURON, (384.0, 0.0), title="Second", size=9)
    intentions.connect(editor, first, "out", second, "in")
    editor.selection.clear()
    editor.undo_stack.clear()
    view.fit()
    return first, second


def link_to(editor, node: str) -> str:
    return next(link.id for link in editor.document.links.values() if link.target == node)


def activity_for(shows: Shows):
    random = np.random.default_rng(1)
    match shows:
        case Shows.TRACE:
            return TraceActivity(np.linspace(0, 1, 50), random.random(50), 400.0, "mV")
        case Shows.RASTER | Shows.RATE:
            return SpikeActivity(random.random(200), random.random(200), random.random(40) * 20, 12.0, 400.0)
        case Shows.WEIGHTS:
            return ImageActivity(random.normal(size=(9, 20)), -1.0, 1.0, "pA", keeps_shape=False)
    return ImageActivity(random.random((3, 3)), 0.0, 1.0, "Hz")


def show(view, editor, node: str, plot: MiniPlot) -> None:
    intentions.put_plot(editor, node, plot)
    put = view.set_activity if plot.is_inside else view.set_plot
    put(node, activity_for(plot.shows))


def picture(view, area: QRectF) -> np.ndarray:
    """(height, width, 3) of a part of the scene."""
    view.viewport().update()
    image = view.viewport().grab(view.mapFromScene(area).boundingRect()).toImage()
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)
    return pixels[:, :, :3].astype(int)


def action(menu: QMenu, *words: str):
    found = next(a for a in menu.actions() if a.text() == words[0])
    return action(found.menu(), *words[1:]) if len(words) > 1 else found


def menu_of(view, node: str) -> QMenu:
    return menu_for(view, Hit(node=view.drawing.nodes[node]), QPointF())


# ---- choosing


def test_the_menu_of_a_node_chooses_what_it_shows_as_one_step_and_undo_takes_it_back(editor, view, pair):
    action(menu_of(view, pair[1]), "Show in the node", "Trace of V").trigger()
    assert editor.document.nodes[pair[1]].plot == MiniPlot(Shows.TRACE, "V")
    assert action(menu_of(view, pair[1]), "Show in the node", "Trace of V").isChecked()
    action(menu_of(view, pair[1]), "Show in the node", "Beside the node").trigger()
    item = view.drawing.nodes[pair[1]]
    assert not item.plate.isEmpty() and not item.plate.intersects(item.area)
    editor.undo_stack.undo()
    assert item.plate.isEmpty()
    editor.undo_stack.undo()
    assert editor.document.nodes[pair[1]].plot == MiniPlot() and not editor.undo_stack.can_undo


def test_every_node_offers_what_it_has_and_nothing_else(editor, view, pair):
    noise = intentions.add_node(editor, POISSON, (-300.0, 0.0))
    recorder = intentions.add_node(editor, "recorders/spikes", (900.0, 0.0))
    images = intentions.add_node(editor, "datasets/digits", (-900.0, 0.0))
    document = editor.document

    def kinds(node: str) -> set[Shows]:
        return {choice[0] for choice in plot_choices(document, document.nodes[node])}

    assert kinds(pair[1]) == set(Shows) and kinds(pair[0]) == set(Shows) - {Shows.WEIGHTS}
    assert not kinds(noise) & {Shows.TRACE, Shows.WEIGHTS, Shows.IMAGE}
    assert kinds(images) == {Shows.AUTOMATIC, Shows.NOTHING} and kinds(recorder) == set()
    editor.selection.set(pair)
    shared = menu_of(view, pair[0])
    assert "Incoming weights" not in [a.text() for a in action(shared, "Show in the node").menu().actions()]
    action(shared, "Show in the node", "Raster").trigger()
    assert {document.nodes[i].plot.shows for i in pair} == {Shows.RASTER}
    editor.undo_stack.undo()
    assert {document.nodes[i].plot.shows for i in pair} == {Shows.AUTOMATIC}, "both, as one step"


def test_a_link_shows_its_weights_in_its_target_which_shows_all_of_them_once_the_link_is_gone(editor, view, pair):
    intentions.connect(editor, pair[1], "out", pair[1], "in")
    link = link_to(editor, pair[1])
    menu = menu_for(view, Hit(link=view.drawing.links[link]), QPointF())
    action(menu, "Show its weights in its target").trigger()
    node = editor.document.nodes[pair[1]]
    assert node.plot == MiniPlot(Shows.WEIGHTS, link) and common_choices(editor.document, [node])[1] == {
        (Shows.WEIGHTS, link)
    }
    intentions.delete(editor, (link,))
    assert common_choices(editor.document, [editor.document.nodes[pair[1]]])[1] == {(Shows.WEIGHTS, "")}
    editor.undo_stack.undo()
    assert common_choices(editor.document, [editor.document.nodes[pair[1]]])[1] == {(Shows.WEIGHTS, link)}


def drop(view, carried: CarriedPlot, at: QPointF) -> bool:
    """Carry a quantity over the canvas and let it go; whether it was taken."""
    place, data = view.mapFromScene(at), plot_mime(carried)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    view.dragEnterEvent(QDragEnterEvent(place, copy, data, left, none))
    move = QDropEvent(QPointF(place), copy, data, left, none, QDropEvent.Type.DragMove)
    view.dragMoveEvent(move)
    taken = move.isAccepted()
    if taken:
        view.dropEvent(QDropEvent(QPointF(place), copy, data, left, none))
    else:
        view.dragLeaveEvent(None)
    return taken


def test_a_quantity_dropped_on_a_node_is_shown_in_it_and_on_the_ground_beside_its_own(editor, view, pair):
    carried = CarriedPlot(pair[0], Shows.TRACE, "V")
    assert drop(view, carried, view.drawing.nodes[pair[1]].scene_area().center())
    assert editor.document.nodes[pair[1]].plot == MiniPlot(Shows.TRACE, "V")
    ground = QPointF(192.0, 300.0)
    assert drop(view, carried, ground)
    assert view.drawing.nodes[pair[0]].placed.plate.contains(ground)
    assert editor.document.nodes[pair[0]].plot.shows is Shows.TRACE
    editor.undo_stack.undo()
    assert view.drawing.nodes[pair[0]].plate.isEmpty()


def test_a_node_takes_no_quantity_that_it_does_not_have(editor, view, pair):
    noise = intentions.add_node(editor, POISSON, (0.0, 400.0))
    view.fit()
    steps = editor.undo_stack.count()
    assert not drop(view, CarriedPlot(pair[0], Shows.TRACE, "V"), view.drawing.nodes[noise].scene_area().center())
    assert editor.undo_stack.count() == steps


# ---- beside the node


def test_a_plot_is_moved_by_its_ground_as_one_step_and_moves_with_its_node(editor, hand, view, pair):
    show(view, editor, pair[0], MiniPlot(Shows.RASTER, beside=BESIDE))
    view.fit()
    item, steps = view.drawing.nodes[pair[0]], editor.undo_stack.count()
    before = item.placed.plate
    hand.drag(before.center(), before.center() + QPointF(96.0, 48.0))
    assert item.placed.plate == before.translated(96.0, 48.0) and item.pos() == QPointF(0.0, 0.0)
    assert editor.undo_stack.count() == steps + 1 and editor.selection.ids == (pair[0],)
    hand.drag(item.scene_area().center(), item.scene_area().center() + QPointF(0.0, 96.0), modifiers=Qt.AltModifier)
    moved = item.pos()
    assert moved != QPointF(0.0, 0.0) and item.placed.plate == before.translated(96.0, 48.0).translated(moved)
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    assert item.placed.plate == before


def test_a_plot_is_resized_by_its_corner_down_to_the_least(editor, hand, view, pair):
    show(view, editor, pair[0], MiniPlot(Shows.RASTER, beside=BESIDE))
    view.fit()
    item, steps = view.drawing.nodes[pair[0]], editor.undo_stack.count()
    corner = item.placed.plate.bottomRight() - QPointF(4.0, 4.0)
    hand.drag(corner, corner + QPointF(48.0, 24.0))
    assert item.plate == QRectF(0.0, 216.0, 240.0, 144.0) and editor.undo_stack.count() == steps + 1
    corner = item.placed.plate.bottomRight() - QPointF(4.0, 4.0)
    hand.drag(corner, corner - QPointF(220.0, 130.0))
    assert (item.plate.width(), item.plate.height()) == (LEAST_WIDTH, LEAST_HEIGHT)


def test_a_plot_let_go_over_its_node_stands_inside(editor, hand, view, pair):
    show(view, editor, pair[0], MiniPlot(Shows.RASTER, beside=BESIDE))
    view.fit()
    item = view.drawing.nodes[pair[0]]
    hand.drag(item.placed.plate.center(), item.scene_area().center())
    assert editor.document.nodes[pair[0]].plot == MiniPlot(Shows.RASTER)


def test_a_node_that_shows_nothing_is_its_title_alone_and_its_links_follow(editor, view, pair):
    item = view.drawing.nodes[pair[1]]
    tall, tip = item.area.height(), view.drawing.links[link_to(editor, pair[1])].way.tip
    intentions.show_plot(editor, (pair[1],), Shows.NOTHING)
    assert item.area.height() == LOW < tall
    moved = view.drawing.links[link_to(editor, pair[1])].way.tip
    assert moved.y() == pytest.approx(tip.y() - (tall - LOW) / 2)


def test_badges_keep_clear_of_plots(editor, view, pair):
    badge = view.drawing.links[link_to(editor, pair[1])].badge
    place = badge.adjusted(-8, -8, 8, 8)
    intentions.put_plot(editor, pair[0], MiniPlot(Shows.RASTER, beside=place.getRect()))
    view.drawing.settle()
    item = view.drawing.nodes[pair[0]]
    assert not view.drawing.links[link_to(editor, pair[1])].badge.intersects(item.placed.plate)
    assert view.drawing.content_area().contains(item.placed.plate)


# ---- what is painted


@pytest.mark.parametrize("zoom", [0.2, 0.4, 1.0])
@pytest.mark.parametrize("shows", CHOSEN)
@pytest.mark.parametrize("beside", [None, BESIDE], ids=["inside", "beside"])
def test_every_plot_is_painted_at_every_zoom(editor, view, pair, shows, beside, zoom):
    intentions.put_plot(editor, pair[1], MiniPlot(shows, "", 0, beside))
    view.set_zoom(zoom)
    item = view.drawing.nodes[pair[1]]
    view.centerOn(item.scene_area().center())
    area = item.scene_area() if beside is None else item.placed.plate
    empty = picture(view, area)
    put = view.set_activity if beside is None else view.set_plot
    put(pair[1], activity_for(shows))
    assert (picture(view, area) != empty).any() == (zoom >= 0.3), "far away only shapes are seen"


@pytest.mark.parametrize("zoom", [0.45, 1.0])
def test_drawing_only_the_plots_anew_gives_the_same_picture_as_drawing_everything(editor, view, pair, zoom, qtbot):
    intentions.put_plot(editor, pair[0], MiniPlot(Shows.RASTER, beside=BESIDE))
    intentions.put_plot(editor, pair[1], MiniPlot(Shows.WEIGHTS))
    view.set_zoom(zoom)
    with_kept_pictures(view, qtbot)
    for _ in range(2):
        view.set_plot(pair[0], activity_for(Shows.RASTER))
        view.set_activity(pair[1], activity_for(Shows.WEIGHTS))
        QApplication.processEvents()
    assert leftovers(view, qtbot) == 0


# ---- what is kept


def test_copies_show_the_same_of_their_own_links_and_the_network_means_the_same(editor, view, pair):
    meant = meaning(editor.document).description
    intentions.put_plot(editor, pair[1], MiniPlot(Shows.WEIGHTS, link_to(editor, pair[1]), 0, BESIDE))
    assert meaning(editor.document).description == meant
    fresh = Document()
    nodes, links = pasted(fresh, copied_elements(editor.document, pair), None, 0.0)
    (second,) = [node for node in nodes if node.title == "Second"]
    assert second.plot == MiniPlot(Shows.WEIGHTS, links[0].id, 0, BESIDE) and links[0].target == second.id


def test_an_image_of_the_drawing_holds_the_plots_as_they_are_now(editor, view, pair, qapp):
    show(view, editor, pair[0], MiniPlot(Shows.TRACE, "V", 3, BESIDE))
    show(view, editor, pair[1], MiniPlot(Shows.WEIGHTS))
    plots = view.drawing.plots()
    assert plots.keys() == set(pair)
    with sheet(editor.document, WantedImage()) as empty, sheet(editor.document, WantedImage(), plots) as full:
        assert full.size == empty.size and full.size.height() > 60, "as large as what stands beside needs"
        assert full.file(".png", 96) != empty.file(".png", 96)
        assert b"V \xc2\xb7 neuron 3" in full.file(".svg", 96) and b"mV" in full.file(".svg", 96)


def test_a_plot_beside_a_node_is_not_left_behind_where_the_node_was(editor, view, pair):
    show(view, editor, pair[0], MiniPlot(Shows.RASTER, beside=BESIDE))
    view.fit()
    old = view.drawing.nodes[pair[0]].placed.plate
    view.grab()
    intentions.move(editor, {pair[0]: (0.0, 2000.0)})
    assert len(np.unique(picture(view, old.adjusted(8, 8, -8, -8)).reshape(-1, 3), axis=0)) < 4, "bare ground"
