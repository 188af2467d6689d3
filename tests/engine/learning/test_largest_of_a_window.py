"""A pool may take the largest of its windows: of spikes, values and currents, in runs and while a network learns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checking.network import check
from engine.circuit.circuit import circuit
from engine.circuit.largest_wired import LargestWired
from engine.circuit.sparse_wired import wired_for
from engine.circuit.weights import Weights
from engine.exporting.format import VerificationTrial
from engine.exporting.formats import formats
from engine.files.problem import ImportProblem
from engine.importing import arrays_for, read_network
from engine.importing.formats.onnx import model_in
from engine.learning.calibration.rectified import RectifiedNetwork
from engine.learning.methods import methods
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes.tape import Tape
from engine.learning.passes.thresholds import SOFT
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from engine.network.values import Uniform
from engine.scripts.targets import targets
from engine.simulation.changes import SetWeights
from engine.simulation.simulation import Simulation
from tests.engine.exporting.test_nir_kernels import drawn as kernels
from tests.engine.learning.networks import maxima_of_values, of_maxima
from tests.fuzz_seeds import fuzz_seeds

ROWS = 5
COUNTS = "neurons/discrete_integrate_and_fire_subtractive"
Array = np.ndarray


def _by_chance(random: np.random.Generator) -> LargestWired:
    """A pool of random windows over a random grid, and a weight of either sign."""
    channels, rows, columns = (int(n) for n in random.integers((1, 4, 4), (4, 9, 9)))
    height, width, stride = (int(n) for n in random.integers(1, (rows, columns, 4)))
    padding = int(random.integers(0, min(height, width) // 2 + 1))
    numbers = {"height": height, "width": width, "stride": stride, "padding": padding}
    values: dict[str, Any] = {**{name: float(number) for name, number in numbers.items()}, "how": "maximum"}
    pooling = find("wiring/pooling")
    shape = pooling.result((channels, rows, columns), values)
    network = of_maxima()
    grids = [
        replace(
            population,
            size=int(np.prod(grid)),
            positions_parameters=dict(zip(("channels", "rows", "columns"), map(float, grid), strict=True)),
        )
        for population, grid in zip(network.populations, ((channels, rows, columns), shape), strict=False)
    ]
    pool = replace(network.projections[1], wiring_parameters=values)
    other = replace(network.projections[2], id="in", source="code", target="hidden")
    described = replace(
        network, populations=(*grids, network.populations[2]), projections=(other, pool, network.projections[2])
    )
    wiring = wired_for(circuit(described), pool, 1)
    assert isinstance(wiring, LargestWired)
    return wiring


def _windows(wiring: LargestWired, sent: Array) -> tuple[Array, list[list[int]]]:
    """Each window's largest, and the source from which it came, as a plain loop over rows, columns and places."""
    (_, rows, columns), shape = wiring.ends[0].shape, wiring.ends[1].shape
    chosen = wiring.projection.wiring_parameters
    height, width, stride, padding = (int(chosen[name]) for name in ("height", "width", "stride", "padding"))
    largest, sources = np.zeros((len(sent), wiring.shape[0])), []
    for row, values in enumerate(sent):
        from_here = []
        for post, (channel, y, x) in enumerate(np.ndindex(shape)):
            best, at = -np.inf, -1
            for row_there, column in np.ndindex(height, width):
                down, across = y * stride + row_there - padding, x * stride + column - padding
                pre = (channel * rows + down) * columns + across
                if 0 <= down < rows and 0 <= across < columns and values[pre] > best:
                    best, at = values[pre], pre
            largest[row, post] = best
            from_here.append(at)
        sources.append(from_here)
    return largest, sources


