"""A trial of every recipe, in the tree that they were carried out in: what is found does what its recipe says.

These are run in a copy alone (``test_recipes.py``): here nothing has the names that they look for.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import structs
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from app.plots.views import plots
from engine.exporting.format import VerificationTrial
from engine.exporting.formats import formats
from engine.learning.methods import methods
from engine.learning.training.fitting import fit
from engine.model.equations import card
from engine.model.registry import discovery
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.scripts.targets import targets
from engine.simulation.preview import sent
from engine.simulation.simulation import Simulation
from tests.app.canvas.conftest import NEURON, Hand
from tests.app.canvas.conftest import editor as editor
from tests.app.canvas.conftest import hand as hand
from tests.app.canvas.conftest import view as view
from tests.app.lessons.hand import student
from tests.app.plots.conftest import stage as stage
from tests.app.plots.stage import Stage
from tests.engine.exporting.fitting import fitting
from tests.engine.learning.test_wanted_trains import wanting

LIF = "neurons/leaky_integrate_and_fire"


def find(key: str) -> Any:
    """A discovered model that has a card."""
    model = discovery.find(key)
    assert model in discovery.models(key.partition("/")[0]).values()
    assert card.card(model).summary and set(card.card(model).equations) == set(model.equations)
    return model


def run(network: Any, steps: int = 1000, backend: str = "numpy") -> Any:
    return Simulation(network, backend=backend).advance(steps)


def driven(wiring: str = "wiring/all_to_all", size: int = 1, **link: Any) -> Any:
    """Neurons onto which regular spikes come, 200 Hz from 5 ms on, of weight 2 unless ``link`` says otherwise."""
    given = {"weight": 2.0, "delay": 1.0, "synapse": find("synapses/delta"), **link}
    return NetworkDescription(
        populations=(Population("p", find(LIF), size),),
        stimuli=(Stimulus("s", find("stimuli/regular"), parameters={"rate": 200.0, "phase": 5.0}),),
        projections=(Projection("l", "s", "p", wiring=find(wiring), **given),),
        recordings=(Recording("r", "p", "V"),),
    )


def jumps(network: Any) -> Any:
    """How far each arrival moves the membrane of the first neuron, in mV."""
    steps = np.diff(run(network, 300).samples["r"].values[:, 0])
    return steps[steps > 0.5]


def test_doubling_integrator() -> None:
    for backend in ("numpy", "numba"):
        # 2 * 800 pA / 250 pF = 6.4 mV/ms: 15 mV are passed in step 24, so four spikes fall into 10 ms
        network = NetworkDescription(0.1, (Population("p", find("neurons/doubling_integrator"), 3, bias=800.0),))
        assert len(run(network, 101, backend).spikes["p"].neurons) == 12


def test_distal_pulse() -> None:
    whole = jumps(driven(synapse=find("synapses/delta")))
    half = jumps(driven(synapse=find("synapses/distal_pulse"), synapse_parameters={"share": 0.5}))
    assert len(whole) == len(half) > 3 and np.allclose(half / whole, 0.5, atol=0.02)


def test_forgetting() -> None:
    network = driven(plasticity=find("plasticity/forgetting"), plasticity_parameters={"share": 0.1, "interval": 10.0})
    simulation = Simulation(network, backend="numpy")
    simulation.advance(305)
    assert np.allclose(simulation.weights("l"), 2.0 * 0.9**3)


def test_short_term_facilitation() -> None:
    grown = jumps(driven(short_term=find("short_term/short_term_facilitation"), weight=8.0))
    assert len(grown) > 3 and (np.diff(grown) > 0).all()


def test_square_current() -> None:
    model = find("stimuli/square_current")
    network = NetworkDescription(
        populations=(Population("p", find(LIF), 1),),
        stimuli=(Stimulus("s", model),),
        projections=(Projection("l", "s", "p", None, find("wiring/all_to_all"), 1.0, 0.0),),
    )
    times = run(network, 4000).spikes["p"].steps * 0.1
    assert len(times) > 6 and not ((times % 200.0 > 105.0) & (times % 200.0 < 195.0)).any()


def test_threshold_current() -> None:
    signal = np.array([0.0, 0.4, 0.6, 1.0])
    assert np.array_equal(sent(find("encoders/threshold_current"), 3, 1.0, {}, signal=signal)[-1], [0.0, 0.0, 1.0, 1.0])


def test_fewest_spikes() -> None:
    decoder = find("decoders/fewest_spikes")
    memory = decoder.memory((3,), {})
    decoder.add_spikes(memory, (np.array([0, 2]),), 1.0, {})
    assert int(np.argmax(decoder.scores(memory, 2.0, 2.0, {}))) == 1


def test_linear_distance() -> None:
    share = find("wiring/linear_distance").share
    x = np.array([0.0, 0.2, 0.4, 1.0])
    assert np.allclose(share(x, np.zeros(4), {"reach": 0.4}, np.exp), [1.0, 0.5, 0.0, 0.0])


def test_spiral() -> None:
    model = find("positions/spiral")
    places = model.places(100, model.with_defaults({}), lambda draw: np.full(100, 0.5))
    away = np.hypot(*places.T)
    assert places.shape == (100, 2) and (np.diff(away) > 0).all() and 0.49 < away[-1] < 0.5


def test_mirror_symmetry() -> None:
    model = find("datasets/mirror_symmetry")
    samples = model.load({})
    train, test = model.split(samples, {})
    bits = samples.values[:]
    assert len(train) == 1000 and len(test) == 200 and bits.shape == (1200, 6)
    assert np.array_equal((bits == bits[:, ::-1]).all(axis=1), samples.labels == 0)


def test_normalised_supervision() -> None:
    method = methods()["normalised_supervision"]
    network = wanting(hidden=0)
    assert not method.refusals(network)
    fitted = fit(network, method, seed=1, settings={"epochs": 20.0, "rate": 0.2})
    assert fitted.accuracy > 0.7  # a correlation


def test_npz_single(tmp_path: Path) -> None:
    network, format, path = fitting("npz-single"), formats()["npz-single"], tmp_path / "digits.npz"
    format.write(network, path, {"version": "0.1"})
    with np.load(path) as arrays:
        assert {array.dtype for array in arrays.values() if array.dtype.kind == "f"} == {np.dtype(np.float32)}
    assert format.verify(network, path, VerificationTrial(samples=10)).holds


def test_brian2_compiled() -> None:
    network = driven(synapse=find("synapses/exponential_current"), weight=300.0)
    network = replace(network, recordings=())
    text = targets()["brian2-compiled"].script(network, title="A network")
    ast.parse(text.text)
    lines = text.text.split("\n")
    assert 'b.set_device("cpp_standalone")' in lines and " = b.NeuronGroup(" in lines[text.lines["p"].start]


def test_spike_counts(stage: Stage, qtbot: QtBot) -> None:
    panel: Any = plots()["spike_counts"](stage.source, stage.time_range)
    qtbot.addWidget(panel)
    panel.resize(480, 320)
    panel.show()
    stage.start(100.0)
    qtbot.waitUntil(lambda: stage.run.status().step == 1000 and not panel.is_empty())
    panel.draw_now()
    assert panel.surface.currentWidget() is panel.graph
    told = {title: count for title, _, count in panel.table((0.0, 100.0)).rows}  # the last of each
    assert told["Output"] == stage.run.frames.count_spikes("4", 0, 1001) > 10


def test_turn_sign(editor: Editor, view: CanvasView, hand: Hand) -> None:
    first, second = (intentions.add_node(editor, NEURON, place) for place in ((48.0, 96.0), (720.0, 96.0)))
    link = intentions.connect(editor, first, "out", second, "in")
    before = editor.undo_stack.count()

    def sign() -> str:
        synapses = editor.document.links[link].synapses
        assert synapses is not None
        return synapses.sign

    hand.click(
        view.drawing.links[link].way.path.pointAtPercent(0.3),
        Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier,
    )
    assert sign() == "inhibitory" and editor.undo_stack.count() == before + 1
    editor.undo_stack.undo()
    assert sign() == "excitatory"


def test_crowd() -> None:
    one = student("many-neurons").begin("fifty")
    assert not one.done and "5 neurons" in one.missing
    one.document.put(structs.replace(one.document.nodes[one.id("Crowd")], size=50))
    assert one.done


def test_many_neurons() -> None:
    one = student("many-neurons").begin("five")
    assert not one.done and one.run(200.0).done
    assert one.frames.count_spikes(one.id("Crowd"), 0, 2001) > 3
