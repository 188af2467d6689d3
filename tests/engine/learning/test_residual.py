"""Residual blocks as they are drawn: shortcuts that hold their weights, trained, run, and written for others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.exporting.format import VerificationTrial
from engine.exporting.formats import formats
from engine.importing.formats.nir import graph_of
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import Learns, NetworkDescription, Projection
from engine.network.values import Uniform
from engine.scripts.targets import targets
from tests.engine.learning.networks import digits, of_few, projection

GRID = find("positions/grid")
MAPS = {"rows": 8.0, "columns": 8.0, "channels": 3.0}
KERNEL = {"channels": 3.0, "padding": 1.0}


def kernel(id: str, source: str, target: str, **changes: Any) -> Projection:
    return projection(
        id, source, target, wiring=find("wiring/convolution"), wiring_parameters=KERNEL, weight=Uniform(-0.4, 0.6),
        learns=Learns.NORMALISED, **changes,
    )  # fmt: skip


def shortcut(id: str, source: str, target: str, weight: float = 1.0, **changes: Any) -> Projection:
    return projection(
        id, source, target, wiring=find("wiring/one_to_one"), weight=weight, learns=Learns.NOTHING, **changes
    )


def block() -> NetworkDescription:
    """Digits → kernels → two kernels with a shortcut around them, as in tdBN's residual network → ten neurons."""
    network = digits(hidden=192, sample_time=8.0)
    hidden, out = network.populations
    maps = [replace(hidden, id=id, positions=GRID, positions_parameters=MAPS) for id in ("first", "within", "sum")]
    return replace(
        network,
        populations=(*maps, out),
        projections=(
            kernel("in", "code", "first"),
            kernel("one", "first", "within"),
            kernel("two", "within", "sum"),
            shortcut("around", "first", "sum"),
            projection("read", "sum", "out", weight=Uniform(-0.2, 0.2)),
        ),
    )


def added() -> NetworkDescription:
    """The same with spikes that are added by linear units, as in SEW-ResNet: what follows reads 0, 1 or 2."""
    network = block()
    sum, out = network.populations[2:]
    linear = replace(sum, id="added", model=find("neurons/linear_unit"), parameters={})
    *links, around, read = network.projections
    return replace(
        network,
        populations=(*network.populations[:3], linear, out),
        projections=(
            *links,
            replace(around, target="added"),
            shortcut("through", "sum", "added"),
            replace(read, source="added", synapse=None),
        ),
    )


@pytest.mark.parametrize("drawn", [block, added])
def test_a_block_learns_and_holds_its_shortcut(drawn: Any) -> None:
    network = of_few(drawn())
    trained = fit(network, SurrogateGradient, epochs=6, settings={"batch": 16})
    assert trained.accuracy > 0.5
    for id in ("around", *(["through"] if drawn is added else [])):
        assert (trained.arrays[id, "weight"] == 1.0).all()
    bias = trained.arrays["sum", "bias"].reshape(3, 64)
    assert (bias == bias[:, :1]).all() and bias.any(), "a bias for each channel, beside a shortcut too"
    assert evaluate(with_arrays(network, trained.arrays)).accuracy == trained.accuracy


@pytest.mark.parametrize("drawn", [block, added])
def test_its_spikes_are_those_of_a_plain_loop(drawn: Any) -> None:
    """In every step: kernels slid by hand, the shortcut's spikes on top, or both added before what follows."""
    found = circuit(of_few(drawn()))
    seed = int(np.random.default_rng().integers(1000))
    weights = Weights(found, seed, "float64", parameters=False)
    shown = np.arange(4)
    tape = Tape(found, weights, 4, seed)
    answered = tape.forward(found.samples.values[:4], shown)
    sent, v = tape.spikes("code"), weights.values
    membranes = {id: np.zeros((4, found.size(id))) for id in ("first", "within", "sum", "out")}

    def slid(id: str, spikes: np.ndarray) -> np.ndarray:
        kernel = v[id, "weight"]
        around = np.pad(spikes.reshape(4, -1, 8, 8), ((0, 0), (0, 0), (1, 1), (1, 1)))
        result = np.zeros((4, 3, 8, 8))
        for y, x in np.ndindex(8, 8):
            window = around[:, :, y : y + 3, x : x + 3]
            result[:, :, y, x] = np.einsum("bcij,ocij->bo", window, kernel)
        return result.reshape(4, -1)

    def fire(id: str, arriving: np.ndarray) -> np.ndarray:
        membrane = 0.9 * membranes[id] + arriving
        fired = membrane > 1.0
        membranes[id] = np.where(fired, 0.0, membrane)
        return fired.astype(float)

    for t in range(found.steps):
        first = fire("first", slid("in", sent[t]))
        within = slid("two", fire("within", slid("one", first)))
        sum = fire("sum", within + (first if drawn is block else 0.0))
        read = sum if drawn is block else sum + first
        assert np.array_equal(fire("out", read @ v["read", "weight"].T), answered[t])
    assert answered.any()


def test_scripts_and_files_of_weights_carry_a_block_and_one_nir_file_does() -> None:
    network = of_few(block())
    chosen = {**formats(), **targets()}
    carried = {name for name, one in chosen.items() if not any(p.is_fatal for p in one.refusals(network))}
    assert {"snntorch", "spikingjelly", "norse", "npz", "safetensors", "csv", "nir-spikingjelly"} <= carried
    for name in ("nir", "nir-norse"):
        (refusal,) = [p for p in chosen[name].refusals(network) if p.is_fatal]
        assert refusal.code == "nir.merging" and "SpikingJelly" in str(refusal)


def kernels_around() -> NetworkDescription:
    """The block with a kernel in its shortcut, so that every link keeps its grid."""
    network = block()
    links = (kernel("around", "first", "sum") if p.id == "around" else p for p in network.projections)
    return replace(network, projections=tuple(links))


@pytest.mark.parametrize(("drawn", "kept"), [(block, 2), (kernels_around, 4)])
def test_a_nir_file_of_a_block_fires_the_same_spikes(drawn: Any, kept: int, tmp_path: Path) -> None:
    network, path = of_few(drawn()), tmp_path / "block.nir"
    form = formats()["nir-spikingjelly"]
    told = {p.code: p.place for p in form.refusals(network)}
    lost = {"nir.beside-a-list": "two", "nir.own-biases": "sum", "nir.held": "around"}
    assert told == (lost if drawn is block else {}), "what reading and training cannot know of is told before"
    form.write(network, path, {})
    assert len(list(graph_of(path).of_kind("Conv2d"))) == kept
    found = form.verify(network, path, VerificationTrial(samples=4))
    assert found.holds and found.spikes > 100
