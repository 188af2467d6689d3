"""The CuPy path: every kernel is valid CUDA; what the backend computes is in test_cupy_backend.py."""

from __future__ import annotations

from functools import cache

import pytest

from engine.backends import backend as backends
from engine.backends.cuda import OPTIONS
from engine.backends.cupy_backend import CLOSE
from engine.backends.cupy_device import reason_not_usable
from engine.simulation.programs import programs
from engine.simulation.simulation import Simulation
from tests.engine.compiling.ptx import ptx
from tests.laws.networks import NETWORKS

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


def test_a_missing_device_is_one_sentence():
    reason = reason_not_usable()
    if reason is not None:
        assert reason.endswith(".")
        with pytest.raises(backends.BackendMissing, match=r"CuPy|CUDA"):
            backends.backend("cupy")


def test_contraction_is_off():
    assert "--fmad=false" in OPTIONS