@pytest.mark.parametrize("kind", ["values", "spikes", "nothing"])
@pytest.mark.parametrize("seed", fuzz_seeds(*range(8)))
def test_windows_and_their_derivatives_are_those_of_a_plain_loop(seed: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    wiring, weight = _by_chance(random), random.normal(size=1)
    post, pre = wiring.shape
    sent = {
        "values": random.normal(size=(ROWS, pre)) - 1.0,
        "spikes": (random.random((ROWS, pre)) < 0.3).astype(float),
        "nothing": np.zeros((ROWS, pre)),
    }[kind]
    bars = random.normal(size=(ROWS, post))
    largest, sources = _windows(wiring, sent)
    assert np.array_equal(wiring.onward(sent, weight), largest * weight)
    expected = np.zeros((ROWS, pre))
    for row in range(ROWS):
        np.add.at(expected[row], sources[row], bars[row] * weight[0])
    assert wiring.back(bars, weight, sent=sent) == pytest.approx(expected, abs=1e-12)
    assert wiring.gradient(bars, sent) == pytest.approx([(bars * largest).sum()], rel=1e-12, abs=1e-12)


def of_counting_neurons() -> NetworkDescription:
    """The maps and their maxima as neurons that count, which rectified linear units stand for."""
    network = of_maxima()
    counting = tuple(replace(p, model=find(COUNTS), parameters={}) for p in network.populations)
    return replace(network, populations=counting)


def _in_a_loop() -> NetworkDescription:
    """What was the largest comes back to its windows two steps later."""
    network = of_maxima(1.0)
    back = replace(
        network.projections[2], id="back", source="pooled", target="hidden", delay=1.0, weight=Uniform(-0.3, 0.3)
    )
    return replace(network, projections=(*network.projections, back))


NETWORKS = {
    "spikes": of_maxima,
    "spikes, later": lambda: of_maxima(2.0),
    "spikes in a loop": _in_a_loop,
    "values": maxima_of_values,
    "values, later": lambda: maxima_of_values(3.0),
}
STEPS, BATCH, DIFFERENCE = 8, 3, 1e-5


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_through_the_largest_are_central_differences(name: str) -> None:
    """By smooth spikes, so that nothing jumps, and delays are learnt beside weights."""
    network, random = NETWORKS[name](), np.random.default_rng(4)
    found = circuit(replace(network, datasets=(replace(network.datasets[0], sample_time=float(STEPS)),)))
    weights = Weights(found, 1, "float64", parameters=False)
    tape = Tape(found, weights, BATCH, 1, SOFT, 3.0)
    values, slope = found.samples.values[:BATCH], random.normal(size=(STEPS, BATCH, 10))

    def loss() -> float:
        return float((slope * tape.forward(values, np.arange(BATCH))).sum())

    loss()
    gradients = {key: by.copy() for key, by in tape.backward(slope).items()}
    for key in ("in", "weight"), ("hidden", "bias"), ("pooled", "bias"), ("read", "weight"):
        array, largest = weights.values[key], np.abs(gradients[key]).max()
        assert largest > 1e-3
        for index in [tuple(random.integers(0, n) for n in array.shape) for _ in range(3)]:
            now, either = float(array[index]), []
            for step in (DIFFERENCE, -DIFFERENCE):
                array[index] = now + step
                either.append(loss())
            array[index] = now
            wanted = (either[0] - either[1]) / (2 * DIFFERENCE)
            assert gradients[key][index] == pytest.approx(wanted, rel=1e-5, abs=1e-6 * largest), key


def test_the_delay_of_a_pool_moves_by_when_its_largest_arrives() -> None:
    found = circuit(of_maxima(3.0))
    weights = Weights(found, 1, "float64", parameters=False, delays=True)
    assert [p.id for p in weights.delayed] == ["pool"]
    tape, random = Tape(found, weights, BATCH, 1), np.random.default_rng(1)
    fired = tape.forward(found.samples.values[:BATCH], np.arange(BATCH))
    gradients = tape.backward(random.normal(size=fired.shape))
    largest = weights.wiring["pool"].onward(tape.spikes("hidden").reshape(-1, 72), weights.values["pool", "weight"])
    brought = largest.reshape(found.steps, -1)
    later, earlier = (np.zeros_like(brought) for _ in range(2))
    later[4:], earlier[2:] = brought[:-4], brought[:-2]
    bars = tape._bars(found.projections[1]).reshape(found.steps, -1)
    expected = (bars * (later - earlier) / 2).sum()
    assert gradients["pool", "delay"] == pytest.approx(expected, rel=1e-9) and abs(expected) > 1e-6


def test_rectified_units_export_the_largest_and_conversion_refuses_it(tmp_path: Path) -> None:
    network = of_counting_neurons()
    assert [p.code for p in methods()["conversion"].refusals(network)] == ["learning.largest"]
    onnx, path = formats()["onnx"], tmp_path / "pool.onnx"
    assert onnx.refusals(network) == []
    onnx.write(network, path, {})
    model = model_in(path)
    assert [step.kind for step in model.steps].count("MaxPool") == 1
    assert onnx.verify(network, path, VerificationTrial(samples=20)).holds
    found = circuit(network)
    weights = Weights(found, 1, "float64", parameters=False)
    rectified = RectifiedNetwork(found, weights, 1)
    values, random = found.samples.values[:4], np.random.default_rng(1)
    slope = random.normal(size=rectified.forward(values).shape)
    gradients = rectified.backward(slope)
    array, direction, ends = weights.values["in", "weight"], random.normal(size=(2, 1, 3, 3)), []
    for step in (1e-6, -1e-6):
        array += step * direction
        ends.append((rectified.forward(values) * slope).sum())
        array -= step * direction
    assert (gradients["in", "weight"] * direction).sum() == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5)


REFUSED_BY = {"conversion", "decolle", "e_prop", "event_prop", "multilayer_normad", "normad", "remote_supervision",
              "online_training_through_time"}  # fmt: skip
