"""What is seen of nodes from far away: shapes, and the activity of those that are near enough."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from app.appearance.theme import theme
from app.canvas.painting.activity import AnswerActivity, SampleActivity, TraceActivity
from app.commands import intentions
from app.document.mini_plot import MiniPlot, Shows
from engine.network.values import Floats
from tests.app.canvas.test_mini_plots import BESIDE, NEURON, picture, show
from tests.app.canvas.test_mini_plots import pair as pair


def test_a_plot_beside_a_node_has_a_shape_far_away(editor, view, pair):
    """A fitted drawing had an empty place where a person had put a plot."""
    view.set_zoom(0.2)
    view.centerOn(QPointF(0, 200))
    show(view, editor, pair[0], MiniPlot(Shows.RATE, beside=BESIDE))
    place = view.drawing.nodes[pair[0]].placed.plate
    beside = picture(view, place)
    intentions.put_plot(editor, pair[0], MiniPlot(Shows.RATE))
    assert (picture(view, place) != beside).any(axis=-1).mean() > 0.9


@pytest.mark.parametrize("zoom", [0.35, 0.45, 1.0])
def test_the_membrane_of_one_neuron_is_seen_at_every_zoom_that_shows_activity(editor, view, pair, zoom):
    """In a small window its node was empty while it ran."""
    item = view.drawing.nodes[pair[1]]
    view.set_zoom(zoom)
    view.centerOn(item)

    def shown(values: Floats) -> QImage:
        item.show_activity(TraceActivity(np.linspace(0, 1, 50), values, 400.0, "mV"))
        return view.viewport().grab(view.mapFromScene(item.scene_area()).boundingRect()).toImage()

    waves = np.sin(np.arange(50.0))
    shown(waves)
    view.viewport().repaint()
    assert shown(waves) == shown(waves) != shown(np.abs(waves))


@pytest.mark.parametrize("zoom", [0.31, 0.45, 1.0])
def test_a_dataset_shows_its_sample_as_long_as_its_node_has_a_body(editor, view, zoom):
    """In a fitted drawing of many nodes it was empty."""
    id = intentions.add_node(editor, "datasets/digits", (0.0, 0.0))
    item = view.drawing.nodes[id]
    view.set_zoom(zoom)
    view.centerOn(item)

    def shown(image: Floats) -> QImage:
        item.show_activity(SampleActivity(index=1, count=9, label="7", image=image))
        return view.viewport().grab(view.mapFromScene(item.scene_area()).boundingRect()).toImage()

    dark, light = np.zeros((8, 8)), np.eye(8)
    shown(light)
    view.viewport().repaint()
    assert shown(light) == shown(light) != shown(dark)


@pytest.mark.parametrize("zoom", [0.31, 0.45])
def test_what_a_model_does_and_what_a_decoder_answers_is_seen_as_long_as_a_node_has_a_body(editor, view, pair, zoom):
    view.set_zoom(zoom)
    view.centerOn(view.drawing.nodes[pair[1]])
    item = view.drawing.nodes[pair[1]]
    item.face.picture = ()
    item.refresh()
    bare = picture(view, item.scene_area())
    item.face.picture = (((0.0, 0.0), (0.5, 1.0), (1.0, 0.0)),)
    item.refresh()
    assert (picture(view, item.scene_area()) != bare).any()
    answer = view.drawing.nodes[intentions.add_node(editor, "decoders/spike_count", (0.0, 400.0))]
    view.centerOn(answer)
    before = picture(view, answer.scene_area())
    answer.show_activity(AnswerActivity(np.array([1.0, 4.0, 2.0]), ("a", "b", "c"), 1, -1, None))
    assert (picture(view, answer.scene_area()) != before).any()


@pytest.mark.parametrize("zoom", [0.05, 0.12, 0.2, 0.29])
def test_what_is_selected_is_told_from_the_rest_far_away(editor, view, pair, zoom):
    """The ring grew thinner than a pixel: among 300 nodes a chosen one could not be found."""
    view.set_zoom(zoom)
    view.centerOn(view.drawing.nodes[pair[1]])
    blue_green_red = np.array(theme().color("accent").getRgb()[2::-1])

    def ring(node_id: str) -> int:
        area = view.drawing.nodes[node_id].scene_area().adjusted(-12, -12, 12, 12)
        return int((np.abs(picture(view, area) - blue_green_red).max(axis=-1) < 24).sum())

    around = ring(pair[1])
    editor.selection.set((pair[1],))
    width = view.mapFromScene(view.drawing.nodes[pair[1]].scene_area()).boundingRect().width()
    assert ring(pair[1]) - around > width, "its upper and its lower edge, at least half of each in full colour"
    editor.selection.clear()
    assert ring(pair[1]) == around


@pytest.mark.parametrize("shows", [Shows.AUTOMATIC, Shows.NOTHING])
@pytest.mark.parametrize("zoom", [0.2, 0.25, 0.33, 0.45])
def test_what_a_population_does_is_told_at_every_zoom(editor, view, zoom, shows):
    """Below 50 % nothing said which population was the inhibitory one."""
    id = intentions.add_node(editor, NEURON, (0.0, 0.0), title="A name of which the node is as wide as any", size=80)
    intentions.put_plot(editor, id, MiniPlot(shows))
    editor.selection.clear()
    view.set_zoom(zoom)
    view.centerOn(view.drawing.nodes[id])

    def drawn(sign: str) -> bytes:
        intentions.set_population_sign(editor, (id,), sign)
        return picture(view, view.drawing.nodes[id].scene_area()).tobytes()

    neither, excitatory, inhibitory = drawn(""), drawn("excitatory"), drawn("inhibitory")
    assert len({neither, excitatory, inhibitory}) == 3
    assert drawn("") == neither
    assert drawn("mixed") == neither
