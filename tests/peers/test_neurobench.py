"""Peer: synaptic operations of a network and of its rectified twin are those that NeuroBench counts."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.learning.passes.encoding import Encoding
from engine.learning.training.energy import LayerCost
from engine.learning.training.evaluation import evaluate_samples
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from tests.engine.learning.networks import digits, projection
from tests.patience import ENDLESS
from tests.peers.environments import python_of

SCRIPT = Path(__file__).parent / "counted_operations.py"
PEER, SHOWN = "neurobench", 12


def _kernels() -> NetworkDescription:
    """Two maps under one kernel each onto ten neurons."""
    network = digits(hidden=72)
    maps = {"rows": 6.0, "columns": 6.0, "channels": 2.0}
    hidden, out = network.populations
    return replace(
        network,
        populations=(replace(hidden, positions=find("positions/grid"), positions_parameters=maps), out),
        projections=(
            projection("in", "code", "hidden", wiring=find("wiring/convolution"), wiring_parameters={"channels": 2.0}),
            projection("read", "hidden", "out"),
        ),
    )


NETWORKS = {"dense": (digits(hidden=40), "hidden"), "convolution": (_kernels(), "first")}


@pytest.mark.peers
@pytest.mark.parametrize("name", NETWORKS)
def test_operations_are_those_that_neurobench_counts(name: str, tmp_path: Path) -> None:
    python = python_of(PEER)
    if python is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {PEER}")
    seed = int(np.random.default_rng().integers(1, 1 << 31))
    print(f"seed {seed}")
    network, first = NETWORKS[name]
    plain, random = circuit(network), np.random.default_rng(seed)
    shape = (40, 64) if first == "hidden" else (2, 1, 3, 3)
    weights = {
        ("in", "weight"): random.uniform(-0.3, 0.6, shape),
        ("read", "weight"): random.uniform(-0.3, 0.6, (10, plain.size("hidden"))),
    }
    found = circuit(with_arrays(network, weights))
    samples = random.choice(len(found.samples.labels), SHOWN, replace=False)
    values = found.samples.values[samples]
    encoding = Encoding(found.description, found.encoders[0], found.channels, found.steps, seed)
    spikes = encoding.encoded(values, np.arange(SHOWN), np.float64)
    given = {f"weight/{first}": weights["in", "weight"], "weight/out": weights["read", "weight"]}
    np.savez(tmp_path / "in.npz", spikes=spikes.swapaxes(0, 1), values=values, **given)
    subprocess.run([python, SCRIPT, tmp_path / "in.npz", tmp_path / "out.npz"], check=True, timeout=ENDLESS)
    costs = evaluate_samples(found, samples, seed=seed, costs_by_layer=True).costs
    assert costs is not None
    with np.load(tmp_path / "out.npz") as theirs:
        macs, acs, dense = theirs["spiking"]
        assert macs == 0.0
        assert _of_links(costs.spiking) == pytest.approx(acs, rel=1e-12)
        assert _of_links(costs.dense_twin) * found.steps == pytest.approx(dense, rel=1e-12)
        macs, acs, dense = theirs["rectified"]
        assert _of_links(costs.twin) == pytest.approx(macs + acs, rel=1e-12)
        assert _of_links(costs.dense_twin) == pytest.approx(dense, rel=1e-12)


def _of_links(layers: tuple[LayerCost, ...]) -> float:
    return sum(layer.additions for layer in layers if layer.id in ("in", "read"))
