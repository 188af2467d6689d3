"""Long names beside neighbours: a node grows for its words, but never over what stands at its right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage, QPainter

from app.canvas.painting import ink
from app.canvas.painting.slider_strip import value_words
from app.canvas.scene.title_widths import CLEAR
from app.commands import intentions
from app.document.mini_plot import Shows
from app.widgets.text import row_words
from tests.app.canvas.conftest import NEURON

LONG = "Pyramidal cells of layer five of the barrel cortex"
LEAST, MOST = 152.0, 264.0


def add(editor, *at: float) -> str:
    return intentions.add_node(editor, NEURON, at)


def width(view, node: str) -> float:
    return view.drawing.nodes[node].area.width()


def test_a_renamed_node_grows_up_to_its_neighbour_and_no_further(editor, view):
    """It lay over the node at its right, ports and all."""
    node, beside = add(editor, 0, 0), add(editor, 200, 48)
    before = width(view, node)
    intentions.rename(editor, node, LONG)
    assert before <= width(view, node) == 200 - CLEAR
    assert not view.drawing.nodes[node].scene_area().intersects(view.drawing.nodes[beside].scene_area())
    editor.undo_stack.undo()
    assert width(view, node) == before


def test_it_has_more_room_once_the_neighbour_goes_and_less_where_one_comes(editor, view):
    node, beside = add(editor, 0, 0), add(editor, 200, 0)
    intentions.rename(editor, node, LONG)
    intentions.move(editor, {beside: (500.0, 0.0)})
    assert width(view, node) == MOST
    intentions.move(editor, {beside: (230.0, 0.0)})
    assert width(view, node) == 230 - CLEAR
    intentions.delete(editor, [beside])
    assert width(view, node) == MOST
    add(editor, 240, -100)
    assert width(view, node) == 240 - CLEAR, "one that comes"


def test_what_stands_above_or_below_takes_no_room_and_what_lies_over_it_none(editor, view):
    node = add(editor, 0, 0)
    intentions.rename(editor, node, LONG)
    add(editor, 190, 400)
    add(editor, 40, 24)
    assert width(view, node) == MOST


def test_it_does_not_grow_under_the_plot_beside_it_nor_into_the_sliders_of_another(editor, view):
    node = add(editor, 0, 0)
    intentions.rename(editor, node, LONG)
    intentions.show_plot(editor, [node], Shows.RASTER)
    intentions.place_plot(editor, node, (210.0, 20.0, 150.0, 90.0))
    assert width(view, node) == 210 - CLEAR
    intentions.stand_plots_inside(editor, [node])
    above = add(editor, 220, -190)
    assert width(view, node) == MOST
    intentions.pin_slider(editor, [above], "tau_m")
    assert width(view, node) == 220 - CLEAR


def test_links_leave_it_where_its_edge_is(editor, view):
    node, beside, target = add(editor, 0, 0), add(editor, 600, 60), add(editor, 700, -300)
    intentions.connect(editor, node, "out", target, "in")
    intentions.rename(editor, node, LONG)
    intentions.move(editor, {beside: (216.0, 60.0)})
    (thread,) = view.drawing.links.values()
    assert thread.way.path.elementAt(0).x == width(view, node) == 216 - CLEAR


def test_a_drawing_that_is_opened_looks_as_it_did(editor, view):
    node, beside = add(editor, 0, 0), add(editor, 600, 0)
    intentions.rename(editor, node, LONG)
    intentions.move(editor, {beside: (210.0, 0.0)})
    before = width(view, node)
    editor.load(editor.document)
    assert width(view, node) == before == 210 - CLEAR


def test_names_of_sliders_are_whole_where_there_is_room(editor, view):
    node = add(editor, 0, 0)
    narrow = width(view, node)
    intentions.pin_slider(editor, [node], "t_ref")
    short = width(view, node)
    assert narrow < short == view.drawing.nodes[node].strip.width() == 168.0, "as wide as a hand needs"
    intentions.pin_slider(editor, [node], "tau_m")
    item = view.drawing.nodes[node]
    assert short < width(view, node) == item.strip.width() < MOST
    for shown in item.sliders:
        for value in (shown.slider.low, shown.slider.high, shown.slider.low + 0.01 * shown.slider.high):
            words = row_words(shown.parameter), value_words(replace(shown, value=value))
            assert (
                sum(ink.text_width(w, 11, k) for w, k in zip(words, (400, 500), strict=True)) < item.strip.width() - 25
            )
    before = width(view, node)
    intentions.set_parameter(editor, [node], "tau_m", 8.2)
    assert width(view, node) == before, "it stays as it is while a slider is dragged"
    add(editor, 170, 0)
    assert width(view, node) == LEAST


NAME = "Layer 5 pyramidal cells"


@pytest.fixture
def painted(monkeypatch) -> list[str]:
    """The words that are drawn."""
    found: list[str] = []
    draw = ink.draw_text

    def heard(painter, x, baseline, width, words, *given, **named):
        found.append(words if ink.text_width(words, *given[1:3]) <= width + 0.5 else "cut")
        return draw(painter, x, baseline, width, words, *given, **named)

    monkeypatch.setattr(ink, "draw_text", heard)
    return found


@pytest.mark.parametrize("zoom", [1.0, 0.4])
def test_a_name_is_whole_though_a_neighbour_stands_near(editor, view, painted, zoom):
    """It read “Layer 5 pyram…” as soon as another node stood beside it."""
    node = add(editor, 0, 0)
    add(editor, 190, 0)
    intentions.rename(editor, node, NAME)
    view.set_zoom(zoom)
    painted.clear()
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    item = view.drawing.nodes[node]
    kind, face = item.painter, item.face
    (kind.paint_title if zoom == 1.0 else kind.paint_small_title)(painter, face, item.area)
    painter.end()
    words = [w for w in painted if w]
    assert " ".join(words[:2]) == NAME and "cut" not in words
    assert width(view, node) == 190 - CLEAR
