"""A NIR file on the canvas becomes nodes, a file of weights goes into what is drawn, all else says why not."""

from __future__ import annotations

import lzma
import pickle
import re
from itertools import pairwise
from pathlib import Path

import nir
import numpy as np
import pytest
from PySide6.QtCore import QPointF
from safetensors.numpy import save_file

from app.commands import intentions
from app.document.edits import synapses_of
from app.document.meaning.meaning import meaning
from engine.files import csv
from engine.files.onnx import OnnxModel
from tests.app.canvas.test_dropping_files import drop

NIR_FILES = Path(__file__).parents[2] / "golden" / "nir"
LIF = "neurons/discrete_leaky_integrate_and_fire"


@pytest.fixture
def network(tmp_path):
    """Four inputs, six neurons that feed themselves, three neurons under a very long name."""
    ones = np.ones(6)
    neurons = {"tau": 1e-3 * ones, "r": 10 * ones, "v_leak": 0 * ones, "v_threshold": ones}
    nodes = {
        "input": nir.Input(np.array([4])),
        "first": nir.Affine(np.arange(24.0).reshape(6, 4) - 9, ones),
        "hidden": nir.LIF(**neurons),
        "again": nir.Linear(-np.eye(6)),
        "second": nir.Linear(np.ones((3, 6))),
        "out" * 40: nir.LIF(**{name: value[:3] for name, value in neurons.items()}),
        "output": nir.Output(np.array([3])),
    }
    names = ["input", "first", "hidden", "second", "out" * 40, "output"]
    edges = [*pairwise(names), ("hidden", "again"), ("again", "hidden")]
    path = tmp_path / "network.nir"
    nir.write(path, nir.NIRGraph(nodes, edges))
    return path


def test_a_network_is_drawn_laid_out_and_runs_as_one_step(view, editor, network):
    drop(view, network, QPointF(300, 200))
    document = editor.document
    titles = [node.title for node in document.nodes.values()]
    assert titles[:2] == ["input", "hidden"] and titles[2].endswith("…") and len(document.links) == 3
    assert set(editor.selection.ids) == set(document.nodes)
    xs = [node.position[0] for node in document.nodes.values()]
    assert xs == sorted(set(xs)) and document.settings.resolution == 1.0
    assert len({node.identity for node in document.nodes.values() if node.kind == "population"}) == 2
    assert not [p for p in meaning(document).problems if p.is_fatal]
    loop = next(link for link in document.links.values() if link.source == link.target)
    assert synapses_of(loop).delay == 1.0 and synapses_of(loop).trained
    editor.undo_stack.undo()
    assert not document.nodes and not document.links


def test_a_second_network_has_titles_of_its_own(view, editor, network):
    drop(view, network, QPointF(300, 200))
    drop(view, network, QPointF(300, 900))
    titles = [node.title for node in editor.document.nodes.values()]
    assert len(set(titles)) == len(titles) == 6


@pytest.fixture
def layers(editor):
    """Digits, an encoder, five neurons and ten neurons that are read."""
    add, connect = intentions.add_node, intentions.connect
    data, code = add(editor, "datasets/digits", (0, 0)), add(editor, "encoders/poisson", (0, 0), size=64)
    hidden, out = add(editor, LIF, (0, 0), size=5, title="hidden"), add(editor, LIF, (0, 0), size=10, title="out")
    answer = add(editor, "decoders/spike_count", (0, 0))
    connect(editor, data, "values", code, "values")
    for source, target in ((code, hidden), (hidden, out), (out, answer)):
        connect(editor, source, "out", target, "in")
    connect(editor, data, "labels", answer, "labels")
    intentions.set_settings(editor, resolution=1.0)
    return hidden, out


ARRAYS = {"fc1.weight": np.full((5, 64), 0.25), "fc1.bias": np.full(5, 0.5), "fc2.weight": np.full((10, 5), 2.0)}
MODEL = OnnxModel((), {name: np.float32(array) for name, array in ARRAYS.items()}, ("in", 64), ("out", 10))
FILES = {
    "state.safetensors": lambda path: save_file(ARRAYS, path),
    "state.npz": lambda path: np.savez(path, **ARRAYS),
    "model.onnx": lambda path: path.write_bytes(MODEL.packed("model", "")),
    "table.csv": lambda path: path.write_bytes(csv.packed(ARRAYS, "").split(b"\n", 1)[1]),
}


@pytest.mark.parametrize("name", FILES)
def test_arrays_with_names_alone_go_into_the_links_in_their_order(view, editor, layers, tmp_path, name):
    hidden, out = layers
    FILES[name](tmp_path / name)
    drop(view, tmp_path / name, QPointF(600, 600))
    document = editor.document
    weights = {
        link.target: document.array(synapses_of(link).weight)
        for link in document.links.values()
        if link.synapses is not None
    }
    assert np.all(weights[hidden] == 0.25) and np.all(weights[out] == 2.0)
    assert np.all(document.array(document.nodes[hidden].parameters["bias"]) == 0.5)
    editor.undo_stack.undo()
    assert "bias" not in document.nodes[hidden].parameters


REFUSED = {
    "state.pt": (lambda path: path.write_bytes(pickle.dumps({"a": 1})), "safetensors.torch.save_file"),
    "broken.nir": (lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n" + b"\0" * 60), "cannot be read|can be read"),
    "other.safetensors": (
        lambda path: save_file({"fc1.weight": np.ones((3, 3))}, path),
        ": 1; links of the drawn network: 2",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_in_is_said_and_changes_nothing(view, editor, layers, tmp_path, name):
    make, words = REFUSED[name]
    make(tmp_path / name)
    before = dict(editor.document.nodes), dict(editor.document.links)
    drop(view, tmp_path / name, QPointF(300, 200))
    assert view.overlays.refusal.isVisible() and re.search(words, view.overlays.refusal.words)
    assert (dict(editor.document.nodes), dict(editor.document.links)) == before


def test_a_kernel_that_is_drawn_without_its_sharing_is_said(view, editor, tmp_path):
    path = tmp_path / "kernels.nir"
    path.write_bytes(lzma.decompress((NIR_FILES / "spikingjelly.nir.xz").read_bytes()))
    drop(view, path, QPointF(300, 200))
    assert editor.document.nodes and "of kernels.nir shares a kernel" in view.overlays.refusal.words
