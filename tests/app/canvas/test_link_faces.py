"""What a link shows of what passes it."""

from __future__ import annotations

import numpy as np
import pytest

from app.canvas.links.link_face import LinkFace, face_of
from app.canvas.links.thread import DISC, end_length
from app.commands import intentions
from app.commands.editor import Editor
from app.commands.setting import take_series
from app.inspector.forms.link_form import link_form
from app.widgets.pictures.behaviour import behaviour
from engine.model.registry.discovery import find
from engine.network.values import ByDistance


def face(source: str, target: str, synapse: str | None = None) -> LinkFace:
    """The face of a new link between two new nodes."""
    editor = Editor()
    ends = [intentions.add_node(editor, key, (300.0 * n, 0.0)) for n, key in enumerate((source, target))]
    link = intentions.connect(editor, ends[0], "out", ends[1], "in")
    if synapse is not None:
        intentions.set_synapse_model(editor, (link,), synapse)
    return face_of(editor.document, editor.document.links[link])


def test_a_gap_junction_ends_alike_on_both_sides(qapp) -> None:
    neuron = "neurons/leaky_integrate_and_fire"
    behaviour(find("synapses/gap_junction"))
    junction = face(neuron, neuron, "synapses/gap_junction")
    assert junction.both_ways and junction.kernel and end_length(junction) == DISC
    assert not face(neuron, neuron).both_ways


def test_a_link_of_rate_units_says_that_values_pass(qapp) -> None:
    unit = "neurons/rectified_linear_unit"
    assert face(unit, unit).title == "Values"
    assert face("stimuli/step_current", "neurons/leaky_integrate_and_fire").title == "Current"


@pytest.mark.parametrize(
    ("source", "word", "told"),
    [
        ("digits", "labels", "carries labels"),
        ("mackey_glass", "wanted values", "carries wanted values"),
        ("own_series", "wanted values", "carries wanted values"),
        ("target_spike_trains", "wanted spikes", "carries wanted spikes"),
    ],
)
def test_what_is_wanted_of_a_decoder_is_called_what_it_is(qapp, source: str, word: str, told: str) -> None:
    """A link that carries values read “labels”."""
    editor = Editor()
    data = intentions.add_node(editor, f"datasets/{source}", (0, 0))
    answer = intentions.add_node(editor, "decoders/membrane_value", (300, 0))
    link = editor.document.links[intentions.connect(editor, data, "labels", answer, "labels")]
    assert face_of(editor.document, link).word == word
    assert link_form(editor, (link,)).subtitle == told


def test_a_link_from_own_signals_says_whether_labels_or_values_are_wanted(view, editor) -> None:
    data = intentions.add_node(editor, "datasets/own_signals", (0, 0))
    answer = intentions.add_node(editor, "decoders/membrane_value", (300, 0))
    link = intentions.connect(editor, data, "labels", answer, "labels")
    shown = np.linspace(0.0, 1.0, 24).reshape(3, 8, 1)
    assert view.drawing.links[link].face.word == "labels"
    take_series(editor, data, {"x": shown, "wanted": shown}, ())
    assert view.drawing.links[link].face.word == "wanted values"
    editor.undo_stack.undo()
    assert view.drawing.links[link].face.word == "labels"


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (ByDistance("gaussian", 0.0, 8.0, 0.08), "w(0) 8"),
        (ByDistance("exponential", 0.5, 1.0), "w(0) 1.5"),
        (ByDistance("linear", 2.0, -1.0), "w(0) 2"),
    ],
)
def test_a_weight_by_distance_says_where_its_number_is_meant(qapp, weight: ByDistance, words: str) -> None:
    """It read “w 8” though no two neurons were joined so strongly."""
    editor, neuron = Editor(), "neurons/leaky_integrate_and_fire"
    a = intentions.add_node(editor, neuron, (0, 0))
    link = intentions.connect(editor, a, "out", a, "in")
    intentions.set_weight(editor, (link,), weight)
    assert face_of(editor.document, editor.document.links[link]).weight == words