WITHOUT = {"nir", "nir-norse", "nir-rockpool", "nir-sinabs", "nir-spikingjelly", "nir-spyx", "brian2", "nest"}


def test_what_goes_by_sums_refuses_the_largest_in_a_sentence() -> None:
    network = of_maxima()
    refusing = {
        name for name, of in {**methods(), **formats()}.items()
        if any(p.code == "learning.largest" and p.place == "pool" for p in of.refusals(network))
    }  # fmt: skip
    assert refusing == REFUSED_BY | WITHOUT
    wirings = {target: [p.code for p in targets()[target].refusals(network)] for target in targets()}
    assert all("target.wiring" in codes for codes in wirings.values())


def _wrong(**changes: Any) -> list[str]:
    network = of_maxima(2.0)
    into, pool, read = network.projections
    return [p.code for p in check(replace(network, projections=(into, replace(pool, **changes), read))) if p.is_fatal]


def test_what_has_no_one_largest_is_refused() -> None:
    assert _wrong() == []
    assert _wrong(delay=Uniform(1.0, 3.0)) == ["largest-delays"]
    assert _wrong(short_term=find("short_term/short_term_depression")) == ["largest-short-term"]
    assert (
        _wrong(wiring_parameters={"height": 3.0, "width": 3.0, "padding": 2.0, "how": "maximum"})[0] == "much-padding"
    )
    assert _wrong(plasticity=find("plasticity/pair_stdp")) == ["shared-plastic"]
    assert "largest-coupling" in _wrong(synapse=find("synapses/gap_junction"), weight=1.0)


@pytest.mark.parametrize("method", [SurrogateGradient, SmoothedModel])
def test_a_network_with_maxima_learns_and_its_pool_stays(method: Any) -> None:
    network = of_maxima()
    into, pool, read = network.projections
    network = replace(network, projections=(into, replace(pool, wiring_parameters={"how": "maximum"}), read))
    result = fit(network, method, epochs=2, batch=32, seed=1)
    assert result.accuracy > 0.3
    assert len(np.unique(result.arrays["pool", "weight"])) == 1


def test_a_weight_that_moves_in_a_run_acts_from_then_on() -> None:
    """Spikes under way are not sent again, and the run goes back to where it was."""
    network = of_maxima(2.0)
    simulation = Simulation(network, seed=2, backend="numba")
    simulation.advance(10)
    state = simulation.state()
    simulation.apply(SetWeights("pool", np.array([0.0])))
    silent = simulation.advance(12).spikes["pooled"]
    simulation.restore(state)
    simulation.apply(SetWeights("pool", np.array([1.5])))
    again = simulation.advance(12).spikes["pooled"]
    simulation.close()
    whole = Simulation(network, seed=2, backend="numpy")
    whole.advance(10)
    expected = whole.advance(12).spikes["pooled"]
    whole.close()
    assert np.array_equal(again.steps, expected.steps) and np.array_equal(again.neurons, expected.neurons)
    assert 0 < len(silent.steps) < len(again.steps)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_without_compiled_loops_windows_are_the_same(precision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found, equal = [], {"float64": 1e-12, "float32": 1e-5}[precision]
    for missing in (None, "Numba is not there."):
        monkeypatch.setattr("engine.circuit.wired.why_not", lambda _, missing=missing: missing)
        random = np.random.default_rng(5)
        wiring = wired_for(circuit(of_maxima()), of_maxima().projections[1], 1)
        weight, sent, bars = (random.normal(size=n).astype(precision) for n in (1, (7, 72), (7, 18)))
        back = wiring.back(bars, weight, sent=sent)
        found.append((wiring.onward(sent, weight), back, wiring.gradient(bars, sent)))
    for loops, arrays in zip(*found, strict=True):
        assert loops.dtype == arrays.dtype == precision
        assert loops == pytest.approx(arrays, rel=equal, abs=equal)


def test_the_weight_of_a_pool_that_adds_up_is_not_taken_into_one_of_the_largest(tmp_path: Path) -> None:
    network, path = kernels(), tmp_path / "sums.nir"
    formats()["nir"].write(network, path, {})
    into, pool, read = network.projections
    links = into, replace(pool, wiring_parameters={"how": "maximum"}), read
    with pytest.raises(ImportProblem, match="takes the largest of its window; that of the file adds up"):
        arrays_for(read_network(path), replace(network, projections=links))


def test_pools_with_padding_are_read_from_nir_as_they_run(tmp_path: Path) -> None:
    network, path = kernels(), tmp_path / "padded.nir"
    into, pool, read = network.projections
    values = {"height": 4.0, "width": 4.0, "padding": 1.0, "how": "average"}
    padded = replace(network, projections=(into, replace(pool, wiring_parameters=values, weight=2.0), read))
    formats()["nir"].write(padded, path, {})
    found = formats()["nir"].verify(padded, path, VerificationTrial(samples=4))
    assert found.holds and found.spikes > 300
