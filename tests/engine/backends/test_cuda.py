"""The CuPy path: every kernel is valid CUDA, and computes what NumPy does."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engine.backends import backend as backends
from engine.backends.cuda import OPTIONS
from engine.backends.cupy_backend import CLOSE, CupyBackend
from engine.backends.cupy_device import reason_not_usable
from engine.simulation.programs import programs
from engine.simulation.simulation import Simulation
from tests.engine.backends import emulated_device
from tests.engine.compiling.ptx import ptx
from tests.laws.networks import NETWORKS

STEPS = 150
as_ptx = cache(ptx)  # networks share most kernels
network = pytest.mark.parametrize("network", [pytest.param(n, id=name) for name, n in NETWORKS.items()])


@network
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_every_kernel_becomes_ptx(network, precision):
    simulation = Simulation(network(), backend="numpy", precision=precision)
    made, _ = programs(simulation._arrays, simulation._probes.values())
    texts = {o.kernel.cuda.text for p in made for o in (*p.local, *p.exchange)} | {CLOSE}
    for text in sorted(texts):
        assert ".visible .entry" in as_ptx(text)


@network
@pytest.mark.skipif(emulated_device.COMPILER is None, reason="g++ is not installed")
def test_the_kernels_compute_what_numpy_does(network, monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "emulated"
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(emulated_device.RawModule, "folder", folder)
    expected = Simulation(network(), backend="numpy")
    plain = expected.advance(STEPS)
    monkeypatch.setattr("engine.simulation.simulation.backend", lambda name: CupyBackend(emulated_device))
    emulated = Simulation(network(), backend="cupy")
    chunk = emulated.advance(STEPS)
    for id, block in plain.spikes.items():
        assert np.array_equal(block.steps, chunk.spikes[id].steps), id
        assert np.array_equal(block.neurons, chunk.spikes[id].neurons), id
    for id, samples in plain.samples.items():
        assert np.allclose(samples.values, chunk.samples[id].values, rtol=1e-12)
    assert plain.shown == chunk.shown
    for projection in network().projections:
        assert np.allclose(expected.weights(projection.id), emulated.weights(projection.id), rtol=1e-12)


def test_a_missing_device_is_one_sentence():
    reason = reason_not_usable()
    if reason is not None:
        assert reason.endswith(".")
        with pytest.raises(backends.BackendMissing, match=r"CuPy|CUDA"):
            backends.backend("cupy")


@pytest.mark.gpu
@network
def test_a_device_fires_numpys_spikes(network):
    if (reason := reason_not_usable()) is not None:
        pytest.skip(reason)
    plain = Simulation(network(), backend="numpy").advance(STEPS)
    chunk = Simulation(network(), backend="cupy").advance(STEPS)
    for id, block in plain.spikes.items():
        assert np.array_equal(block.steps, chunk.spikes[id].steps)


def test_contraction_is_off():
    assert "--fmad=false" in OPTIONS
