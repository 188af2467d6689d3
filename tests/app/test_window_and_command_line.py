"""The command line's results are those of the window, and say what their numbers are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.command_line import main as command_line
from app.document.document import Document
from app.document.edits import AddElements, SetParameter
from app.document.examples import balanced_network, digits, one_neuron, stdp
from app.document.file.file_format import save
from app.document.making.drawing import new_node
from app.document.meaning.meaning import meaning
from app.running.run import Run
from app.running.simulated import RunSettings

DURATION, SEED = 600.0, 5


@pytest.fixture
def run(qtbot: QtBot) -> Iterator[Run]:
    run = Run()
    yield run
    run.close()


def written(document: Document, folder: Path) -> dict[str, np.ndarray]:
    """What the command run writes."""
    project, out = folder / "net.spikeloom", folder / "out.npz"
    save(document, project)
    arguments = ["run", str(project), "--duration", str(DURATION), "--seed", str(SEED), "--out", str(out)]
    assert command_line.main(arguments, pytest.fail) == 0
    with np.load(out, allow_pickle=False) as arrays:
        return dict(arrays)


@pytest.mark.parametrize("draw", [balanced_network.draw, stdp.draw], ids=["balanced network", "STDP"])
def test_the_same_seed_gives_the_spikes_that_the_window_shows(qtbot, run, tmp_path, draw):
    document = draw()
    recorder = next(node for node in document.nodes.values() if node.model == "recorders/spikes")
    watched = next(link.source for link in document.links.values() if link.target == recorder.id)
    arrays = written(document, tmp_path)
    run.start(meaning(document).description, RunSettings(seed=SEED, speed=0.0), paused=True)
    run.resume(until_ms=DURATION)
    last = round(DURATION / document.settings.resolution)
    qtbot.waitUntil(lambda: run.frames.latest_step >= last)
    shown = run.frames.spikes(watched, until_step=last + 1)
    assert len(shown.steps) > 1
    assert np.array_equal(arrays[f"{recorder.title}.times"], shown.steps * document.settings.resolution)
    assert np.array_equal(arrays[f"{recorder.title}.neurons"], shown.neurons)


def test_samples_say_their_unit_and_which_neurons_they_are_of(tmp_path):
    document = balanced_network.draw()
    neurons = next(i for i, node in document.nodes.items() if node.title == "Excitatory")
    trace = new_node(document, "recorders/state", (0, 0))
    AddElements((trace,)).apply(document)
    link = next(k for k in document.links.values() if document.nodes[k.target].kind == "recorder")
    moved = type(link)(document.new_id(), neurons, "out", trace.id, "in")
    AddElements(links=(moved,)).apply(document)
    SetParameter(trace.id, "indices", "3-5, 40").apply(document)
    arrays = written(document, tmp_path)
    values, times = arrays[f"{trace.title}.values"], arrays[f"{trace.title}.times"]
    assert str(arrays[f"{trace.title}.unit"]) == "mV"
    assert arrays[f"{trace.title}.neurons"].tolist() == [3, 4, 5, 40]
    assert values.shape == (len(times), 4) and (values < 0).all()
    assert times[-1] == pytest.approx(DURATION)


def test_samples_of_weights_say_whose_synapses_they_are(tmp_path):
    document = stdp.draw()
    learns = next(k for k in document.links.values() if k.synapses and k.synapses.plasticity)
    recorder = new_node(document, "recorders/weights", (0, 0))
    AddElements((recorder,)).apply(document)
    SetParameter(recorder.id, "projection", learns.id).apply(document)
    SetParameter(recorder.id, "indices", "0-9").apply(document)
    arrays = written(document, tmp_path)
    name = recorder.title
    assert arrays[f"{name}.pre"].tolist() == list(range(10)) and set(arrays[f"{name}.post"]) == {0}
    assert str(arrays[f"{name}.unit"]) == "pA" and arrays[f"{name}.values"].shape[1] == 10


def test_every_array_is_named_after_a_recorder_and_holds_finite_numbers(tmp_path):
    arrays = written(one_neuron.draw(), tmp_path)
    assert set(arrays) == {
        "resolution",
        "duration",
        "seed",
        "populations",
        "sizes",
        "Membrane.times",
        "Membrane.values",
        "Membrane.neurons",
        "Membrane.unit",
        "Spikes.times",
        "Spikes.neurons",
    }
    assert all(np.isfinite(a).all() for a in arrays.values() if a.dtype.kind in "if")


def test_predictions_have_a_row_for_each_sample_and_a_score_for_each_class(tmp_path):
    save(digits.draw(), tmp_path / "net.spikeloom")
    out = tmp_path / "predictions.csv"
    arguments = ["evaluate", str(tmp_path / "net.spikeloom"), "--out", str(out)]
    assert command_line.main(arguments, pytest.fail) == 0
    header, *rows = out.read_text(encoding="utf-8").splitlines()
    assert header == "sample,label,answer,right,spikes,confidence," + ",".join(f"score_{k}" for k in range(10))
    table = np.array([[float(cell) for cell in row.split(",")] for row in rows])
    assert table.shape == (360, 16) and len(set(table[:, 0])) == 360
    scores = table[:, 6:]
    assert np.array_equal(scores.argmax(axis=1), table[:, 2])
    assert np.array_equal(table[:, 3], table[:, 1] == table[:, 2]) and (table[:, 4] > 0).all()
