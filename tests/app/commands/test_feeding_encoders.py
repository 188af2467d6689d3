"""An encoder that is linked to a dataset is as wide as it, and passes on its spikes."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import synapses_of
from engine.network.values import Normal

DISCRETE = "neurons/discrete_leaky_integrate_and_fire"


@pytest.fixture
def editor(qapp: QApplication) -> Editor:
    return Editor()


@pytest.mark.parametrize("way", ["connect", "connect_selected", "add_and_connect"])
def test_an_encoder_becomes_as_wide_as_its_dataset(editor: Editor, way: str) -> None:
    data = intentions.add_node(editor, "datasets/digits", (0, 0))
    if way == "add_and_connect":
        encoder = intentions.add_and_connect(editor, "encoders/poisson", (9, 9), data, "values")
    else:
        encoder = intentions.add_node(editor, "encoders/poisson", (9, 9))
        editor.selection.set([data, encoder])
        if way == "connect":
            intentions.connect(editor, data, "values", encoder, "values")
        else:
            intentions.connect_selected(editor)
    assert editor.document.nodes[encoder].size == 64
    population = intentions.add_node(editor, DISCRETE, (0, 9), size=10)
    link = intentions.connect(editor, encoder, "out", population, "in")
    assert synapses_of(editor.document.links[link]).weight == Normal(0.0, 0.125)


def rate(editor: Editor, encoder: str) -> object:
    return editor.document.nodes[encoder].parameters.get("max_rate")


def test_a_link_from_spikes_gives_an_encoder_the_rate_that_passes_them_unless_one_was_chosen(editor: Editor) -> None:
    spikes = intentions.add_node(editor, "datasets/spike_xor", (0, 0))
    intentions.set_parameter(editor, [spikes], "sample_time", 60.0)  # of 30: an interval takes 2 ms
    passing = intentions.add_and_connect(editor, "encoders/regular", (9, 9), spikes, "values")
    assert rate(editor, passing) == 500.0
    editor.undo_stack.undo()
    assert passing not in editor.document.nodes
    chosen = intentions.add_node(editor, "encoders/regular", (9, 9))
    intentions.set_parameter(editor, [chosen], "max_rate", 300.0)
    intentions.connect(editor, spikes, "values", chosen, "values")
    assert rate(editor, chosen) == 300.0
    by_chance = intentions.add_and_connect(editor, "encoders/poisson", (9, 9), spikes, "values")
    assert rate(editor, by_chance) is None
    intentions.set_model(editor, [by_chance], "encoders/regular")
    assert rate(editor, by_chance) == 500.0
    images = intentions.add_node(editor, "datasets/digits", (0, 0))
    assert rate(editor, intentions.add_and_connect(editor, "encoders/regular", (9, 9), images, "values")) is None


def test_an_encoder_that_makes_several_trains_of_a_channel_is_as_wide_as_all_of_them(editor: Editor) -> None:
    data = intentions.add_node(editor, "datasets/digits", (0, 0))
    fields = intentions.add_node(editor, "encoders/gaussian_receptive_fields", (200, 0))
    cells = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (400, 0))
    intentions.connect(editor, data, "values", fields, "values")
    intentions.connect(editor, fields, "out", cells, "in")
    assert editor.document.nodes[fields].size == 64 * 8
    steps = editor.undo_stack.count()
    intentions.set_parameter(editor, [fields], "m", 4.0)
    assert editor.document.nodes[fields].size == 64 * 4 and editor.undo_stack.count() == steps + 1
    intentions.set_model(editor, [fields], "encoders/step_forward")
    assert editor.document.nodes[fields].size == 64 * 2
    intentions.set_model(editor, [fields], "encoders/poisson")
    assert editor.document.nodes[fields].size == 64
    for _ in range(3):
        editor.undo_stack.undo()
    assert editor.document.nodes[fields].size == 64 * 8


def test_an_encoder_stays_as_wide_as_data_that_are_exchanged(editor: Editor, tmp_path: Path) -> None:
    """It said 64 channels of images of 784 pixels; its default weights were those of 64."""
    data = intentions.add_node(editor, "datasets/digits", (0, 0))
    encoder = intentions.add_and_connect(editor, "encoders/poisson", (9, 9), data, "values")
    population = intentions.add_node(editor, DISCRETE, (0, 9), size=10)
    link = intentions.connect(editor, encoder, "out", population, "in")

    def width() -> tuple[int, object]:
        return editor.document.nodes[encoder].size, synapses_of(editor.document.links[link]).weight

    intentions.set_model(editor, [data], "datasets/bars")
    steps = editor.undo_stack.count()
    intentions.set_parameter(editor, [data], "side", 5.0)
    assert width() == (25, Normal(0.0, 0.2)) and editor.undo_stack.count() == steps + 1
    intentions.set_model(editor, [data], "datasets/idx_files")
    assert width()[0] == 1, "nobody knows before a file is chosen"
    for kind, dims in (("images-idx3", (2, 4, 4)), ("labels-idx1", (2,))):
        head = struct.pack(f">{1 + len(dims)}I", 0x800 + len(dims), *dims)
        (tmp_path / f"train-{kind}-ubyte").write_bytes(head + bytes(np.prod(dims)))
    intentions.set_parameter(editor, [data], "file", str(tmp_path / "train-images-idx3-ubyte"))
    assert width() == (16, Normal(0.0, 0.25))
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    assert width() == (25, Normal(0.0, 0.2))
