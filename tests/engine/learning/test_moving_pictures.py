"""Moving pictures into kernels: what a run fires is what a training sees, by currents and by spikes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Network, train
from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.learning.methods import methods
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.network.values import Uniform
from engine.problems import NetworkError
from engine.simulation.arrays.presentation import Presentation
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import LIF

TIMES, ROWS, COLUMNS, SHOWN = 5, 6, 8, 6
FIRES = {"constant_current": None, "poisson": "delta", "regular": "delta"}


def pictures(*channels: int, count: int = 24) -> dict[str, np.ndarray]:
    """A spot that goes to the right, or to the left."""
    x, labels = np.zeros((count, TIMES, ROWS, COLUMNS, *channels)), np.arange(count) % 2
    for sample, label in enumerate(labels):
        for time in range(TIMES):
            column = time + 1 if label else COLUMNS - 2 - time
            x[sample, time, sample // 2 % (ROWS - 1) :, column] = 1.0
    x *= np.random.default_rng(1).uniform(0.7, 1.0, x.shape)
    return {"x": x, "labels": labels}


def watching(x: Any, labels: Any, encoder: str = "constant_current", resolution: float = 1.0, **data: Any) -> Network:
    """Pictures → two maps under a kernel each, 6 × 8 → two neurons."""
    net = Network(resolution=resolution)
    net.add_dataset("data", "own_signals", x=x, labels=labels, scale="as they are", sample_time=20.0, **data)
    net.add_encoder("code", encoder, "data")
    net.add_population("maps", LIF, 2 * ROWS * COLUMNS, positions="grid", rows=ROWS, columns=COLUMNS, channels=2)
    net.add_population("out", LIF, 2)
    net.add_decoder("answer", "spike_count", "out", labels="data")
    kernel = {"wiring": "convolution", "channels": 2, "padding": 1}
    net.connect("code", "maps", FIRES[encoder], **kernel, weight=Uniform(-0.3, 0.6), sign="mixed", name="in")
    net.connect("maps", "out", "delta", weight=Uniform(0.0, 1.5), sign="mixed", delay=1.0, name="read")
    return net


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("channels", [(), (1,), (3,)])
@pytest.mark.parametrize("encoder", FIRES)
def test_a_training_sees_the_spikes_of_a_run(encoder: str, channels: tuple[int, ...], backend: str) -> None:
    network = watching(**pictures(*channels), encoder=encoder, resolution=0.5).description
    found = circuit(network)
    presentation = Presentation(found.dataset, found.samples, network.resolution, 1)
    samples = np.array([presentation.sample(p) for p in range(SHOWN)])
    tape = Tape(found, Weights(found, 1, "float64", parameters=False), SHOWN, 1)
    tape.forward(found.samples.values[samples], np.arange(SHOWN))
    run = Simulation(network, seed=1, backend=backend).advance(SHOWN * found.steps)
    for population in found.populations:
        fired = np.zeros((SHOWN * found.steps, population.size))
        fired[run.spikes[population.id].steps - 1, run.spikes[population.id].neurons] = 1
        seen = tape.spikes(population.id).swapaxes(0, 1).reshape(fired.shape)
        assert fired.sum() > SHOWN and np.array_equal(seen, fired), population.id


def test_pixels_lie_where_they_are_in_the_picture() -> None:
    """The kernel of one pixel brings each map the picture of its channel, at each time."""
    x = np.zeros((1, 2, ROWS, COLUMNS, 2))
    x[0, 0, 1, 5, 0] = x[0, 1, 4, 2, 1] = 1.0
    net = Network(resolution=1.0)
    net.add_dataset("data", "own_signals", x=x, scale="as they are", sample_time=2.0)
    net.add_encoder("code", "constant_current", "data")
    at = {"positions": "grid", "rows": ROWS, "columns": COLUMNS, "channels": 2}
    net.add_population("maps", LIF, 2 * ROWS * COLUMNS, **at)
    one = {"channels": 2, "height": 1, "width": 1, "groups": 2}
    net.connect("code", "maps", None, wiring="convolution", **one, weight=2.0)
    fired = net.run(2.0).spikes["maps"]
    assert list(zip(fired.steps.tolist(), fired.neurons.tolist(), strict=True)) == [
        (1, 1 * COLUMNS + 5),
        (2, ROWS * COLUMNS + 4 * COLUMNS + 2),
    ]


def test_a_moving_picture_is_learnt_and_told_alike_in_a_run() -> None:
    net = watching(**pictures(count=60))
    result = train(net, epochs=12, batch=8, seed=1, settings={"learning_rate": 0.02})
    assert result.accuracy > 0.9
    told = evaluate(net.description, seed=1)
    answers = net.run(len(told.answers) * 20.0).answers["answer"]
    assert [a.answer for a in answers] == told.answers.tolist()


def test_train_takes_moving_pictures_in_the_place_of_others() -> None:
    net, more = watching(**pictures()), pictures(count=40)
    assert train(net, more["x"], more["labels"], epochs=1, seed=1).arrays["in", "weight"].shape == (2, 1, 3, 3)


def test_colours_flattened_by_hand_say_the_same() -> None:
    """Without a grid the same values, channel by channel, are the same signal."""
    given = pictures(3)
    flat = np.moveaxis(given["x"], -1, 2).reshape(24, TIMES, -1)
    first = circuit(watching(**given).description)
    assert np.array_equal(first.samples.values, flat)
    assert (first.samples.shape, first.channels) == ((TIMES, 3, ROWS, COLUMNS), 3 * ROWS * COLUMNS)


def test_made_bars_move_across_kernels() -> None:
    net = Network(resolution=1.0)
    net.add_dataset("data", "moving_bars", training=40, test=16, directions=2, side=8, frames=10, sample_time=20.0)
    net.add_encoder("code", "constant_current", "data")
    net.add_population("maps", LIF, 36, positions="grid", rows=6, columns=6)
    net.add_population("out", LIF, 2)
    net.add_decoder("answer", "spike_count", "out", labels="data")
    net.connect("code", "maps", None, wiring="convolution", weight=Uniform(-0.3, 0.6), sign="mixed")
    net.connect("maps", "out", "delta", weight=Uniform(-0.1, 0.2), sign="mixed")
    assert len(net.run(40.0).spikes["maps"].steps)
    assert fit(net.description, methods()["surrogate_gradient"], epochs=1, seed=1).arrays


def test_what_is_no_moving_picture_is_refused_in_a_sentence() -> None:
    net = watching(**pictures())
    net.set("data", x=np.zeros((2, 3, 4, 5, 6, 7)))
    with pytest.raises(NetworkError, match="6 dimensions"):
        net.run(20.0)
    flat = watching(np.zeros((24, TIMES, ROWS * COLUMNS)), np.arange(24) % 2)
    with pytest.raises(NetworkError, match="are no images"):
        flat.run(20.0)
